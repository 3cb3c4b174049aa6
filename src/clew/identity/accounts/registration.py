"""The rules of making an account: who may, and what is answered to whom.

A stranger is never told that an address has an account: the answer is the same, and its owner gets a letter.
"""

from datetime import timedelta

from clew.identity.access.rights.store import Rights
from clew.identity.accounts.store import Links, Purpose, role_name
from clew.identity.invitations.models import Invitation
from clew.identity.invitations.store import take_invitation
from clew.identity.mails.letters import Letters
from clew.identity.mails.store import post
from clew.identity.models import User
from clew.identity.origin import Origin, fact
from clew.identity.passwords import acceptable, hash_password
from clew.identity.people.store import Users
from clew.identity.schemas import Registration, UserResponse
from clew.identity.store import FIRST_ROLE, OWNER_ROLE, Accounts
from clew.identity.throttling.service import MAIL, REGISTRATION, Throttle, network_of
from clew.infra.caller import Caller
from clew.infra.crypto import digest, new_token
from clew.infra.db import AsyncSession, Database, act_for
from clew.infra.facts import SecurityFact, Severity
from clew.infra.jobs import enqueue
from clew.kit.clock import now
from clew.kit.errors import AlreadyExists, Forbidden, Invalid, RegistrationClosed
from clew.kit.ids import new_id
from clew.kit.text import comparable
from clew.settings.registry import REGISTRATION_OPEN
from clew.settings.store import Settings, SetupLink

SETUP_LIFETIME = timedelta(hours=1)
CONFIRM_WITHIN = timedelta(days=1)
ENDED_INVITATION = "This invitation is used up or too old. Please ask for a new one."


async def new_setup_link(session: AsyncSession) -> str | None:
    """A token that may create the owner within an hour, in place of any before; None where there is an owner."""
    if await Accounts(session).has_owner():
        return None
    token = new_token("setup")
    await Settings(session).put_setup_link(SetupLink(digest=digest(token).hex(), expires_at=now() + SETUP_LIFETIME))
    return token


async def register(
    database: Database, values: Registration, origin: Origin, letters: Letters, *, must_confirm: bool
) -> UserResponse:
    """A new account, or what looks like one to somebody who gave the address of another.

    `must_confirm`: nobody signs in before they have followed the link in the mail. Raises `RegistrationClosed`,
    `Invalid`, `TooManyAttempts`, and `AlreadyExists` where the user name is taken.
    """
    if values.setup_token is None and values.invitation_token is None:
        return await _register_openly(database, values, origin, letters, must_confirm=must_confirm)
    async with database.begin() as session:
        # Used up first: who has no such link costs no hash, and of many at once only one does.
        if values.setup_token is not None:
            await _take_setup_link(session, values.setup_token)
            user = await create_account(session, values, await _hashed(values), is_owner=True)
        else:
            user = await _accept_invitation(session, values)
        return await _shown(session, user)


async def create_account(session: AsyncSession, values: Registration, hashed: str, *, is_owner: bool) -> User:
    """An account that somebody answers for. Raises `AlreadyExists`."""
    return await _create(session, values, hashed, OWNER_ROLE if is_owner else FIRST_ROLE)


async def send_confirmation(session: AsyncSession, letters: Letters, user: User) -> None:
    """A link that proves the address that this person has now, and switches on an account that waits for that."""
    purpose = Purpose.confirmation if user.is_active else Purpose.registration
    _, token = await Links(session).issue(user.id, purpose, CONFIRM_WITHIN)
    await post(session, letters.registration(user.email, token), user.id)


async def _create(
    session: AsyncSession,
    values: Registration,
    hashed: str,
    role: str,
    invited: Invitation | None = None,
    **columns: bool,
) -> User:
    accounts = Accounts(session)
    user = await accounts.create(
        username=values.username, email=values.email, full_name=values.full_name, hashed_password=hashed, **columns
    )
    await accounts.assign_role(user, role, invited.invited_by if invited is not None else None)
    told = {"owner": role == OWNER_ROLE, "invited": invited is not None}
    await enqueue(session, SecurityFact(user_id=user.id, event_type="registered", event_data=told))
    return user


