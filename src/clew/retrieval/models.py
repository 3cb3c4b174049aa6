"""Passages: whatever can be recalled."""

from datetime import datetime
from uuid import UUID

from pgvector.sqlalchemy import Vector
from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from clew.infra.db import Base, Changing, Personal, Str100, reference


class Passage(Changing, Personal, Base):
    """A text that can be recalled: a message, a memory or a chunk of a document, exactly one of these."""

    __tablename__ = "passages"
    __table_args__ = (
        UniqueConstraint("message_id"),
        UniqueConstraint("memory_id"),
        UniqueConstraint("chunk_id"),
        reference("message_id", "messages"),
        reference("memory_id", "ltm_memories"),
        reference("chunk_id", "document_chunks"),
        CheckConstraint("num_nonnulls(message_id, memory_id, chunk_id) = 1", name="one_source"),
        Index(None, "container_id", "position"),
        Index(None, "user_id", "occurred_at"),
    )

    message_id: Mapped[UUID | None] = mapped_column(comment="The message that it is.")
    memory_id: Mapped[UUID | None] = mapped_column(comment="The memory that it is.")
    chunk_id: Mapped[UUID | None] = mapped_column(comment="The chunk of a document that it is.")
    container_id: Mapped[UUID | None] = mapped_column(comment="The thread or document that it stands in.")
    position: Mapped[int | None] = mapped_column(comment="Its place there.")
    author: Mapped[Str100 | None] = mapped_column(comment="Who said or wrote it.")
    occurred_at: Mapped[datetime] = mapped_column(comment="When it was said or written.")
    content: Mapped[str] = mapped_column(comment="The text.")
    embedding: Mapped[list[float] | None] = mapped_column(
        Vector, comment="Its vector; the dimension is that of the embedding model. Null until a job has made it."
    )
