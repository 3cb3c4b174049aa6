"""What attempts at tasks send and take."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from clew.infra.listing import ListQuery
from clew.kit.schema import Input, Output, Page, absent
from clew.projects.models import ChatSessionStatus
from clew.projects.schemas import ModelName


class ChatSessionBase(Input):
    ai_model_used: ModelName | None = Field(default=None, examples=["qwen3:4b"])
    """The model that works."""


class ChatSessionCreate(ChatSessionBase):
    """Begins an attempt at a task, with a conversation of its own."""

    task_id: UUID


class ChatSessionReplace(ChatSessionBase):
    status: ChatSessionStatus


class ChatSessionUpdate(Input):
    status: ChatSessionStatus = absent()
    ai_model_used: ModelName | None = absent()


class ChatSessionSearchRequest(ListQuery):
    task_id: UUID | None = None
    thread_id: UUID | None = None
    status: list[ChatSessionStatus] | None = None


class ChatSessionResponse(Output):
    id: UUID
    task_id: UUID
    thread_id: UUID
    """Its conversation."""
    ai_model_used: str | None
    status: ChatSessionStatus
    created_at: datetime
    updated_at: datetime


class ChatSessionList(Page[ChatSessionResponse]):
    pass
