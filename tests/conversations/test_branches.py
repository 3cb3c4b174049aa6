"""A conversation is a tree of which one branch is shown; nothing of it is lost."""

from typing import Any
from uuid import UUID

from fastapi import FastAPI
from sqlalchemy import text
from tests.answers import add_model, kept, say, settled
from tests.conftest import Person
from tests.conversations.planted import plant_branch
from tests.fakes.provider import FakeProvider

from clew.conversations.store import Messages
from clew.infra.caller import Caller
from clew.infra.embedded_postgres import Addresses


async def branch(person: Person, thread: str) -> list[dict[str, Any]]:
    return (await person.client.get(f"/api/v1/threads/{thread}/branch")).json()["items"]


async def choose(person: Person, thread: str, message: str) -> list[str]:
    answer = await person.client.post(f"/api/v1/threads/{thread}/choose", json={"message_id": message})
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in await branch(person, thread)]


async def forked(person: Person, thread: str, model: str) -> list[str]:
    """Two turns, and beside the second another that follows the first; the ids of all six messages."""
    a, b = await say(person, thread, "A", model_id=model)
    await settled(person, b)
    c, d = await say(person, thread, "C", model_id=model)
    await settled(person, d)
    e, f = await say(person, thread, "E", model_id=model, parent_id=b)
    await settled(person, f)
    return [a, b, c, d, e, f]


