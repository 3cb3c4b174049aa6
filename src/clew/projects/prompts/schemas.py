"""What prompts send and take."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from clew.infra.listing import PageQuery, Sort, TextQuery
from clew.kit.schema import Input, Output, Page, absent

Content = Annotated[str, Field(min_length=1, max_length=50_000)]
Kind = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=50)]
Component = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Components = Annotated[list[Component], Field(max_length=50)]


class PromptBase(Input):
    """What may change without a new version."""

    type: Kind = Field(examples=["feature"])
    """What part of the work it is for."""
    is_reusable: bool = False
    """Whether other projects may use it."""


class PromptCreate(PromptBase):
    """The first version of a line."""

    project_id: UUID
    created_from_interview_id: UUID | None = None
    content: Content = Field(examples=["Build the page that shows what to sow this week."])
    components: Components = Field(default=[], examples=[["calendar", "plants"]])
    """The parts of the product that it touches."""


class PromptReplace(PromptBase):
    """Content and components stay: they change by a new version."""


class PromptUpdate(Input):
    """Content and components are not among it: they change by a new version, so that none is lost."""

    type: Kind = absent()
    is_reusable: bool = absent()


class PromptVersionCreate(Input):
    """The next version; what is left out is taken over from the one that it is made from."""

    content: Annotated[Content, Field(examples=["Build the page that shows what to sow and to water."])] = absent()
    type: Kind = absent()
    is_reusable: bool = absent()
    components: Components = absent()


class VersionSort(StrEnum):
    latest = "-version"
    first = "version"


class PromptVersionQuery(PageQuery):
    sort: VersionSort = VersionSort.latest


class PromptSearchRequest(TextQuery):
    """`q` looks into contents."""

    sort: Sort = Sort.newest
    project_id: UUID | None = None
    created_from_interview_id: UUID | None = None
    root_id: UUID | None = None
    """All versions of one line."""
    type: list[Kind] | None = None
    is_reusable: bool | None = None
    is_latest: bool | None = None
    """Whether it is the latest version of its line."""


class PromptResponse(Output):
    id: UUID
    project_id: UUID
    created_from_interview_id: UUID | None
    parent_id: UUID | None
    """The version that it was made from; null for the first, and where that is gone."""
    root_id: UUID
    """The first version of its line; its own id for that one."""
    version: int
    """Its number in the line, from 1."""
    content: str
    type: str
    is_reusable: bool
    components: list[str]
    created_at: datetime
    updated_at: datetime


class PromptList(Page[PromptResponse]):
    pass
