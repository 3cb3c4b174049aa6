"""Who sees whom: the person and administrators all of it, everyone else the public profile."""

from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from tests.conftest import Person, Statements

from clew.kit.ids import new_id

USERS = "/api/v1/users"
PUBLIC = {"id", "username", "full_name", "created_at"}


async def me(person: Person) -> dict[str, Any]:
    return (await person.client.get(f"{USERS}/me")).json()


async def everyone(person: Person, path: str, **params: str) -> list[dict[str, Any]]:
    answer = await person.client.get(path, params={"everyone": "true", "limit": "100", **params})
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


async def decisions(person: Person, **params: str) -> list[tuple[str, bool]]:
    answer = await person.client.get("/api/v1/access-audit-logs", params={"sort": "created_at", **params})
    return [(f"{one['resource_type']}:{one['action']}", one["permission_granted"]) for one in answer.json()["items"]]


async def grant(app: FastAPI, person: Person, role: str, **columns: str) -> None:
    user_id = (await me(person))["id"]
    statement = (
        "insert into user_roles (id, user_id, role_id, granted_at, expires_at) select :id, :user_id, id, now(), "
    )
    async with app.state.database.begin(UUID(user_id)) as session:
        values = {"id": new_id(), "user_id": user_id, "role": role}
        await session.execute(
            text(statement + columns.get("expires_at", "null") + " from roles where name = :role"), values
        )


class TestOwnProfile:
    async def test_is_changed_and_replaced(self, ann: Person) -> None:
        first = await ann.client.patch(f"{USERS}/me", json={"full_name": "Ada Lovelace"})
        assert (first.status_code, first.json()["full_name"], first.json()["roles"]) == (200, "Ada Lovelace", ["user"])
        untouched = await ann.client.patch(f"{USERS}/me", json={})
        assert untouched.json()["full_name"] == "Ada Lovelace"
        replaced = await ann.client.put(f"{USERS}/me", json={"full_name": None})
        assert replaced.json()["full_name"] is None
        assert (await ann.client.put(f"{USERS}/me", json={})).status_code == 422

    async def test_is_not_changed_over_a_version_unseen(self, ann: Person) -> None:
        seen = (await ann.client.get(f"{USERS}/me")).headers["etag"]
        assert (await ann.client.patch(f"{USERS}/me", json={"full_name": "A"})).headers["etag"] != seen
        stale = await ann.client.patch(f"{USERS}/me", json={"full_name": "B"}, headers={"If-Match": seen})
        assert stale.status_code == 412
        assert (await me(ann))["full_name"] == "A"

    @pytest.mark.parametrize("field", ["username", "email", "is_active", "roles", "is_verified", "phone_number"])
    async def test_has_nothing_else_that_can_be_changed(self, ann: Person, field: str) -> None:
        before = await me(ann)
        assert (await ann.client.patch(f"{USERS}/me", json={field: before[field]})).status_code == 422
        assert await me(ann) == before


class TestOnePerson:
    async def test_is_public_to_everyone_else(self, ann: Person, bob: Person) -> None:
        ann_sees = await me(ann)
        for address in (f"{USERS}/{ann_sees['id']}", f"{USERS}/by-username/{ann.username.upper()}"):
            bob_sees = (await bob.client.get(address)).json()
            assert bob_sees == {name: ann_sees[name] for name in PUBLIC}
        assert await decisions(bob) == []

    async def test_is_whole_to_themself_and_to_administrators(self, ann: Person, owner: Person) -> None:
        mine = await me(ann)
        assert (await ann.client.get(f"{USERS}/{mine['id']}")).json() == mine
        assert await decisions(ann) == [], "nobody is asked about oneself"
        assert (await owner.client.get(f"{USERS}/{mine['id']}")).json() == mine
        assert ("user:get", True) in await decisions(owner, resource_id=mine["id"])

    async def test_is_found_by_nothing_but_the_name(self, ann: Person, bob: Person) -> None:
        for name in (ann.email, f"{ann.username}x", "%", "x" * 300):
            assert (await bob.client.get(f"{USERS}/by-username/{name.replace('%', '%25')}")).status_code == 404
        assert (await bob.client.get(f"{USERS}/by-username/a%00b")).status_code == 422

    async def test_is_gone_from_sight_with_the_account_switched_off(
        self, app: FastAPI, ann: Person, bob: Person, owner: Person
    ) -> None:
        id = (await me(ann))["id"]
        async with app.state.database.begin(UUID(id)) as session:
            await session.execute(text("update users set is_active = false"))
        assert (await bob.client.get(f"{USERS}/{id}")).status_code == 404
        assert (await owner.client.get(f"{USERS}/{id}")).json()["is_active"] is False


