"""The SQL of roles, permissions and who has them."""

from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import joinedload, with_expression

from clew.identity.across.store import Across
from clew.identity.models import Permission, Role, RolePermission, UserRole
from clew.infra.listing import Order, PageQuery
from clew.infra.store import Store
from clew.kit.errors import NotFound


class Roles(Store[Role]):
    """Roles, each with the names of its permissions and of those that it inherits."""

    model = Role
    searched: ClassVar = ("name", "description")

    def visible(self) -> Select[Role]:
        own = _names(RolePermission.role_id == Role.id)
        line = select(func.lineage(Role.id)).correlate(Role)
        theirs = select(RolePermission.permission_id).where(RolePermission.role_id == Role.id).correlate(Role)
        inherited = _names(RolePermission.role_id.in_(line), RolePermission.permission_id.not_in(theirs))
        return select(Role).options(
            with_expression(Role.permissions, own), with_expression(Role.inherited_permissions, inherited)
        )


class Permissions(Store[Permission]):
    model = Permission
    searched: ClassVar = ("name", "description")


class RolePermissions(Store[RolePermission]):
    """Which role has which permission of its own."""

    model = RolePermission

    def visible(self) -> Select[RolePermission]:
        named = (joinedload(RolePermission.role), joinedload(RolePermission.permission))
        return select(RolePermission).options(*named)

    def order_of(self, query: PageQuery) -> Order:
        return Order(RolePermission.role_id, RolePermission.permission_id, descending=query.order.value.startswith("-"))

    async def get_pair(self, role_id: UUID, permission_id: UUID) -> RolePermission:
        """Raises `NotFound`."""
        pair = (RolePermission.role_id == role_id, RolePermission.permission_id == permission_id)
        if (record := await self.session.scalar(self.visible().where(*pair))) is None:
            raise NotFound
        return record


class UserRoles(Across[UserRole]):
    """Who has which role."""

    model = UserRole

    def rows(self) -> Select[UserRole]:
        return select(UserRole).options(joinedload(UserRole.role))


def _names(*conditions: ColumnElement[bool]) -> Any:
    """Of the permissions that are given to a role so."""
    names = (
        select(Permission.name)
        .distinct()
        .join(RolePermission, RolePermission.permission_id == Permission.id)
        .where(*conditions)
        .order_by(Permission.name)
        .correlate(Role)
    )
    return func.array(names.scalar_subquery(), type_=ARRAY(TEXT))
