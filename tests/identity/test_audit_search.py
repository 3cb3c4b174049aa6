"""What is remembered, as it is searched: by administrators all of it, by everybody what is about themself."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from tests.conftest import Person
from tests.identity.administration import effects, id_of

from clew.identity.remembered.service import log_event
from clew.infra.facts import Severity
from clew.kit.clock import now

LOGS, EVENTS, THREADS = "/api/v1/access-audit-logs", "/api/v1/security-events", "/api/v1/threads"


async def found(person: Person, path: str, **params: str) -> list[dict[str, Any]]:
    answer = await person.client.get(path, params={"limit": "100", **params})
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


class TestDecisions:
    async def test_are_found_by_who_asked_for_what_and_when(self, ann: Person, bob: Person, owner: Person) -> None:
        for person in (ann, bob):
            assert (await person.client.get("/api/v1/users")).status_code == 403
            assert (await person.client.get("/api/v1/roles")).status_code == 403
        everyones = {"everyone": "true", "user_id": await id_of(ann)}

        async def decided(**params: str) -> list[str]:
            rows = await found(owner, LOGS, sort="created_at", **everyones, **params)
            assert {one["user_id"] for one in rows} <= {everyones["user_id"]}
            return [f"{one['resource_type']}:{one['action']}" for one in rows]

        assert await decided() == ["user:list", "role:list"]
        assert await decided(resource_type="role") == ["role:list"]
        assert await decided(action="list", permission_granted="false") == ["user:list", "role:list"]
        assert await decided(permission_granted="true") == []
        soon, before = [(now() + timedelta(minutes=sign)).isoformat() for sign in (1, -1)]
        assert await decided(created_after=before, created_before=soon) == ["user:list", "role:list"]
        assert await decided(created_after=soon) == []
        assert await decided(created_before=before) == []
        mine = await found(owner, LOGS, action="list", resource_type="access_audit_log")
        assert len(mine) >= 7, "who looks at all of it is remembered for that"

    async def test_are_read_by_whom_they_are_about(self, ann: Person, bob: Person) -> None:
        assert (await ann.client.get("/api/v1/users")).status_code == 403
        assert [one["user_id"] for one in await found(ann, LOGS)] == [await id_of(ann)]
        assert await found(bob, LOGS, user_id=await id_of(ann)) == []


class TestEvents:
    async def test_are_found_by_person_and_severity(
        self, app: FastAPI, ann: Person, bob: Person, owner: Person
    ) -> None:
        for severity in Severity:
            async with ann.acting() as (session, caller):
                await log_event(session, caller, f"planted_{severity}", severity, data={"note": "planted"})
        await effects(app, ann, *(f"planted_{severity}" for severity in Severity))
        hers = {"everyone": "true", "user_id": await id_of(ann)}
        for severity in Severity:
            rows = await found(owner, EVENTS, severity=severity, **hers)
            assert f"planted_{severity}" in [one["event_type"] for one in rows]
            assert {one["severity"] for one in rows} == {severity}
        worst = await owner.client.get(EVENTS, params={**hers, "severity": ["error", "critical"]})
        assert {one["event_type"] for one in worst.json()["items"]} == {"planted_error", "planted_critical"}
        assert [one["severity"] for one in await found(ann, EVENTS, severity="critical")] == ["critical"]
        assert await found(bob, EVENTS, severity="critical") == []

    async def test_of_another_name_nobody_else(self, app: FastAPI, ann: Person, owner: Person) -> None:
        """Neither the one who did it, nor from where."""
        about = (await ann.client.get("/api/v1/users/me")).json()["id"]
        async with owner.acting() as (session, caller):
            await log_event(session, caller, "planted_about_another", about=UUID(about))
        (event,) = await effects(app, ann, "planted_about_another")
        assert (str(event["user_id"]), event["ip_address"], event["event_data"]) == (about, None, None)


class TestConversations:
    @pytest.mark.parametrize("below", ["", "/messages", "/branch", "/draft", "/queue", "/shares"])
    async def test_are_not_the_administrators_to_read(self, ann: Person, owner: Person, below: str) -> None:
        """There is no permission for it either; the catalogue of the database says the same of its tables."""
        thread = await ann.thread("a canary of a title")
        assert (await ann.client.get(f"{THREADS}/{thread}{below}")).status_code == 200
        assert (await owner.client.get(f"{THREADS}/{thread}{below}")).status_code == 404
        for path in (THREADS, f"{THREADS}?everyone=true", "/api/v1/threads/search?q=canary", "/api/v1/threads/bin"):
            assert "canary" not in (await owner.client.get(path)).text
        permissions = await found(owner, "/api/v1/permissions")
        personal = {"thread", "message", "document", "memory", "todo", "persona", "project"}
        assert not {one["resource_type"] for one in permissions} & personal
