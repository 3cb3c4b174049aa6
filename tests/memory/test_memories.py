"""The life of a memory: written, found, changed, used, archived, forgotten."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from tests.conftest import Person, Statements
from tests.memory.remembered import MEMORIES, listed, read, remember, told, wrong

from clew.kit.ids import new_id
from clew.memory.importance import dynamic_importance


def tags(memory: dict[str, Any]) -> dict[str, str | None]:
    return {tag["name"]: tag["value"] for tag in memory["tags"]}


class TestLife:
    async def test_is_written_read_changed_and_forgotten(self, ann: Person) -> None:
        made = await remember(ann, tags=[{"name": "person", "value": "Ada"}], context_data={"when": "childhood"})
        assert (made["created_by"], made["source_type"], made["access_count"]) == ("person", "manual", 0)
        assert (made["importance_score"], made["confidence_score"]) == (0.5, 1)
        assert await read(ann, made) == made
        address = f"{MEMORIES}/{made['id']}"
        changed = told(await ann.client.patch(address, json={"category": "health", "context_data": None}))
        assert (changed["category"], changed["context_data"], tags(changed)) == ("health", None, {"person": "Ada"})
        body = {"content": "Ada eats peanuts.", "memory_type": "preference"}
        replaced = told(await ann.client.put(address, json=body))
        assert (replaced["category"], replaced["tags"], replaced["source_type"]) == (None, [], "manual")
        assert await read(ann, made) == replaced
        assert (await ann.client.delete(address)).status_code == 204
        assert (await ann.client.get(address)).status_code == 404

    async def test_is_nobody_elses(self, ann: Person, bob: Person) -> None:
        made = await remember(ann)
        for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/archive"), ("POST", "/restore")):
            body: dict[str, object] | None = {} if path == "/archive" else None
            answer = await bob.client.request(method, f"{MEMORIES}/{made['id']}{path}", json=body)
            assert answer.status_code == 404, (method, path)
        assert await listed(bob) == []
        assert await read(ann, made) == made

    async def test_many_are_written_and_forgotten_together_or_not_at_all(self, ann: Person) -> None:
        items = [{"content": f"Fact {number}", "memory_type": "fact", "tags": [{"name": "n"}]} for number in range(3)]
        made = told(await ann.client.post(f"{MEMORIES}/bulk", json={"items": items}), 201)["items"]
        assert [tags(one) for one in made] == [{"n": None}] * 3
        ids = [one["id"] for one in made]
        foreign = await ann.client.post(f"{MEMORIES}/bulk-delete", json={"ids": [ids[0], str(new_id())]})
        assert foreign.status_code == 404
        assert len(await listed(ann)) == 3
        assert (await ann.client.post(f"{MEMORIES}/bulk-delete", json={"ids": ids[:2]})).status_code == 204
        assert await listed(ann) == ["Fact 2"]

    async def test_is_changed_only_where_the_version_is_the_latest(self, ann: Person) -> None:
        made = await remember(ann)
        address = f"{MEMORIES}/{made['id']}"
        seen = (await ann.client.get(address)).headers["ETag"]
        told(await ann.client.put(f"{address}/tags/person", json={"value": "Ada"}))
        for path, body in (("", {"category": "x"}), ("/archive", {}), ("/importance", {"importance_score": 1})):
            method = "POST" if path else "PATCH"
            late = await ann.client.request(method, address + path, json=body, headers={"If-Match": seen})
            assert late.status_code == 412, path
        kept = await read(ann, made)
        assert (kept["category"], kept["is_archived"], kept["importance_score"]) == (None, False, 0.5)

    async def test_sent_twice_is_written_once(self, ann: Person) -> None:
        body, key = {"content": "Once", "memory_type": "fact"}, {"Idempotency-Key": str(new_id())}
        first, again = [await ann.client.post(MEMORIES, json=body, headers=key) for _ in range(2)]
        assert first.json() == again.json()
        other = await ann.client.post(MEMORIES, json={**body, "content": "Twice"}, headers=key)
        assert other.json()["code"] == "idempotency_key_reused"
        assert await listed(ann) == ["Once"]

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"content": " "}, "content"),
            ({"content": "x" * 10_001}, "content"),
            ({"memory_type": "rumour"}, "memory_type"),
            ({"importance_score": 1.01}, "importance_score"),
            ({"confidence_score": -0.1}, "confidence_score"),
            ({"category": "x" * 101}, "category"),
            ({"dynamic_importance": 1}, "dynamic_importance"),
            ({"tags": [{"name": "a"}, {"name": "a", "value": "b"}]}, "tags"),
            ({"tags": [{"name": "a/b"}]}, "tags.0.name"),
            ({"tags": [{"name": ".."}]}, "tags.0.name"),
            ({"tags": [{"name": str(number)} for number in range(51)]}, "tags"),
        ],
    )
    async def test_that_breaks_a_rule_is_refused_by_name(self, ann: Person, values: dict[str, Any], field: str) -> None:
        made = await remember(ann)
        wrong(await ann.client.post(MEMORIES, json={"content": "x", "memory_type": "fact"} | values), 422, field)
        wrong(await ann.client.patch(f"{MEMORIES}/{made['id']}", json=values), 422, field)
        assert await listed(ann) == [made["content"]]


class TestParent:
    async def test_is_a_memory_of_the_same_person(self, ann: Person, bob: Person) -> None:
        foreign = await remember(bob)
        body = {"content": "x", "memory_type": "fact", "parent_memory_id": foreign["id"]}
        wrong(await ann.client.post(MEMORIES, json=body), 404, "parent_memory_id")
        parent = await remember(ann, "Ada is allergic.")
        child = await remember(ann, parent_memory_id=parent["id"])
        assert await listed(ann, parent_memory_id=parent["id"]) == [child["content"]]
        await ann.client.delete(f"{MEMORIES}/{parent['id']}")
        assert (await read(ann, child))["parent_memory_id"] is None

    async def test_is_never_below_its_own_child(self, ann: Person) -> None:
        first = await remember(ann, "1")
        second = await remember(ann, "2", parent_memory_id=first["id"])
        third = await remember(ann, "3", parent_memory_id=second["id"])
        for parent in (first, second, third):
            answer = await ann.client.patch(f"{MEMORIES}/{first['id']}", json={"parent_memory_id": parent["id"]})
            wrong(answer, 409, "parent_memory_id")
        told(await ann.client.patch(f"{MEMORIES}/{third['id']}", json={"parent_memory_id": first["id"]}))


class TestTags:
    async def test_have_one_value_a_name(self, ann: Person) -> None:
        made = await remember(ann)
        address = f"{MEMORIES}/{made['id']}/tags"
        told(await ann.client.put(f"{address}/person", json={"value": "Ada"}))
        told(await ann.client.put(f"{address}/to%20do", json={}))
        changed = told(await ann.client.put(f"{address}/person", json={"value": "Bob"}))
        assert tags(changed) == tags(await read(ann, made)) == {"person": "Bob", "to do": None}
        assert tags(told(await ann.client.delete(f"{address}/person"))) == {"to do": None}
        assert (await ann.client.delete(f"{address}/person")).status_code == 404
        assert tags(await read(ann, made)) == {"to do": None}

    async def test_given_with_a_change_stand_in_place_of_all(self, ann: Person) -> None:
        made = await remember(ann, tags=[{"name": "a", "value": "1"}, {"name": "b"}])
        given = [{"name": "a", "value": "2"}, {"name": "c"}]
        changed = told(await ann.client.patch(f"{MEMORIES}/{made['id']}", json={"tags": given}))
        assert tags(changed) == tags(await read(ann, made)) == {"a": "2", "c": None}

    async def test_find_memories(self, ann: Person, bob: Person) -> None:
        await remember(ann, "Ada", tags=[{"name": "person", "value": "Ada"}, {"name": "place", "value": "Rome"}])
        await remember(ann, "Bob", tags=[{"name": "person", "value": "Bob"}, {"name": "friend", "value": "Ada"}])
        await remember(bob, "Not hers", tags=[{"name": "person", "value": "Ada"}])
        assert await listed(ann, tag="person") == ["Bob", "Ada"]
        assert await listed(ann, tag="person", tag_value="Ada") == ["Ada"]
        assert await listed(ann, tag="place", tag_value="Ada") == []
        assert (await ann.client.get(MEMORIES, params={"tag_value": "Ada"})).status_code == 422

    async def test_of_two_devices_at_once_are_all_kept(self, ann: Person) -> None:
        made = await remember(ann)
        address = f"{MEMORIES}/{made['id']}/tags"
        answers = await asyncio.gather(*(ann.client.put(f"{address}/t{number % 4}", json={}) for number in range(8)))
        assert {answer.status_code for answer in answers} == {200}
        assert tags(await read(ann, made)) == dict.fromkeys(["t0", "t1", "t2", "t3"])


class TestImportance:
    def test_grows_with_importance_recency_use_and_confidence(self) -> None:
        usual = {"importance": 0.5, "confidence": 0.8, "uses": 2, "unused": timedelta(days=20)}
        before = matters(**usual)
        for better in ({"importance": 0.6}, {"confidence": 0.9}, {"uses": 3}, {"unused": timedelta(days=10)}):
            assert matters(**{**usual, **better}) > before, better
        assert matters(importance=1, confidence=1, uses=10**9, unused=-timedelta(days=1)) == pytest.approx(1)
        assert matters(importance=0, confidence=1, uses=0, unused=timedelta(days=10_000)) == pytest.approx(0)
        assert matters(importance=1, confidence=0, uses=9, unused=timedelta()) == 0

    async def test_said_anew_is_weighed_anew(self, ann: Person) -> None:
        made = await remember(ann, importance_score=0.2)
        assert made["dynamic_importance"] == pytest.approx(0.6 * 0.2 + 0.25, abs=0.001)
        changed = told(await ann.client.post(f"{MEMORIES}/{made['id']}/importance", json={"importance_score": 0.905}))
        assert changed["importance_score"] == (await read(ann, made))["importance_score"] == 0.91
        assert changed["dynamic_importance"] == pytest.approx(0.6 * 0.91 + 0.25, abs=0.001)
        doubted = told(await ann.client.patch(f"{MEMORIES}/{made['id']}", json={"confidence_score": 0.5}))
        assert doubted["dynamic_importance"] == pytest.approx(changed["dynamic_importance"] / 2, abs=0.001)

    async def test_falls_where_nothing_is_used(self, ann: Person) -> None:
        made = await remember(ann, importance_score=0)
        async with ann.acting() as (session, _):
            old = text("update ltm_memories set created_at = now() - interval '30 days' where id = :id")
            await session.execute(old, {"id": made["id"]})
        again = await ann.client.post(f"{MEMORIES}/{made['id']}/importance", json={"importance_score": 0})
        assert again.json()["dynamic_importance"] == pytest.approx(0.125, abs=0.001)


def matters(**values: Any) -> float:
    return dynamic_importance(**values)


class TestUse:
    async def test_is_noted_and_counted(self, ann: Person) -> None:
        made = await remember(ann, importance_score=0)
        address = f"{MEMORIES}/{made['id']}"
        use = {"access_method": "search", "user_query": "what can Ada eat", "relevance_score": 0.75}
        noted = told(await ann.client.post(f"{address}/access", json={**use, "access_context": "dinner"}), 201)
        told(await ann.client.post(f"{address}/access", json={"was_relevant": False}), 201)
        kept = await read(ann, made)
        assert (kept["access_count"], kept["last_access_context"]) == (2, None)
        assert kept["last_accessed"] >= noted["created_at"]
        assert kept["dynamic_importance"] == pytest.approx(0.25 + 0.15 * 2 / 7, abs=0.001)
        uses = told(await ann.client.get(f"{address}/accesses"))["items"]
        assert [(one["access_method"], one["was_relevant"]) for one in uses] == [("direct", False), ("search", None)]
        assert uses[1] == noted == told(await ann.client.get(f"{address}/accesses/{noted['id']}"))
        for query, count in (
            ({"access_method": "search"}, 1),
            ({"was_relevant": "true"}, 0),
            ({"sort": "created_at"}, 2),
        ):
            assert len(told(await ann.client.get(f"{address}/accesses", params=query))["items"]) == count

    async def test_is_no_change(self, ann: Person) -> None:
        made = await remember(ann)
        address = f"{MEMORIES}/{made['id']}"
        seen = (await ann.client.get(address)).headers["ETag"]
        told(await ann.client.post(f"{address}/access", json={}), 201)
        assert (await read(ann, made))["updated_at"] == made["updated_at"]
        told(await ann.client.patch(address, json={"category": "x"}, headers={"If-Match": seen}))

    async def test_at_once_is_counted_each_time(self, ann: Person) -> None:
        made = await remember(ann)
        address = f"{MEMORIES}/{made['id']}/access"
        answers = await asyncio.gather(*(ann.client.post(address, json={}) for _ in range(8)))
        assert {answer.status_code for answer in answers} == {201}
        assert (await read(ann, made))["access_count"] == 8

    async def test_of_another_persons_is_not_there(self, ann: Person, bob: Person) -> None:
        made = await remember(ann)
        address = f"{MEMORIES}/{made['id']}"
        noted = told(await ann.client.post(f"{address}/access", json={}), 201)
        mine = await remember(bob)
        assert (await bob.client.post(f"{address}/access", json={})).status_code == 404
        assert (await bob.client.get(f"{address}/accesses")).status_code == 404
        assert (await bob.client.get(f"{MEMORIES}/{mine['id']}/accesses/{noted['id']}")).status_code == 404
        assert (await read(ann, made))["access_count"] == 1


class TestArchive:
    async def test_keeps_a_memory_with_the_reason(self, ann: Person) -> None:
        made = await remember(ann)
        address = f"{MEMORIES}/{made['id']}"
        kept = told(await ann.client.post(f"{address}/archive", json={"reason": "No longer true."}))
        assert (kept["is_archived"], kept["archive_reason"]) == (True, "No longer true.")
        again = told(await ann.client.post(f"{address}/archive", json={}))
        assert again["archive_reason"] == "No longer true."
        assert (await listed(ann, is_archived="false"), len(await listed(ann, is_archived="true"))) == ([], 1)
        back = told(await ann.client.post(f"{address}/restore"))
        assert (back["is_archived"], back["archive_reason"]) == (False, None)

    async def test_takes_many_or_none(self, ann: Person, bob: Person) -> None:
        ids = [(await remember(ann, str(number)))["id"] for number in range(3)]
        foreign = (await remember(bob))["id"]
        answer = await ann.client.post(f"{MEMORIES}/bulk-archive", json={"ids": [*ids, foreign]})
        wrong(answer, 404, "ids")
        assert await listed(ann, is_archived="true") == []
        many = told(await ann.client.post(f"{MEMORIES}/bulk-archive", json={"ids": ids[:2], "reason": "Old."}))
        assert {one["archive_reason"] for one in many["items"]} == {"Old."}
        assert await listed(ann, is_archived="false") == ["2"]


class TestList:
    async def test_is_filtered(self, ann: Person) -> None:
        await remember(ann, "Ada likes 100% wool", memory_type="preference", category="home", confidence_score=0.4)
        goal = await remember(ann, "Run a marathon", memory_type="goal", importance_score=1, source_type="tool")
        told(await ann.client.post(f"{MEMORIES}/{goal['id']}/access", json={}), 201)
        for query, found in (
            ({"memory_type": "goal"}, ["Run a marathon"]),
            ({"memory_type": ["goal", "preference"]}, ["Run a marathon", "Ada likes 100% wool"]),
            ({"category": "home"}, ["Ada likes 100% wool"]),
            ({"source_type": "tool"}, ["Run a marathon"]),
            ({"created_by": "assistant"}, []),
            ({"q": "MARATHON"}, ["Run a marathon"]),
            ({"q": "0%"}, ["Ada likes 100% wool"]),
            ({"q": "_"}, []),
            ({"confidence_score_min": 0.5}, ["Run a marathon"]),
            ({"dynamic_importance_min": 0.5}, ["Run a marathon"]),
            ({"created_before": goal["created_at"]}, ["Ada likes 100% wool"]),
            ({"last_accessed_after": goal["created_at"]}, ["Run a marathon"]),
            ({"sort": "-dynamic_importance"}, ["Run a marathon", "Ada likes 100% wool"]),
            ({"sort": "dynamic_importance"}, ["Ada likes 100% wool", "Run a marathon"]),
            ({"sort": "created_at"}, ["Ada likes 100% wool", "Run a marathon"]),
        ):
            assert await listed(ann, **query) == found, query
        for query in ({"memory_type": "rumour"}, {"sort": "content"}, {"content": "x"}, {"dynamic_importance_min": 2}):
            assert (await ann.client.get(MEMORIES, params=query)).status_code == 422, query

    @pytest.mark.parametrize("sort", ["-created_at", "-dynamic_importance", "dynamic_importance"])
    async def test_comes_page_by_page_with_tags_in_two_statements(
        self, ann: Person, statements: Statements, sort: str
    ) -> None:
        for number in range(5):
            await remember(ann, str(number), importance_score=(number % 2) / 10, tags=[{"name": "n", "value": "x"}])
        seen: list[str] = []
        query: dict[str, Any] = {"limit": 2, "sort": sort}
        while True:
            answer = await ann.client.get(MEMORIES, params=query)
            page = told(answer)
            assert len(statements.of(answer)) == 2, statements.of(answer)
            assert all(tags(one) == {"n": "x"} for one in page["items"])
            seen += [one["content"] for one in page["items"]]
            if page["next_cursor"] is None:
                break
            query["cursor"] = page["next_cursor"]
        assert seen == await listed(ann, sort=sort)
        assert sorted(seen) == ["0", "1", "2", "3", "4"]
        assert told(await ann.client.get(MEMORIES, params={"limit": 1, "total": "true"}))["total"] == 5
