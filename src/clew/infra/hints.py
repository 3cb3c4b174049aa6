"""Hints that a thread of somebody has changed, for those who follow: in this process and in others.

A hint has no content: whoever gets one loads anew what they show. So hints may be joined, and one too many does no
harm. Another process gets them as notices, and only where it has said that the person follows there: notices make the
commits of all processes wait for one another.
"""

import asyncio
import secrets
import time
from collections import defaultdict
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from clew.infra.live import happens

CHANNEL = "clew_hints"
ANNOUNCE_EVERY = 15.0  # seconds between two announcements of who follows in a process
BELIEVED_FOR = 3 * ANNOUNCE_EVERY  # seconds that one of them counts; a killed process takes none back
BEHIND_AT_MOST = 1000  # hints that wait for one follower; it is let go then, and loads everything when it comes back
_NOTIFY = text("select pg_notify(:channel, notice) from unnest(cast(:notices as text[])) notice")


@dataclass(frozen=True, slots=True)
class Hint:
    """`what` of the person's thread is no longer as it was."""

    user_id: UUID
    thread_id: UUID
    what: str


class Follower:
    """Somebody who wants to know what changes."""

    def __init__(self) -> None:
        self._waiting: dict[Hint, None] = {}  # a set in the order of its making
        self._woken = asyncio.Event()
        self.is_over = False

    def add(self, hint: Hint) -> None:
        self._waiting[hint] = None
        if len(self._waiting) > BEHIND_AT_MOST:
            self.end()
        self._woken.set()

    def end(self) -> None:
        self.is_over = True
        self._waiting.clear()
        self._woken.set()

    async def take(self, within: float) -> list[Hint]:
        """What has changed since the last call, each thing once; wait for it at most that many seconds."""
        await happens(self._woken, within)
        self._woken.clear()
        taken = list(self._waiting)
        self._waiting.clear()
        return taken


class Hints:
    """Who follows whom in this process, and whom others follow."""

    channel = CHANNEL

    def __init__(self) -> None:
        self.is_asked = asyncio.Event()
        """Whether another process wants to know who follows here."""
        self._name = secrets.token_hex(8)
        self._followers: defaultdict[UUID, set[Follower]] = defaultdict(set)
        self._followed_elsewhere: dict[UUID, float] = {}
        self._is_closed = False

    @contextmanager
    def follow(self, user_id: UUID) -> Generator[Follower]:
        follower = Follower()
        self._followers[user_id].add(follower)
        if self._is_closed:
            follower.end()
        try:
            yield follower
        finally:
            self._followers[user_id].discard(follower)
            if not self._followers[user_id]:
                del self._followers[user_id]

    def followers_of(self, user_id: UUID) -> int:
        return len(self._followers.get(user_id, ()))

    def is_followed_elsewhere(self, user_id: UUID) -> bool:
        return self._followed_elsewhere.get(user_id, 0.0) > time.monotonic()

    def publish(self, hint: Hint) -> None:
        for follower in self._followers.get(hint.user_id, ()):
            follower.add(hint)

    async def announce(self, session: AsyncSession, *user_ids: UUID) -> None:
        """Tell other processes that these people, or else all who do, follow in this one."""
        notices = [f"follows {self._name} {user_id}" for user_id in user_ids or self._followers]
        if notices:
            await _notify(session, notices)

    async def tell_elsewhere(self, session: AsyncSession, hint: Hint) -> None:
        """Pass the hint on with the commit, if another process wants to know."""
        if self.is_followed_elsewhere(hint.user_id):
            await _notify(session, [f"changed {self._name} {hint.user_id} {hint.thread_id} {hint.what}"])

    def joined(self) -> str:
        """The channel is heard from here on, for the first time or again. What was said before may have been missed."""
        self._let_go()
        return f"joined {self._name}"

    def hear(self, notice: str) -> None:
        """Take in what a process says. Raises `ValueError` for what none says."""
        match notice.split():
            case [_, name, *_] if name == self._name:
                pass
            case ["joined", _]:
                self.is_asked.set()
            case ["follows", _, user_id]:
                self._followed_elsewhere[UUID(user_id)] = time.monotonic() + BELIEVED_FOR
            case ["changed", _, user_id, thread_id, what]:
                self.publish(Hint(UUID(user_id), UUID(thread_id), what))
            case _:
                raise ValueError("not a notice")

    def close(self) -> None:
        """Let all followers go, also those that still come."""
        self._is_closed = True
        self._let_go()

    def _let_go(self) -> None:
        for followers in self._followers.values():
            for follower in followers:
                follower.end()


async def _notify(session: AsyncSession, notices: Sequence[str]) -> None:
    await session.execute(_NOTIFY, {"channel": CHANNEL, "notices": notices})
