"""What one streamed call costs us: our client on aiohttp, and the same reader on httpx2.

    python -m bench.egress [--calls 100] [--rounds 7]

Prints CPU milliseconds of this process per call of 64 tokens with 30 messages of history, the median of all rounds.
The fake provider runs in a process of its own, so its work is not counted. httpx2 is no dependency of ours: where it
is not installed, its column stays empty.
"""

import argparse
import asyncio
import contextlib
import importlib
import importlib.util
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

import orjson
import uvloop

from clew.infra.egress import Egress
from clew.providers.openai_wire import AnswerReader, Endpoint, OpenAIChat
from clew.providers.protocol import DEFAULT_LIMITS, ChatMessage, ChatRequest, ModelEvent, Text

TOKENS = 64
HISTORY = tuple(
    ChatMessage("assistant" if number % 2 else "user", f"{number}: " + "what was said then, at some length. " * 8)
    for number in range(30)
)
REQUEST = ChatRequest(HISTORY, max_tokens=256)
ARRIVALS = {"all at once": f"burst:{TOKENS}", "one by one": f"slow:{TOKENS}:1"}
Call: TypeAlias = Callable[[], Awaitable[int]]


def texts(events: list[ModelEvent]) -> int:
    return sum(isinstance(event, Text) for event in events)


def on_aiohttp(base_url: str, model: str, egress: Egress) -> Call:
    chat = OpenAIChat(Endpoint(base_url, model, window=8192, api_key="sk-none"), egress)

    async def call() -> int:
        async with contextlib.aclosing(chat.stream(REQUEST)) as stream:
            return texts([event async for event in stream])

    return call


def on_httpx2(base_url: str, model: str, client: Any) -> Call:
    """As little as a client of this format can do: no retries, no time between chunks, no deny table."""
    headers = {"Content-Type": "application/json", "Authorization": "Bearer sk-none"}

    async def call() -> int:
        messages = [{"role": message.role, "content": message.content} for message in HISTORY]
        body = {"model": model, "messages": messages, "stream": True, "stream_options": {"include_usage": True}}
        reader, found = AnswerReader(Endpoint(base_url, model, window=8192), DEFAULT_LIMITS.answer), 0
        async with client.stream(
            "POST", f"{base_url}/chat/completions", content=orjson.dumps(body), headers=headers
        ) as reply:
            async for chunk in reply.aiter_bytes():
                found += texts(reader.feed(chunk))
        return found

    return call


async def cost(call: Call, calls: int) -> float:
    """CPU milliseconds per call."""
    begun = time.process_time()
    for _ in range(calls):
        found = await call()
        assert found == TOKENS, found
    return (time.process_time() - begun) / calls * 1000


async def compare(base_url: str, calls: int, rounds: int) -> None:
    print(
        f"CPU ms per call of {TOKENS} tokens with {len(HISTORY)} messages, median of {rounds} rounds of {calls} calls"
    )
    print(f"{'tokens arrive':<16}{'aiohttp':>10}{'httpx2':>10}{'ratio':>8}")
    async with contextlib.AsyncExitStack() as stack:
        egress = Egress([base_url.removesuffix("/v1")])
        stack.push_async_callback(egress.aclose)
        client = None
        if importlib.util.find_spec("httpx2"):
            httpx2: Any = importlib.import_module("httpx2")
            client = await stack.enter_async_context(httpx2.AsyncClient(trust_env=False))
        for arrival, model in ARRIVALS.items():
            candidates = [on_aiohttp(base_url, model, egress)]
            if client is not None:
                candidates.append(on_httpx2(base_url, model, client))
            for candidate in candidates:
                await cost(candidate, 5)
            # In turns, so that whatever else the machine does meets both alike.
            measured = [[await cost(candidate, calls) for candidate in candidates] for _ in range(rounds)]
            ours, *others = (statistics.median(column) for column in zip(*measured, strict=True))
            other = f"{others[0]:>10.2f}{others[0] / ours:>8.1f}" if others else f"{'not here':>10}"
            print(f"{arrival:<16}{ours:>10.2f}{other}")


async def run(calls: int, rounds: int) -> None:
    provider = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.fakes.provider"), stdout=asyncio.subprocess.PIPE
    )
    assert provider.stdout is not None
    try:
        base_url: str = orjson.loads(await provider.stdout.readline())["base_url"]
        await compare(base_url, calls, rounds)
    finally:
        provider.terminate()
        await provider.wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=7)
    arguments = parser.parse_args()
    uvloop.run(run(arguments.calls, arguments.rounds))