async def _register_openly(
    database: Database, values: Registration, origin: Origin, letters: Letters, *, must_confirm: bool
) -> UserResponse:
    async with database.begin() as session:
        await _check_open(session)
        is_name_taken = await Accounts(session).credentials(values.username) is not None
    _check(values)
    charges = ((REGISTRATION, network_of(origin.ip_address)), (MAIL, f"registration of {comparable(values.email)}"))
    await Throttle(database).spend_all(*charges)
    if is_name_taken:
        raise AlreadyExists("This user name is taken.", fields=("username",))
    hashed = await hash_password(values.password)
    async with database.begin() as session:
        owner = await Accounts(session).credentials(values.email)
        if owner is not None:
            await act_for(session, owner.user_id)
            await post(session, letters.already_registered(values.email), owner.user_id)
            await enqueue(session, fact(owner.user_id, "registration_with_own_address", Severity.info, origin))
            return _pretended(values, is_active=not must_confirm)
        user = await _create(session, values, hashed, FIRST_ROLE, is_active=not must_confirm)
        await send_confirmation(session, letters, user)
        return await _shown(session, user)


async def _check_open(session: AsyncSession) -> None:
    if not await Accounts(session).has_owner():
        raise RegistrationClosed("Clew has no owner yet: please use the set-up link that the server printed.")
    if not await Settings(session).get(REGISTRATION_OPEN):
        raise RegistrationClosed("Please ask the owner of this Clew for an account.")


async def _take_setup_link(session: AsyncSession, token: str) -> None:
    has_owner = await Accounts(session).has_owner()
    if has_owner or not await Settings(session).take_setup_link(digest(token).hex(), now()):
        raise RegistrationClosed("This set-up link is used up or too old. Starting Clew again prints a new one.")


async def _accept_invitation(session: AsyncSession, values: Registration) -> User:
    invited = await take_invitation(session, digest(values.invitation_token or ""))
    if invited is None:
        raise RegistrationClosed(ENDED_INVITATION)
    if invited.email is not None and comparable(invited.email) != comparable(values.email):
        raise Invalid("This invitation is for another address.", fields=("email",))
    user = await _create(session, values, await _hashed(values), await _role_of(session, invited), invited)
    # The link went to that address and nowhere else but to who invites.
    user.is_verified = invited.email is not None
    await session.flush()
    return user


async def _role_of(session: AsyncSession, invited: Invitation) -> str:
    """That of the invitation, as long as who gave it away may do all that comes with it.

    Raises `RegistrationClosed` where they are suspended.
    """
    if invited.invited_by is None:
        return FIRST_ROLE
    await act_for(session, invited.invited_by)
    if not (await Accounts(session).get(invited.invited_by)).is_active:
        raise RegistrationClosed(ENDED_INVITATION)
    if invited.role_id is None:
        return FIRST_ROLE
    try:
        await Rights(session, Caller(invited.invited_by)).cover_role(invited.role_id)
    except Forbidden:
        return FIRST_ROLE
    return await role_name(session, invited.role_id) or FIRST_ROLE


def _check(values: Registration) -> None:
    acceptable(values.password, values.username, values.email.partition("@")[0], "clew")


async def _hashed(values: Registration) -> str:
    _check(values)
    return await hash_password(values.password)


async def _shown(session: AsyncSession, user: User) -> UserResponse:
    return UserResponse.model_validate(await Users(session, Caller(user.id)).get(user.id))


def _pretended(values: Registration, *, is_active: bool) -> UserResponse:
    at = now()
    return UserResponse(
        id=new_id(),
        username=values.username,
        email=values.email,
        full_name=values.full_name,
        phone_number=None,
        is_active=is_active,
        is_verified=False,
        last_login=None,
        failed_login_attempts=0,
        locked_until=None,
        roles=[FIRST_ROLE],
        created_at=at,
        updated_at=at,
    )
