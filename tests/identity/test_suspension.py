"""An account that is suspended: nothing opens with it any more, at once, and only who may do as much decides that."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI
from tests.conftest import PASSWORD, People, Person
from tests.identity.administration import Administrator, id_of

from clew.kit.ids import new_id

ME = "/api/v1/users/me"


@pytest.fixture(scope="module")
async def admin(people: People, owner: Person) -> AsyncIterator[Administrator]:
    async with people.browser(owner) as browser:
        yield Administrator(owner, browser)


async def sign_in(client: httpx.AsyncClient, person: Person) -> int:
    who = {"username": person.username, "password": PASSWORD}
    return (await client.post("/api/v1/auth/sign-in", json=who)).status_code


class TestSuspending:
    async def test_ends_all_that_they_are_signed_in_with(
        self, people: People, admin: Administrator, ann: Person, stranger: httpx.AsyncClient
    ) -> None:
        path = f"/api/v1/users/{await id_of(ann)}"
        async with people.browser(ann) as browser:
            assert (await browser.get(ME)).status_code == 200
            answer = await admin.client.post(f"{path}/suspend")
            assert (answer.status_code, answer.json()["is_active"]) == (200, False)
            assert [(await one.get(ME)).status_code for one in (browser, ann.client)] == [401, 401]
            assert await sign_in(stranger, ann) == 401
            assert (await admin.client.post(f"{path}/reactivate")).json()["is_active"] is True
            ended = [(await one.get(ME)).status_code for one in (browser, ann.client)]
            assert ended == [401, 401], "what had ended does not come back"
        assert await sign_in(stranger, ann) == 200

    async def test_is_told_and_written_down(self, app: FastAPI, admin: Administrator, ann: Person) -> None:
        id = await id_of(ann)
        for action in ("suspend", "reactivate"):
            assert (await admin.client.post(f"/api/v1/users/{id}/{action}")).status_code == 200
        about = {"resource_id": id, "resource_type": "user", "action": "suspend"}
        decided = await admin.items("/api/v1/access-audit-logs", **about)
        assert [one["permission_granted"] for one in decided] == [True, True]
        found = await admin.items("/api/v1/security-events", everyone="true", user_id=id)
        assert {one["event_type"] for one in found} <= {"registered", "account_suspended", "account_reactivated"}
        assert app

    async def test_twice_changes_nothing_more(self, admin: Administrator, ann: Person) -> None:
        path = f"/api/v1/users/{await id_of(ann)}/suspend"
        assert [(await admin.client.post(path)).status_code for _ in range(2)] == [200, 200]

    async def test_nobody_is_not_found(self, admin: Administrator) -> None:
        assert (await admin.client.post(f"/api/v1/users/{new_id()}/suspend")).status_code == 404

    async def test_needs_as_many_rights_as_they_have(
        self, people: People, admin: Administrator, ann: Person, bob: Person
    ) -> None:
        deputy = await admin.role()
        for right in ("user:suspend", "user:list"):
            await admin.allow(deputy, right)
        await admin.grant(ann, deputy)
        plain = await id_of(bob)
        async with people.browser(ann) as browser:
            for action in ("suspend", "reactivate"):
                refused = await browser.post(f"/api/v1/users/{await id_of(admin.person)}/{action}")
                assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
                assert (await browser.post(f"/api/v1/users/{plain}/{action}")).status_code == 200
        assert (await admin.person.client.get(ME)).json()["is_active"] is True

    async def test_is_not_for_a_plain_person(self, people: People, ann: Person, bob: Person) -> None:
        id = await id_of(bob)
        async with people.browser(ann) as browser:
            for action in ("suspend", "reactivate"):
                assert (await browser.post(f"/api/v1/users/{id}/{action}")).status_code == 403
        assert (await bob.client.get(ME)).status_code == 200