class TestEverybody:
    async def test_is_for_administrators(self, ann: Person, owner: Person) -> None:
        refused = await ann.client.get(USERS)
        assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
        assert await decisions(ann) == [("user:list", False)]
        listed = await owner.client.get(USERS, params={"limit": "100", "total": "true"})
        assert await me(ann) in listed.json()["items"]
        assert listed.json()["total"] == len(listed.json()["items"])

    async def test_is_found_by_what_administrators_know(self, ann: Person, bob: Person, owner: Person) -> None:
        await ann.client.patch(f"{USERS}/me", json={"full_name": "Zaphod 100%"})

        async def found(**params: str) -> list[str]:
            answer = await owner.client.get(USERS, params={"limit": "100", **params})
            assert answer.status_code == 200, answer.text
            return [one["username"] for one in answer.json()["items"]]

        assert await found(q="zaphod 100%") == [ann.username]
        assert await found(q=bob.email.upper()) == [bob.username]
        assert await found(q=ann.username, is_active="false") == []
        assert await found(q=ann.username, created_before="2020-01-01T00:00:00Z") == []
        assert await found(q=ann.username, last_login_after="2020-01-01T00:00:00Z") == []
        names = await found(sort="username_key")
        assert names == sorted(names)
        assert await found() == list(reversed(await found(sort="created_at")))
        assert (await owner.client.get(USERS, params={"sort": "hashed_password"})).status_code == 422
        assert (await owner.client.get(USERS, params={"hashed_password": "x"})).status_code == 422

    async def test_costs_two_statements_however_many_there_are(
        self, ann: Person, owner: Person, statements: Statements
    ) -> None:
        for path in (USERS, f"{USERS}/{(await me(ann))['id']}", "/api/v1/roles", "/api/v1/role-permissions"):
            assert len(statements.of(await owner.client.get(path))) == 2, path
        assert len(statements.of(await ann.client.get(f"{USERS}/me"))) == 1


class TestAcross:
    """`everyone=true` shows what administrators watch over, and nothing to everyone else."""

    @pytest.mark.parametrize("noun", ["user-role", "access-audit-log", "security-event"])
    async def test_is_asked_for_and_written_down(self, ann: Person, bob: Person, owner: Person, noun: str) -> None:
        await ann.client.get(USERS)
        path, resource, about = f"/api/v1/{noun}s", noun.replace("-", "_"), (await me(ann))["id"]
        refused = await bob.client.get(path, params={"everyone": "true"})
        assert refused.status_code == 403
        assert (await decisions(bob)) == [(f"{resource}:list", False)]
        assert {one["user_id"] for one in (await owner.client.get(path)).json()["items"]} <= {(await me(owner))["id"]}
        found = await everyone(owner, path, user_id=about)
        if noun != "security-event":  # those come with the jobs, in their own time
            assert {one["user_id"] for one in found} == {about}
            shown = await owner.client.get(f"{path}/{found[0]['id']}")
            assert shown.json() == found[0]
            assert (f"{resource}:get", True) in await decisions(owner, resource_id=found[0]["id"])
            assert (await bob.client.get(f"{path}/{found[0]['id']}")).status_code == 404
        assert (f"{resource}:list", True) in await decisions(owner, resource_type=resource)

    async def test_filter_by_another_person_shows_nothing_of_them(self, ann: Person, bob: Person) -> None:
        await ann.client.get(USERS)
        for noun in ("user-roles", "access-audit-logs", "security-events"):
            answer = await bob.client.get(f"/api/v1/{noun}", params={"user_id": (await me(ann))["id"]})
            assert (answer.status_code, answer.json()["items"]) == (200, []), noun

    async def test_ends_with_the_role(self, app: FastAPI, ann: Person) -> None:
        await grant(app, ann, "administrator", expires_at="now() + interval '1 hour'")
        assert (await ann.client.get(USERS)).status_code == 200
        async with ann.acting() as (session, _):
            await session.execute(text("update user_roles set expires_at = now() where expires_at is not null"))
        assert (await ann.client.get(USERS)).status_code == 403
        async with ann.acting() as (session, _):
            assert await session.scalar(text("select count(*) from users")) == 1, "in the database, too"

    async def test_reaches_no_conversation(self, ann: Person, owner: Person) -> None:
        await ann.thread("a canary of a title")
        async with owner.acting() as (session, _):
            tables = ("threads", "messages", "ltm_memories", "user_sessions", "auth_tokens", "oauth_integrations")
            mine = (await me(owner))["id"]
            for table in tables:
                rows = await session.scalars(text(f"select distinct user_id::text from {table}"))  # noqa: S608 named above
                assert set(rows) <= {mine}, table

    async def test_changes_nobody(self, ann: Person, owner: Person) -> None:
        before = await me(ann)
        async with owner.acting() as (session, _):
            change = text("update users set full_name = 'x' where id = :id returning id")
            assert (await session.execute(change, before)).all() == []
        assert await me(ann) == before


