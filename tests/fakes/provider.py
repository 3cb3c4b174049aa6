"""A provider that behaves as it is told, on a port of its own. It speaks the wire formats of OpenAI and Anthropic.

What it does is named by the model, or by a last message of the user that starts with `!`; words are parted by `:` or a
space: `echo`, `burst:64`, `slow:64:20` (milliseconds between tokens), `spell:20` (what it was told, by code points),
`think`, `busy:2` (seconds to wait; then it answers 429 for ever), `busy-once`, `fail`, `fail-once`, `status:404`,
`cut:5` (hangs up after so many), `stop-short`, `garbage`, `nonsense`, `html`, `json`, `hang-headers`, `hang-refusal`,
`hang:5`, `endless-line`, `endless`, `bytes` (a text with characters of many bytes, cut at every byte), `broken-utf8`,
`tool`, `error:5`, `usage-always`, `no-done`, `late` (stays open after the answer), `crlf`, `nul`, `title` (an answer
that fits a schema), `redirect:<url>`.

It keeps what it was asked and when a caller hung up. Cheap on purpose: a benchmark is to measure Clew, not this.
"""

import argparse
import asyncio
import re
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import TracebackType
from typing import Any, ClassVar, Self, TypeAlias

import orjson
from tests.fakes.vendors import as_anthropic, ollama

Pieces: TypeAlias = AsyncIterator[bytes]
BUSY_BODY = b'{"error": {"message": "Rate limit reached", "type": "rate_limit_error", "code": "rate_limit_exceeded"}}'
MODELS = ("200 OK", b'{"object": "list", "data": [{"id": "echo", "object": "model"}]}')
FAIL_BODY = b'{"error": {"message": "The server had an error", "type": "server_error"}}'


