"""What commits send and take."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from clew.infra.listing import TextQuery
from clew.kit.schema import Input, Moment, Output, Page, absent
from clew.projects.commits.message import type_of
from clew.projects.models import CommitType
from clew.projects.schemas import ModelName


def _conventional(message: str) -> str:
    type_of(message)
    return message


Message = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000), AfterValidator(_conventional)
]
"""After Conventional Commits 1.0: a header with a type, then a body and footers behind empty lines."""
Author = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Path = Annotated[str, Field(min_length=1, max_length=1000)]
Lines = Annotated[int, Field(ge=0, le=2_000_000_000)]


class Change(StrEnum):
    added = "added"
    modified = "modified"
    deleted = "deleted"
    renamed = "renamed"


class FileChange(Input):
    """What was done to one file."""

    path: Path = Field(examples=["src/garden/calendar.py"])
    change: Change
    additions: Lines = 0
    deletions: Lines = 0


Changes = Annotated[list[FileChange], Field(max_length=2000)]


class CommitBase(Input):
    """What is known of a commit."""

    task_id: UUID | None = None
    """The task that it carries out."""
    type: CommitType
    """The one that the message begins with."""
    message: Message = Field(examples=["feat(calendar): show what to sow this week"])
    changes: Changes = Field(default=[])
    created_by_ai_model: ModelName | None = None
    """The model that wrote the message."""
    author: Author = Field(examples=["Ann Gardener"])
    timestamp: Moment = Field(examples=["2026-12-01T17:00:00+01:00"])
    """When the change was made."""

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if type_of(self.message) is not self.type:
            raise ValueError("type must be the one that the message begins with")
        return self


class CommitCreate(CommitBase):
    project_id: UUID


class CommitUpdate(Input):
    """The type follows the message."""

    task_id: UUID | None = absent()
    message: Message = absent()
    changes: Changes = absent()
    created_by_ai_model: ModelName | None = absent()
    author: Author = absent()
    timestamp: Moment = absent()


class CommitSort(StrEnum):
    newest = "-created_at"
    oldest = "created_at"
    latest = "-timestamp"
    first = "timestamp"


class CommitSearchRequest(TextQuery):
    """`q` looks into messages and authors."""

    sort: CommitSort = CommitSort.latest
    project_id: UUID | None = None
    task_id: UUID | None = None
    type: list[CommitType] | None = None
    author: Author | None = None
    timestamp_after: Moment | None = None
    timestamp_before: Moment | None = None


class FileChangeResponse(Output):
    path: str
    change: Change
    additions: int
    deletions: int


class CommitResponse(Output):
    id: UUID
    project_id: UUID
    task_id: UUID | None
    type: CommitType
    message: str
    changes: list[FileChangeResponse]
    created_by_ai_model: str | None
    author: str
    timestamp: datetime
    created_at: datetime
    updated_at: datetime


class CommitList(Page[CommitResponse]):
    pass
