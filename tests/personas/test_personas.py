"""Personas: their life, what is looked for among them, and that nothing is lost with one by surprise."""

import asyncio
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text
from tests.answers import add_model, kept, say
from tests.conftest import Person
from tests.fakes.provider import FakeProvider

from clew.conversations.models import Thread

PERSONAS = "/api/v1/personas"


async def add(person: Person, **values: object) -> dict[str, Any]:
    body = {"name": "Coach", "template": "You are calm. @current_mood", **values}
    answer = await person.client.post(PERSONAS, json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def names(person: Person, **query: str) -> list[str]:
    answer = await person.client.get(PERSONAS, params=query)
    assert answer.status_code == 200, answer.text
    return [one["name"] for one in answer.json()["items"]]


async def give(person: Person, thread: str, persona_id: str) -> None:
    """Let that persona answer in a thread."""
    async with person.acting() as (session, _):
        (await session.get_one(Thread, UUID(thread))).persona_id = UUID(persona_id)


async def remove(person: Person, persona_id: str, **more: Any) -> httpx.Response:
    return await person.client.delete(f"{PERSONAS}/{persona_id}", **more)


class TestLife:
    async def test_from_the_first_word_to_the_last(self, ann: Person) -> None:
        made = await add(ann, description="For mornings", first_message="Good morning!", extra_data={"from": ["a"]})
        assert (made["mode"], made["loop_frequency"], made["is_active"]) == ("reactive", None, True)
        assert (made["image_path"], made["extra_data"]) == (None, {"from": ["a"]})
        address = f"{PERSONAS}/{made['id']}"
        changed = await ann.client.patch(address, json={"name": " Trainer ", "first_message": None})
        assert changed.json() | {"updated_at": made["updated_at"]} == {**made, "name": "Trainer", "first_message": None}
        shown = await ann.client.get(address)
        assert (shown.json(), shown.headers["etag"]) == (changed.json(), '"2"')
        replaced = await ann.client.put(address, json={"name": "Coach", "template": "Short."})
        assert (replaced.json()["description"], replaced.json()["template"]) == (None, "Short.")
        assert (await remove(ann, made["id"])).status_code == 204
        assert (await ann.client.get(address)).status_code == 404

    @pytest.mark.parametrize(
        "wrong",
        [
            {"name": ""},
            {"name": "x" * 256},
            {"template": ""},
            {"mode": "sleepy"},
            {"loop_frequency": 0.5},
            {"loop_frequency": 1e9},
            {"image_path": "/etc/passwd"},
            {"user_id": "01980000-0000-7000-8000-000000000001"},
            {"extra_data": {"a": 2**64}},
            {"description": "x" * 2001},
        ],
    )
    async def test_begins_with_nothing_wrong(self, ann: Person, wrong: dict[str, object]) -> None:
        answer = await ann.client.post(PERSONAS, json={"name": "Coach", "template": "You are calm.", **wrong})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"].partition(".")[0] == next(iter(wrong))
        assert await names(ann) == []

    async def test_of_one_that_speaks_by_itself_has_a_rhythm(self, ann: Person) -> None:
        body = {"name": "Watcher", "template": "Look.", "mode": "autonomous"}
        refused = await ann.client.post(PERSONAS, json=body)
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "loop_frequency")
        made = await add(ann, **body, loop_frequency=60)
        for wrong in ({"loop_frequency": None}, {"mode": "autonomous", "loop_frequency": None}):
            assert (await ann.client.patch(f"{PERSONAS}/{made['id']}", json=wrong)).status_code == 422
        calm = await add(ann)
        address = f"{PERSONAS}/{calm['id']}"
        assert (await ann.client.patch(address, json={"mode": "autonomous"})).status_code == 422
        assert (await ann.client.get(address)).json() == calm
        both = await ann.client.patch(address, json={"mode": "autonomous", "loop_frequency": 3600})
        assert (both.json()["mode"], both.json()["loop_frequency"]) == ("autonomous", 3600.0)
        still = await ann.client.patch(f"{PERSONAS}/{made['id']}", json={"mode": "reactive", "loop_frequency": None})
        assert still.status_code == 200

    async def test_has_a_model_of_its_own_that_exists(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        model = await add_model(owner, fake, "echo")
        assert (await add(ann, ai_model_id=model))["ai_model_id"] == model
        unknown = {"name": "Coach", "template": "x", "ai_model_id": "01980000-0000-7000-8000-0000000fffff"}
        answer = await ann.client.post(PERSONAS, json=unknown)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (404, "ai_model_id")

    async def test_is_changed_by_who_saw_the_last_version(self, ann: Person) -> None:
        made = await add(ann)
        address, old = f"{PERSONAS}/{made['id']}", {"If-Match": '"1"'}
        assert (await ann.client.patch(address, json={"name": "B"}, headers=old)).status_code == 200
        assert (await ann.client.patch(address, json={"name": "C"}, headers=old)).status_code == 412
        assert (await remove(ann, made["id"], headers=old)).status_code == 412
        assert await names(ann) == ["B"]

    async def test_begins_once_however_often_it_is_asked_for(self, ann: Person) -> None:
        body, key = {"name": "Coach", "template": "x"}, {"Idempotency-Key": "persona"}
        first, again = [await ann.client.post(PERSONAS, json=body, headers=key) for _ in range(2)]
        assert (first.status_code, first.json()) == (201, again.json())
        other = await ann.client.post(PERSONAS, json={**body, "name": "D"}, headers=key)
        assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
        assert await names(ann) == ["Coach"]


class TestList:
    async def test_is_in_the_order_and_of_the_kind_that_was_asked_for(
        self, ann: Person, bob: Person, owner: Person, fake: FakeProvider
    ) -> None:
        model = await add_model(owner, fake, "echo")
        await add(ann, name="Bea", template="tea")
        await add(ann, name="Cid", mode="autonomous", loop_frequency=60, is_active=False)
        await add(ann, name="Abe", description="likes TEA", ai_model_id=model)
        await add(bob, name="Eve", template="tea")
        assert await names(ann) == await names(ann, sort="-created_at") == ["Abe", "Cid", "Bea"]
        assert await names(ann, sort="created_at") == ["Bea", "Cid", "Abe"]
        assert await names(ann, sort="name") == ["Abe", "Bea", "Cid"]
        assert await names(ann, sort="-name") == ["Cid", "Bea", "Abe"]
        assert await names(ann, mode="autonomous") == await names(ann, is_active="false") == ["Cid"]
        assert await names(ann, ai_model_id=model) == ["Abe"]
        assert await names(ann, q="tea", sort="name") == ["Abe", "Bea"]
        assert await names(ann, q="%") == []
        assert await names(ann, created_after="2099-01-01T00:00:00Z") == []
        assert len(await names(ann, created_before="2099-01-01T00:00:00Z")) == 3

    async def test_comes_in_pages(self, ann: Person) -> None:
        for number in range(5):
            await add(ann, name=f"Same {number % 2}")
        seen: list[str] = []
        query = {"sort": "name", "limit": "2", "total": "true"}
        while True:
            page = (await ann.client.get(PERSONAS, params=query)).json()
            assert page["total"] == 5
            seen += [one["id"] for one in page["items"]]
            if page["next_cursor"] is None:
                break
            query["cursor"] = page["next_cursor"]
        assert len(seen) == len(set(seen)) == 5

    @pytest.mark.parametrize("query", ["sort=template", "mode=sleepy", "unknown=1", "q=", "is_active=perhaps"])
    async def test_of_something_else_is_refused(self, ann: Person, query: str) -> None:
        assert (await ann.client.get(f"{PERSONAS}?{query}")).status_code == 422


class TestRemoval:
    async def test_is_refused_with_the_count_while_threads_belong_to_it(self, ann: Person) -> None:
        made = await add(ann)
        threads = [await ann.thread() for _ in range(2)]
        for count, thread in enumerate(threads, 1):
            await give(ann, thread, made["id"])
            refused = await remove(ann, made["id"])
            assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
            assert refused.json()["detail"].startswith("1 thread belongs" if count == 1 else "2 threads belong")
        await ann.client.delete(f"/api/v1/threads/{threads[0]}")
        assert "2 threads" in (await remove(ann, made["id"])).json()["detail"], "from the bin they can come back"
        assert await names(ann) == ["Coach"]
        assert (await ann.client.get(f"/api/v1/threads/{threads[1]}")).status_code == 200

    async def test_takes_the_threads_along_where_that_is_said(self, ann: Person, bob: Person) -> None:
        made, other = await add(ann), await add(ann, name="Other")
        gone, stays, bobs = await ann.thread(), await ann.thread(), await bob.thread()
        await give(ann, gone, made["id"])
        await give(ann, stays, other["id"])
        assert (await remove(bob, made["id"], params={"threads": "remove"})).status_code == 404
        assert (await remove(ann, made["id"], params={"threads": "remove"})).status_code == 204
        assert (await ann.client.get(f"/api/v1/threads/{gone}")).status_code == 404
        assert (await ann.client.post(f"/api/v1/threads/{gone}/restore")).status_code == 404
        assert (await ann.client.get(f"/api/v1/threads/{stays}")).status_code == 200
        assert (await bob.client.get(f"/api/v1/threads/{bobs}")).status_code == 200

    @pytest.mark.parametrize("word", ["keep", "", "true"])
    async def test_knows_one_word_only(self, ann: Person, word: str) -> None:
        made = await add(ann)
        assert (await remove(ann, made["id"], params={"threads": word})).status_code == 422
        assert await names(ann) == ["Coach"]

    async def test_ends_what_is_being_written_there(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        made, thread = await add(ann), await ann.thread()
        await give(ann, thread, made["id"])
        model = await add_model(owner, fake, "slow:500:50")
        _, message = await say(ann, thread, "Tell me everything", model_id=model)
        await fake.next_request()
        assert (await kept(ann, message))["status"] == "streaming"
        assert (await remove(ann, made["id"], params={"threads": "remove"})).status_code == 204
        await asyncio.wait_for(fake.seen[0].hung_up.wait(), 5)

    async def test_does_not_count_what_has_expired(self, ann: Person) -> None:
        made = await add(ann)
        thread = (await ann.client.post("/api/v1/threads", json={"is_temporary": True})).json()["id"]
        await give(ann, thread, made["id"])
        async with ann.acting() as (session, _):
            await session.execute(text("update threads set expires_at = now() - interval '1 second'"))
        assert (await remove(ann, made["id"])).status_code == 204

    async def test_loses_no_thread_that_begins_meanwhile(self, ann: Person) -> None:
        """Of a removal and a thread that begins at once, one finds the other."""
        made, thread = await add(ann), await ann.thread()
        async with ann.acting() as (session, _):
            row = await session.get_one(Thread, UUID(thread))
            row.persona_id = UUID(made["id"])
            await session.flush()
            removal = asyncio.create_task(remove(ann, made["id"]))
            done, _ = await asyncio.wait([removal], timeout=0.5)
            assert not done, "it waits for the thread"
        assert (await removal).status_code == 409
