"""kill -9 in the middle of everything: nothing that was acknowledged is lost, nothing is left half done."""

import asyncio
import os
import random
import time
from collections import Counter
from dataclasses import dataclass, field

import httpx
import pytest
from tests.answers import add_model
from tests.conftest import PASSWORD, Person
from tests.fakes.provider import FakeProvider
from tests.served import Served

KILLS = int(os.environ.get("CLEW_KILLS", "12"))
LOST_AT_MOST = 0.3  # seconds of a partial answer
MODELS = ("burst:64", "slow:200:5", "slow:30:40", "hang:3", "think")


@dataclass(slots=True)
class Talk:
    """What one client knows of its conversation."""

    thread_id: str
    acknowledged: dict[str, str] = field(default_factory=dict[str, str])
    """Content of the person's messages that the server said yes to, by id."""
    answers: set[str] = field(default_factory=set[str])
    queued: dict[str, bool] = field(default_factory=dict[str, bool])
    """Whether the server said yes to queueing it, by content."""
    received: list[tuple[float, str, int]] = field(default_factory=list[tuple[float, str, int]])
    """When how many characters of which answer had come."""


async def talk(person: Person, models: list[str], spoken: Talk) -> None:
    """Take turns, queue what is to be said next, and follow the answers, until the server is gone."""
    try:
        while True:
            content = f"Message {len(spoken.acknowledged)} with some words {random.random()}"  # noqa: S311 no secret
            body: dict[str, str | None] = {"content": content, "model_id": random.choice(models)}  # noqa: S311 no secret
            if random.random() < 0.2:  # noqa: S311 no secret
                body["parent_id"] = None
            taken = await person.client.post(f"/api/v1/threads/{spoken.thread_id}/turns", json=body)
            if taken.status_code == 409:  # the queue was quicker
                await asyncio.sleep(0.02)
                continue
            assert taken.status_code == 201, taken.text
            spoken.acknowledged[taken.json()["user_message_id"]] = content
            spoken.answers.add(taken.json()["message_id"])
            for _ in range(random.randrange(3)):  # noqa: S311 no secret
                await queue(person, models[0], spoken)
            await watch(person, taken.json()["message_id"], spoken)
    except (httpx.TransportError, OSError):
        pass


async def queue(person: Person, model: str, spoken: Talk) -> None:
    content = f"Queued message {len(spoken.queued)}"
    spoken.queued[content] = False
    body = {"content": content, "model_id": model}
    answer = await person.client.post(f"/api/v1/threads/{spoken.thread_id}/queue", json=body)
    assert answer.status_code == 201, answer.text
    spoken.queued[content] = True


async def watch(person: Person, message: str, spoken: Talk) -> None:
    """Follow an answer, or stop it, as people do."""
    stop_at = time.monotonic() + random.uniform(0.1, 1.5)  # noqa: S311 no secret
    size = 0
    async with person.client.stream("GET", f"/api/v1/messages/{message}/events") as stream:
        kind = ""
        async for line in stream.aiter_lines():
            if line.startswith("event: "):
                kind = line.removeprefix("event: ")
            elif line.startswith("data: ") and kind == "text":
                size += len(httpx.Response(200, content=line.removeprefix("data: ")).json()["text"])
                spoken.received.append((time.monotonic(), message, size))
            if time.monotonic() > stop_at:
                break
    await person.client.post(f"/api/v1/messages/{message}/stop")


async def settled_state(person: Person, spoken: Talk) -> dict[str, dict[str, str]]:
    """All messages of the thread, by id."""
    messages: dict[str, dict[str, str]] = {}
    cursor: dict[str, str] = {}
    while True:
        page = (await person.client.get(f"/api/v1/threads/{spoken.thread_id}/messages", params=cursor)).json()
        messages |= {message["id"]: message for message in page["items"]}
        if page["next_cursor"] is None:
            return messages
        cursor = {"cursor": page["next_cursor"]}


@pytest.mark.timeout(900)
@pytest.mark.xdist_group("kill")
async def test_kills_lose_nothing_that_was_acknowledged() -> None:
    async with FakeProvider() as fake, Served() as served:
        token = served.command(
            *("user", "create", "ann", "--email", "ann@example.org", "--owner", "--password-stdin", "--token"),
            text=PASSWORD,
        )
        headers = {"Authorization": f"Bearer {token}"}
        client = httpx.AsyncClient(base_url=served.url, headers=headers, timeout=10)
        ann = Person("ann", "ann@example.org", token, client)
        models = [await add_model(ann, fake, behaviour) for behaviour in MODELS]
        talks = [Talk(await ann.thread()) for _ in range(4)]
        for kill in range(KILLS):
            async with asyncio.TaskGroup() as group:
                for spoken in talks:
                    spoken.received.clear()
                    group.create_task(talk(ann, models, spoken))
                await asyncio.sleep(random.uniform(0.2, 1.5))  # noqa: S311 no secret
                killed_at = time.monotonic()
                served.kill()
            await served.start()
            for spoken in talks:
                await check(ann, spoken, killed_at, kill)
        assert sum(len(spoken.acknowledged) for spoken in talks) > KILLS
        assert sum(sum(spoken.queued.values()) for spoken in talks) > KILLS
        await client.aclose()


async def waiting(ann: Person, spoken: Talk) -> list[str]:
    """What stands in the queue, once it has been said or waits for the person."""
    async with asyncio.timeout(30):
        while True:
            queued = (await ann.client.get(f"/api/v1/threads/{spoken.thread_id}/queue")).json()
            messages = await settled_state(ann, spoken)
            is_quiet = all(message["status"] != "streaming" for message in messages.values())
            if is_quiet and (queued["is_paused"] or not queued["items"]):
                return [item["content"] for item in queued["items"]]
            await asyncio.sleep(0.05)


async def check(ann: Person, spoken: Talk, killed_at: float, kill: int) -> None:
    messages = await settled_state(ann, spoken)
    for message_id, content in spoken.acknowledged.items():
        assert messages[message_id]["content"] == content, f"kill {kill} lost an acknowledged message"
    left = [id for id in spoken.answers & set(messages) if messages[id]["status"] == "streaming"]
    assert left == [], f"kill {kill} left answers streaming"
    queue = await waiting(ann, spoken)
    messages = await settled_state(ann, spoken)
    said = Counter(message["content"] for message in messages.values() if message["role"] == "user") + Counter(queue)
    for content, is_acknowledged in spoken.queued.items():
        assert said[content] <= 1, f"kill {kill} had a queued message said twice"
        assert said[content] == 1 or not is_acknowledged, f"kill {kill} lost a queued message"
    for at, message_id, size in spoken.received:
        if at <= killed_at - LOST_AT_MOST:
            kept = len(messages[message_id]["content"])
            assert kept >= size, f"kill {kill} lost {size - kept} characters that were {killed_at - at:.2f} s old"
