"""What changes in one server process is told to those who follow in another, and only to those."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import httpx
import psycopg
import pytest
from fastapi import FastAPI
from psycopg import conninfo, sql
from tests.answers import add_model, say, settled
from tests.conftest import Person, serving
from tests.fakes.provider import FakeProvider
from tests.following import following
from tests.served import Served

from clew.infra import hints
from clew.infra.config import Config
from clew.infra.embedded_postgres import Addresses
from clew.infra.hints import CHANNEL, Hints
from clew.kit.ids import new_id
from clew.main import app as main
from clew.main.app import create_app

THREADS = "/api/v1/threads"


@asynccontextmanager
async def another(database: Addresses, config: Config) -> AsyncGenerator[tuple[str, FastAPI]]:
    """One more server on the same database, with a presence and followers of its own."""
    app = create_app(config, database.application)
    async with serving(app, config) as address:
        yield address, app


@pytest.fixture
async def afar(ann: Person, elsewhere: str) -> AsyncIterator[httpx.AsyncClient]:
    """Ann, on the other server."""
    async with httpx.AsyncClient(base_url=elsewhere, headers=ann.client.headers, timeout=30) as client:
        yield client


async def known_to(app: FastAPI, person: Person) -> None:
    """Wait until that server has heard that somebody follows this person elsewhere."""
    who = UUID((await person.client.get("/api/v1/users/me")).json()["id"])
    async with asyncio.timeout(10):
        while not app.state.database.hints.is_followed_elsewhere(who):
            await asyncio.sleep(0.01)


async def cut_off(database: Addresses) -> None:
    """End the connections on which processes hear one another."""
    async with await psycopg.AsyncConnection.connect(database.admin, autocommit=True) as admin:
        presence = "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s and application_name = %s"
        name = conninfo.conninfo_to_dict(database.owner)["dbname"]
        await admin.execute(presence, [name, "clew presence"])


class Overheard:
    """All notices about changes, as any process hears them."""

    def __init__(self, connection: psycopg.AsyncConnection) -> None:
        self._connection = connection

    async def next(self) -> str:
        async for notice in self._connection.notifies(timeout=10, stop_after=1):
            return notice.payload
        raise AssertionError("the channel is silent")

    async def say(self, notice: str) -> None:
        await self._connection.execute("select pg_notify(%s, %s)", [CHANNEL, notice])

    async def about(self, thread_id: str) -> list[str]:
        """What has been told of that thread until now."""
        end = str(new_id())
        await self.say(f"joined {end}")
        heard: list[str] = []
        while end not in (notice := await self.next()):
            heard.append(notice)
        return [one.split()[-1] for one in heard if thread_id in one]


@pytest.fixture
async def overheard(database: Addresses) -> AsyncIterator[Overheard]:
    async with await psycopg.AsyncConnection.connect(database.application, autocommit=True) as connection:
        await connection.execute(sql.SQL("listen {}").format(sql.Identifier(CHANNEL)))
        yield Overheard(connection)


class TestFollower:
    async def test_elsewhere_is_told(
        self, app: FastAPI, ann: Person, owner: Person, fake: FakeProvider, afar: httpx.AsyncClient
    ) -> None:
        model = await add_model(owner, fake, "echo")
        thread = await ann.thread()
        async with following(afar) as stream:
            await known_to(app, ann)
            await ann.client.patch(f"{THREADS}/{thread}", json={"title": "New"})
            await stream.until(thread, "thread")
            await say(ann, thread, "Go.", model_id=model)
            await stream.until(thread, "messages")
            await ann.client.put(f"{THREADS}/{thread}/draft", json={"content": "x", "edited_at": "2026-01-01T00:00Z"})
            await stream.until(thread, "draft")

    async def test_elsewhere_is_told_by_a_process_that_starts_later(
        self, ann: Person, database: Addresses, config: Config
    ) -> None:
        thread = await ann.thread()
        async with following(ann.client) as stream, another(database, config) as (url, late):
            await known_to(late, ann)
            async with httpx.AsyncClient(base_url=url, headers=ann.client.headers) as client:
                await client.patch(f"{THREADS}/{thread}", json={"title": "New"})
            assert await stream.next() == (thread, "thread")

    async def test_is_let_go_when_its_process_may_have_missed_something(
        self, afar: httpx.AsyncClient, database: Addresses
    ) -> None:
        async with following(afar) as stream:
            await cut_off(database)
            assert await stream.ended() == set()

    async def test_is_told_although_somebody_talks_nonsense(
        self, app: FastAPI, ann: Person, afar: httpx.AsyncClient, overheard: Overheard
    ) -> None:
        thread = await ann.thread()
        async with following(afar) as stream:
            await known_to(app, ann)
            await overheard.say("nonsense")
            await overheard.say("follows somebody nobody")
            await overheard.say(f"changed somebody {new_id()} nothing at all")
            await ann.client.patch(f"{THREADS}/{thread}", json={"title": "New"})
            assert await stream.next() == (thread, "thread")

    async def test_is_announced_again_and_again(
        self,
        monkeypatch: pytest.MonkeyPatch,
        ann: Person,
        database: Addresses,
        config: Config,
        overheard: Overheard,
    ) -> None:
        monkeypatch.setattr(main, "ANNOUNCE_EVERY", 0.05)
        who = (await ann.client.get("/api/v1/users/me")).json()["id"]
        async with (
            another(database, config) as (url, _),
            httpx.AsyncClient(base_url=url, headers=ann.client.headers) as client,
            following(client),
        ):
            heard = 0
            while heard < 3:
                heard += who in await overheard.next()


class TestNotices:
    """They cost every commit of every process, so none is sent for nothing."""

    async def test_are_not_sent_where_nobody_follows(
        self, ann: Person, owner: Person, fake: FakeProvider, overheard: Overheard
    ) -> None:
        model = await add_model(owner, fake, "echo")
        thread = await ann.thread()
        _, message = await say(ann, thread, "Go.", model_id=model)
        await settled(ann, message)
        assert await overheard.about(thread) == []

    async def test_are_not_sent_where_everybody_follows_here(self, ann: Person, overheard: Overheard) -> None:
        thread = await ann.thread()
        async with following(ann.client) as stream:
            await ann.client.patch(f"{THREADS}/{thread}", json={"title": "New"})
            assert await stream.next() == (thread, "thread")
        assert await overheard.about(thread) == []

    async def test_are_sent_only_about_who_is_followed(
        self, app: FastAPI, ann: Person, bob: Person, afar: httpx.AsyncClient, overheard: Overheard
    ) -> None:
        hers, his = await ann.thread(), await bob.thread()
        async with following(afar) as stream:
            await known_to(app, ann)
            await bob.client.patch(f"{THREADS}/{his}", json={"title": "New"})
            await ann.client.patch(f"{THREADS}/{hers}", json={"title": "New"})
            await stream.until(hers, "thread")
        assert await overheard.about(hers) == ["thread"]
        assert await overheard.about(his) == []

    def test_end_with_the_belief_that_somebody_follows(self, monkeypatch: pytest.MonkeyPatch) -> None:
        here, who = Hints(), new_id()
        here.hear(f"follows elsewhere {who}")
        assert here.is_followed_elsewhere(who)
        monkeypatch.setattr(hints, "BELIEVED_FOR", 0.0)
        here.hear(f"follows elsewhere {who}")
        assert not here.is_followed_elsewhere(who)


class TestServer:
    async def test_that_stops_ends_its_streams_first(self, app: FastAPI, ann: Person, database: Addresses) -> None:
        """In a process of its own. One that was cut off would have been waited for."""
        served = Served()
        served.environment |= {
            "CLEW_DATABASE_URL": database.application,
            "CLEW_DATABASE_OWNER_URL": database.owner,
        }
        thread = await ann.thread()
        headers = ann.client.headers
        async with (
            served,
            httpx.AsyncClient(base_url=served.url, headers=headers) as client,
            following(client) as stream,
        ):
            await known_to(app, ann)
            await ann.client.patch(f"{THREADS}/{thread}", json={"title": "New"})
            assert await stream.next() == (thread, "thread")
            _, seen = await asyncio.gather(served.stop(), stream.ended())
            assert seen == set()
