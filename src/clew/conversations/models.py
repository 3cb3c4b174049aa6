"""Threads, and their messages as a tree."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Computed, ForeignKeyConstraint, Index, UniqueConstraint, false, func, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Numeric

from clew.infra.db import Base, Changing, Json, Personal, Str50, Str100, Str255, database_enum


@database_enum
class MessageRole(StrEnum):
    user = "user"
    assistant = "assistant"
    system = "system"
    tool = "tool"


@database_enum
class MessageStatus(StrEnum):
    streaming = "streaming"
    complete = "complete"
    interrupted = "interrupted"
    failed = "failed"


class Thread(Changing, Personal, Base):
    """One conversation of one person."""

    __tablename__ = "threads"
    __table_args__ = (
        UniqueConstraint("id", "user_id"),
        # The head is a message of this very thread. Only it becomes null when that message goes.
        ForeignKeyConstraint(
            ["head_message_id", "id", "user_id"],
            ["messages.id", "messages.thread_id", "messages.user_id"],
            ondelete="SET NULL (head_message_id)",
            use_alter=True,
            name="fk_threads_head_message_id_messages",
        ),
        Index(None, "user_id", "updated_at", "id"),
        Index(None, "head_message_id"),
        Index("ix_threads_search", "user_id", "search", postgresql_using="gin"),
        Index("uq_threads_user_id_import_digest", "user_id", "import_digest", unique=True),
        Index(
            "ix_threads_purge",
            "deleted_at",
            "expires_at",
            postgresql_where=text("deleted_at is not null or expires_at is not null"),
        ),
    )

    # Set by what is said only: a new name or a pin is no activity, and the list keeps its order.
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), sort_order=91)
    title: Mapped[Str255] = mapped_column(server_default="")
    title_is_manual: Mapped[bool] = mapped_column(server_default=false())
    provider_type: Mapped[Str50 | None]
    provider_config: Mapped[Json | None] = mapped_column(comment="A snapshot, without secrets.")
    metadata_: Mapped[Json | None] = mapped_column("metadata")
    head_message_id: Mapped[UUID | None] = mapped_column(comment="The leaf of the chosen branch.")
    is_pinned: Mapped[bool] = mapped_column(server_default=false())
    is_archived: Mapped[bool] = mapped_column(server_default=false())
    is_temporary: Mapped[bool] = mapped_column(server_default=false())
    expires_at: Mapped[datetime | None] = mapped_column(comment="Of a temporary thread.")
    deleted_at: Mapped[datetime | None] = mapped_column(comment="In the bin since then.")
    is_queue_paused: Mapped[bool] = mapped_column(server_default=false())
    import_digest: Mapped[bytes | None] = mapped_column(comment="Of the file that it was imported from.")
    search: Mapped[str | None] = mapped_column(
        TSVECTOR,
        Computed("to_tsvector('clew_words'::regconfig, (title)::text)", persisted=True),
        deferred=True,
        deferred_raiseload=True,
    )


class Message(Changing, Personal, Base):
    """What one side said. `parent_id` makes a tree: an edit or another answer is a sibling, nothing is lost."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("id", "user_id"),
        UniqueConstraint("id", "thread_id", "user_id"),
        ForeignKeyConstraint(["thread_id", "user_id"], ["threads.id", "threads.user_id"], ondelete="CASCADE"),
        ForeignKeyConstraint(
            ["parent_id", "thread_id", "user_id"],
            ["messages.id", "messages.thread_id", "messages.user_id"],
            ondelete="CASCADE",
        ),
        Index(None, "thread_id", "created_at"),
        Index(None, "thread_id", "role"),
        Index(None, "parent_id"),
        Index(None, "message_type"),
        Index(None, "tool_name", "tool_success"),
        Index(None, "user_id", "created_at", "id"),
        Index("ix_messages_search", "user_id", "search", postgresql_using="gin"),
        Index("ix_messages_streaming", "runner", postgresql_where=text("status = 'streaming'")),
    )

    thread_id: Mapped[UUID]
    parent_id: Mapped[UUID | None]
    role: Mapped[MessageRole]
    content: Mapped[str]
    thinking: Mapped[str | None] = mapped_column(comment="Reasoning, kept apart from the answer.")
    message_type: Mapped[Str50 | None]
    tool_name: Mapped[Str100 | None]
    tool_success: Mapped[bool | None]
    status: Mapped[MessageStatus] = mapped_column(server_default=MessageStatus.complete.value)
    runner: Mapped[int | None] = mapped_column(comment="Which process writes it; see infra/presence.py.")
    model: Mapped[Str255 | None]
    input_tokens: Mapped[int | None]
    output_tokens: Mapped[int | None]
    cost_usd: Mapped[Decimal | None] = mapped_column(Numeric(12, 6))
    metadata_: Mapped[Json | None] = mapped_column("metadata")
    chosen_at: Mapped[datetime | None] = mapped_column(comment="When a person last walked to this leaf.")
    search: Mapped[str | None] = mapped_column(
        TSVECTOR,
        Computed(
            "CASE WHEN (status <> 'streaming'::message_status)"
            " THEN to_tsvector('clew_words'::regconfig, \"left\"(content, 50000)) ELSE NULL::tsvector END",
            persisted=True,
        ),
        deferred=True,
        deferred_raiseload=True,
    )

    @property
    def error(self) -> Json | None:
        """Why the answer failed: code, title and detail."""
        return (self.metadata_ or {}).get("error")
