"""One chat turn, from the person's words to the saved answer. Read it from top to bottom.

A turn belongs to the server: it is a task of this process, started after the commit of its messages, and clients
follow it by message id and offset. No transaction is open while the model speaks. What has been said is saved every
200 ms, and at the end whatever happens.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, field, replace
from uuid import UUID

import structlog

from clew.assistant.aftermath import TITLE_LENGTH, learn
from clew.assistant.context import Context, compose, messages_wanted
from clew.assistant.schemas import Regeneration, TurnCreate, TurnResponse
from clew.conversations.composer.store import QueuedMessages, waiting_queues
from clew.conversations.models import MessageRole, MessageStatus
from clew.conversations.schemas import ThreadChange
from clew.conversations.store import Messages, Threads
from clew.conversations.turns import HeldThread, NewTurn, Outcome, Said
from clew.infra.caller import Caller
from clew.infra.db import AsyncSession, Database, Json, after_commit
from clew.infra.live import End, Feed, Feeds, Kind
from clew.infra.presence import Notice, Presence
from clew.kit.errors import AnswerInProgress, ClewError, Conflict, NotFound, Unavailable
from clew.kit.text import first_words
from clew.providers.clients import ModelClients, ModelSpec
from clew.providers.line import Answering, ask_in_line
from clew.providers.pricing import cost_of
from clew.providers.protocol import ChatRequest, Text, Thinking, Usage
from clew.providers.store import AIModels

SAVE_EVERY = 0.2  # seconds; a kill -9 costs at most this much of an answer, and the time of one write
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Work:
    """What the task of a turn has to do, once its messages are durable."""

    caller: Caller
    thread_id: UUID
    message_id: UUID
    line: tuple[ModelSpec, ...]
    """The models to ask, one after the other until one answers."""
    is_first: bool
    instruction: str | None
    said: Sequence[Said]
    """The branch up to the question, oldest first."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be answered: new words of the person, or, without content, the parent once more."""

    parent_id: UUID | None
    content: str | None
    model_id: UUID | None
    instruction: str | None = None


@dataclass(slots=True)
class Speech:
    """What is known of the answer beside its text."""

    spec: ModelSpec
    """Of the model that answers."""
    said: Sequence[Said]
    usage: Usage | None = None
    context: Context | None = None
    error: Json | None = None
    metadata: Json = field(default_factory=Json)

    def compose(self, spec: ModelSpec) -> ChatRequest:
        """What goes before this model, which may be the second that is asked."""
        self.context = compose(self.said, spec)
        return self.context.request

    def begin(self, answering: Answering) -> None:
        if answering.instead is not None:
            self.metadata["fallback"] = {"instead_of": self.spec.name, "reason": _told(answering.instead)}
        self.spec = answering.spec

    def fail(self, error: ClewError) -> None:
        self.error = _told(error)


