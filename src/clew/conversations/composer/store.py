"""The SQL of drafts and queues."""

from collections.abc import Sequence
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import bindparam, delete, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from clew.conversations.composer.models import Draft, QueuedMessage
from clew.conversations.composer.schemas import DraftWrite
from clew.conversations.schemas import ThreadChange
from clew.infra.store import Store
from clew.kit.clock import now
from clew.kit.errors import Conflict, NotFound

QUEUED_AT_MOST = 50  # messages of one thread
# Asked at the end of every turn, and so made once.
_WAITING = select(
    exists().where(QueuedMessage.thread_id == bindparam("thread_id"), QueuedMessage.user_id == bindparam("me"))
)


class Drafts(Store[Draft]):
    model = Draft

    async def find_of(self, thread_id: UUID) -> Draft | None:
        return await self.session.scalar(self.visible().where(Draft.thread_id == thread_id))

    async def write(self, thread_id: UUID, written: DraftWrite) -> Draft:
        """Keep it unless a later one is there; return what stands then. No clock of a client counts past ours."""
        edited_at = min(written.edited_at, now())
        row = insert(Draft).values(
            user_id=self.caller.user_id, thread_id=thread_id, content=written.content, edited_at=edited_at
        )
        changed = {"content": row.excluded.content, "edited_at": row.excluded.edited_at, "updated_at": func.now()}
        later = Draft.edited_at <= row.excluded.edited_at
        await self.session.execute(
            row.on_conflict_do_update(index_elements=["thread_id", "user_id"], set_=changed, where=later)
        )
        self.session.expire_all()
        await self.hint(thread_id, ThreadChange.draft)
        draft = await self.find_of(thread_id)
        assert draft is not None, "it was just written"  # noqa: S101
        return draft

    async def clear(self, thread_id: UUID) -> None:
        """Empty it. The time stays, so that a keystroke that is still on its way does not bring it back."""
        await self.write(thread_id, DraftWrite(content="", edited_at=now()))


class QueuedMessages(Store[QueuedMessage]):
    """The callers hold the lock of the thread, so nobody changes a queue meanwhile."""

    model = QueuedMessage

    async def all_of(self, thread_id: UUID) -> list[QueuedMessage]:
        rows = self.visible().where(QueuedMessage.thread_id == thread_id)
        return list(await self.session.scalars(rows.order_by(QueuedMessage.position, QueuedMessage.id)))

    async def get_of(self, thread_id: UUID, id: UUID) -> QueuedMessage:
        item = await self.get(id)
        if item.thread_id != thread_id:
            raise NotFound
        return item

    async def wait_in(self, thread_id: UUID) -> bool:
        return bool(await self.session.scalar(_WAITING, {"thread_id": thread_id, "me": self.caller.user_id}))

    async def add(self, thread_id: UUID, values: BaseModel) -> QueuedMessage:
        """Put it at the end. Raises `Conflict` where the queue is full."""
        waiting = await self.all_of(thread_id)
        if len(waiting) >= QUEUED_AT_MOST:
            raise Conflict(f"A queue holds at most {QUEUED_AT_MOST} messages.")
        position = waiting[-1].position + 1 if waiting else 0
        item = QueuedMessage(user_id=self.caller.user_id, thread_id=thread_id, position=position, **values.model_dump())
        self.session.add(item)
        return await self._keep(item)

    async def put_first(self, item: QueuedMessage) -> None:
        first = (await self.all_of(item.thread_id))[0]
        if first.id != item.id:
            item.position = first.position - 1
            await self._keep(item)

    async def order(self, thread_id: UUID, ids: Sequence[UUID]) -> None:
        """Raises `NotFound` for a message that does not wait there, `Conflict` where one is missing or named twice."""
        waiting = {item.id: item for item in await self.all_of(thread_id)}
        if not set(ids) <= set(waiting):
            raise NotFound("A message is no longer in the queue.")
        if sorted(ids) != sorted(waiting):
            raise Conflict("The order must name every message of the queue once.")
        for position, id in enumerate(ids):
            await self.session.execute(update(QueuedMessage).where(QueuedMessage.id == id).values(position=position))
        await self.hint(thread_id, ThreadChange.queue)

    async def take_next(self, thread_id: UUID, id: UUID | None = None) -> QueuedMessage | None:
        """Take the first, or that one, out of the queue."""
        waiting = [item for item in await self.all_of(thread_id) if id in {None, item.id}]
        if not waiting:
            return None
        await self.session.execute(delete(QueuedMessage).where(QueuedMessage.id == waiting[0].id))
        await self.hint(thread_id, ThreadChange.queue)
        return waiting[0]

    async def change(self, record: QueuedMessage, values: BaseModel) -> QueuedMessage:
        return await self._keep(await super().change(record, values))

    async def remove(self, record: QueuedMessage) -> None:
        await super().remove(record)
        await self.hint(record.thread_id, ThreadChange.queue)

    async def _keep(self, item: QueuedMessage) -> QueuedMessage:
        """Write it, and let those who follow know."""
        await self.flush()
        await self.hint(item.thread_id, ThreadChange.queue)
        return item


async def waiting_queues(session: AsyncSession) -> list[tuple[UUID, UUID]]:
    """Whose threads could go on: person and thread, where something waits and nothing is being answered."""
    found = func.waiting_queues().table_valued("user_id", "thread_id")
    rows = await session.execute(select(found.c.user_id, found.c.thread_id))
    return [(user_id, thread_id) for user_id, thread_id in rows]
