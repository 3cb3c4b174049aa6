"""Who has which role: given and taken by those who may, until when, and never to the last administrator's harm."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from tests.conftest import People, Person
from tests.identity.administration import Administrator, effects, id_of

from clew.kit.clock import now
from clew.kit.ids import new_id

GRANTS = "/api/v1/user-roles"
AGENT = {"User-Agent": "an administrator's browser"}


@pytest.fixture(scope="module")
async def admin(people: People, owner: Person) -> AsyncIterator[Administrator]:
    async with people.browser(owner) as browser:
        yield Administrator(owner, browser)


async def roles_of(person: Person) -> list[str]:
    return (await person.client.get("/api/v1/users/me")).json()["roles"]


async def access_of(admin: Administrator, person: Person, **params: str) -> dict[str, Any]:
    return await admin.get(f"/api/v1/users/{await id_of(person)}/access", **params)


async def assignment(admin: Administrator, person: Person, role: str) -> dict[str, Any]:
    """The person's, of that role."""
    found = await admin.items(GRANTS, everyone="true", user_id=await id_of(person))
    return next(one for one in found if one["role_name"] == role)


def later(**span: float) -> str:
    return (now() + timedelta(**span)).isoformat()


class TestGiving:
    async def test_a_role_tells_who_gave_it_and_until_when(
        self, app: FastAPI, admin: Administrator, ann: Person
    ) -> None:
        role = await admin.role()
        expires_at = later(days=1)
        given = await admin.grant(ann, role, expires_at=expires_at)
        assert (given["granted_by"], given["role_name"]) == (await id_of(admin.person), role["name"])
        assert (given["is_primary"], given["is_expired"]) == (False, False)
        assert given["expires_at"] == expires_at.replace("+00:00", "Z")
        assert await roles_of(ann) == ["user", role["name"]]
        mine = (await ann.client.get(f"{GRANTS}/{given['id']}")).json()
        assert mine == given
        (event,) = await effects(app, ann, "role_granted")
        assert (event["severity"], event["event_data"]) == ("warning", {"role": role["name"]})

    async def test_a_role_says_nothing_of_the_givers_whereabouts(
        self, app: FastAPI, admin: Administrator, ann: Person
    ) -> None:
        """The address would stay in another's events when the giver's account is closed."""
        values = {"user_id": await id_of(ann), "role_id": (await admin.role())["id"]}
        assert (await admin.client.post(GRANTS, json=values, headers=AGENT)).status_code == 201
        (event,) = await effects(app, ann, "role_granted")
        assert (event["ip_address"], event["user_agent"]) == (None, None)
        assert await id_of(admin.person) not in str(event)

    async def test_a_primary_role_takes_the_place_of_the_one_before(self, admin: Administrator, ann: Person) -> None:
        role = await admin.role()
        await admin.grant(ann, role, is_primary=True)
        assert await roles_of(ann) == [role["name"], "user"]
        assert (await assignment(admin, ann, "user"))["is_primary"] is False
        back = (await assignment(admin, ann, "user"))["id"]
        assert (await admin.client.patch(f"{GRANTS}/{back}", json={"is_primary": True})).status_code == 200
        assert await roles_of(ann) == ["user", role["name"]]

    async def test_a_role_twice_is_refused_but_anew_once_it_has_expired(
        self, app: FastAPI, admin: Administrator, ann: Person
    ) -> None:
        role = await admin.role()
        given = await admin.grant(ann, role, expires_at=later(hours=1))
        values = {"user_id": await id_of(ann), "role_id": role["id"]}
        assert (await admin.client.post(GRANTS, json=values)).status_code == 409
        async with app.state.database.begin(values["user_id"]) as session:
            late = "update user_roles set expires_at = now() - interval '1 second' where id = :id"
            await session.execute(text(late), {"id": given["id"]})
        assert await roles_of(ann) == ["user"]
        assert (await admin.client.post(GRANTS, json=values)).status_code == 201

    async def test_a_role_in_the_past_is_refused(self, admin: Administrator, ann: Person) -> None:
        values = {"user_id": await id_of(ann), "role_id": (await admin.role())["id"], "expires_at": later(seconds=-1)}
        refused = await admin.client.post(GRANTS, json=values)
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "expires_at")

    async def test_to_nobody_is_refused(self, admin: Administrator) -> None:
        values = {"user_id": str(new_id()), "role_id": (await admin.role())["id"]}
        assert (await admin.client.post(GRANTS, json=values)).status_code == 404

    async def test_needs_a_proof_that_is_minutes_old(self, people: People, admin: Administrator, ann: Person) -> None:
        values = {"user_id": await id_of(ann), "role_id": (await admin.role())["id"]}
        proved = "update user_sessions set confirmed_at = now() + cast(:span as interval)"
        async with people.browser(admin.person) as browser:
            async with admin.person.acting() as (session, _):
                await session.execute(text(proved), {"span": timedelta(seconds=-301)})
            stale = await browser.post(GRANTS, json=values)
            assert (stale.status_code, stale.json()["code"]) == (403, "confirmation_needed")
            async with admin.person.acting() as (session, _):
                await session.execute(text(proved), {"span": timedelta(days=1)})
            assert (await browser.post(GRANTS, json=values)).status_code == 201


