"""Removing threads and bringing them back, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from clew.conversations.bin.store import Bin, EveryThread
from clew.conversations.models import Thread
from clew.conversations.schemas import Removal, ThreadList, ThreadResponse, ThreadSearchRequest
from clew.conversations.store import Threads
from clew.infra.crud import IfMatch, require_match
from clew.infra.listing import Slice
from clew.infra.routing import Router

BinDep = Annotated[Bin, Depends(Bin.for_request)]
router = Router("/threads", "thread")


@router.get("/bin", response_model=ThreadList, operation_id="list_bin")
async def binned(store: BinDep, query: Annotated[ThreadSearchRequest, Query()]) -> Slice[Thread]:
    """Threads that were removed less than 30 days ago and can be restored."""
    return await store.page(query)


@router.post("/{id}/restore", response_model=ThreadResponse, operation_id="restore_thread")
async def restore(store: BinDep, id: UUID) -> Thread:
    return await store.restore(id)


@router.delete("/{id}", status_code=204, operation_id="remove_thread")
async def remove_thread(
    threads: Annotated[Threads, Depends(Threads.for_request)],
    every: Annotated[EveryThread, Depends(EveryThread.for_request)],
    id: UUID,
    how: Annotated[Removal, Query()],
    if_match: IfMatch = None,
) -> None:
    """Put the thread into the bin for 30 days, or remove it for good, from the bin too."""
    store = every if how.permanently else threads
    thread = await store.get(id)
    require_match(thread, if_match)
    if how.permanently:
        await every.erase(id)
    else:
        await threads.remove(thread)
