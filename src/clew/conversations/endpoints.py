"""Threads and their messages over HTTP. Messages are made by turns; see assistant/endpoints.py."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from fastapi.responses import Response

from clew.conversations.branches.store import Branches
from clew.conversations.models import Message, MessageStatus, Thread
from clew.conversations.schemas import (
    Branch,
    BranchMessage,
    BranchQuery,
    Choice,
    Fork,
    MessageList,
    MessageResponse,
    MessageSearchRequest,
    MessageUpdate,
    ThreadCreate,
    ThreadList,
    ThreadReplace,
    ThreadResponse,
    ThreadSearchRequest,
    ThreadUpdate,
)
from clew.conversations.store import Messages, Threads
from clew.infra.crud import Schemas, crud_router
from clew.infra.idempotency import OnceDep
from clew.infra.listing import PageQuery, Slice, Sort
from clew.kit.errors import AnswerInProgress

ThreadsDep = Annotated[Threads, Depends(Threads.for_request)]
BranchesDep = Annotated[Branches, Depends(Branches.for_request)]
MessagesDep = Annotated[Messages, Depends(Messages.for_request)]


class MessageQuery(PageQuery):
    sort: Sort = Sort.oldest


thread_router = crud_router(
    "thread",
    Threads,
    Schemas(
        response=ThreadResponse,
        page=ThreadList,
        query=ThreadSearchRequest,
        create=ThreadCreate,
        change=ThreadUpdate,
        replace=ThreadReplace,
    ),
    verbs={"list", "get", "create", "change"},
)
message_router = crud_router(
    "message",
    Messages,
    Schemas(
        response=MessageResponse,
        page=MessageList,
        query=MessageSearchRequest,
        change=MessageUpdate,
        replace=MessageUpdate,
    ),
    verbs={"list", "get", "change"},
)


@thread_router.post("/{id}/choose", response_model=ThreadResponse, operation_id="choose_branch")
async def choose(threads: ThreadsDep, store: MessagesDep, id: UUID, choice: Choice) -> Thread:
    """Show the branch through this message, down to where the person last was below it."""
    thread = await threads.get_for_turn(id)
    message = await store.get_of(thread.id, choice.message_id)
    await threads.walk_to(thread, await store.last_leaf(message.id))
    return await threads.get(id)


@thread_router.post("/{id}/fork", status_code=201, response_model=ThreadResponse, operation_id="fork_thread")
async def fork(threads: ThreadsDep, store: MessagesDep, once: OnceDep, id: UUID, asked: Fork) -> Response:
    """A new thread with copies of what was said up to this message."""

    async def work() -> Thread:
        thread = await threads.get(id)
        message = await store.get_of(thread.id, asked.message_id)
        if message.status is MessageStatus.streaming:
            raise AnswerInProgress
        return await threads.fork(thread, message.id, asked.title)

    return await once(201, ThreadResponse, work)


@thread_router.get("/{id}/messages", response_model=MessageList, operation_id="list_messages_of_thread")
async def messages(
    threads: ThreadsDep, store: MessagesDep, id: UUID, query: Annotated[MessageQuery, Query()]
) -> Slice[Message]:
    """All messages of the thread, of every branch, by time."""
    thread = await threads.get(id)
    return await store.page_of(thread.id, query)


@thread_router.get("/{id}/branch", operation_id="get_branch")
async def branch(threads: ThreadsDep, store: BranchesDep, id: UUID, query: Annotated[BranchQuery, Query()]) -> Branch:
    """A stretch of one branch of the thread, as a chat shows it."""
    thread = await threads.get(id)
    path = await store.stretch(thread, query)
    if not path:
        return Branch(items=[], next_before=None, next_after=None)
    siblings = await store.siblings(path)
    first, last = path[0], path[-1]
    return Branch(
        items=[_with_siblings(message, siblings[message.id]) for message in path],
        next_before=first.id if first.parent_id else None,
        next_after=None if last.id in {thread.head_message_id, query.leaf} else last.id,
    )


def _with_siblings(message: Message, sibling_ids: list[UUID]) -> BranchMessage:
    plain = MessageResponse.model_validate(message)
    return BranchMessage.model_construct(**dict(plain), sibling_ids=sibling_ids)
