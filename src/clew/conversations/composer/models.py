"""Drafts and queued messages."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from clew.infra.db import Base, Changing, Personal


class Draft(Changing, Personal, Base):
    """What stands in the composer of a thread."""

    __tablename__ = "drafts"
    __table_args__ = (
        UniqueConstraint("thread_id", "user_id"),
        ForeignKeyConstraint(["thread_id", "user_id"], ["threads.id", "threads.user_id"], ondelete="CASCADE"),
        Index(None, "user_id"),
    )

    thread_id: Mapped[UUID]
    content: Mapped[str]
    edited_at: Mapped[datetime]


class QueuedMessage(Changing, Personal, Base):
    """A message that is said when the present answer is complete."""

    __tablename__ = "queued_messages"
    __table_args__ = (
        ForeignKeyConstraint(["thread_id", "user_id"], ["threads.id", "threads.user_id"], ondelete="CASCADE"),
        Index(None, "thread_id", "position"),
        Index(None, "user_id"),
        Index(None, "model_id"),
    )

    thread_id: Mapped[UUID]
    position: Mapped[int]
    content: Mapped[str]
    model_id: Mapped[UUID | None] = mapped_column(ForeignKey("ai_models.id", ondelete="SET NULL"))
