"""Sessions and tokens as they go over the wire: what they are proved by only when it is made."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field, IPvAnyAddress, StringConstraints

from clew.infra.listing import PageQuery
from clew.infra.scopes import SCOPE
from clew.kit.schema import Input, Moment, Output, Page, absent

Name = Annotated[str, Field(min_length=1, max_length=100, examples=["Backup script"])]
Scope = Annotated[str, StringConstraints(pattern=f"^{SCOPE}$", max_length=60)]


class Client(StrEnum):
    """What somebody signs in with."""

    browser = "browser"  # gets a cookie
    token = "token"  # noqa: S105 a program, which gets a pair of tokens


class DeviceInfo(Output):
    """What a program says of itself and of where it runs."""

    browser: str | None
    program: str | None
    """What it is where it is no browser."""
    system: str | None


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
    """One signed-in browser, or program that holds a pair of tokens."""

    id: UUID
    device_info: DeviceInfo | None
    ip_address: IPvAnyAddress | None
    user_agent: str | None
    last_accessed: datetime
    """To the minute."""
    expires_at: datetime
    access_until: datetime | None
    """Until when the access token of a program works; null for browsers."""
    is_active: bool = Field(validation_alias="can_be_used")
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


class ApiTokenBase(Input):
    name: Name


class ApiTokenUpdate(Input):
    name: Name = absent()


class ApiTokenCreate(ApiTokenBase):
    """A new token. Without `expires_at` it lasts as long as the instance says; a year is the longest."""

    scopes: list[Scope] | None = Field(default=None, min_length=1, max_length=100, examples=[["threads:read"]])
    """`resource:action` each: the first word of the addresses, and `read`, `write` or a method; `*` for every one.

    Without, it may do everything that its maker may.
    """
    expires_at: Moment | None = None


class ApiTokenCreated(ApiTokenResponse):
    """The only time that the token itself is told."""

    token: str


class Refreshing(Input):
    refresh_token: str = Field(min_length=1, max_length=100)


class TokenPair(Output):
    """What a client without cookies holds: it sends the access token, and renews both before that ends."""

    access_token: str
    access_until: datetime
    refresh_token: str
    """Works once."""
    refresh_until: datetime
    """When somebody has to sign in again, at the latest."""