class Turns:
    """The turns of this process."""

    def __init__(self, database: Database, clients: ModelClients, presence: Presence) -> None:
        self.feeds = Feeds()
        self.presence = presence
        self._database = database
        self._clients = clients
        self._speaking: dict[UUID, asyncio.Task[None]] = {}
        self._running: set[asyncio.Task[None]] = set()  # the event loop itself keeps weak references only
        self._is_closing = False
        presence.on(Notice.stop, self.interrupt)
        presence.on(Notice.watch, self._be_watched)

    async def take(self, session: AsyncSession, caller: Caller, thread_id: UUID, asked: TurnCreate) -> TurnResponse:
        """Write down what the person said and an empty answer; the answer begins when both are durable.

        Raises `NotFound`, `AnswerInProgress` and `ModelNotConfigured`.
        """
        thread = await Threads(session, caller).get_for_turn(thread_id)
        parent_id = asked.parent_id if "parent_id" in asked.model_fields_set else thread.head_message_id
        return await self._open(session, caller, thread, Question(parent_id, asked.content, asked.model_id))

    async def take_queued(
        self, session: AsyncSession, caller: Caller, thread_id: UUID, item_id: UUID | None = None
    ) -> TurnResponse | None:
        """Say what waits in the thread's queue: the first unless the queue is paused, or that one in any case.

        None where there is nothing to say. The thread's lock makes it happen once, with any number of processes.
        Raises `NotFound`, `AnswerInProgress` and `ModelNotConfigured`.
        """
        thread = await Threads(session, caller).get_for_turn(thread_id)
        if await Messages(session, caller).streaming_in(thread_id):
            raise AnswerInProgress
        if thread.is_queue_paused and item_id is None:
            return None
        item = await QueuedMessages(session, caller).take_next(thread_id, item_id)
        if item is None:
            return None
        return await self._open(session, caller, thread, Question(thread.head_message_id, item.content, item.model_id))

    async def go_on(self, user_id: UUID, thread_id: UUID) -> None:
        """Begin the next turn of the thread's queue, if there is one. What cannot be said pauses the queue."""
        if self._is_closing:
            return
        caller = Caller(user_id)
        try:
            async with self._database.begin(user_id) as session:
                await self.take_queued(session, caller, thread_id)
        except (AnswerInProgress, NotFound, Unavailable) as error:
            log.debug("a queue waits", reason=error.code)  # for the end of that answer, or for the next sweep
        except ClewError as error:
            log.info("a queue is paused", reason=error.code)
            async with self._database.begin(user_id) as session:
                await Threads(session, caller).pause_queue(thread_id)

    def go_on_soon(self, user_id: UUID, thread_id: UUID) -> None:
        self._keep(asyncio.create_task(self.go_on(user_id, thread_id), name=f"queue {thread_id}"))

    async def go_on_everywhere(self) -> None:
        """Take up the queues that a process left when it died."""
        async with self._database.begin() as session:
            waiting = await waiting_queues(session)
        for user_id, thread_id in waiting:
            await self.go_on(user_id, thread_id)

    async def regenerate(
        self, session: AsyncSession, caller: Caller, message_id: UUID, asked: Regeneration
    ) -> TurnResponse:
        """Answer again beside an answer that stands. Raises `NotFound`, `AnswerInProgress` and `Conflict`."""
        threads, messages = Threads(session, caller), Messages(session, caller)
        answer = await messages.get(message_id)
        if answer.role is not MessageRole.assistant or answer.parent_id is None:
            raise Conflict("Only an answer can be written anew.")
        thread = await threads.get_for_turn(answer.thread_id)
        if await messages.has_streaming_child(answer.parent_id):
            raise AnswerInProgress
        question = Question(answer.parent_id, None, asked.model_id, asked.instruction)
        return await self._open(session, caller, thread, question)

    async def _open(self, session: AsyncSession, caller: Caller, thread: HeldThread, asked: Question) -> TurnResponse:
        models, messages = AIModels(session, caller), Messages(session, caller)
        line = tuple(models.specs(await models.line(asked.model_id)))
        wanted = messages_wanted(max(spec.window for spec in line))
        before = await messages.said(thread.id, asked.parent_id, wanted) if asked.parent_id is not None else []
        turn = NewTurn(thread.id, asked.parent_id, asked.content, line[0].name, self.presence.runner, asked.instruction)
        user_message_id, message_id = await messages.add_turn(turn)
        is_first = thread.head_message_id is None
        title = None if asked.content is None else first_words(asked.content, TITLE_LENGTH)
        await Threads(session, caller).choose(thread, message_id, title)
        work = Work(caller, thread.id, message_id, line, is_first, asked.instruction, _said(before, asked))
        after_commit(session, lambda: self._start(work))
        return TurnResponse(user_message_id=user_message_id, message_id=message_id)

    def _start(self, work: Work) -> None:
        # Runs right behind the commit, without a pause in which somebody could miss the feed.
        feed = self.feeds.open(work.message_id, work.caller.user_id)
        self._keep(asyncio.create_task(self._run(work, feed), name=f"turn {work.message_id}"))

    def _keep(self, task: asyncio.Task[None]) -> None:
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _run(self, work: Work, feed: Feed) -> None:
        """Never cancelled: stopping a turn cancels the speaking inside, so that its end is always written."""
        speech = Speech(work.line[0], work.said)
        if work.instruction is not None:
            speech.metadata["instruction"] = work.instruction
        speaking = self._speaking[work.message_id] = asyncio.create_task(self._speak(work, feed, speech))
        if feed.is_unwanted:
            speaking.cancel()
        await self._save_while(speaking, work, feed)
        outcome = _outcome(speaking, feed, speech)
        something_waits = await self._insist(lambda: self._finish(work, feed, outcome, speech.spec))
        del self._speaking[work.message_id]
        feed.close(End(outcome.status.value, speech.error))
        self.feeds.discard(work.message_id)  # only now: whoever misses the feed finds the row final
        if something_waits:
            await self.go_on(work.caller.user_id, work.thread_id)

    async def _speak(self, work: Work, feed: Feed, speech: Speech) -> None:
        """Take in what the model says."""
        try:
            async with aclosing(ask_in_line(self._clients, work.line, speech.compose)) as events:
                async for event in events:
                    match event:
                        case Text(text):
                            feed.add(Kind.text, text)
                        case Thinking(text):
                            feed.add(Kind.thinking, text)
                        case Usage():
                            speech.usage = event
                        case Answering():
                            speech.begin(event)
                        case _:
                            pass
        except ClewError as error:
            speech.fail(error)

    async def _save_while(self, speaking: asyncio.Task[None], work: Work, feed: Feed) -> None:
        """Every `SAVE_EVERY` seconds, from the beginning of one save to that of the next: a slow one is not added."""
        clock = asyncio.get_running_loop().time
        saved, due = 0, clock() + SAVE_EVERY
        while not speaking.done():
            await asyncio.wait({speaking}, timeout=max(due - clock(), SAVE_EVERY / 4))
            due = clock() + SAVE_EVERY
            if feed.size == saved or speaking.done():
                continue
            size = feed.size
            with suppress(Unavailable):  # the next save has it all
                async with self._database.begin(work.caller.user_id) as session:
                    await Messages(session, work.caller).save_partial(
                        work.message_id,
                        self.presence.runner,
                        feed.text_of(Kind.text),
                        feed.text_of(Kind.thinking) or None,
                        tell=feed.watched_from_afar,
                    )
                saved = size

    async def _finish(self, work: Work, feed: Feed, outcome: Outcome, spec: ModelSpec) -> bool:
        """Write the end; whether the queue has something to say next."""
        is_complete = outcome.status is MessageStatus.complete
        async with self._database.begin(work.caller.user_id) as session:
            messages = Messages(session, work.caller)
            if not is_complete and not self._is_closing:
                # Before the message is touched: whoever queues locks the thread first, too.
                await Threads(session, work.caller).pause_queue(work.thread_id)
            await messages.finish(work.message_id, self.presence.runner, outcome, tell=feed.watched_from_afar)
            await messages.hint(work.thread_id, ThreadChange.messages)
            if not is_complete:
                return False
            await learn(session, work.caller, work.thread_id, is_first=work.is_first, spec=spec)
            # A statement of its own, after the message was locked: whoever queued under that lock has committed.
            return await QueuedMessages(session, work.caller).wait_in(work.thread_id)

    async def _insist(self, write: Callable[[], Awaitable[bool]]) -> bool:
        """Write the end even if the database is away for a while."""
        pause = 0.2
        while True:
            try:
                return await write()
            except Unavailable:
                log.warning("an answer cannot be saved yet, the database is away")
                await asyncio.sleep(pause)
                pause = min(pause * 2, 5.0)

    def interrupt(self, message_id: UUID) -> None:
        """Make this process stop writing that answer, if it does."""
        if speaking := self._speaking.get(message_id):
            speaking.cancel()
        elif feed := self.feeds.find(message_id):
            feed.is_unwanted = True

    async def close(self) -> None:
        """End all answers, keep what they have, and return when it is saved. Queues go on at the next start."""
        self._is_closing = True
        for message_id in self.feeds.all():
            self.interrupt(message_id)
        if self._running:
            await asyncio.wait(self._running, timeout=10)

    def _be_watched(self, message_id: UUID) -> None:
        if feed := self.feeds.find(message_id):
            feed.watched_from_afar = True


