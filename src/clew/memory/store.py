"""The SQL of memories."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Annotated, Any, Self, TypeVar, cast
from uuid import UUID

from fastapi import Depends
from pydantic import BaseModel
from sqlalchemy import ColumnElement, Select, select, update
from sqlalchemy.orm import joinedload, selectinload

from clew.infra.caller import CallerDep
from clew.infra.db import Record, SessionDep
from clew.infra.listing import PageQuery
from clew.infra.store import Store
from clew.infra.trees import Tree
from clew.kit.clock import now
from clew.kit.errors import NotFound
from clew.memory.importance import dynamic_importance
from clew.memory.models import LTMMemory, LTMMemoryAccess, LTMMemoryTag, MemoryAuthor
from clew.memory.schemas import ArchivingMany, MemoryAccessCreate, MemoryBase, MemoryCreate, MemorySearchRequest

M = TypeVar("M", bound=Record)
WEIGHED = frozenset({"importance_score", "confidence_score"})


class Memories(Tree[LTMMemory]):
    model = LTMMemory
    parent = "parent_memory_id"
    searched = ("content",)
    not_columns = frozenset({"tag", "tag_value"})

    def visible(self) -> Select[LTMMemory]:
        return super().visible().options(selectinload(LTMMemory.tags))

    async def get_for_change(self, id: UUID) -> LTMMemory:
        """Locked until the transaction ends, so that nothing which happens to it at once is lost."""
        memory = await self.session.scalar(self.visible().where(LTMMemory.id == id).with_for_update())
        if memory is None:
            raise NotFound
        return memory

    async def require(self, id: UUID) -> UUID:
        """The id itself; raises `NotFound` where the caller has no such memory."""
        mine = (LTMMemory.id == id, LTMMemory.user_id == self.caller.user_id)
        if (found := await self.session.scalar(select(LTMMemory.id).where(*mine))) is None:
            raise NotFound
        return found

    async def by_id(self, ids: Iterable[UUID]) -> dict[UUID, LTMMemory]:
        """Those of them that are there, tags and all in one statement."""
        found = super().visible().where(LTMMemory.id.in_(ids)).options(joinedload(LTMMemory.tags))
        return {memory.id: memory for memory in (await self.session.scalars(found)).unique()}

    def filters(self, query: PageQuery) -> list[ColumnElement[bool]]:
        conditions = super().filters(query)
        if isinstance(query, MemorySearchRequest) and query.tag is not None:
            # Says whose tags, since the index begins with that.
            tagged = [LTMMemoryTag.user_id == self.caller.user_id, LTMMemoryTag.tag_name == query.tag]
            if query.tag_value is not None:
                tagged.append(LTMMemoryTag.tag_value == query.tag_value)
            conditions.append(LTMMemory.id.in_(select(LTMMemoryTag.memory_id).where(*tagged)))
        return conditions

    def given(self, values: BaseModel) -> dict[str, Any]:
        """Without the tags, which are rows of their own."""
        return {name: value for name, value in super().given(values).items() if name != "tags"}

    def new(self, values: BaseModel) -> LTMMemory:
        asked = cast("MemoryCreate", values)
        memory = super().new(values)
        memory.created_by, memory.source_type = MemoryAuthor.person, asked.source_type
        memory.importance_score, memory.confidence_score = asked.importance_score, asked.confidence_score
        memory.access_count = 0
        memory.tags = [LTMMemoryTag(tag_name=tag.name, tag_value=tag.value) for tag in asked.tags]
        memory.weigh()
        return memory

    async def change(self, record: LTMMemory, values: BaseModel) -> LTMMemory:
        given = values.model_fields_set
        if "tags" in given:
            record.set_tags({tag.name: tag.value for tag in cast("MemoryBase", values).tags})
        for name in given & WEIGHED:
            setattr(record, name, getattr(values, name))
            record.weigh()
        with self.session.no_autoflush:  # all in one UPDATE, whatever is asked before
            return await super().change(record, values)

    async def archive_many(self, asked: ArchivingMany) -> Sequence[LTMMemory]:
        """All or none of them."""
        memories = await self.get_many(asked.ids)
        for memory in memories:
            memory.archive(asked.reason)
        await self.flush()
        return memories

    async def increment_access(self, id: UUID, use: MemoryAccessCreate) -> LTMMemoryAccess:
        """Note one use of it. To be used is no change: whoever edits the memory meanwhile loses nothing."""
        memory = await self.get_for_change(id)
        access = LTMMemoryAccess(user_id=self.caller.user_id, memory_id=id, **use.model_dump())
        self.session.add(access)
        await self.flush()
        uses = memory.access_count + 1
        matters = dynamic_importance(
            importance=memory.importance_score, confidence=memory.confidence_score, uses=uses, unused=timedelta()
        )
        row = update(LTMMemory).where(LTMMemory.id == id)
        used = {"access_count": uses, "last_accessed": now(), "last_access_context": use.access_context}
        await self.session.execute(row.values({**used, "dynamic_importance": matters, "updated_at": memory.updated_at}))
        return access


async def _named(session: SessionDep, caller: CallerDep, memory_id: UUID) -> UUID:
    """The memory that an address names. Raises `NotFound`."""
    return await Memories(session, caller).require(memory_id)


class OfMemory(Store[M]):
    """Rows that hang on a memory: of a request, on the one that its address names."""

    memory_id: UUID | None = None

    @classmethod
    async def for_request(
        cls, session: SessionDep, caller: CallerDep, memory_id: Annotated[UUID | None, Depends(_named)] = None
    ) -> Self:
        store = cls(session, caller)
        store.memory_id = memory_id
        return store

    def visible(self) -> Select[M]:
        every = super().visible()
        return every if self.memory_id is None else every.where(self.hangs_on(self.memory_id))

    def hangs_on(self, memory_id: UUID) -> ColumnElement[bool]:
        return self.model.memory_id == memory_id
