"""Roles, permissions and who has them, as they go over the wire."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AliasPath, Field

from clew.infra.listing import PageQuery, TextQuery
from clew.kit.schema import Input, Output, Page, absent

RoleName = Annotated[str, Field(min_length=1, max_length=50, pattern=r"^\S(.*\S)?$", examples=["librarian"])]
Description = Annotated[str, Field(max_length=2000)]
Word = Annotated[str, Field(max_length=50, pattern=r"^[a-z][a-z0-9_]*$", examples=["book"])]


class NameSort(StrEnum):
    newest = "-created_at"
    oldest = "created_at"
    by_name = "name"


class RoleSearchRequest(TextQuery):
    sort: NameSort = NameSort.by_name
    name: str | None = Field(default=None, max_length=50)
    parent_role_id: UUID | None = None


class RoleCreate(Input):
    """A set of permissions that people can be given."""

    name: RoleName
    description: Description | None = None
    parent_role_id: UUID | None = None
    """The role whose permissions it has, too."""


class RoleUpdate(RoleCreate):
    name: RoleName = absent()


class RoleResponse(Output):
    """A role and what it allows."""

    id: UUID
    name: str
    description: str | None
    parent_role_id: UUID | None
    permissions: list[str]
    """Its own, as `resource_type:action`."""
    inherited_permissions: list[str]
    """Those of the roles above it that are not its own."""
    is_built_in: bool
    """Whether every Clew has it, so that it can neither be removed nor renamed."""
    created_at: datetime
    updated_at: datetime


class RoleList(Page[RoleResponse]):
    pass


class PermissionSearchRequest(TextQuery):
    sort: NameSort = NameSort.by_name
    resource_type: list[str] | None = Field(default=None, max_length=50)
    action: list[str] | None = Field(default=None, max_length=50)


class PermissionChange(Input):
    """What can be said anew of a permission; what it is about stays."""

    description: Description | None


class PermissionUpdate(PermissionChange):
    description: Description | None = None


class PermissionCreate(PermissionUpdate):
    """One action on one type of resource."""

    resource_type: Word
    action: Word


class PermissionResponse(Output):
    id: UUID
    name: str
    """`resource_type:action`."""
    resource_type: str
    action: str
    description: str | None
    is_built_in: bool
    """Whether every Clew has it, so that it cannot be removed."""
    created_at: datetime
    updated_at: datetime


class PermissionList(Page[PermissionResponse]):
    pass


class RolePermissionSort(StrEnum):
    by_role = "role_id"
    by_role_backwards = "-role_id"


class RolePermissionSearchRequest(PageQuery):
    sort: RolePermissionSort = RolePermissionSort.by_role
    role_id: UUID | None = None
    permission_id: UUID | None = None


class RolePermissionCreate(Input):
    """That a role gets a permission of its own."""

    role_id: UUID = Field(examples=["01980000-0000-7000-8000-000000000002"])
    permission_id: UUID = Field(examples=["01980000-0000-7000-8000-000000000300"])


class RolePermissionResponse(Output):
    """That a role has a permission of its own."""

    role_id: UUID
    role_name: str = Field(validation_alias=AliasPath("role", "name"))
    permission_id: UUID
    permission_name: str = Field(validation_alias=AliasPath("permission", "name"))
    created_at: datetime


class RolePermissionList(Page[RolePermissionResponse]):
    pass


class RolesInOrder(Output):
    """Roles that stand to another in one way."""

    items: list[RoleResponse]


class AllPermissions(Output):
    """What comes with a role."""

    items: list[PermissionResponse]
