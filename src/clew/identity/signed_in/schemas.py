"""Sessions and API tokens as they go over the wire: never what they are proved by."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import IPvAnyAddress

from clew.infra.db import Json
from clew.infra.listing import PageQuery
from clew.kit.schema import Moment, Output, Page


class UserSessionSort(StrEnum):
    newest = "-created_at"
    oldest = "created_at"
    last_used = "-last_accessed"


class UserSessionSearchRequest(PageQuery):
    sort: UserSessionSort = UserSessionSort.newest
    is_active: bool | None = None
    expires_after: Moment | None = None
    expires_before: Moment | None = None


class UserSessionResponse(Output):
    """One signed-in browser."""

    id: UUID
    device_info: Json | None
    ip_address: IPvAnyAddress | None
    user_agent: str | None
    last_accessed: datetime
    """To the minute."""
    expires_at: datetime
    is_active: bool
    is_current: bool
    """Whether this request came with it."""
    created_at: datetime
    updated_at: datetime


class UserSessionList(Page[UserSessionResponse]):
    pass


class ApiTokenSort(StrEnum):
    newest = "-created_at"
    oldest = "created_at"
    first_to_expire = "expires_at"


class ApiTokenSearchRequest(PageQuery):
    sort: ApiTokenSort = ApiTokenSort.newest
    is_revoked: bool | None = None
    expires_after: Moment | None = None
    expires_before: Moment | None = None


class ApiTokenResponse(Output):
    """What a program signs in with."""

    id: UUID
    name: str | None
    scopes: list[str] | None
    expires_at: datetime
    last_used_at: datetime | None
    """To the minute."""
    is_revoked: bool
    is_current: bool
    """Whether this request came with it."""
    created_at: datetime
    updated_at: datetime


class ApiTokenList(Page[ApiTokenResponse]):
    pass
