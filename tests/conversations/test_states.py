"""What a thread keeps beside its messages: the state of the loop of tools, summaries, what was put before the model."""

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest
from tests.conftest import Person, Statements
from tests.made import listed, look

from clew.conversations.context_items.models import ContextSource, MemoryContextItem
from clew.conversations.models import ConversationItem, MessageRole
from clew.conversations.segments.store import ConversationMemories, Segment
from clew.conversations.states.store import ThreadStates
from clew.kit.errors import NotFound

STATES, SEGMENTS, ITEMS = "thread-states", "conversation-memories", "memory-context-items"


async def state_of(person: Person, thread: str) -> dict[str, Any]:
    answer = await person.client.get(f"/api/v1/threads/{thread}/state")
    assert answer.status_code == 200, answer.text
    return answer.json()


class TestState:
    async def test_counts_steps_and_keeps_the_last_result(self, ann: Person) -> None:
        thread = await ann.thread()
        assert (await ann.client.get(f"/api/v1/threads/{thread}/state")).status_code == 404
        async with ann.acting() as (session, caller):
            states = ThreadStates(session, caller)
            await states.begin(UUID(thread), "Find Ada", ["people"])
            assert [await states.increment_step(UUID(thread)) for _ in range(2)] == [1, 2]
            await states.update_tool_result(UUID(thread), {"found": "Ada"})
        shown = await state_of(ann, thread)
        assert (shown["user_input"], shown["focus_areas"], shown["step_count"]) == ("Find Ada", ["people"], 2)
        assert shown["last_tool_result"] == {"found": "Ada"}
        assert await look(ann, STATES, shown["id"]) == shown
        async with ann.acting() as (session, caller):
            await ThreadStates(session, caller).begin(UUID(thread), "And Bob")
        again = await state_of(ann, thread)
        assert (again["id"], again["user_input"], again["focus_areas"]) == (shown["id"], "And Bob", ["people"])
        assert (again["step_count"], again["last_tool_result"]) == (0, None)

    async def test_counts_each_of_two_steps_at_once(self, ann: Person) -> None:
        thread = UUID(await ann.thread())

        async def step() -> None:
            async with ann.acting() as (session, caller):
                await ThreadStates(session, caller).increment_step(thread)

        async with ann.acting() as (session, caller):
            await ThreadStates(session, caller).begin(thread, "Go")
        await asyncio.gather(*(step() for _ in range(6)))
        assert (await state_of(ann, str(thread)))["step_count"] == 6

    async def test_says_messages_at_the_end_of_the_chosen_branch(self, ann: Person) -> None:
        thread = UUID(await ann.thread())
        async with ann.acting() as (session, caller):
            states = ThreadStates(session, caller)
            assert await states.get_messages(thread) == []
            for text in ("a", "b", "c"):
                await states.add_message(thread, ConversationItem(MessageRole.tool, text, "search"))
        async with ann.acting() as (session, caller):
            said = await ThreadStates(session, caller).get_messages(thread, limit=2)
            assert [message.content for message in said] == ["b", "c"]
        branch = (await ann.client.get(f"/api/v1/threads/{thread}/branch")).json()["items"]
        assert [(one["role"], one["content"]) for one in branch] == [("tool", "a"), ("tool", "b"), ("tool", "c")]

    async def test_is_read_only_and_nobody_elses(self, ann: Person, bob: Person) -> None:
        thread = await ann.thread()
        async with ann.acting() as (session, caller):
            state = await ThreadStates(session, caller).begin(UUID(thread), "Go")
        async with bob.acting() as (session, caller):
            with pytest.raises(NotFound):
                await ThreadStates(session, caller).increment_step(UUID(thread))
        address = f"/api/v1/{STATES}/{state.id}"
        for method in ("PATCH", "PUT", "DELETE"):
            assert (await ann.client.request(method, address, json={})).status_code == 405, method
        assert (await bob.client.get(address)).status_code == 404
        assert (await bob.client.get(f"/api/v1/threads/{thread}/state")).status_code == 404
        assert await listed(ann, STATES, "user_input", thread_id=thread) == ["Go"]
        assert await listed(bob, STATES, "user_input") == []
        assert (await ann.client.delete(f"/api/v1/threads/{thread}")).status_code == 204
        assert await listed(ann, STATES, "user_input") == []


async def said(person: Person, thread: str, count: int) -> list[UUID]:
    """That many messages; their ids."""
    async with person.acting() as (session, caller):
        states = ThreadStates(session, caller)
        texts = [ConversationItem(MessageRole.user, str(number)) for number in range(count)]
        return [(await states.add_message(UUID(thread), text)).id for text in texts]


async def summarise(person: Person, thread: str, messages: Sequence[UUID], text: str) -> str:
    async with person.acting() as (session, caller):
        segment = Segment(messages, text, f"1-{len(messages)}", len(messages))
        return str((await ConversationMemories(session, caller).store_memory(UUID(thread), segment)).id)


