"""Projects and what belongs to them: interviews, prompts, tasks, attempts at tasks, commits."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, false, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, query_expression, relationship, validates

from clew.infra.db import (
    BY_DUE_DATE,
    Base,
    Changing,
    Dated,
    Json,
    Personal,
    Str50,
    Str100,
    Str255,
    database_enum,
    reference,
)
from clew.kit.clock import now


@database_enum
class InterviewStatus(StrEnum):
    active = "active"
    completed = "completed"
    cancelled = "cancelled"


@database_enum
class TaskStatus(StrEnum):
    """The columns of the board, unless the project names its own."""

    backlog = "backlog"
    todo = "todo"
    in_progress = "in_progress"
    review = "review"
    done = "done"
    cancelled = "cancelled"


@database_enum
class ChatSessionStatus(StrEnum):
    active = "active"
    completed = "completed"
    failed = "failed"


@database_enum
class CommitType(StrEnum):
    """The types of Conventional Commits 1.0."""

    feat = "feat"
    fix = "fix"
    docs = "docs"
    style = "style"
    refactor = "refactor"
    test = "test"
    chore = "chore"
    perf = "perf"


class Project(Changing, Personal, Base):
    """Something that a person makes."""

    __tablename__ = "projects"
    __table_args__ = (
        UniqueConstraint("id", "user_id"),
        Index(None, "name"),
        Index(None, "user_id", "created_at", "id"),
        Index(None, "user_id", "name", "id"),
    )

    name: Mapped[Str255] = mapped_column(comment="What the person calls it.")
    description: Mapped[str | None] = mapped_column(comment="What it is to become.")
    git_repository_info: Mapped[Json | None] = mapped_column(comment="Where its repository is, and its main branch.")
    # Counted where the store asks for it.
    interview_count: Mapped[int | None] = query_expression()
    prompt_count: Mapped[int | None] = query_expression()
    task_count: Mapped[int | None] = query_expression()
    commit_count: Mapped[int | None] = query_expression()


class Interview(Changing, Personal, Base):
    """A guided conversation about a project."""

    __tablename__ = "interviews"
    __table_args__ = (
        UniqueConstraint("id", "user_id"),
        UniqueConstraint("thread_id"),
        reference("project_id", "projects"),
        reference("thread_id", "threads"),
        Index(None, "status"),
        Index(None, "project_id"),
        Index(None, "user_id", "created_at", "id"),
        # Two that are started at once would each be the one to go on with.
        Index("uq_interviews_active", "project_id", unique=True, postgresql_where=text("status = 'active'")),
    )

    project_id: Mapped[UUID] = mapped_column(comment="The project that it is about.")
    thread_id: Mapped[UUID] = mapped_column(comment="Its conversation.")
    ai_model_used: Mapped[Str100 | None] = mapped_column(comment="The model that asked.")
    status: Mapped[InterviewStatus] = mapped_column(
        server_default=InterviewStatus.active.value, comment="Whether it goes on."
    )


class Prompt(Changing, Personal, Base):
    """One version of an instruction for a coding assistant; `root_id` names the line of versions."""

    __tablename__ = "prompts"
    __table_args__ = (
        UniqueConstraint("id", "user_id"),
        UniqueConstraint("root_id", "version"),
        reference("project_id", "projects"),
        reference("created_from_interview_id", "interviews", ondelete="SET NULL"),
        reference("parent_id", "prompts", ondelete="SET NULL"),
        Index(None, "type"),
        Index(None, "project_id"),
        Index(None, "created_from_interview_id"),
        Index(None, "parent_id"),
        Index(None, "user_id", "created_at", "id"),
    )

    project_id: Mapped[UUID] = mapped_column(comment="The project that it is for.")
    created_from_interview_id: Mapped[UUID | None] = mapped_column(comment="The interview that it was made from.")
    parent_id: Mapped[UUID | None] = mapped_column(comment="The version before.")
    root_id: Mapped[UUID] = mapped_column(comment="The first version of its line; its own id for that one.")
    content: Mapped[str] = mapped_column(comment="The instruction.")
    type: Mapped[Str50] = mapped_column(comment="What part of the work it is for.")
    is_reusable: Mapped[bool] = mapped_column(server_default=false(), comment="Whether other projects may use it.")
    components: Mapped[list[str]] = mapped_column(comment="The parts of the product that it touches.")
    version: Mapped[int] = mapped_column(server_default=text("1"), comment="Its number in the line, from 1.")


class Task(Changing, Personal, Base):
    """Something planned or carried out, in a project or by the assistant: a card of the board."""

    __tablename__ = "tasks"
    __table_args__ = (
        UniqueConstraint("id", "user_id"),
        reference("project_id", "projects"),
        reference("prompt_id", "prompts", ondelete="SET NULL"),
        reference("thread_id", "threads", ondelete="SET NULL"),
        reference("parent_id", "tasks"),
        CheckConstraint("priority between 1 and 10", name="priority"),
        Index(None, "status"),
        Index(None, "project_id", "board_column", "position"),
        Index(None, "prompt_id"),
        Index(None, "thread_id"),
        Index(None, "parent_id"),
        Index(None, "user_id", "created_at", "id"),
        Index("ix_tasks_due", "user_id", BY_DUE_DATE, "id"),
        Index(None, "user_id", "priority", "id"),
        Index(None, "user_id", "position", "id"),
    )

    project_id: Mapped[UUID | None] = mapped_column(comment="The project that it belongs to.")
    prompt_id: Mapped[UUID | None] = mapped_column(comment="The prompt that it carries out.")
    thread_id: Mapped[UUID | None] = mapped_column(comment="The conversation that it came from.")
    parent_id: Mapped[UUID | None] = mapped_column(comment="The task that it is a part of.")
    task_type: Mapped[Str50] = mapped_column(comment="What kind of work it is.")
    title: Mapped[Str255] = mapped_column(comment="What is to be done.")
    description: Mapped[str | None] = mapped_column(comment="What else there is to know.")
    status: Mapped[TaskStatus] = mapped_column(server_default=TaskStatus.todo.value, comment="How far it is.")
    board_column: Mapped[Str50] = mapped_column(comment="The status, unless the project names columns of its own.")
    position: Mapped[int] = mapped_column(comment="Its place in the column, from 0.")
    priority: Mapped[int] = mapped_column(server_default=text("5"), comment="1 to 10, 10 matters most.")
    due_date: Mapped[datetime | None] = mapped_column(comment="Until when it should be done.")
    completed_at: Mapped[datetime | None] = mapped_column(comment="When it was done.")
    # What it stands in; `Tasks.show` loads all of it in few statements.
    dependencies: Mapped[list["Task"]] = relationship(
        primaryjoin="Task.id == TaskDependency.task_id",
        secondary="task_dependencies",
        secondaryjoin="Task.id == TaskDependency.depends_on_id",
        lazy="raise",
        viewonly=True,
    )
    subtasks: Mapped[list["Task"]] = relationship(
        primaryjoin="Task.id == foreign(Task.parent_id)", lazy="raise", viewonly=True, uselist=True
    )
    sessions: Mapped[list["ChatSession"]] = relationship(
        primaryjoin="Task.id == foreign(ChatSession.task_id)", lazy="raise", viewonly=True, uselist=True
    )

    @validates("status")
    def _tell_when(self, _: str, status: TaskStatus) -> TaskStatus:
        """However the status is set, the time of completion says the same."""
        if status is not TaskStatus.done:
            self.completed_at = None
        elif self.completed_at is None:
            self.completed_at = now()
        return status

    def put(self, status: TaskStatus | None, board_column: str | None) -> None:
        """Set either or both, so that they agree: who stands in a column called like a status has that status.

        A column of the project's own says nothing of the status, and keeps the card when only that changes.
        """
        if board_column is None and status is not None and self.board_column in {None, *TaskStatus}:
            board_column = status.value
        if board_column in set(TaskStatus):
            status = TaskStatus(board_column)
        if board_column is not None:
            self.board_column = board_column
        if status is not None:
            self.status = status

    def mark_completed(self) -> None:
        self.put(TaskStatus.done, None)

    def update_priority(self, priority: int) -> None:
        self.priority = priority


class TaskDependency(Dated, Personal, Base):
    """That a task has to wait for another one."""

    __tablename__ = "task_dependencies"
    __table_args__ = (
        reference("task_id", "tasks"),
        reference("depends_on_id", "tasks"),
        CheckConstraint("task_id <> depends_on_id", name="of_two"),
        Index(None, "depends_on_id"),
        Index(None, "user_id"),
    )

    task_id: Mapped[UUID] = mapped_column(primary_key=True, comment="The task that waits.")
    depends_on_id: Mapped[UUID] = mapped_column(primary_key=True, comment="The task that must be done first.")


class ChatSession(Changing, Personal, Base):
    """One attempt of the assistant at one task."""

    __tablename__ = "chat_sessions"
    __table_args__ = (
        UniqueConstraint("id", "user_id"),
        UniqueConstraint("thread_id"),
        reference("task_id", "tasks"),
        reference("thread_id", "threads"),
        Index(None, "status"),
        Index(None, "task_id"),
        Index(None, "user_id", "created_at", "id"),
    )

    task_id: Mapped[UUID] = mapped_column(comment="The task that it is an attempt at.")
    thread_id: Mapped[UUID] = mapped_column(comment="Its conversation.")
    ai_model_used: Mapped[Str100 | None] = mapped_column(comment="The model that worked.")
    status: Mapped[ChatSessionStatus] = mapped_column(
        server_default=ChatSessionStatus.active.value, comment="What has become of it."
    )


class Commit(Changing, Personal, Base):
    """A change of a project's code, with a message after Conventional Commits."""

    __tablename__ = "commits"
    __table_args__ = (
        reference("project_id", "projects"),
        reference("task_id", "tasks", ondelete="SET NULL"),
        Index(None, "type"),
        Index(None, "timestamp"),
        Index(None, "project_id", "timestamp"),
        Index(None, "task_id"),
        Index(None, "user_id", "created_at", "id"),
        Index(None, "user_id", "timestamp", "id"),
    )

    project_id: Mapped[UUID] = mapped_column(comment="The project that was changed.")
    task_id: Mapped[UUID | None] = mapped_column(comment="The task that it carries out.")
    type: Mapped[CommitType] = mapped_column(comment="What kind of change it is.")
    message: Mapped[str] = mapped_column(comment="Subject and body.")
    changes: Mapped[Any] = mapped_column(JSONB, comment="The files that changed, and how.")
    created_by_ai_model: Mapped[Str100 | None] = mapped_column(comment="The model that wrote the message.")
    author: Mapped[Str100] = mapped_column(comment="Who made the change.")
    timestamp: Mapped[datetime] = mapped_column(comment="When the change was made.")