class TestTaking:
    async def test_gives_the_default_role_back_where_none_is_left(self, admin: Administrator, ann: Person) -> None:
        role = await admin.role()
        await admin.grant(ann, role)
        for name in (role["name"], "user"):
            id = (await assignment(admin, ann, name))["id"]
            assert (await admin.client.delete(f"{GRANTS}/{id}")).status_code == 204
        assert (await ann.client.get(GRANTS)).json()["items"] == []
        assert (await access_of(admin, ann))["roles"] == ["user"]
        assert await roles_of(ann) == ["user"]

    async def test_gives_it_back_too_where_all_have_expired(
        self, app: FastAPI, admin: Administrator, ann: Person
    ) -> None:
        user = await admin.named("user")
        await admin.allow(user, "user:list")
        async with app.state.database.begin(await id_of(ann)) as session:
            await session.execute(text("update user_roles set expires_at = now() - interval '1 second'"))
        assert (await ann.client.get("/api/v1/users")).status_code == 200
        right = await admin.permission_id("user:list")
        assert (await admin.client.delete(f"/api/v1/role-permissions/{user['id']}/{right}")).status_code == 204
        assert (await ann.client.get("/api/v1/users")).status_code == 403

    async def test_is_told(self, app: FastAPI, admin: Administrator, ann: Person) -> None:
        role = await admin.role()
        given = await admin.grant(ann, role)
        assert (await admin.client.put(f"{GRANTS}/{given['id']}", json={})).status_code == 200
        assert (await admin.client.delete(f"{GRANTS}/{given['id']}")).status_code == 204
        told = await effects(app, ann, "role_granted", "role_grant_changed", "role_revoked")
        assert [one["event_data"] for one in told] == [{"role": role["name"]}] * 3