class TestChoosing:
    async def test_leads_to_where_the_person_last_was(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        model = await add_model(owner, fake, "burst:1")
        thread = await ann.thread()
        a, b, c, d, e, f = await forked(ann, thread, model)
        g, h = await say(ann, thread, "G", model_id=model, parent_id=None)
        await settled(ann, h)
        assert await choose(ann, thread, a) == [a, b, e, f]
        assert await choose(ann, thread, c) == [a, b, c, d]
        assert await choose(ann, thread, g) == [g, h]
        assert await choose(ann, thread, a) == [a, b, c, d]
        assert [one["sibling_ids"] for one in await branch(ann, thread)] == [[a, g], [b], [c, e], [d]]

    async def test_a_message_elsewhere_is_not_found(
        self, ann: Person, bob: Person, owner: Person, fake: FakeProvider
    ) -> None:
        model = await add_model(owner, fake, "burst:1")
        thread, message = await ann.thread(), (await say(ann, await ann.thread(), "A", model_id=model))[1]
        await settled(ann, message)
        for person, where in ((ann, thread), (bob, thread), (bob, await bob.thread())):
            for verb in ("choose", "fork"):
                answer = await person.client.post(f"/api/v1/threads/{where}/{verb}", json={"message_id": message})
                assert answer.status_code == 404


class TestForking:
    async def test_copies_what_was_said_up_to_there(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        model = await add_model(owner, fake, "echo")
        thread = await ann.thread("Plans")
        _, b = await say(ann, thread, "A", model_id=model)
        await settled(ann, b)
        _, d = await say(ann, thread, "C", model_id=model)
        await settled(ann, d)
        made = await ann.client.post(f"/api/v1/threads/{thread}/fork", json={"message_id": b})
        assert made.status_code == 201, made.text
        copied, original = await branch(ann, made.json()["id"]), (await branch(ann, thread))[:2]
        for name in ("role", "content", "status", "model", "created_at"):
            assert [one[name] for one in copied] == [one[name] for one in original]
        assert {one["id"] for one in copied} & {one["id"] for one in original} == set()
        assert copied[1]["parent_id"] == copied[0]["id"]
        assert made.json()["title"] == "Plans"
        assert len(await branch(ann, thread)) == 4
        _, more = await say(ann, made.json()["id"], "On.", model_id=model)
        await settled(ann, more)
        assert [one["content"] for one in fake.asked[-1].messages[1:]][::2] == ["A", "On."]


class TestInstruction:
    async def test_counts_for_one_answer(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        model = await add_model(owner, fake, "echo")
        thread = await ann.thread()
        user_message, first = await say(ann, thread, "Tell me.", model_id=model)
        await settled(ann, first)
        body = {"model_id": model, "instruction": "shorter"}
        again = (await ann.client.post(f"/api/v1/messages/{first}/regenerate", json=body)).json()["message_id"]
        assert (await settled(ann, again))["metadata"]["instruction"] == "shorter"
        assert fake.asked[-1].messages[-1]["content"] == "Tell me.\n\n(shorter)"
        assert (await kept(ann, user_message))["content"] == "Tell me."
        await settled(ann, (await say(ann, thread, "And?", model_id=model))[1])
        assert "shorter" not in str([one for one in fake.asked[-1].messages if one["role"] == "user"])
        for bad in ("", "a\nb", "x" * 501):
            answer = await ann.client.post(f"/api/v1/messages/{first}/regenerate", json={"instruction": bad})
            assert answer.status_code == 422


class TestStretches:
    async def test_around_a_message_have_what_is_on_both_sides(self, ann: Person, database: Addresses) -> None:
        thread = await ann.thread()
        ids = plant_branch(database, ann.username, thread, 60)
        middle = await stretch(ann, thread, around=ids[30], limit=11)
        assert middle == (ids[25:36], ids[25], ids[35])
        assert await stretch(ann, thread, around=ids[2], limit=11) == (ids[:8], None, ids[7])
        assert await stretch(ann, thread, around=ids[58], limit=11) == (ids[49:], ids[49], None)
        assert await stretch(ann, thread, around=ids[0], limit=1) == (ids[:1], None, ids[0])

    async def test_lead_down_as_well_as_up(self, ann: Person, database: Addresses) -> None:
        thread = await ann.thread()
        ids = plant_branch(database, ann.username, thread, 60)
        assert await stretch(ann, thread, after=ids[0], limit=25) == (ids[1:26], ids[1], ids[25])
        assert await stretch(ann, thread, after=ids[25], limit=34) == (ids[26:], ids[26], None)
        assert await stretch(ann, thread, after=ids[59]) == ([], None, None)
        assert await stretch(ann, thread, before=ids[20], limit=5) == (ids[15:20], ids[15], ids[19])

    async def test_follow_the_chosen_branch_at_a_fork(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        model = await add_model(owner, fake, "burst:1")
        thread = await ann.thread()
        a, b, c, d, e, f = await forked(ann, thread, model)
        assert await stretch(ann, thread, after=a) == ([b, e, f], b, None)
        assert await stretch(ann, thread, around=c) == ([], None, None)
        await choose(ann, thread, c)
        assert await stretch(ann, thread, after=a) == ([b, c, d], b, None)
        assert await stretch(ann, thread, around=c) == ([a, b, c, d], None, None)

    async def test_anywhere_in_a_long_thread_cost_five_statements(
        self, ann: Person, database: Addresses, statements: list[str]
    ) -> None:
        thread = await ann.thread()
        ids = plant_branch(database, ann.username, thread, 5000)
        for query in ({"around": ids[10]}, {"after": ids[10]}, {"before": ids[4000]}, {"around": ids[4990]}):
            statements.clear()
            found, *_ = await stretch(ann, thread, **query)
            counted = [one for one in statements if "authenticate" not in one and "set_config" not in one]
            assert found
            assert len(counted) <= 5


async def stretch(person: Person, thread: str, **query: Any) -> tuple[list[str], str | None, str | None]:
    """Which messages, and what fetches those before and after them."""
    answer = await person.client.get(f"/api/v1/threads/{thread}/branch", params=query)
    assert answer.status_code == 200, answer.text
    page = answer.json()
    return [one["id"] for one in page["items"]], page["next_before"], page["next_after"]


class TestReading:
    async def test_of_a_branch_looks_each_message_up_once(self, app: FastAPI, ann: Person, database: Addresses) -> None:
        """Also where PostgreSQL knows nothing of the tables yet, as on the first evening with Clew."""
        thread = await ann.thread()
        ids = [UUID(id) for id in plant_branch(database, ann.username, thread, 600)]
        user_id = UUID((await ann.client.get("/api/v1/users/me")).json()["id"])
        async with app.state.database.begin(user_id) as session:
            messages = Messages(session, Caller(user_id))
            before = await session.scalar(FETCHED)  # what this connection has not yet reported
            assert len(await messages.said(UUID(thread), ids[-1], 100)) == 100
            assert await session.scalar(FETCHED) - before < 300


FETCHED = text("select idx_tup_fetch + seq_tup_read from pg_stat_xact_user_tables where relname = 'messages'")
