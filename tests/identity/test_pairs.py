"""Clients without cookies: a pair of tokens, of which the second renews both, once."""

import asyncio
from datetime import datetime, timedelta

import httpx
from fastapi import FastAPI
from sqlalchemy import text
from tests.conftest import PASSWORD, Person
from tests.signed_in import ME, bearer, browser_of, change, pair_of, refresh, remembered, works

from clew.infra.crypto import load_keys
from clew.kit.clock import now
from clew.main.app import KEY_FILE

SESSIONS = "/api/v1/sessions"
LONG_AGO = "update auth_tokens set spent_at = spent_at - interval '11 seconds'"


class TestSignIn:
    async def test_gives_a_pair_and_no_cookie(self, ann: Person, stranger: httpx.AsyncClient) -> None:
        pair = await pair_of(stranger, ann)
        assert not stranger.cookies
        assert (await stranger.get(ME, headers=bearer(pair["access_token"]))).json()["username"] == ann.username
        assert timedelta(minutes=14) < datetime.fromisoformat(pair["access_until"]) - now() < timedelta(minutes=15)
        assert timedelta(days=6.9) < datetime.fromisoformat(pair["refresh_until"]) - now() < timedelta(days=7)
        (one,) = (await stranger.get(SESSIONS, headers=bearer(pair["access_token"]))).json()["items"]
        assert (one["is_current"], one["access_until"]) == (True, pair["access_until"])

    async def test_of_a_browser_gives_none(self, ann: Person, stranger: httpx.AsyncClient) -> None:
        values = {"username": ann.username, "password": PASSWORD}
        assert (await stranger.post("/api/v1/auth/sign-in", json=values)).json()["tokens"] is None
        assert stranger.cookies

    async def test_leaves_digests_only(self, ann: Person, stranger: httpx.AsyncClient) -> None:
        pair = await pair_of(stranger, ann)
        pair |= (await refresh(stranger, pair["refresh_token"])).json()
        async with ann.acting() as (session, _):
            rows = await session.scalars(
                text("select t::text from auth_tokens t union all select s::text from user_sessions s")
            )
            kept = "".join(rows)
        assert pair["access_token"].removeprefix("access_") not in kept
        assert pair["refresh_token"].removeprefix("refresh_") not in kept

    async def test_is_for_a_quarter_of_an_hour(self, ann: Person, stranger: httpx.AsyncClient) -> None:
        pair = await pair_of(stranger, ann)
        await change(ann, "update user_sessions set access_until = now() - interval '1 second'")
        assert not await works(stranger, pair["access_token"])
        renewed = (await refresh(stranger, pair["refresh_token"])).json()
        assert await works(stranger, renewed["access_token"])


