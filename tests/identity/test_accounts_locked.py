"""Guessing is slow, for every name alike; strangers lock nobody out of a device that they trust."""

from datetime import timedelta
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from tests.conftest import PASSWORD, Person
from tests.identity.administration import Administrator
from tests.identity.mailbox import ANOTHER, browser, id_of, remembered, sign_in, token_to, told

from clew.identity.accounts.service import prove_password
from clew.identity.origin import Origin
from clew.identity.schemas import SignIn
from clew.kit.errors import TooManyAttempts, WrongCredentials

WRONG = "a wrong password here"


async def lock_out(app: FastAPI, name: str) -> None:
    """What a stranger does who guesses from many addresses."""
    for number in range(10):
        with pytest.raises(WrongCredentials):
            await prove_password(
                app.state.database, SignIn(username=name, password=WRONG), Origin(f"192.0.2.{number}", None)
            )


async def profile(owner: Person, person: Person) -> dict[str, object]:
    return (await owner.client.get(f"/api/v1/users/{await id_of(person)}")).json()


class TestGuessing:
    async def test_is_refused_alike_for_names_that_are_known_and_unknown(
        self, app: FastAPI, ann: Person, stranger: httpx.AsyncClient
    ) -> None:
        answers: list[httpx.Response] = []
        for name in (ann.username, "nobody-at-all"):
            await lock_out(app, name)
            answers.append(await sign_in(stranger, name, WRONG))
        known, unknown = answers
        assert (known.status_code, known.json()["code"]) == (429, "too_many_attempts")
        assert known.headers["retry-after"] == "1"
        assert told(known) == told(unknown)

    async def test_is_refused_with_the_right_password_too(
        self, app: FastAPI, ann: Person, stranger: httpx.AsyncClient
    ) -> None:
        """Else whoever guesses would learn when they are right."""
        await lock_out(app, ann.username)
        assert (await sign_in(stranger, ann.username.upper())).status_code == 429

    async def test_costs_no_hash_when_it_is_refused(
        self, app: FastAPI, ann: Person, stranger: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await lock_out(app, ann.username)

        async def never(*_: object) -> bool:
            raise AssertionError

        monkeypatch.setattr("clew.identity.accounts.service.matches", never)
        assert (await sign_in(stranger, ann.username)).status_code == 429

    async def test_from_one_address_is_refused_for_every_name(self, stranger: httpx.AsyncClient, bob: Person) -> None:
        codes = [(await sign_in(stranger, f"nobody-{n}", WRONG)).status_code for n in range(11)]
        assert codes == [401] * 10 + [429]
        assert (await sign_in(stranger, bob.username)).status_code == 429

    async def test_is_not_what_people_do_who_are_right(self, stranger: httpx.AsyncClient, ann: Person) -> None:
        """A household behind one address signs in as often as it likes."""
        assert [(await sign_in(stranger, ann.username)).status_code for _ in range(12)] == [200] * 12

    async def test_locks_nobody_out_of_a_device_that_they_trust(self, app: FastAPI, ann: Person) -> None:
        await lock_out(app, ann.username)
        values, origin = SignIn(username=ann.username, password=PASSWORD), Origin("192.0.2.1", None)
        with pytest.raises(TooManyAttempts):
            await prove_password(app.state.database, values, origin)
        proved = await prove_password(app.state.database, values, origin, b"digest of a token")
        assert proved == UUID(await id_of(ann))

    async def test_on_a_trusted_device_is_slow_as_well(self, app: FastAPI, ann: Person) -> None:
        values, origin = SignIn(username=ann.username, password=WRONG), Origin("192.0.2.1", None)
        for _ in range(10):
            with pytest.raises(WrongCredentials):
                await prove_password(app.state.database, values, origin, b"another digest")
        with pytest.raises(TooManyAttempts):
            await prove_password(app.state.database, values, origin, b"another digest")


class TestLock:
    async def test_is_seen_by_administrators_and_ends_with_a_success(
        self, app: FastAPI, ann: Person, owner: Person, stranger: httpx.AsyncClient
    ) -> None:
        await lock_out(app, ann.username)
        seen = await profile(owner, ann)
        assert (seen["failed_login_attempts"], seen["locked_until"] is not None) == (10, True)
        assert (await remembered(ann, "account_locked"))["severity"] == "error"
        async with app.state.database.begin() as session:
            await session.execute(text("update attempt_counts set blocked_until = now() where blocked_until > now()"))
        assert (await sign_in(stranger, ann.username)).status_code == 200
        assert (await profile(owner, ann)).items() >= {"failed_login_attempts": 0, "locked_until": None}.items()
        assert (await sign_in(stranger, ann.username, WRONG)).status_code == 401, "counted from the beginning"

    async def test_does_not_change_the_version_of_the_profile(self, ann: Person, stranger: httpx.AsyncClient) -> None:
        seen = (await ann.client.get("/api/v1/users/me")).headers["etag"]
        await sign_in(stranger, ann.username, WRONG)
        changed = await ann.client.patch("/api/v1/users/me", json={"full_name": "A"}, headers={"If-Match": seen})
        assert changed.status_code == 200

    async def test_is_taken_back_by_an_administrator(
        self, app: FastAPI, ann: Person, owner: Person, server: str, stranger: httpx.AsyncClient
    ) -> None:
        await lock_out(app, ann.email)
        async with browser(server, owner) as confirmed:
            answer = await confirmed.post(f"/api/v1/users/{await id_of(ann)}/unlock")
            assert answer.status_code == 204
        assert (await sign_in(stranger, ann.email)).status_code == 200
        await remembered(ann, "account_unlocked")

    async def test_by_an_administrator_holds_for_both_names(
        self, app: FastAPI, ann: Person, bob: Person, owner: Person, server: str, stranger: httpx.AsyncClient
    ) -> None:
        path = f"/api/v1/users/{await id_of(ann)}/lock"
        async with browser(server, bob) as bobs:
            assert (await bobs.post(path, json={})).status_code == 403
        async with browser(server, owner) as confirmed:
            assert (await confirmed.post(path, json={"minutes": 30})).status_code == 204
        for name in (ann.username, ann.email):
            refused = await sign_in(stranger, name)
            assert refused.status_code == 429
            assert timedelta(minutes=29) < timedelta(seconds=int(refused.headers["retry-after"]))
        async with app.state.database.begin(await id_of(ann)) as session:
            locked = "select locked_until - now() between interval '29 minutes' and interval '30 minutes' from users"
            assert await session.scalar(text(locked)) is True

    async def test_is_nothing_that_one_does_to_who_may_do_more(
        self, ann: Person, bob: Person, owner: Person, server: str
    ) -> None:
        async with browser(server, owner) as confirmed:
            admin = Administrator(owner, confirmed)
            role = await admin.role()
            for right in ("user:list", "user:get", "user:lock", "user:unlock", "user:reset_password"):
                await admin.allow(role, right)
            await admin.grant(bob, role)
        async with browser(server, bob) as bobs:
            for action, body in (("lock", {"minutes": 30}), ("unlock", None), ("password-reset", None)):
                answers = [
                    await bobs.post(f"/api/v1/users/{await id_of(one)}/{action}", json=body) for one in (owner, ann)
                ]
                assert [answer.status_code for answer in answers] == [403, 204], action
                assert answers[0].json()["detail"] == "They may do what you may not."

    async def test_is_refused_before_the_request_is_looked_at(self, ann: Person, bob: Person, server: str) -> None:
        async with browser(server, bob) as bobs:
            answer = await bobs.post(f"/api/v1/users/{await id_of(ann)}/lock", json={"minutes": "soon"})
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")

    async def test_ends_with_a_password_that_was_chosen_by_mail(
        self, app: FastAPI, ann: Person, owner: Person, stranger: httpx.AsyncClient
    ) -> None:
        """Whatever strangers do, the owner of the address gets in."""
        await lock_out(app, ann.username)
        await stranger.post("/api/v1/auth/forgot-password", json={"email": ann.email})
        token = await token_to(owner, ann.email, "Choose a new password")
        chosen = await stranger.post("/api/v1/auth/reset-password", json={"token": token, "password": ANOTHER})
        assert chosen.status_code == 204
        assert (await sign_in(stranger, ann.username, ANOTHER)).status_code == 200
