"""Whether a password is somebody's, how often one may guess, and how an account is locked and unlocked."""

from datetime import timedelta
from uuid import UUID

from clew.identity.accounts.store import Safety
from clew.identity.models import User
from clew.identity.origin import Origin, fact
from clew.identity.passwords import hash_password, is_outdated, matches
from clew.identity.schemas import SignIn
from clew.identity.store import Accounts
from clew.identity.throttling.service import ACCOUNT, ADDRESS, DEVICE, EVERYBODY, Charge, Throttle, network_of
from clew.infra.caller import Caller
from clew.infra.db import AsyncSession, Database, act_for
from clew.infra.facts import Severity
from clew.infra.jobs import enqueue
from clew.kit.clock import now
from clew.kit.errors import WrongCredentials
from clew.kit.text import comparable


async def prove_password(database: Database, values: SignIn, origin: Origin, device: bytes | None = None) -> UUID:
    """Whose name and password these are. Raises `WrongCredentials`, `TooManyAttempts` and `Unavailable`.

    `device` is the digest of a token that this name's person trusts, already looked up: attempts with it are counted
    apart, so that strangers who guess lock nobody out there. No transaction is open while the password is checked:
    that takes as long as thirty statements.
    """
    throttle, charges = Throttle(database), _charges(values.username, origin, device)
    await throttle.spend_all(*charges)
    async with database.begin() as session:
        found = await Accounts(session).credentials(values.username)
    correct = await matches(values.password, found.hashed_password if found else None)
    if found is None or not correct or not found.is_active:
        await _remember_failure(database, None if found is None else found.user_id, values.username, origin)
        raise WrongCredentials
    await throttle.give_back(*charges)
    await throttle.forget(*charges[0])
    hashed = found.hashed_password
    new_hash = await hash_password(values.password) if hashed is not None and is_outdated(hashed) else None
    async with database.begin(found.user_id) as session:
        await Safety(session).reset_failed_login(found.user_id)
        if new_hash is not None:
            (await Accounts(session).get(found.user_id)).hashed_password = new_hash
    return found.user_id


async def lock_account(session: AsyncSession, database: Database, user: User, duration: timedelta, by: Caller) -> None:
    """Refuse passwords for this person, unseen, for so long; on devices that they trust, they still work."""
    until = now() + duration
    for name in (user.username_key, user.email_key):
        await Throttle(database).block(ACCOUNT, name, until)
    await act_for(session, user.id)
    await Safety(session).lock_account(user.id, until)
    await enqueue(session, fact(user.id, "account_locked", Severity.warning, Origin(by.ip_address, by.user_agent)))


async def unlock_account(session: AsyncSession, database: Database, user: User, by: Caller) -> None:
    await forget_failures(database, user)
    await act_for(session, user.id)
    await Safety(session).reset_failed_login(user.id)
    await enqueue(session, fact(user.id, "account_unlocked", Severity.info, Origin(by.ip_address, by.user_agent)))


async def forget_failures(database: Database, user: User) -> None:
    for name in (user.username_key, user.email_key):
        await Throttle(database).forget(ACCOUNT, name)


def _charges(name: str, origin: Origin, device: bytes | None) -> tuple[Charge, ...]:
    """What a password is counted in; first of all by whom."""
    if device is not None:
        return ((DEVICE, device.hex()),)
    return ((ACCOUNT, comparable(name)), (ADDRESS, network_of(origin.ip_address)), (EVERYBODY, ""))


async def _remember_failure(database: Database, user_id: UUID | None, name: str, origin: Origin) -> None:
    until = await Throttle(database).blocked_until(ACCOUNT, comparable(name))
    async with database.begin(user_id) as session:
        await enqueue(session, fact(user_id, "sign_in_failed", Severity.warning, origin))
        if user_id is not None:
            await Safety(session).increment_failed_login(user_id, until)
            if until is not None:
                await enqueue(session, fact(user_id, "account_locked", Severity.error, origin))
