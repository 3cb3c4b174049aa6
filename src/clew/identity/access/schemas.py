"""Roles, permissions and who has them, as they go over the wire."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import AliasPath, Field

from clew.identity.across.schemas import AcrossQuery
from clew.infra.listing import PageQuery, TextQuery
from clew.kit.schema import Moment, Output, Page


class NameSort(StrEnum):
    newest = "-created_at"
    oldest = "created_at"
    by_name = "name"


class RoleSearchRequest(TextQuery):
    sort: NameSort = NameSort.by_name
    name: str | None = Field(default=None, max_length=50)
    parent_role_id: UUID | None = None


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
    created_at: datetime
    updated_at: datetime


class RoleList(Page[RoleResponse]):
    pass


class PermissionSearchRequest(TextQuery):
    sort: NameSort = NameSort.by_name
    resource_type: list[str] | None = Field(default=None, max_length=50)
    action: list[str] | None = Field(default=None, max_length=50)


class PermissionResponse(Output):
    id: UUID
    name: str
    """`resource_type:action`."""
    resource_type: str
    action: str
    description: str | None
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


class RolePermissionResponse(Output):
    """That a role has a permission of its own."""

    role_id: UUID
    role_name: str = Field(validation_alias=AliasPath("role", "name"))
    permission_id: UUID
    permission_name: str = Field(validation_alias=AliasPath("permission", "name"))
    created_at: datetime


class RolePermissionList(Page[RolePermissionResponse]):
    pass


class UserRoleSort(StrEnum):
    newest = "-created_at"
    oldest = "created_at"
    first_to_expire = "expires_at"


class UserRoleSearchRequest(AcrossQuery):
    sort: UserRoleSort = UserRoleSort.newest
    user_id: UUID | None = None
    role_id: UUID | None = None
    is_primary: bool | None = None
    expires_after: Moment | None = None
    expires_before: Moment | None = None


class UserRoleResponse(Output):
    """That a person has a role."""

    id: UUID
    user_id: UUID
    role_id: UUID
    role_name: str = Field(validation_alias=AliasPath("role", "name"))
    is_primary: bool
    granted_by: UUID | None
    granted_at: datetime
    expires_at: datetime | None
    is_expired: bool
    created_at: datetime
    updated_at: datetime


class UserRoleList(Page[UserRoleResponse]):
    pass
