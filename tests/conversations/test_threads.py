"""Threads are listed, changed and removed, and their branches are read, by their owner only."""

import asyncio
from uuid import UUID

import psycopg
import pytest
from fastapi import FastAPI
from tests.answers import add_model, say, settled
from tests.conftest import Person, Statements
from tests.fakes.provider import FakeProvider

from clew.infra.embedded_postgres import Addresses
from clew.kit.ids import new_id


async def titles(person: Person, **query: str | int) -> list[str]:
    """Of all pages of the list."""
    found: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = (await person.client.get("/api/v1/threads", params={"limit": 3, **query, **cursor})).json()
        assert len(page["items"]) <= 3
        found += [thread["title"] for thread in page["items"]]
        if page["next_cursor"] is None:
            return found
        cursor = {"cursor": page["next_cursor"]}


class TestList:
    async def test_is_in_pages_without_gaps_or_repeats(self, ann: Person) -> None:
        for number in range(10):
            await ann.thread(f"{number}")
        assert await titles(ann) == [f"{number}" for number in reversed(range(10))]
        assert await titles(ann, sort="created_at") == [f"{number}" for number in range(10)]

    async def test_stays_whole_while_others_are_added(self, ann: Person) -> None:
        for number in range(6):
            await ann.thread(f"{number}")
        first = (await ann.client.get("/api/v1/threads", params={"limit": 3})).json()
        await asyncio.gather(*(ann.thread("new") for _ in range(5)))
        query = {"limit": 3, "cursor": first["next_cursor"]}
        second = (await ann.client.get("/api/v1/threads", params=query)).json()
        seen = [thread["title"] for thread in first["items"] + second["items"]]
        assert seen == ["5", "4", "3", "2", "1", "0"]
        assert second["next_cursor"] is None

    async def test_puts_the_latest_activity_first(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        model = await add_model(owner, fake, "echo")
        older = await ann.thread("older")
        await ann.thread("newer")
        await settled(ann, (await say(ann, older, "Go.", model_id=model))[1])
        assert await titles(ann) == ["older", "newer"]

    async def test_keeps_its_order_when_a_thread_is_only_put_away(self, ann: Person) -> None:
        threads = [await ann.thread(f"Thread {number}") for number in range(3)]
        oldest = f"/api/v1/threads/{threads[0]}"
        for change in ({"title": "Renamed"}, {"is_pinned": True}, {"is_archived": True}, {"is_archived": False}):
            assert (await ann.client.patch(oldest, json=change)).status_code == 200
        await ann.client.delete(oldest)
        await ann.client.post(f"{oldest}/restore")
        listed = (await ann.client.get("/api/v1/threads")).json()["items"]
        assert [thread["id"] for thread in listed] == threads[::-1]

    async def test_filters(self, ann: Person) -> None:
        pinned = await ann.thread("pinned")
        await ann.thread("plain")
        await ann.client.patch(f"/api/v1/threads/{pinned}", json={"is_pinned": True})
        assert await titles(ann, is_pinned=True) == ["pinned"]
        assert await titles(ann, is_pinned=False) == ["plain"]
        assert await titles(ann, is_archived=True) == []

    async def test_shows_nobody_elses(self, ann: Person, bob: Person) -> None:
        await ann.thread("mine")
        assert await titles(bob) == []

    @pytest.mark.parametrize(
        "query", ["limit=0", "limit=101", "sort=title", "sort=password", "cursor=x", "cursor=W10", "unknown=1"]
    )
    async def test_refuses_what_it_does_not_offer(self, ann: Person, query: str) -> None:
        assert (await ann.client.get(f"/api/v1/threads?{query}")).status_code == 422

    async def test_takes_one_statement(self, ann: Person, statements: Statements) -> None:
        await ann.thread()
        assert len(statements.of(await ann.client.get("/api/v1/threads"))) == 1


class TestChange:
    async def test_of_a_title_marks_it_as_the_persons_own(self, ann: Person) -> None:
        thread = await ann.thread()
        changed = await ann.client.patch(f"/api/v1/threads/{thread}", json={"title": "  Mine  "})
        assert (changed.json()["title"], changed.json()["title_is_manual"]) == ("Mine", True)

    async def test_needs_the_version_that_stands(self, ann: Person) -> None:
        thread = await ann.thread("one")
        seen = (await ann.client.get(f"/api/v1/threads/{thread}")).headers["etag"]
        good = await ann.client.patch(f"/api/v1/threads/{thread}", json={"title": "two"}, headers={"If-Match": seen})
        assert good.status_code == 200
        assert good.headers["etag"] != seen
        late = await ann.client.patch(f"/api/v1/threads/{thread}", json={"title": "three"}, headers={"If-Match": seen})
        assert (late.status_code, late.json()["code"]) == (412, "version_mismatch")
        gone = await ann.client.delete(f"/api/v1/threads/{thread}", headers={"If-Match": seen})
        assert gone.status_code == 412
        assert (await ann.client.get(f"/api/v1/threads/{thread}")).json()["title"] == "two"

    @pytest.mark.parametrize(
        "body",
        [{"title": None}, {"title": ""}, {"title": " "}, {"title": "x" * 256}, {"is_pinned": None}, {"user_id": "x"}],
    )
    async def test_refuses_nonsense(self, ann: Person, body: dict[str, object]) -> None:
        thread = await ann.thread("kept")
        assert (await ann.client.patch(f"/api/v1/threads/{thread}", json=body)).status_code == 422
        assert (await ann.client.get(f"/api/v1/threads/{thread}")).json()["title"] == "kept"


class TestRemoval:
    async def test_takes_the_messages_along(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        model = await add_model(owner, fake, "echo")
        thread = await ann.thread()
        user_message, message = await say(ann, thread, "Go.", model_id=model)
        await settled(ann, message)
        assert (await ann.client.delete(f"/api/v1/threads/{thread}")).status_code == 204
        for path in (
            f"threads/{thread}",
            f"messages/{user_message}",
            f"messages/{message}",
            f"threads/{thread}/branch",
        ):
            assert (await ann.client.get(f"/api/v1/{path}")).status_code == 404

    async def test_in_mid_answer_ends_it(self, ann: Person, owner: Person, fake: FakeProvider, app: FastAPI) -> None:
        model = await add_model(owner, fake, "hang:1")
        thread = await ann.thread()
        _, message = await say(ann, thread, "Go.", model_id=model)
        await fake.next_request()
        assert (await ann.client.delete(f"/api/v1/threads/{thread}")).status_code == 204
        async with asyncio.timeout(10):
            while app.state.turns.feeds.find(UUID(message)) is not None:
                await asyncio.sleep(0.05)


class TestBranch:
    async def test_is_read_from_its_end_in_stretches(self, ann: Person, database: Addresses) -> None:
        thread = await ann.thread("long")
        ids = await long_branch(database, ann, thread, 120)
        read: list[str] = []
        before: dict[str, str] = {}
        while True:
            stretch = (await ann.client.get(f"/api/v1/threads/{thread}/branch", params={"limit": 50, **before})).json()
            read = [message["id"] for message in stretch["items"]] + read
            if stretch["next_before"] is None:
                break
            before = {"before": stretch["next_before"]}
        assert read == ids

    async def test_costs_the_same_at_any_length(self, ann: Person, database: Addresses, statements: Statements) -> None:
        thread = await ann.thread("long")
        await long_branch(database, ann, thread, 300)
        assert len(statements.of(await ann.client.get(f"/api/v1/threads/{thread}/branch"))) == 3

    async def test_of_another_thread_is_not_found(self, ann: Person, database: Addresses) -> None:
        (foreign, *_) = await long_branch(database, ann, await ann.thread(), 2)
        thread = await ann.thread()
        for parameter in ("leaf", "before", "after", "around"):
            answer = await ann.client.get(f"/api/v1/threads/{thread}/branch", params={parameter: foreign})
            assert answer.status_code == 404

    async def test_of_an_empty_thread_is_empty(self, ann: Person) -> None:
        answer = await ann.client.get(f"/api/v1/threads/{await ann.thread()}/branch")
        assert answer.json() == {"items": [], "next_before": None, "next_after": None}


class TestCommit:
    async def test_that_fails_never_answers_that_all_is_well(self, ann: Person, database: Addresses) -> None:
        async with await psycopg.AsyncConnection.connect(database.owner, autocommit=True) as owner:
            # A constraint that is looked at only when the transaction commits.
            await owner.execute("""
                create function refuse() returns trigger language plpgsql as $$
                begin
                    if new.title = 'refused at commit' then
                        raise unique_violation;
                    end if;
                    return null;
                end $$""")
            await owner.execute("""
                create constraint trigger refuse after insert on threads deferrable initially deferred
                for each row execute function refuse()""")
            answer = await ann.client.post("/api/v1/threads", json={"title": "refused at commit"})
            await owner.execute("drop trigger refuse on threads")
        assert answer.status_code == 409
        assert answer.headers["content-type"] == "application/problem+json"
        assert await titles(ann) == []


async def long_branch(database: Addresses, person: Person, thread: str, length: int) -> list[str]:
    """That many messages, one below the other, and the thread's head at their end."""
    user_id = (await person.client.get("/api/v1/users/me")).json()["id"]
    ids = [new_id() for _ in range(length)]
    async with await psycopg.AsyncConnection.connect(database.application) as connection:
        await connection.execute("select set_config('app.user_id', %s, true)", [user_id])
        for number, id in enumerate(ids):
            await connection.execute(
                """insert into messages (id, user_id, thread_id, parent_id, role, content)
                values (%s, %s, %s, %s, %s, %s)""",
                [
                    id,
                    user_id,
                    thread,
                    ids[number - 1] if number else None,
                    ("user", "assistant")[number % 2],
                    str(number),
                ],
            )
        await connection.execute("update threads set head_message_id = %s where id = %s", [ids[-1], thread])
    return [str(id) for id in ids]
