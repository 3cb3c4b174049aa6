"""Memories over HTTP."""

from collections.abc import Awaitable, Callable
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path
from fastapi.responses import Response
from pydantic import AfterValidator

from clew.infra.crud import EVERY, MANY, IfMatch, Schemas, crud_router, require_match
from clew.infra.idempotency import OnceDep
from clew.kit.schema import Many
from clew.kit.text import storable
from clew.memory.models import LTMMemory
from clew.memory.schemas import (
    Archiving,
    ArchivingMany,
    ImportanceUpdate,
    MemoryBase,
    MemoryCreate,
    MemoryList,
    MemoryResponse,
    MemorySearchRequest,
    MemoryTagWrite,
    MemoryUpdate,
    TagName,
)
from clew.memory.store import Memories

MemoriesDep = Annotated[Memories, Depends(Memories.for_request)]
NamedTag = Annotated[TagName, AfterValidator(storable), Path(description="The name of the tag.")]
router = crud_router(
    "memory",
    Memories,
    Schemas(
        response=MemoryResponse,
        page=MemoryList,
        query=MemorySearchRequest,
        create=MemoryCreate,
        change=MemoryUpdate,
        replace=MemoryBase,
    ),
    path="/memories",
    verbs=EVERY | MANY,
)


@router.post(
    "/bulk-archive",
    response_model=Many[MemoryResponse],
    operation_id="archive_many_memories",
)
async def archive_many(memories: MemoriesDep, once: OnceDep, asked: ArchivingMany) -> Response:
    """Keep them, but recall them no longer: all or none."""

    async def work() -> dict[str, object]:
        return {"items": await memories.archive_many(asked)}

    return await once(200, Many[MemoryResponse], work)


@router.post("/{id}/archive", response_model=MemoryResponse, operation_id="archive_memory")
async def archive_memory(
    memories: MemoriesDep, once: OnceDep, id: UUID, asked: Archiving, if_match: IfMatch = None
) -> Response:
    """Keep it, but recall it no longer."""
    return await once(
        200, MemoryResponse, _changed(memories, id, if_match, lambda memory: memory.archive(asked.reason))
    )


@router.post("/{id}/restore", response_model=MemoryResponse, operation_id="restore_memory")
async def restore_memory(memories: MemoriesDep, once: OnceDep, id: UUID, if_match: IfMatch = None) -> Response:
    """Recall it again."""
    return await once(200, MemoryResponse, _changed(memories, id, if_match, LTMMemory.restore))


@router.post("/{id}/importance", response_model=MemoryResponse, operation_id="update_importance")
async def update_importance(
    memories: MemoriesDep, once: OnceDep, id: UUID, asked: ImportanceUpdate, if_match: IfMatch = None
) -> Response:
    """Say anew how important it is; what it matters now is computed from that."""

    def weigh(memory: LTMMemory) -> None:
        memory.importance_score = asked.importance_score
        memory.weigh()

    return await once(200, MemoryResponse, _changed(memories, id, if_match, weigh))


@router.put("/{id}/tags/{name}", response_model=MemoryResponse, operation_id="add_tag")
async def add_tag(memories: MemoriesDep, once: OnceDep, id: UUID, name: NamedTag, tag: MemoryTagWrite) -> Response:
    """Put a tag on the memory; one of that name gets this value."""
    return await once(200, MemoryResponse, _changed(memories, id, None, lambda memory: memory.add_tag(name, tag.value)))


@router.delete("/{id}/tags/{name}", response_model=MemoryResponse, operation_id="remove_tag")
async def remove_tag(memories: MemoriesDep, once: OnceDep, id: UUID, name: NamedTag) -> Response:
    return await once(200, MemoryResponse, _changed(memories, id, None, lambda memory: memory.remove_tag(name)))


def _changed(
    memories: Memories, id: UUID, if_match: str | None, act: Callable[[LTMMemory], None]
) -> Callable[[], Awaitable[LTMMemory]]:
    """The work of changing one memory."""

    async def work() -> LTMMemory:
        memory = await memories.get_for_change(id)
        require_match(memory, if_match)
        act(memory)
        await memories.flush()
        return memory

    return work
