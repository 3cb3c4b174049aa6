"""Uses of a memory over HTTP, below it."""

from uuid import UUID

from fastapi.responses import Response

from clew.infra.crud import READ, Schemas, crud_router
from clew.infra.idempotency import OnceDep
from clew.infra.routing import Router
from clew.memory.accesses.schemas import MemoryAccessList, MemoryAccessResponse, MemoryAccessSearchRequest
from clew.memory.accesses.store import MemoryAccesses
from clew.memory.endpoints import MemoriesDep
from clew.memory.schemas import MemoryAccessCreate

router = Router("/memories/{memory_id}")
router.add(
    crud_router(
        "access",
        MemoryAccesses,
        Schemas(response=MemoryAccessResponse, page=MemoryAccessList, query=MemoryAccessSearchRequest),
        path="/memories/{memory_id}/accesses",
        verbs=READ,
    )
)


@router.post(
    "/access",
    tags=["access"],
    status_code=201,
    response_model=MemoryAccessResponse,
    operation_id="increment_access",
)
async def increment(memories: MemoriesDep, once: OnceDep, memory_id: UUID, use: MemoryAccessCreate) -> Response:
    """Write down that the memory was used, and count it: what is used stays important for longer."""
    return await once(201, MemoryAccessResponse, lambda: memories.increment_access(memory_id, use))
