"""The SQL of the bin."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from clew.conversations.models import Thread, has_not_expired
from clew.conversations.schemas import ThreadChange
from clew.conversations.store import keep, stop_answers
from clew.infra.store import Store
from clew.kit.errors import NotFound


class Bin(Store[Thread]):
    """Threads that a person removed, until the purge."""

    model = Thread

    def visible(self) -> Select[Thread]:
        return super().visible().where(Thread.deleted_at.is_not(None))

    async def restore(self, id: UUID) -> Thread:
        thread = await self.get(id)
        thread.deleted_at = None
        return await keep(self, thread)


class EveryThread(Store[Thread]):
    """Threads whether in the bin or not."""

    model = Thread

    async def erase(self, id: UUID) -> None:
        """Remove it for good, with all that hangs on it. Raises `NotFound`."""
        if not await self.erase_many([id]):
            raise NotFound

    async def erase_many(self, ids: Sequence[UUID]) -> Sequence[UUID]:
        """Remove for good those that are there, with all that hangs on them; which these were."""
        await stop_answers(self.session, *ids)
        mine = (Thread.id.in_(ids), Thread.user_id == self.caller.user_id)
        gone = (await self.session.scalars(delete(Thread).where(*mine).returning(Thread.id))).all()
        for id in gone:
            await self.hint(id, ThreadChange.thread)
        return gone

    async def count_of_persona(self, persona_id: UUID) -> int:
        """Threads that would be lost with this persona, those in the bin among them."""
        theirs = self._of_persona(persona_id)
        return await self.session.scalar(select(func.count()).select_from(Thread).where(*theirs)) or 0

    async def erase_of_persona(self, persona_id: UUID) -> None:
        """Remove all threads of this persona for good, with all that hangs on them."""
        theirs = self._of_persona(persona_id)
        await stop_answers(self.session, *await self.session.scalars(select(Thread.id).where(*theirs)))
        for id in await self.session.scalars(delete(Thread).where(*theirs).returning(Thread.id)):
            await self.hint(id, ThreadChange.thread)

    def _of_persona(self, persona_id: UUID) -> tuple[ColumnElement[bool], ...]:
        return Thread.persona_id == persona_id, Thread.user_id == self.caller.user_id, has_not_expired()


async def purge_threads(session: AsyncSession) -> int:
    """Remove for good what was in the bin for 30 days and what has expired; return how many threads."""
    return await session.scalar(select(func.purge_threads())) or 0
