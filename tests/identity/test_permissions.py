"""Permissions: what can be allowed, by whom it is given, and that administrators always may all of it."""

import secrets
from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from tests.conftest import People, Person
from tests.identity.administration import Administrator, effects, id_of

PERMISSIONS = "/api/v1/permissions"
LINKS = "/api/v1/role-permissions"


@pytest.fixture(scope="module")
async def admin(people: People, owner: Person) -> AsyncIterator[Administrator]:
    async with people.browser(owner) as browser:
        yield Administrator(owner, browser)


def a_permission() -> dict[str, str]:
    return {"resource_type": "book", "action": f"lend_{secrets.token_hex(3)}", "description": "Lend books."}


class TestAPermission:
    async def test_is_made_and_at_once_the_administrators(
        self, app: FastAPI, admin: Administrator, ann: Person
    ) -> None:
        """Nobody gives what they lack: what nobody had, nobody could ever give."""
        made = await admin.client.post(PERMISSIONS, json=a_permission())
        assert made.status_code == 201, made.text
        permission = made.json()
        assert permission["name"] == f"book:{permission['action']}"
        assert permission["is_built_in"] is False
        assert permission["name"] in (await admin.named("administrator"))["permissions"]
        role = await admin.role()
        await admin.allow(role, permission["name"])
        await admin.grant(ann, role)
        held = (await admin.get(f"/api/v1/users/{await id_of(ann)}/access"))["permissions"]
        assert [one["permission"] for one in held] == [permission["name"]]
        told = await effects(app, admin.person, "permission_created", "permission_added")
        assert {"permission": permission["name"]} in [one["event_data"] for one in told]

    async def test_is_described_anew_and_removed(self, admin: Administrator) -> None:
        made = (await admin.client.post(PERMISSIONS, json=a_permission())).json()
        path = f"{PERMISSIONS}/{made['id']}"
        assert (await admin.client.patch(path, json={})).json()["description"] == "Lend books."
        assert (await admin.client.put(path, json={"description": None})).json()["description"] is None
        assert (await admin.client.patch(path, json={"action": "steal"})).status_code == 422, "what it is stays"
        assert (await admin.client.delete(path)).status_code == 204
        assert made["name"] not in (await admin.named("administrator"))["permissions"]

    async def test_is_there_once(self, admin: Administrator) -> None:
        values = a_permission()
        assert (await admin.client.post(PERMISSIONS, json=values)).status_code == 201
        again = await admin.client.post(PERMISSIONS, json=values)
        assert (again.status_code, again.json()["code"]) == (409, "already_exists")

    @pytest.mark.parametrize("word", ["", "Book", "a b", "book:lend", "1st", "x" * 51])
    async def test_is_of_plain_words(self, admin: Administrator, word: str) -> None:
        for field in ("resource_type", "action"):
            assert (await admin.client.post(PERMISSIONS, json=a_permission() | {field: word})).status_code == 422

    async def test_that_every_clew_has_stays(self, admin: Administrator) -> None:
        id = await admin.permission_id("user:list")
        refused = await admin.client.delete(f"{PERMISSIONS}/{id}")
        assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
        assert (await admin.get(f"{PERMISSIONS}/{id}"))["is_built_in"] is True


class TestOfARole:
    async def test_are_added_once_and_taken(self, app: FastAPI, admin: Administrator) -> None:
        role = await admin.role()
        link = await admin.allow(role, "user:list")
        assert (link["role_name"], link["permission_name"]) == (role["name"], "user:list")
        again = await admin.client.post(LINKS, json={name: link[name] for name in ("role_id", "permission_id")})
        assert again.status_code == 409
        path = f"{LINKS}/{link['role_id']}/{link['permission_id']}"
        assert (await admin.client.delete(path)).status_code == 204
        assert (await admin.client.delete(path)).status_code == 404
        assert (await admin.get(f"/api/v1/roles/{role['id']}"))["permissions"] == []
        told = await effects(app, admin.person, "permission_added", "permission_taken")
        data = {"role": role["name"], "permission": "user:list"}
        assert [one["event_type"] for one in told if one["event_data"] == data] == [
            "permission_taken",
            "permission_added",
        ]

    async def test_are_named_by_what_is_there(self, admin: Administrator) -> None:
        role, right = await admin.role(), await admin.permission_id("user:list")
        for field, body in (
            ("role_id", {"role_id": right, "permission_id": right}),
            ("permission_id", {"role_id": role["id"], "permission_id": role["id"]}),
        ):
            refused = await admin.client.post(LINKS, json=body)
            assert (refused.status_code, refused.json()["errors"][0]["field"]) == (404, field)

    async def test_stay_the_administrators(self, admin: Administrator) -> None:
        role, right = await admin.named("administrator"), await admin.permission_id("user_role:create")
        refused = await admin.client.delete(f"{LINKS}/{role['id']}/{right}")
        assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
        assert "user_role:create" in (await admin.named("administrator"))["permissions"]
