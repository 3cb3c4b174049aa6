"""What somebody does to their own account with their password in hand: another one, or an end to it all."""

from collections.abc import Callable
from uuid import UUID

from clew.identity.accounts.recovery import check_new_password
from clew.identity.accounts.store import Links, Purpose, Safety
from clew.identity.factors.devices.service import trust_nothing
from clew.identity.mails.letters import Letters
from clew.identity.mails.store import post
from clew.identity.models import User
from clew.identity.origin import Origin, fact
from clew.identity.passwords import hash_password, matches
from clew.identity.store import Accounts
from clew.identity.throttling.service import ACCOUNT, Throttle
from clew.infra.caller import Caller
from clew.infra.db import Database
from clew.infra.facts import SecurityFact, Severity
from clew.infra.jobs import enqueue
from clew.infra.mail import Letter
from clew.kit.errors import Conflict, Invalid


async def change_password(database: Database, caller: Caller, present: str, password: str, letters: Letters) -> None:
    """Another password; all other sessions end. Raises `Invalid`, `TooManyAttempts` and `Conflict`."""
    async with database.begin(caller.user_id) as session:
        user = await Accounts(session).get(caller.user_id)
        await check_new_password(session, user, password)
    await _prove(database, user, present, "present_password")
    hashed, before = await hash_password(password), user.hashed_password
    async with database.begin(caller.user_id) as session:
        user = await Accounts(session).get(caller.user_id)
        if user.hashed_password != before:
            raise Conflict("The password has been changed in the meantime.")
        user.hashed_password = hashed
        await trust_nothing(session, caller)
        await Links(session).revoke(user.id, Purpose.reset)
        await post(session, letters.password_changed(user.email), user.id)
        origin = Origin(caller.ip_address, caller.user_agent)
        await enqueue(session, fact(user.id, "password_changed", Severity.warning, origin))


async def close_account(
    database: Database, user_id: UUID, password: str, farewell: Callable[[str], Letter] | None
) -> str:
    """Erase the account and all that is its person's; the name that it had. `farewell` goes to its address.

    Raises `Invalid`, `TooManyAttempts`, and `Conflict` where nobody would run this Clew any more.
    """
    async with database.begin(user_id) as session:
        user = await Accounts(session).get(user_id)
    await _prove(database, user, password, "password")
    async with database.begin(user_id) as session:
        await Safety(session).close(user_id)
        if farewell is not None:
            await post(session, farewell(user.email), None)
        await enqueue(session, SecurityFact(user_id=None, event_type="account_closed", severity=Severity.warning))
    return user.username


async def _prove(database: Database, user: User, password: str, field: str) -> None:
    """Raises `Invalid`, which blames the field, and `TooManyAttempts`: a session that was taken over guesses slowly."""
    guesses, throttle = (ACCOUNT, f"signed in as {user.id}"), Throttle(database)
    await throttle.spend(*guesses)
    if not await matches(password, user.hashed_password):
        raise Invalid("This is not your password.", fields=(field,))
    await throttle.forget(*guesses)
