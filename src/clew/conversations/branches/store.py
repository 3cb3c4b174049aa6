"""Stretches of one branch: its end, or what lies before, after or around a message."""

from uuid import UUID

from sqlalchemy import Integer, Select, bindparam, literal, select, true

from clew.conversations.models import Message, Thread
from clew.conversations.schemas import BranchQuery
from clew.conversations.store import Messages, looked_up


def _descent() -> Select[Message]:
    """A message and those that follow it on the way to a leaf; none where no way leads there.

    The way is walked upwards, where no fork needs a choice, and by ids alone.
    """
    columns = (Message.id, Message.parent_id)
    leaf = (Message.id == bindparam("leaf_id"), Message.user_id == bindparam("me"))
    way = select(*columns, literal(1).label("depth")).where(*leaf).cte("way", recursive=True)
    above = looked_up(select(*columns).where(Message.id == way.c.parent_id))
    step = select(*above.c, way.c.depth + 1).select_from(way.join(above, true()))
    way = way.union_all(step.where(way.c.id != bindparam("top_id")))
    top = select(way.c.depth).where(way.c.id == bindparam("top_id")).scalar_subquery()
    near = way.c.depth.between(top - bindparam("limit", type_=Integer) + 1, top)
    return select(Message).join(way, way.c.id == Message.id).where(near).order_by(way.c.depth.desc())


_DESCENT = _descent()


class Branches(Messages):
    async def stretch(self, thread: Thread, query: BranchQuery) -> list[Message]:
        """Its messages, oldest first. Raises `NotFound` for a message of another thread."""
        head, limit = thread.head_message_id, query.limit
        asked = query.before or query.around or query.after or query.leaf
        if asked is None:
            return await self._ending_in(head, limit)
        message = await self.get_of(thread.id, asked)
        if query.before is not None:
            return await self._ending_in(message.parent_id, limit)
        if query.around is not None:
            below = await self._descent(message, head, limit // 2 + 1)
            return [*await self._ending_in(message.parent_id, limit - len(below)), *below] if below else []
        if query.after is not None:
            return (await self._descent(message, head, limit + 1))[1:]
        return await self._ending_in(message.id, limit)

    async def _ending_in(self, leaf_id: UUID | None, limit: int) -> list[Message]:
        return [] if leaf_id is None or limit == 0 else await self.branch(leaf_id, limit)

    async def _descent(self, top: Message, leaf_id: UUID | None, limit: int) -> list[Message]:
        way = {"leaf_id": leaf_id, "top_id": top.id, "limit": limit, "me": self.caller.user_id}
        return list(await self.session.scalars(_DESCENT, way))
