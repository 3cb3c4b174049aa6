"""Removing a thread can be undone; a temporary one goes by itself and can be kept."""

from typing import LiteralString
from uuid import UUID

import psycopg
import pytest
from fastapi import FastAPI
from psycopg import sql
from tests.answers import add_model, say, settled
from tests.conftest import Person
from tests.conversations.planted import NAME_USER
from tests.fakes.provider import FakeProvider

from clew.conversations.bin.store import purge_threads
from clew.infra.embedded_postgres import Addresses


def age(database: Addresses, person: Person, thread: str, change: LiteralString) -> None:
    """Move a time of that thread, as if days had gone by."""
    with psycopg.connect(database.application) as rows:
        rows.execute(NAME_USER, [person.username])
        done = rows.execute(sql.SQL("update threads set {} where id = %s").format(sql.SQL(change)), [UUID(thread)])
        assert done.rowcount == 1


async def purge(app: FastAPI) -> int:
    async with app.state.database.begin() as session:
        return await purge_threads(session)


async def status(person: Person, path: str) -> int:
    return (await person.client.get(f"/api/v1/{path}")).status_code


class TestBin:
    async def test_hides_a_thread_everywhere_until_it_is_restored(
        self, ann: Person, owner: Person, fake: FakeProvider
    ) -> None:
        model = await add_model(owner, fake, "echo")
        thread = await ann.thread("Plans")
        user_message, message = await say(ann, thread, "Go.", model_id=model)
        before = await settled(ann, message)
        assert (await ann.client.delete(f"/api/v1/threads/{thread}")).status_code == 204
        paths = [f"threads/{thread}", f"threads/{thread}/branch", f"threads/{thread}/messages"]
        paths += [f"messages/{user_message}", f"messages/{message}/events"]
        assert {path: await status(ann, path) for path in paths} == dict.fromkeys(paths, 404)
        assert (await ann.client.get("/api/v1/threads")).json()["items"] == []
        turn = await ann.client.post(f"/api/v1/threads/{thread}/turns", json={"content": "Go."})
        again = await ann.client.post(f"/api/v1/messages/{message}/regenerate")
        stop = await ann.client.post(f"/api/v1/messages/{message}/stop")
        assert {turn.status_code, again.status_code, stop.status_code} == {404}
        assert (await ann.client.delete(f"/api/v1/threads/{thread}")).status_code == 404
        (binned,) = (await ann.client.get("/api/v1/threads/bin")).json()["items"]
        assert binned["id"] == thread
        assert binned["deleted_at"] is not None
        restored = await ann.client.post(f"/api/v1/threads/{thread}/restore")
        assert (restored.status_code, restored.json()["deleted_at"]) == (200, None)
        assert await settled(ann, message) == before
        assert (await ann.client.get("/api/v1/threads/bin")).json()["items"] == []

    async def test_is_emptied_after_thirty_days(self, ann: Person, app: FastAPI, database: Addresses) -> None:
        old, young, alive = [await ann.thread() for _ in range(3)]
        for thread in (old, young):
            await ann.client.delete(f"/api/v1/threads/{thread}")
        age(database, ann, old, "deleted_at = now() - interval '30 days 1 minute'")
        age(database, ann, young, "deleted_at = now() - interval '29 days'")
        age(database, ann, alive, "updated_at = now() - interval '900 days'")
        await purge(app)
        assert (await ann.client.post(f"/api/v1/threads/{old}/restore")).status_code == 404
        assert (await ann.client.post(f"/api/v1/threads/{young}/restore")).status_code == 200
        assert await status(ann, f"threads/{alive}") == 200

    @pytest.mark.parametrize("first", ["binned", "there"])
    async def test_can_be_passed_by(self, ann: Person, first: str) -> None:
        thread = await ann.thread()
        if first == "binned":
            await ann.client.delete(f"/api/v1/threads/{thread}")
        gone = await ann.client.delete(f"/api/v1/threads/{thread}", params={"permanently": True})
        assert gone.status_code == 204
        assert (await ann.client.post(f"/api/v1/threads/{thread}/restore")).status_code == 404
        assert (await ann.client.get("/api/v1/threads/bin")).json()["items"] == []

    async def test_is_nobody_elses(self, ann: Person, bob: Person) -> None:
        thread = await ann.thread()
        await ann.client.delete(f"/api/v1/threads/{thread}")
        assert (await bob.client.post(f"/api/v1/threads/{thread}/restore")).status_code == 404
        gone = await bob.client.delete(f"/api/v1/threads/{thread}", params={"permanently": True})
        assert gone.status_code == 404
        assert (await ann.client.post(f"/api/v1/threads/{thread}/restore")).status_code == 200

    async def test_a_stale_view_removes_nothing(self, ann: Person) -> None:
        thread = await ann.thread()
        for permanently in (True, False):
            answer = await ann.client.delete(
                f"/api/v1/threads/{thread}", params={"permanently": permanently}, headers={"If-Match": '"7"'}
            )
            assert answer.status_code == 412

    async def test_a_thread_removed_in_the_middle_of_an_answer(
        self, ann: Person, owner: Person, fake: FakeProvider
    ) -> None:
        model = await add_model(owner, fake, "slow:20:10")
        thread = await ann.thread()
        await say(ann, thread, "Go.", model_id=model)
        gone = await ann.client.delete(f"/api/v1/threads/{thread}", params={"permanently": True})
        assert gone.status_code == 204


class TestTemporary:
    async def test_says_when_it_goes_and_goes(self, ann: Person, app: FastAPI, database: Addresses) -> None:
        made = (await ann.client.post("/api/v1/threads", json={"is_temporary": True})).json()
        assert made["is_temporary"] is True
        assert made["expires_at"] is not None
        age(database, ann, made["id"], "expires_at = now() - interval '1 second'")
        assert await status(ann, f"threads/{made['id']}") == 404
        await purge(app)
        with psycopg.connect(database.owner) as owner:
            assert owner.execute("select from threads where id = %s", [made["id"]]).fetchall() == []

    async def test_stays_as_long_as_it_is_used(
        self, ann: Person, owner: Person, fake: FakeProvider, database: Addresses
    ) -> None:
        model = await add_model(owner, fake, "burst:1")
        made = (await ann.client.post("/api/v1/threads", json={"is_temporary": True})).json()
        age(database, ann, made["id"], "expires_at = now() + interval '1 minute'")
        await settled(ann, (await say(ann, made["id"], "Go.", model_id=model))[1])
        assert (await ann.client.get(f"/api/v1/threads/{made['id']}")).json()["expires_at"] > made["expires_at"]

    async def test_can_be_kept(self, ann: Person) -> None:
        made = (await ann.client.post("/api/v1/threads", json={"is_temporary": True})).json()
        kept = await ann.client.patch(f"/api/v1/threads/{made['id']}", json={"is_temporary": False})
        assert (kept.json()["is_temporary"], kept.json()["expires_at"]) == (False, None)
        back = await ann.client.patch(f"/api/v1/threads/{made['id']}", json={"is_temporary": True})
        assert back.status_code == 422
