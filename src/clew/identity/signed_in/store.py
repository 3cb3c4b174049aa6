"""The SQL of sessions and of the tokens that come with them or stand for themselves."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import ColumnElement, Select, Update, false, func, not_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, with_expression

from clew.identity.models import AuthToken, RolePermission, TokenType, User, UserRole, UserSession
from clew.identity.signed_in.device import device_of
from clew.infra.db import act_for
from clew.infra.store import M, Store
from clew.kit.clock import now

LIVE_AT_MOST = 20  # sessions of one person
_AUTHENTICATE = text("""select user_id, session_id, token_id, confirmed_at, scopes, is_elsewhere
    from authenticate(:digest, cast(:address as inet))""")
_STILL_SIGNED_IN = text("select still_signed_in(cast(:ids as uuid[]))")


@dataclass(frozen=True, slots=True)
class Proof:
    """Whom a token stands for, and which row it is."""

    user_id: UUID
    session_id: UUID | None
    token_id: UUID | None
    confirmed_at: datetime | None
    scopes: list[str] | None
    is_elsewhere: bool
    """Whether an API token was used from an address that is new to it."""


async def authenticate(session: AsyncSession, digest: bytes, address: str | None) -> Proof | None:
    """Look a token up and name its owner to row-level security, in one statement."""
    row = (await session.execute(_AUTHENTICATE, {"digest": digest, "address": address})).one_or_none()
    if row is None:
        return None
    session.info["user_id"] = row.user_id
    return Proof(*row)


async def still_signed_in(session: AsyncSession, ids: Collection[UUID]) -> Collection[UUID]:
    """Which of these sessions and API tokens, of anybody, are good yet."""
    return set(await session.scalars(_STILL_SIGNED_IN, {"ids": list(ids)}))


async def act_for_holder(session: AsyncSession, digest: bytes) -> UUID | None:
    """From here on the transaction is that of the person whose refresh token this is, be it spent or not."""
    user_id = await session.scalar(select(func.find_refresh_token(digest)))
    if user_id is not None:
        await act_for(session, user_id)
    return user_id


@dataclass(frozen=True, slots=True)
class Beginning:
    """How a session begins."""

    is_trusted: bool = False
    """Whether the person trusts the device, where it lasts longer."""
    is_confirmed: bool = True
    """Whether they have just proved that it is them; not where a trusted device stood in for a factor."""
    access: timedelta | None = None
    """For how long the access token of a program works."""


FRESH = Beginning()


class Sessions(Store[UserSession]):
    """Signed-in browsers and programs."""

    model = UserSession

    def visible(self) -> Select[UserSession]:
        current = _is(UserSession.id, self.caller.session_id)
        return _fresh(super().visible().options(with_expression(UserSession.is_current, current)))

    def condition(self, name: str, value: Any) -> ColumnElement[bool]:
        """`is_active` asks for what can be used: nobody ends what was left alone for too long."""
        if name == "is_active":
            return UserSession.lives() if value else not_(UserSession.lives())
        return super().condition(name, value)

    async def note_sign_in(self) -> None:
        # Not through the row, whose version is no longer the latest where somebody signs in twice at once.
        me = update(User).where(User.id == self.caller.user_id)
        await self.session.execute(me.values(last_login=now()))

    async def open(
        self, digest: bytes, lifetime: timedelta, idle_limit: timedelta | None = None, how: Beginning = FRESH
    ) -> UserSession:
        """Of too many live ones the oldest are ended."""
        await self.alone()
        at = now()
        row = UserSession(
            user_id=self.caller.user_id,
            session_id=digest.hex(),
            device_info=device_of(self.caller.user_agent),
            ip_address=self.caller.ip_address,
            user_agent=self.caller.user_agent,
            last_accessed=at,
            confirmed_at=at if how.is_confirmed else None,
            expires_at=at + lifetime,
            access_until=None if how.access is None else at + how.access,
        )
        if idle_limit is not None:
            row.idle_limit = idle_limit
        self.session.add(row)
        await self.flush()
        newest = select(UserSession.id).where(UserSession.user_id == self.caller.user_id, UserSession.lives())
        too_many = newest.order_by(UserSession.created_at.desc(), UserSession.id.desc()).offset(LIVE_AT_MOST)
        await self._invalidate(UserSession.id.in_(too_many))
        return row

    async def confirm(self, session_id: UUID, digest: bytes) -> datetime | None:
        """The person has proved in it that it is them: from here on it has another token. Tells until when it works."""
        alive = (UserSession.id == session_id, UserSession.is_active)
        row = update(UserSession).where(UserSession.user_id == self.caller.user_id, *alive)
        confirmed = row.values(
            session_id=digest.hex(), confirmed_at=now(), updated_at=now(), revision=UserSession.revision + 1
        )
        return await self.session.scalar(confirmed.returning(UserSession.expires_at))

    async def invalidate(self, id: UUID) -> bool:
        """End it with its refresh tokens; tell whether there was anything to end."""
        return bool(await self._invalidate(UserSession.id == id))

    async def invalidate_others(self, kept: UUID | None) -> int:
        """All of the caller's but that one; tell how many they were."""
        return len(await self._invalidate(UserSession.id.is_distinct_from(kept)))

    async def _invalidate(self, *conditions: ColumnElement[bool]) -> Sequence[UUID]:
        meant = (UserSession.user_id == self.caller.user_id, UserSession.is_active, *conditions)
        ended = (
            update(UserSession)
            .where(*meant)
            .values(is_active=False, updated_at=now(), revision=UserSession.revision + 1)
            .returning(UserSession.id)
            .cte("ended")
        )
        of_them = (AuthToken.user_id == self.caller.user_id, AuthToken.family_id.in_(select(ended.c.id)))
        tokens = _revoking(*of_them).cte("revoked")
        return (await self.session.scalars(select(ended.c.id).add_cte(tokens))).all()

    async def lock_of(self, token: bytes) -> UserSession | None:
        """The session that this refresh token came out of, which nobody else changes until the transaction ends."""
        family = select(AuthToken.family_id).where(AuthToken.token_hash == token).scalar_subquery()
        return await self.session.scalar(self.visible().where(UserSession.id == family).with_for_update())

    async def is_administrative(self) -> bool:
        """Whether any of the caller's roles has a permission: those are all about more than one's own."""
        line = select(func.lineage(UserRole.role_id)).where(UserRole.user_id == self.caller.user_id, UserRole.counts())
        found = select(RolePermission.permission_id).where(RolePermission.role_id.in_(line)).limit(1)
        return await self.session.scalar(found) is not None


