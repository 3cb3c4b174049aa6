"""How memories have to do with one another, seen from both ends."""

from typing import Any

import pytest
from tests.conftest import Person, Statements
from tests.memory.remembered import MEMORIES, remember, told, wrong


async def relate(person: Person, source: dict[str, Any], target: dict[str, Any], **more: object) -> dict[str, Any]:
    body = {"target_memory_id": target["id"], "relationship_type": "related", **more}
    return told(await person.client.post(f"{MEMORIES}/{source['id']}/relationships", json=body), 201)


async def related(person: Person, memory: dict[str, Any], **query: object) -> list[tuple[str, str, str]]:
    params: Any = query
    page = told(await person.client.get(f"{MEMORIES}/{memory['id']}/related", params=params))
    return [(one["memory"]["content"], one["direction"], one["relationship_type"]) for one in page["items"]]


class TestRelationships:
    async def test_lead_to_memories_in_both_directions(self, ann: Person, statements: Statements) -> None:
        nuts, ada, rome = [await remember(ann, content, tags=[{"name": "t"}]) for content in ("nuts", "ada", "rome")]
        await relate(ann, ada, nuts, strength=0.9)
        await relate(ann, rome, ada, relationship_type="supersedes", strength=0.3)
        await relate(ann, ada, rome, relationship_type="similar")
        assert await related(ann, ada) == [
            ("nuts", "outgoing", "related"),
            ("rome", "outgoing", "similar"),
            ("rome", "incoming", "supersedes"),
        ]
        assert await related(ann, nuts) == [("ada", "incoming", "related")]
        for query, found in (
            ({"relationship_type": "supersedes"}, ["rome"]),
            ({"relationship_type": ["related", "similar"]}, ["nuts", "rome"]),
            ({"direction": "incoming"}, ["rome"]),
            ({"direction": "outgoing"}, ["nuts", "rome"]),
            ({"strength_min": 0.5}, ["nuts", "rome"]),
            ({"sort": "strength", "limit": 1}, ["rome"]),
        ):
            assert [one[0] for one in await related(ann, ada, **query)] == found, query
        answer = await ann.client.get(f"{MEMORIES}/{ada['id']}/related")
        assert [one["memory"]["tags"][0]["name"] for one in answer.json()["items"]] == ["t"] * 3
        assert len(statements.of(answer)) == 3, statements.of(answer)

    async def test_are_changed_and_removed_from_either_end(self, ann: Person) -> None:
        source, target = await remember(ann, "source"), await remember(ann, "target")
        made = await relate(ann, source, target, description="why")
        for memory in (source, target):
            one = f"{MEMORIES}/{memory['id']}/relationships/{made['id']}"
            assert told(await ann.client.get(one))["description"] == "why"
            assert told(await ann.client.patch(one, json={"strength": 0.25}))["strength"] == 0.25
        one = f"{MEMORIES}/{target['id']}/relationships/{made['id']}"
        replaced = told(await ann.client.put(one, json={"relationship_type": "opposite"}))
        assert (replaced["strength"], replaced["description"]) == (0.5, None)
        assert (replaced["source_memory_id"], replaced["target_memory_id"]) == (source["id"], target["id"])
        assert (await ann.client.delete(one)).status_code == 204
        assert await related(ann, source) == await related(ann, target) == []

    async def test_of_one_kind_are_there_once(self, ann: Person) -> None:
        source, target = await remember(ann, "source"), await remember(ann, "target")
        await relate(ann, source, target)
        body = {"target_memory_id": target["id"], "relationship_type": "related"}
        again = await ann.client.post(f"{MEMORIES}/{source['id']}/relationships", json=body)
        wrong(again, 409, "source_memory_id", "target_memory_id", "relationship_type")
        other = await relate(ann, source, target, relationship_type="similar")
        one = f"{MEMORIES}/{source['id']}/relationships/{other['id']}"
        assert (await ann.client.patch(one, json={"relationship_type": "related"})).status_code == 409
        assert len(await related(ann, source)) == 2

    async def test_lead_to_memories_of_the_same_person(self, ann: Person, bob: Person) -> None:
        mine, foreign = await remember(ann), await remember(bob)
        relationships = f"{MEMORIES}/{mine['id']}/relationships"
        body = {"target_memory_id": foreign["id"], "relationship_type": "related"}
        wrong(await ann.client.post(relationships, json=body), 404, "target_memory_id")
        wrong(
            await ann.client.post(relationships, json=body | {"target_memory_id": mine["id"]}), 422, "target_memory_id"
        )
        assert (await bob.client.get(f"{MEMORIES}/{mine['id']}/related")).status_code == 404
        assert (await bob.client.get(relationships)).status_code == 404
        assert await related(ann, mine) == []

    async def test_go_with_a_memory(self, ann: Person) -> None:
        source, target = await remember(ann, "source"), await remember(ann, "target")
        await relate(ann, source, target)
        assert (await ann.client.delete(f"{MEMORIES}/{target['id']}")).status_code == 204
        assert told(await ann.client.get(f"{MEMORIES}/{source['id']}/relationships"))["items"] == []

    @pytest.mark.parametrize(
        "change", [{"relationship_type": " "}, {"strength": 1.5}, {"strength": None}, {"target_memory_id": "x"}]
    )
    async def test_that_break_a_rule_are_refused_by_name(self, ann: Person, change: dict[str, Any]) -> None:
        source, target = await remember(ann), await remember(ann)
        body = {"target_memory_id": target["id"], "relationship_type": "related", **change}
        wrong(await ann.client.post(f"{MEMORIES}/{source['id']}/relationships", json=body), 422, *change)
        assert await related(ann, source) == []
