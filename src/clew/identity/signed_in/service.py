"""The rules of being signed in: how a session begins and ends, who a request comes from."""

from datetime import timedelta
from uuid import UUID

from clew.identity.models import User
from clew.identity.origin import Origin, fact
from clew.identity.signed_in.store import ApiTokens, Sessions, authenticate
from clew.identity.store import Accounts
from clew.infra.caller import Caller
from clew.infra.crypto import digest, new_token
from clew.infra.db import AsyncSession, Database, act_for
from clew.infra.facts import Severity
from clew.infra.jobs import enqueue
from clew.kit.clock import now
from clew.kit.errors import Unauthenticated
from clew.settings.registry import SESSION_DAYS, TOKEN_DAYS
from clew.settings.store import Settings


async def begin_session(
    database: Database, user_id: UUID, origin: Origin, *, is_confirmed: bool = True
) -> tuple[User, str, timedelta]:
    """The person, the token of their new session, and how long it lasts. They have just proved who they are.

    It counts as confirmed unless a trusted device stood in for a factor.
    """
    token = new_token("session")
    async with database.begin(user_id) as session:
        user = await Accounts(session).get(user_id)
        user.last_login = now()
        caller = Caller(user.id, ip_address=origin.ip_address, user_agent=origin.user_agent)
        lifetime = timedelta(days=await Settings(session).get(SESSION_DAYS))
        await Sessions(session, caller).open(digest(token), lifetime, is_confirmed=is_confirmed)
        await enqueue(session, fact(user.id, "signed_in", Severity.info, origin))
    return user, token, lifetime


async def sign_out(session: AsyncSession, caller: Caller) -> None:
    """End the session or revoke the token that this request came with."""
    if caller.session_id is not None:
        await Sessions(session, caller).end(caller.session_id)
    if caller.token_id is not None:
        await ApiTokens(session, caller).revoke(caller.token_id)
    origin = Origin(caller.ip_address, caller.user_agent)
    await enqueue(session, fact(caller.user_id, "signed_out", Severity.info, origin))


async def issue_token(session: AsyncSession, user_id: UUID, name: str) -> str:
    """A new API token; it is shown this once and only its digest is kept."""
    token = new_token("clew")
    await act_for(session, user_id)
    lifetime = timedelta(days=await Settings(session).get(TOKEN_DAYS))
    await ApiTokens(session, Caller(user_id)).issue(digest(token), name, now() + lifetime)
    return token


async def identify(session: AsyncSession, token: str | None, origin: Origin) -> Caller:
    """Who this token stands for. Raises `Unauthenticated`."""
    proof = await authenticate(session, digest(token)) if token else None
    if proof is None:
        raise Unauthenticated
    return Caller(
        proof.user_id,
        proof.session_id,
        proof.token_id,
        origin.ip_address,
        origin.user_agent,
        confirmed_at=proof.confirmed_at,
        scopes=None if proof.scopes is None else frozenset(proof.scopes),
    )
