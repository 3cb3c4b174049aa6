"""People as they are listed, found and changed."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from clew.identity.schemas import FullName, UserResponse
from clew.infra.listing import TextQuery
from clew.kit.schema import Input, Moment, Output, Page
from clew.kit.text import storable

GivenName = Annotated[str, AfterValidator(storable)]
"""A user name that is asked for, which may be nobody's."""


class UserSort(StrEnum):
    newest = "-created_at"
    oldest = "created_at"
    by_name = "username_key"
    latest_login = "-last_login"
    earliest_login = "last_login"


class UserSearchRequest(TextQuery):
    """People by what administrators know of them; `q` is looked for in names and addresses."""

    sort: UserSort = UserSort.newest
    is_active: bool | None = None
    is_verified: bool | None = None
    created_after: Moment | None = None
    created_before: Moment | None = None
    last_login_after: Moment | None = None
    last_login_before: Moment | None = None


class UserBase(Input):
    """What a person may say of themself."""

    full_name: FullName | None = Field(examples=["Ada Lovelace"])
    """What they want to be called."""


class UserUpdate(UserBase):
    full_name: FullName | None = Field(default=None, examples=["Ada Lovelace"])


class UserPublicResponse(Output):
    """A person as everybody sees them."""

    id: UUID
    username: str
    full_name: str | None
    created_at: datetime


class UserList(Page[UserResponse]):
    """People as administrators see them."""
