"""Invitations as they go over the wire: their link is shown once, to who made them."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from clew.identity.schemas import Email
from clew.infra.listing import PageQuery
from clew.kit.schema import Input, Moment, Output, Page


class InvitationSort(StrEnum):
    newest = "-created_at"
    oldest = "created_at"
    first_to_expire = "expires_at"


class InvitationSearchRequest(PageQuery):
    sort: InvitationSort = InvitationSort.newest
    role_id: UUID | None = None
    invited_by: UUID | None = None
    expires_after: Moment | None = None
    expires_before: Moment | None = None


class InvitationCreate(Input):
    email: Email | None = Field(default=None, examples=["ada@example.org"])
    """Whom it is for: they get it by mail, and nobody else can use it."""
    role_id: UUID | None = None
    """The role that they get, which you must have yourself."""
    days: int = Field(default=7, ge=1, le=30)
    """How long it works."""


class InvitationResponse(Output):
    id: UUID
    email: str | None
    role_id: UUID | None
    invited_by: UUID | None
    expires_at: datetime
    spent_at: datetime | None
    created_at: datetime
    updated_at: datetime


class InvitationCreated(InvitationResponse):
    link: str
    """Shown this once; only a digest of what is in it is kept."""


class InvitationList(Page[InvitationResponse]):
    pass
