"""Threads, and their messages as a tree."""

from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Self
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Computed,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    exists,
    false,
    func,
    or_,
    text,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column
from sqlalchemy.types import Numeric

from clew.infra.db import Base, Changing, Json, Personal, Str50, Str100, Str255, database_enum, reference


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


WRITTEN_BY_TURNS = frozenset({"cached_tokens", "context", "error", "fallback", "instruction", "reasoning_tokens"})
"""Of a message's metadata."""


@dataclass(frozen=True, slots=True)
class ConversationItem:
    """What was said or done in a conversation, before it is a row."""

    role: MessageRole
    content: str
    tool_name: str | None = None
    tool_success: bool | None = None
    message_type: str | None = None


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What a tool said."""

    tool_name: str
    content: str
    is_success: bool


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
        reference("persona_id", "personas"),
        Index(None, "user_id", "updated_at", "id"),
        Index(None, "user_id", "created_at", "id"),
        Index(None, "persona_id"),
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
    updated_at: Mapped[datetime] = mapped_column(
        server_default=func.now(), sort_order=91, comment="When something was last said in it."
    )
    title: Mapped[Str255] = mapped_column(server_default="", comment="What it is called; empty until it has a name.")
    title_is_manual: Mapped[bool] = mapped_column(
        server_default=false(), comment="Whether a person named it; then it is never renamed by itself."
    )
    persona_id: Mapped[UUID | None] = mapped_column(comment="The persona that answers in it.")
    provider_type: Mapped[Str50 | None] = mapped_column(comment="Who ran the model of its last answer.")
    provider_config: Mapped[Json | None] = mapped_column(comment="A snapshot, without secrets.")
    metadata_: Mapped[Json | None] = mapped_column("metadata", comment="What else is known about it.")
    head_message_id: Mapped[UUID | None] = mapped_column(comment="The leaf of the chosen branch.")
    is_pinned: Mapped[bool] = mapped_column(server_default=false(), comment="Whether it stays at the top of the list.")
    is_archived: Mapped[bool] = mapped_column(server_default=false(), comment="Whether it is out of the list.")
    is_temporary: Mapped[bool] = mapped_column(server_default=false(), comment="Whether it goes by itself.")
    expires_at: Mapped[datetime | None] = mapped_column(comment="Of a temporary thread.")
    deleted_at: Mapped[datetime | None] = mapped_column(comment="In the bin since then.")
    is_queue_paused: Mapped[bool] = mapped_column(
        server_default=false(), comment="Whether what waits in the queue is held back."
    )
    import_digest: Mapped[bytes | None] = mapped_column(comment="Of the file that it was imported from.")
    search: Mapped[str | None] = mapped_column(
        TSVECTOR,
        Computed("to_tsvector('clew_words'::regconfig, (title)::text)", persisted=True),
        deferred=True,
        deferred_raiseload=True,
        comment="The words of the title, for search.",
    )


def has_not_expired() -> ColumnElement[bool]:
    """The purge may come later."""
    return or_(Thread.expires_at.is_(None), Thread.expires_at > func.now())


def is_live() -> ColumnElement[bool]:
    """Neither in the bin nor expired."""
    return Thread.deleted_at.is_(None) & has_not_expired()


def in_live_thread(thread_id: InstrumentedAttribute[UUID], user_id: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    """Of rows with these columns: those whose thread is shown."""
    return exists().where(Thread.id == thread_id, Thread.user_id == user_id, is_live())


class Message(Changing, Personal, Base):
    """What one side said. `parent_id` makes a tree: an edit or another answer is a sibling, nothing is lost."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("id", "user_id"),
        UniqueConstraint("id", "thread_id", "user_id"),
        reference("thread_id", "threads"),
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

    thread_id: Mapped[UUID] = mapped_column(comment="The thread that it stands in.")
    parent_id: Mapped[UUID | None] = mapped_column(comment="The message that it follows.")
    role: Mapped[MessageRole] = mapped_column(comment="Who said it.")
    content: Mapped[str] = mapped_column(comment="What was said.")
    thinking: Mapped[str | None] = mapped_column(comment="Reasoning, kept apart from the answer.")
    message_type: Mapped[Str50 | None] = mapped_column(comment="What kind of message, where the role does not say.")
    tool_name: Mapped[Str100 | None] = mapped_column(comment="The tool that was called.")
    tool_success: Mapped[bool | None] = mapped_column(comment="Whether the tool did what it was asked to.")
    status: Mapped[MessageStatus] = mapped_column(
        server_default=MessageStatus.complete.value, comment="How far an answer has come, or how it ended."
    )
    runner: Mapped[int | None] = mapped_column(comment="Which process writes it; see infra/presence.py.")
    model: Mapped[Str255 | None] = mapped_column(comment="The model that answered.")
    input_tokens: Mapped[int | None] = mapped_column(comment="Tokens that the model read.")
    output_tokens: Mapped[int | None] = mapped_column(comment="Tokens that the model wrote.")
    cost_usd: Mapped[Decimal | None] = mapped_column(Numeric(12, 6), comment="What it cost, in US dollars.")
    metadata_: Mapped[Json | None] = mapped_column(
        "metadata", comment="The error of a failed answer, and what else is known."
    )
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
        comment="The words of the content, for search.",
    )

    @classmethod
    def from_conversation_item(
        cls, item: ConversationItem, *, user_id: UUID, thread_id: UUID, parent_id: UUID | None
    ) -> Self:
        """The message of what was said or done, not yet written."""
        return cls(user_id=user_id, thread_id=thread_id, parent_id=parent_id, **asdict(item))

    @property
    def error(self) -> Json | None:
        """Why the answer failed: code, title and detail."""
        return (self.metadata_ or {}).get("error")

    @property
    def is_tool_message(self) -> bool:
        return self.role is MessageRole.tool

    def get_tool_result(self) -> ToolResult | None:
        """What the tool said; None for what no tool said."""
        if not self.is_tool_message or self.tool_name is None:
            return None
        return ToolResult(self.tool_name, self.content, is_success=bool(self.tool_success))

    def annotate(self, notes: Json | None) -> None:
        """Put a person's notes into the metadata, in place of those before; what turns wrote there stays."""
        ours = {name: value for name, value in (self.metadata_ or {}).items() if name in WRITTEN_BY_TURNS}
        theirs = {name: value for name, value in (notes or {}).items() if name not in WRITTEN_BY_TURNS}
        self.metadata_ = ours | theirs or None
