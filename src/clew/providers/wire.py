"""What all wire formats share: one call over HTTP with its tries and bounds, and an answer read piece by piece.

A format adds where to send, what to send, and what one event of the answer means.
"""

import asyncio
import random
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, cast

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
    Usage,
)
from clew.providers.refusals import Failure, failure_in, failure_of, refusal, retry_after_in
from clew.providers.sse_parser import EventTooLong, SseParser

WORTH_ANOTHER_TRY = (ProviderBusy, ProviderFailed, ProviderUnreachable)
NOT_A_STREAM = frozenset({"text/html", "application/json"})
FAIR = 32  # events of one answer that are taken in a row


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model answers. `base_url` ends with the version; `called` names the place to a person."""

    base_url: str
    model: str
    window: int
    api_key: str | None = field(default=None, repr=False)
    called: str | None = None

    @property
    def host(self) -> str:
        try:
            return parse(self.base_url).host or self.base_url
        except EgressRefused:  # the first call says so
            return "This address"

    @property
    def who(self) -> str:
        return self.called or self.host

    def without_key(self, text: str) -> str:
        """Somebody's words, without the key that they may repeat."""
        return text.replace(self.api_key, "…") if self.api_key else text


class Reader(ABC):
    """Reads one answer: bytes in, events out, in the order in which they are promised."""

    def __init__(self, endpoint: Endpoint, longest: int) -> None:
        """`longest` is the number of characters after which an answer is given up."""
        self.reason: FinishReason | None = None
        """Set when all of the answer is there; what may still come is its usage."""
        self.failure: ProviderError | None = None
        """Set where it failed after what `feed` has just given, which is not lost with it."""
        self.usage: Usage | None = None
        self._endpoint = endpoint
        self._left = longest
        self._parser = SseParser()
        self._done = False

    @abstractmethod
    def decode(self, data: Any) -> Iterator[ModelEvent]:
        """What one event means. Whatever it raises for a shape that it did not expect is told as garbled."""

    def is_end(self, event: bytes) -> bool:  # noqa: ARG002 not every format has one
        """Whether this event is a mark that nothing follows, and no JSON."""
        return False

    def feed(self, chunk: bytes) -> list[ModelEvent]:
        try:
            return self._read(self._parser.feed(chunk))
        except EventTooLong as error:
            raise ProviderGarbled(f"{self._endpoint.who} sent an event without end.") from error

    def finish(self) -> list[ModelEvent]:
        """At the end of the stream, whether it said so or not."""
        events = self._read(self._parser.finish())
        if self._done:
            return events
        if self.reason is None and self.failure is None:
            self.failure = ProviderUnreachable(f"{self._endpoint.who} stopped in the middle of the answer.")
        return events if self.failure else events + self.close()

    def close(self) -> list[ModelEvent]:
        """The last events; nothing is read after them."""
        self._done = True
        self.reason = self.reason or FinishReason.stop
        return [*([self.usage] if self.usage else []), Finished(self.reason)]

    def text(self, piece: object) -> str:
        """A piece of the answer, counted. Raises `ProviderGarbled` past the bound."""
        if not isinstance(piece, str):
            raise TypeError("a piece of text is not text")
        self._left -= len(piece)
        if self._left < 0:
            raise ProviderGarbled(f"{self._endpoint.who} does not come to an end.")
        return piece.replace("\0", "") if "\0" in piece else piece  # the database has no place for it

    def refused(self, error: object) -> ProviderError:
        """The failure that an error in the middle of a stream stands for."""
        failure = failure_of(error)
        return told(self._endpoint, failure, failure.status or HTTPStatus.INTERNAL_SERVER_ERROR)

    def _read(self, data: list[bytes]) -> list[ModelEvent]:
        events: list[ModelEvent] = []
        for event in data:
            if self._done or self.failure:
                break
            if self.is_end(event):
                events += self.close()
                break
            try:
                events += self.decode(_loads(event))
            except ProviderError as error:
                self.failure = error
            except (ValueError, AttributeError, TypeError, KeyError, IndexError) as error:
                self.failure = ProviderGarbled(f"{self._endpoint.who} sent something that cannot be read.")
                self.failure.__cause__ = error
        return events


