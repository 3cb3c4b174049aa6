"""What was put before the model for one answer, and why."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from clew.infra.db import Base, Json, Personal, Record, Str50, Str100, database_enum, reference


@database_enum
class ContextSource(StrEnum):
    """Where a piece of context came from: `rag` is documents, `conversation` past messages and summaries."""

    ltm = "ltm"
    rag = "rag"
    focus = "focus"
    preferences = "preferences"
    conversation = "conversation"


class MemoryContextItem(Record, Personal, Base):
    """One piece that was put before the model for one answer, with its source and score."""

    __tablename__ = "memory_context_items"
    __table_args__ = (
        reference("thread_id", "threads"),
        reference("message_id", "messages"),
        reference("memory_id", "ltm_memories"),
        CheckConstraint("relevance_score between 0 and 1", name="relevance_score"),
        Index(None, "thread_id", "source"),
        Index(None, "thread_id", "relevance_score"),
        Index(None, "message_id"),
        Index(None, "memory_id"),
        Index(None, "user_id", "created_at", "id"),
    )

    thread_id: Mapped[UUID] = mapped_column(comment="The thread of the answer.")
    message_id: Mapped[UUID | None] = mapped_column(comment="The answer that it was given for.")
    memory_id: Mapped[UUID | None] = mapped_column(comment="The memory that it is, if it is one.")
    source: Mapped[ContextSource] = mapped_column(comment="Where it came from.")
    source_id: Mapped[UUID | None] = mapped_column(comment="The row that it came from, whatever table that is in.")
    content: Mapped[str] = mapped_column(comment="The text that the model saw.")
    relevance_score: Mapped[float] = mapped_column(server_default=text("0.5"), comment="How well it fitted, 0 to 1.")
    context_type: Mapped[Str50 | None] = mapped_column(comment="What kind of piece within its source.")
    original_role: Mapped[Str50 | None] = mapped_column(comment="Who said it, where it was a message.")
    focus_area: Mapped[Str100 | None] = mapped_column(comment="The focus area that it stands for.")
    preference_type: Mapped[Str100 | None] = mapped_column(comment="The preference that it states.")
    additional_data: Mapped[Json | None] = mapped_column(comment="Details that depend on the source.")
