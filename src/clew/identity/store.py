"""The SQL of identity.

Who asks is not known before a token or a name is looked up, so these look-ups are functions that run as `clew_system`
(SECURITY DEFINER); everything after runs under row-level security as the person found.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from clew.identity.models import (
    Role,
    User,
    UserRole,
)
from clew.infra.db import act_for
from clew.infra.store import refusal
from clew.kit.clock import now
from clew.kit.errors import AlreadyExists, Unauthenticated
from clew.kit.ids import new_id
from clew.kit.text import comparable

OWNER_ROLE = "administrator"
FIRST_ROLE = "user"


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a sign-in is checked against."""

    user_id: UUID
    hashed_password: str | None
    is_active: bool


class Accounts:
    """People, before and after it is known who asks."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def credentials(self, name: str) -> Credentials | None:
        """By user name or email address."""
        statement = text("select user_id, hashed_password, is_active from find_account(:key)")
        row = (await self._session.execute(statement, {"key": comparable(name)})).one_or_none()
        return None if row is None else Credentials(row.user_id, row.hashed_password, row.is_active)

    async def has_owner(self) -> bool:
        return bool(await self._session.scalar(select(func.owner_exists())))

    async def create(self, *, username: str, email: str, full_name: str | None, **columns: Any) -> User:
        """A new account; from here on the transaction acts for it. Raises `AlreadyExists`."""
        user = User(
            id=new_id(),
            username=username,
            username_key=comparable(username),
            email=email,
            email_key=comparable(email),
            full_name=full_name,
            **columns,
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

    async def assign_role(self, user: User, role_name: str, granted_by: UUID | None = None) -> None:
        """Make this the person's primary role."""
        named = select(Role.name, Role.id).where(Role.name.in_([role_name, FIRST_ROLE]))
        ids = {row.name: row.id for row in await self._session.execute(named)}
        role = {"role_id": ids[role_name], "is_primary": True, "granted_by": granted_by, "granted_at": now()}
        self._session.add(UserRole(user_id=user.id, **role))
        user.default_role_id, user.role_assigned_at, user.role_assigned_by = ids[FIRST_ROLE], now(), granted_by
        await self._session.flush()

    async def has_role(self, user_id: UUID, role_name: str) -> bool:
        held = select(UserRole.id).join(Role, Role.id == UserRole.role_id)
        one = held.where(UserRole.user_id == user_id, Role.name == role_name, UserRole.counts())
        return await self._session.scalar(one.limit(1)) is not None

    async def get(self, user_id: UUID) -> User:
        user = await self._session.get(User, user_id)
        if user is None:
            raise Unauthenticated
        return user
