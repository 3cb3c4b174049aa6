"""The streams that are open in this process, which end when their caller is no longer signed in.

Nobody has to be told that a session has ended, which may happen in any process and be lost on the way: a process that
has streams looks, with one statement for all of them.
"""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Generator
from contextlib import contextmanager, suppress
from typing import Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from clew.infra.caller import Caller
from clew.infra.db import Database
from clew.kit.errors import Unavailable

LOOK_EVERY = 4.0  # seconds; with the time of a look less than the five within which a stream has to end


class SignedInCheck(Protocol):
    """Given by `main`, since identity stands above this package."""

    async def __call__(self, session: AsyncSession, ids: Collection[UUID]) -> Collection[UUID]:
        """Which of these sessions and API tokens are good yet."""
        ...


class OpenStreams:
    """By the session or token that each was opened with."""

    def __init__(self, database: Database, still_signed_in: SignedInCheck) -> None:
        self._database = database
        self._still_signed_in = still_signed_in
        self._open: defaultdict[UUID, set[asyncio.Timeout]] = defaultdict(set)

    @contextmanager
    def opened(self, caller: Caller, limit: asyncio.Timeout) -> Generator[None]:
        """While this lasts, `limit` expires when the caller is no longer signed in."""
        id = caller.session_id or caller.token_id
        assert id is not None  # noqa: S101 whoever asks over HTTP came with one of them
        self._open[id].add(limit)
        try:
            yield
        finally:
            self._open[id].discard(limit)
            if not self._open[id]:
                del self._open[id]

    async def look(self) -> None:
        """End what has to end. Raises `Unavailable`."""
        if not self._open:
            return
        asked = set(self._open)
        async with self._database.begin() as session:
            good = await self._still_signed_in(session, asked)
        for id in asked.difference(good):
            for limit in self._open.pop(id, ()):
                limit.reschedule(0)

    async def keep_looking(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY)
            # Where the database is away nobody can be signed out either.
            with suppress(Unavailable):
                await self.look()