class TestRefresh:
    async def test_gives_the_next_pair(self, ann: Person, stranger: httpx.AsyncClient) -> None:
        first = await pair_of(stranger, ann)
        second = (await refresh(stranger, first["refresh_token"])).json()
        assert second["refresh_until"] == first["refresh_until"], "a family does not live for ever"
        assert await works(stranger, second["access_token"])
        assert not await works(stranger, first["access_token"])
        third = (await refresh(stranger, second["refresh_token"])).json()
        assert len({pair[kind] for pair in (first, second, third) for kind in ("access_token", "refresh_token")}) == 6
        sessions = (await ann.client.get(SESSIONS)).json()["items"]
        assert len(sessions) == 1, "it is one device"

    async def test_that_is_repeated_at_once_gives_the_same(self, ann: Person, stranger: httpx.AsyncClient) -> None:
        """The answer may have been lost on its way."""
        first = await pair_of(stranger, ann)
        second = (await refresh(stranger, first["refresh_token"])).json()
        assert (await refresh(stranger, first["refresh_token"])).json() == second
        assert await works(stranger, second["access_token"])

    async def test_gives_the_same_while_keys_are_rotated(
        self, app: FastAPI, ann: Person, stranger: httpx.AsyncClient
    ) -> None:
        first = await pair_of(stranger, ann)
        second = (await refresh(stranger, first["refresh_token"])).json()
        assert load_keys(app.state.config.data_dir / KEY_FILE).add()
        assert (await refresh(stranger, first["refresh_token"])).json() == second
        third = (await refresh(stranger, second["refresh_token"])).json()
        assert await works(stranger, third["access_token"])

    async def test_that_comes_late_ends_the_family(self, ann: Person, stranger: httpx.AsyncClient) -> None:
        first = await pair_of(stranger, ann)
        second = (await refresh(stranger, first["refresh_token"])).json()
        await change(ann, LONG_AGO)
        assert (await refresh(stranger, first["refresh_token"])).status_code == 401
        assert not await works(stranger, second["access_token"])
        assert (await refresh(stranger, second["refresh_token"])).status_code == 401
        (event,) = await remembered(ann, "refresh_token_reused")
        assert (event["severity"], event["ip_address"]) == ("critical", "127.0.0.1")
        assert first["refresh_token"] not in str(event)

    async def test_of_a_grandparent_ends_the_family_at_once(self, ann: Person, stranger: httpx.AsyncClient) -> None:
        first = await pair_of(stranger, ann)
        second = (await refresh(stranger, first["refresh_token"])).json()
        third = (await refresh(stranger, second["refresh_token"])).json()
        assert (await refresh(stranger, first["refresh_token"])).status_code == 401
        assert (await refresh(stranger, third["refresh_token"])).status_code == 401
        assert not await works(stranger, third["access_token"])

    async def test_ends_no_other_family(self, ann: Person, bob: Person, stranger: httpx.AsyncClient) -> None:
        first, other, bobs = [await pair_of(stranger, person) for person in (ann, ann, bob)]
        await refresh(stranger, first["refresh_token"])
        await change(ann, LONG_AGO)
        assert (await refresh(stranger, first["refresh_token"])).status_code == 401
        for pair in (other, bobs):
            assert (await refresh(stranger, pair["refresh_token"])).status_code == 200

    async def test_by_fifty_at_once_makes_one_child(self, ann: Person, stranger: httpx.AsyncClient) -> None:
        first = await pair_of(stranger, ann)
        answers = await asyncio.gather(*(refresh(stranger, first["refresh_token"]) for _ in range(50)))
        assert {answer.status_code for answer in answers} == {200}
        assert len({answer.text for answer in answers}) == 1
        async with ann.acting() as (session, _):
            assert await session.scalar(text("select count(*) from auth_tokens where token_type = 'refresh'")) == 2

    async def test_is_refused_to_what_is_none(self, ann: Person, stranger: httpx.AsyncClient) -> None:
        pair = await pair_of(stranger, ann)
        for token in ("refresh_nonsense", ann.token, pair["access_token"]):
            answer = await refresh(stranger, token)
            assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
        assert not await works(stranger, pair["refresh_token"]), "it opens nothing by itself"
        assert await works(stranger, pair["access_token"])

    async def test_is_refused_after_the_end(self, ann: Person, stranger: httpx.AsyncClient) -> None:
        for end in (
            "update user_sessions set expires_at = now(); update auth_tokens set expires_at = now() where name is null",
            "update user_sessions set last_accessed = now() - interval '12 hours 2 minutes'",
            "update users set is_active = false",
        ):
            pair = await pair_of(stranger, ann)
            for statement in end.split("; "):
                await change(ann, statement)
            assert (await refresh(stranger, pair["refresh_token"])).status_code == 401, end


class TestEnd:
    async def test_by_signing_out(self, ann: Person, stranger: httpx.AsyncClient) -> None:
        pair = await pair_of(stranger, ann)
        out = await stranger.post("/api/v1/auth/sign-out", headers=bearer(pair["access_token"]))
        assert out.status_code == 204
        assert out.headers["clear-site-data"] == '"cache", "storage"'
        assert not await works(stranger, pair["access_token"])
        assert (await refresh(stranger, pair["refresh_token"])).status_code == 401

    async def test_from_another_device(self, ann: Person, stranger: httpx.AsyncClient) -> None:
        pair = await pair_of(stranger, ann)
        async with browser_of(ann) as desk:
            (lost,) = [one for one in (await desk.get(SESSIONS)).json()["items"] if not one["is_current"]]
            assert (await desk.delete(f"{SESSIONS}/{lost['id']}")).status_code == 204
        assert not await works(stranger, pair["access_token"])
        assert (await refresh(stranger, pair["refresh_token"])).status_code == 401
