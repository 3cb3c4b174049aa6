"""The SQL of sessions and API tokens."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, with_expression

from clew.identity.models import AuthToken, TokenType, UserSession
from clew.infra.store import Store
from clew.kit.clock import now

_AUTHENTICATE = text("select user_id, session_id, token_id, confirmed_at, scopes from authenticate(:digest)")


@dataclass(frozen=True, slots=True)
class Proof:
    """Whom a token stands for, and which row it is."""

    user_id: UUID
    session_id: UUID | None
    token_id: UUID | None
    confirmed_at: datetime | None
    scopes: list[str] | None


async def authenticate(session: AsyncSession, digest: bytes) -> Proof | None:
    """Look a token up and name its owner to row-level security, in one statement."""
    row = (await session.execute(_AUTHENTICATE, {"digest": digest})).one_or_none()
    if row is None:
        return None
    session.info["user_id"] = row.user_id
    return Proof(*row)


class Sessions(Store[UserSession]):
    """Signed-in browsers."""

    model = UserSession

    def visible(self) -> Select[UserSession]:
        current = _is(UserSession.id, self.caller.session_id)
        return super().visible().options(with_expression(UserSession.is_current, current))

    async def open(self, digest: bytes, lifetime: timedelta, *, is_confirmed: bool = True) -> UserSession:
        row = UserSession(
            user_id=self.caller.user_id,
            session_id=digest.hex(),
            ip_address=self.caller.ip_address,
            user_agent=self.caller.user_agent,
            last_accessed=now(),
            confirmed_at=now() if is_confirmed else None,
            expires_at=now() + lifetime,
        )
        self.session.add(row)
        await self.flush()
        return row

    async def confirm(self, session_id: UUID, digest: bytes) -> datetime | None:
        """The person has proved in it that it is them: from here on it has another token. Tells until when it works."""
        alive = (UserSession.id == session_id, UserSession.is_active)
        row = update(UserSession).where(UserSession.user_id == self.caller.user_id, *alive)
        confirmed = row.values(session_id=digest.hex(), confirmed_at=now(), updated_at=now())
        return await self.session.scalar(confirmed.returning(UserSession.expires_at))

    async def end(self, session_id: UUID) -> None:
        row = update(UserSession).where(UserSession.id == session_id)
        await self.session.execute(row.values(is_active=False, updated_at=now()))


class ApiTokens(Store[AuthToken]):
    """Tokens of programs."""

    model = AuthToken

    def visible(self) -> Select[AuthToken]:
        current = _is(AuthToken.id, self.caller.token_id)
        mine = super().visible().where(AuthToken.token_type == TokenType.api)
        return mine.options(with_expression(AuthToken.is_current, current))

    async def issue(self, digest: bytes, name: str, expires_at: datetime) -> AuthToken:
        token = AuthToken(
            user_id=self.caller.user_id, token_hash=digest, token_type=TokenType.api, name=name, expires_at=expires_at
        )
        self.session.add(token)
        await self.flush()
        return token

    async def revoke(self, token_id: UUID) -> None:
        row = update(AuthToken).where(AuthToken.id == token_id)
        await self.session.execute(row.values(is_revoked=True, updated_at=now()))


def _is(column: InstrumentedAttribute[UUID], id: UUID | None) -> ColumnElement[bool]:
    return false() if id is None else column == id
