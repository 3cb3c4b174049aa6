"""Commits: a message after Conventional Commits 1.0, and what was changed."""

from typing import Any

import pytest
from tests.conftest import Person
from tests.made import blamed, change, listed, look, make, remove

from clew.kit.ids import new_id
from clew.projects.commits.message import type_of

SPRING, SUMMER = "2026-03-21T00:00:00Z", "2026-06-21T00:00:00Z"


async def commit(person: Person, message: str = "feat(beds): sow", **values: Any) -> dict[str, Any]:
    project = values.pop("project_id", None) or (await make(person, "projects", name="Garden"))["id"]
    given = {"type": message.partition(":")[0].partition("(")[0], "author": "Ann", "timestamp": SPRING, **values}
    return await make(person, "commits", project_id=project, message=message, **given)


class TestMessage:
    @pytest.mark.parametrize(
        ("message", "kind"),
        [
            ("feat: allow provided config object", "feat"),
            ("feat!: send an email", "feat"),
            ("feat(api)!: send an email", "feat"),
            ("fix(parser, lexer): x", "fix"),
            ("Docs: correct spelling", "docs"),
            ("chore!: drop it\n\nBREAKING CHANGE: it is gone", "chore"),
            ("fix: one\n\nA body.\n\nWith more.\n\nReviewed-by: Z\nRefs: #123", "fix"),
            ("perf: ünïcode", "perf"),
        ],
    )
    def test_that_keeps_to_the_form_has_a_type(self, message: str, kind: str) -> None:
        assert type_of(message) == kind

    @pytest.mark.parametrize(
        "message",
        ["", "sow", "feat sow", "feat:sow", "feat: ", "feat:  sow", ": sow", "feat(): sow", "feat (x): sow",
         "feat(x: sow", "feature: sow", "wip: sow", "feat: sow\nwithout an empty line",
         "feat: sow\n\nbreaking change: it is gone", "feat: sow\n\nBreaking-Change: it is gone", "\nfeat: sow"],
    )  # fmt: skip
    def test_that_does_not_is_refused(self, message: str) -> None:
        with pytest.raises(ValueError, match="must"):
            type_of(message)


class TestLife:
    async def test_keeps_what_was_changed(self, ann: Person) -> None:
        changes = [{"path": "beds.py", "change": "modified", "additions": 3, "deletions": 1}]
        made = await commit(ann, changes=[*changes, {"path": "old.py", "change": "deleted"}])
        assert made["changes"] == [*changes, {"path": "old.py", "change": "deleted", "additions": 0, "deletions": 0}]
        assert await look(ann, "commits", made["id"]) == made
        changed = await change(ann, "commits", made["id"], message="fix: sow again", created_by_ai_model="small")
        assert (changed["type"], changed["created_by_ai_model"]) == ("fix", "small")
        whole = {name: made[name] for name in ("project_id", "type", "message", "author", "timestamp")}
        replaced = (await ann.client.put(f"/api/v1/commits/{made['id']}", json=whole)).json()
        assert (replaced["type"], replaced["changes"], replaced["created_by_ai_model"]) == ("feat", [], None)
        await remove(ann, "commits", made["id"])
        assert await listed(ann, "commits", "id") == []

    async def test_outlives_its_task(self, ann: Person) -> None:
        task = await make(ann, "tasks", title="Sow")
        made = await commit(ann, task_id=task["id"])
        await remove(ann, "tasks", task["id"])
        assert (await look(ann, "commits", made["id"]))["task_id"] is None


class TestList:
    async def test_orders_and_filters(self, ann: Person) -> None:
        task = await make(ann, "tasks", title="Sow")
        late = await commit(ann, timestamp=SUMMER, task_id=task["id"])
        early = await commit(ann, "fix: water the beds", author="Bob")
        for query, found in (
            ({}, [late, early]),
            ({"sort": "timestamp"}, [early, late]),
            ({"sort": "-created_at"}, [early, late]),
            ({"sort": "created_at"}, [late, early]),
            ({"project_id": late["project_id"]}, [late]),
            ({"task_id": task["id"]}, [late]),
            ({"type": ["fix", "docs"]}, [early]),
            ({"author": "Bob"}, [early]),
            ({"timestamp_after": SPRING}, [late]),
            ({"timestamp_before": SUMMER}, [early]),
            ({"q": "BEDS"}, [late, early]),
            ({"q": "bob"}, [early]),
        ):
            assert await listed(ann, "commits", "id", **query) == [one["id"] for one in found], query

    @pytest.mark.parametrize("query", ["sort=author", "type=wip", "timestamp_after=1", "hash=x"])
    async def test_refuses_what_it_does_not_offer(self, ann: Person, query: str) -> None:
        assert (await ann.client.get(f"/api/v1/commits?{query}")).status_code == 422


class TestBadInput:
    @pytest.mark.parametrize(
        ("field", "value"),
        [("message", "sow"), ("message", "x" * 10_001), ("type", "wip"), ("type", None), ("author", " "),
         ("author", "x" * 101), ("timestamp", "2026-01-01T00:00:00"), ("changes", [{"path": "x"}]),
         ("changes", [{"path": "", "change": "added"}]), ("changes", {"path": "x"}),
         ("changes", [{"path": "x", "change": "added", "additions": -1}]), ("hash", "x")],
    )  # fmt: skip
    async def test_is_named_and_nothing_is_written(self, ann: Person, field: str, value: object) -> None:
        project = await make(ann, "projects", name="Garden")
        body = {"project_id": project["id"], "type": "feat", "message": "feat: x", "author": "A", "timestamp": SPRING}
        answer = await ann.client.post("/api/v1/commits", json={**body, field: value})
        assert answer.status_code == 422
        assert {name.partition(".")[0] for name in blamed(answer)} == {field}
        assert await listed(ann, "commits", "id") == []

    async def test_of_a_type_that_the_message_does_not_have(self, ann: Person) -> None:
        made = await commit(ann)
        body = {name: made[name] for name in ("project_id", "message", "author", "timestamp")}
        for method, path in (("POST", ""), ("PUT", f"/{made['id']}")):
            answer = await ann.client.request(method, f"/api/v1/commits{path}", json={**body, "type": "fix"})
            assert answer.status_code == 422
            assert "type must be" in answer.text

    async def test_of_somebody_elses_is_not_there(self, ann: Person, bob: Person) -> None:
        his = await commit(bob)
        task = await make(bob, "tasks", title="His")
        mine = await commit(ann)
        answer = await ann.client.patch(f"/api/v1/commits/{mine['id']}", json={"task_id": task["id"]})
        assert (answer.status_code, blamed(answer)) == (404, {"task_id"})
        body = {
            "project_id": his["project_id"],
            "type": "feat",
            "message": "feat: x",
            "author": "A",
            "timestamp": SPRING,
        }
        for foreign in (his["project_id"], str(new_id())):
            answer = await ann.client.post("/api/v1/commits", json={**body, "project_id": foreign})
            assert (answer.status_code, blamed(answer)) == (404, {"project_id"})
