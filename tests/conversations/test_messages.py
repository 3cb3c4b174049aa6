"""Messages as a resource: all of a person's, filtered, and notes on each; and what a tool said."""

import asyncio
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
import pytest
from tests.answers import add_model, kept, say, settled
from tests.conftest import Person
from tests.fakes.provider import FakeProvider
from tests.made import blamed, listed

from clew.conversations.models import ConversationItem, Message, MessageRole, MessageStatus, ToolResult
from clew.conversations.states.store import ThreadStates
from clew.infra.embedded_postgres import Addresses
from clew.kit.ids import new_id


async def plant(person: Person, thread: str, *items: ConversationItem) -> list[str]:
    """Say these one after the other; their ids."""
    async with person.acting() as (session, caller):
        states = ThreadStates(session, caller)
        return [str((await states.add_message(UUID(thread), item)).id) for item in items]


async def somebody_waits(connection: psycopg.AsyncConnection) -> None:
    """Return once somebody waits for a lock that this connection holds."""
    waiting = "select 1 from pg_stat_activity where pg_backend_pid() = any(pg_blocking_pids(pid))"
    async with asyncio.timeout(10):
        while await (await connection.execute(waiting)).fetchone() is None:
            await asyncio.sleep(0.02)


class TestList:
    async def test_by_time_has_a_turn_behind_what_it_waited_for(
        self, ann: Person, owner: Person, fake: FakeProvider, database: Addresses
    ) -> None:
        """Though the transaction of the turn began before."""
        model = await add_model(owner, fake, "burst:1")
        thread = await ann.thread()
        async with await psycopg.AsyncConnection.connect(database.owner) as other:
            await other.execute("lock table threads in exclusive mode")
            turn = asyncio.create_task(say(ann, thread, "Count.", model_id=model))
            await somebody_waits(other)
            [(ended,)] = await (await other.execute("select clock_timestamp()")).fetchall()
        messages = [await settled(ann, message) for message in await turn]
        times = [datetime.fromisoformat(message["created_at"]) for message in messages]
        assert ended < times[0] < times[1]

    async def test_is_filtered_over_all_threads(self, ann: Person, bob: Person) -> None:
        first, second = await ann.thread(), await ann.thread()
        await plant(ann, first, ConversationItem(MessageRole.user, "Where?"))
        found = ConversationItem(MessageRole.tool, "In Rome.", "search", tool_success=True, message_type="result")
        failed = ConversationItem(MessageRole.tool, "Gone.", "search", tool_success=False)
        await plant(ann, second, found, failed)
        wanted: list[tuple[dict[str, Any], list[str]]] = [
            ({}, ["Gone.", "In Rome.", "Where?"]),
            ({"sort": "created_at"}, ["Where?", "In Rome.", "Gone."]),
            ({"thread_id": first}, ["Where?"]),
            ({"role": ["user", "system"]}, ["Where?"]),
            ({"tool_name": "search"}, ["Gone.", "In Rome."]),
            ({"tool_success": "false"}, ["Gone."]),
            ({"message_type": "result"}, ["In Rome."]),
            ({"status": "failed"}, []),
            ({"model": "x"}, []),
            ({"created_after": "2999-01-01T00:00:00Z"}, []),
        ]
        for query, texts in wanted:
            # Both of the second thread were said in one transaction, at one time.
            assert await listed(ann, "messages", "content", **query) == texts, query
        assert await listed(bob, "messages", "content") == []
        assert await listed(bob, "messages", "content", thread_id=first) == []
        assert (await ann.client.get("/api/v1/messages", params={"content": "x"})).status_code == 422
        assert (await ann.client.delete(f"/api/v1/threads/{second}")).status_code == 204
        assert await listed(ann, "messages", "content") == ["Where?"]


class TestNotes:
    @pytest.mark.parametrize("method", ["PATCH", "PUT"])
    async def test_stand_in_the_metadata_beside_what_turns_wrote(
        self, ann: Person, owner: Person, fake: FakeProvider, method: str
    ) -> None:
        model = await add_model(owner, fake, "status:401")
        _, answer = await say(ann, await ann.thread(), "Hi", model_id=model)
        failed = await settled(ann, answer)
        assert failed["error"]
        address = f"/api/v1/messages/{answer}"
        noted = await ann.client.request(method, address, json={"metadata": {"starred": True, "error": None}})
        assert noted.status_code == 200, noted.text
        assert noted.json()["metadata"] == failed["metadata"] | {"starred": True}
        cleared = await ann.client.request(method, address, json={"metadata": None})
        assert cleared.json()["metadata"] == failed["metadata"]
        assert await kept(ann, answer) == failed

    async def test_are_all_that_can_be_changed(self, ann: Person, bob: Person) -> None:
        (message,) = await plant(ann, await ann.thread(), ConversationItem(MessageRole.user, "Where?"))
        address = f"/api/v1/messages/{message}"
        before = await kept(ann, message)
        refused: list[tuple[dict[str, Any], set[str]]] = [
            ({"metadata": {}, "content": "There."}, {"content"}),
            ({"metadata": {}, "role": "system"}, {"role"}),
            ({"metadata": 1}, {"metadata"}),
            ({}, {"metadata"}),
        ]
        for body, fields in refused:
            answer = await ann.client.patch(address, json=body)
            assert (answer.status_code, blamed(answer)) == (422, fields)
        late = await ann.client.patch(address, json={"metadata": {}}, headers={"If-Match": '"9"'})
        assert late.status_code == 412
        assert (await bob.client.patch(address, json={"metadata": {"mine": 1}})).status_code == 404
        assert (await ann.client.delete(address)).status_code == 405
        assert await kept(ann, message) == before

    async def test_wait_until_an_answer_is_complete(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        model = await add_model(owner, fake, "slow:50:50")
        _, answer = await say(ann, await ann.thread(), "Hi", model_id=model)
        refused = await ann.client.patch(f"/api/v1/messages/{answer}", json={"metadata": {"starred": True}})
        assert (refused.status_code, refused.json()["code"]) == (409, "answer_in_progress")
        await ann.client.post(f"/api/v1/messages/{answer}/stop")


class TestTools:
    def test_say_what_they_found(self) -> None:
        whose: dict[str, UUID] = {"user_id": new_id(), "thread_id": new_id(), "parent_id": new_id()}
        item = ConversationItem(MessageRole.tool, "In Rome.", "search", tool_success=True)
        message = Message.from_conversation_item(item, **whose)
        assert (message.user_id, message.thread_id, message.parent_id) == tuple(whose.values())
        assert message.is_tool_message
        assert message.get_tool_result() == ToolResult("search", "In Rome.", is_success=True)

    def test_alone_have_results(self) -> None:
        whose: dict[str, UUID] = {"user_id": new_id(), "thread_id": new_id(), "parent_id": new_id()}
        message = Message.from_conversation_item(ConversationItem(MessageRole.user, "Where?"), **whose)
        assert not message.is_tool_message
        assert message.get_tool_result() is None
        assert message.status is not MessageStatus.streaming
