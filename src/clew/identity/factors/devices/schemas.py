"""Trusted devices as they go over the wire."""

from datetime import datetime
from uuid import UUID

from pydantic import IPvAnyAddress

from clew.kit.schema import Output, Page


class TrustedDeviceResponse(Output):
    """A browser that is not asked for a second factor at every sign-in."""

    id: UUID
    user_agent: str | None
    ip_address: IPvAnyAddress | None
    last_used_at: datetime | None
    expires_at: datetime
    is_current: bool
    """Whether this request came from it."""
    created_at: datetime
    updated_at: datetime


class TrustedDeviceList(Page[TrustedDeviceResponse]):
    pass
