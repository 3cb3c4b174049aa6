"""Decisions of the gate and security events, as they go over the wire."""

from datetime import datetime
from uuid import UUID

from pydantic import Field, IPvAnyAddress

from clew.identity.across.schemas import AcrossQuery
from clew.infra.db import Json
from clew.infra.facts import Severity
from clew.infra.listing import Sort
from clew.kit.schema import Moment, Output, Page


class AccessAuditLogSearchRequest(AcrossQuery):
    sort: Sort = Sort.newest
    user_id: UUID | None = None
    resource_type: str | None = Field(default=None, max_length=50)
    resource_id: str | None = Field(default=None, max_length=255)
    action: str | None = Field(default=None, max_length=50)
    permission_granted: bool | None = None
    created_after: Moment | None = None
    created_before: Moment | None = None


class AccessAuditLogResponse(Output):
    """One decision of the gate."""

    id: UUID
    user_id: UUID | None
    """Who asked; null once the account is closed."""
    resource_type: str
    resource_id: str | None
    action: str
    permission_granted: bool
    roles_checked: list[str]
    ip_address: IPvAnyAddress | None
    user_agent: str | None
    created_at: datetime


class AccessAuditLogList(Page[AccessAuditLogResponse]):
    pass


class SecurityEventSearchRequest(AcrossQuery):
    sort: Sort = Sort.newest
    user_id: UUID | None = None
    event_type: list[str] | None = Field(default=None, max_length=50)
    severity: list[Severity] | None = Field(default=None, max_length=4)
    created_after: Moment | None = None
    created_before: Moment | None = None


class SecurityEventResponse(Output):
    """Something that matters to the safety of an account."""

    id: UUID
    user_id: UUID | None
    """Who it is about; null for nobody, or once the account is closed."""
    event_type: str
    event_data: Json | None
    severity: Severity
    ip_address: IPvAnyAddress | None
    user_agent: str | None
    created_at: datetime


class SecurityEventList(Page[SecurityEventResponse]):
    pass
