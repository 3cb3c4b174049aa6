"""The SQL of people as they are shown."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, ClassVar
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import Select, false, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import with_expression

from clew.identity.across.store import Across
from clew.identity.models import Role, User, UserRole
from clew.kit.errors import NotFound
from clew.kit.text import comparable


@dataclass(frozen=True, slots=True)
class PublicProfile:
    """What everybody may know of a person."""

    id: UUID
    username: str
    full_name: str | None
    created_at: datetime


class Users(Across[User]):
    """People, each with the names of their roles."""

    model = User
    searched: ClassVar = ("username", "email", "full_name")
    about = "id"

    def rows(self) -> Select[User]:
        return _with_roles()

    async def change(self, record: User, values: BaseModel) -> User:
        await super().change(record, values)
        return await self.get(record.id)  # a write forgets what is shown besides

    async def get_by_username(self, username: str) -> PublicProfile:
        """Compared as at a sign-in. Raises `NotFound`."""
        return await self._public_profile(None, comparable(username))

    async def public_profile(self, id: UUID) -> PublicProfile:
        """Raises `NotFound`."""
        return await self._public_profile(id, None)

    async def _public_profile(self, id: UUID | None, key: str | None) -> PublicProfile:
        statement = text("select id, username, full_name, created_at from public_profile(:id, :key)")
        row = (await self.session.execute(statement, {"id": id, "key": key})).one_or_none()
        if row is None:
            raise NotFound
        return PublicProfile(row.id, row.username, row.full_name, row.created_at)


@cache  # half of what a request for one's own profile costs in SQLAlchemy is to make this
def _with_roles() -> Select[User]:
    # Anew where the session knows the person already, as one that has just been made: without the roles.
    return select(User).options(with_expression(User.roles, _roles())).execution_options(populate_existing=True)


def _roles() -> Any:
    """Names of the roles that count, the primary first."""
    is_primary = select(UserRole.is_primary).where(UserRole.user_id == User.id, UserRole.role_id == Role.id)
    names = (
        select(Role.name)
        .where(Role.id.in_(select(func.held_roles(User.id)).correlate(User)))
        .order_by(func.coalesce(is_primary.correlate(User, Role).scalar_subquery(), false()).desc(), Role.name)
        .correlate(User)
    )
    return func.array(names.scalar_subquery(), type_=ARRAY(TEXT))
