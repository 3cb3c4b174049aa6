"""The wire format of OpenAI's chat completions, which most vendors, Ollama and the embedded model speak.

Written by hand because it is the hot path: a client library costs thirty times as much for the same call.
"""

import asyncio
import random
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TypedDict, cast

import orjson

from clew.infra.egress import (
    Bounds,
    Egress,
    EgressBroken,
    EgressError,
    EgressRefused,
    EgressTimeout,
    EgressTooLarge,
    EgressUnreachable,
    Streaming,
    parse,
)
from clew.kit.errors import (
    ProviderBusy,
    ProviderError,
    ProviderFailed,
    ProviderGarbled,
    ProviderRefused,
    ProviderTimeout,
    ProviderUnreachable,
)
from clew.providers.protocol import (
    DEFAULT_LIMITS,
    ChatRequest,
    Finished,
    FinishReason,
    Limits,
    ModelEvent,
    Text,
    Thinking,
    ToolCallDelta,
    Usage,
)
from clew.providers.refusals import failure_in, failure_of, refusal, retry_after_in
from clew.providers.sse_parser import EventTooLong, SseParser

WORTH_ANOTHER_TRY = (ProviderBusy, ProviderFailed, ProviderUnreachable)
NOT_A_STREAM = frozenset({"text/html", "application/json"})
FINISH_REASONS = {
    "length": FinishReason.length,
    "max_tokens": FinishReason.length,
    "tool_calls": FinishReason.tool_calls,
    "function_call": FinishReason.tool_calls,
    "content_filter": FinishReason.content_filter,
}
"""Anything else is an ordinary end: vendors have many words for it."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model answers. `base_url` ends before `/chat/completions`; `called` names the place to a person."""

    base_url: str
    model: str
    window: int
    api_key: str | None = field(default=None, repr=False)
    called: str | None = None