class TestSegments:
    async def test_are_numbered_and_made_once_for_the_same_messages(self, ann: Person) -> None:
        thread = await ann.thread()
        messages = await said(ann, thread, 4)
        first = await summarise(ann, thread, messages[:2], "First")
        second = await summarise(ann, thread, messages[2:], "Second")
        longer = await summarise(ann, thread, messages[:3], "Longer")
        assert await summarise(ann, thread, messages[:2], "Another try") == first
        shown = await look(ann, SEGMENTS, first)
        assert (shown["memory_sequence"], shown["compressed_content"]) == (1, "First")
        assert (shown["original_message_range"], shown["first_message_id"]) == ("1-2", str(messages[0]))
        assert await listed(ann, SEGMENTS, "id", sort="memory_sequence") == [first, second, longer]
        assert await listed(ann, SEGMENTS, "id", sort="-memory_sequence", thread_id=thread) == [longer, second, first]
        async with ann.acting() as (session, caller):
            store = ConversationMemories(session, caller)
            every = await store.get_for_conversation(UUID(thread))
            recent = await store.get_recent_memories(UUID(thread), 2)
            assert [one.memory_sequence for one in every] == [1, 2, 3]
            assert [one.memory_sequence for one in recent] == [2, 3]
            assert await store.get_next_sequence_number(UUID(thread)) == 4

    async def test_of_the_same_messages_at_once_are_one(self, ann: Person) -> None:
        thread = await ann.thread()
        messages = await said(ann, thread, 2)
        made = await asyncio.gather(*(summarise(ann, thread, messages, str(number)) for number in range(4)))
        assert len(set(made)) == 1
        assert await listed(ann, SEGMENTS, "memory_sequence") == [1]

    async def test_are_forgotten_one_by_one_or_all_of_a_thread(self, ann: Person, bob: Person) -> None:
        thread, other = await ann.thread(), await ann.thread()
        messages = await said(ann, thread, 3)
        ids = [await summarise(ann, thread, [message], "x") for message in messages]
        kept = await summarise(ann, other, await said(ann, other, 1), "Kept")
        all_of_it = f"/api/v1/threads/{thread}/conversation-memories"
        assert (await bob.client.delete(f"/api/v1/{SEGMENTS}/{ids[0]}")).status_code == 404
        assert (await bob.client.delete(all_of_it)).status_code == 404
        assert (await ann.client.delete(f"/api/v1/{SEGMENTS}/{ids[1]}")).status_code == 204
        assert await listed(ann, SEGMENTS, "id", thread_id=thread) == [ids[2], ids[0]]
        assert (await ann.client.delete(all_of_it)).status_code == 204
        assert await listed(ann, SEGMENTS, "id") == [kept]
        branch = (await ann.client.get(f"/api/v1/threads/{thread}/branch")).json()["items"]
        assert len(branch) == 3, "the messages stay"


class TestContextItems:
    async def test_tell_what_the_model_saw_and_why(self, ann: Person, bob: Person, statements: Statements) -> None:
        thread, other = await ann.thread(), await ann.thread()
        (message,) = await said(ann, thread, 1)
        body = {"content": "Ada is allergic.", "memory_type": "fact"}
        memory = (await ann.client.post("/api/v1/memories", json=body)).json()["id"]
        async with ann.acting() as (session, caller):
            for in_thread, source, score, more in (
                (thread, ContextSource.ltm, 0.9, {"memory_id": UUID(memory), "message_id": message}),
                (thread, ContextSource.focus, 0.1, {"focus_area": "people"}),
                (other, ContextSource.rag, 0.5, {"additional_data": {"page": 3}}),
            ):
                whose: dict[str, Any] = {"user_id": caller.user_id, "thread_id": UUID(in_thread)}
                whose |= {"source": source, "content": source.value, "relevance_score": score}
                session.add(MemoryContextItem(**whose, **more))
                await session.flush()
        wanted: list[tuple[dict[str, Any], list[str]]] = [
            ({"sort": "-relevance_score"}, ["ltm", "rag", "focus"]),
            ({"sort": "relevance_score"}, ["focus", "rag", "ltm"]),
            ({"thread_id": other}, ["rag"]),
            ({"message_id": str(message)}, ["ltm"]),
            ({"memory_id": memory}, ["ltm"]),
            ({"source": ["rag", "focus"], "sort": "-relevance_score"}, ["rag", "focus"]),
            ({"relevance_score_min": 0.5, "sort": "relevance_score"}, ["rag", "ltm"]),
        ]
        for query, found in wanted:
            assert await listed(ann, ITEMS, "source", **query) == found, query
            assert await listed(bob, ITEMS, "source", **query) == []
        answer = await ann.client.get(f"/api/v1/{ITEMS}", params={"source": "rag"})
        (item,) = answer.json()["items"]
        assert len(statements.of(answer)) == 1
        assert item["additional_data"] == {"page": 3}
        assert await look(ann, ITEMS, item["id"]) == item
        assert (await bob.client.get(f"/api/v1/{ITEMS}/{item['id']}")).status_code == 404
        for method in ("PATCH", "PUT", "DELETE"):
            assert (await ann.client.request(method, f"/api/v1/{ITEMS}/{item['id']}", json={})).status_code == 405
        assert (await ann.client.get(f"/api/v1/{ITEMS}", params={"source": "dream"})).status_code == 422
        assert (await ann.client.delete(f"/api/v1/memories/{memory}")).status_code == 204
        assert await listed(ann, ITEMS, "source", memory_id=memory) == [], "what is forgotten is forgotten here, too"
