"""Accounts at other services as they go over the wire: never a token, not even a sealed one."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from clew.infra.listing import PageQuery
from clew.kit.schema import Moment, Output, Page


class OAuthIntegrationSort(StrEnum):
    newest = "-created_at"
    oldest = "created_at"
    by_provider = "provider"


class OAuthIntegrationSearchRequest(PageQuery):
    sort: OAuthIntegrationSort = OAuthIntegrationSort.newest
    provider: list[str] | None = Field(default=None, max_length=20)
    expires_after: Moment | None = None
    expires_before: Moment | None = None


class OAuthIntegrationResponse(Output):
    """An account at another service."""

    id: UUID
    provider: str
    provider_user_id: str
    """Who the person is there."""
    scopes: list[str] | None
    permissions: list[str] = Field(validation_alias="scope_permissions")
    """What the scopes allow, in words."""
    expires_at: datetime | None
    """Until when the access token is good."""
    is_expired: bool
    can_be_refreshed: bool
    created_at: datetime
    updated_at: datetime


class OAuthIntegrationList(Page[OAuthIntegrationResponse]):
    pass
