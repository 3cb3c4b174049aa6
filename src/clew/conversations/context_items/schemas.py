"""What is told of the pieces that were put before the model."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from clew.conversations.context_items.models import ContextSource
from clew.infra.db import Json
from clew.infra.listing import PageQuery
from clew.kit.schema import Moment, Output, Page


class MemoryContextItemSort(StrEnum):
    newest = "-created_at"
    oldest = "created_at"
    most_relevant = "-relevance_score"
    least_relevant = "relevance_score"


class MemoryContextItemSearchRequest(PageQuery):
    sort: MemoryContextItemSort = MemoryContextItemSort.newest
    thread_id: UUID | None = None
    message_id: UUID | None = None
    """The answer that it was given for."""
    memory_id: UUID | None = None
    source: list[ContextSource] | None = None
    relevance_score_min: Annotated[float, Field(ge=0, le=1)] | None = None
    created_after: Moment | None = None
    created_before: Moment | None = None


class MemoryContextItemResponse(Output):
    """One piece that the model saw, where it came from, and how well it fitted."""

    id: UUID
    thread_id: UUID
    message_id: UUID | None
    memory_id: UUID | None
    source: ContextSource
    source_id: UUID | None
    """The row that it came from, whatever that is."""
    content: str
    relevance_score: float
    """0 to 1."""
    context_type: str | None
    original_role: str | None
    focus_area: str | None
    preference_type: str | None
    additional_data: Json | None
    created_at: datetime


class MemoryContextItemList(Page[MemoryContextItemResponse]):
    pass
