"""The SQL of identity.

Who asks is not known before a token or a name is looked up, so these look-ups are functions that run as `clew_system`
(SECURITY DEFINER); everything after runs under row-level security as the person found.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from clew.identity.models import (
    AccessAuditLog,
    AuthToken,
    Permission,
    Role,
    RolePermission,
    SecurityEvent,
    TokenType,
    User,
    UserRole,
    UserSession,
)
from clew.infra.caller import Caller
from clew.infra.db import act_for
from clew.infra.facts import SecurityFact
from clew.infra.store import refusal
from clew.kit.clock import now
from clew.kit.errors import AlreadyExists, Unauthenticated
from clew.kit.ids import new_id
from clew.kit.text import comparable

OWNER_ROLE = "administrator"
FIRST_ROLE = "user"
_AUTHENTICATE = text("select user_id, session_id, token_id from authenticate(:digest)")


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a sign-in is checked against."""

    user_id: UUID
    hashed_password: str | None
    is_active: bool


@dataclass(frozen=True, slots=True)
class Proof:
    """Whom a token stands for, and which row it is."""

    user_id: UUID
    session_id: UUID | None
    token_id: UUID | None


class Accounts:
    """People, before and after it is known who asks."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def authenticate(self, digest: bytes) -> Proof | None:
        """Look a token up and name its owner to row-level security, in one statement."""
        row = (await self._session.execute(_AUTHENTICATE, {"digest": digest})).one_or_none()
        if row is None:
            return None
        self._session.info["user_id"] = row.user_id
        return Proof(row.user_id, row.session_id, row.token_id)

    async def credentials(self, name: str) -> Credentials | None:
        """By user name or email address."""
        statement = text("select user_id, hashed_password, is_active from find_account(:key)")
        row = (await self._session.execute(statement, {"key": comparable(name)})).one_or_none()
        return None if row is None else Credentials(row.user_id, row.hashed_password, row.is_active)

    async def has_owner(self) -> bool:
        return bool(await self._session.scalar(select(func.owner_exists())))

    async def create(self, *, username: str, email: str, full_name: str | None, hashed_password: str) -> User:
        """A new account with the first role; from here on the transaction acts for it. Raises `AlreadyExists`."""
        user = User(
            id=new_id(),
            username=username,
            username_key=comparable(username),
            email=email,
            email_key=comparable(email),
            full_name=full_name,
            hashed_password=hashed_password,
        )
        await act_for(self._session, user.id)
        self._session.add(user)
        try:
            await self._session.flush()
        except IntegrityError as error:
            failure = refusal(error)
            if isinstance(failure, AlreadyExists):
                failure = AlreadyExists("This user name or email address is taken.")
            raise failure from error
        return user

    async def assign_role(self, user: User, role_name: str) -> None:
        """Make this the person's primary role."""
        role_id = await self._session.scalar(select(Role.id).where(Role.name == role_name))
        self._session.add(UserRole(user_id=user.id, role_id=role_id, is_primary=True, granted_at=now()))
        user.default_role_id, user.role_assigned_at = role_id, now()
        await self._session.flush()

    async def get(self, user_id: UUID) -> User:
        user = await self._session.get(User, user_id)
        if user is None:
            raise Unauthenticated
        return user

    async def roles(self, user_id: UUID) -> list[str]:
        """Names of the unexpired roles, the primary first."""
        statement = (
            select(Role.name)
            .join(UserRole, UserRole.role_id == Role.id)
            .where(UserRole.user_id == user_id, _unexpired())
            .order_by(UserRole.is_primary.desc(), Role.name)
        )
        return list(await self._session.scalars(statement))


class Sessions:
    """Signed-in browsers of the person for whom the transaction acts."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def open(self, caller: Caller, digest: bytes, lifetime: timedelta) -> UserSession:
        row = UserSession(
            user_id=caller.user_id,
            session_id=digest.hex(),
            ip_address=caller.ip_address,
            user_agent=caller.user_agent,
            last_accessed=now(),
            expires_at=now() + lifetime,
        )
        self._session.add(row)
        await self._session.flush()
        return row

    async def end(self, session_id: UUID) -> None:
        row = update(UserSession).where(UserSession.id == session_id)
        await self._session.execute(row.values(is_active=False, updated_at=now()))


class ApiTokens:
    """Tokens of programs."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def create(self, user_id: UUID, digest: bytes, name: str, expires_at: datetime) -> AuthToken:
        token = AuthToken(
            user_id=user_id, token_hash=digest, token_type=TokenType.api, name=name, expires_at=expires_at
        )
        self._session.add(token)
        await self._session.flush()
        return token

    async def revoke(self, token_id: UUID) -> None:
        row = update(AuthToken).where(AuthToken.id == token_id)
        await self._session.execute(row.values(is_revoked=True, updated_at=now()))


class Decisions:
    """What a person may do, and the log of what was decided."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def allowed(self, user_id: UUID, permission: str) -> tuple[bool, list[str]]:
        """Whether one of the person's roles, or an ancestor of one, has the permission; and the roles looked at."""
        held = (
            select(Role.id, Role.name, Role.parent_role_id)
            .join(UserRole, UserRole.role_id == Role.id)
            .where(UserRole.user_id == user_id, _unexpired())
            .cte("held", recursive=True)
        )
        held = held.union(select(Role.id, Role.name, Role.parent_role_id).where(Role.id == held.c.parent_role_id))
        grants = (
            select(func.count())
            .select_from(RolePermission)
            .join(Permission, Permission.id == RolePermission.permission_id)
            .where(RolePermission.role_id.in_(select(held.c.id)), Permission.name == permission)
            .scalar_subquery()
        )
        rows = (await self._session.execute(select(held.c.name, grants).order_by(held.c.name))).all()
        return any(count > 0 for _, count in rows), [name for name, _ in rows]

    async def record(
        self, caller: Caller, permission: str, resource_id: UUID | None, *, granted: bool, roles: list[str]
    ) -> None:
        resource_type, _, action = permission.partition(":")
        self._session.add(
            AccessAuditLog(
                user_id=caller.user_id,
                resource_type=resource_type,
                resource_id=None if resource_id is None else str(resource_id),
                action=action,
                permission_granted=granted,
                roles_checked=roles,
                ip_address=caller.ip_address,
                user_agent=caller.user_agent,
            )
        )
        await self._session.flush()


class SecurityEvents:
    """What is remembered about the safety of accounts."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def record(self, fact: SecurityFact) -> None:
        # Not `add`, which reads the row back: one about nobody may be written, but is shown to nobody.
        await self._session.execute(insert(SecurityEvent).values(**fact.model_dump()).on_conflict_do_nothing())


def _unexpired():  # noqa: ANN202 an SQL condition
    return UserRole.expires_at.is_(None) | (UserRole.expires_at > func.now())
