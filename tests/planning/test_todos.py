"""Todos: what a person wants to do, from the first thought to done."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.conftest import Person
from tests.made import act, blamed, change, listed, look, make, remove

from clew.kit.ids import new_id

PAST, FUTURE = ((datetime.now(UTC) + timedelta(days=days)).isoformat() for days in (-1, 1))


class TestLife:
    async def test_begins_pending_and_ends_when_it_is_removed(self, ann: Person) -> None:
        todo = await make(ann, "todos", title="  Call the dentist ")
        assert (todo["title"], todo["status"], todo["priority"]) == ("Call the dentist", "pending", "medium")
        assert (todo["missed_count"], todo["is_segmented"], todo["completed_at"]) == (0, False, None)
        assert await look(ann, "todos", todo["id"]) == todo
        changed = await change(ann, "todos", todo["id"], category="health", estimated_minutes=15, energy="low")
        assert (changed["category"], changed["estimated_minutes"], changed["energy"]) == ("health", 15, "low")
        await remove(ann, "todos", todo["id"])
        assert (await ann.client.get(f"/api/v1/todos/{todo['id']}")).status_code == 404

    async def test_is_replaced_as_a_whole(self, ann: Person) -> None:
        todo = await make(ann, "todos", title="One", description="Long", priority="urgent", due_date=FUTURE)
        replaced = (await ann.client.put(f"/api/v1/todos/{todo['id']}", json={"title": "Two"})).json()
        shown = (replaced["title"], replaced["description"], replaced["priority"], replaced["due_date"])
        assert shown == ("Two", None, "medium", None)

    async def test_takes_its_steps_and_reminders_along(self, ann: Person) -> None:
        todo = await make(ann, "todos", title="Move house")
        step = await make(ann, "todos", title="Pack", parent_id=todo["id"], position=0)
        reminder = await make(ann, "reminders", todo_id=step["id"], remind_at=FUTURE)
        await remove(ann, "todos", todo["id"])
        assert (await ann.client.get(f"/api/v1/todos/{step['id']}")).status_code == 404
        assert (await ann.client.get(f"/api/v1/reminders/{reminder['id']}")).status_code == 404

    async def test_of_many_is_all_or_none(self, ann: Person) -> None:
        items = [{"title": f"Thought {number}"} for number in range(5)]
        made = await ann.client.post("/api/v1/todos/bulk", json={"items": items})
        assert [todo["title"] for todo in made.json()["items"]] == [item["title"] for item in items]
        bad = [*items, {"title": "A step of nothing", "parent_id": str(new_id())}]
        assert (await ann.client.post("/api/v1/todos/bulk", json={"items": bad})).status_code == 404
        ids = [todo["id"] for todo in made.json()["items"]]
        gone = await ann.client.post("/api/v1/todos/bulk-delete", json={"ids": [*ids[:2], str(new_id())]})
        assert (gone.status_code, blamed(gone)) == (404, {"ids"})
        assert len(await listed(ann, "todos", "id")) == 5
        assert (await ann.client.post("/api/v1/todos/bulk-delete", json={"ids": ids[:4]})).status_code == 204
        assert await listed(ann, "todos", "id") == ids[4:]


class TestStatus:
    async def test_tells_when_it_was_done_by_whatever_way_it_is_set(self, ann: Person) -> None:
        todo = await make(ann, "todos", title="Done before it was written down", status="completed")
        assert todo["completed_at"] is not None
        path = f"/api/v1/todos/{todo['id']}"
        assert (await act(ann, "todos", todo["id"], "reopen"))["completed_at"] is None
        assert (await change(ann, "todos", todo["id"], status="completed"))["completed_at"] is not None
        assert (await change(ann, "todos", todo["id"], status="in_progress"))["completed_at"] is None
        whole = {"title": "x", "status": "completed"}
        assert (await ann.client.put(path, json=whole)).json()["completed_at"] is not None
        assert (await ann.client.put(path, json={"title": "x"})).json()["completed_at"] is None
        assert (await act(ann, "todos", todo["id"], "complete"))["completed_at"] is not None
        assert (await change(ann, "todos", todo["id"], status="cancelled"))["completed_at"] is None

    async def test_once_done_keeps_its_time(self, ann: Person) -> None:
        todo = await make(ann, "todos", title="Done")
        first = await act(ann, "todos", todo["id"], "complete")
        assert first["status"] == "completed"
        again = await act(ann, "todos", todo["id"], "complete")
        assert again["completed_at"] == first["completed_at"]
        changed = await change(ann, "todos", todo["id"], title="Well done", status="completed")
        assert changed["completed_at"] == first["completed_at"]

    async def test_reopened_is_pending(self, ann: Person) -> None:
        todo = await make(ann, "todos", title="Not quite", status="completed")
        assert (await act(ann, "todos", todo["id"], "reopen"))["status"] == "pending"

    async def test_priority_is_an_operation_too(self, ann: Person) -> None:
        todo = await make(ann, "todos", title="Soon")
        assert (await act(ann, "todos", todo["id"], "priority", priority="urgent"))["priority"] == "urgent"

    @pytest.mark.parametrize(
        ("verb", "body"), [("complete", None), ("reopen", None), ("priority", {"priority": "low"})]
    )
    async def test_operations_heed_versions_and_keys(self, ann: Person, verb: str, body: dict[str, str] | None) -> None:
        todo = await make(ann, "todos", title="Watched", status="in_progress")
        path = f"/api/v1/todos/{todo['id']}"
        seen = (await ann.client.get(path)).headers["etag"]
        key = {"Idempotency-Key": f"{verb} once"}
        first = await ann.client.post(f"{path}/{verb}", json=body, headers={"If-Match": seen, **key})
        assert (first.status_code, first.headers["etag"] != seen) == (200, True)
        repeated = await ann.client.post(f"{path}/{verb}", json=body, headers={"If-Match": seen, **key})
        assert repeated.json() == first.json()
        late = await ann.client.post(f"{path}/{verb}", json=body, headers={"If-Match": seen})
        assert (late.status_code, late.json()["code"]) == (412, "version_mismatch")

    async def test_is_overdue_when_its_date_has_passed_and_it_is_open(self, ann: Person) -> None:
        late = [
            await make(ann, "todos", title="Late", due_date=PAST, status=status)
            for status in ("pending", "in_progress")
        ]
        fine = [
            await make(ann, "todos", title="Done", due_date=PAST, status="completed"),
            await make(ann, "todos", title="Given up", due_date=PAST, status="cancelled"),
            await make(ann, "todos", title="To come", due_date=FUTURE),
            await make(ann, "todos", title="One day"),
        ]
        assert [todo["is_overdue"] for todo in late + fine] == [True, True, False, False, False, False]
        for is_overdue, todos in ((True, late), (False, fine)):
            found = await listed(ann, "todos", "id", is_overdue=is_overdue, sort="created_at")
            assert found == [todo["id"] for todo in todos]


class TestSteps:
    async def test_never_stand_below_themselves(self, ann: Person) -> None:
        top = await make(ann, "todos", title="Top")
        middle = await make(ann, "todos", title="Middle", parent_id=top["id"])
        bottom = await make(ann, "todos", title="Bottom", parent_id=middle["id"])
        for below in (top, middle, bottom):
            for method, body in (("PATCH", {}), ("PUT", {"title": "Top"})):
                answer = await ann.client.request(
                    method, f"/api/v1/todos/{top['id']}", json={**body, "parent_id": below["id"]}
                )
                assert (answer.status_code, blamed(answer)) == (409, {"parent_id"})
        assert (await look(ann, "todos", top["id"]))["parent_id"] is None
        assert (await change(ann, "todos", bottom["id"], parent_id=top["id"]))["parent_id"] == top["id"]

    async def test_make_no_circle_when_two_devices_move_them_at_once(self, ann: Person) -> None:
        for _ in range(5):
            one, two = [(await make(ann, "todos", title=title))["id"] for title in ("One", "Two")]
            answers = await asyncio.gather(
                ann.client.patch(f"/api/v1/todos/{one}", json={"parent_id": two}),
                ann.client.patch(f"/api/v1/todos/{two}", json={"parent_id": one}),
            )
            assert sorted(answer.status_code for answer in answers) == [200, 409]


async def plan(person: Person) -> None:
    """Five todos that differ in everything a list asks for."""
    for values in (
        {"title": "Alpha", "priority": "low", "due_date": "2026-03-01T00:00:00Z", "category": "home"},
        {"title": "Beta", "priority": "urgent", "due_date": "2026-01-01T00:00:00Z", "status": "in_progress"},
        {"title": "Gamma", "priority": "medium", "category": "home", "energy": "high"},
        {"title": "Delta", "priority": "high", "due_date": "2026-02-01T00:00:00Z", "status": "completed"},
        {"title": "Epsilon", "priority": "low", "description": "100% of the alphabet", "energy": "low"},
    ):
        await make(person, "todos", **values)


class TestList:
    @pytest.mark.parametrize(
        ("sort", "titles"),
        [
            ("created_at", "ABGDE"),
            ("-created_at", "EDGBA"),
            ("updated_at", "BGDEA"),
            ("-updated_at", "AEDGB"),
            ("due_date", "BDAGE"),
            ("-due_date", "EGADB"),
            ("priority", "AEGDB"),
            ("-priority", "BDGEA"),
        ],
    )
    async def test_is_in_order(self, ann: Person, sort: str, titles: str) -> None:
        await plan(ann)
        first = (await ann.client.get("/api/v1/todos", params={"q": "Alpha", "sort": "created_at"})).json()["items"][0]
        await change(ann, "todos", first["id"], actual_minutes=1)
        assert "".join(title[0] for title in await listed(ann, "todos", "title", sort=sort)) == titles

    @pytest.mark.parametrize(
        ("query", "titles"),
        [
            ({"status": "completed"}, "D"),
            ({"status": ["in_progress", "completed"]}, "BD"),
            ({"priority": "low"}, "AE"),
            ({"priority": ["urgent", "high"]}, "BD"),
            ({"category": "home"}, "AG"),
            ({"energy": ["low", "high"]}, "GE"),
            ({"due_after": "2026-01-15T00:00:00Z"}, "AD"),
            ({"due_before": "2026-02-15T00:00:00Z"}, "BD"),
            ({"due_after": "2026-01-15T00:00:00Z", "due_before": "2026-02-15T00:00:00Z"}, "D"),
            ({"q": "ALPHA"}, "AE"),
            ({"q": "100%"}, "E"),
            ({"q": "_"}, ""),
            ({"category": "home", "priority": "low"}, "A"),
        ],
    )
    async def test_filters(self, ann: Person, query: dict[str, Any], titles: str) -> None:
        await plan(ann)
        found = await listed(ann, "todos", "title", sort="created_at", **query)
        assert "".join(title[0] for title in found) == titles

    async def test_tells_steps_from_what_they_belong_to(self, ann: Person) -> None:
        top = await make(ann, "todos", title="Top")
        step = await make(ann, "todos", title="Step", parent_id=top["id"])
        assert await listed(ann, "todos", "id", parent_id=top["id"]) == [step["id"]]
        assert await listed(ann, "todos", "id", is_step=True) == [step["id"]]
        assert await listed(ann, "todos", "id", is_step=False) == [top["id"]]

    async def test_counts_where_it_is_asked_to(self, ann: Person) -> None:
        await plan(ann)
        page = (await ann.client.get("/api/v1/todos", params={"limit": 1, "priority": "low", "total": True})).json()
        assert (page["total"], len(page["items"])) == (2, 1)


class TestBadInput:
    @pytest.mark.parametrize(
        "query",
        ["sort=title", "status=lost", "priority=7", "due_after=soon", "due_after=5", "parent_id=x", "q=", "user_id=x"],
    )
    async def test_of_a_list_is_named(self, ann: Person, query: str) -> None:
        answer = await ann.client.get(f"/api/v1/todos?{query}")
        assert answer.status_code == 422
        assert {field.partition(".")[0] for field in blamed(answer)} == {query.partition("=")[0]}

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("title", ""),
            ("title", " "),
            ("title", "x" * 256),
            ("title", None),
            ("description", "x" * 20_001),
            ("priority", "enormous"),
            ("status", "missed"),
            ("due_date", "2026-01-01"),
            ("due_date", "2026-01-01T00:00:00"),
            ("due_date", 1_700_000_000),
            ("due_date", "1700000000"),
            ("due_date", "0001-01-01T00:00:00+14:00"),
            ("position", -1),
            ("estimated_minutes", -1),
            ("actual_minutes", 10**9),
            ("recurrence", "FREQ=NEVER"),
            ("missed_count", 3),
            ("completed_at", "2026-01-01T00:00:00Z"),
            ("user_id", "01980000-0000-7000-8000-00000000abcd"),
        ],
    )
    async def test_of_a_todo_is_named_and_nothing_is_written(self, ann: Person, field: str, value: object) -> None:
        kept = await make(ann, "todos", title="Kept")
        path = f"/api/v1/todos/{kept['id']}"
        body = {"title": "Kept", field: value}
        for answer in (
            await ann.client.post("/api/v1/todos", json=body),
            await ann.client.patch(path, json={field: value}),
            await ann.client.put(path, json=body),
        ):
            assert (answer.status_code, blamed(answer)) == (422, {field})
            assert answer.headers["content-type"] == "application/problem+json"
        assert (await ann.client.get("/api/v1/todos")).json()["items"] == [kept]

    async def test_of_somebody_elses_todo_is_not_there(self, ann: Person, bob: Person) -> None:
        his, hers = await make(bob, "todos", title="His"), await make(ann, "todos", title="Hers")
        for foreign in (his["id"], str(new_id())):
            made = await ann.client.post("/api/v1/todos", json={"title": "x", "parent_id": foreign})
            moved = await ann.client.patch(f"/api/v1/todos/{hers['id']}", json={"parent_id": foreign})
            for answer in (made, moved):
                assert (answer.status_code, blamed(answer)) == (404, {"parent_id"})
            assert (await ann.client.post(f"/api/v1/todos/{foreign}/complete")).status_code == 404
            assert await listed(ann, "todos", "id", parent_id=foreign) == []
        assert await listed(ann, "todos", "title") == ["Hers"]
        assert (await look(bob, "todos", his["id"])) == his

    async def test_a_key_that_comes_back_with_another_todo_is_refused(self, ann: Person) -> None:
        key = {"Idempotency-Key": "one"}
        first = await ann.client.post("/api/v1/todos", json={"title": "One"}, headers=key)
        assert (await ann.client.post("/api/v1/todos", json={"title": "One"}, headers=key)).json() == first.json()
        other = await ann.client.post("/api/v1/todos", json={"title": "Two"}, headers=key)
        assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
        assert await listed(ann, "todos", "title") == ["One"]
