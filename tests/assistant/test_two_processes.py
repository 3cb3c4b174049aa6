"""A turn in one server process is followed and stopped from another; the sweep leaves living turns alone."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import psycopg
import psycopg.conninfo
import pytest
from fastapi import FastAPI
from tests.answers import add_model, follow, kept, say
from tests.conftest import Person
from tests.fakes.provider import FakeProvider

from clew.infra.embedded_postgres import Addresses
from clew.main.app import sweep


@pytest.fixture
async def afar(ann: Person, elsewhere: str) -> AsyncIterator[httpx.AsyncClient]:
    """Ann, on the other server."""
    async with httpx.AsyncClient(base_url=elsewhere, headers=ann.client.headers, timeout=30) as client:
        yield client


class TestFollowing:
    async def test_sees_the_same_text_live(
        self, ann: Person, owner: Person, fake: FakeProvider, afar: httpx.AsyncClient
    ) -> None:
        model = await add_model(owner, fake, "slow:40:25")
        _, message = await say(ann, await ann.thread(), "Go.", model_id=model)
        here, there = await asyncio.gather(follow(ann.client, message), follow(afar, message))
        assert there.text == here.text == (await kept(ann, message))["content"]
        assert there.status == "complete"
        assert len(there.of("text")) > 2  # while it grew, not only at its end

    async def test_resumes_where_the_first_server_left_off(
        self, ann: Person, owner: Person, fake: FakeProvider, afar: httpx.AsyncClient
    ) -> None:
        model = await add_model(owner, fake, "slow:40:20")
        _, message = await say(ann, await ann.thread(), "Go.", model_id=model)
        before = await follow(ann.client, message, until=6)
        rest = await follow(afar, message, last_event_id=before.events[-1].id)
        assert before.text + rest.text == (await kept(ann, message))["content"]

    async def test_resumes_at_every_offset(
        self, ann: Person, owner: Person, fake: FakeProvider, afar: httpx.AsyncClient
    ) -> None:
        """Of characters of many bytes, while they are written elsewhere."""
        model = await add_model(owner, fake, "spell:20")
        written = "e\u0301 👩\u200d👧 🇯🇵 日本語 नमस्ते 𝔘𝕟𝕚"
        _, message = await say(ann, await ann.thread(), written, model_id=model)
        offsets = range(len(written) + 1)
        answers = await asyncio.gather(*(follow(afar, message, f"0-{length}") for length in offsets))
        assert len(answers[0].of("text")) > 1, "it was followed while it was written"
        for length, answer in zip(offsets, answers, strict=True):
            assert written[:length].encode() + answer.text.encode() == written.encode()


class TestStopping:
    async def test_reaches_the_process_that_writes(
        self, ann: Person, owner: Person, fake: FakeProvider, afar: httpx.AsyncClient
    ) -> None:
        model = await add_model(owner, fake, "hang:5")
        _, message = await say(ann, await ann.thread(), "Go.", model_id=model)
        watching = asyncio.create_task(follow(afar, message))
        await fake.next_request()
        await asyncio.sleep(0.5)
        stopped = await afar.post(f"/api/v1/messages/{message}/stop")
        assert stopped.json()["status"] == "interrupted"
        answer = await watching
        assert (answer.status, answer.text) == ("interrupted", stopped.json()["content"])
        assert len(answer.text.split()) == 5


class TestSweep:
    async def test_leaves_living_turns_alone(
        self, ann: Person, owner: Person, fake: FakeProvider, app: FastAPI, afar: httpx.AsyncClient
    ) -> None:
        model = await add_model(owner, fake, "hang:1")
        _, message = await say(ann, await ann.thread(), "Go.", model_id=model)
        await sweep(app.state.database)
        assert (await kept(ann, message))["status"] == "streaming"
        await afar.post(f"/api/v1/messages/{message}/stop")

    async def test_marks_the_answers_of_a_process_that_died(
        self, ann: Person, owner: Person, fake: FakeProvider, app: FastAPI, database: Addresses
    ) -> None:
        model = await add_model(owner, fake, "hang:2")
        _, message = await say(ann, await ann.thread(), "Go.", model_id=model)
        async with await psycopg.AsyncConnection.connect(
            database.admin.replace("/postgres?", f"/{name(database)}?")
        ) as admin:
            await admin.execute("update messages set runner = -1 where id = %s", [message])
        await sweep(app.state.database)
        assert (await kept(ann, message))["status"] == "interrupted"
        await ann.client.post(f"/api/v1/messages/{message}/stop")


def name(database: Addresses) -> str:
    return str(psycopg.conninfo.conninfo_to_dict(database.owner)["dbname"])
