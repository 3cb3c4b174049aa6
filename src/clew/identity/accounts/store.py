"""The SQL of what accounts are proved and regained by: links in mails, counters, changes of the address."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Update, delete, func, or_, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from clew.identity.accounts.models import EmailChange
from clew.identity.models import AuthToken, Role, TokenType, User
from clew.infra.crypto import digest, new_token
from clew.infra.store import refusal
from clew.kit.clock import now
from clew.kit.errors import AlreadyExists
from clew.kit.ids import new_id
from clew.kit.text import comparable


class Purpose(StrEnum):
    """What a link does: kept as the name of its token."""

    registration = "registration"
    """Proves the address of a new account, and switches it on."""
    confirmation = "confirmation"
    """Proves the address of one that is used already."""
    email_change = "email change"
    undo = "undo"
    reset = "reset"


KINDS = {Purpose.reset: TokenType.password_reset}
"""The others prove an address."""


class Links:
    """Links of one person. Each works once: its use is one conditional update."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def owner(self, token: str, kind: TokenType) -> UUID | None:
        """Whose link this is, before anybody is known; None where it no longer works."""
        return await self._session.scalar(select(func.find_link(digest(token), kind.value)))

    async def issue(self, user_id: UUID, purpose: Purpose, lifetime: timedelta) -> tuple[UUID, str]:
        """The id of a new link and the token in it. Older ones for the same purpose end, but for those that undo."""
        if purpose is not Purpose.undo:
            await self.revoke(user_id, purpose)
        token, id = new_token(purpose.name), new_id()
        kind = KINDS.get(purpose, TokenType.email_verification)
        values = {"user_id": user_id, "token_hash": digest(token), "token_type": kind, "name": purpose.value}
        self._session.add(AuthToken(id=id, **values, expires_at=now() + lifetime))
        await self._session.flush()
        return id, token

    async def spend(self, user_id: UUID, token: str, kind: TokenType) -> tuple[UUID, Purpose] | None:
        """Use the link up and tell which it was. Of any number of attempts at once one succeeds."""
        good = (
            AuthToken.user_id == user_id,
            AuthToken.token_hash == digest(token),
            AuthToken.token_type == kind,
            AuthToken.spent_at.is_(None),
            AuthToken.is_revoked.is_(False),
            AuthToken.expires_at > now(),
        )
        used = update(AuthToken).where(*good).values(spent_at=now(), updated_at=now())
        row = (await self._session.execute(used.returning(AuthToken.id, AuthToken.name))).one_or_none()
        return None if row is None else (row.id, Purpose(row.name))

    async def revoke(self, user_id: UUID, *purposes: Purpose) -> None:
        names = [one.value for one in purposes]
        links = (AuthToken.user_id == user_id, AuthToken.token_type != TokenType.api, AuthToken.name.in_(names))
        await self._session.execute(update(AuthToken).where(*links).values(is_revoked=True, updated_at=now()))

    async def awaits_registration(self, user_id: UUID) -> bool:
        """Whether this account was never switched on, for want of its link, be it too old by now."""
        waits = (AuthToken.user_id == user_id, AuthToken.name == Purpose.registration.value)
        mail = (AuthToken.token_type == TokenType.email_verification, AuthToken.is_revoked.is_(False))
        mail = (*mail, AuthToken.spent_at.is_(None))
        return await self._session.scalar(select(AuthToken.id).where(*waits, *mail).limit(1)) is not None


class Safety:
    """What keeps one person's account theirs. None of it is a change of their profile, so its version stays."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def increment_failed_login(self, user_id: UUID, locked_until: datetime | None) -> int:
        """How many there were now since the last sign-in that worked."""
        values = {"failed_login_attempts": User.failed_login_attempts + 1, "locked_until": locked_until}
        statement = _user(user_id, values).returning(User.failed_login_attempts)
        return await self._session.scalar(statement) or 0

    async def reset_failed_login(self, user_id: UUID) -> None:
        is_marked = or_(User.failed_login_attempts > 0, User.locked_until.is_not(None))
        values = {"failed_login_attempts": 0, "locked_until": None}
        await self._session.execute(_user(user_id, values).where(is_marked))

    async def lock_account(self, user_id: UUID, until: datetime) -> None:
        await self._session.execute(_user(user_id, {"locked_until": until}))

    async def has_second_factor(self, user_id: UUID) -> bool:
        """Whether a password alone does not sign this person in."""
        return bool(await self._session.scalar(_HAS_SECOND_FACTOR, {"user_id": user_id}))

    async def may_close(self, user_id: UUID) -> bool:
        """Whether an administrator is left then. Others who close wait until this transaction ends."""
        return bool(await self._session.scalar(select(func.may_close(user_id))))

    async def close(self, user_id: UUID) -> None:
        """Erase the account, and by the keys of the database all that is its person's."""
        await self._session.execute(delete(User).where(User.id == user_id))


class EmailChanges:
    """Changes of one person's address."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def ask(self, user: User, new_email: str, link_id: UUID) -> None:
        row = EmailChange(user_id=user.id, old_email=user.email, new_email=new_email, confirm_token_id=link_id)
        self._session.add(row)
        await self._session.flush()

    async def by_confirmation(self, user_id: UUID, link_id: UUID) -> EmailChange:
        return await self._one(user_id, EmailChange.confirm_token_id == link_id)

    async def by_undo(self, user_id: UUID, link_id: UUID) -> EmailChange:
        return await self._one(user_id, EmailChange.undo_token_id == link_id)

    async def put(self, user: User, email: str) -> None:
        """Make this their address, which is proved. Raises `AlreadyExists`."""
        user.email, user.email_key, user.is_verified = email, comparable(email), True
        try:
            await self._session.flush()
        except IntegrityError as error:
            failure = refusal(error)
            raise AlreadyExists("This address belongs to another account now.") from failure

    async def _one(self, user_id: UUID, condition: ColumnElement[bool]) -> EmailChange:
        rows = await self._session.scalars(select(EmailChange).where(EmailChange.user_id == user_id, condition))
        return rows.one()


async def role_name(session: AsyncSession, role_id: UUID) -> str | None:
    return await session.scalar(select(Role.name).where(Role.id == role_id))


# Of the package that owns second factors, which stands beside this one and knows it. A passkey is none: it signs in by
# itself, and so does the password beside it.
_HAS_SECOND_FACTOR = text(
    "select exists (select from mfa_configurations where user_id = :user_id and (totp_enabled or sms_enabled))"
)


def _user(user_id: UUID, values: Mapping[str, object]) -> Update:
    return update(User).where(User.id == user_id).values({**values, "updated_at": User.updated_at})
