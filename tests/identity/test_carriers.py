"""What carries a credential: the cookie of a browser and the bearer token of a program, and what tells them apart."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from tests.conftest import PASSWORD, People, Person

from clew.infra.config import Config
from clew.infra.crypto import digest
from clew.infra.embedded_postgres import Addresses
from clew.main.app import create_app

THREADS = "/api/v1/threads"


@pytest.fixture
async def browser(server: str, ann: Person) -> AsyncIterator[httpx.AsyncClient]:
    """Ann's, signed in."""
    async with httpx.AsyncClient(base_url=server, timeout=30) as client:
        answer = await sign_in(client, ann)
        assert answer.status_code == 200
        yield client


@pytest.fixture
async def over_tls(database: Addresses, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """The same instance, reached as through a proxy that speaks TLS."""
    app = create_app(Config(data_dir=tmp_path, public_url="https://clew.example.org"), database.application)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://clew.example.org") as client:
        yield client
    await app.state.database.close()


async def sign_in(client: httpx.AsyncClient, person: Person) -> httpx.Response:
    return await client.post("/api/v1/auth/sign-in", json={"username": person.username, "password": PASSWORD})


def attributes(cookie: str) -> set[str]:
    return {part.strip().lower() for part in cookie.split(";")[1:]}


class TestCookie:
    async def test_over_tls_is_bound_to_the_host(self, ann: Person, over_tls: httpx.AsyncClient) -> None:
        cookie = (await sign_in(over_tls, ann)).headers["set-cookie"]
        assert cookie.startswith("__Host-clew_session=session_")
        assert attributes(cookie) == {"httponly", "max-age=604800", "path=/", "samesite=lax", "secure"}
        assert (await over_tls.get("/api/v1/users/me")).json()["username"] == ann.username

    async def test_without_tls_has_the_plain_name(self, ann: Person, stranger: httpx.AsyncClient) -> None:
        cookie = (await sign_in(stranger, ann)).headers["set-cookie"]
        assert cookie.startswith("clew_session=session_")
        assert attributes(cookie) == {"httponly", "max-age=604800", "path=/", "samesite=lax"}

    async def test_of_the_plain_name_is_worth_nothing_over_tls(
        self, ann: Person, stranger: httpx.AsyncClient, over_tls: httpx.AsyncClient
    ) -> None:
        """A site in the neighbourhood can set such a cookie, but not one with the prefix."""
        await sign_in(stranger, ann)
        planted = {"Cookie": f"clew_session={stranger.cookies['clew_session']}"}
        assert (await over_tls.get("/api/v1/users/me", headers=planted)).status_code == 401

    async def test_is_taken_back_with_the_same_attributes(self, ann: Person, over_tls: httpx.AsyncClient) -> None:
        await sign_in(over_tls, ann)
        ended = await over_tls.post("/api/v1/auth/sign-out", headers={"Sec-Fetch-Site": "same-origin"})
        assert ended.status_code == 204
        cookie = ended.headers["set-cookie"]
        assert cookie.startswith('__Host-clew_session="";')
        assert attributes(cookie) == {"httponly", "max-age=0", "path=/", "samesite=lax", "secure"}
        assert ended.headers["clear-site-data"] == '"cache", "storage"'

    async def test_does_not_heed_what_a_stranger_forwards(
        self, app: FastAPI, ann: Person, stranger: httpx.AsyncClient
    ) -> None:
        """Only a declared proxy may say where a request came from, and how."""
        stranger.headers.update(
            {"X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "https", "Forwarded": "for=192.0.2.7"}
        )
        assert (await sign_in(stranger, ann)).headers["set-cookie"].startswith("clew_session=")
        user_id = (await ann.client.get("/api/v1/users/me")).json()["id"]
        async with app.state.database.begin(user_id) as session:
            assert await session.scalar(text("select host(ip_address) from user_sessions")) == "127.0.0.1"

    async def test_is_new_at_every_sign_in(self, browser: httpx.AsyncClient, ann: Person) -> None:
        """Also where one is sent along: a session that somebody planted is never taken over."""
        before = browser.cookies["clew_session"]
        await sign_in(browser, ann)
        assert browser.cookies["clew_session"] != before
        assert len(before) > 43

    async def test_opens_nothing_when_the_person_signs_out_elsewhere_only(
        self, browser: httpx.AsyncClient, stranger: httpx.AsyncClient, ann: Person
    ) -> None:
        """One session ends, the other stays."""
        await sign_in(stranger, ann)
        await stranger.post("/api/v1/auth/sign-out")
        assert (await browser.get("/api/v1/users/me")).status_code == 200


class TestOtherSites:
    """A browser sends the cookie along with whatever another site makes it send."""

    @pytest.mark.parametrize(
        "headers",
        [
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Sec-Fetch-Site": "nonsense"},
            {"Sec-Fetch-Site": "cross-site", "Origin": "SERVER"},
            {"Origin": "null"},
            {"Origin": "https://evil.example"},
            {"Origin": "SERVER.evil.example"},
            {"Origin": "https://localhost"},
            {"Origin": ""},
        ],
    )
    @pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
    async def test_change_nothing(
        self, browser: httpx.AsyncClient, ann: Person, server: str, headers: dict[str, str], method: str
    ) -> None:
        thread = await ann.thread("kept")
        path = THREADS if method == "POST" else f"{THREADS}/{thread}"
        said = {name: value.replace("SERVER", server) for name, value in headers.items()}
        answer = await browser.request(method, path, json=None if method == "DELETE" else {}, headers=said)
        assert (answer.status_code, answer.json()["code"]) == (403, "foreign_origin")
        threads = (await ann.client.get(THREADS)).json()["items"]
        assert [one["title"] for one in threads] == ["kept"]

    async def test_end_no_session(self, browser: httpx.AsyncClient) -> None:
        ended = await browser.post("/api/v1/auth/sign-out", headers={"Sec-Fetch-Site": "cross-site"})
        assert ended.status_code == 403
        assert (await browser.get("/api/v1/users/me")).status_code == 200

    async def test_are_of_no_matter_to_a_program(self, ann: Person) -> None:
        """Nobody's browser sends a bearer token by itself."""
        headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
        assert (await ann.client.post(THREADS, json={}, headers=headers)).status_code == 201

    async def test_cannot_sign_anybody_in(self, ann: Person, stranger: httpx.AsyncClient) -> None:
        """A form can be sent from everywhere without asking, but it cannot say that it is JSON."""
        body = f'{{"username": "{ann.username}", "password": "{PASSWORD}"}}'
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
            answer = await stranger.post("/api/v1/auth/sign-in", content=body, headers={"Content-Type": kind})
            assert answer.status_code == 422
            assert "set-cookie" not in answer.headers


class TestBearer:
    async def test_goes_before_the_cookie(self, browser: httpx.AsyncClient, bob: Person) -> None:
        """Who sends both means the token: a bad one is not made good by a cookie."""
        both = await browser.get("/api/v1/users/me", headers={"Authorization": f"Bearer {bob.token}"})
        assert both.json()["username"] == bob.username
        assert (await browser.get("/api/v1/users/me", headers={"Authorization": "Bearer bad"})).status_code == 401

    @pytest.mark.parametrize("scheme", ["bearer", "BEARER", "Bearer  "])
    async def test_scheme_is_read_as_http_has_it(self, ann: Person, stranger: httpx.AsyncClient, scheme: str) -> None:
        answer = await stranger.get("/api/v1/users/me", headers={"Authorization": f"{scheme} {ann.token}"})
        assert answer.status_code == 200

    @pytest.mark.parametrize("place", ["?token={}", "?access_token={}", "?api_key={}"])
    async def test_never_stands_in_an_address(self, ann: Person, stranger: httpx.AsyncClient, place: str) -> None:
        answer = await stranger.get("/api/v1/users/me" + place.format(ann.token))
        assert answer.status_code == 401

    async def test_of_sign_out_is_revoked_and_no_other(self, app: FastAPI, people: People, ann: Person) -> None:
        second = {"Authorization": f"Bearer {await people.issue(ann, 'second')}"}
        assert (await ann.client.post("/api/v1/auth/sign-out", headers=second)).status_code == 204
        assert (await ann.client.get("/api/v1/users/me", headers=second)).status_code == 401
        assert (await ann.client.get("/api/v1/users/me")).status_code == 200
        assert app

    async def test_is_kept_as_a_digest_only(self, app: FastAPI, ann: Person) -> None:
        user_id = (await ann.client.get("/api/v1/users/me")).json()["id"]
        async with app.state.database.begin(user_id) as session:
            row = (await session.execute(text("select t::text, token_hash from auth_tokens t"))).one()
        assert ann.token not in row[0]
        assert bytes(row[1]) == digest(ann.token)

    async def test_tells_when_it_was_used_but_not_with_every_request(self, app: FastAPI, ann: Person) -> None:
        """One write a minute is enough to see that a token is alive."""
        user_id = (await ann.client.get("/api/v1/users/me")).json()["id"]

        async def last_used(change: str = "") -> object:
            async with app.state.database.begin(user_id) as session:
                if change:
                    await session.execute(text(f"update auth_tokens set last_used_at = now() - interval '{change}'"))  # noqa: S608
                return await session.scalar(text("select last_used_at from auth_tokens"))

        recent = await last_used("30 seconds")
        await ann.client.get("/api/v1/users/me")
        assert await last_used() == recent
        old = await last_used("2 minutes")
        await ann.client.get("/api/v1/users/me")
        assert await last_used() != old
