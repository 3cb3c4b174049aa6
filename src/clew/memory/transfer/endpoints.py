"""Export and import over HTTP."""

from typing import Annotated

from fastapi import Depends, Query
from fastapi.responses import Response

from clew.infra.routing import Router
from clew.memory.schemas import MemoryFilters
from clew.memory.transfer.schemas import MemoryFile, MemoryImport
from clew.memory.transfer.store import MemoryTransfer

LONGEST_FILE = 32 * 1024 * 1024  # bytes; 20,000 memories of many words
router = Router("/memories", "memory-transfer")
TransferDep = Annotated[MemoryTransfer, Depends(MemoryTransfer.for_request)]


@router.get(
    "/export",
    operation_id="export_memories",
    response_class=Response,
    responses={200: {"content": {"application/json": {}}, "description": "The file"}},
)
async def export_memories(transfer: TransferDep, which: Annotated[MemoryFilters, Query()]) -> Response:
    """The memories that the filters let through, in one file, with their tags, contexts and relationships."""
    file = await transfer.write_out(which)
    headers = {"Content-Disposition": 'attachment; filename="memories.json"', "X-Content-Type-Options": "nosniff"}
    return Response(file.model_dump_json(indent=2), media_type="application/json", headers=headers)


@router.post("/import", operation_id="import_memories", max_body_size=LONGEST_FILE)
async def import_memories(transfer: TransferDep, file: MemoryFile) -> MemoryImport:
    """Read exported memories. However often the same file comes, each memory is there once."""
    return await transfer.read_in(file)
