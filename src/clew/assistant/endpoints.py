"""Turns over HTTP: begin one, follow it, stop it, have an answer written anew."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Header, Query
from fastapi.responses import Response

from clew.assistant.answers import AnswersDep
from clew.assistant.schemas import EventsQuery, Regeneration, TurnCreate, TurnResponse
from clew.conversations.models import Message
from clew.conversations.schemas import MessageResponse
from clew.conversations.store import Messages
from clew.infra.db import SessionDep
from clew.infra.idempotency import OnceDep
from clew.infra.live import Offset
from clew.infra.routing import Router
from clew.infra.sse import EventStream
from clew.kit.errors import Invalid

router = Router("", "turn")
EVENTS: dict[str, Any] = {"content": {"text/event-stream": {}}, "description": "text, thinking, tool, error, end"}
BEGUN: dict[int | str, dict[str, Any]] = {
    201: {
        "content": {"text/event-stream": {}},
        "description": "The messages of the turn; where events are accepted: turn, and then those of the answer",
    }
}


@router.post(
    "/threads/{id}/turns", status_code=201, response_model=TurnResponse, responses=BEGUN, operation_id="take_turn"
)
async def take_turn(answers: AnswersDep, session: SessionDep, once: OnceDep, id: UUID, asked: TurnCreate) -> Response:
    turns, caller = answers.turns, answers.caller
    return answers.told(await once(201, TurnResponse, lambda: turns.take(session, caller, id, asked)))


@router.post(
    "/messages/{id}/regenerate",
    status_code=201,
    response_model=TurnResponse,
    responses=BEGUN,
    operation_id="regenerate",
)
async def regenerate(
    answers: AnswersDep, session: SessionDep, once: OnceDep, id: UUID, asked: Regeneration | None = None
) -> Response:
    turns, caller, how = answers.turns, answers.caller, asked or Regeneration()
    return answers.told(await once(201, TurnResponse, lambda: turns.regenerate(session, caller, id, how)))


@router.get("/messages/{id}/events", operation_id="follow_answer", response_class=EventStream, responses={200: EVENTS})
async def events(
    answers: AnswersDep,
    session: SessionDep,
    id: UUID,
    query: Annotated[EventsQuery, Query()],
    last_event_id: Annotated[str | None, Header(alias="Last-Event-ID", max_length=40)] = None,
) -> EventStream:
    offset = _offset(last_event_id or query.last_event_id)
    # The feed before the row: a turn that ends in between has written the row by then.
    start = answers.feed(id) or await Messages(session, answers.caller).saved(id)
    return EventStream(answers.events(id, start, offset), answers.caller)


@router.post("/messages/{id}/stop", response_model=MessageResponse, operation_id="stop_answer")
async def stop(answers: AnswersDep, id: UUID) -> Message:
    """End the answer and keep what it has; an answer that has ended stays as it is."""
    return await answers.stop(id)


def _offset(value: str | None) -> Offset:
    if value is None:
        return Offset()
    try:
        return Offset.parse(value)
    except ValueError:
        raise Invalid("Last-Event-ID is not an id that this stream gave.") from None
