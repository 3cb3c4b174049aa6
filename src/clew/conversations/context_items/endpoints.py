"""Context items over HTTP: read-only, since they say what was."""

from clew.conversations.context_items.schemas import (
    MemoryContextItemList,
    MemoryContextItemResponse,
    MemoryContextItemSearchRequest,
)
from clew.conversations.context_items.store import MemoryContextItems
from clew.infra.crud import READ, Schemas, crud_router

router = crud_router(
    "memory-context-item",
    MemoryContextItems,
    Schemas(response=MemoryContextItemResponse, page=MemoryContextItemList, query=MemoryContextItemSearchRequest),
    verbs=READ,
)
