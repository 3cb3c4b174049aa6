"""Roles as administrators manage them: what comes with one, who may change it, and what never becomes of it."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from tests.conftest import People, Person
from tests.identity.administration import Administrator, effects

from clew.kit.ids import new_id

ROLES = "/api/v1/roles"


@pytest.fixture(scope="module")
async def admin(people: People, owner: Person) -> AsyncIterator[Administrator]:
    async with people.browser(owner) as browser:
        yield Administrator(owner, browser)


class TestHierarchy:
    async def test_gives_a_role_what_stands_above_it(self, admin: Administrator) -> None:
        library, desk = await admin.role(), await admin.role()
        await admin.allow(library, "ai_model:create")
        placed = await admin.client.patch(f"{ROLES}/{desk['id']}", json={"parent_role_id": library["id"]})
        assert placed.status_code == 200, placed.text
        assert placed.json()["permissions"] == []
        assert placed.json()["inherited_permissions"] == ["ai_model:create"]
        await admin.allow(desk, "ai_model:change")
        all_of_it = await admin.items(f"{ROLES}/{desk['id']}/permissions")
        assert [one["name"] for one in all_of_it] == ["ai_model:change", "ai_model:create"]

    async def test_is_read_up_and_down(self, admin: Administrator) -> None:
        top = await admin.role()
        middle = await admin.role(parent_role_id=top["id"])
        leaves = [await admin.role(parent_role_id=middle["id"]) for _ in range(2)]
        parents = await admin.items(f"{ROLES}/{leaves[0]['id']}/parents")
        assert [one["id"] for one in parents] == [middle["id"], top["id"]]
        assert await admin.items(f"{ROLES}/{top['id']}/parents") == []
        children = await admin.items(f"{ROLES}/{middle['id']}/children")
        assert {one["id"] for one in children} == {one["id"] for one in leaves}
        assert [one["id"] for one in await admin.items(f"{ROLES}/{top['id']}/children")] == [middle["id"]]

    async def test_has_no_circles(self, admin: Administrator) -> None:
        top = await admin.role()
        middle = await admin.role(parent_role_id=top["id"])
        low = await admin.role(parent_role_id=middle["id"])
        for role, parent in ((top, top), (top, middle), (top, low), (middle, low)):
            refused = await admin.client.patch(f"{ROLES}/{role['id']}", json={"parent_role_id": parent["id"]})
            assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
            assert refused.json()["detail"] == "A role cannot stand below itself."
        assert (await admin.get(f"{ROLES}/{top['id']}"))["parent_role_id"] is None

    async def test_has_none_either_where_both_halves_are_closed_at_once(self, admin: Administrator) -> None:
        for _ in range(5):
            one, other = await admin.role(), await admin.role()
            answers = await asyncio.gather(
                admin.client.patch(f"{ROLES}/{one['id']}", json={"parent_role_id": other["id"]}),
                admin.client.patch(f"{ROLES}/{other['id']}", json={"parent_role_id": one["id"]}),
            )
            assert sorted(answer.status_code for answer in answers) == [200, 409]

    async def test_has_none_whoever_writes_to_the_database(self, app: FastAPI, admin: Administrator) -> None:
        """Not only where the application looks first."""
        top = await admin.role()
        low = await admin.role(parent_role_id=top["id"])
        circle = "update roles set parent_role_id = :low where id = :top"
        with pytest.raises(Exception, match="below itself"):
            async with app.state.database.begin() as session:
                await session.execute(text(circle), {"low": low["id"], "top": top["id"]})

    async def test_of_a_role_that_is_not_there_is_refused(self, admin: Administrator) -> None:
        nowhere = {"name": "nowhere", "parent_role_id": str(new_id())}
        refused = await admin.client.post(ROLES, json=nowhere)
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (404, "parent_role_id")


class TestARole:
    async def test_is_made_changed_and_removed(self, app: FastAPI, admin: Administrator) -> None:
        made = await admin.role(description="Those who lend books.")
        taken = await admin.client.post(ROLES, json={"name": made["name"]})
        assert (taken.status_code, taken.json()["code"]) == (409, "already_exists")
        path = f"{ROLES}/{made['id']}"
        tag = (await admin.client.get(path)).headers["etag"]
        changed = await admin.client.patch(path, json={"description": None}, headers={"If-Match": tag})
        assert (changed.status_code, changed.json()["description"]) == (200, None)
        stale = await admin.client.patch(path, json={"description": "x"}, headers={"If-Match": tag})
        assert stale.status_code == 412
        replaced = await admin.client.put(path, json={"name": f"{made['name']} 2"})
        assert (replaced.json()["name"], replaced.json()["parent_role_id"]) == (f"{made['name']} 2", None)
        assert (await admin.client.delete(path)).status_code == 204
        assert (await admin.client.get(path)).status_code == 404
        told = await effects(app, admin.person, "role_created", "role_changed", "role_removed")
        assert {"role": made["name"]} in [one["event_data"] for one in told if one["event_type"] == "role_created"]
        assert {"role": f"{made['name']} 2"} in [one["event_data"] for one in told]

    @pytest.mark.parametrize("name", ["", " ", " x", "x ", "x" * 51])
    async def test_has_a_name_that_can_be_read(self, admin: Administrator, name: str) -> None:
        assert (await admin.client.post(ROLES, json={"name": name})).status_code == 422

    @pytest.mark.parametrize("name", ["user", "premium", "administrator"])
    async def test_that_every_clew_has_stays_where_it_is(self, admin: Administrator, name: str) -> None:
        role = (await admin.get(ROLES, name=name))["items"][0]
        path = f"{ROLES}/{role['id']}"
        other = (await admin.role())["id"]
        assert role["is_built_in"] is True
        for refused in (
            await admin.client.delete(path),
            await admin.client.patch(path, json={"name": "another"}),
            await admin.client.patch(path, json={"parent_role_id": other}),
        ):
            assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
        said = await admin.client.patch(path, json={"name": name, "description": role["description"]})
        assert said.status_code == 200, "what stays as it is may be sent along"
        assert (await admin.get(path))["name"] == name

    async def test_takes_its_permissions_along(self, admin: Administrator, ann: Person) -> None:
        role = await admin.role()
        await admin.allow(role, "user:list")
        await admin.grant(ann, role)
        assert (await ann.client.get("/api/v1/users")).status_code == 200
        assert (await admin.client.delete(f"{ROLES}/{role['id']}")).status_code == 204
        assert (await ann.client.get("/api/v1/users")).status_code == 403


class TestWhoMay:
    """Nobody changes what allows more than they may do."""

    @pytest.fixture
    async def deputy(self, people: People, admin: Administrator, ann: Person) -> AsyncIterator[httpx.AsyncClient]:
        """May manage roles, but little else."""
        role = await admin.role()
        for right in ("role:get", "role:create", "role:change", "role:remove", "role_permission:create"):
            await admin.allow(role, right)
        await admin.grant(ann, role)
        async with people.browser(ann) as browser:
            yield browser

    async def test_makes_and_changes_what_allows_no_more_than_they_may(self, deputy: httpx.AsyncClient) -> None:
        made = await deputy.post(ROLES, json={"name": "of the deputy's"})
        assert made.status_code == 201
        path = f"{ROLES}/{made.json()['id']}"
        assert (await deputy.patch(path, json={"description": "x"})).status_code == 200
        assert (await deputy.delete(path)).status_code == 204

    async def test_leaves_alone_what_allows_more(self, admin: Administrator, deputy: httpx.AsyncClient) -> None:
        more = await admin.role()
        await admin.allow(more, "ai_model:create")
        path, below = f"{ROLES}/{more['id']}", await admin.role(parent_role_id=more["id"])
        above = await admin.role()
        await admin.client.patch(path, json={"parent_role_id": above["id"]})
        for refused in (
            await deputy.patch(path, json={"description": "x"}),
            await deputy.delete(path),
            await deputy.post(ROLES, json={"name": "below more", "parent_role_id": more["id"]}),
            await deputy.delete(f"{ROLES}/{below['id']}"),
            await deputy.delete(f"{ROLES}/{above['id']}"),  # from which more inherits
        ):
            assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")

    async def test_gives_a_role_nothing_that_they_lack(self, admin: Administrator, deputy: httpx.AsyncClient) -> None:
        role = await admin.role()
        for right, status in (("role:create", 201), ("ai_model:create", 403)):
            link = {"role_id": role["id"], "permission_id": await admin.permission_id(right)}
            assert (await deputy.post("/api/v1/role-permissions", json=link)).status_code == status

    async def test_proves_that_it_is_them(self, admin: Administrator) -> None:
        """An API token cannot, and a session only for some minutes."""
        program = await admin.person.client.post(ROLES, json={"name": "by a program"})
        assert (program.status_code, program.json()["code"]) == (403, "confirmation_needed")

    async def test_is_told_no_before_what_they_sent_is_looked_at(self, people: People, bob: Person) -> None:
        broken: list[dict[str, Any]] = [{"json": {"unknown": 1}}, {"json": []}, {"json": {"name": "x" * 99}}]
        async with people.browser(bob) as browser:
            for body in broken:
                refused = await browser.post(ROLES, **body)
                assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
