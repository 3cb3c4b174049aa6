"""The text of one answer while it grows, and those who follow it, in this process and in others."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

PACE = 0.03  # seconds between two events to one follower, after the first; less only costs CPU
HEARTBEAT = 15.0  # seconds of silence after which a follower gets a sign of life


class Kind(StrEnum):
    thinking = "thinking"
    text = "text"


@dataclass(frozen=True, slots=True)
class Offset:
    """How much of an answer a follower has, in code points of each kind. Clients send it back as they got it."""

    thinking: int = 0
    text: int = 0

    def __str__(self) -> str:
        return f"{self.thinking}-{self.text}"

    @classmethod
    def parse(cls, value: str) -> Self:
        """Raises `ValueError` for anything that is not an offset."""
        thinking, _, text = value.partition("-")
        if not (thinking.isascii() and thinking.isdecimal() and text.isascii() and text.isdecimal()):
            raise ValueError("not an offset")
        return cls(int(thinking[:12]), int(text[:12]))

    def past(self, kind: Kind, length: int) -> "Offset":
        if kind is Kind.thinking:
            return Offset(self.thinking + length, self.text)
        return Offset(self.thinking, self.text + length)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of an answer, and the offset behind it."""

    kind: Kind
    text: str
    offset: Offset


@dataclass(frozen=True, slots=True)
class End:
    """How an answer ended; `error` says why where it failed."""

    status: str
    error: dict[str, Any] | None = None


class Feed:
    """One answer, shared by all its followers: a slow one needs no queue, it gets more at once."""

    def __init__(self, user_id: UUID) -> None:
        """`user_id` is the person to whom the answer belongs, which never changes."""
        self.user_id = user_id
        self._parts: list[tuple[Kind, str]] = []
        self._changed = asyncio.Event()
        self._over = asyncio.Event()
        self.size = 0
        self.end: End | None = None
        self.is_unwanted = False
        """Whether it was stopped before it began."""
        self.watched_from_afar = False
        """Whether another process has followers, so that saves must be announced."""

    def text_of(self, kind: Kind) -> str:
        return "".join(text for of, text in self._parts if of is kind)

    def add(self, kind: Kind, text: str) -> None:
        self._parts.append((kind, text))
        self.size += len(text)
        self._wake()

    def close(self, end: End) -> None:
        self.end = end
        self._over.set()
        self._wake()

    async def ended(self, within: float) -> None:
        """Wait for the end, at most that many seconds."""
        await happens(self._over, within)

    def _wake(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    async def follow(self, offset: Offset) -> AsyncIterator[Piece | None]:
        """Yield what comes after the offset, in stretches, until the end; None is a sign of life."""
        taken = 0
        reader = Reader(offset)
        while True:
            changed = self._changed
            if taken < len(self._parts):
                parts, taken = self._parts[taken:], len(self._parts)
                pieces = reader.take(parts)
                for piece in pieces:
                    yield piece
                if pieces and self.end is None:
                    await self.ended(PACE)  # the end is worth no waiting
            elif self.end is not None:
                return
            elif not await happens(changed, HEARTBEAT):
                yield None


class Reader:
    """Cuts off what a follower already has, and counts what it gets."""

    def __init__(self, offset: Offset) -> None:
        self._skip = {Kind.thinking: offset.thinking, Kind.text: offset.text}
        self._offset = offset

    def take(self, parts: list[tuple[Kind, str]]) -> list[Piece]:
        """The pieces that these parts bring, neighbours of one kind joined."""
        joined: list[tuple[Kind, list[str]]] = []
        for kind, text in parts:
            if joined and joined[-1][0] is kind:
                joined[-1][1].append(text)
            else:
                joined.append((kind, [text]))
        return [piece for kind, texts in joined if (piece := self._cut(kind, "".join(texts)))]

    def _cut(self, kind: Kind, text: str) -> Piece | None:
        skipped = min(self._skip[kind], len(text))
        self._skip[kind] -= skipped
        if skipped == len(text):
            return None
        self._offset = self._offset.past(kind, len(text) - skipped)
        return Piece(kind, text[skipped:], self._offset)


class Feeds:
    """The answers that this process is writing."""

    def __init__(self) -> None:
        self._feeds: dict[UUID, Feed] = {}

    def open(self, message_id: UUID, user_id: UUID) -> Feed:
        feed = self._feeds[message_id] = Feed(user_id)
        return feed

    def find(self, message_id: UUID) -> Feed | None:
        return self._feeds.get(message_id)

    def all(self) -> list[UUID]:
        return list(self._feeds)

    def discard(self, message_id: UUID) -> None:
        self._feeds.pop(message_id, None)


async def happens(event: asyncio.Event, within: float) -> bool:
    """Wait for the event at most that many seconds; tell whether it came."""
    try:
        async with asyncio.timeout(within):
            await event.wait()
    except TimeoutError:
        return False
    return True
