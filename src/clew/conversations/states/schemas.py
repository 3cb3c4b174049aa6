"""What is told of the state of a thread."""

from datetime import datetime
from uuid import UUID

from clew.infra.db import Json
from clew.infra.listing import ListQuery
from clew.kit.schema import Output, Page


class ThreadStateSearchRequest(ListQuery):
    thread_id: UUID | None = None


class ThreadStateResponse(Output):
    """How far the assistant has come with its tools."""

    id: UUID
    thread_id: UUID
    user_input: str | None
    """What the person asked for in the turn at hand."""
    focus_areas: list[str] | None
    """Most important first."""
    step_count: int
    """Calls of tools in the turn at hand."""
    last_tool_result: Json | None
    created_at: datetime
    updated_at: datetime


class ThreadStateList(Page[ThreadStateResponse]):
    pass