class TestWhoMay:
    """Nobody gives what they lack, and nobody touches who may do more."""

    @pytest.fixture
    async def deputy(self, people: People, admin: Administrator, ann: Person) -> AsyncIterator[httpx.AsyncClient]:
        """May manage assignments, but little else."""
        role = await admin.role()
        for right in ("user_role:list", "user_role:create", "user_role:change", "user_role:remove", "user:list"):
            await admin.allow(role, right)
        await admin.grant(ann, role)
        async with people.browser(ann) as browser:
            yield browser

    async def test_gives_what_they_have(self, admin: Administrator, deputy: httpx.AsyncClient, bob: Person) -> None:
        role = await admin.role()
        await admin.allow(role, "user_role:list")
        values = {"user_id": await id_of(bob), "role_id": role["id"]}
        given = await deputy.post(GRANTS, json=values)
        assert given.status_code == 201, given.text
        path = f"{GRANTS}/{given.json()['id']}"
        assert (await deputy.patch(path, json={"expires_at": later(days=1)})).status_code == 200
        assert (await deputy.delete(path)).status_code == 204

    async def test_gives_nothing_that_they_lack(
        self, admin: Administrator, deputy: httpx.AsyncClient, ann: Person, bob: Person
    ) -> None:
        above = await admin.role()
        await admin.allow(above, "ai_model:create")
        below = await admin.role(parent_role_id=above["id"])
        for role in (above, below, await admin.named("administrator")):
            for person in (ann, bob):
                refused = await deputy.post(GRANTS, json={"user_id": await id_of(person), "role_id": role["id"]})
                assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
        assert await roles_of(bob) == ["user"]

    async def test_touches_nobody_who_may_do_more(
        self, admin: Administrator, deputy: httpx.AsyncClient, bob: Person
    ) -> None:
        """Not even what they have of those who have more besides."""
        harmless, more = await admin.role(), await admin.role()
        await admin.allow(more, "ai_model:create")
        given = await admin.grant(bob, harmless)
        await admin.grant(bob, more)
        path = f"{GRANTS}/{given['id']}"
        for refused in (
            await deputy.delete(path),
            await deputy.patch(path, json={"expires_at": later(days=1)}),
            await deputy.post(GRANTS, json={"user_id": await id_of(bob), "role_id": (await admin.role())["id"]}),
            await deputy.delete(f"{GRANTS}/{(await assignment(admin, admin.person, 'administrator'))['id']}"),
        ):
            assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")

    async def test_finds_nothing_of_others_without_the_right_to_look(self, admin: Administrator, bob: Person) -> None:
        theirs = await assignment(admin, admin.person, "administrator")
        assert (await bob.client.get(f"{GRANTS}/{theirs['id']}")).status_code == 404
        assert (await bob.client.get(f"/api/v1/users/{await id_of(admin.person)}/access")).status_code == 404


class TestAccess:
    async def test_is_explained_by_the_roles_that_give_it(self, admin: Administrator, ann: Person) -> None:
        above = await admin.role()
        below = await admin.role(parent_role_id=above["id"])
        await admin.allow(above, "ai_model:create")
        await admin.allow(below, "ai_model:change")
        await admin.grant(ann, below, is_primary=True)
        await admin.grant(ann, above)
        shown = await access_of(admin, ann)
        assert shown["roles"] == [below["name"], *sorted([above["name"], "user"])]
        reasons = {one["permission"]: one["reasons"] for one in shown["permissions"]}
        assert reasons["ai_model:change"] == [{"role": below["name"], "through": below["name"]}]
        named = {(one["role"], one["through"]) for one in reasons["ai_model:create"]}
        assert named == {(above["name"], above["name"]), (below["name"], above["name"])}
        mine = await ann.client.get(
            f"/api/v1/users/{await id_of(ann)}/access", params={"permission": "ai_model:create"}
        )
        assert [one["permission"] for one in mine.json()["permissions"]] == ["ai_model:create"]
        none = await access_of(admin, ann, permission="user:list")
        assert none["permissions"] == []

    async def test_of_another_is_written_down(self, admin: Administrator, ann: Person) -> None:
        await access_of(admin, ann)
        about = {"resource_id": await id_of(ann), "action": "list", "resource_type": "user_role"}
        (entry,) = (await admin.person.client.get("/api/v1/access-audit-logs", params=about)).json()["items"]
        assert entry["permission_granted"] is True


