"""Rows of which one stands below another of its table, and never below itself."""

from collections.abc import Sequence
from typing import ClassVar, TypeVar, cast
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import delete, select
from sqlalchemy.orm import aliased

from clew.infra.db import Record
from clew.infra.store import Store
from clew.kit.errors import Conflict

M = TypeVar("M", bound=Record)


class Tree(Store[M]):
    """The store of a table with a column that names the row above."""

    parent: ClassVar[str] = "parent_id"

    async def change(self, record: M, values: BaseModel) -> M:
        """Raises `Conflict` where the row would stand below itself."""
        parent_id = cast("UUID | None", getattr(values, self.parent, None))
        if parent_id is not None and parent_id != getattr(record, self.parent):
            await self.alone()
            if await self._is_below(parent_id, record.id):
                raise Conflict("It cannot stand below itself.", fields=(self.parent,))
        return await super().change(record, values)

    async def remove_many(self, records: Sequence[M]) -> None:
        """All of them, with what stands below."""
        if len(records) == 1:
            return await super().remove_many(records)
        # In one statement: one after the other, a row may have gone with the one above it when its turn comes.
        mine = self.model.user_id == self.caller.user_id
        await self.session.execute(delete(self.model).where(self.model.id.in_([one.id for one in records]), mine))
        return None

    async def _is_below(self, id: UUID, above: UUID) -> bool:
        """Whether the way up from `id` leads to `above`, or begins there."""
        mine = self.model.user_id == self.caller.user_id
        above_it = self._column(self.parent).label("above")
        way = select(self.model.id, above_it).where(self.model.id == id, mine).cte("way", recursive=True)
        parent = aliased(self.model)
        # UNION and not UNION ALL: it ends on a circle, too.
        way = way.union(select(parent.id, getattr(parent, self.parent)).where(parent.id == way.c.above))
        return bool(await self.session.scalar(select(way.c.id).where(way.c.id == above).limit(1)))
