"""What tasks send and take."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from clew.infra.listing import TextQuery
from clew.kit.schema import Input, Moment, Output, Page, absent
from clew.projects.models import TaskStatus
from clew.projects.schemas import Description, Name
from clew.projects.sessions.schemas import ChatSessionResponse

Kind = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=50)]
BoardColumn = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=50)]
Priority = Annotated[int, Field(ge=1, le=10)]


class Placed(Input):
    """Where on the board a card stands: in the column of its status, or in one that the project names itself."""

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        status, board_column = getattr(self, "status", None), getattr(self, "board_column", None)
        if status is not None and board_column in set(TaskStatus) - {status}:
            raise ValueError("board_column says another status: send one of them")
        return self


class TaskBase(Placed):
    """What is said of a task. Without a status it is `todo`, without a column it stands in the one of its status."""

    status: TaskStatus | None = None
    board_column: BoardColumn | None = None
    project_id: UUID | None = None
    prompt_id: UUID | None = None
    """The prompt that it carries out."""
    thread_id: UUID | None = None
    """The conversation that it came from."""
    parent_id: UUID | None = None
    """The task that it is a part of."""
    task_type: Kind = Field(default="task", examples=["feature"])
    title: Name = Field(examples=["Show what to sow this week"])
    description: Description | None = None
    priority: Priority = 5
    """10 matters most."""
    due_date: Moment | None = None


class TaskCreate(TaskBase):
    """It comes to the end of its column."""


class TaskUpdate(Placed):
    """What goes to another column or project comes to the end there; `move` says where."""

    status: TaskStatus = absent()
    board_column: BoardColumn = absent()
    project_id: UUID | None = absent()
    prompt_id: UUID | None = absent()
    thread_id: UUID | None = absent()
    parent_id: UUID | None = absent()
    task_type: Kind = absent()
    title: Name = absent()
    description: Description | None = absent()
    priority: Priority = absent()
    due_date: Moment | None = absent()


class TaskMove(Placed):
    """Where a card goes. Only with a position: within its column."""

    status: TaskStatus | None = None
    board_column: BoardColumn | None = None
    position: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    """Its place there, from 0; at the end where it is not said or the column is shorter."""

    @model_validator(mode="after")
    def _goes_somewhere(self) -> Self:
        if self.status is None and self.board_column is None and self.position is None:
            raise ValueError("must say where: status, board_column or position")
        return self


class TaskPriorityUpdate(Input):
    priority: Priority


class TaskDependencyCreate(Input):
    depends_on_id: UUID = Field(examples=["01980000-0000-7000-8000-0000000000aa"])
    """The task that must be done first."""


class TaskSort(StrEnum):
    newest = "-created_at"
    oldest = "created_at"
    soonest = "due_date"  # without a date: last
    latest_due = "-due_date"
    least = "priority"
    most = "-priority"
    board = "position"


class TaskSearchRequest(TextQuery):
    """`q` looks into titles and descriptions."""

    sort: TaskSort = TaskSort.newest
    project_id: UUID | None = None
    prompt_id: UUID | None = None
    thread_id: UUID | None = None
    parent_id: UUID | None = None
    status: list[TaskStatus] | None = None
    board_column: BoardColumn | None = None
    task_type: list[Kind] | None = None
    priority_min: Priority | None = None
    priority_max: Priority | None = None
    due_after: Moment | None = None
    due_before: Moment | None = None


class TaskResponse(Output):
    id: UUID
    project_id: UUID | None
    prompt_id: UUID | None
    thread_id: UUID | None
    parent_id: UUID | None
    task_type: str
    title: str
    description: str | None
    status: TaskStatus
    board_column: str
    position: int
    """Its place in the column, from 0. It moves with the cards around it, which makes no new version of this one."""
    priority: int
    due_date: datetime | None
    completed_at: datetime | None
    created_at: datetime
    updated_at: datetime


class TaskWithRelations(TaskResponse):
    dependencies: list[TaskResponse]
    """Tasks that must be done first."""
    subtasks: list[TaskResponse]
    sessions: list[ChatSessionResponse]
    """Attempts at it."""


class TaskDependencyResponse(Output):
    task_id: UUID
    depends_on_id: UUID
    created_at: datetime


class TaskList(Page[TaskResponse]):
    pass
