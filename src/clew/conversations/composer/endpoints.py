"""Drafts and the queue over HTTP. What begins a turn stands in assistant/queue.py."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from clew.conversations.composer.models import QueuedMessage
from clew.conversations.composer.schemas import (
    DraftResponse,
    DraftWrite,
    Queue,
    QueuedMessageResponse,
    QueuedMessageUpdate,
    QueueOrder,
)
from clew.conversations.composer.store import Drafts, QueuedMessages
from clew.conversations.endpoints import ThreadsDep
from clew.conversations.models import Thread
from clew.infra.routing import Router
from clew.providers.store import AIModels

router = Router("/threads", "composer")
DraftsDep = Annotated[Drafts, Depends(Drafts.for_request)]
QueueDep = Annotated[QueuedMessages, Depends(QueuedMessages.for_request)]


@router.get("/{id}/draft", operation_id="get_draft")
async def draft(threads: ThreadsDep, drafts: DraftsDep, id: UUID) -> DraftResponse:
    thread = await threads.get(id)
    found = await drafts.find_of(thread.id)
    if found is None:
        return DraftResponse(content="", edited_at=None)
    return DraftResponse.model_validate(found)


@router.put("/{id}/draft", operation_id="write_draft")
async def write_draft(threads: ThreadsDep, drafts: DraftsDep, id: UUID, written: DraftWrite) -> DraftResponse:
    """Keep what is typed, unless something later is kept; the answer is what stands."""
    thread = await threads.get(id)
    return DraftResponse.model_validate(await drafts.write(thread.id, written))


@router.delete("/{id}/draft", status_code=204, operation_id="clear_draft")
async def clear_draft(threads: ThreadsDep, drafts: DraftsDep, id: UUID) -> None:
    await drafts.clear((await threads.get(id)).id)


@router.get("/{id}/queue", operation_id="get_queue")
async def queue(threads: ThreadsDep, queued: QueueDep, id: UUID) -> Queue:
    return await _queue(await threads.get(id), queued)


@router.post("/{id}/queue/order", operation_id="order_queue")
async def order(threads: ThreadsDep, queued: QueueDep, id: UUID, asked: QueueOrder) -> Queue:
    thread = await threads.get_for_turn(id)
    await queued.order(thread.id, asked.ids)
    queued.session.expire_all()
    return await _queue(await threads.get(id), queued)


@router.patch("/{id}/queue/{item_id}", response_model=QueuedMessageResponse, operation_id="change_queued_message")
async def change(
    threads: ThreadsDep, queued: QueueDep, id: UUID, item_id: UUID, values: QueuedMessageUpdate
) -> QueuedMessage:
    thread = await threads.get_for_turn(id)
    item = await queued.get_of(thread.id, item_id)
    if values.model_id is not None:
        await AIModels(queued.session, queued.caller).resolve(values.model_id)
    return await queued.change(item, values)


@router.delete("/{id}/queue/{item_id}", status_code=204, operation_id="remove_queued_message")
async def remove(threads: ThreadsDep, queued: QueueDep, id: UUID, item_id: UUID) -> None:
    thread = await threads.get_for_turn(id)
    await queued.remove(await queued.get_of(thread.id, item_id))


async def _queue(thread: Thread, queued: QueuedMessages) -> Queue:
    items = [QueuedMessageResponse.model_validate(item) for item in await queued.all_of(thread.id)]
    return Queue(items=items, is_paused=thread.is_queue_paused)
