"""The database goes away under a running server and comes back: nothing needs a restart, nothing is lost."""

import asyncio

import httpx
import psutil
import pytest
from tests.answers import add_model, follow, kept, say
from tests.conftest import PASSWORD, Person
from tests.fakes.provider import FakeProvider
from tests.served import Served


@pytest.mark.xdist_group("kill")
async def test_kill_9_of_postgresql_is_healed() -> None:
    async with FakeProvider() as fake, Served() as served:
        token = served.command(
            *("user", "create", "ann", "--email", "ann@example.org", "--owner", "--password-stdin", "--token"),
            text=PASSWORD,
        )
        client = httpx.AsyncClient(base_url=served.url, headers={"Authorization": f"Bearer {token}"}, timeout=30)
        ann = Person("ann", "ann@example.org", token, client)
        models = [await add_model(ann, fake, behaviour) for behaviour in ("slow:100:20", "title")]
        _, message = await say(ann, await ann.thread(), "Go.", model_id=models[0])
        await asyncio.sleep(0.5)

        kill_postmaster(served)
        answer = await client.get("/ready")
        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
        assert (await client.get("/health")).status_code == 200
        async with asyncio.timeout(30):
            while (await client.get("/ready")).status_code != 200:
                await asyncio.sleep(0.1)

        answer = await follow(client, message)
        assert answer.status == "complete"
        assert (await kept(ann, message))["content"] == answer.text
        assert len(answer.text.split()) == 100
        # The background work goes on as well: a model writes a title.
        thread = await ann.thread()
        await follow(client, (await say(ann, thread, "Tell me about foxes.", model_id=models[1]))[1])
        async with asyncio.timeout(30):
            while (await client.get(f"/api/v1/threads/{thread}")).json()["title"] == "Tell me about foxes.":
                await asyncio.sleep(0.2)
        await client.aclose()


def kill_postmaster(served: Served) -> None:
    assert served.process is not None
    children = psutil.Process(served.process.pid).children()
    (postmaster,) = [child for child in children if child.name() == "postgres"]
    postmaster.kill()
