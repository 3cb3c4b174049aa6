"""The circumstances of a memory: each belongs to the memory in its address."""

from typing import Any

import pytest
from tests.conftest import Person
from tests.memory.remembered import MEMORIES, remember, told, wrong

PLACE = {"context_type": "spatial", "context_key": "place", "context_value": "the kitchen"}


async def contexts(person: Person) -> str:
    """Where those of a new memory are."""
    return f"{MEMORIES}/{(await remember(person))['id']}/contexts"


async def values(person: Person, address: str, **query: object) -> list[str]:
    params: Any = query
    return [one["context_value"] for one in told(await person.client.get(address, params=params))["items"]]


class TestContexts:
    async def test_are_written_read_changed_and_removed(self, ann: Person) -> None:
        address = await contexts(ann)
        made = told(await ann.client.post(address, json=PLACE), 201)
        assert (made["confidence"], made["memory_id"]) == (1, address.split("/")[-2])
        one = f"{address}/{made['id']}"
        assert told(await ann.client.get(one)) == made
        changed = told(await ann.client.patch(one, json={"confidence": 0.125}))
        assert (changed["confidence"], changed["context_value"]) == (0.125, "the kitchen")
        replaced = told(await ann.client.put(one, json={**PLACE, "context_value": None}))
        assert (replaced["confidence"], replaced["context_value"]) == (1, None)
        late = await ann.client.delete(one, headers={"If-Match": '"1"'})
        assert late.status_code == 412
        assert (await ann.client.delete(one)).status_code == 204
        assert await values(ann, address) == []

    async def test_are_filtered(self, ann: Person) -> None:
        address = await contexts(ann)
        for kind, key, value in (("spatial", "place", "a"), ("social", "with", "b"), ("temporal", "when", "c")):
            body = {"context_type": kind, "context_key": key, "context_value": value}
            told(await ann.client.post(address, json=body), 201)
        assert await values(ann, address) == ["c", "b", "a"]
        assert await values(ann, address, sort="created_at") == ["a", "b", "c"]
        assert await values(ann, address, context_type=["social", "spatial"]) == ["b", "a"]
        assert await values(ann, address, context_key="when") == ["c"]

    async def test_are_found_on_their_own_memory_only(self, ann: Person, bob: Person) -> None:
        address, other, bobs = await contexts(ann), await contexts(ann), await contexts(bob)
        made = told(await ann.client.post(address, json=PLACE), 201)
        assert await values(ann, other) == []
        for person, wrong_address in ((ann, other), (bob, address), (bob, bobs)):
            one = f"{wrong_address}/{made['id']}"
            for method, body in (("GET", None), ("PATCH", {"confidence": 0}), ("PUT", PLACE), ("DELETE", None)):
                assert (await person.client.request(method, one, json=body)).status_code == 404, (method, one)
        assert (await bob.client.get(address)).status_code == 404
        assert (await bob.client.post(address, json=PLACE)).status_code == 404
        assert told(await ann.client.get(f"{address}/{made['id']}")) == made

    @pytest.mark.parametrize(
        "change",
        [
            {"context_type": ""},
            {"context_key": "x" * 101},
            {"confidence": 2},
            {"context_type": None},
            {"memory_id": "x"},
        ],
    )
    async def test_that_break_a_rule_are_refused_by_name(self, ann: Person, change: dict[str, Any]) -> None:
        address = await contexts(ann)
        wrong(await ann.client.post(address, json=PLACE | change), 422, *change)
        assert await values(ann, address) == []
