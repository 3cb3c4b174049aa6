"""What is told of the uses of a memory."""

from datetime import datetime
from uuid import UUID

from clew.infra.listing import ListQuery
from clew.kit.schema import Output, Page
from clew.memory.models import AccessMethod


class MemoryAccessSearchRequest(ListQuery):
    access_method: AccessMethod | None = None
    was_relevant: bool | None = None


class MemoryAccessResponse(Output):
    id: UUID
    memory_id: UUID
    access_method: AccessMethod | None
    access_context: str | None
    user_query: str | None
    was_relevant: bool | None
    """Whether it helped; null while nobody knows."""
    relevance_score: float | None
    created_at: datetime


class MemoryAccessList(Page[MemoryAccessResponse]):
    pass
