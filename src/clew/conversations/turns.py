"""What a turn reads and writes of a conversation, as plain values."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from clew.conversations.models import MessageRole, MessageStatus
from clew.infra.db import Json


@dataclass(frozen=True, slots=True)
class HeldThread:
    """As much of a thread as a turn needs, locked until the transaction ends."""

    id: UUID
    head_message_id: UUID | None
    title: str
    is_temporary: bool
    is_queue_paused: bool


@dataclass(frozen=True, slots=True)
class NewTurn:
    """Two messages to write: what the person said (None where an answer is written anew) and the answer's place."""

    thread_id: UUID
    parent_id: UUID | None
    content: str | None
    model: str
    runner: int
    instruction: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an answer ended; fields are named like columns."""

    status: MessageStatus
    content: str
    thinking: str | None
    model: str
    """That answered, which may be another one than was asked."""
    input_tokens: int | None
    output_tokens: int | None
    cost_usd: Decimal | None
    metadata: Json


@dataclass(frozen=True, slots=True)
class Saved:
    """As much of a message as a follower needs."""

    content: str
    thinking: str | None
    status: MessageStatus
    metadata: Json | None


@dataclass(frozen=True, slots=True)
class Said:
    """As much of a message as a model needs."""

    role: MessageRole
    content: str
