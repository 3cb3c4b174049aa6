"""Settings of the instance: the administrators see and change them, each in its form, and they take effect."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from tests.conftest import PASSWORD, Person

from clew.kit.clock import now
from clew.settings.registry import REGISTRY, SESSION_DAYS
from clew.settings.store import SETUP_LINK, Settings, SetupLink

SYSTEM = "/api/v1/system-settings"
DEFAULTS = {
    "registration.open": False,
    "sessions.administrator_hours": 12,
    "sessions.administrator_idle_minutes": 30,
    "sessions.days": 7,
    "sessions.idle_hours": 12,
    "sessions.trusted_days": 30,
    "tokens.days": 90,
}


@pytest.fixture(autouse=True)
async def as_at_first(app: FastAPI) -> AsyncIterator[None]:
    yield
    async with app.state.database.begin() as session:
        await session.execute(text("delete from system_settings"))


async def put(owner: Person, key: str, value: object, **more: Any) -> httpx.Response:
    return await owner.client.put(f"{SYSTEM}/{key}", json={"value": value}, **more)


async def values(owner: Person) -> dict[str, Any]:
    answer = await owner.client.get(SYSTEM)
    assert answer.status_code == 200, answer.text
    return {one["key"]: one["value"] for one in answer.json()["items"]}


async def sign_in(stranger: httpx.AsyncClient, person: Person) -> httpx.Response:
    answer = await stranger.post("/api/v1/auth/sign-in", json={"username": person.username, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    return answer


class TestLife:
    async def test_begins_with_defaults(self, owner: Person) -> None:
        assert await values(owner) == DEFAULTS == {key: one.default for key, one in REGISTRY.items()}
        (first, *_) = (await owner.client.get(SYSTEM)).json()["items"]
        one = await owner.client.get(f"{SYSTEM}/registration.open")
        assert one.json() == first
        assert (first["default"], first["is_default"], first["updated_at"]) == (False, True, None)
        assert first["description"] == "Whether anybody may make an account."

    async def test_goes_on_with_another_value_and_back(self, owner: Person, app: FastAPI) -> None:
        answer = await put(owner, "sessions.days", 30)
        assert (answer.status_code, answer.json()["value"], answer.json()["is_default"]) == (200, 30, False)
        assert await values(owner) == {**DEFAULTS, "sessions.days": 30}
        async with app.state.database.begin() as session:
            assert await Settings(session).get(SESSION_DAYS) == 30
        for _ in range(2):
            assert (await owner.client.delete(f"{SYSTEM}/sessions.days")).status_code == 204
        assert await values(owner) == DEFAULTS

    async def test_is_changed_by_who_saw_the_last_version(self, owner: Person) -> None:
        seen = (await put(owner, "sessions.days", 30)).headers["etag"]
        address = f"{SYSTEM}/sessions.days"
        assert (await owner.client.get(address)).headers["etag"] == seen
        assert (await put(owner, "sessions.days", 31, headers={"If-Match": seen})).status_code == 200
        assert (await put(owner, "sessions.days", 32, headers={"If-Match": seen})).status_code == 412
        assert (await owner.client.delete(address, headers={"If-Match": seen})).status_code == 412
        assert (await put(owner, "tokens.days", 32, headers={"If-Match": seen})).status_code == 412
        assert await values(owner) == {**DEFAULTS, "sessions.days": 31}

    async def test_is_changed_once_however_often_it_is_asked_for(self, owner: Person) -> None:
        key = {"Idempotency-Key": "days"}
        first = await put(owner, "sessions.days", 30, headers=key)
        assert (await owner.client.delete(f"{SYSTEM}/sessions.days")).status_code == 204
        assert (await put(owner, "sessions.days", 30, headers=key)).json() == first.json()
        assert (await put(owner, "sessions.days", 31, headers=key)).json()["code"] == "idempotency_key_reused"
        assert await values(owner) == DEFAULTS


class TestForm:
    @pytest.mark.parametrize(
        ("key", "value"),
        [
            ("registration.open", "yes"),
            ("registration.open", 1),
            ("registration.open", None),
            ("registration.open", {"open": True}),
            ("sessions.days", 0),
            ("sessions.days", 366),
            ("sessions.days", 7.5),
            ("sessions.days", "7"),
            ("sessions.days", True),
            ("tokens.days", 2**70),
            ("tokens.days", []),
        ],
    )
    async def test_is_that_of_the_setting(self, owner: Person, key: str, value: object) -> None:
        answer = await put(owner, key, value)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "value")
        assert await values(owner) == DEFAULTS

    async def test_is_nothing_that_could_not_be_looked_at(self, owner: Person) -> None:
        body = b'{"value": ' + b"[" * 900 + b"]" * 900 + b"}"
        json = {"Content-Type": "application/json"}
        assert (await owner.client.put(f"{SYSTEM}/tokens.days", content=body, headers=json)).status_code == 422


class TestSeveral:
    async def test_are_changed_at_once(self, owner: Person) -> None:
        items = [{"key": "tokens.days", "value": 1}, {"key": "registration.open", "value": True}]
        answer = await owner.client.patch(SYSTEM, json={"items": items})
        assert (answer.status_code, len(answer.json()["items"])) == (200, len(DEFAULTS))
        assert await values(owner) == {**DEFAULTS, "tokens.days": 1, "registration.open": True}

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"key": "sessions.days", "value": 0}, "items.1.value"),
            ({"key": "unknown", "value": 1}, "items.1.key"),
            ({"key": SETUP_LINK, "value": {}}, "items.1.key"),
            ({"key": "tokens.days", "value": 2}, "items.1.key"),
            ({"key": "sessions.days"}, "items.1.value"),
        ],
    )
    async def test_are_changed_all_or_none(self, owner: Person, wrong: dict[str, object], field: str) -> None:
        answer = await owner.client.patch(SYSTEM, json={"items": [{"key": "tokens.days", "value": 1}, wrong]})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
        assert await values(owner) == DEFAULTS


class TestSetupLink:
    """It opens the instance to whoever holds it: its digest is nobody's to see, and nobody's to write."""

    async def test_is_no_setting(self, owner: Person, app: FastAPI) -> None:
        secret = "d" * 64
        async with app.state.database.begin() as session:
            await Settings(session).put_setup_link(SetupLink(digest=secret, expires_at=now() + timedelta(hours=1)))
        shown = await owner.client.get(SYSTEM)
        assert SETUP_LINK not in shown.text
        assert secret not in shown.text
        for method, body in (("GET", None), ("PUT", {"value": {"digest": "e" * 64}}), ("DELETE", None)):
            answer = await owner.client.request(method, f"{SYSTEM}/{SETUP_LINK}", json=body)
            unknown = await owner.client.request(method, f"{SYSTEM}/unknown", json=body)
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
            assert answer.json() | {"request_id": None} == unknown.json() | {"request_id": None}
        async with app.state.database.begin() as session:
            kept = text("select value ->> 'digest' from system_settings where key = :key")
            assert await session.scalar(kept, {"key": SETUP_LINK}) == secret


class TestPermission:
    async def test_is_the_administrators_and_every_try_is_written_down(self, owner: Person, ann: Person) -> None:
        for action, method, path, body in (
            ("list", "GET", SYSTEM, None),
            ("get", "GET", f"{SYSTEM}/tokens.days", None),
            ("change", "PATCH", SYSTEM, {"items": [{"key": "tokens.days", "value": 1}]}),
            ("change", "PUT", f"{SYSTEM}/tokens.days", {"value": 1}),
            ("remove", "DELETE", f"{SYSTEM}/tokens.days", None),
        ):
            for person, granted in ((ann, False), (owner, True)):
                answer = await person.client.request(method, path, json=body)
                assert answer.is_success == granted, answer.text
                async with person.acting() as (session, caller):
                    tries = text("select permission_granted from access_audit_logs where action = :action "
                                 "and resource_type = 'system_setting' and user_id = :me")  # fmt: skip
                    seen = set(await session.scalars(tries, {"action": action, "me": caller.user_id}))
                assert seen == {granted}
            if action == "change":
                assert (await values(owner))["tokens.days"] == 1
                await owner.client.delete(f"{SYSTEM}/tokens.days")


class TestEffect:
    async def test_of_an_open_door(self, owner: Person, stranger: httpx.AsyncClient) -> None:
        body = {"username": "new.person", "email": "new@example.org", "password": PASSWORD}
        assert (await stranger.post("/api/v1/auth/register", json=body)).status_code == 403
        await put(owner, "registration.open", value=True)
        assert (await stranger.get("/api/v1/auth/status")).json()["registration_open"] is True
        assert (await stranger.post("/api/v1/auth/register", json=body)).status_code == 201

    async def test_of_the_days_of_a_session(self, owner: Person, ann: Person, stranger: httpx.AsyncClient) -> None:
        for days in (7, 2):
            await put(owner, "sessions.days", days)
            cookie = (await sign_in(stranger, ann)).headers["set-cookie"]
            assert re.findall(r"Max-Age=(\d+)", cookie) == [str(days * 24 * 3600)]
            async with ann.acting() as (session, _):
                last = text("select expires_at - created_at from user_sessions order by created_at desc limit 1")
                length = await session.scalar(last)
            assert abs(length - timedelta(days=days)) < timedelta(minutes=1)

    async def test_of_the_days_of_a_token(self, owner: Person, ann: Person, people: Any) -> None:
        await put(owner, "tokens.days", 3)
        await people.issue(ann, "short")
        async with ann.acting() as (session, _):
            ends = await session.scalar(text("select expires_at from auth_tokens where name = 'short'"))
        assert abs(ends - (datetime.now(UTC) + timedelta(days=3))) < timedelta(minutes=1)
