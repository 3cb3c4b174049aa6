"""Threads and their messages over HTTP. Messages are made by turns; see assistant/endpoints.py."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from clew.conversations.models import Message
from clew.conversations.schemas import (
    Branch,
    BranchMessage,
    BranchQuery,
    MessageList,
    MessageResponse,
    ThreadCreate,
    ThreadList,
    ThreadResponse,
    ThreadSearchRequest,
    ThreadUpdate,
)
from clew.conversations.store import Messages, Threads
from clew.infra.crud import Schemas, crud_router
from clew.infra.store import PageQuery, Slice, Sort

ThreadsDep = Annotated[Threads, Depends(Threads.for_request)]
MessagesDep = Annotated[Messages, Depends(Messages.for_request)]


class MessageQuery(PageQuery):
    sort: Sort = Sort.oldest


thread_router = crud_router(
    "thread",
    Threads,
    Schemas(
        response=ThreadResponse, page=ThreadList, query=ThreadSearchRequest, create=ThreadCreate, change=ThreadUpdate
    ),
)
message_router = crud_router("message", Messages, Schemas(response=MessageResponse, page=MessageList), verbs={"get"})


@thread_router.get("/{id}/messages", response_model=MessageList, operation_id="list_messages")
async def messages(
    threads: ThreadsDep, store: MessagesDep, id: UUID, query: Annotated[MessageQuery, Query()]
) -> Slice[Message]:
    """All messages of the thread, of every branch, by time."""
    thread = await threads.get(id)
    return await store.page_of(thread.id, query)


@thread_router.get("/{id}/branch", operation_id="get_branch")
async def branch(threads: ThreadsDep, store: MessagesDep, id: UUID, query: Annotated[BranchQuery, Query()]) -> Branch:
    """The end of one branch of the thread, as a chat shows it."""
    thread = await threads.get(id)
    if query.before is not None:
        leaf = (await store.get_of(thread.id, query.before)).parent_id
    elif query.leaf is not None:
        leaf = (await store.get_of(thread.id, query.leaf)).id
    else:
        leaf = thread.head_message_id
    if leaf is None:
        return Branch(items=[], next_before=None)
    path = await store.branch(leaf, query.limit)
    siblings = await store.siblings(path)
    items = [_with_siblings(message, siblings[message.id]) for message in path]
    return Branch(items=items, next_before=path[0].id if path[0].parent_id else None)


def _with_siblings(message: Message, sibling_ids: list[UUID]) -> BranchMessage:
    plain = MessageResponse.model_validate(message)
    return BranchMessage.model_construct(**dict(plain), sibling_ids=sibling_ids)