@dataclass
class Seen:
    """One request, as it came in. `hung_up` is set when the caller closed before the answer was over."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    hung_up: asyncio.Event = field(default_factory=asyncio.Event)
    answered: bool = False

    @property
    def messages(self) -> list[dict[str, Any]]:
        return self.body.get("messages", [])


class HangUp(Exception):
    """The provider closes the connection, here and now."""


class FakeProvider:
    """`async with FakeProvider() as fake:` listens on loopback; `fake.base_url` is what a client is given."""

    def __init__(self, port: int = 0) -> None:
        self.seen: list[Seen] = []
        self.asked: list[Seen] = []  # but for titles, which the worker wants whenever it comes to them
        self.connections = 0
        self._arrivals: asyncio.Queue[Seen] = asyncio.Queue()
        self._port = port
        self._server: asyncio.Server | None = None
        self.open: set[_Connection] = set()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def base_url(self) -> str:
        return f"{self.origin}/v1"

    def said(self, behaviour: str) -> int:
        """How often it was asked to behave like this, ever. The `-once` behaviours count by it."""
        return sum(_behaviour(seen)[0] == behaviour for seen in self.seen)

    def saw(self, seen: Seen) -> None:
        self.seen.append(seen)
        if "response_format" not in seen.body:
            self.asked.append(seen)
            self._arrivals.put_nowait(seen)

    async def next_request(self) -> Seen:
        """The next one that nobody has taken yet, waited for; not those for titles."""
        return await asyncio.wait_for(self._arrivals.get(), 10)

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Connection(self), "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        for connection in list(self.open):
            connection.abort()
        await self._server.wait_closed()


class _Connection(asyncio.Protocol):
    """Just enough HTTP/1.1: keep-alive, a body by its length, answers in chunks."""

    def __init__(self, fake: FakeProvider) -> None:
        self._fake = fake
        self._buffer = b""
        self._transport: asyncio.Transport | None = None
        self._now: Seen | None = None
        self._task: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._fake.connections += 1
        self._fake.open.add(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  # asyncio's
        self._fake.open.discard(self)
        if self._now is not None and not self._now.answered:
            self._now.hung_up.set()
        if self._task is not None:
            self._task.cancel()

    def abort(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, found, rest = self._buffer.partition(b"\r\n\r\n")
        if not found:
            return
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        length = int(headers.get("content-length", "0"))
        if len(rest) < length:
            return
        self._buffer = rest[length:]
        self._now = Seen(first.split(" ")[1], headers, orjson.loads(rest[:length]) if length else {})
        self._fake.saw(self._now)
        self._task = asyncio.get_running_loop().create_task(self._answer(self._now))

    async def _answer(self, seen: Seen) -> None:
        assert self._transport is not None
        try:
            async for piece in _answer_to(self._fake, seen):
                self._transport.write(piece)
        except HangUp:
            self._transport.close()
        seen.answered = True


def _behaviour(seen: Seen) -> list[str]:
    last = seen.messages[-1]["content"] if seen.messages else ""
    if isinstance(last, str) and last.startswith("!"):
        return re.split(r"[ :]", last[1:], maxsplit=2)
    return re.split(r"[ :]", str(seen.body.get("model", "echo")), maxsplit=2)


def whole(status: str, body: bytes, *headers: str, kind: str = "application/json") -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def chunked(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data) if data else b""


def event(data: object) -> bytes:
    return b"data: " + orjson.dumps(data) + b"\n\n"


def delta(finish: str | None = None, **fields: object) -> bytes:
    choice = {"index": 0, "delta": fields, "logprobs": None, "finish_reason": finish}
    return event(
        {
            "id": "chatcmpl-fake",
            "object": "chat.completion.chunk",
            "created": 1793000000,
            "model": "fake",
            "system_fingerprint": "fp_fake",
            "choices": [choice],
        }
    )


def usage(prompt: int, completion: int) -> bytes:
    counted = {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}
    return event({"id": "chatcmpl-fake", "object": "chat.completion.chunk", "choices": [], "usage": counted})


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
END = b"0\r\n\r\n"
DONE = b"data: [DONE]\n\n"


def token(number: int) -> str:
    return f"token{number} "


@cache
def burst(count: int) -> bytes:
    """A whole answer as one piece of bytes, made once."""
    tokens = b"".join(chunked(delta(content=token(number))) for number in range(count))
    return HEAD + tokens + b"".join(map(chunked, (delta("stop"), usage(30, count), DONE))) + END


def closing(count: int, reason: str = "stop") -> list[bytes]:
    return [delta(reason), usage(30, count), DONE]


def _number(arguments: Sequence[str], place: int, default: int) -> int:
    return int(arguments[place]) if len(arguments) > place else default


async def _answer_to(fake: FakeProvider, seen: Seen) -> Pieces:
    if seen.path == "/seen":
        yield whole("200 OK", orjson.dumps([{"path": s.path, "body": s.body} for s in fake.seen[:-1]]))
        return
    if found := (MODELS if seen.path == "/v1/models" else ollama(seen.path, seen.body)):
        yield whole(*found)
        return
    name, *arguments = _behaviour(seen)
    translated = seen.path.endswith("/messages")
    if translated and name.endswith("-once") and fake.said(name) > 1:
        name, arguments = "burst", ["3"]
    if answer := Answers.whole.get(name):
        yield answer(fake, arguments)
    elif name in {"hang-headers", "hang-refusal"}:
        if name == "hang-refusal":
            yield whole("404 So", b"{}")[:-1]
        await asyncio.Event().wait()
    elif name == "burst" and not translated:
        yield burst(_number(arguments, 0, 64))
    else:
        yield HEAD
        pieces = Answers.streamed.get(name, _echo)(seen, arguments)
        async for piece in as_anthropic(pieces) if translated else pieces:
            yield chunked(piece)
        yield END


async def _all(*pieces: bytes) -> Pieces:
    for piece in pieces:
        yield piece


def _echo(seen: Seen, _arguments: Sequence[str]) -> Pieces:
    words = re.findall(r"\S+\s*", str(seen.messages[-1]["content"])) if seen.messages else []
    return _all(delta(role="assistant", content=""), *(delta(content=word) for word in words), *closing(len(words)))


def _tokens(count: int) -> list[bytes]:
    return [delta(content=token(number)) for number in range(count)]


async def _paced(texts: Sequence[str], milliseconds: int) -> Pieces:
    for text in texts:
        yield delta(content=text)
        await asyncio.sleep(milliseconds / 1000)
    for piece in closing(len(texts)):
        yield piece


def _think(_seen: Seen, _arguments: Sequence[str]) -> Pieces:
    return _all(delta(reasoning_content="Let me "), delta(reasoning="see."), delta(content="Four."), *closing(5))


async def _cut(_seen: Seen, arguments: Sequence[str]) -> Pieces:
    for piece in _tokens(_number(arguments, 0, 5)):
        yield piece
    await asyncio.sleep(0.01)
    raise HangUp


async def _hang(_seen: Seen, arguments: Sequence[str]) -> Pieces:
    for piece in _tokens(_number(arguments, 0, 0)):
        yield piece
    await asyncio.Event().wait()


async def _endless(_seen: Seen, _arguments: Sequence[str]) -> Pieces:
    while True:
        yield delta(content="and on " * 1000)
        await asyncio.sleep(0)


async def _endless_line(_seen: Seen, _arguments: Sequence[str]) -> Pieces:
    yield b"data: "
    while True:
        yield b"x" * 65536
        await asyncio.sleep(0)


async def _late(_seen: Seen, _arguments: Sequence[str]) -> Pieces:
    for piece in [*_tokens(2), delta("stop")]:
        yield piece
    await asyncio.Event().wait()


async def _bytes(_seen: Seen, _arguments: Sequence[str]) -> Pieces:
    for piece in [delta(content="Grüße, "), delta(content="日本 🧵"), *closing(2)]:
        for byte in piece:
            yield bytes([byte])
            await asyncio.sleep(0)


def _broken_utf8(_seen: Seen, _arguments: Sequence[str]) -> Pieces:
    return _all(delta(content="a?b").replace(b"?", b"\xf0\x9f"), *closing(1))


def _tool(_seen: Seen, _arguments: Sequence[str]) -> Pieces:
    def call(**fields: object) -> bytes:
        return delta(tool_calls=[fields])

    return _all(
        call(index=0, id="call_1", type="function", function={"name": "add_todo", "arguments": ""}),
        call(index=0, function={"arguments": '{"title": '}),
        call(index=1, id="call_2", type="function", function={"name": "recall", "arguments": "{}"}),
        call(index=0, function={"arguments": '"Milk"}'}),
        *closing(9, "tool_calls"),
    )


def _error(_seen: Seen, arguments: Sequence[str]) -> Pieces:
    failed = event({"error": {"message": "Out of memory", "code": 500}})
    return _all(*_tokens(_number(arguments, 0, 0)), failed, delta(content="never shown"), *closing(1))


def _usage_always(_seen: Seen, _arguments: Sequence[str]) -> Pieces:
    return _all(delta(content="a"), usage(7, 1), delta(content="b"), usage(7, 2), delta("length"), usage(7, 2), DONE)


def _crlf(_seen: Seen, _arguments: Sequence[str]) -> Pieces:
    return _all(*(piece.replace(b"\n", b"\r\n") for piece in [b": hello\n\n", *_tokens(3), *closing(3)]))


def _once(fake: FakeProvider, name: str, otherwise: bytes) -> bytes:
    return otherwise if fake.said(name) <= 1 else burst(3)


BUSY = whole("429 Too Many Requests", BUSY_BODY)
FAIL = whole("500 Internal Server Error", FAIL_BODY)
Whole: TypeAlias = Callable[[FakeProvider, Sequence[str]], bytes]
Streamed: TypeAlias = Callable[[Seen, Sequence[str]], Pieces]


class Answers:
    """Every behaviour by its name."""

    whole: ClassVar[dict[str, Whole]] = {
        "busy": lambda _, arguments: whole(
            "429 Too Many Requests", BUSY_BODY, *(f"Retry-After: {seconds}" for seconds in arguments[:1])
        ),
        "busy-once": lambda fake, _: _once(fake, "busy-once", BUSY),
        "fail": lambda _fake, _: FAIL,
        "fail-once": lambda fake, _: _once(fake, "fail-once", FAIL),
        "status": lambda _, arguments: whole(f"{arguments[0]} So", (arguments[1:] or ["{}"])[0].encode()),
        "html": lambda _fake, _: whole("200 OK", b"<html>Please log in</html>", kind="text/html"),
        "json": lambda _fake, _: whole("200 OK", FAIL_BODY),
        "redirect": lambda _, arguments: whole("307 There", b"", "Location: " + ":".join(arguments)),
    }
    streamed: ClassVar[dict[str, Streamed]] = {
        "burst": lambda _seen, arguments: _all(*_tokens(_number(arguments, 0, 64)), *closing(3)),
        "slow": lambda _seen, arguments: _paced(
            [token(number) for number in range(_number(arguments, 0, 64))], _number(arguments, 1, 20)
        ),
        "spell": lambda seen, arguments: _paced(seen.messages[-1]["content"], _number(arguments, 0, 20)),
        "think": _think,
        "cut": _cut,
        "stop-short": lambda _seen, _: _all(*_tokens(3)),
        "garbage": lambda _seen, _: _all(*_tokens(1), b"data: {\x00\x01 nonsense\n\n"),
        "nonsense": lambda _seen, _: _all(event({"choices": [{"delta": {"content": 7}}]})),
        "hang": _hang,
        "endless": _endless,
        "endless-line": _endless_line,
        "bytes": _bytes,
        "broken-utf8": _broken_utf8,
        "tool": _tool,
        "error": _error,
        "usage-always": _usage_always,
        "no-done": lambda _seen, _: _all(*_tokens(3), delta("stop").rstrip(b"\n")),
        "nul": lambda _seen, _: _all(delta(content="a\0b"), *closing(1)),
        "crlf": _crlf,
        "title": lambda _seen, _: _all(delta(content='{"title": "Buying '), delta(content='milk"}'), *closing(5)),
        "late": _late,
    }


async def _serve(port: int) -> None:
    async with FakeProvider(port) as fake:
        print(orjson.dumps({"base_url": fake.base_url}).decode(), flush=True)  # noqa: T201  # how it is found
        await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    asyncio.run(_serve(parser.parse_args().port))
