"""What todos send and take."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from clew.infra.listing import TextQuery
from clew.kit.schema import Input, Moment, Output, Page, absent
from clew.planning.models import Energy, TodoPriority, TodoStatus
from clew.planning.recurrence import Recurrence

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=255)]
Description = Annotated[str, Field(max_length=20_000)]
Category = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Minutes = Annotated[int, Field(ge=0, le=1_000_000)]
Position = Annotated[int, Field(ge=0, le=1_000_000)]


class TodoBase(Input):
    """What a person says of a todo."""

    title: Title = Field(examples=["Call the dentist"])
    description: Description | None = Field(default=None, examples=["About the chipped tooth."])
    priority: TodoPriority = TodoPriority.medium
    category: Category | None = Field(default=None, examples=["health"])
    energy: Energy | None = None
    """How much energy it takes."""
    due_date: Moment | None = Field(default=None, examples=["2026-12-01T17:00:00+01:00"])
    parent_id: UUID | None = None
    """The todo that it is a step of."""
    position: Position | None = None
    """Its place among the steps."""
    recurrence: Recurrence | None = None
    """When it comes again: an RRULE of RFC 5545."""
    estimated_minutes: Minutes | None = Field(default=None, examples=[15])
    actual_minutes: Minutes | None = None


class TodoCreate(TodoBase):
    status: TodoStatus = TodoStatus.pending


class TodoUpdate(Input):
    title: Title = absent()
    description: Description | None = absent()
    priority: TodoPriority = absent()
    status: TodoStatus = absent()
    category: Category | None = absent()
    energy: Energy | None = absent()
    due_date: Moment | None = absent()
    parent_id: UUID | None = absent()
    position: Position | None = absent()
    recurrence: Recurrence | None = absent()
    estimated_minutes: Minutes | None = absent()
    actual_minutes: Minutes | None = absent()


class TodoPriorityUpdate(Input):
    priority: TodoPriority


class TodoSort(StrEnum):
    newest = "-created_at"
    oldest = "created_at"
    latest = "-updated_at"
    longest_ago = "updated_at"
    soonest = "due_date"  # without a date: last
    latest_due = "-due_date"
    least = "priority"
    most = "-priority"


class TodoSearchRequest(TextQuery):
    """`q` looks into titles and descriptions."""

    sort: TodoSort = TodoSort.newest
    status: list[TodoStatus] | None = None
    priority: list[TodoPriority] | None = None
    energy: list[Energy] | None = None
    category: Category | None = None
    due_after: Moment | None = None
    due_before: Moment | None = None
    parent_id: UUID | None = None
    is_step: bool | None = None
    """Whether it is a step of another one."""
    is_overdue: bool | None = None


class TodoResponse(Output):
    id: UUID
    title: str
    description: str | None
    priority: TodoPriority
    status: TodoStatus
    category: str | None
    energy: Energy | None
    due_date: datetime | None
    completed_at: datetime | None
    parent_id: UUID | None
    position: int | None
    recurrence: str | None
    missed_count: int
    """Deadlines that passed."""
    last_missed_at: datetime | None
    is_segmented: bool
    """Whether it was split into steps."""
    estimated_minutes: int | None
    actual_minutes: int | None
    is_overdue: bool
    """Whether its date has passed while it is open."""
    created_at: datetime
    updated_at: datetime


class TodoList(Page[TodoResponse]):
    pass
