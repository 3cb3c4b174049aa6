"""Compressed segments of long threads."""

from uuid import UUID

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from clew.infra.db import Base, Changing, Personal, reference


class ConversationMemory(Changing, Personal, Base):
    """A summary of one stretch of a long thread; the messages themselves stay."""

    __tablename__ = "conversation_memories"
    __table_args__ = (
        UniqueConstraint("thread_id", "memory_sequence"),
        UniqueConstraint("thread_id", "message_digest"),
        reference("thread_id", "threads"),
        reference("first_message_id", "messages", ondelete="SET NULL"),
        Index(None, "first_message_id"),
        Index(None, "user_id", "created_at", "id"),
    )

    thread_id: Mapped[UUID] = mapped_column(comment="The thread that it summarises a stretch of.")
    memory_sequence: Mapped[int] = mapped_column(comment="Its number in the thread, from 1.")
    compressed_content: Mapped[str] = mapped_column(comment="The summary.")
    original_message_range: Mapped[str] = mapped_column(String(20), comment="From which message to which, as `25-35`.")
    message_count_at_compression: Mapped[int] = mapped_column(comment="Messages in the thread when it was written.")
    first_message_id: Mapped[UUID | None] = mapped_column(comment="The first message of the stretch.")
    message_digest: Mapped[bytes] = mapped_column(comment="SHA-256 of the ids of its messages.")
