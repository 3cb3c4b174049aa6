"""The gate: who may do what to things that belong to everybody, and what is written down of it."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import psycopg
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from tests.conftest import PASSWORD, Person

from clew.identity.remembered.store import remember
from clew.infra.embedded_postgres import Addresses
from clew.infra.facts import SecurityFact
from clew.kit.ids import new_id

MODELS = "/api/v1/ai-models"
AGENT = {"User-Agent": "a test's browser"}


async def id_of(person: Person) -> str:
    return (await person.client.get("/api/v1/users/me")).json()["id"]


async def audited(app: FastAPI, person: Person) -> list[dict[str, Any]]:
    """What is written about the decisions on this person, oldest first."""
    async with app.state.database.begin(await id_of(person)) as session:
        rows = await session.execute(text("select * from access_audit_logs order by created_at, id"))
        return [dict(row) for row in rows.mappings()]


async def events(app: FastAPI, person: Person, event_type: str) -> dict[str, Any]:
    """The event, once the job has written it."""
    user_id = await id_of(person)
    async with asyncio.timeout(20):
        while True:
            async with app.state.database.begin(user_id) as session:
                found = text("select * from security_events where event_type = :type")
                rows = (await session.execute(found, {"type": event_type})).mappings().all()
            if rows:
                return dict(rows[0])
            await asyncio.sleep(0.05)


def about_nobody(database: Addresses) -> int:
    """How many failed sign-ins are known that belong to no account; only the superuser sees them."""
    name = database.application.partition("?")[0].rpartition("/")[2]
    with psycopg.connect(database.admin, dbname=name) as admin:
        query = "select count(*) from security_events where user_id is null and event_type = 'sign_in_failed'"
        row = admin.execute(query).fetchone()
    assert row is not None
    return row[0]


def a_model() -> dict[str, object]:
    return {"name": f"model {new_id()}", "config": {"base_url": "http://127.0.0.1:1/v1", "model": "none"}}


class TestDecision:
    async def test_is_no_for_a_plain_person(self, ann: Person) -> None:
        before = (await ann.client.get(MODELS)).json()
        refused = await ann.client.post(MODELS, json=a_model(), headers=AGENT)
        assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
        assert (await ann.client.get(MODELS)).json() == before

    async def test_is_kept_though_its_request_was_rolled_back(self, app: FastAPI, ann: Person) -> None:
        await ann.client.post(MODELS, json=a_model(), headers=AGENT)
        (entry,) = await audited(app, ann)
        assert (entry["resource_type"], entry["action"], entry["permission_granted"]) == ("ai_model", "create", False)
        assert entry["roles_checked"] == ["user"]
        assert str(entry["ip_address"]) == "127.0.0.1"
        assert entry["user_agent"] == "a test's browser"

    async def test_names_the_thing_that_it_was_about(self, app: FastAPI, ann: Person) -> None:
        there, nowhere = (await ann.client.get(MODELS)).json()["items"][0]["id"], str(new_id())
        for id in (there, nowhere):
            assert (await ann.client.patch(f"{MODELS}/{id}", json={"is_active": False})).status_code == 403
            assert (await ann.client.delete(f"{MODELS}/{id}")).status_code == 403
        entries = [(one["action"], one["resource_id"]) for one in await audited(app, ann)]
        assert entries == [("change", there), ("remove", there), ("change", nowhere), ("remove", nowhere)]

    async def test_is_yes_for_who_runs_the_instance(self, app: FastAPI, owner: Person) -> None:
        before = len(await audited(app, owner))
        made = await owner.client.post(MODELS, json=a_model())
        assert made.status_code == 201
        path = f"{MODELS}/{made.json()['id']}"
        assert (await owner.client.patch(path, json={"is_active": False})).status_code == 200
        assert (await owner.client.delete(path)).status_code == 204
        entries = (await audited(app, owner))[before:]
        assert [(one["action"], one["permission_granted"]) for one in entries] == [
            ("create", True),
            ("change", True),
            ("remove", True),
        ]
        assert entries[0]["roles_checked"] == ["administrator", "premium", "user"], "with all that it inherits from"

    async def test_looks_at_roles_that_have_not_expired(self, app: FastAPI, ann: Person) -> None:
        user_id = await id_of(ann)
        grant = """insert into user_roles (id, user_id, role_id, granted_at, expires_at)
            select :id, :user_id, id, now(), now() + make_interval(secs => :lasts) from roles
            where name = 'administrator'"""
        async with app.state.database.begin(user_id) as session:
            await session.execute(text(grant), {"id": new_id(), "user_id": user_id, "lasts": 60})
        assert (await ann.client.post(MODELS, json=a_model())).status_code == 201
        async with app.state.database.begin(user_id) as session:
            late = "update user_roles set expires_at = now() - interval '1 second' where expires_at is not null"
            await session.execute(text(late))
        assert (await ann.client.post(MODELS, json=a_model())).status_code == 403
        assert (await ann.client.get("/api/v1/users/me")).json()["roles"] == ["user"]

    async def test_follows_a_right_down_from_an_ancestor(self, app: FastAPI, ann: Person) -> None:
        """What `premium` may, `administrator` may, and `user` may not."""
        async with app.state.database.begin() as session:
            move = """update role_permissions set role_id = (select id from roles where name = 'premium')
                where permission_id = (select id from permissions where name = 'ai_model:create') returning role_id"""
            assert await session.scalar(text(move)) is not None
        user_id = await id_of(ann)
        assert (await ann.client.post(MODELS, json=a_model())).status_code == 403
        async with app.state.database.begin(user_id) as session:
            become = "update user_roles set role_id = (select id from roles where name = :name)"
            await session.execute(text(become), {"name": "administrator"})
        assert (await ann.client.post(MODELS, json=a_model())).status_code == 201

    async def test_is_read_by_nobody_else(self, app: FastAPI, ann: Person, bob: Person) -> None:
        await ann.client.post(MODELS, json=a_model())
        assert await audited(app, bob) == []


class TestSecurityEvents:
    async def test_of_a_registration(self, app: FastAPI, ann: Person) -> None:
        event = await events(app, ann, "registered")
        assert (event["severity"], event["event_data"]) == ("info", {"owner": False, "invited": False})

    async def test_of_sign_in_and_sign_out(self, app: FastAPI, ann: Person, stranger: httpx.AsyncClient) -> None:
        who = {"username": ann.username, "password": PASSWORD}
        assert (await stranger.post("/api/v1/auth/sign-in", json=who, headers=AGENT)).status_code == 200
        assert (await stranger.post("/api/v1/auth/sign-out", headers=AGENT)).status_code == 204
        for name in ("signed_in", "signed_out"):
            event = await events(app, ann, name)
            assert (event["severity"], str(event["ip_address"])) == ("info", "127.0.0.1")
            assert event["user_agent"] == "a test's browser"

    async def test_of_a_wrong_password_is_kept_though_it_was_refused(
        self, app: FastAPI, ann: Person, stranger: httpx.AsyncClient
    ) -> None:
        wrong = {"username": ann.username, "password": "a canary, wrong as can be"}
        assert (await stranger.post("/api/v1/auth/sign-in", json=wrong, headers=AGENT)).status_code == 401
        event = await events(app, ann, "sign_in_failed")
        assert event["severity"] == "warning"
        assert "canary" not in str(event)

    async def test_holds_agents_of_any_length(self, app: FastAPI, ann: Person, stranger: httpx.AsyncClient) -> None:
        who = {"username": ann.username, "password": PASSWORD}
        answer = await stranger.post("/api/v1/auth/sign-in", json=who, headers=[(b"User-Agent", b"\xe9" * 3000)])
        assert answer.status_code == 200
        assert (await events(app, ann, "signed_in"))["user_agent"] == "é" * 1000

    @pytest.mark.parametrize("name", ["nobody at all", "x" * 255, "' or 1=1 --"])
    async def test_of_an_unknown_name_is_about_nobody(
        self, database: Addresses, stranger: httpx.AsyncClient, name: str
    ) -> None:
        before = about_nobody(database)
        answer = await stranger.post("/api/v1/auth/sign-in", json={"username": name, "password": PASSWORD})
        assert (answer.status_code, answer.json()["code"]) == (401, "wrong_credentials")
        async with asyncio.timeout(20):
            while about_nobody(database) != before + 1:
                await asyncio.sleep(0.05)

    @pytest.mark.parametrize("known", [True, False])
    async def test_is_written_once_and_with_its_own_time(
        self,
        app: FastAPI,
        database: Addresses,
        ann: Person,
        known: bool,  # noqa: FBT001 a case
    ) -> None:
        """Whose worker is killed at the wrong moment runs a job again, and it may wait for hours before."""
        user_id = UUID(await id_of(ann)) if known else None
        happened = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
        fact = SecurityFact(user_id=user_id, event_type="planted", created_at=happened)
        for _ in range(2):
            async with app.state.database.begin(user_id) as session:
                await remember(session, fact)
        name = database.application.partition("?")[0].rpartition("/")[2]
        with psycopg.connect(database.admin, dbname=name) as admin:
            rows = admin.execute("select created_at from security_events where id = %s", [fact.id]).fetchall()
        assert rows == [(happened,)]
