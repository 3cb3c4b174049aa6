"""Memories are written to a file and read from it; whatever comes twice is there once."""

import asyncio
from typing import Any

import pytest
from tests.conftest import Person
from tests.memory.remembered import MEMORIES, listed, remember, told

from clew.kit.ids import new_id

ID = "01980000-0000-7000-8000-00000000000"
MEMORY: dict[str, Any] = {
    "id": f"{ID}1",
    "content": "Ada is allergic.",
    "memory_type": "fact",
    "created_at": "2026-01-01T00:00:00Z",
}
FILE: dict[str, Any] = {"format": "clew.memories", "version": 1, "memories": [MEMORY]}


async def exported(person: Person, **query: object) -> dict[str, Any]:
    params: Any = query
    return told(await person.client.get(f"{MEMORIES}/export", params=params))


async def imported(person: Person, file: dict[str, Any]) -> tuple[int, int]:
    became = told(await person.client.post(f"{MEMORIES}/import", json=file))
    return became["created"], became["recognised"]


def shape(file: dict[str, Any]) -> object:
    """What a file says, whatever the ids."""
    texts = {memory["id"]: memory["content"] for memory in file["memories"]}
    memories: list[dict[str, Any]] = [
        {**memory, "id": None, "parent_memory_id": texts.get(memory["parent_memory_id"])} for memory in file["memories"]
    ]
    relationships = [
        {**one, "source_memory_id": texts[one["source_memory_id"]], "target_memory_id": texts[one["target_memory_id"]]}
        for one in file["relationships"]
    ]
    return sorted(memories, key=lambda one: str(one["content"])), relationships


async def life(person: Person) -> None:
    """Memories with all that may be known of them; the parent was written after its child."""
    nuts = await remember(person, "Nuts", tags=[{"name": "food", "value": "nuts"}, {"name": "plain"}], category="x")
    ada = await remember(person, "Ada", metadata={"a": [1]}, context_data={"when": "now"}, memory_type="goal")
    address = f"{MEMORIES}/{nuts['id']}"
    told(await person.client.patch(address, json={"parent_memory_id": ada["id"]}))
    body: dict[str, object] = {"context_type": "spatial", "context_key": "place", "context_value": "Rome"}
    told(await person.client.post(f"{address}/contexts", json=body), 201)
    body = {"target_memory_id": ada["id"], "relationship_type": "related", "strength": 0.7, "description": "why"}
    told(await person.client.post(f"{address}/relationships", json=body), 201)
    told(await person.client.post(f"{address}/access", json={}), 201)
    told(await person.client.post(f"{address}/archive", json={"reason": "Old."}))


class TestTransfer:
    async def test_keeps_everything_and_comes_once(self, ann: Person, bob: Person) -> None:
        await life(ann)
        file = await exported(ann)
        assert await imported(bob, file) == (2, 0)
        assert shape(await exported(bob)) == shape(file)
        assert await imported(bob, file) == (0, 2)
        assert shape(await exported(bob)) == shape(file)
        assert await imported(ann, file) == (0, 2)
        assert shape(await exported(ann)) == shape(file)
        there = told(await bob.client.get(MEMORIES))["items"]
        assert {one["source_type"] for one in there} == {"import"}
        assert {one["source_id"] for one in there} == {one["id"] for one in file["memories"]}
        assert not {one["id"] for one in there} & {one["id"] for one in file["memories"]}

    async def test_of_one_file_twice_at_once_writes_it_once(self, ann: Person) -> None:
        became = await asyncio.gather(*(imported(ann, FILE) for _ in range(4)))
        assert sorted(became) == [(0, 1), (0, 1), (0, 1), (1, 0)]
        assert await listed(ann) == ["Ada is allergic."]

    async def test_of_a_memory_that_is_here_leaves_it_as_it_is(self, ann: Person) -> None:
        await remember(ann, "Ada is allergic.", category="mine")
        second = {**MEMORY, "id": f"{ID}2", "content": "New"}
        relationship = {"source_memory_id": f"{ID}1", "target_memory_id": f"{ID}2", "relationship_type": "related"}
        file = {**FILE, "memories": [MEMORY | {"category": "theirs"}, second], "relationships": [relationship]}
        assert await imported(ann, file) == (1, 1)
        (mine,) = told(await ann.client.get(MEMORIES, params={"category": "mine"}))["items"]
        found = told(await ann.client.get(f"{MEMORIES}/{mine['id']}/related"))["items"]
        assert [one["memory"]["content"] for one in found] == ["New"]

    async def test_of_two_that_say_the_same_makes_one(self, ann: Person) -> None:
        twins = [MEMORY, MEMORY | {"id": f"{ID}2"}]
        relationship = {"source_memory_id": f"{ID}1", "target_memory_id": f"{ID}2", "relationship_type": "similar"}
        assert await imported(ann, {**FILE, "memories": twins, "relationships": [relationship]}) == (1, 1)
        assert await listed(ann) == ["Ada is allergic."]

    async def test_remembers_nothing_from_the_future(self, ann: Person) -> None:
        late = "2999-01-01T00:00:00Z"
        assert await imported(ann, {**FILE, "memories": [MEMORY | {"created_at": late, "last_accessed": late}]}) == (
            1,
            0,
        )
        (memory,) = told(await ann.client.get(MEMORIES))["items"]
        assert max(memory["created_at"], memory["last_accessed"]) < "2999"

    async def test_exports_what_the_filters_let_through(self, ann: Person) -> None:
        await life(ann)
        file = await exported(ann, is_archived="true")
        assert [(one["content"], one["parent_memory_id"]) for one in file["memories"]] == [("Nuts", None)]
        assert file["relationships"] == []
        assert (await ann.client.get(f"{MEMORIES}/export", params={"limit": 1})).status_code == 422

    async def test_carries_thousands(self, ann: Person, bob: Person) -> None:
        many = [MEMORY | {"id": str(new_id()), "content": str(number)} for number in range(3000)]
        assert await imported(ann, {**FILE, "memories": many}) == (3000, 0)
        assert await imported(bob, await exported(ann)) == (3000, 0)

    @pytest.mark.parametrize(
        "change",
        [
            {"version": 2},
            {"format": "clew.thread"},
            {"memories": [MEMORY, MEMORY]},
            {"memories": [MEMORY | {"parent_memory_id": f"{ID}9"}]},
            {"memories": [MEMORY | {"parent_memory_id": f"{ID}1"}]},
            {
                "memories": [
                    MEMORY | {"parent_memory_id": f"{ID}2"},
                    MEMORY | {"id": f"{ID}2", "parent_memory_id": f"{ID}1"},
                ]
            },
            {"memories": [MEMORY | {"user_id": f"{ID}1"}]},
            {"memories": [MEMORY | {"content": "\0"}]},
            {"memories": [MEMORY | {"access_count": 2**31}]},
            {"relationships": [{"source_memory_id": f"{ID}1", "target_memory_id": f"{ID}1", "relationship_type": "x"}]},
            {"relationships": [{"source_memory_id": f"{ID}1", "target_memory_id": f"{ID}9", "relationship_type": "x"}]},
        ],
    )
    async def test_refuses_what_it_did_not_write(self, ann: Person, change: dict[str, Any]) -> None:
        answer = await ann.client.post(f"{MEMORIES}/import", json=FILE | change)
        assert answer.status_code == 422, answer.text
        assert await listed(ann) == []
