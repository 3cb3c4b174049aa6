"""The rules of accounts: who may register, and whether a password is somebody's."""

from datetime import timedelta
from uuid import UUID

from clew.identity.models import User
from clew.identity.origin import Origin, fact
from clew.identity.passwords import acceptable, hash_password, is_outdated, matches
from clew.identity.schemas import Registration, SignIn
from clew.identity.store import FIRST_ROLE, OWNER_ROLE, Accounts
from clew.infra.crypto import digest, new_token
from clew.infra.db import AsyncSession, Database
from clew.infra.facts import SecurityFact, Severity
from clew.infra.jobs import enqueue
from clew.kit.clock import now
from clew.kit.errors import RegistrationClosed, WrongCredentials
from clew.settings.registry import REGISTRATION_OPEN
from clew.settings.store import Settings, SetupLink

SETUP_LIFETIME = timedelta(hours=1)


async def new_setup_link(session: AsyncSession) -> str | None:
    """A token that may create the owner within an hour, in place of any before; None where there is an owner."""
    if await Accounts(session).has_owner():
        return None
    token = new_token("setup")
    await Settings(session).put_setup_link(SetupLink(digest=digest(token).hex(), expires_at=now() + SETUP_LIFETIME))
    return token


async def register(session: AsyncSession, values: Registration) -> User:
    """A new account. Raises `RegistrationClosed`, `Invalid` and `AlreadyExists`."""
    is_owner = await _may_register(session, values.setup_token)
    acceptable(values.password, values.username, values.email.partition("@")[0], "clew")
    hashed = await hash_password(values.password)
    return await create_account(session, values, hashed, is_owner=is_owner)


async def create_account(session: AsyncSession, values: Registration, hashed: str, *, is_owner: bool) -> User:
    accounts = Accounts(session)
    user = await accounts.create(
        username=values.username, email=values.email, full_name=values.full_name, hashed_password=hashed
    )
    await accounts.assign_role(user, OWNER_ROLE if is_owner else FIRST_ROLE)
    await enqueue(session, SecurityFact(user_id=user.id, event_type="registered", event_data={"owner": is_owner}))
    return user


async def prove_password(database: Database, values: SignIn, origin: Origin) -> UUID:
    """Whose name and password these are. Raises `WrongCredentials`.

    No transaction is open while the password is checked: that takes as long as thirty statements.
    """
    async with database.begin() as session:
        found = await Accounts(session).credentials(values.username)
    correct = await matches(values.password, found.hashed_password if found else None)
    if found is None or not correct or not found.is_active:
        await _remember_failure(database, None if found is None else found.user_id, origin)
        raise WrongCredentials
    if found.hashed_password is not None and is_outdated(found.hashed_password):
        hashed = await hash_password(values.password)
        async with database.begin(found.user_id) as session:
            (await Accounts(session).get(found.user_id)).hashed_password = hashed
    return found.user_id


async def _may_register(session: AsyncSession, setup_token: str | None) -> bool:
    """Whether this registration makes the owner; raises `RegistrationClosed` where it may make nobody."""
    has_owner = await Accounts(session).has_owner()
    if setup_token is not None:
        if not has_owner and await Settings(session).take_setup_link(digest(setup_token).hex(), now()):
            return True
        raise RegistrationClosed("This set-up link is used up or too old. Starting Clew again prints a new one.")
    if not has_owner:
        raise RegistrationClosed("Clew has no owner yet: please use the set-up link that the server printed.")
    if not await Settings(session).get(REGISTRATION_OPEN):
        raise RegistrationClosed("Please ask the owner of this Clew for an account.")
    return False


async def _remember_failure(database: Database, user_id: UUID | None, origin: Origin) -> None:
    async with database.begin(user_id) as session:
        await enqueue(session, fact(user_id, "sign_in_failed", Severity.warning, origin))
