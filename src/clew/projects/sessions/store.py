"""The SQL of attempts at tasks."""

from collections.abc import Sequence
from uuid import UUID

from clew.projects.models import ChatSession
from clew.projects.owners import Owners


class ChatSessions(Owners[ChatSession]):
    model = ChatSession

    async def begin(self, task_id: UUID, thread_id: UUID, ai_model_used: str | None) -> ChatSession:
        """Write one whose conversation stands already. Raises `NotFound`."""
        values = {"task_id": task_id, "thread_id": thread_id, "ai_model_used": ai_model_used}
        attempt = ChatSession(user_id=self.caller.user_id, **values)
        self.session.add(attempt)
        await self.flush()
        return attempt

    async def threads_of(self, records: Sequence[ChatSession]) -> list[UUID]:
        """Conversations that go with these."""
        return [record.thread_id for record in records]
