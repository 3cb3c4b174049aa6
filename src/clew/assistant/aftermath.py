"""What is learned after a turn, in the background: for now a title."""

from collections.abc import Sequence
from contextlib import aclosing
from uuid import UUID

import orjson
import structlog

from clew.conversations.models import MessageRole, Thread
from clew.conversations.schemas import WriteTitle
from clew.conversations.store import Messages, Threads
from clew.infra.caller import Caller
from clew.infra.db import AsyncSession, Database
from clew.infra.jobs import Worker, enqueue
from clew.kit.errors import ModelNotConfigured, ProviderError
from clew.kit.text import first_words
from clew.providers.clients import ModelClients, ModelSpec
from clew.providers.line import ask_in_line
from clew.providers.models import Provider
from clew.providers.protocol import ChatMessage, ChatRequest, Text
from clew.providers.store import AIModels

TITLE_LENGTH = 60
EXCERPT = 2000  # characters of each message that the title is made from
TITLE_SCHEMA = {
    "type": "object",
    "properties": {"title": {"type": "string", "maxLength": TITLE_LENGTH}},
    "required": ["title"],
    "additionalProperties": False,
}
INSTRUCTION = (
    "Give this conversation a title of three to six words, in the language of the conversation, "
    'without quotation marks. Answer with JSON: {"title": "…"}'
)
log = structlog.get_logger()


async def learn(session: AsyncSession, caller: Caller, thread_id: UUID, *, is_first: bool, spec: ModelSpec) -> None:
    """Enqueue what follows a finished answer, in the transaction that saves it."""
    # The embedded model writes worse titles than the person's own first words, which stand already.
    if is_first and spec.provider != Provider.embedded:
        await enqueue(session, WriteTitle(user_id=caller.user_id, thread_id=thread_id))


def register_jobs(worker: Worker, database: Database, clients: ModelClients) -> None:
    async def write_title(job: WriteTitle) -> None:
        assert job.user_id is not None  # noqa: S101 threads have owners
        caller = Caller(job.user_id)
        async with database.begin(job.user_id) as session:
            thread = await Threads(session, caller).find(job.thread_id)
            if thread is None or thread.title_is_manual:
                return
            request = await _title_request(session, caller, thread)
            models = AIModels(session, caller)
            line = [spec for spec in models.specs(await models.line(None)) if spec.provider != Provider.embedded]
        if request is None or (title := await _title(clients, line, request)) is None:
            return  # the first words stay
        async with database.begin(job.user_id) as session:
            await Threads(session, caller).entitle(job.thread_id, title)

    worker.handle(WriteTitle, write_title)


async def _title_request(session: AsyncSession, caller: Caller, thread: Thread) -> ChatRequest | None:
    if thread.head_message_id is None:
        return None
    branch = await Messages(session, caller).branch(thread.head_message_id, 2)
    said = "\n\n".join(
        f"{'Person' if message.role is MessageRole.user else 'Assistant'}: {message.content[:EXCERPT]}"
        for message in branch
    )
    return ChatRequest((ChatMessage("user", f"{INSTRUCTION}\n\n{said}"),), max_tokens=60, schema=TITLE_SCHEMA)


async def _title(clients: ModelClients, line: Sequence[ModelSpec], request: ChatRequest) -> str | None:
    """What the first model that answers proposes, or None where that is no title."""
    try:
        async with aclosing(ask_in_line(clients, line, lambda _: request)) as events:
            answer = "".join([event.text async for event in events if isinstance(event, Text)])
        title = orjson.loads(answer)["title"]
    except (ProviderError, ModelNotConfigured, orjson.JSONDecodeError, KeyError, TypeError) as error:
        log.info("no title from the model", reason=type(error).__name__)
        return None
    title = first_words(title, TITLE_LENGTH).strip("\"'“”„«». ") if isinstance(title, str) else ""
    return title or None