class TestTheLastAdministrator:
    async def test_stays(self, admin: Administrator) -> None:
        path = f"{GRANTS}/{(await assignment(admin, admin.person, 'administrator'))['id']}"
        for refused in (
            await admin.client.delete(path),
            await admin.client.patch(path, json={"expires_at": later(days=900)}),
            await admin.client.put(path, json={"is_primary": True, "expires_at": later(days=900)}),
            await admin.client.post(f"/api/v1/users/{await id_of(admin.person)}/suspend"),
        ):
            assert (refused.status_code, refused.json()["code"]) == (409, "conflict"), refused.text
            assert refused.json()["detail"] == "Somebody must stay who administers this Clew."
        assert await roles_of(admin.person) == ["administrator"]

    async def test_is_not_who_is_suspended_or_will_expire(self, admin: Administrator, ann: Person) -> None:
        """Neither counts as one who stays."""
        path = f"{GRANTS}/{(await assignment(admin, admin.person, 'administrator'))['id']}"
        given = await admin.grant(ann, await admin.named("administrator"), expires_at=later(days=1))
        assert (await admin.client.delete(path)).status_code == 409
        assert (await admin.client.patch(f"{GRANTS}/{given['id']}", json={"expires_at": None})).status_code == 200
        assert (await admin.client.post(f"/api/v1/users/{await id_of(ann)}/suspend")).status_code == 200
        assert (await admin.client.delete(path)).status_code == 409
        assert (await admin.client.delete(f"{GRANTS}/{given['id']}")).status_code == 204

    async def test_cannot_be_closed(self, app: FastAPI, admin: Administrator) -> None:
        with pytest.raises(Exception, match="Somebody must stay"):
            async with app.state.database.begin(await id_of(admin.person)) as session:
                await session.execute(text("delete from users"))

    @pytest.mark.parametrize("how", ["demoted", "suspended", "expiring"])
    async def test_stays_though_two_go_at_once(
        self, app: FastAPI, people: People, admin: Administrator, ann: Person, how: str
    ) -> None:
        """Each of two takes the other's place away in the same moment: one of them stays."""
        given = await admin.grant(ann, await admin.named("administrator"))
        own = await assignment(admin, admin.person, "administrator")
        requests: dict[str, tuple[str, str, dict[str, str] | None]] = {
            "demoted": ("DELETE", f"{GRANTS}/{{grant}}", None),
            "suspended": ("POST", "/api/v1/users/{user}/suspend", None),
            "expiring": ("PATCH", f"{GRANTS}/{{grant}}", {"expires_at": later(days=1)}),
        }
        method, path, body = requests[how]
        paths = [path.format(grant=one["id"], user=one["user_id"]) for one in (own, given)]
        async with people.browser(ann) as browser:
            answers = await asyncio.gather(
                browser.request(method, paths[0], json=body), admin.client.request(method, paths[1], json=body)
            )
        first, second = sorted(answer.status_code for answer in answers)
        assert first in {200, 204}
        assert second in {401, 403, 409}
        assert await administrators(app, own["user_id"], given["user_id"]) == 1
        await restore(app, own["user_id"], given["user_id"])


async def administrators(app: FastAPI, *user_ids: str) -> int:
    """How many of these may administer for ever."""
    held = """select count(*) from user_roles join roles on roles.id = role_id join users on users.id = user_id
        where users.id = :user_id and roles.name = 'administrator' and expires_at is null and is_active"""
    found = 0
    for user_id in user_ids:
        async with app.state.database.begin(user_id) as session:
            found += await session.scalar(text(held), {"user_id": user_id})
    return found


async def restore(app: FastAPI, owner_id: str, other_id: str) -> None:
    """The owner administers again, and the other does not."""
    give = """insert into user_roles (id, user_id, role_id, granted_at)
        select :id, :user_id, id, now() from roles where name = 'administrator'
        on conflict (user_id, role_id) do update set expires_at = null"""
    async with app.state.database.begin(owner_id) as session:
        await session.execute(text("update users set is_active = true"))
        await session.execute(text(give), {"id": new_id(), "user_id": owner_id})
        again = "update user_sessions set is_active = true, confirmed_at = now() + interval '1 day'"
        await session.execute(text(again))
        await session.execute(text("update auth_tokens set is_revoked = false"))
    async with app.state.database.begin(other_id) as session:
        take = """delete from user_roles
            where user_id = :user_id and role_id = (select id from roles where name = 'administrator')"""
        await session.execute(text(take), {"user_id": other_id})