class OpenAIChat:
    """A `ChatModel` behind an OpenAI-compatible endpoint."""

    def __init__(self, endpoint: Endpoint, egress: Egress, limits: Limits = DEFAULT_LIMITS) -> None:
        self.name = endpoint.model
        self.window = endpoint.window
        self._endpoint = endpoint
        self._egress = egress
        self._limits = limits
        host = _host_in(endpoint.base_url)
        self._who = endpoint.called or host
        # Its newer models refuse the old name, and hardly anybody else knows the new one.
        self._max_tokens = "max_completion_tokens" if host == "api.openai.com" else "max_tokens"
        self._address = endpoint.base_url.rstrip("/") + "/chat/completions"
        self._bounds = Bounds(first_byte=limits.first_byte, idle=limits.idle, total=limits.total, body=limits.error)

    async def stream(self, request: ChatRequest) -> AsyncGenerator[ModelEvent]:
        """See `ChatModel`. Tries again by itself, but never once a piece of the answer was given."""
        body, headers, attempt, begun = self._body(request), self._headers(), 0, False
        while True:
            try:
                async with aclosing(self._attempt(headers, body)) as answer:
                    async for events in answer:
                        begun = True
                        for event in events:
                            yield event
            except WORTH_ANOTHER_TRY as error:
                pause = self._pause(error, attempt)
                if begun or pause is None:
                    raise
            else:
                return
            attempt += 1
            await asyncio.sleep(pause)

    async def _attempt(self, headers: dict[str, str], body: bytes) -> AsyncGenerator[list[ModelEvent]]:
        """One call; what each piece of the body brought, never an empty list."""
        answer = AnswerReader(self._who, self.name, self._limits.answer)
        try:
            async with self._egress.stream(self._address, headers=headers, body=body, bounds=self._bounds) as reply:
                await self._check(reply)
                async for chunk in reply:
                    if events := answer.feed(chunk):
                        yield events
                    if answer.failure is not None:
                        raise answer.failure
                    if answer.reason is not None:  # read on to the end, so that the connection can be used again
                        reply.hurry(self._limits.after_end)
        except EgressError as error:
            if answer.reason is None:
                raise self._told(error) from error
        if events := answer.finish():
            yield events
        if answer.failure is not None:
            raise answer.failure

    def _headers(self) -> dict[str, str]:
        headers = {"Content-Type": "application/json", "Accept": "text/event-stream"}
        if key := self._endpoint.api_key:
            if not key.isascii() or not key.isprintable():
                raise ProviderRefused(f"The API key for {self._who} has characters in it that no key has.")
            headers["Authorization"] = f"Bearer {key}"
        return headers

    def _body(self, request: ChatRequest) -> bytes:
        body: dict[str, object] = {
            "model": self.name,
            "messages": [{"role": message.role, "content": message.content} for message in request.messages],
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        if request.max_tokens is not None:
            body[self._max_tokens] = request.max_tokens
        if request.temperature is not None:
            body["temperature"] = request.temperature
        if request.schema is not None:
            # Not `strict`: OpenAI then refuses schemas with optional properties instead of doing its best.
            schema = {"name": "answer", "schema": request.schema}
            body["response_format"] = {"type": "json_schema", "json_schema": schema}
        return orjson.dumps(body)

    def _pause(self, error: ProviderError, attempt: int) -> float | None:
        """Seconds until the next try, with full jitter so that many do not come back at once; None to give up."""
        if attempt >= self._limits.retries:
            return None
        if error.retry_after is not None:
            return error.retry_after if error.retry_after <= self._limits.longest_pause else None
        return random.uniform(0, min(self._limits.backoff * 2**attempt, self._limits.longest_pause))  # noqa: S311

    async def _check(self, reply: Streaming) -> None:
        """Raise unless a stream follows."""
        kind = reply.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if reply.status == HTTPStatus.OK and kind not in NOT_A_STREAM:
            return
        try:
            failure = failure_in(await reply.body())
        except EgressTooLarge:
            failure = failure_of(None)
        status = failure.status or reply.status
        if status == HTTPStatus.OK and failure.message is not None:
            status = HTTPStatus.INTERNAL_SERVER_ERROR
        if status == HTTPStatus.OK:
            raise ProviderGarbled(f"{self._who} answered with something that is not a stream of events.")
        retry_after = retry_after_in(reply.headers.get("Retry-After"))
        raise refusal(self._who, self.name, status, failure.message, retry_after)

    def _told(self, error: EgressError) -> ProviderError:
        """What happened on the way, without addresses and error numbers: those stand in the cause."""
        match error:
            case EgressRefused():
                return ProviderRefused(
                    f"Clew does not connect to {self._who}: it is a private address, or not one of the web. "
                    "An administrator can allow it."
                )
            case EgressTimeout():
                return ProviderTimeout(f"{self._who} took too long to answer.")
            case EgressUnreachable():
                return ProviderUnreachable(f"{self._who} cannot be reached.")
            case EgressBroken():
                return ProviderUnreachable(f"The connection to {self._who} broke off.")
            case _:
                return ProviderGarbled(f"{self._who} sent more than an answer can have.")


class _Function(TypedDict, total=False):
    name: str | None
    arguments: str | None


class _ToolCall(TypedDict, total=False):
    index: int
    id: str | None
    function: _Function | None


class _Delta(TypedDict, total=False):
    content: object
    refusal: object
    reasoning_content: object
    reasoning: object
    tool_calls: list[_ToolCall] | None


class _Choice(TypedDict, total=False):
    delta: _Delta | None
    finish_reason: str | None


class _Usage(TypedDict, total=False):
    prompt_tokens: int | None
    completion_tokens: int | None


class _Chunk(TypedDict, total=False):
    """What is read of one event. Nothing vouches for it: where a type is wrong, it is garbled."""

    choices: list[_Choice] | None
    usage: _Usage | None
    error: object


class AnswerReader:
    """Reads one answer: bytes in, events out, in the order in which they are promised."""

    def __init__(self, who: str, model: str, longest: int) -> None:
        self.reason: FinishReason | None = None
        """Set when all of the answer is there; what may still come is its usage."""
        self.failure: ProviderError | None = None
        """Set where it failed after what `feed` has just given, which is not lost with it."""
        self._who = who
        self._model = model
        self._left = longest
        self._parser = SseParser()
        self._usage: Usage | None = None
        self._done = False

    def feed(self, chunk: bytes) -> list[ModelEvent]:
        try:
            return self._read(self._parser.feed(chunk))
        except EventTooLong as error:
            raise ProviderGarbled(f"{self._who} sent an event without end.") from error

    def finish(self) -> list[ModelEvent]:
        """At the end of the stream, whether it said so or not."""
        events = self._read(self._parser.finish())
        if self._done:
            return events
        if self.reason is None and self.failure is None:
            self.failure = ProviderUnreachable(f"{self._who} stopped in the middle of the answer.")
        return events if self.failure else events + self._close()

    def _read(self, data: list[bytes]) -> list[ModelEvent]:
        events: list[ModelEvent] = []
        for event in data:
            if self._done or self.failure:
                break
            if event == b"[DONE]":
                events += self._close()
                break
            try:
                events += self._decode(_loads(event))
            except ProviderError as error:
                self.failure = error
            except (ValueError, AttributeError, TypeError, KeyError, IndexError) as error:
                self.failure = ProviderGarbled(f"{self._who} sent something that cannot be read.")
                self.failure.__cause__ = error
        return events

    def _close(self) -> list[ModelEvent]:
        self._done = True
        self.reason = self.reason or FinishReason.stop
        return [*([self._usage] if self._usage else []), Finished(self.reason)]

    def _decode(self, chunk: _Chunk) -> Iterator[ModelEvent]:
        if error := chunk.get("error"):
            failure = failure_of(error)
            raise refusal(self._who, self._model, failure.status or HTTPStatus.INTERNAL_SERVER_ERROR, failure.message)
        if usage := chunk.get("usage"):  # some send it once, some with every piece: the last one counts
            self._usage = Usage(int(usage.get("prompt_tokens") or 0), int(usage.get("completion_tokens") or 0))
        for choice in (chunk.get("choices") or ())[:1]:
            if delta := choice.get("delta"):
                yield from self._pieces(delta)
            if reason := choice.get("finish_reason"):
                self.reason = FINISH_REASONS.get(reason, FinishReason.stop)

    def _pieces(self, delta: _Delta) -> Iterator[ModelEvent]:
        if thought := delta.get("reasoning_content") or delta.get("reasoning"):
            yield Thinking(self._text(thought))
        if text := delta.get("content") or delta.get("refusal"):
            yield Text(self._text(text))
        for position, call in enumerate(delta.get("tool_calls") or ()):
            function = call.get("function") or {}
            yield ToolCallDelta(
                index=int(call.get("index", position)),
                call_id=self._text(call.get("id") or "") or None,
                name=self._text(function.get("name") or "") or None,
                arguments=self._text(function.get("arguments") or ""),
            )

    def _text(self, piece: object) -> str:
        if not isinstance(piece, str):
            raise TypeError("a piece of text is not text")
        self._left -= len(piece)
        if self._left < 0:
            raise ProviderGarbled(f"{self._who} does not come to an end.")
        return piece.replace("\0", "") if "\0" in piece else piece  # the database has no place for it


def _host_in(address: str) -> str:
    try:
        return parse(address).host or address
    except EgressRefused:  # the first call says so
        return "This address"


def _loads(event: bytes) -> _Chunk:
    try:
        return cast("_Chunk", orjson.loads(event))
    except orjson.JSONDecodeError:
        # A model that is cut within a character makes invalid UTF-8, which is no reason to lose its answer.
        return cast("_Chunk", orjson.loads(event.decode("utf-8", "replace")))
