"""Todos and reminders."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Computed, Index, SmallInteger, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, validates

from clew.infra.db import BY_DUE_DATE, Base, Changing, Personal, Str100, Str255, database_enum, reference
from clew.kit.clock import now


@database_enum
class TodoPriority(StrEnum):
    low = "low"
    medium = "medium"
    high = "high"
    urgent = "urgent"


@database_enum
class TodoStatus(StrEnum):
    pending = "pending"
    in_progress = "in_progress"
    completed = "completed"
    cancelled = "cancelled"


OPEN = frozenset({TodoStatus.pending, TodoStatus.in_progress})
"""Todos that are still to be done."""


@database_enum
class Energy(StrEnum):
    """How much energy a todo takes."""

    low = "low"
    medium = "medium"
    high = "high"


@database_enum
class ReminderStatus(StrEnum):
    scheduled = "scheduled"
    sent = "sent"
    snoozed = "snoozed"
    done = "done"
    cancelled = "cancelled"


class Todo(Changing, Personal, Base):
    """Something that a person wants to do."""

    __tablename__ = "todos"
    __table_args__ = (
        UniqueConstraint("id", "user_id"),
        reference("parent_id", "todos"),
        Index(None, "user_id", "status"),
        Index(None, "due_date"),
        Index(None, "user_id", "created_at", "id"),
        Index(None, "user_id", "updated_at", "id"),
        Index("ix_todos_due", "user_id", BY_DUE_DATE, "id"),
        Index(None, "user_id", "priority_rank", "id"),
        Index(None, "parent_id", "position"),
    )

    title: Mapped[Str255] = mapped_column(comment="What is to be done.")
    description: Mapped[str | None] = mapped_column(comment="What else there is to know.")
    priority: Mapped[TodoPriority] = mapped_column(
        server_default=TodoPriority.medium.value, comment="How much it matters."
    )
    priority_rank: Mapped[int] = mapped_column(
        SmallInteger,
        Computed("case priority when 'low' then 0 when 'medium' then 1 when 'high' then 2 else 3 end", persisted=True),
        comment="The priority as a number, from 0 on: what lists are ordered by.",
    )
    status: Mapped[TodoStatus] = mapped_column(server_default=TodoStatus.pending.value, comment="How far it is.")
    category: Mapped[Str100 | None] = mapped_column(comment="What part of life it belongs to.")
    energy: Mapped[Energy | None] = mapped_column(comment="How much energy it takes.")
    due_date: Mapped[datetime | None] = mapped_column(comment="Until when it should be done.")
    completed_at: Mapped[datetime | None] = mapped_column(comment="When it was done.")
    parent_id: Mapped[UUID | None] = mapped_column(comment="The todo that it is a step of.")
    position: Mapped[int | None] = mapped_column(comment="Its place among the steps, from 0.")
    recurrence: Mapped[str | None] = mapped_column(comment="When it comes again: an RRULE of RFC 5545.")
    missed_count: Mapped[int] = mapped_column(server_default=text("0"), comment="Deadlines that passed.")
    last_missed_at: Mapped[datetime | None] = mapped_column(comment="The last deadline that passed.")
    is_segmented: Mapped[bool] = mapped_column(server_default=false(), comment="Whether it was split into steps.")
    estimated_minutes: Mapped[int | None] = mapped_column(comment="How long the person thought it would take.")
    actual_minutes: Mapped[int | None] = mapped_column(comment="How long it took.")

    @validates("status")
    def _tell_when(self, _: str, status: TodoStatus) -> TodoStatus:
        """However the status is set, the time of completion says the same."""
        if status is not TodoStatus.completed:
            self.completed_at = None
        elif self.completed_at is None:
            self.completed_at = now()
        return status

    @property
    def is_overdue(self) -> bool:
        return self.due_date is not None and self.due_date < now() and self.status in OPEN

    def mark_completed(self) -> None:
        self.status = TodoStatus.completed

    def mark_pending(self) -> None:
        self.status = TodoStatus.pending

    def update_priority(self, priority: TodoPriority) -> None:
        self.priority = priority


class Reminder(Changing, Personal, Base):
    """When to remind a person, of a todo or of nothing in particular."""

    __tablename__ = "reminders"
    __table_args__ = (
        reference("todo_id", "todos"),
        Index(None, "status", "remind_at"),
        Index(None, "todo_id"),
        Index(None, "user_id", "created_at", "id"),
        Index(None, "user_id", "remind_at", "id"),
    )

    todo_id: Mapped[UUID | None] = mapped_column(comment="What it reminds of.")
    remind_at: Mapped[datetime] = mapped_column(comment="When it is due next.")
    status: Mapped[ReminderStatus] = mapped_column(
        server_default=ReminderStatus.scheduled.value, comment="What has become of it."
    )
    recurrence: Mapped[str | None] = mapped_column(comment="When it comes again: an RRULE of RFC 5545.")
