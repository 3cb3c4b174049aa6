"""The SQL of compressed segments."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, delete, func, select

from clew.conversations.models import in_live_thread
from clew.conversations.segments.models import ConversationMemory
from clew.conversations.store import Threads
from clew.infra.store import Store


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a thread and what became of it."""

    message_ids: Sequence[UUID]
    """All of them, oldest first."""
    compressed_content: str
    original_message_range: str
    """From which message to which, as `25-35`."""
    message_count: int
    """Messages in the thread."""

    @property
    def digest(self) -> bytes:
        """The same for the same messages, whatever is said of them."""
        return hashlib.sha256(b"".join(id.bytes for id in self.message_ids)).digest()


class ConversationMemories(Store[ConversationMemory]):
    model = ConversationMemory

    def visible(self) -> Select[ConversationMemory]:
        return super().visible().where(in_live_thread(ConversationMemory.thread_id, ConversationMemory.user_id))

    async def get_for_conversation(self, thread_id: UUID) -> Sequence[ConversationMemory]:
        """All of a thread, in the order of their numbers."""
        return (await self.session.scalars(self._of(thread_id).order_by(ConversationMemory.memory_sequence))).all()

    async def get_recent_memories(self, thread_id: UUID, limit: int) -> Sequence[ConversationMemory]:
        """The last of a thread, in the order of their numbers."""
        newest = self._of(thread_id).order_by(ConversationMemory.memory_sequence.desc()).limit(limit)
        return (await self.session.scalars(newest)).all()[::-1]

    async def get_next_sequence_number(self, thread_id: UUID) -> int:
        """From 1. It is free only for whoever holds the lock of the thread."""
        mine = (ConversationMemory.thread_id == thread_id, ConversationMemory.user_id == self.caller.user_id)
        return (await self.session.scalar(select(func.max(ConversationMemory.memory_sequence)).where(*mine)) or 0) + 1

    async def store_memory(self, thread_id: UUID, segment: Segment) -> ConversationMemory:
        """Keep the summary. Messages that are summarised already keep the one that they have: what runs twice is safe.

        Raises `NotFound` where there is no such thread.
        """
        await Threads(self.session, self.caller).get_for_turn(thread_id)
        there = self._of(thread_id).where(ConversationMemory.message_digest == segment.digest)
        if (kept := await self.session.scalar(there)) is not None:
            return kept
        memory = ConversationMemory(
            user_id=self.caller.user_id,
            thread_id=thread_id,
            memory_sequence=await self.get_next_sequence_number(thread_id),
            compressed_content=segment.compressed_content,
            original_message_range=segment.original_message_range,
            message_count_at_compression=segment.message_count,
            first_message_id=segment.message_ids[0],
            message_digest=segment.digest,
        )
        self.session.add(memory)
        await self.flush()
        return memory

    async def clear_all_memories(self, thread_id: UUID) -> None:
        """Forget every summary of a thread; its messages stay."""
        mine = (ConversationMemory.thread_id == thread_id, ConversationMemory.user_id == self.caller.user_id)
        await self.session.execute(delete(ConversationMemory).where(*mine))

    def _of(self, thread_id: UUID) -> Select[ConversationMemory]:
        return self.visible().where(ConversationMemory.thread_id == thread_id)
