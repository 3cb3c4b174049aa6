"""The SQL of roles and permissions, with the rules of changing them."""

from collections.abc import Sequence
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import joinedload, with_expression

from clew.identity.access.rights.store import Rights
from clew.identity.access.schemas import RolePermissionCreate
from clew.identity.models import Permission, Role, RolePermission
from clew.identity.remembered.service import log_event
from clew.identity.store import OWNER_ROLE
from clew.infra.caller import Caller
from clew.infra.db import AsyncSession, Dated
from clew.infra.facts import Severity
from clew.infra.listing import Order, PageQuery
from clew.infra.store import Store
from clew.kit.errors import Conflict, NotFound

M = TypeVar("M", bound=Dated)


class Ruled(Store[M]):
    """Rows that decide who may do what."""

    def __init__(self, session: AsyncSession, caller: Caller) -> None:
        super().__init__(session, caller)
        self.rights = Rights(session, caller)

    async def log(self, event_type: str, **data: str) -> None:
        await log_event(self.session, self.caller, event_type, Severity.warning, data=data)


class Roles(Ruled[Role]):
    """Roles, each with the names of its permissions and of those that it inherits."""

    model = Role
    searched: ClassVar = ("name", "description")

    def visible(self) -> Select[Role]:
        own = _names(RolePermission.role_id == Role.id)
        line = select(func.lineage(Role.id)).correlate(Role)
        theirs = select(RolePermission.permission_id).where(RolePermission.role_id == Role.id).correlate(Role)
        inherited = _names(RolePermission.role_id.in_(line), RolePermission.permission_id.not_in(theirs))
        shown = select(Role).options(
            with_expression(Role.permissions, own), with_expression(Role.inherited_permissions, inherited)
        )
        return shown.execution_options(populate_existing=True)  # a write forgets what is shown besides

    async def get_parent_roles(self, id: UUID) -> Sequence[Role]:
        """All that the role inherits from, the nearest first. Raises `NotFound`."""
        role, found = await self.get(id), list[Role]()
        line = select(func.lineage(id))
        above = {one.id: one for one in await self.session.scalars(self.visible().where(Role.id.in_(line)))}
        while role.parent_role_id is not None:
            role = above[role.parent_role_id]
            found.append(role)
        return found

    async def get_child_roles(self, id: UUID) -> Sequence[Role]:
        """Those right below it. Raises `NotFound`."""
        await self.get(id)
        below = self.visible().where(Role.parent_role_id == id)
        return (await self.session.scalars(below.order_by(Role.name))).all()

    async def get_all_permissions(self, id: UUID) -> Sequence[Permission]:
        """The role's own and those that it inherits. Raises `NotFound`."""
        await self.get(id)
        given = select(RolePermission.permission_id).where(RolePermission.role_id.in_(select(func.lineage(id))))
        return (await self.session.scalars(select(Permission).where(Permission.id.in_(given)).order_by("name"))).all()

    async def create(self, values: BaseModel) -> Role:
        """Raises `Forbidden` where it would inherit what the caller may not do."""
        await self.rights.alone()
        role = self.new(values)
        await self._inherits(role.parent_role_id)
        self.session.add(role)
        await self.flush()
        await self.log("role_created", role=role.name)
        return await self.get(role.id)

    async def change(self, record: Role, values: BaseModel) -> Role:
        """Raises `Forbidden`, and `Conflict` for a circle and for what every Clew has."""
        await self.rights.alone()
        given = self.given(values)
        fixed = [name for name in ("name", "parent_role_id") if name in given and given[name] != getattr(record, name)]
        if record.is_built_in and fixed:
            raise Conflict("This role comes with Clew: its name and its place stay.", fields=fixed)
        await self.rights.cover_all_below(record.id)
        if "parent_role_id" in fixed:
            await self._inherits(given["parent_role_id"])
        await super().change(record, values)
        await self.log("role_changed", role=record.name)
        return await self.get(record.id)

    async def remove_many(self, records: Sequence[Role]) -> None:
        """Who has it has it no more, and what inherits from it stands alone. Raises `Forbidden` and `Conflict`."""
        await self.rights.alone()
        for role in records:
            if role.is_built_in:
                raise Conflict("This role comes with Clew and stays.")
            await self.rights.cover_all_below(role.id)
            await self.log("role_removed", role=role.name)
        await super().remove_many(records)

    async def _inherits(self, parent_role_id: UUID | None) -> None:
        if parent_role_id is not None:
            await self.referred("parent_role_id", parent_role_id)
            await self.rights.cover_role(parent_role_id)


class Permissions(Ruled[Permission]):
    """What can be allowed. Administrators may do all of it."""

    model = Permission
    searched: ClassVar = ("name", "description")

    async def create(self, values: BaseModel) -> Permission:
        """Given to administrators at once, or nobody could give it to anybody."""
        await self.rights.alone()
        permission = self.new(values)
        permission.name = f"{permission.resource_type}:{permission.action}"
        self.session.add(permission)
        await self.flush()
        administrators = await self.session.scalar(select(Role.id).where(Role.name == OWNER_ROLE))
        self.session.add(RolePermission(role_id=administrators, permission_id=permission.id))
        await self.log("permission_created", permission=permission.name)
        return permission

    async def remove_many(self, records: Sequence[Permission]) -> None:
        """Every role loses it. Raises `Forbidden` and `Conflict`."""
        await self.rights.alone()
        for permission in records:
            if permission.is_built_in:
                raise Conflict("This permission comes with Clew and stays.")
            await self.rights.have(permission.id)
            await self.log("permission_removed", permission=permission.name)
        await super().remove_many(records)


class RolePermissions(Ruled[RolePermission]):
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

    async def add_permission(self, values: RolePermissionCreate) -> RolePermission:
        """Raises `Forbidden`, and `NotFound` and `AlreadyExists` with the field."""
        await self.rights.alone()
        role = await Roles(self.session, self.caller).referred("role_id", values.role_id)
        permission = await Permissions(self.session, self.caller).referred("permission_id", values.permission_id)
        await self.rights.have(permission.id)
        await self.rights.cover_all_below(role.id)
        self.session.add(RolePermission(role_id=role.id, permission_id=permission.id))
        await self.flush()
        await self.log("permission_added", role=role.name, permission=permission.name)
        return await self.get_pair(role.id, permission.id)

    async def remove_permission(self, record: RolePermission) -> None:
        """Raises `Forbidden`, and `Conflict` for administrators, who may do everything."""
        await self.rights.alone()
        if record.role.name == OWNER_ROLE:
            raise Conflict("Administrators may do everything: somebody must be able to give a permission.")
        await self.rights.cover_all_below(record.role_id)
        await self.log("permission_taken", role=record.role.name, permission=record.permission.name)
        await self.session.delete(record)
        await self.flush()


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
