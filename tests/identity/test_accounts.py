"""Who may have an account, how one signs in, and how it ends."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from tests.conftest import PASSWORD, Person

from clew.identity import passwords
from clew.identity.accounts import service
from clew.identity.accounts.registration import new_setup_link
from clew.settings.registry import REGISTRATION_OPEN
from clew.settings.store import Settings

BODY = {"username": "Ann", "email": "Ann@Example.org", "password": PASSWORD}


@pytest.fixture
async def nobody(app: FastAPI) -> AsyncIterator[None]:
    """An instance without accounts, as after its first start."""
    yield
    async with app.state.database.begin() as session:
        await Settings(session).put(REGISTRATION_OPEN, value=False)


async def setup_token(app: FastAPI) -> str | None:
    async with app.state.database.begin() as session:
        return await new_setup_link(session)


@pytest.mark.usefixtures("nobody")
class TestSetUp:
    """In this order: the first test that succeeds makes the owner."""

    async def test_is_the_only_way_in(self, stranger: httpx.AsyncClient) -> None:
        status = (await stranger.get("/api/v1/auth/status")).json()
        assert status == {"has_owner": False, "registration_open": False, "text_messages": False}
        answer = await stranger.post("/api/v1/auth/register", json=BODY)
        assert (answer.status_code, answer.json()["code"]) == (403, "registration_closed")

    async def test_by_a_wrong_or_replaced_link_fails(self, stranger: httpx.AsyncClient, app: FastAPI) -> None:
        replaced = await setup_token(app)
        assert await setup_token(app) != replaced
        for token in (replaced, "setup_wrong", "\u00e9" * 10):
            answer = await stranger.post("/api/v1/auth/register", json=BODY | {"setup_token": token})
            assert answer.status_code == 403

    async def test_by_a_link_that_is_an_hour_old_fails(self, stranger: httpx.AsyncClient, app: FastAPI) -> None:
        token = await setup_token(app)
        async with app.state.database.begin() as session:
            await session.execute(
                text("""update system_settings set value = jsonb_set(value, '{expires_at}', '"2026-01-01T00:00:00Z"')
                     where key = 'setup_link'""")
            )
        answer = await stranger.post("/api/v1/auth/register", json=BODY | {"setup_token": token})
        assert answer.status_code == 403

    async def test_keeps_the_link_when_the_form_was_wrong(self, stranger: httpx.AsyncClient, app: FastAPI) -> None:
        token = await setup_token(app)
        wrong = BODY | {"setup_token": token, "password": "too short"}
        assert (await stranger.post("/api/v1/auth/register", json=wrong)).status_code == 422
        async with app.state.database.begin() as session:
            assert await session.scalar(text("select count(*) from system_settings where key = 'setup_link'")) == 1

    async def test_by_fifty_at_once_makes_one_owner(self, server: str, app: FastAPI) -> None:
        token = await setup_token(app)
        async with httpx.AsyncClient(base_url=server, timeout=60) as client:
            attempts = [
                client.post(
                    "/api/v1/auth/register",
                    json={
                        "username": f"own{n}",
                        "email": f"own{n}@example.org",
                        "password": PASSWORD,
                        "setup_token": token,
                    },
                )
                for n in range(50)
            ]
            answers = await asyncio.gather(*attempts)
        assert sorted(answer.status_code for answer in answers) == [201] + [403] * 49
        (made,) = [answer.json() for answer in answers if answer.status_code == 201]
        assert made["roles"] == ["administrator"]
        assert await setup_token(app) is None

    async def test_over_registration_is_closed_until_a_setting_opens_it(
        self, stranger: httpx.AsyncClient, app: FastAPI
    ) -> None:
        assert (await stranger.post("/api/v1/auth/register", json=BODY)).status_code == 403
        async with app.state.database.begin() as session:
            await Settings(session).put(REGISTRATION_OPEN, value=True)
        answer = await stranger.post("/api/v1/auth/register", json=BODY)
        assert answer.status_code == 201
        assert answer.json()["roles"] == ["user"]
        again = await stranger.post("/api/v1/auth/register", json=BODY | {"username": "\uff21\uff2e\uff2e"})
        assert (again.status_code, again.json()["code"]) == (409, "already_exists")


class TestRegistration:
    @pytest.mark.parametrize(
        "change",
        [
            {"username": "a"},
            {"username": "has space"},
            {"username": "\u0430nn"},
            {"username": "x" * 33},
            {"email": "nobody"},
            {"email": "a@b"},
            {"email": "a b@example.org"},
            {"password": "fourteen chars"},
            {"password": "a" * 20},
            {"password": "x" * 2000},
            {"is_admin": True},
            {"roles": ["administrator"]},
        ],
    )
    async def test_refuses_what_cannot_be_an_account(
        self, stranger: httpx.AsyncClient, app: FastAPI, change: dict[str, object]
    ) -> None:
        async with app.state.database.begin() as session:
            await Settings(session).put(REGISTRATION_OPEN, value=True)
        body = {"username": "valid", "email": "valid@example.org", "password": PASSWORD} | change
        assert (await stranger.post("/api/v1/auth/register", json=body)).status_code == 422


async def sign_in(client: httpx.AsyncClient, name: str, password: str = PASSWORD, **headers: str) -> httpx.Response:
    return await client.post("/api/v1/auth/sign-in", json={"username": name, "password": password}, headers=headers)


class TestSignIn:
    async def test_takes_name_or_email_in_any_form(self, ann: Person, stranger: httpx.AsyncClient) -> None:
        for name in (ann.username, ann.username.upper(), ann.email.upper(), f" {ann.username} "):
            assert (await sign_in(stranger, name)).status_code == 200

    async def test_answers_alike_for_a_wrong_password_and_an_unknown_name(
        self, ann: Person, stranger: httpx.AsyncClient, hashes: list[str]
    ) -> None:
        wrong = await sign_in(stranger, ann.username, "a wrong password here")
        known = len(hashes)
        unknown = await sign_in(stranger, "nobody-at-all", "a wrong password here")
        assert wrong.status_code == unknown.status_code == 401
        assert without_id(wrong) == without_id(unknown)
        assert wrong.headers.get("set-cookie") == unknown.headers.get("set-cookie") is None
        assert known == len(hashes) - known == 1

    async def test_sets_a_cookie_that_scripts_cannot_read(self, ann: Person, stranger: httpx.AsyncClient) -> None:
        cookie = (await sign_in(stranger, ann.username)).headers["set-cookie"]
        assert cookie.startswith("clew_session=session_")
        assert {"HttpOnly", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
        assert "Domain" not in cookie

    async def test_is_remembered_as_a_security_event(
        self, ann: Person, stranger: httpx.AsyncClient, app: FastAPI
    ) -> None:
        await sign_in(stranger, ann.username)
        await sign_in(stranger, ann.username, "a wrong password here")
        async with asyncio.timeout(20):
            while {"signed_in", "sign_in_failed"} - set(await events_of(app, ann)):
                await asyncio.sleep(0.1)

    async def test_rehashes_a_password_whose_parameters_are_of_yesterday(
        self, ann: Person, stranger: httpx.AsyncClient, app: FastAPI, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = await hash_of(app, ann)
        monkeypatch.setattr(service, "is_outdated", always)
        assert (await sign_in(stranger, ann.username)).status_code == 200
        assert await hash_of(app, ann) != before
        assert (await sign_in(stranger, ann.username)).status_code == 200


class TestSession:
    async def test_ends_at_once_with_sign_out(self, ann: Person, stranger: httpx.AsyncClient) -> None:
        await sign_in(stranger, ann.username)
        cookie = dict(stranger.cookies)
        assert (await stranger.get("/api/v1/users/me")).json()["username"] == ann.username
        assert (await stranger.post("/api/v1/auth/sign-out")).status_code == 204
        stranger.cookies.update(cookie)
        assert (await stranger.get("/api/v1/users/me")).status_code == 401

    async def test_is_kept_as_a_digest_only(self, ann: Person, stranger: httpx.AsyncClient, app: FastAPI) -> None:
        await sign_in(stranger, ann.username)
        token = stranger.cookies["clew_session"]
        async with app.state.database.begin(await id_of(ann)) as session:
            rows = (await session.execute(text("select session_id from user_sessions"))).scalars().all()
        assert rows
        assert all(token not in row for row in rows)

    async def test_is_worth_nothing_for_an_account_that_is_switched_off(
        self, ann: Person, stranger: httpx.AsyncClient, app: FastAPI
    ) -> None:
        await sign_in(stranger, ann.username)
        async with app.state.database.begin(await id_of(ann)) as session:
            await session.execute(text("update users set is_active = false"))
        assert (await stranger.get("/api/v1/users/me")).status_code == 401
        assert (await ann.client.get("/api/v1/users/me")).status_code == 401
        assert (await sign_in(stranger, ann.username)).status_code == 401

    @pytest.mark.parametrize(
        "headers",
        [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}],
    )
    async def test_is_not_usable_by_another_site(
        self, ann: Person, stranger: httpx.AsyncClient, headers: dict[str, str]
    ) -> None:
        await sign_in(stranger, ann.username)
        answer = await stranger.post("/api/v1/threads", json={}, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "foreign_origin")
        assert (await stranger.get("/api/v1/threads", headers=headers)).json()["items"] == []
        assert (await ann.client.post("/api/v1/threads", json={}, headers=headers)).status_code == 201

    async def test_is_usable_by_our_own_page(self, ann: Person, stranger: httpx.AsyncClient, server: str) -> None:
        await sign_in(stranger, ann.username)
        for headers in ({"Sec-Fetch-Site": "same-origin"}, {"Origin": server}, {}):
            assert (await stranger.post("/api/v1/threads", json={}, headers=headers)).status_code == 201


class TestApiToken:
    @pytest.mark.parametrize(
        "change", ["is_revoked = true", "expires_at = now() - interval '1 second'", "token_type = 'refresh'"]
    )
    async def test_that_is_no_longer_good_opens_nothing(self, ann: Person, app: FastAPI, change: str) -> None:
        async with app.state.database.begin(await id_of(ann)) as session:
            await session.execute(text("update auth_tokens set " + change))  # noqa: S608 from the list above
        assert (await ann.client.get("/api/v1/users/me")).status_code == 401

    async def test_shows_when_it_was_used(self, ann: Person, app: FastAPI) -> None:
        user_id = await id_of(ann)
        async with app.state.database.begin(user_id) as session:
            assert await session.scalar(text("select last_used_at from auth_tokens")) is not None


class TestPasswords:
    async def test_are_argon2id_with_the_agreed_parameters(self, ann: Person, app: FastAPI) -> None:
        assert (await hash_of(app, ann)).startswith("$argon2id$v=19$m=47104,t=1,p=1$")

    @pytest.mark.parametrize(
        "password", ["pa\u0308ssword with umlaut", "\u5bc6\u7801" * 40, "x" * 73 + "y", " " * 14 + "!"]
    )
    async def test_are_taken_whole_and_in_either_spelling(self, password: str) -> None:
        hashed = await passwords.hash_password(password)
        assert await passwords.matches(password, hashed)
        assert await passwords.matches(password.replace("a\u0308", "\u00e4"), hashed)
        assert not await passwords.matches(password[:-1], hashed)

    async def test_no_hash_matches_nothing(self) -> None:
        assert not await passwords.matches(PASSWORD, None)
        assert not await passwords.matches(PASSWORD, "not a hash")


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every password that is hashed to compare it."""
    compared: list[str] = []
    plain = passwords._verify  # pyright: ignore[reportPrivateUsage]

    def noted(password: str, hashed: str | None) -> bool:
        compared.append(password)
        return plain(password, hashed)

    monkeypatch.setattr(passwords, "_verify", noted)
    return compared


def always(_: str) -> bool:
    return True


def without_id(answer: httpx.Response) -> dict[str, object]:
    return {name: value for name, value in answer.json().items() if name != "request_id"}


async def id_of(person: Person) -> str:
    return (await person.client.get("/api/v1/users/me")).json()["id"]


async def hash_of(app: FastAPI, person: Person) -> str:
    async with app.state.database.begin(await id_of(person)) as session:
        return await session.scalar(text("select hashed_password from users"))


async def events_of(app: FastAPI, person: Person) -> list[str]:
    async with app.state.database.begin(await id_of(person)) as session:
        return list((await session.execute(text("select event_type from security_events"))).scalars())
