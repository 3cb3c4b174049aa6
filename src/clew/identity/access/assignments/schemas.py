"""Who has which role, as it goes over the wire, and what they may do by it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import AliasPath, Field

from clew.identity.across.schemas import AcrossQuery
from clew.kit.schema import Input, Moment, Output, Page, absent


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


class UserRoleBase(Input):
    """What can be said of an assignment."""

    is_primary: bool = False
    """Whether it is shown as theirs, in place of the one that was before."""
    expires_at: Moment | None = None
    """Until when it counts; null for ever."""


class UserRoleUpdate(UserRoleBase):
    is_primary: bool = absent()


class UserRoleCreate(UserRoleBase):
    """That a person gets a role."""

    user_id: UUID
    role_id: UUID = Field(examples=["01980000-0000-7000-8000-000000000002"])


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


class AccessQuery(Input):
    """What is asked of a person's access."""

    permission: str | None = Field(default=None, max_length=101, examples=["ai_model:create"])
    """This one alone, as `resource_type:action`; none is shown where they do not have it."""


class Reason(Output):
    """Why somebody has a permission."""

    role: str
    """A role that counts for them."""
    through: str
    """Where the permission is given: the same, or one that it inherits from."""


class Held(Output):
    """One permission that somebody has."""

    permission: str
    """`resource_type:action`."""
    reasons: list[Reason]


class AccessResponse(Output):
    """What a person may do, beyond their own rows."""

    user_id: UUID
    is_active: bool
    """Who is not may do nothing."""
    roles: list[str]
    """Those that count, the primary first: unexpired ones, or the default role where none is left."""
    permissions: list[Held]