class TestRoles:
    async def test_show_what_is_theirs_and_what_is_inherited(self, owner: Person) -> None:
        roles = {one["name"]: one for one in (await owner.client.get("/api/v1/roles")).json()["items"]}
        administrator, user = roles["administrator"], roles["user"]
        assert "user:list" in administrator["permissions"]
        assert administrator["inherited_permissions"] == []
        assert (user["permissions"], user["parent_role_id"]) == ([], None)
        async with owner.acting() as (session, _):
            give = """insert into role_permissions (role_id, permission_id)
                select :role, id from permissions where name in ('role:list', 'ai_model:test')"""
            await session.execute(text(give), {"role": user["id"]})
        again = (await owner.client.get(f"/api/v1/roles/{administrator['id']}")).json()
        assert again["inherited_permissions"] == [], "what it has itself it does not have twice"
        premium = (await owner.client.get(f"/api/v1/roles/{roles['premium']['id']}")).json()
        assert premium["permissions"] == []
        assert "role:list" in premium["inherited_permissions"]
        async with owner.acting() as (session, _):
            await session.execute(text("delete from role_permissions where role_id = :role"), {"role": user["id"]})

    async def test_and_permissions_are_found(self, owner: Person) -> None:
        async def names(path: str, **params: str) -> list[str]:
            answer = await owner.client.get(f"/api/v1/{path}", params={"limit": "100", **params})
            assert answer.status_code == 200, answer.text
            return [one["name"] for one in answer.json()["items"]]

        assert await names("roles", q="allowances") == ["premium"]
        assert await names("roles", name="user") == ["user"]
        assert await names("permissions", resource_type="user", action="list") == ["user:list"]
        assert await names("permissions", resource_type="role", action="list") == ["role:list"]
        assert (await owner.client.get("/api/v1/permissions", params={"colour": "red"})).status_code == 422

    async def test_permissions_of_roles_come_in_pages(self, owner: Person) -> None:
        whole = (await owner.client.get("/api/v1/role-permissions", params={"limit": "100"})).json()["items"]
        assert len(whole) > 5
        paged: list[dict[str, Any]] = []
        cursor: dict[str, str] = {}
        while True:
            page = (await owner.client.get("/api/v1/role-permissions", params={"limit": "3", **cursor})).json()
            paged += page["items"]
            if page["next_cursor"] is None:
                break
            cursor = {"cursor": page["next_cursor"]}
        assert paged == whole
        one = whole[0]
        path = f"/api/v1/role-permissions/{one['role_id']}/{one['permission_id']}"
        assert (await owner.client.get(path)).json() == one
        assert (await owner.client.get(f"{path[:-36]}{new_id()}")).status_code == 404
        role = {"role_id": one["role_id"], "permission_id": one["permission_id"]}
        assert (await owner.client.get("/api/v1/role-permissions", params=role)).json()["items"] == [one]

    async def test_of_oneself_say_until_when(self, app: FastAPI, ann: Person) -> None:
        await grant(app, ann, "premium", expires_at="now() - interval '1 day'")
        mine = (await ann.client.get("/api/v1/user-roles", params={"sort": "created_at"})).json()["items"]
        assert [(one["role_name"], one["is_primary"], one["is_expired"]) for one in mine] == [
            ("user", True, False),
            ("premium", False, True),
        ]
        late = await ann.client.get("/api/v1/user-roles", params={"expires_before": "2100-01-01T00:00:00Z"})
        assert [one["role_name"] for one in late.json()["items"]] == ["premium"]
        assert (await me(ann))["roles"] == ["user"]
