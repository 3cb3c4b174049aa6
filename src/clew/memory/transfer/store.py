"""The SQL of export and import."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, LargeBinary, any_, cast, func, insert, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as insert_unless
from sqlalchemy.types import Uuid

from clew.infra.db import Json
from clew.kit.clock import now
from clew.kit.errors import TooLarge
from clew.kit.ids import new_id
from clew.memory.contexts.schemas import ContextBase
from clew.memory.importance import dynamic_importance
from clew.memory.models import LTMContext, LTMMemory, LTMMemoryRelationship, LTMMemoryTag, MemorySource
from clew.memory.schemas import MemoryFilters, MemorySearchRequest, MemoryTag
from clew.memory.store import Memories
from clew.memory.transfer.schemas import (
    FORMAT,
    MOST,
    FileMemory,
    FileRelationship,
    MemoryFile,
    MemoryImport,
)

OF_A_MEMORY = ("id", "content", "memory_type", "category", "importance_score", "confidence_score", "context_data")
OF_ITS_LIFE = ("created_by", "access_count", "last_accessed", "is_archived", "archive_reason", "created_at")
OF_A_CONTEXT = tuple(ContextBase.model_fields)
OF_A_RELATIONSHIP = tuple(FileRelationship.model_fields)


class MemoryTransfer(Memories):
    """Memories on their way out and in."""

    async def write_out(self, which: MemoryFilters) -> MemoryFile:
        """Raises `TooLarge`."""
        query = MemorySearchRequest.model_validate(which.model_dump(exclude_unset=True))
        mine = select(LTMMemory).where(LTMMemory.user_id == self.caller.user_id, *self.filters(query))
        memories = (await self.session.scalars(mine.order_by(LTMMemory.id).limit(MOST + 1))).all()
        if len(memories) > MOST:
            raise TooLarge(
                f"These are more than {MOST:,} memories: export them in parts, by created_before and _after."
            )
        ids = [memory.id for memory in memories]
        tags = await self._below(LTMMemoryTag, ids)
        contexts = await self._below(LTMContext, ids)
        known = set(ids)
        return MemoryFile(
            format=FORMAT,
            version=1,
            exported_at=now(),
            memories=[_written(one, known, tags[one.id], contexts[one.id]) for one in memories],
            relationships=[FileRelationship(**_fields(one, OF_A_RELATIONSHIP)) for one in await self._among(ids)],
        )

    async def read_in(self, file: MemoryFile) -> MemoryImport:
        """Whatever is here word for word stays as it is, so the same file changes nothing when it comes again."""
        await self.alone()  # or two imports at once would both find nothing
        known = await self._recognised(file.memories)
        here, new = dict[UUID, UUID](), list[FileMemory]()
        for memory in file.parents_first():
            if (digest := _digest(memory)) not in known:
                known[digest] = new_id()
                new.append(memory)
            here[memory.id] = known[digest]
        await self._write(new, here)
        await self._relate(file.relationships, here)
        return MemoryImport(created=len(new), recognised=len(file.memories) - len(new))

    async def _write(self, new: Sequence[FileMemory], here: dict[UUID, UUID]) -> None:
        await self._insert(LTMMemory, [_row(memory, here) for memory in new])
        of_each = [(here[memory.id], memory) for memory in new]
        tags = [{"memory_id": id, **_tag(tag)} for id, memory in of_each for tag in memory.tags]
        contexts = [{"memory_id": id, **one.model_dump()} for id, memory in of_each for one in memory.contexts]
        await self._insert(LTMMemoryTag, tags)
        await self._insert(LTMContext, contexts)

    async def _insert(self, model: type[Any], rows: Sequence[Json]) -> None:
        if rows:
            await self.session.execute(insert(model), [{"user_id": self.caller.user_id, **row} for row in rows])

    async def _relate(self, relationships: Sequence[FileRelationship], here: dict[UUID, UUID]) -> None:
        rows = [
            one.model_dump()
            | {"id": new_id(), "user_id": self.caller.user_id}
            | {"source_memory_id": here[one.source_memory_id], "target_memory_id": here[one.target_memory_id]}
            for one in relationships
            if here[one.source_memory_id] != here[one.target_memory_id]  # two of the file may be one here
        ]
        if rows:
            await self.session.execute(insert_unless(LTMMemoryRelationship).on_conflict_do_nothing(), rows)

    async def _recognised(self, memories: Iterable[FileMemory]) -> dict[bytes, UUID]:
        """Which of them are here, by what they say."""
        said = LTMMemory.memory_type.concat("\n").concat(LTMMemory.content)
        digest = func.sha256(func.convert_to(said, "UTF8"), type_=LargeBinary)
        asked = cast([_digest(memory) for memory in memories], ARRAY(LargeBinary))
        found = select(digest, LTMMemory.id).where(LTMMemory.user_id == self.caller.user_id, digest == any_(asked))
        return {bytes(digest): id for digest, id in await self.session.execute(found)}

    async def _below(self, model: type[Any], ids: Sequence[UUID]) -> dict[UUID, list[Any]]:
        rows = await self.session.scalars(select(model).where(_one_of(model.memory_id, ids)).order_by(model.id))
        found: defaultdict[UUID, list[Any]] = defaultdict(list)
        for row in rows:
            found[row.memory_id].append(row)
        return found

    async def _among(self, ids: Sequence[UUID]) -> Sequence[LTMMemoryRelationship]:
        model = LTMMemoryRelationship
        both = (_one_of(model.source_memory_id, ids), _one_of(model.target_memory_id, ids))
        return (await self.session.scalars(select(model).where(*both).order_by(model.id))).all()


def _one_of(column: Any, ids: Sequence[UUID]) -> ColumnElement[bool]:
    """As one parameter, however many there are."""
    return column == any_(cast(list(ids), ARRAY(Uuid)))


def _fields(row: object, names: Iterable[str]) -> Json:
    return {name: getattr(row, name) for name in names}


def _written(
    memory: LTMMemory, known: set[UUID], tags: Sequence[LTMMemoryTag], contexts: Sequence[LTMContext]
) -> FileMemory:
    parent_id = memory.parent_memory_id
    return FileMemory(
        **_fields(memory, OF_A_MEMORY + OF_ITS_LIFE),
        parent_memory_id=parent_id if parent_id in known else None,
        metadata=memory.metadata_,
        tags=[MemoryTag(name=tag.tag_name, value=tag.tag_value) for tag in tags],
        contexts=[ContextBase(**_fields(context, OF_A_CONTEXT)) for context in contexts],
    )


def _row(memory: FileMemory, here: dict[UUID, UUID]) -> Json:
    """Nothing is remembered from the future."""
    created_at, last_accessed = min(memory.created_at, now()), memory.last_accessed and min(memory.last_accessed, now())
    return _fields(memory, OF_A_MEMORY + OF_ITS_LIFE) | {
        "id": here[memory.id],
        "metadata_": memory.metadata,
        "parent_memory_id": None if memory.parent_memory_id is None else here[memory.parent_memory_id],
        "source_type": MemorySource.imported,
        "source_id": str(memory.id),
        "created_at": created_at,
        "last_accessed": last_accessed,
        "dynamic_importance": dynamic_importance(
            importance=memory.importance_score,
            confidence=memory.confidence_score,
            uses=memory.access_count,
            unused=now() - (last_accessed or created_at),
        ),
    }


def _tag(tag: MemoryTag) -> Json:
    return {"tag_name": tag.name, "tag_value": tag.value}


def _digest(memory: FileMemory) -> bytes:
    return hashlib.sha256(f"{memory.memory_type.value}\n{memory.content}".encode()).digest()
