"""Work for later is done exactly if its data was committed, and again if its worker died."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import ClassVar
from uuid import UUID

import psycopg
import pytest
from pydantic import ValidationError
from sqlalchemy import text

from clew.infra.config import Config
from clew.infra.crypto import load_keys
from clew.infra.db import Database
from clew.infra.embedded_postgres import Addresses
from clew.infra.jobs import Job, Worker, enqueue
from clew.kit.ids import new_id


class Note(Job):
    name: ClassVar[str] = "note"
    what: str


@pytest.fixture
async def sessions(database: Addresses, config: Config) -> AsyncIterator[Database]:
    opened = Database(database.application, load_keys(config.data_dir / "instance.key"))
    yield opened
    await opened.close()


@pytest.fixture
async def done() -> asyncio.Queue[Note]:
    return asyncio.Queue()


@pytest.fixture
async def worker(database: Addresses, done: asyncio.Queue[Note]) -> AsyncIterator[Worker]:
    """Does notes at once; the first try of one that is called `twice` fails."""
    tried: set[str] = set()

    async def handle(note: Note) -> None:
        if note.what == "twice" and note.what not in tried:
            tried.add(note.what)
            raise RuntimeError("the first try")
        await done.put(note)

    working = Worker(database.application)
    working.handle(Note, handle)
    await working.start()
    yield working
    await working.close()


async def queue(sessions: Database) -> list[tuple[str, str]]:
    """Status and attempts of each note that is left in the queue."""
    async with sessions.begin() as session:
        rows = await session.execute(text("select status::text from procrastinate_jobs where task_name = 'note'"))
        return [tuple(row) for row in rows]


@pytest.mark.usefixtures("worker")
class TestEnqueueing:
    async def test_happens_with_the_commit(self, sessions: Database, done: asyncio.Queue[Note]) -> None:
        person = new_id()
        async with sessions.begin() as session:
            await enqueue(session, Note(user_id=person, what="milk"))
            await asyncio.sleep(0.3)
            assert done.empty()
        async with asyncio.timeout(10):
            assert await done.get() == Note(user_id=person, what="milk")

    async def test_does_not_happen_with_a_rollback(self, sessions: Database, done: asyncio.Queue[Note]) -> None:
        with suppress(RuntimeError):
            async with sessions.begin() as session:
                await enqueue(session, Note(user_id=None, what="never"))
                raise RuntimeError
        await asyncio.sleep(0.5)
        assert done.empty()
        assert await queue(sessions) == []


class TestWorking:
    @pytest.mark.usefixtures("worker")
    async def test_is_tried_again_after_a_failure_and_leaves_nothing_behind(
        self, sessions: Database, done: asyncio.Queue[Note]
    ) -> None:
        async with sessions.begin() as session:
            await enqueue(session, Note(user_id=None, what="twice"))
        async with asyncio.timeout(30):
            assert (await done.get()).what == "twice"
            while await queue(sessions):
                await asyncio.sleep(0.1)

    @pytest.mark.usefixtures("worker")
    async def test_of_one_job_is_done_by_one_of_many_workers(
        self, sessions: Database, database: Addresses, done: asyncio.Queue[Note]
    ) -> None:
        second = Worker(database.application)
        second.handle(Note, done.put)
        await second.start()
        async with sessions.begin() as session:
            for number in range(50):
                await enqueue(session, Note(user_id=None, what=str(number)))
        async with asyncio.timeout(30):
            seen = [(await done.get()).what for _ in range(50)]
        await second.close()
        assert sorted(seen) == sorted(map(str, range(50)))
        assert done.empty()

    async def test_of_a_worker_that_died_is_taken_up_again(
        self, worker: Worker, database: Addresses, done: asyncio.Queue[Note]
    ) -> None:
        async with await psycopg.AsyncConnection.connect(database.application) as connection:
            # As a worker leaves it that was killed a minute ago with the job in its hands.
            cursor = await connection.execute(
                "insert into procrastinate_workers (last_heartbeat) values (now() - interval '1 minute') returning id"
            )
            (dead,) = await cursor.fetchone() or (None,)
            await connection.execute(
                """insert into procrastinate_jobs (queue_name, task_name, args, status, worker_id, attempts)
                values ('clew', 'note', '{"user_id": null, "what": "again"}', 'doing', %s, 1)""",
                [dead],
            )
        await worker.rescue()
        async with asyncio.timeout(20):
            assert (await done.get()).what == "again"


class TestArguments:
    def test_are_frozen_and_typed(self) -> None:
        note = Note(user_id=UUID(int=1), what="x")
        with pytest.raises(ValidationError):
            note.what = "y"  # pyright: ignore[reportAttributeAccessIssue]
        with pytest.raises(ValidationError):
            Note.model_validate({"user_id": None})
