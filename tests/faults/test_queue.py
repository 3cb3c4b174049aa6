"""A queue that several server processes look after: what waits there is said once, and outlives whoever dies."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from tests.answers import add_model, kept, say
from tests.conftest import PASSWORD, Person
from tests.fakes.provider import FakeProvider
from tests.served import Served

pytestmark = pytest.mark.timeout(300)


@dataclass(slots=True)
class Two:
    """Two server processes on one data folder, and Ann at each of them. The first one looks after the database."""

    served: tuple[Served, Served]
    ann: tuple[Person, Person]
    fake: FakeProvider


@pytest.fixture(scope="module")
async def two() -> AsyncIterator[Two]:
    async with AsyncExitStack() as stack:
        fake = await stack.enter_async_context(FakeProvider())
        first = await stack.enter_async_context(Served())
        second = await stack.enter_async_context(Served(beside=first))
        token = first.command(
            *("user", "create", "ann", "--email", "ann@example.org", "--owner", "--password-stdin", "--token"),
            text=PASSWORD,
        )
        anns: list[Person] = []
        for served in (first, second):
            client = httpx.AsyncClient(base_url=served.url, headers={"Authorization": f"Bearer {token}"}, timeout=30)
            anns.append(Person("ann", "ann@example.org", token, await stack.enter_async_context(client)))
        yield Two((first, second), (anns[0], anns[1]), fake)


async def queue(person: Person, thread: str, content: str, model: str) -> None:
    body = {"content": content, "model_id": model}
    answer = await person.client.post(f"/api/v1/threads/{thread}/queue", json=body)
    assert answer.status_code == 201, answer.text


async def items(person: Person, path: str) -> list[dict[str, Any]]:
    """As a client reads: while the database is away, it is told to try again."""
    while (answer := await person.client.get(path)).status_code == 503:
        await asyncio.sleep(0.1)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


async def conversation(person: Person, thread: str, turns: int) -> list[dict[str, Any]]:
    """All messages by time, once that many turns were taken and answered and nothing waits."""
    path = f"/api/v1/threads/{thread}"
    async with asyncio.timeout(60):
        while True:
            found = await items(person, f"{path}/messages?limit=100")
            ended = all(message["status"] != "streaming" for message in found)
            if len(found) >= 2 * turns and ended and not await items(person, f"{path}/queue"):
                return found
            await asyncio.sleep(0.05)


def is_one_branch(found: list[dict[str, Any]]) -> bool:
    """Whether each message follows the one before it: no two turns were begun at once."""
    return [message["parent_id"] for message in found] == [None, *(message["id"] for message in found[:-1])]


async def test_what_another_process_queues_is_said_once_and_in_order(two: Two) -> None:
    here, there = two.ann
    model = await add_model(here, two.fake, "slow:20:20")
    thread = await here.thread()
    await say(here, thread, "One.", model_id=model)
    for content in ("Two.", "Three."):
        await queue(there, thread, content, model)
    found = await conversation(there, thread, 3)
    assert [message["content"] for message in found][::2] == ["One.", "Two.", "Three."]
    assert {message["status"] for message in found} == {"complete"}
    assert is_one_branch(found)


async def test_what_both_queue_while_an_answer_ends_is_said_once(two: Two) -> None:
    """The answers are so short that they end while messages are queued behind them."""
    model = await add_model(two.ann[0], two.fake, "burst:1")
    for _ in range(10):
        thread = await two.ann[0].thread()
        await say(two.ann[0], thread, "First.", model_id=model)
        contents = [f"{letter}." for letter in "abcdef"]
        await asyncio.gather(
            *(queue(two.ann[number % 2], thread, content, model) for number, content in enumerate(contents))
        )
        found = await conversation(two.ann[1], thread, 7)
        assert sorted(message["content"] for message in found[::2]) == ["First.", *contents]
        assert is_one_branch(found)


@pytest.mark.parametrize("returns", ["at once", "later"])
@pytest.mark.parametrize("dies", [1, 0])
async def test_kill_9_in_mid_answer_keeps_the_queue_which_goes_on(two: Two, dies: int, returns: str) -> None:
    """Whichever dies, the other one marks the answer and goes on, or both do: there are not two turns at once."""
    dying, living = two.ann[dies], two.ann[1 - dies]
    hanging, working = [await add_model(living, two.fake, behaviour) for behaviour in ("hang:5", "burst:2")]
    thread = await dying.thread()
    _, answer = await say(dying, thread, "Go.", model_id=hanging)
    await queue(dying, thread, "One.", working)
    await queue(living, thread, "Two.", working)
    async with asyncio.timeout(10):
        while len((await kept(living, answer))["content"].split()) < 5:
            await asyncio.sleep(0.05)
    two.served[dies].kill()
    if returns == "at once":
        await two.served[dies].start()
    found = await conversation(living, thread, 3)
    assert [message["content"] for message in found][::2] == ["Go.", "One.", "Two."]
    assert [message["status"] for message in found][1::2] == ["interrupted", "complete", "complete"]
    assert len(found[1]["content"].split()) == 5
    assert is_one_branch(found)
    if returns == "later":
        await two.served[dies].start()
