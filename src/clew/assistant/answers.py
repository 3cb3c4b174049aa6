"""The answers of one person: followed and stopped from here, whichever process writes them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import Response

from clew.assistant.events import end_frames, end_of, feed_frames, piece_frame, saved_pieces, turn_frame
from clew.assistant.schemas import TurnResponse
from clew.assistant.turn import Turns
from clew.conversations.models import Message, MessageStatus
from clew.conversations.store import Messages
from clew.conversations.turns import Saved
from clew.infra.caller import Caller, CallerDep
from clew.infra.db import Database
from clew.infra.live import Feed, Offset, Reader, happens
from clew.infra.presence import Notice
from clew.infra.sse import PING, EventStream
from clew.kit.errors import NotFound, Unavailable

STOP_WAIT = 5.0  # seconds until a stop that nobody confirms is given up
LOOK_AGAIN = 2.0  # seconds between two looks at an answer of another process that says nothing


class Answers:
    """Those of the caller, as the endpoints meet them."""

    def __init__(self, database: Database, turns: Turns, caller: Caller, *, follows: bool) -> None:
        """`follows` says that whoever takes a turn wants its answer with the same response."""
        self.turns = turns
        self.caller = caller
        self._database = database
        self._follows = follows

    def feed(self, id: UUID) -> Feed | None:
        """What this process is writing."""
        feed = self.turns.feeds.find(id)
        return feed if feed is not None and feed.user_id == self.caller.user_id else None

    def told(self, taken: Response) -> Response:
        """The response to a turn, which names its messages: as it is, or with the events of the answer."""
        if not self._follows:
            return taken
        turn = TurnResponse.model_validate_json(bytes(taken.body))
        return EventStream(self._begun(turn), self.caller, taken.status_code)

    async def _begun(self, turn: TurnResponse) -> AsyncIterator[bytes]:
        # Only asked for once the turn is committed, and its answer has begun or, where it is a repetition, ended.
        yield turn_frame(turn)
        with suppress(NotFound):  # removed since: who asks for the answer is told so
            start = self.feed(turn.message_id) or await self._saved(turn.message_id)
            async for event in self.events(turn.message_id, start, Offset()):
                yield event

    def events(self, id: UUID, start: Feed | Saved, offset: Offset) -> AsyncIterator[bytes]:
        """Everything behind the offset, to the end."""
        return feed_frames(start, offset) if isinstance(start, Feed) else self._saved_frames(id, start, offset)

    async def stop(self, id: UUID) -> Message:
        """Return the answer once its end is written. Raises `NotFound` and `Unavailable`."""
        with self.turns.presence.changes(id) as changed:
            async with self._database.begin(self.caller.user_id) as session:
                messages = Messages(session, self.caller)
                message = await messages.get(id)
                if message.status is MessageStatus.streaming and self.turns.feeds.find(id) is None:
                    await messages.tell(Notice.watch, id)
                    await messages.tell(Notice.stop, id)
            self.turns.interrupt(id)
            deadline = asyncio.get_running_loop().time() + STOP_WAIT
            while message.status is MessageStatus.streaming:
                if asyncio.get_running_loop().time() > deadline:
                    raise Unavailable("The answer has not stopped yet; please try again.", retry_after=1)
                await self._settled(id, changed)
                async with self._database.begin(self.caller.user_id) as session:
                    message = await Messages(session, self.caller).get(id)
        return message

    async def _settled(self, id: UUID, changed: asyncio.Event) -> None:
        """Wait until the answer may have ended."""
        if feed := self.turns.feeds.find(id):
            await feed.ended(STOP_WAIT)
        else:
            await happens(changed, 0.5)
            changed.clear()

    async def _saved_frames(self, id: UUID, saved: Saved, offset: Offset) -> AsyncIterator[bytes]:
        """An answer that has ended, or that another process is writing."""
        reader, before = Reader(offset), None
        with self.turns.presence.changes(id) as changed:
            if saved.status is MessageStatus.streaming:
                async with self._database.begin(self.caller.user_id) as session:
                    await Messages(session, self.caller).tell(Notice.watch, id)
            while True:
                for piece in saved_pieces(reader, saved, before):
                    yield piece_frame(piece)
                if saved.status is not MessageStatus.streaming:
                    break
                before = saved
                if not await happens(changed, LOOK_AGAIN):
                    yield PING
                changed.clear()
                saved = await self._saved(id)
        for ending in end_frames(end_of(saved)):
            yield ending

    async def _saved(self, id: UUID) -> Saved:
        async with self._database.begin(self.caller.user_id) as session:
            return await Messages(session, self.caller).saved(id)


async def answers(request: Request, caller: CallerDep) -> Answers:
    follows = EventStream.media_type in request.headers.get("accept", "")
    return Answers(request.app.state.database, request.app.state.turns, caller, follows=follows)


AnswersDep = Annotated[Answers, Depends(answers)]
