"""Usage over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from clew.conversations.endpoints import ThreadsDep
from clew.conversations.usage.schemas import UsageResponse
from clew.conversations.usage.store import Usages
from clew.infra.routing import Router

router = Router("/threads", "thread")


@router.get("/{id}/usage", operation_id="get_usage")
async def usage(threads: ThreadsDep, usages: Annotated[Usages, Depends(Usages.for_request)], id: UUID) -> UsageResponse:
    """Tokens and cost of the thread, whichever branch is chosen."""
    return await usages.of_thread((await threads.get(id)).id)