class HttpChat(ABC):
    """A `ChatModel` at the other end of an HTTP connection."""

    def __init__(self, endpoint: Endpoint, egress: Egress, limits: Limits = DEFAULT_LIMITS) -> None:
        self.name = endpoint.model
        self.window = endpoint.window
        self.endpoint = endpoint
        self._egress = egress
        self._limits = limits
        self._address = self.address(endpoint.base_url.rstrip("/"))
        self._bounds = Bounds(first_byte=limits.first_byte, idle=limits.idle, total=limits.total, body=limits.error)

    @abstractmethod
    def address(self, base_url: str) -> str:
        """Where questions go."""

    @abstractmethod
    def authorization(self, key: str) -> Mapping[str, str]:
        """The headers that carry the key."""

    @abstractmethod
    def body(self, request: ChatRequest) -> Mapping[str, object]:
        """The question in this format."""

    @abstractmethod
    def reader(self, request: ChatRequest, longest: int) -> Reader:
        """What reads the answer to this question."""

    async def stream(self, request: ChatRequest) -> AsyncGenerator[ModelEvent]:
        """See `ChatModel`. Tries again by itself, but never once a piece of the answer was given."""
        body, headers, attempt, count = orjson.dumps(self.body(request)), self.headers(), 0, 0
        while True:
            try:
                async with aclosing(self._attempt(request, headers, body)) as answer:
                    async for events in answer:
                        for event in events:
                            count += 1
                            yield event
                            if count % FAIR == 0:
                                await asyncio.sleep(0)  # who never lets us wait must not stop everybody else
            except WORTH_ANOTHER_TRY as error:
                pause = self._pause(error, attempt)
                if count or pause is None:
                    raise
            else:
                return
            attempt += 1
            await asyncio.sleep(pause)

    async def _attempt(
        self, request: ChatRequest, headers: dict[str, str], body: bytes
    ) -> AsyncGenerator[list[ModelEvent]]:
        """One call; what each piece of the body brought, never an empty list."""
        answer = self.reader(request, self._limits.answer)
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
                raise on_the_way(self.endpoint.who, error) from error
        if events := answer.finish():
            yield events
        if answer.failure is not None:
            raise answer.failure

    def headers(self) -> dict[str, str]:
        """Raises `ProviderRefused` for a key that would break them."""
        headers = {"Content-Type": "application/json", "Accept": "text/event-stream"}
        if key := self.endpoint.api_key:
            if not key.isascii() or not key.isprintable():
                raise ProviderRefused(f"The API key for {self.endpoint.who} has characters in it that no key has.")
            headers |= self.authorization(key)
        return headers

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
        reply.hurry(self._limits.refusal)
        try:
            failure = failure_in(await reply.body())
        except (EgressTooLarge, EgressTimeout):
            failure = failure_of(None)  # the status says enough
        status = failure.status or reply.status
        if status == HTTPStatus.OK and failure.message is not None:
            status = HTTPStatus.INTERNAL_SERVER_ERROR
        if status == HTTPStatus.OK:
            raise ProviderGarbled(f"{self.endpoint.who} answered with something that is not a stream of events.")
        raise told(self.endpoint, failure, status, retry_after_in(reply.headers.get("Retry-After")))


def told(endpoint: Endpoint, failure: Failure, status: int, retry_after: int | None = None) -> ProviderError:
    """What the provider said, without the key."""
    message = None if failure.message is None else endpoint.without_key(failure.message)
    return refusal(endpoint.who, endpoint.model, status, message, retry_after)


def on_the_way(who: str, error: EgressError) -> ProviderError:
    """What happened on the way, without addresses and error numbers: those stand in the cause."""
    match error:
        case EgressRefused():
            return ProviderRefused(
                f"Clew does not connect to {who}: it is a private address, or not one of the web. "
                "An administrator can allow it."
            )
        case EgressTimeout():
            return ProviderTimeout(f"{who} took too long to answer.")
        case EgressUnreachable():
            return ProviderUnreachable(f"{who} cannot be reached.")
        case EgressBroken():
            return ProviderUnreachable(f"The connection to {who} broke off.")
        case _:
            return ProviderGarbled(f"{who} sent more than an answer can have.")


def _loads(event: bytes) -> dict[str, Any]:
    try:
        return cast("dict[str, Any]", orjson.loads(event))
    except orjson.JSONDecodeError:
        # A model that is cut within a character makes invalid UTF-8, which is no reason to lose its answer.
        return cast("dict[str, Any]", orjson.loads(event.decode("utf-8", "replace")))
