"""What goes over the wire of circumstances."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from clew.infra.listing import ListQuery
from clew.kit.schema import Input, Output, Page, absent
from clew.memory.schemas import Kind, Name, Share, Words


class ContextBase(Input):
    context_type: Kind = Field(examples=["spatial"])
    """temporal, spatial, social, environmental or another."""
    context_key: Name = Field(examples=["place"])
    context_value: Words | None = Field(default=None, examples=["the kitchen"])
    confidence: Share = 1
    """How sure it is."""


class ContextCreate(ContextBase):
    pass


class ContextUpdate(Input):
    context_type: Kind = absent()
    context_key: Name = absent()
    context_value: Words | None = None
    confidence: Share = absent()


class ContextSearchRequest(ListQuery):
    context_type: list[str] | None = None
    context_key: str | None = Field(default=None, max_length=100)


class ContextResponse(Output):
    id: UUID
    memory_id: UUID
    context_type: str
    context_key: str
    context_value: str | None
    confidence: float
    created_at: datetime
    updated_at: datetime


class ContextList(Page[ContextResponse]):
    pass
