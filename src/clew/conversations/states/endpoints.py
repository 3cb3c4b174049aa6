"""Thread states over HTTP: read-only, since the assistant's loop writes them."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from clew.conversations.states.models import ThreadState
from clew.conversations.states.schemas import ThreadStateList, ThreadStateResponse, ThreadStateSearchRequest
from clew.conversations.states.store import ThreadStates
from clew.infra.crud import READ, Schemas, crud_router
from clew.infra.routing import Router

router = Router()
router.add(
    crud_router(
        "thread-state",
        ThreadStates,
        Schemas(response=ThreadStateResponse, page=ThreadStateList, query=ThreadStateSearchRequest),
        verbs=READ,
    )
)


@router.get(
    "/threads/{id}/state",
    tags=["thread-state"],
    response_model=ThreadStateResponse,
    operation_id="get_state_of_thread",
)
async def state_of(states: Annotated[ThreadStates, Depends(ThreadStates.for_request)], id: UUID) -> ThreadState:
    """How far the assistant has come with its tools in the thread."""
    return await states.get_of(id)
