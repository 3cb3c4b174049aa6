"""Drafts and queued messages."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from clew.infra.db import Base, Changing, Personal, reference


class Draft(Changing, Personal, Base):
    """What stands in the composer of a thread."""

    __tablename__ = "drafts"
    __table_args__ = (
        UniqueConstraint("thread_id", "user_id"),
        reference("thread_id", "threads"),
        Index(None, "user_id"),
    )

    thread_id: Mapped[UUID] = mapped_column(comment="The thread that it is written for.")
    content: Mapped[str] = mapped_column(comment="What stands in the composer.")
    edited_at: Mapped[datetime] = mapped_column(comment="When it was typed, by the clock of the device.")


class QueuedMessage(Changing, Personal, Base):
    """A message that is said when the present answer is complete."""

    __tablename__ = "queued_messages"
    __table_args__ = (
        reference("thread_id", "threads"),
        Index(None, "thread_id", "position"),
        Index(None, "user_id"),
        Index(None, "model_id"),
    )

    thread_id: Mapped[UUID] = mapped_column(comment="The thread that it waits for.")
    position: Mapped[int] = mapped_column(comment="Its place in the queue.")
    content: Mapped[str] = mapped_column(comment="What will be said.")
    model_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("ai_models.id", ondelete="SET NULL"), comment="The model that is to answer."
    )
