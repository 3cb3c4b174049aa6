"""What goes over the wire of memories."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from clew.infra.db import Json
from clew.infra.listing import PageQuery
from clew.kit.schema import Input, JsonObject, Moment, Output, Page, absent
from clew.memory.models import AccessMethod, MemoryAuthor, MemorySource, MemoryType


def _written(value: str) -> str:
    if not value.strip():
        raise ValueError("must not be empty")
    return value


def _rounded(value: float) -> float:
    return round(value, 2)


Share = Annotated[float, Field(ge=0, le=1)]
Score = Annotated[Share, AfterValidator(_rounded)]
"""Kept with two digits."""
Words = Annotated[str, StringConstraints(max_length=10_000)]
Content = Annotated[Words, AfterValidator(_written)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Kind = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=50)]
TagName = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100, pattern=r"^[^/]*\w[^/]*$")]
"""At least one letter or digit and no slash, since it stands in addresses."""
TagValue = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=255)]


class MemorySort(StrEnum):
    newest = "-created_at"
    oldest = "created_at"
    most_important = "-dynamic_importance"
    least_important = "dynamic_importance"


class MemoryTagWrite(Input):
    """The value of a tag; null for one that has only its name."""

    value: TagValue | None = Field(default=None, examples=["Ada"])


class MemoryTag(MemoryTagWrite):
    name: TagName = Field(examples=["person"])


def _named_once(tags: list[MemoryTag]) -> list[MemoryTag]:
    if len({tag.name for tag in tags}) < len(tags):
        raise ValueError("must have one value a name")
    return tags


Tags = Annotated[list[MemoryTag], Field(max_length=50), AfterValidator(_named_once)]


class MemoryBase(Input):
    """What a person says of a memory; a PUT takes this: where it came from stays."""

    content: Content = Field(examples=["Ada is allergic to peanuts."])
    """What is remembered, as one statement."""
    memory_type: MemoryType = Field(examples=["fact"])
    category: Name | None = Field(default=None, examples=["health"])
    """What part of life it belongs to."""
    importance_score: Score = Field(default=0.5, examples=[0.9])
    confidence_score: Score = 1
    """How sure it is."""
    context_data: JsonObject | None = Field(default=None, examples=[{"when": "childhood"}])
    """When, where and with whom, as far as known."""
    parent_memory_id: UUID | None = None
    """The memory that it refines."""
    metadata: JsonObject | None = None
    tags: Tags = Field(default=[], examples=[[{"name": "person", "value": "Ada"}]])


class MemoryCreate(MemoryBase):
    source_type: MemorySource = MemorySource.manual
    source_id: Annotated[str, StringConstraints(max_length=1000)] | None = None
    """What it came from, within that source."""


class MemoryUpdate(Input):
    content: Content = absent()
    memory_type: MemoryType = absent()
    category: Name | None = None
    importance_score: Score = absent()
    confidence_score: Score = absent()
    context_data: JsonObject | None = None
    parent_memory_id: UUID | None = None
    metadata: JsonObject | None = None
    tags: Tags = absent()
    """These in place of all that it has."""


class MemoryFilters(Input):
    """Which memories."""

    q: str | None = Field(default=None, min_length=1, max_length=200)
    """Text that the content must contain, whatever its case."""
    memory_type: list[MemoryType] | None = None
    category: str | None = Field(default=None, max_length=100)
    source_type: MemorySource | None = None
    created_by: MemoryAuthor | None = None
    parent_memory_id: UUID | None = None
    is_archived: bool | None = None
    tag: str | None = Field(default=None, max_length=100)
    """The name of a tag that it has."""
    tag_value: str | None = Field(default=None, max_length=255)
    """The value of that tag."""
    dynamic_importance_min: Share | None = None
    confidence_score_min: Share | None = None
    created_after: Moment | None = None
    created_before: Moment | None = None
    last_accessed_after: Moment | None = None
    last_accessed_before: Moment | None = None

    @model_validator(mode="after")
    def _has_a_tag_to_a_value(self) -> Self:
        if self.tag_value is not None and self.tag is None:
            raise ValueError("tag_value needs the tag whose value it is")
        return self


class MemorySearchRequest(MemoryFilters, PageQuery):
    sort: MemorySort = MemorySort.newest


class MemoryTagResponse(Output):
    name: str = Field(validation_alias="tag_name")
    value: str | None = Field(validation_alias="tag_value")


class MemoryResponse(Output):
    id: UUID
    content: str
    memory_type: MemoryType
    category: str | None
    importance_score: float
    """As given, 0 to 1."""
    confidence_score: float
    dynamic_importance: float
    """From importance, recency, use and confidence, as of the last write, 0 to 1."""
    context_data: Json | None
    source_type: MemorySource | None
    source_id: str | None
    created_by: MemoryAuthor
    access_count: int
    last_accessed: datetime | None
    last_access_context: str | None
    parent_memory_id: UUID | None
    metadata: Json | None = Field(validation_alias="metadata_")
    is_archived: bool
    archive_reason: str | None
    tags: list[MemoryTagResponse]
    created_at: datetime
    updated_at: datetime


class MemoryList(Page[MemoryResponse]):
    pass


class ImportanceUpdate(Input):
    importance_score: Score = Field(examples=[0.9])


class Archiving(Input):
    reason: Words | None = Field(default=None, examples=["No longer true."])
    """Why it is no longer recalled, for whoever wonders."""


class ArchivingMany(Archiving):
    ids: list[UUID] = Field(min_length=1, max_length=500)


class MemoryAccessCreate(Input):
    """One use of a memory, as far as is known about it."""

    access_method: AccessMethod = AccessMethod.direct
    access_context: Words | None = Field(default=None, examples=["planning a dinner"])
    """What it was used for."""
    user_query: Words | None = Field(default=None, examples=["what can Ada eat"])
    """The words that it was found with."""
    was_relevant: bool | None = None
    """Whether it helped; null while nobody knows."""
    relevance_score: Share | None = None
    """How well it fitted."""
