"""Writing: once where it must be once, never over what somebody else has changed, and not at all where it fails."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import LiteralString

import httpx
import psycopg
import pytest
from fastapi import FastAPI
from psycopg import sql
from sqlalchemy import text
from tests.answers import add_model, say, settled
from tests.conftest import PASSWORD, Person
from tests.fakes.provider import FakeProvider

from clew.infra.embedded_postgres import Addresses

THREADS = "/api/v1/threads"


async def titles(person: Person) -> list[str]:
    return sorted(one["title"] for one in (await person.client.get(THREADS)).json()["items"])


async def create(person: Person, title: str, key: str) -> httpx.Response:
    return await person.client.post(THREADS, json={"title": title}, headers={"Idempotency-Key": key})


async def etag(person: Person, path: str) -> str:
    return (await person.client.get(path)).headers["etag"]


class TestIdempotencyKey:
    async def test_gives_the_first_answer_again(self, ann: Person) -> None:
        first, second = await create(ann, "one", "k"), await create(ann, "one", "k")
        assert (first.status_code, second.status_code) == (201, 201)
        assert first.json() == second.json()
        assert await titles(ann) == ["one"]

    async def test_of_many_at_once_makes_one(self, ann: Person) -> None:
        answers = await asyncio.gather(*(create(ann, "one", "k") for _ in range(25)))
        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.text for answer in answers}) == 1
        assert await titles(ann) == ["one"]

    async def test_with_another_request_is_refused(self, ann: Person) -> None:
        await create(ann, "one", "k")
        other = await create(ann, "two", "k")
        assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
        elsewhere = await ann.client.post(
            f"{THREADS}/{await ann.thread('three')}/turns", json={"title": "one"}, headers={"Idempotency-Key": "k"}
        )
        assert elsewhere.status_code == 422
        assert await titles(ann) == ["one", "three"]

    async def test_is_a_persons_own(self, ann: Person, bob: Person) -> None:
        first, second = await create(ann, "one", "k"), await create(bob, "one", "k")
        assert first.json()["id"] != second.json()["id"]
        assert (await titles(ann), await titles(bob)) == (["one"], ["one"])

    async def test_is_not_used_up_by_a_request_that_failed(self, ann: Person) -> None:
        assert (await create(ann, "", "k")).status_code == 422
        assert (await create(ann, "one", "k")).status_code == 201

    async def test_is_forgotten_after_a_day(self, app: FastAPI, ann: Person) -> None:
        for key in ("old", "recent"):
            await create(ann, key, key)
        user_id = (await ann.client.get("/api/v1/users/me")).json()["id"]
        async with app.state.database.begin(user_id) as session:
            aged = "update idempotency_keys set created_at = now() - make_interval(hours => :hours) where key = :key"
            await session.execute(text(aged), [{"hours": 25, "key": "old"}, {"hours": 23, "key": "recent"}])
        await create(ann, "new", "new")
        async with app.state.database.begin(user_id) as session:
            kept = (await session.execute(text("select key from idempotency_keys"))).scalars().all()
        assert sorted(kept) == ["new", "recent"]
        assert (await create(ann, "recent", "recent")).status_code == 201
        assert await titles(ann) == ["new", "old", "recent"]


class TestVersion:
    async def test_is_told_with_what_it_is_of(self, ann: Person) -> None:
        path = f"{THREADS}/{await ann.thread('one')}"
        seen = await etag(ann, path)
        changed = await ann.client.patch(path, json={"is_pinned": True}, headers={"If-Match": seen})
        assert changed.headers["etag"] == await etag(ann, path) != seen

    async def test_does_not_rise_where_nothing_changes(self, ann: Person) -> None:
        path = f"{THREADS}/{await ann.thread('one')}"
        seen = await etag(ann, path)
        assert (await ann.client.patch(path, json={})).status_code == 200
        assert (await ann.client.patch(path, json={"is_pinned": False})).status_code == 200
        assert await etag(ann, path) == seen

    async def test_of_anything_that_is_there_is_a_star(self, ann: Person) -> None:
        path = f"{THREADS}/{await ann.thread('one')}"
        for headers in ({"If-Match": "*"}, {}):
            assert (await ann.client.patch(path, json={"title": "two"}, headers=headers)).status_code == 200
        assert (await ann.client.delete(path, headers={"If-Match": "*"})).status_code == 204
        assert (await ann.client.patch(path, json={"title": "two"}, headers={"If-Match": "*"})).status_code == 404

    async def test_lets_one_of_many_writers_through(self, ann: Person) -> None:
        path = f"{THREADS}/{await ann.thread('one')}"
        headers = {"If-Match": await etag(ann, path)}
        answers = await asyncio.gather(
            *(ann.client.patch(path, json={"title": f"writer {n}"}, headers=headers) for n in range(20))
        )
        assert sorted(answer.status_code for answer in answers) == [200] + [412] * 19
        (won,) = [answer for answer in answers if answer.status_code == 200]
        assert (await ann.client.get(path)).json()["title"] == won.json()["title"]

    async def test_is_not_what_a_turn_changes(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        """Somebody who renames a thread while it is answered in another window must not be refused."""
        model = await add_model(owner, fake, "echo")
        thread = await ann.thread("one")
        seen = await etag(ann, f"{THREADS}/{thread}")
        await settled(ann, (await say(ann, thread, "Go.", model_id=model))[1])
        renamed = await ann.client.patch(f"{THREADS}/{thread}", json={"title": "two"}, headers={"If-Match": seen})
        assert renamed.status_code == 200


class TestTitle:
    @pytest.mark.parametrize(
        "title", ["x", "x" * 255, "🦊" * 255, "  two  words  ", "a\nb", "<b>not bold</b>", "'; --"]
    )
    async def test_is_kept_as_it_was_given(self, ann: Person, title: str) -> None:
        thread = await ann.thread(title)
        kept = (await ann.client.get(f"{THREADS}/{thread}")).json()
        assert (kept["title"], kept["title_is_manual"]) == (title.strip(), True)

    async def test_is_nobodys_own_where_none_was_given(self, ann: Person) -> None:
        kept = (await ann.client.get(f"{THREADS}/{await ann.thread()}")).json()
        assert (kept["title"], kept["title_is_manual"]) == ("", False)
        made = await ann.client.post(THREADS, json={"title": None})
        assert (made.status_code, made.json()["title_is_manual"]) == (201, False)


class TestFailedCommit:
    """A constraint that is looked at only at the end: everything has been done by then, and none of it holds."""

    async def test_of_a_new_thread(self, ann: Person, database: Addresses) -> None:
        async with refusing(database, "threads", "insert"):
            answer = await ann.client.post(THREADS, json={"title": "lost"}, headers={"Idempotency-Key": "k"})
        failed(answer)
        assert await titles(ann) == []
        assert (await create(ann, "lost", "k")).status_code == 201, "the key is not used up"

    async def test_of_a_change(self, ann: Person, database: Addresses) -> None:
        path = f"{THREADS}/{await ann.thread('one')}"
        async with refusing(database, "threads", "update"):
            failed(await ann.client.patch(path, json={"title": "two"}))
        assert await titles(ann) == ["one"]

    @pytest.mark.parametrize(("permanently", "verb"), [("false", "update"), ("true", "delete")])
    async def test_of_a_removal(self, ann: Person, database: Addresses, permanently: str, verb: LiteralString) -> None:
        path = f"{THREADS}/{await ann.thread('one')}"
        async with refusing(database, "threads", verb):
            failed(await ann.client.delete(path, params={"permanently": permanently}))
        assert await titles(ann) == ["one"]
        assert (await ann.client.get(f"{THREADS}/bin")).json()["items"] == []

    async def test_of_a_turn_asks_no_model(
        self, app: FastAPI, ann: Person, owner: Person, fake: FakeProvider, database: Addresses
    ) -> None:
        model = await add_model(owner, fake, "echo")
        thread = await ann.thread("one")
        async with refusing(database, "messages", "insert"):
            answer = await ann.client.post(f"{THREADS}/{thread}/turns", json={"content": "Go.", "model_id": model})
        failed(answer)
        assert (await ann.client.get(f"{THREADS}/{thread}/messages")).json()["items"] == []
        assert (await ann.client.get(f"{THREADS}/{thread}")).json()["head_message_id"] is None
        assert list(app.state.turns.feeds.all()) == []
        assert fake.seen == []

    async def test_of_a_sign_in_gives_no_session(
        self, stranger: httpx.AsyncClient, ann: Person, database: Addresses
    ) -> None:
        async with refusing(database, "user_sessions", "insert"):
            who = {"username": ann.username, "password": PASSWORD}
            answer = await stranger.post("/api/v1/auth/sign-in", json=who)
        failed(answer)
        assert "set-cookie" not in answer.headers


@asynccontextmanager
async def refusing(database: Addresses, table: str, verb: LiteralString) -> AsyncGenerator[None]:
    """As long as the block lasts, no transaction that does this to this table can be committed."""
    async with await psycopg.AsyncConnection.connect(database.owner, autocommit=True) as owner:
        await owner.execute("""
            create or replace function refuse() returns trigger language plpgsql as $$
            begin raise exception 'not at the end' using errcode = 'unique_violation'; end $$""")
        make = "create constraint trigger refuse after {} on {} deferrable initially deferred for each row {}"
        act = sql.SQL("execute function refuse()")
        await owner.execute(sql.SQL(make).format(sql.SQL(verb), sql.Identifier(table), act))
        try:
            yield
        finally:
            await owner.execute(sql.SQL("drop trigger refuse on {}").format(sql.Identifier(table)))


def failed(answer: httpx.Response) -> None:
    assert answer.status_code == 409, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
