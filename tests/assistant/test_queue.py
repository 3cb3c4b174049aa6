"""Messages queued while an answer is written are said one after another, each once, whatever happens meanwhile."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from tests.answers import add_model, say, settled
from tests.conftest import Person
from tests.fakes.provider import FakeProvider


async def queue(person: Person, thread: str, content: str, **more: object) -> dict[str, Any]:
    answer = await person.client.post(f"/api/v1/threads/{thread}/queue", json={"content": content, **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def waiting(person: Person, thread: str) -> list[str]:
    items = (await person.client.get(f"/api/v1/threads/{thread}/queue")).json()["items"]
    return [item["content"] for item in items]


async def branch(person: Person, thread: str) -> list[dict[str, Any]]:
    return (await person.client.get(f"/api/v1/threads/{thread}/branch")).json()["items"]


async def said(person: Person, thread: str) -> list[str]:
    return [message["content"] for message in await branch(person, thread) if message["role"] == "user"]


async def quiet(person: Person, thread: str, count: int) -> list[str]:
    """What the person said, once that much is said and answered."""
    async with asyncio.timeout(30):
        while True:
            messages = await branch(person, thread)
            if len(messages) >= 2 * count and all(message["status"] != "streaming" for message in messages):
                return await said(person, thread)
            await asyncio.sleep(0.05)


class TestQueue:
    async def test_is_said_in_order_when_the_answer_is_complete(
        self, ann: Person, owner: Person, fake: FakeProvider
    ) -> None:
        model = await add_model(owner, fake, "slow:20:20")
        thread = await ann.thread()
        await say(ann, thread, "One.", model_id=model)
        for content in ("Two.", "Three."):
            await queue(ann, thread, content, model_id=model)
        assert await waiting(ann, thread) == ["Two.", "Three."]
        assert await quiet(ann, thread, 3) == ["One.", "Two.", "Three."]
        assert await waiting(ann, thread) == []

    async def test_is_said_at_once_where_nothing_is_written(
        self, ann: Person, owner: Person, fake: FakeProvider
    ) -> None:
        model = await add_model(owner, fake, "burst:2")
        thread = await ann.thread()
        await queue(ann, thread, "One.", model_id=model)
        assert await quiet(ann, thread, 1) == ["One."]

    async def test_can_be_edited_reordered_and_shortened(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        model = await add_model(owner, fake, "hang:1")
        thread = await ann.thread()
        _, message = await say(ann, thread, "Go.", model_id=model)
        items = [await queue(ann, thread, content, model_id=model) for content in "abc"]
        path = f"/api/v1/threads/{thread}/queue"
        ids = [item["id"] for item in items]
        await ann.client.patch(f"{path}/{ids[0]}", json={"content": "A"})
        ordered = await ann.client.post(f"{path}/order", json={"ids": ids[::-1]})
        assert [item["content"] for item in ordered.json()["items"]] == ["c", "b", "A"]
        assert (await ann.client.delete(f"{path}/{ids[1]}")).status_code == 204
        assert await waiting(ann, thread) == ["c", "A"]
        for bad, status in (([ids[0]], 409), ([ids[0], ids[0]], 409), ([*ids], 404)):
            assert (await ann.client.post(f"{path}/order", json={"ids": bad})).status_code == status
        await ann.client.post(f"/api/v1/messages/{message}/stop")

    @pytest.mark.parametrize("behaviour", ["fail", "cut:3"])
    async def test_pauses_when_an_answer_fails(
        self, ann: Person, owner: Person, fake: FakeProvider, app: FastAPI, behaviour: str
    ) -> None:
        hanging, working = await add_model(owner, fake, "slow:10:20"), await add_model(owner, fake, "burst:1")
        failing = await add_model(owner, fake, behaviour)
        thread = await ann.thread()
        await say(ann, thread, "One.", model_id=hanging)
        await queue(ann, thread, "Fails.", model_id=failing)
        await queue(ann, thread, "Last.", model_id=working)
        await quiet(ann, thread, 2)
        await app.state.turns.go_on_everywhere()
        await asyncio.sleep(0.3)
        shown = (await ann.client.get(f"/api/v1/threads/{thread}/queue")).json()
        assert (shown["is_paused"], len(shown["items"])) == (True, 1)
        await say(ann, thread, "Better.", model_id=working)
        assert await quiet(ann, thread, 4) == ["One.", "Fails.", "Better.", "Last."]

    async def test_pauses_when_a_message_cannot_be_said(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        slow, other = [await add_model(owner, fake, behaviour) for behaviour in ("slow:10:20", "burst:1")]
        thread = await ann.thread()
        await say(ann, thread, "One.", model_id=slow)
        await queue(ann, thread, "With a model that is gone by then.", model_id=other)
        await owner.client.patch(f"/api/v1/ai-models/{other}", json={"is_active": False})
        async with asyncio.timeout(10):
            while not (await ann.client.get(f"/api/v1/threads/{thread}/queue")).json()["is_paused"]:
                await asyncio.sleep(0.05)
        assert await said(ann, thread) == ["One."]
        assert await waiting(ann, thread) == ["With a model that is gone by then."]

    async def test_waits_for_an_answer_whoever_wants_to_go_on(
        self, ann: Person, owner: Person, fake: FakeProvider, app: FastAPI
    ) -> None:
        model = await add_model(owner, fake, "hang:1")
        thread = await ann.thread()
        _, message = await say(ann, thread, "Go.", model_id=model)
        await queue(ann, thread, "Later.", model_id=model)
        user_id = (await ann.client.get("/api/v1/users/me")).json()["id"]
        await asyncio.gather(*(app.state.turns.go_on(UUID(user_id), UUID(thread)) for _ in range(4)))
        assert await waiting(ann, thread) == ["Later."]
        await ann.client.post(f"/api/v1/messages/{message}/stop")

    async def test_holds_fifty_messages(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        model = await add_model(owner, fake, "hang:1")
        thread = await ann.thread()
        _, message = await say(ann, thread, "Go.", model_id=model)
        for number in range(50):
            await queue(ann, thread, f"{number}", model_id=model)
        more = await ann.client.post(f"/api/v1/threads/{thread}/queue", json={"content": "One too many."})
        assert (more.status_code, more.json()["code"]) == (409, "conflict")
        assert await waiting(ann, thread) == [f"{number}" for number in range(50)]
        await ann.client.post(f"/api/v1/messages/{message}/stop")

    async def test_pauses_when_the_person_stops(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        model = await add_model(owner, fake, "hang:1")
        thread = await ann.thread()
        _, message = await say(ann, thread, "Go.", model_id=model)
        await queue(ann, thread, "Later.", model_id=model)
        await ann.client.post(f"/api/v1/messages/{message}/stop")
        await asyncio.sleep(0.3)
        assert await waiting(ann, thread) == ["Later."]

    async def test_send_now_stops_and_says_it(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        hanging, working = await add_model(owner, fake, "hang:1"), await add_model(owner, fake, "burst:1")
        thread = await ann.thread()
        _, stopped = await say(ann, thread, "Go.", model_id=hanging)
        await queue(ann, thread, "First.", model_id=working)
        item = await queue(ann, thread, "Urgent.", model_id=working)
        sent = await ann.client.post(f"/api/v1/threads/{thread}/queue/{item['id']}/send-now")
        assert sent.status_code == 201, sent.text
        assert (await settled(ann, stopped))["status"] == "interrupted"
        assert (await settled(ann, sent.json()["message_id"]))["status"] == "complete"
        assert await quiet(ann, thread, 3) == ["Go.", "Urgent.", "First."]

    async def test_goes_on_after_a_crash_and_once(
        self, ann: Person, owner: Person, fake: FakeProvider, app: FastAPI
    ) -> None:
        """What a dead process left is taken up by all others at once, and said by one."""
        hanging, working = await add_model(owner, fake, "hang:1"), await add_model(owner, fake, "slow:3:50")
        thread = await ann.thread()
        _, message = await say(ann, thread, "Go.", model_id=hanging)
        await queue(ann, thread, "Once.", model_id=working)
        turns = app.state.turns
        turns._is_closing = True  # as the process dies: the end is written, nothing follows
        turns.interrupt(UUID(message))
        await settled(ann, message)
        turns._is_closing = False
        assert await waiting(ann, thread) == ["Once."]
        await asyncio.gather(*(turns.go_on_everywhere() for _ in range(8)))
        assert await quiet(ann, thread, 2) == ["Go.", "Once."]
        everything = (await ann.client.get(f"/api/v1/threads/{thread}/messages")).json()["items"]
        assert len(everything) == 4

    async def test_nothing_is_lost_between_an_end_and_a_queueing(
        self, ann: Person, owner: Person, fake: FakeProvider
    ) -> None:
        model = await add_model(owner, fake, "burst:1")
        for _ in range(10):
            thread = await ann.thread()
            await say(ann, thread, "One.", model_id=model)
            await asyncio.gather(*(queue(ann, thread, content, model_id=model) for content in "abc"))
            assert sorted(await quiet(ann, thread, 4)) == ["One.", "a", "b", "c"]

    async def test_is_nobody_elses(self, ann: Person, bob: Person, owner: Person, fake: FakeProvider) -> None:
        model = await add_model(owner, fake, "hang:1")
        thread = await ann.thread()
        _, message = await say(ann, thread, "Go.", model_id=model)
        item = await queue(ann, thread, "Later.", model_id=model)
        path = f"/api/v1/threads/{thread}/queue"
        answers: list[httpx.Response] = [
            await bob.client.get(path),
            await bob.client.post(path, json={"content": "x"}),
            await bob.client.post(f"{path}/order", json={"ids": [item["id"]]}),
            await bob.client.patch(f"{path}/{item['id']}", json={"content": "x"}),
            await bob.client.delete(f"{path}/{item['id']}"),
            await bob.client.post(f"{path}/{item['id']}/send-now"),
        ]
        assert [answer.status_code for answer in answers] == [404] * 6
        await ann.client.post(f"/api/v1/messages/{message}/stop")


class TestDraft:
    async def test_the_later_keystroke_wins(self, ann: Person) -> None:
        path = f"/api/v1/threads/{await ann.thread()}/draft"
        assert (await ann.client.get(path)).json() == {"content": "", "edited_at": None}
        late, early = "2026-01-01T10:00:05Z", "2026-01-01T10:00:04Z"
        await ann.client.put(path, json={"content": "late", "edited_at": late})
        standing = await ann.client.put(path, json={"content": "early", "edited_at": early})
        assert standing.json()["content"] == "late"
        assert (await ann.client.delete(path)).status_code == 204
        await ann.client.put(path, json={"content": "a keystroke on its way", "edited_at": late})
        assert (await ann.client.get(path)).json()["content"] == ""

    async def test_a_clock_that_is_ahead_counts_as_ours(self, ann: Person) -> None:
        path = f"/api/v1/threads/{await ann.thread()}/draft"
        ahead = (await ann.client.put(path, json={"content": "ahead", "edited_at": "2999-01-01T00:00:00Z"})).json()
        assert ahead["content"] == "ahead"
        assert not ahead["edited_at"].startswith("2999")
        right = await ann.client.put(path, json={"content": "right", "edited_at": datetime.now(UTC).isoformat()})
        assert right.json()["content"] == "right"

    async def test_is_nobody_elses(self, ann: Person, bob: Person) -> None:
        path = f"/api/v1/threads/{await ann.thread()}/draft"
        body = {"content": "x", "edited_at": "2026-01-01T10:00:05Z"}
        statuses = [(await bob.client.get(path)).status_code, (await bob.client.put(path, json=body)).status_code]
        assert [*statuses, (await bob.client.delete(path)).status_code] == [404] * 3
