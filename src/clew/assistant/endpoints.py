"""Turns over HTTP: begin one, follow it, stop it, have an answer written anew."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.responses import Response

from clew.assistant.events import end_frames, end_of, feed_frames, piece_frame, saved_pieces
from clew.assistant.schemas import EventsQuery, Regeneration, TurnCreate, TurnResponse
from clew.assistant.turn import Turns
from clew.conversations.models import Message, MessageStatus
from clew.conversations.schemas import MessageResponse
from clew.conversations.store import Messages
from clew.conversations.turns import Saved
from clew.infra.caller import Caller, CallerDep
from clew.infra.db import Database, SessionDep
from clew.infra.idempotency import OnceDep
from clew.infra.live import Offset, Reader, happens
from clew.infra.presence import Notice
from clew.infra.sse import PING, EventStream
from clew.kit.errors import Invalid, Unavailable

STOP_WAIT = 5.0  # seconds until a stop that nobody confirms is given up
LOOK_AGAIN = 2.0  # seconds between two looks at an answer of another process that says nothing

router = APIRouter(tags=["turn"])


async def turns(request: Request) -> Turns:
    return request.app.state.turns


TurnsDep = Annotated[Turns, Depends(turns)]


@router.post("/threads/{id}/turns", status_code=201, response_model=TurnResponse, operation_id="take_turn")
async def take_turn(
    turns: TurnsDep, session: SessionDep, caller: CallerDep, once: OnceDep, id: UUID, asked: TurnCreate
) -> Response:
    return await once(201, TurnResponse, lambda: turns.take(session, caller, id, asked))


@router.post("/messages/{id}/regenerate", status_code=201, response_model=TurnResponse, operation_id="regenerate")
async def regenerate(
    turns: TurnsDep,
    session: SessionDep,
    caller: CallerDep,
    once: OnceDep,
    id: UUID,
    asked: Regeneration | None = None,
) -> Response:
    return await once(201, TurnResponse, lambda: turns.regenerate(session, caller, id, asked or Regeneration()))


@router.get(
    "/messages/{id}/events",
    operation_id="follow_answer",
    response_class=EventStream,
    responses={200: {"content": {"text/event-stream": {}}, "description": "text, thinking, tool, error, end"}},
)
async def events(  # noqa: PLR0913, PLR0917 what FastAPI injects
    request: Request,
    turns: TurnsDep,
    session: SessionDep,
    caller: CallerDep,
    id: UUID,
    query: Annotated[EventsQuery, Query()],
    last_event_id: Annotated[str | None, Header(alias="Last-Event-ID", max_length=40)] = None,
) -> EventStream:
    offset = _offset(last_event_id or query.last_event_id)
    feed = turns.feeds.find(id)  # before the row: a turn that ends in between has written the row by then
    if feed is not None and feed.user_id == caller.user_id:
        return EventStream(feed_frames(feed, offset))
    saved = await Messages(session, caller).saved(id)
    return EventStream(_saved_frames(request.app.state.database, turns, caller, id, (saved, offset)))


@router.post("/messages/{id}/stop", response_model=MessageResponse, operation_id="stop_answer")
async def stop(request: Request, turns: TurnsDep, caller: CallerDep, id: UUID) -> Message:
    """End the answer and keep what it has; an answer that has ended stays as it is."""
    return await halt(request.app.state.database, turns, caller, id)


async def halt(database: Database, turns: Turns, caller: Caller, id: UUID) -> Message:
    """Return the answer once its end is written. Raises `NotFound` and `Unavailable`."""
    with turns.presence.changes(id) as changed:
        async with database.begin(caller.user_id) as session:
            messages = Messages(session, caller)
            message = await messages.get(id)
            if message.status is MessageStatus.streaming and turns.feeds.find(id) is None:
                await messages.tell(Notice.watch, id)
                await messages.tell(Notice.stop, id)
        turns.interrupt(id)
        deadline = asyncio.get_running_loop().time() + STOP_WAIT
        while message.status is MessageStatus.streaming:
            if asyncio.get_running_loop().time() > deadline:
                raise Unavailable("The answer has not stopped yet; please try again.", retry_after=1)
            await _settled(turns, id, changed)
            async with database.begin(caller.user_id) as session:
                message = await Messages(session, caller).get(id)
    return message


async def _settled(turns: Turns, id: UUID, changed: asyncio.Event) -> None:
    """Wait until the answer may have ended."""
    if feed := turns.feeds.find(id):
        await feed.ended(STOP_WAIT)
    else:
        await happens(changed, 0.5)
        changed.clear()


async def _saved_frames(
    database: Database, turns: Turns, caller: Caller, id: UUID, start: tuple[Saved, Offset]
) -> AsyncIterator[bytes]:
    """An answer that has ended, or that another process is writing."""
    saved, offset = start
    reader, before = Reader(offset), None
    with turns.presence.changes(id) as changed:
        if saved.status is MessageStatus.streaming:
            async with database.begin(caller.user_id) as session:
                await Messages(session, caller).tell(Notice.watch, id)
        while True:
            for piece in saved_pieces(reader, saved, before):
                yield piece_frame(piece)
            if saved.status is not MessageStatus.streaming:
                break
            before = saved
            if not await happens(changed, LOOK_AGAIN):
                yield PING
            changed.clear()
            async with database.begin(caller.user_id) as session:
                saved = await Messages(session, caller).saved(id)
    for ending in end_frames(end_of(saved)):
        yield ending


def _offset(value: str | None) -> Offset:
    if value is None:
        return Offset()
    try:
        return Offset.parse(value)
    except ValueError:
        raise Invalid("Last-Event-ID is not an id that this stream gave.") from None
