"""What a thread has used: the sum over all its branches, and what is not known of it."""

from decimal import Decimal
from typing import Any

from fastapi import FastAPI
from sqlalchemy import text
from tests.answers import add_model, say, settled
from tests.conftest import Person
from tests.fakes.provider import FakeProvider

PRICED = {"price_input": 100, "price_output": 1000}


async def usage(person: Person, thread: str) -> dict[str, Any]:
    answer = await person.client.get(f"/api/v1/threads/{thread}/usage")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def answered(person: Person, thread: str, content: str, **more: object) -> tuple[str, str]:
    question, answer = await say(person, thread, content, **more)
    await settled(person, answer)
    return question, answer


async def tokens(app: FastAPI, person: Person, thread: str) -> tuple[int, int]:
    """Read and written, as the rows have them."""
    user_id = (await person.client.get("/api/v1/users/me")).json()["id"]
    statement = text("select sum(input_tokens), sum(output_tokens) from messages where thread_id = :thread")
    async with app.state.database.begin(user_id) as session:
        read, written = (await session.execute(statement, {"thread": thread})).one()
    return read, written


class TestUsage:
    async def test_of_an_empty_thread_is_nothing(self, ann: Person) -> None:
        nothing = {"answers": 0, "input_tokens": 0, "output_tokens": 0, "cost_usd": None, "uncosted_answers": 0}
        assert await usage(ann, await ann.thread()) == nothing

    async def test_counts_every_branch(self, app: FastAPI, ann: Person, owner: Person, fake: FakeProvider) -> None:
        model = await add_model(owner, fake, "burst:2", **PRICED)
        thread = await ann.thread()
        _, first = await answered(ann, thread, "A", model_id=model)
        await answered(ann, thread, "B", model_id=model)
        await answered(ann, thread, "C instead of B", model_id=model, parent_id=first)
        read, written = await tokens(app, ann, thread)
        assert read > 0
        assert written > 0
        found = await usage(ann, thread)
        assert (found["answers"], found["input_tokens"], found["output_tokens"]) == (3, read, written)
        assert Decimal(found["cost_usd"]) == (read * 100 + written * 1000) / Decimal(1_000_000)
        assert found["uncosted_answers"] == 0

    async def test_without_a_price_is_not_known_rather_than_free(
        self, ann: Person, owner: Person, fake: FakeProvider
    ) -> None:
        thread = await ann.thread()
        await answered(ann, thread, "A", model_id=await add_model(owner, fake, "burst:2"))
        found = await usage(ann, thread)
        assert (found["cost_usd"], found["uncosted_answers"]) == (None, 1)
        await answered(ann, thread, "B", model_id=await add_model(owner, fake, "burst:2", **PRICED))
        found = await usage(ann, thread)
        assert Decimal(found["cost_usd"]) > 0
        assert found["uncosted_answers"] == 1

    async def test_that_costs_nothing_is_known_to(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        thread = await ann.thread()
        free = await add_model(owner, fake, "burst:2", price_input=0, price_output=0)
        await answered(ann, thread, "A", model_id=free)
        found = await usage(ann, thread)
        assert (Decimal(found["cost_usd"]), found["uncosted_answers"]) == (0, 0)

    async def test_of_a_fork_begins_anew(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        thread = await ann.thread()
        _, answer = await answered(ann, thread, "A", model_id=await add_model(owner, fake, "burst:2", **PRICED))
        forked = await ann.client.post(f"/api/v1/threads/{thread}/fork", json={"message_id": answer})
        found = await usage(ann, forked.json()["id"])
        assert (found["answers"], found["cost_usd"], found["uncosted_answers"]) == (1, None, 0)

    async def test_of_a_strangers_thread_is_not_there(self, ann: Person, bob: Person) -> None:
        answer = await bob.client.get(f"/api/v1/threads/{await ann.thread()}/usage")
        assert answer.status_code == 404
