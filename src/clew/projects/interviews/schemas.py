"""What interviews send and take."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from clew.infra.listing import ListQuery
from clew.kit.schema import Input, Output, Page, absent
from clew.projects.models import InterviewStatus
from clew.projects.schemas import ModelName


class InterviewBase(Input):
    ai_model_used: ModelName | None = Field(default=None, examples=["qwen3:4b"])
    """The model that asks."""


class InterviewCreate(InterviewBase):
    """Starts an interview, with a conversation of its own; or finds the one that goes on already."""

    project_id: UUID


class InterviewReplace(InterviewBase):
    status: InterviewStatus


class InterviewUpdate(Input):
    status: InterviewStatus = absent()
    ai_model_used: ModelName | None = absent()


class InterviewSearchRequest(ListQuery):
    project_id: UUID | None = None
    thread_id: UUID | None = None
    status: list[InterviewStatus] | None = None


class InterviewResponse(Output):
    id: UUID
    project_id: UUID
    thread_id: UUID
    """Its conversation."""
    ai_model_used: str | None
    status: InterviewStatus
    created_at: datetime
    updated_at: datetime


class InterviewList(Page[InterviewResponse]):
    pass