class RefreshTokens(Store[AuthToken]):
    """What programs get their next access tokens by. Those of one session are a family, and end with it."""

    model = AuthToken

    def visible(self) -> Select[AuthToken]:
        return super().visible().where(AuthToken.token_type == TokenType.refresh)

    async def issue(self, digest: bytes, family: UserSession) -> None:
        of = {"user_id": self.caller.user_id, "family_id": family.id, "expires_at": family.expires_at}
        self.session.add(AuthToken(**of, token_hash=digest, token_type=TokenType.refresh))
        await self.flush()

    async def by_digest(self, *digests: bytes) -> AuthToken | None:
        return await self.session.scalar(self.visible().where(AuthToken.token_hash.in_(digests)))

    async def spend(self, digest: bytes) -> bool:
        """Use it up. Of any number of attempts one succeeds."""
        works = (AuthToken.spent_at.is_(None), AuthToken.is_revoked.is_(False), AuthToken.expires_at > now())
        mine = (AuthToken.user_id == self.caller.user_id, AuthToken.token_type == TokenType.refresh)
        spent = {"spent_at": now(), "last_used_at": now(), "updated_at": now()}
        row = update(AuthToken).where(AuthToken.token_hash == digest, *mine, *works).values(spent)
        return await self.session.scalar(row.returning(AuthToken.id)) is not None

    async def extend(self, family: UserSession) -> None:
        """Let those that are not used up last as long as their session."""
        unspent = (AuthToken.family_id == family.id, AuthToken.spent_at.is_(None), AuthToken.is_revoked.is_(False))
        await self.session.execute(
            update(AuthToken)
            .where(AuthToken.user_id == self.caller.user_id, *unspent)
            .values(expires_at=family.expires_at, updated_at=now())
        )


class ApiTokens(Store[AuthToken]):
    """Tokens of programs that nobody signs in for."""

    model = AuthToken

    def visible(self) -> Select[AuthToken]:
        current = _is(AuthToken.id, self.caller.token_id)
        mine = super().visible().where(AuthToken.token_type == TokenType.api)
        return _fresh(mine.options(with_expression(AuthToken.is_current, current)))

    async def change(self, record: AuthToken, values: BaseModel) -> AuthToken:
        await super().change(record, values)
        return await self.get(record.id)

    async def issue(
        self, digest: bytes, name: str, expires_at: datetime, scopes: Collection[str] | None = None
    ) -> AuthToken:
        """Without scopes it may do everything that its person may."""
        token = AuthToken(
            user_id=self.caller.user_id,
            token_hash=digest,
            token_type=TokenType.api,
            name=name,
            scopes=None if scopes is None else sorted(scopes),
            expires_at=expires_at,
            addresses=[] if self.caller.ip_address is None else [self.caller.ip_address],
        )
        self.session.add(token)
        await self.flush()
        return token

    async def revoke(self, id: UUID) -> bool:
        """Tell whether there was anything to revoke."""
        return bool(await self._revoke(AuthToken.id == id))

    async def revoke_others(self, kept: UUID | None) -> int:
        """All of the caller's but that one; tell how many they were."""
        return len(await self._revoke(AuthToken.id.is_distinct_from(kept)))

    async def _revoke(self, *conditions: ColumnElement[bool]) -> Sequence[UUID]:
        mine = (AuthToken.user_id == self.caller.user_id, AuthToken.token_type == TokenType.api)
        revoking = _revoking(*mine, *conditions).returning(AuthToken.id)
        return (await self.session.scalars(revoking, execution_options={"synchronize_session": False})).all()


def _revoking(*conditions: ColumnElement[bool]) -> Update:
    row = update(AuthToken).where(AuthToken.is_revoked.is_(False), *conditions)
    return row.values(is_revoked=True, updated_at=now(), revision=AuthToken.revision + 1)


def _fresh(statement: Select[M]) -> Select[M]:
    # A write forgets what is shown besides the columns, and some writes here go past the rows that the session knows.
    return statement.execution_options(populate_existing=True)


def _is(column: InstrumentedAttribute[UUID], id: UUID | None) -> ColumnElement[bool]:
    return false() if id is None else column == id
