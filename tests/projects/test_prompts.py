"""Prompts: nothing that was written is overwritten, every change of a content is the next version of its line."""

from asyncio import gather
from typing import Any

import pytest
from tests.conftest import Person
from tests.made import act, blamed, change, listed, look, make, remove


async def prompt(person: Person, **values: Any) -> dict[str, Any]:
    project = await make(person, "projects", name="Garden")
    given = {"project_id": project["id"], "type": "feature", "content": "Sow.", "components": ["soil"], **values}
    return await make(person, "prompts", **given)


class TestVersion:
    async def test_of_a_new_line_is_the_first(self, ann: Person) -> None:
        made = await prompt(ann)
        assert (made["version"], made["root_id"], made["parent_id"]) == (1, made["id"], None)

    async def test_says_what_is_new_and_takes_over_the_rest(self, ann: Person) -> None:
        first = await prompt(ann, is_reusable=True)
        second = await act(ann, "prompts", first["id"], "versions", content="Sow twice.")
        told = {"version": 2, "root_id": first["id"], "parent_id": first["id"], "content": "Sow twice."}
        unlike = {"id", "created_at", "updated_at", *told}
        assert {name: second[name] for name in told} == told
        assert {name: second[name] for name in first if name not in unlike} == {
            name: first[name] for name in first if name not in unlike
        }
        assert await look(ann, "prompts", first["id"]) == first

    async def test_counts_on_from_whatever_it_is_made_from(self, ann: Person) -> None:
        first = await prompt(ann)
        await act(ann, "prompts", first["id"], "versions", content="Two.")
        third = await act(ann, "prompts", first["id"], "versions", components=[])
        assert (third["version"], third["parent_id"], third["content"]) == (3, first["id"], "Sow.")
        assert await listed(ann, f"prompts/{third['id']}/versions", "version") == [3, 2, 1]
        assert await listed(ann, f"prompts/{first['id']}/versions", "version", sort="version") == [1, 2, 3]

    async def test_that_was_is_restored_as_the_next(self, ann: Person) -> None:
        first = await prompt(ann)
        second = await act(ann, "prompts", first["id"], "versions", content="Worse.", type="bug")
        restored = await act(ann, "prompts", first["id"], "restore")
        assert (restored["version"], restored["content"], restored["type"]) == (3, "Sow.", "feature")
        assert (await look(ann, "prompts", second["id"]))["content"] == "Worse."

    async def test_of_many_at_once_has_a_number_of_its_own(self, ann: Person) -> None:
        path = f"/api/v1/prompts/{(await prompt(ann))['id']}/versions"
        answers = await gather(*(ann.client.post(path, json={"content": f"{number}"}) for number in range(8)))
        assert {answer.status_code for answer in answers} == {201}
        assert sorted(answer.json()["version"] for answer in answers) == list(range(2, 10))

    async def test_comes_once_for_a_key(self, ann: Person) -> None:
        path = f"/api/v1/prompts/{(await prompt(ann))['id']}/versions"
        key = {"Idempotency-Key": "next"}
        first, again = [await ann.client.post(path, json={"content": "Two."}, headers=key) for _ in range(2)]
        assert first.json() == again.json()
        other = await ann.client.post(path, json={"content": "Three."}, headers=key)
        assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
        assert await listed(ann, path.removeprefix("/api/v1/"), "version") == [2, 1]

    async def test_stays_when_the_one_before_is_removed(self, ann: Person) -> None:
        first = await prompt(ann)
        second = await act(ann, "prompts", first["id"], "versions", content="Two.")
        await remove(ann, "prompts", first["id"])
        assert (await look(ann, "prompts", second["id"]))["parent_id"] is None
        assert (await act(ann, "prompts", second["id"], "versions", content="Three."))["version"] == 3


class TestChange:
    async def test_touches_what_is_no_content(self, ann: Person) -> None:
        made = await prompt(ann)
        changed = await change(ann, "prompts", made["id"], is_reusable=True, type="test")
        assert (changed["is_reusable"], changed["type"], changed["content"]) == (True, "test", "Sow.")
        replaced = await ann.client.put(f"/api/v1/prompts/{made['id']}", json={"type": "docs"})
        assert (replaced.json()["is_reusable"], replaced.json()["components"]) == (False, ["soil"])

    @pytest.mark.parametrize("field", ["content", "components", "version", "root_id", "project_id"])
    async def test_of_anything_else_is_refused(self, ann: Person, field: str) -> None:
        made = await prompt(ann)
        path = f"/api/v1/prompts/{made['id']}"
        for method in ("PATCH", "PUT"):
            answer = await ann.client.request(method, path, json={"type": "x", field: made[field]})
            assert (answer.status_code, blamed(answer)) == (422, {field})
        assert await look(ann, "prompts", made["id"]) == made


class TestList:
    async def test_filters(self, ann: Person) -> None:
        project = await make(ann, "projects", name="Shed")
        interview = await make(ann, "interviews", project_id=project["id"])
        first = await prompt(ann)
        second = await act(ann, "prompts", first["id"], "versions", content="Water.")
        asked = {"created_from_interview_id": interview["id"], "type": "docs", "is_reusable": True}
        other = await prompt(ann, project_id=project["id"], **asked)
        for query, found in (
            ({}, [other, second, first]),
            ({"sort": "created_at"}, [first, second, other]),
            ({"project_id": project["id"]}, [other]),
            ({"created_from_interview_id": interview["id"]}, [other]),
            ({"type": ["docs", "feature"]}, [other, second, first]),
            ({"type": "docs"}, [other]),
            ({"is_reusable": False}, [second, first]),
            ({"root_id": first["id"]}, [second, first]),
            ({"is_latest": True}, [other, second]),
            ({"is_latest": False}, [first]),
            ({"q": "WATER"}, [second]),
        ):
            assert await listed(ann, "prompts", "id", **query) == [one["id"] for one in found], query

    @pytest.mark.parametrize("query", ["sort=version", "type=", "is_latest=perhaps", "content=x"])
    async def test_refuses_what_it_does_not_offer(self, ann: Person, query: str) -> None:
        assert (await ann.client.get(f"/api/v1/prompts?{query}")).status_code == 422


class TestBadInput:
    @pytest.mark.parametrize(
        ("field", "value"),
        [("content", ""), ("content", "x" * 50_001), ("type", " "), ("type", "x" * 51), ("components", ["x"] * 51),
         ("components", [""]), ("components", None), ("version", 7), ("root_id", None)],
    )  # fmt: skip
    async def test_is_named_and_nothing_is_written(self, ann: Person, field: str, value: object) -> None:
        project = await make(ann, "projects", name="Garden")
        body = {"project_id": project["id"], "type": "x", "content": "x", field: value}
        answer = await ann.client.post("/api/v1/prompts", json=body)
        assert answer.status_code == 422
        assert {name.partition(".")[0] for name in blamed(answer)} == {field}
        assert await listed(ann, "prompts", "id") == []

    async def test_somebody_elses_line_is_not_there(self, ann: Person, bob: Person) -> None:
        his = await prompt(bob)
        for ending, body in (("versions", {"content": "Mine"}), ("restore", None)):
            assert (await ann.client.post(f"/api/v1/prompts/{his['id']}/{ending}", json=body)).status_code == 404
        assert (await ann.client.get(f"/api/v1/prompts/{his['id']}/versions")).status_code == 404
        assert await listed(bob, f"prompts/{his['id']}/versions", "version") == [1]
