"""Events: told by a person about themself, counted and found by nobody else."""

from typing import Any

import pytest
from tests.conftest import PASSWORD, Person

PATH = "/api/v1/analytics-events"


async def tell(person: Person, event_type: str, **data: object) -> dict[str, Any]:
    answer = await person.client.post(PATH, json={"event_type": event_type, "event_data": data or None})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def found(person: Person, **params: str) -> list[str]:
    answer = await person.client.get(PATH, params={"sort": "created_at", **params})
    assert answer.status_code == 200, answer.text
    return [one["event_type"] for one in answer.json()["items"]]


class TestEvents:
    async def test_say_from_where_they_came(self, ann: Person) -> None:
        event = await tell(ann, "thread.exported", format="markdown", messages=3)
        assert event["event_data"] == {"format": "markdown", "messages": 3}
        assert event["ip_address"] == "127.0.0.1"
        assert event["user_agent"].startswith("python-httpx")
        assert event["session_id"] is None, "a program has none"
        assert (await ann.client.get(f"{PATH}/{event['id']}")).json() == event

    async def test_of_a_browser_name_its_session(self, ann: Person, stranger: Any) -> None:
        who = {"username": ann.username, "password": PASSWORD}
        assert (await stranger.post("/api/v1/auth/sign-in", json=who)).status_code == 200
        event = (await stranger.post(PATH, json={"event_type": "page.opened"})).json()
        (session,) = (await stranger.get("/api/v1/sessions")).json()["items"]
        assert event["session_id"] == session["id"]
        assert await found(ann, session_id=session["id"]) == ["page.opened"]

    async def test_are_found_by_type_and_time(self, ann: Person) -> None:
        for name in ("todo.done", "todo.made", "todo.done"):
            await tell(ann, name)
        assert await found(ann) == ["todo.done", "todo.made", "todo.done"]
        assert await found(ann, event_type="todo.done") == ["todo.done"] * 2
        assert await found(ann, sort="event_type") == ["todo.done", "todo.done", "todo.made"]
        assert await found(ann, created_before="2020-01-01T00:00:00Z") == []
        counts = (await ann.client.get(f"{PATH}/counts")).json()["counts"]
        assert [(one["event_type"], one["count"]) for one in counts] == [("todo.done", 2), ("todo.made", 1)]
        late = await ann.client.get(f"{PATH}/counts", params={"until": "2020-01-01T00:00:00Z"})
        assert late.json() == {"counts": []}

    async def test_are_seen_by_nobody_else(self, ann: Person, owner: Person) -> None:
        event = await tell(ann, "canary")
        assert (await owner.client.get(f"{PATH}/{event['id']}")).status_code == 404
        assert "canary" not in await found(owner)
        assert "canary" not in (await owner.client.get(f"{PATH}/counts")).text

    async def test_come_many_at_once_and_stay(self, ann: Person) -> None:
        items = [{"event_type": f"step.{number}"} for number in range(5)]
        made = await ann.client.post(f"{PATH}/bulk", json={"items": items}, headers={"Idempotency-Key": "batch"})
        again = await ann.client.post(f"{PATH}/bulk", json={"items": items}, headers={"Idempotency-Key": "batch"})
        assert again.json() == made.json()
        assert len(await found(ann)) == 5
        reused = await ann.client.post(f"{PATH}/bulk", json={"items": items[:1]}, headers={"Idempotency-Key": "batch"})
        assert reused.status_code == 422
        path = f"{PATH}/{made.json()['items'][0]['id']}"
        assert (await ann.client.patch(path, json={"event_type": "other"})).status_code == 405
        assert (await ann.client.delete(path)).status_code == 405

    @pytest.mark.parametrize(
        "broken",
        [
            {},
            {"event_type": "No Spaces"},
            {"event_type": "x" * 101},
            {"event_type": "x", "user_id": "01980000-0000-7000-8000-000000000001"},
            {"event_type": "x", "ip_address": "10.0.0.1"},
            {"event_type": "x", "event_data": {"deep": {"er": 1}}},
            {"event_type": "x", "event_data": {"long": "x" * 1001}},
            {"event_type": "x", "event_data": {"large": 2**64}},
            {"event_type": "x", "event_data": {"nul": "\0"}},
            {"event_type": "x", "event_data": {str(number): 1 for number in range(51)}},
        ],
    )
    async def test_refuse_what_cannot_be_counted(self, ann: Person, broken: dict[str, object]) -> None:
        assert (await ann.client.post(PATH, json=broken)).status_code == 422
        assert await found(ann) == []
