"""Reminders: of a todo or of nothing in particular, once or again and again."""

from typing import Any

import pytest
from tests.conftest import Person
from tests.made import blamed, change, listed, look, make, remove

from clew.kit.ids import new_id

MORNING, NOON, EVENING = (f"2026-12-01T{hour}:00:00Z" for hour in ("09", "12", "18"))


class TestLife:
    async def test_of_one_that_stands_alone(self, ann: Person) -> None:
        reminder = await make(ann, "reminders", remind_at="2026-12-01T10:00:00+01:00", recurrence="freq=daily")
        assert (reminder["status"], reminder["todo_id"]) == ("scheduled", None)
        assert (reminder["remind_at"], reminder["recurrence"]) == (MORNING, "FREQ=DAILY")
        assert await look(ann, "reminders", reminder["id"]) == reminder
        changed = await change(ann, "reminders", reminder["id"], status="done", recurrence=None)
        assert (changed["status"], changed["recurrence"]) == ("done", None)
        whole = await ann.client.put(f"/api/v1/reminders/{reminder['id']}", json={"remind_at": NOON})
        assert (whole.json()["status"], whole.json()["remind_at"]) == ("scheduled", NOON)
        await remove(ann, "reminders", reminder["id"])
        assert await listed(ann, "reminders", "id") == []

    async def test_of_a_todo(self, ann: Person) -> None:
        todo = await make(ann, "todos", title="Call")
        reminder = await make(ann, "reminders", remind_at=NOON, todo_id=todo["id"])
        assert reminder["todo_id"] == todo["id"]
        assert (await change(ann, "reminders", reminder["id"], todo_id=None))["todo_id"] is None


class TestList:
    @pytest.mark.parametrize(
        ("query", "order"),
        [
            ({}, "MNE"),
            ({"sort": "remind_at"}, "MNE"),
            ({"sort": "-remind_at"}, "ENM"),
            ({"sort": "created_at"}, "EMN"),
            ({"sort": "-created_at"}, "NME"),
            ({"remind_after": NOON}, "E"),
            ({"remind_before": NOON}, "M"),
            ({"status": "scheduled"}, "MN"),
            ({"status": ["snoozed", "scheduled"]}, "MNE"),
            ({"status": "sent"}, ""),
        ],
    )
    async def test_orders_and_filters(self, ann: Person, query: dict[str, Any], order: str) -> None:
        names = {MORNING: "M", NOON: "N", EVENING: "E"}
        await make(ann, "reminders", remind_at=EVENING, status="snoozed")
        for remind_at in (MORNING, NOON):
            await make(ann, "reminders", remind_at=remind_at)
        assert "".join(names[one] for one in await listed(ann, "reminders", "remind_at", **query)) == order

    async def test_of_one_todo(self, ann: Person) -> None:
        todo = await make(ann, "todos", title="Call")
        await make(ann, "reminders", remind_at=NOON)
        reminder = await make(ann, "reminders", remind_at=NOON, todo_id=todo["id"])
        assert await listed(ann, "reminders", "id", todo_id=todo["id"]) == [reminder["id"]]


class TestBadInput:
    @pytest.mark.parametrize(
        ("field", "value"),
        [("remind_at", None), ("remind_at", "soon"), ("recurrence", "FREQ=MINUTELY"), ("status", "lost"), ("x", 1)],
    )
    async def test_is_named_and_nothing_is_written(self, ann: Person, field: str, value: object) -> None:
        answer = await ann.client.post("/api/v1/reminders", json={"remind_at": NOON, field: value})
        assert (answer.status_code, blamed(answer)) == (422, {field})
        assert await listed(ann, "reminders", "id") == []

    @pytest.mark.parametrize("query", ["sort=todo_id", "remind_after=noon", "status=lost", "todo_id=1", "x=1"])
    async def test_of_a_list_is_refused(self, ann: Person, query: str) -> None:
        assert (await ann.client.get(f"/api/v1/reminders?{query}")).status_code == 422

    async def test_of_a_todo_that_is_not_theirs(self, ann: Person, bob: Person) -> None:
        his = await make(bob, "todos", title="His")
        for foreign in (his["id"], str(new_id())):
            answer = await ann.client.post("/api/v1/reminders", json={"remind_at": NOON, "todo_id": foreign})
            assert (answer.status_code, blamed(answer)) == (404, {"todo_id"})

    async def test_needs_the_version_that_stands(self, ann: Person) -> None:
        path = f"/api/v1/reminders/{(await make(ann, 'reminders', remind_at=NOON))['id']}"
        seen = {"If-Match": (await ann.client.get(path)).headers["etag"]}
        assert (await ann.client.patch(path, json={"status": "done"}, headers=seen)).status_code == 200
        assert (await ann.client.patch(path, json={"status": "sent"}, headers=seen)).status_code == 412
        assert (await ann.client.delete(path, headers=seen)).status_code == 412
        assert (await ann.client.get(path)).json()["status"] == "done"
