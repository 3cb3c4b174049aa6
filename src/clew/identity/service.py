"""Signing in, from the first proof to the session."""

from datetime import timedelta

from clew.identity.accounts.service import prove_password
from clew.identity.models import User
from clew.identity.origin import Origin
from clew.identity.schemas import SignIn
from clew.identity.signed_in.pairs import Pair, begin_pair
from clew.identity.signed_in.service import begin_session
from clew.infra.db import Database


async def sign_in(database: Database, values: SignIn, origin: Origin) -> tuple[User, str, timedelta]:
    """The person, the token of their new session, and how long it lasts. Raises `WrongCredentials`."""
    return await begin_session(database, await prove_password(database, values, origin), origin)


async def sign_in_program(database: Database, values: SignIn, origin: Origin) -> tuple[User, Pair]:
    """The same for a client without cookies, which gets a pair of tokens. Raises `WrongCredentials`."""
    return await begin_pair(database, await prove_password(database, values, origin), origin)
