"""Lists in pages: whatever happens between two of them, nothing that stood there is left out or comes twice."""

import asyncio
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from tests.answers import add_model, say, settled
from tests.conftest import People, Person
from tests.fakes.provider import FakeProvider

from clew.kit.ids import new_id

# The server in the other thread draws random numbers while Hypothesis watches that no strategy does.
pytestmark = pytest.mark.filterwarnings("ignore:Do not use the .random. module inside strategies")
THREADS = "/api/v1/threads"
ORDERS = ["created_at", "-created_at", "updated_at", "-updated_at"]


async def pages(person: Person, path: str, **query: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while True:
        answer = await person.client.get(path, params=query)
        assert answer.status_code == 200, answer.text
        found += answer.json()["items"]
        if answer.json()["next_cursor"] is None:
            return found
        query["cursor"] = answer.json()["next_cursor"]


async def plant(people: People, person: Person, count: int) -> None:
    """Threads that were all made and changed at the same moment."""
    user_id = (await person.client.get("/api/v1/users/me")).json()["id"]
    rows = [{"id": new_id(), "user_id": user_id, "title": str(number)} for number in range(count)]
    async with people.app.state.database.begin(user_id) as session:
        await session.execute(text("insert into threads (id, user_id, title) values (:id, :user_id, :title)"), rows)


class TestOrder:
    @pytest.mark.parametrize("sort", ORDERS)
    @pytest.mark.parametrize("limit", [1, 4, 7])
    async def test_holds_where_the_time_is_the_same(self, people: People, ann: Person, sort: str, limit: int) -> None:
        await plant(people, ann, 13)
        ids = [one["id"] for one in await pages(ann, THREADS, sort=sort, limit=limit)]
        assert len(ids) == 13
        assert ids == sorted(ids, reverse=sort.startswith("-"))

    @pytest.mark.parametrize("sort", ORDERS)
    async def test_is_by_the_time_that_was_asked_for(self, ann: Person, sort: str) -> None:
        ids = [await ann.thread(str(number)) for number in range(5)]
        for id in (ids[1], ids[3]):
            await ann.client.patch(f"{THREADS}/{id}", json={"is_pinned": True})
        times = [one[sort.removeprefix("-")] for one in await pages(ann, THREADS, sort=sort, limit=2)]
        assert times == sorted(times, reverse=sort.startswith("-"))
        assert len(set(times)) == 5

    async def test_is_by_latest_activity_where_nobody_asks(
        self, ann: Person, owner: Person, fake: FakeProvider
    ) -> None:
        ids = [await ann.thread(str(number)) for number in range(3)]
        await say(ann, ids[0], "Go.", model_id=await add_model(owner, fake, "echo"))
        await ann.client.patch(f"{THREADS}/{ids[1]}", json={"title": "a name is no activity", "is_pinned": True})
        assert [one["id"] for one in await pages(ann, THREADS)] == [ids[0], ids[2], ids[1]]


class TestPaging:
    async def test_of_any_size_under_any_change_gives_each_once(self, people: People, server: str) -> None:
        """What stood there from the first page to the last is seen exactly once, whatever else comes and goes."""
        person = await people.join()
        loop = asyncio.get_running_loop()
        changes = st.lists(st.sampled_from(["add", "remove a seen one", "remove an unseen one"]), max_size=3)

        def story(limit: int, count: int, between: list[list[str]], sort: str) -> None:
            asyncio.run_coroutine_threadsafe(_story(people, person, server, limit, count, between, sort), loop).result()

        wrapped = settings(max_examples=25, deadline=None, derandomize=True, database=None)(
            given(st.integers(1, 5), st.integers(0, 12), st.lists(changes, max_size=5), st.sampled_from(ORDERS[:2]))(
                story
            )
        )
        await asyncio.to_thread(wrapped)

    async def test_of_many_at_once_is_untouched_by_writers(self, ann: Person) -> None:
        stood = {await ann.thread(str(number)) for number in range(15)}
        writing = asyncio.gather(*(ann.thread("new") for _ in range(30)))
        readers = await asyncio.gather(*(pages(ann, THREADS, limit=2, sort="-created_at") for _ in range(4)))
        await writing
        for seen in readers:
            ids = [one["id"] for one in seen]
            assert len(ids) == len(set(ids))
            assert stood <= set(ids)

    async def test_ends_where_the_last_page_is_full(self, ann: Person) -> None:
        for number in range(4):
            await ann.thread(str(number))
        first = (await ann.client.get(THREADS, params={"limit": 2})).json()
        last = (await ann.client.get(THREADS, params={"limit": 2, "cursor": first["next_cursor"]})).json()
        assert (len(last["items"]), last["next_cursor"]) == (2, None)

    async def test_with_a_cursor_of_another_order_or_person_shows_nothing_foreign(
        self, ann: Person, bob: Person
    ) -> None:
        for number in range(4):
            await ann.thread(f"ann {number}")
            await bob.thread(f"bob {number}")
        cursor = (await ann.client.get(THREADS, params={"limit": 2})).json()["next_cursor"]
        for sort in ORDERS:
            seen = await pages(bob, THREADS, cursor=cursor, sort=sort)
            assert all(one["title"].startswith("bob") for one in seen)


class TestFilters:
    async def test_can_be_combined(self, ann: Person) -> None:
        for pinned in (True, False):
            for archived in (True, False):
                id = await ann.thread(f"{pinned} {archived}")
                body = {"is_pinned": pinned, "is_archived": archived}
                assert (await ann.client.patch(f"{THREADS}/{id}", json=body)).status_code == 200
        for pinned in (True, False):
            for archived in (True, False):
                found = await pages(ann, THREADS, is_pinned=pinned, is_archived=archived, limit=1)
                assert [one["title"] for one in found] == [f"{pinned} {archived}"]
        assert len(await pages(ann, THREADS, is_pinned=True)) == 2
        assert len(await pages(ann, THREADS)) == 4

    async def test_of_models(self, owner: Person, fake: FakeProvider) -> None:
        model = await add_model(owner, fake, "echo")
        path = "/api/v1/ai-models"
        await owner.client.patch(f"{path}/{model}", json={"usage_type": "memory", "is_active": False})
        for query in ({"usage_type": "memory"}, {"is_active": False}, {"usage_type": "memory", "is_active": False}):
            assert [one["id"] for one in await pages(owner, path, **query)] == [model]
        assert await pages(owner, path, usage_type="memory", is_active=True) == []
        assert [one["provider"] for one in await pages(owner, path, provider="embedded")] == ["embedded"]


class TestMessages:
    async def test_of_all_branches_are_listed_by_time(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        model = await add_model(owner, fake, "echo")
        thread = await ann.thread("branched")
        written: list[str] = []
        for parent in (..., None, ..., None):
            more = {} if parent is ... else {"parent_id": None}
            turn = await say(ann, thread, "Go.", model_id=model, **more)
            await settled(ann, turn[1])
            written += turn
        path = f"{THREADS}/{thread}/messages"
        for limit in (1, 3, 100):
            assert [one["id"] for one in await pages(ann, path, limit=limit)] == written
            backwards = await pages(ann, path, limit=limit, sort="-created_at")
            assert [one["id"] for one in backwards] == written[::-1]

    async def test_of_a_branch_know_their_siblings(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        model = await add_model(owner, fake, "echo")
        thread = await ann.thread("siblings")
        first = await say(ann, thread, "One.", model_id=model)
        await settled(ann, first[1])
        anew = (await ann.client.post(f"/api/v1/messages/{first[1]}/regenerate", json={"model_id": model})).json()
        await settled(ann, anew["message_id"])
        edited = await say(ann, thread, "Two.", model_id=model, parent_id=None)
        await settled(ann, edited[1])
        path = f"{THREADS}/{thread}/branch"

        async def read(**query: str) -> list[tuple[str, list[str]]]:
            items = (await ann.client.get(path, params=query)).json()["items"]
            return [(one["id"], one["sibling_ids"]) for one in items]

        roots, answers = [first[0], edited[0]], [first[1], anew["message_id"]]
        assert await read() == [(edited[0], roots), (edited[1], [edited[1]])]
        assert await read(leaf=first[1]) == [(first[0], roots), (first[1], answers)]
        assert await read(leaf=anew["message_id"]) == [(first[0], roots), (anew["message_id"], answers)]
        assert await read(leaf=first[0]) == [(first[0], roots)]
        assert await read(before=first[0]) == []

    @pytest.mark.parametrize("limit", ["0", "201", "x"])
    async def test_of_a_branch_come_in_stretches_of_a_size(self, ann: Person, limit: str) -> None:
        answer = await ann.client.get(f"{THREADS}/{await ann.thread()}/branch", params={"limit": limit})
        assert answer.status_code == 422


async def _story(
    people: People, person: Person, server: str, limit: int, count: int, between: list[list[str]], sort: str
) -> None:
    user_id = (await person.client.get("/api/v1/users/me")).json()["id"]
    async with people.app.state.database.begin(user_id) as session:
        await session.execute(text("delete from threads"))
    if count:
        await plant(people, person, count)
    async with httpx.AsyncClient(base_url=server, headers=person.client.headers) as client:
        stood = {one["id"] for one in (await client.get(THREADS, params={"limit": 100})).json()["items"]}
        seen: list[str] = []
        changes = iter(between)
        query: dict[str, Any] = {"limit": limit, "sort": sort}
        while True:
            page = (await client.get(THREADS, params=query)).json()
            seen += [one["id"] for one in page["items"]]
            if page["next_cursor"] is None:
                break
            query["cursor"] = page["next_cursor"]
            for change in next(changes, ()):
                if change == "add":
                    await client.post(THREADS, json={"title": "new"})
                    continue
                of = stood & set(seen) if change == "remove a seen one" else stood - set(seen)
                if of:
                    gone = min(of)
                    assert (await client.delete(f"{THREADS}/{gone}")).status_code == 204
                    stood.discard(gone)
    assert len(seen) == len(set(seen))
    assert stood <= set(seen)
