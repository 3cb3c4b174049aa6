"""What goes over the wire of shares."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from clew.conversations.models import MessageRole
from clew.kit.schema import Input, Output, Page


class ShareCreate(Input):
    expires_in_days: Annotated[int, Field(ge=1, le=365)] | None = Field(default=7, examples=[30])
    """Null for a link that stays open until it is revoked."""


class ShareResponse(Output):
    id: UUID
    thread_id: UUID
    expires_at: datetime | None
    revoked_at: datetime | None
    created_at: datetime


class ShareList(Page[ShareResponse]):
    pass


class ShareMade(Output):
    """The only time that the link is told."""

    id: UUID
    url: str
    """A path on this server; whoever knows it can read the snapshot."""
    expires_at: datetime | None


class SharedMessage(Output):
    role: MessageRole
    content: str
    created_at: datetime


class Snapshot(Output):
    """The texts of one branch as they stood when they were shared, and nothing else."""

    title: str
    messages: list[SharedMessage]


class Shared(Output):
    title: str
    messages: list[SharedMessage]
    shared_at: datetime
    expires_at: datetime | None
