"""Links in mails: an address is proved, a forgotten password replaced, a change of address undone."""

from datetime import timedelta
from uuid import UUID

from clew.identity.accounts.registration import CONFIRM_WITHIN, send_confirmation
from clew.identity.accounts.schemas import SendResetLink
from clew.identity.accounts.service import forget_failures
from clew.identity.accounts.store import EmailChanges, Links, Purpose, Safety
from clew.identity.factors.devices.service import trust_nothing
from clew.identity.mails.letters import Letters
from clew.identity.mails.store import post
from clew.identity.models import TokenType, User
from clew.identity.origin import Origin, fact
from clew.identity.passwords import acceptable, hash_password
from clew.identity.store import Accounts
from clew.identity.throttling.service import MAIL, MAIL_ADDRESS, Throttle, network_of
from clew.infra.caller import Caller
from clew.infra.db import AsyncSession, Database
from clew.infra.facts import Severity
from clew.infra.jobs import enqueue
from clew.kit.errors import LinkEnded
from clew.kit.text import comparable

RESET_WITHIN = timedelta(minutes=30)
UNDO_WITHIN = timedelta(hours=72)


async def ask_for_reset(database: Database, email: str, origin: Origin) -> None:
    """Have a link sent, if there is such an account: nobody is told. Raises `TooManyAttempts`."""
    mails = (MAIL, f"reset of {comparable(email)}")
    await Throttle(database).spend_all((MAIL_ADDRESS, network_of(origin.ip_address)), mails)
    async with database.begin() as session:
        await enqueue(session, SendResetLink(user_id=None, email=email))


async def send_reset_link(database: Database, letters: Letters, email: str) -> None:
    async with database.begin() as session:
        found = await Accounts(session).credentials(email)
    if found is None:
        return
    async with database.begin(found.user_id) as session:
        user = await Accounts(session).get(found.user_id)
        if user.is_active:
            _, token = await Links(session).issue(user.id, Purpose.reset, RESET_WITHIN)
            await post(session, letters.reset(user.email, token), user.id)
            await enqueue(session, fact(user.id, "password_reset_asked", Severity.info, Origin(None, None)))
        elif await Links(session).awaits_registration(user.id):
            await send_confirmation(session, letters, user)


async def reset_password(database: Database, token: str, password: str, origin: Origin, letters: Letters) -> None:
    """A new password by a link; all sessions end, and a second factor is still asked for at the next sign-in.

    Raises `LinkEnded` and `Invalid`, which leaves the link as it was.
    """
    user_id = await _owner(database, token, TokenType.password_reset)
    async with database.begin(user_id) as session:
        await check_new_password(session, await Accounts(session).get(user_id), password)
    hashed = await hash_password(password)
    async with database.begin(user_id) as session:
        if await Links(session).spend(user_id, token, TokenType.password_reset) is None:
            raise LinkEnded
        user = await Accounts(session).get(user_id)
        user.hashed_password = hashed
        await trust_nothing(session, Caller(user_id))
        await Safety(session).reset_failed_login(user_id)
        await post(session, letters.password_changed(user.email), user_id)
        await enqueue(session, fact(user_id, "password_reset", Severity.warning, origin))
    await forget_failures(database, user)


async def check_new_password(session: AsyncSession, user: User, password: str) -> None:
    """Raises `Invalid` where this person should have another one."""
    has_second_factor = await Safety(session).has_second_factor(user.id)
    names = (user.username, user.email.partition("@")[0], user.full_name or "", "clew")
    acceptable(password, *names, has_second_factor=has_second_factor)


async def follow(database: Database, token: str, origin: Origin, letters: Letters) -> None:
    """Do what a link about an address is for. Raises `LinkEnded`, and `AlreadyExists` where it is another's now."""
    user_id = await _owner(database, token, TokenType.email_verification)
    async with database.begin(user_id) as session:
        spent = await Links(session).spend(user_id, token, TokenType.email_verification)
        user = await Accounts(session).get(user_id)
        if spent is None or not (user.is_active or spent[1] is Purpose.registration):
            raise LinkEnded
        link_id, purpose = spent
        match purpose:
            case Purpose.registration | Purpose.confirmation:
                user.is_verified = user.is_active = True  # only the first is followed where it is not active
                await enqueue(session, fact(user_id, "email_verified", Severity.info, origin))
            case Purpose.email_change:
                await _change_address(session, user, link_id, origin, letters)
            case _:
                await _take_address_back(session, user, link_id, origin)


async def ask_for_address(database: Database, user_id: UUID, email: str, letters: Letters) -> None:
    """Have a link sent to the new address; it is theirs once that is followed. Raises `TooManyAttempts`."""
    await Throttle(database).spend(MAIL, f"change by {user_id}")
    async with database.begin() as session:
        other = await Accounts(session).credentials(email)
    if other is not None and other.user_id != user_id:
        async with database.begin(other.user_id) as session:
            await post(session, letters.already_registered(email), other.user_id)
        return
    async with database.begin(user_id) as session:
        user = await Accounts(session).get(user_id)
        link_id, token = await Links(session).issue(user_id, Purpose.email_change, CONFIRM_WITHIN)
        await EmailChanges(session).ask(user, email, link_id)
        await post(session, letters.new_address(email, token), user_id)
        await enqueue(session, fact(user_id, "email_change_asked", Severity.info, Origin(None, None)))


async def _change_address(session: AsyncSession, user: User, link_id: UUID, origin: Origin, letters: Letters) -> None:
    change = await EmailChanges(session).by_confirmation(user.id, link_id)
    if change.old_email != user.email:
        raise LinkEnded  # it has been changed, or changed back, since this was asked for
    links = Links(session)
    change.undo_token_id, token = await links.issue(user.id, Purpose.undo, UNDO_WITHIN)
    await links.revoke(user.id, Purpose.reset, Purpose.confirmation)
    await EmailChanges(session).put(user, change.new_email)
    await post(session, letters.address_changed(change.old_email, change.new_email, token), user.id)
    await enqueue(session, fact(user.id, "email_changed", Severity.warning, origin))


async def _take_address_back(session: AsyncSession, user: User, link_id: UUID, origin: Origin) -> None:
    change = await EmailChanges(session).by_undo(user.id, link_id)
    await Links(session).revoke(user.id, Purpose.reset, Purpose.confirmation, Purpose.email_change)
    await EmailChanges(session).put(user, change.old_email)
    await trust_nothing(session, Caller(user.id))
    await enqueue(session, fact(user.id, "email_change_undone", Severity.critical, origin))


async def _owner(database: Database, token: str, kind: TokenType) -> UUID:
    async with database.begin() as session:
        user_id = await Links(session).owner(token, kind)
    if user_id is None:
        raise LinkEnded
    return user_id
