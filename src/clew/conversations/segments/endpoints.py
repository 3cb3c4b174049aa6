"""Compressed segments over HTTP: they are written in the background, and a person may forget them."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from fastapi.responses import Response

from clew.conversations.endpoints import ThreadsDep
from clew.conversations.segments.schemas import (
    ConversationMemoryList,
    ConversationMemoryResponse,
    ConversationMemorySearchRequest,
)
from clew.conversations.segments.store import ConversationMemories
from clew.infra.crud import Schemas, crud_router
from clew.infra.idempotency import OnceDep
from clew.infra.routing import Router

router = Router()
router.add(
    crud_router(
        "conversation-memory",
        ConversationMemories,
        Schemas(
            response=ConversationMemoryResponse, page=ConversationMemoryList, query=ConversationMemorySearchRequest
        ),
        path="/conversation-memories",
        verbs={"list", "get", "remove"},
    )
)


@router.delete(
    "/threads/{id}/conversation-memories",
    tags=["conversation-memory"],
    status_code=204,
    operation_id="clear_conversation_memories",
)
async def clear(
    threads: ThreadsDep,
    memories: Annotated[ConversationMemories, Depends(ConversationMemories.for_request)],
    once: OnceDep,
    id: UUID,
) -> Response:
    """Forget every summary of the thread; its messages stay."""

    async def work() -> None:
        thread = await threads.get(id)
        await memories.clear_all_memories(thread.id)

    return await once.nothing(work)
