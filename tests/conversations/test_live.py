"""Who has a page open learns what changes in their threads, and nothing of anybody else's."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeAlias
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from tests.answers import add_model, follow, say, settled
from tests.conftest import People, Person
from tests.fakes.provider import FakeProvider
from tests.following import following

from clew.conversations.live import endpoints
from clew.conversations.schemas import ThreadCreate
from clew.conversations.store import Threads
from clew.infra import hints, live
from clew.infra.caller import Caller
from clew.infra.db import POOL_SIZE
from clew.infra.hints import Follower, Hint
from clew.kit.ids import new_id

THREADS = "/api/v1/threads"
EVENTS = "/api/v1/events"
Act: TypeAlias = Callable[[httpx.AsyncClient, str], Awaitable[httpx.Response]]


async def rename(client: httpx.AsyncClient, path: str) -> httpx.Response:
    return await client.patch(path, json={"title": "New"})


async def pin(client: httpx.AsyncClient, path: str) -> httpx.Response:
    return await client.patch(path, json={"is_pinned": True})


async def archive(client: httpx.AsyncClient, path: str) -> httpx.Response:
    return await client.patch(path, json={"is_archived": True})


async def remove(client: httpx.AsyncClient, path: str) -> httpx.Response:
    return await client.delete(path)


async def restore(client: httpx.AsyncClient, path: str) -> httpx.Response:
    await client.delete(path)
    return await client.post(f"{path}/restore")


async def erase(client: httpx.AsyncClient, path: str) -> httpx.Response:
    return await client.delete(f"{path}?permanently=true")


async def type_a_draft(client: httpx.AsyncClient, path: str) -> httpx.Response:
    return await client.put(f"{path}/draft", json={"content": "Dear", "edited_at": "2026-01-01T00:00:00Z"})


async def clear_the_draft(client: httpx.AsyncClient, path: str) -> httpx.Response:
    return await client.delete(f"{path}/draft")


async def begin_and_fail(app: FastAPI, who: UUID) -> None:
    async with app.state.database.begin(who) as session:
        await Threads(session, Caller(who)).create(ThreadCreate())
        raise ZeroDivisionError


async def user_id(person: Person) -> UUID:
    return UUID((await person.client.get("/api/v1/users/me")).json()["id"])


class TestThreads:
    @pytest.mark.parametrize("act", [rename, pin, archive, remove, restore, erase])
    async def test_that_change_are_told(self, ann: Person, act: Act) -> None:
        thread = await ann.thread("Old")
        async with following(ann.client) as stream:
            assert (await act(ann.client, f"{THREADS}/{thread}")).is_success
            assert await stream.next() == (thread, "thread")

    async def test_that_are_new_are_told(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        model = await add_model(owner, fake, "echo")
        origin = await ann.thread("Origin")
        _, answer = await say(ann, origin, "Hello.", model_id=model)
        await settled(ann, answer)
        file = (await ann.client.get(f"{THREADS}/{origin}/export?format=json")).json()
        async with following(ann.client) as stream:
            made = await ann.thread()
            forked = await ann.client.post(f"{THREADS}/{origin}/fork", json={"message_id": answer})
            read_in = await ann.client.post(f"{THREADS}/import", json=file)
            for thread in (made, forked.json()["id"], read_in.json()["id"]):
                await stream.until(thread, "thread")

    @pytest.mark.parametrize("act", [type_a_draft, clear_the_draft])
    async def test_whose_draft_changes_are_told(self, ann: Person, act: Act) -> None:
        thread = await ann.thread()
        async with following(ann.client) as stream:
            assert (await act(ann.client, f"{THREADS}/{thread}")).is_success
            assert await stream.next() == (thread, "draft")

    async def test_of_others_are_not(self, ann: Person, bob: Person) -> None:
        hers, his = await ann.thread(), await bob.thread()
        async with following(bob.client) as stream:
            await rename(ann.client, f"{THREADS}/{hers}")
            await rename(bob.client, f"{THREADS}/{his}")
            assert await stream.next() == (his, "thread")

    async def test_that_do_not_change_after_all_are_not(self, app: FastAPI, ann: Person) -> None:
        who = await user_id(ann)
        with app.state.database.hints.follow(who) as follower:
            with pytest.raises(ZeroDivisionError):
                await begin_and_fail(app, who)
            thread = await ann.thread()
            assert await follower.take(5) == [Hint(who, UUID(thread), "thread")]


class TestTurns:
    async def test_are_told_when_they_begin_and_when_they_end(
        self, ann: Person, owner: Person, fake: FakeProvider
    ) -> None:
        model = await add_model(owner, fake, "hang:3")
        thread = await ann.thread()
        async with following(ann.client) as stream:
            _, message = await say(ann, thread, "Go.", model_id=model)
            assert await stream.next() == (thread, "messages")
            await ann.client.post(f"/api/v1/messages/{message}/stop")
            await stream.until(thread, "messages")

    async def test_that_are_told_can_be_followed_at_once(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        model = await add_model(owner, fake, "slow:20:20")
        thread = await ann.thread()
        async with following(ann.client) as stream:
            asked = asyncio.create_task(say(ann, thread, "Go.", model_id=model))
            await stream.until(thread, "messages")
            branch = (await ann.client.get(f"{THREADS}/{thread}/branch")).json()["items"]
            assert [message["status"] for message in branch] == ["complete", "streaming"]
            assert (await follow(ann.client, branch[-1]["id"])).status == "complete"
            await asked

    async def test_leave_another_branch_in_view(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        model = await add_model(owner, fake, "echo")
        thread = await ann.thread()
        for words in ("One.", "Two."):
            _, answer = await say(ann, thread, words, model_id=model, parent_id=None)
            await settled(ann, answer)
        first = (await ann.client.get(f"{THREADS}/{thread}/messages")).json()["items"][0]["id"]
        async with following(ann.client) as stream:
            await ann.client.post(f"{THREADS}/{thread}/choose", json={"message_id": first})
            assert await stream.next() == (thread, "messages")


class TestQueue:
    async def test_is_told_whatever_becomes_of_it(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        model = await add_model(owner, fake, "hang:1")
        thread = await ann.thread()
        queue = f"{THREADS}/{thread}/queue"
        _, message = await say(ann, thread, "Go.", model_id=model)

        async def add(content: str) -> str:
            return (await ann.client.post(queue, json={"content": content, "model_id": model})).json()["id"]

        async with following(ann.client) as stream:
            one = await add("One.")
            await stream.until(thread, "queue")
            two = await add("Two.")
            await stream.until(thread, "queue")
            await ann.client.post(f"{queue}/order", json={"ids": [two, one]})
            await stream.until(thread, "queue")
            await ann.client.patch(f"{queue}/{one}", json={"content": "Changed."})
            await stream.until(thread, "queue")
            await ann.client.delete(f"{queue}/{one}")
            await stream.until(thread, "queue")
            await ann.client.post(f"/api/v1/messages/{message}/stop")
            assert (await ann.client.get(queue)).json()["is_paused"]
            await stream.until(thread, "queue")
            said = await ann.client.post(f"{queue}/{two}/send-now")
            await stream.until(thread, "queue")
            await ann.client.post(f"/api/v1/messages/{said.json()['message_id']}/stop")


class TestStream:
    async def test_goes_on_while_nothing_changes(self, monkeypatch: pytest.MonkeyPatch, ann: Person) -> None:
        monkeypatch.setattr(live, "HEARTBEAT", 0.01)
        signs = 0
        async with ann.client.stream("GET", EVENTS) as response, asyncio.timeout(10):
            async for line in response.aiter_lines():
                signs += line.startswith(":")
                if signs == 3:
                    return
        raise AssertionError("the stream has ended")

    async def test_holds_no_connection_to_the_database(self, people: People, ann: Person, bob: Person) -> None:
        thread = await ann.thread()
        async with asyncio.TaskGroup() as group:
            everybody = [await people.join() for _ in range(POOL_SIZE)]
            ready, enough = asyncio.Barrier(POOL_SIZE + 1), asyncio.Event()

            async def watch(person: Person) -> None:
                async with following(person.client):
                    await ready.wait()
                    await enough.wait()

            for person in everybody:
                group.create_task(watch(person))
            await ready.wait()
            async with following(bob.client), following(ann.client) as stream:
                await rename(ann.client, f"{THREADS}/{thread}")
                assert await stream.next() == (thread, "thread")
            enough.set()

    async def test_is_refused_where_somebody_has_too_many(
        self, monkeypatch: pytest.MonkeyPatch, app: FastAPI, ann: Person, bob: Person
    ) -> None:
        monkeypatch.setattr(endpoints, "STREAMS_AT_MOST", 1)
        async with following(ann.client):
            refused = await ann.client.get(EVENTS)
            assert (refused.status_code, refused.json()["code"]) == (429, "too_many")
            async with following(bob.client):
                pass
        who = await user_id(ann)
        async with asyncio.timeout(5):
            while app.state.database.hints.followers_of(who):
                await asyncio.sleep(0.01)
        async with following(ann.client):
            pass


class TestFollower:
    async def test_gets_each_thing_once_in_the_order_of_its_change(self) -> None:
        follower, one, two = Follower(), a_hint(), a_hint()
        for hint in (one, two, one):
            follower.add(hint)
        assert await follower.take(0) == [one, two]
        assert await follower.take(0) == []

    async def test_is_let_go_when_it_takes_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(hints, "BEHIND_AT_MOST", 2)
        follower = Follower()
        for _ in range(2):
            follower.add(a_hint())
        assert not follower.is_over
        follower.add(a_hint())
        assert follower.is_over


def a_hint() -> Hint:
    return Hint(new_id(), new_id(), "thread")
