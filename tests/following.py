"""How tests follow what changes in somebody's threads."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

import httpx
import orjson

PATIENCE = 10.0  # seconds; what is waited for takes milliseconds


class Stream:
    """What one follower is told."""

    def __init__(self, lines: AsyncIterator[str]) -> None:
        self._lines = lines

    async def next(self) -> tuple[str, str] | None:
        """Which thread is to be loaded anew, and what of it; None where the stream has ended."""
        async with asyncio.timeout(PATIENCE):
            async for line in self._lines:
                if line.startswith("data: ") and (hint := orjson.loads(line.removeprefix("data: "))):
                    return hint["thread_id"], hint["what"]
        return None

    async def until(self, thread_id: str, what: str) -> set[tuple[str, str]]:
        """Everything up to that hint."""
        seen: set[tuple[str, str]] = set()
        while (thread_id, what) not in seen:
            hint = await self.next()
            assert hint is not None, "the stream has ended"
            seen.add(hint)
        return seen

    async def ended(self) -> set[tuple[str, str]]:
        """Everything up to the end."""
        seen: set[tuple[str, str]] = set()
        while (hint := await self.next()) is not None:
            seen.add(hint)
        return seen


@asynccontextmanager
async def following(client: httpx.AsyncClient) -> AsyncGenerator[Stream]:
    """From here on nothing is missed."""
    async with client.stream("GET", "/api/v1/events") as response:
        assert response.status_code == 200, await response.aread()
        lines = response.aiter_lines()
        async with asyncio.timeout(PATIENCE):
            assert await anext(lines) == "event: ready"
        yield Stream(lines)