def _said(before: Sequence[Said], asked: Question) -> Sequence[Said]:
    """What goes before the model: the branch, and what is new of it."""
    said = [*before, Said(MessageRole.user, asked.content)] if asked.content is not None else [*before]
    if asked.instruction is not None:
        said[-1] = replace(said[-1], content=f"{said[-1].content}\n\n({asked.instruction})")
    return said


def _told(error: ClewError) -> Json:
    return {"code": error.code, "title": error.title, "detail": error.detail}


def _outcome(speaking: asyncio.Task[None], feed: Feed, speech: Speech) -> Outcome:
    status = MessageStatus.complete
    if speaking.cancelled():
        status = MessageStatus.interrupted
    elif (failure := speaking.exception()) is not None:
        log.error("a turn failed", exc_info=failure)
        speech.fail(ClewError())
    if speech.error is not None:
        status = MessageStatus.failed
        speech.metadata["error"] = speech.error
    if speech.context is not None:
        speech.metadata["context"] = {
            "messages": speech.context.messages,
            "cut_characters": speech.context.cut_characters,
        }
    if speech.usage is not None:
        kinds = {"cached_tokens": speech.usage.cached_tokens, "reasoning_tokens": speech.usage.reasoning_tokens}
        speech.metadata |= {kind: count for kind, count in kinds.items() if count}
    return Outcome(
        status=status,
        content=feed.text_of(Kind.text),
        thinking=feed.text_of(Kind.thinking) or None,
        model=speech.spec.name,
        cost_usd=cost_of(speech.spec, speech.usage),
        input_tokens=speech.usage.input_tokens if speech.usage else None,
        output_tokens=speech.usage.output_tokens if speech.usage else None,
        metadata=speech.metadata,
    )
