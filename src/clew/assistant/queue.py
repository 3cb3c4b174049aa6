"""What of the queue begins turns, over HTTP: add to it, and have a message said at once."""

from uuid import UUID

from fastapi import Request
from fastapi.responses import Response

from clew.assistant.answers import AnswersDep
from clew.assistant.schemas import TurnResponse
from clew.assistant.turn import Turns
from clew.conversations.composer.models import QueuedMessage
from clew.conversations.composer.schemas import QueuedMessageCreate, QueuedMessageResponse
from clew.conversations.composer.store import QueuedMessages
from clew.conversations.store import Messages, Threads
from clew.infra.caller import Caller
from clew.infra.db import Database, SessionDep, after_commit
from clew.infra.idempotency import OnceDep
from clew.infra.routing import Router
from clew.kit.errors import AnswerInProgress, Unavailable
from clew.providers.store import AIModels

ATTEMPTS = 5
router = Router("/threads", "composer")


@router.post("/{id}/queue", status_code=201, response_model=QueuedMessageResponse, operation_id="queue_message")
async def add(
    answers: AnswersDep, session: SessionDep, once: OnceDep, id: UUID, asked: QueuedMessageCreate
) -> Response:
    """Have it said when the present answer is complete; at once where none is being written."""
    turns, caller = answers.turns, answers.caller

    async def work() -> QueuedMessage:
        thread = await Threads(session, caller).get_for_turn(id)
        if asked.model_id is not None:
            await AIModels(session, caller).resolve(asked.model_id)
        item = await QueuedMessages(session, caller).add(thread.id, asked)
        if not await Messages(session, caller).streaming_in(thread.id):
            after_commit(session, lambda: turns.go_on_soon(caller.user_id, thread.id))
        return item

    return await once(201, QueuedMessageResponse, work)


@router.post("/{id}/queue/{item_id}/send-now", status_code=201, operation_id="send_queued_message")
async def send_now(request: Request, answers: AnswersDep, id: UUID, item_id: UUID) -> TurnResponse:
    """Stop what is being answered and say this instead."""
    database: Database = request.app.state.database
    turns, caller = answers.turns, answers.caller
    streaming = await _put_first(database, caller, id, item_id)
    for _ in range(ATTEMPTS):
        for message_id in streaming:
            await answers.stop(message_id)
        try:
            return await _take(database, turns, caller, id, item_id)
        except AnswerInProgress:
            async with database.begin(caller.user_id) as session:
                streaming = await Messages(session, caller).streaming_in(id)
    raise Unavailable("The answer has not stopped yet; please try again.", retry_after=1)


async def _put_first(database: Database, caller: Caller, id: UUID, item_id: UUID) -> list[UUID]:
    """Make it the next, for the answer may end by itself before it is stopped; what is being written."""
    async with database.begin(caller.user_id) as session:
        thread = await Threads(session, caller).get_for_turn(id)
        queued = QueuedMessages(session, caller)
        await queued.put_first(await queued.get_of(thread.id, item_id))
        return await Messages(session, caller).streaming_in(thread.id)


async def _take(database: Database, turns: Turns, caller: Caller, id: UUID, item_id: UUID) -> TurnResponse:
    async with database.begin(caller.user_id) as session:
        taken = await turns.take_queued(session, caller, id, item_id)
        if taken is not None:
            return taken
        # The answer before it ended by itself, and the server was quicker: its turn is the thread's end.
        thread = await Threads(session, caller).get(id)
        assert thread.head_message_id is not None  # noqa: S101
        answer = await Messages(session, caller).get(thread.head_message_id)
        assert answer.parent_id is not None  # noqa: S101
        return TurnResponse(user_message_id=answer.parent_id, message_id=answer.id)
