"""Sessions: what a person sees of them, how they are ended, and when they end by themselves."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from tests.conftest import PASSWORD, Person
from tests.signed_in import ME, bearer, browser_of, change, pair_of, refresh, remembered, works

from clew.identity.models import UserSession
from clew.identity.origin import Origin
from clew.identity.signed_in.device import device_of
from clew.identity.signed_in.service import begin_session, end_everything
from clew.identity.signed_in.store import Beginning
from clew.kit.clock import now

SESSIONS = "/api/v1/sessions"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0"
SAFARI = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"

LEFT_ALONE = """update user_sessions set last_accessed = now() - interval '3 days'
    where created_at < (select max(created_at) from user_sessions)"""


async def listed(client: httpx.AsyncClient) -> list[dict[str, Any]]:
    answer = await client.get(SESSIONS, params={"sort": "created_at", "limit": 100})
    return answer.json()["items"]


async def current(client: httpx.AsyncClient) -> dict[str, Any]:
    (one,) = [one for one in await listed(client) if one["is_current"]]
    return one


def lasts(one: dict[str, Any]) -> timedelta:
    return datetime.fromisoformat(one["expires_at"]) - now()


class TestDevice:
    @pytest.mark.parametrize(
        ("agent", "browser", "system"),
        [
            (FIREFOX, "Firefox", "Linux"),
            (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Safari/537.36 Edg/140.0.0.0", "Edge", "Windows"),
            (f"Mozilla/5.0 (Linux; Android 15; Pixel 9) {CHROME} Mobile Safari/537.36", "Chrome", "Android"),
            (f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) {SAFARI}", "Safari", "iOS"),
            (f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {SAFARI}", "Safari", "macOS"),
        ],
    )
    def test_is_what_a_browser_says(self, agent: str, browser: str, system: str) -> None:
        assert device_of(agent) == {"browser": browser, "program": None, "system": system}

    def test_of_a_program_is_its_name(self) -> None:
        assert device_of("curl/8.9.1") == {"browser": None, "program": "curl", "system": None}
        assert device_of("x" * 1000) == {"browser": None, "program": "x" * 50, "system": None}
        assert device_of(None) is None

    async def test_is_listed_with_address_and_use(self, ann: Person) -> None:
        async with browser_of(ann, **{"User-Agent": FIREFOX}) as browser:
            one = await current(browser)
        assert one["device_info"] == {"browser": "Firefox", "program": None, "system": "Linux"}
        assert one["ip_address"] == "127.0.0.1"
        assert now() - datetime.fromisoformat(one["last_accessed"]) < timedelta(minutes=1)
        assert one["access_until"] is None


class TestList:
    async def test_tells_those_that_work_from_those_left_alone_for_too_long(self, ann: Person) -> None:
        async with browser_of(ann) as phone, browser_of(ann) as desk:
            left = (await current(phone))["id"]
            await change(ann, LEFT_ALONE)
            for is_active, ids in (True, [(await current(desk))["id"]]), (False, [left]):
                answer = await desk.get(SESSIONS, params={"is_active": is_active})
                assert [one["id"] for one in answer.json()["items"]] == ids
                assert [one["is_active"] for one in answer.json()["items"]] == [is_active]


class TestEnding:
    async def test_one(self, ann: Person) -> None:
        async with browser_of(ann) as desk, browser_of(ann) as phone:
            lost = await current(phone)
            assert (await desk.delete(f"{SESSIONS}/{lost['id']}")).status_code == 204
            assert (await phone.get(ME)).status_code == 401
            assert (await desk.get(ME)).status_code == 200
            assert [one["is_active"] for one in await listed(desk)] == [True, False]
            again = await desk.delete(f"{SESSIONS}/{lost['id']}")
            assert again.status_code == 204
        (event,) = await remembered(ann, "session_ended")
        assert event["event_data"] == {"session_id": lost["id"]}

    async def test_all_others(self, ann: Person, bob: Person) -> None:
        async with browser_of(ann) as desk, browser_of(ann) as phone, browser_of(bob) as bobs:
            pair = await pair_of(phone, ann)
            assert (await desk.post(f"{SESSIONS}/end-others")).status_code == 204
            assert (await desk.get(ME)).status_code == 200
            assert (await phone.get(ME)).status_code == 401
            assert not await works(desk, pair["access_token"])
            assert (await refresh(desk, pair["refresh_token"])).status_code == 401
            assert (await bobs.get(ME)).status_code == 200
            assert await works(desk, ann.token), "a token is no session"
        (event,) = await remembered(ann, "other_sessions_ended")
        assert event["event_data"] == {"count": 2}

    async def test_needs_a_proof_that_is_minutes_old(self, ann: Person) -> None:
        async with browser_of(ann) as desk:
            await change(ann, "update user_sessions set confirmed_at = now() - interval '6 minutes'")
            one = await current(desk)
            refused = [
                await desk.delete(f"{SESSIONS}/{one['id']}"),
                await desk.post(f"{SESSIONS}/end-others"),
                await desk.post(f"{SESSIONS}/{one['id']}/extend"),
                await ann.client.delete(f"{SESSIONS}/{one['id']}"),
            ]
            assert {(answer.status_code, answer.json()["code"]) for answer in refused} == {(403, "confirmation_needed")}
            assert (await desk.get(ME)).status_code == 200

    async def test_everything_but_what_one_uses(self, ann: Person) -> None:
        """As a new password does it."""
        async with browser_of(ann) as desk, browser_of(ann) as phone:
            mine = await current(desk)
            async with ann.acting() as (session, caller):
                await end_everything(session, type(caller)(caller.user_id, session_id=mine["id"]))
            assert (await desk.get(ME)).status_code == 200
            assert (await phone.get(ME)).status_code == 401
            assert not await works(desk, ann.token)


class TestLimits:
    async def test_of_a_person(self, ann: Person) -> None:
        async with browser_of(ann) as browser:
            assert timedelta(days=6.9) < lasts(await current(browser)) < timedelta(days=7)
            await change(ann, "update user_sessions set last_accessed = now() - interval '11 hours 59 minutes'")
            assert (await browser.get(ME)).status_code == 200
            await change(ann, "update user_sessions set last_accessed = now() - interval '12 hours 2 minutes'")
            assert (await browser.get(ME)).status_code == 401

    async def test_are_narrower_with_an_administrative_role(self, owner: Person) -> None:
        async with browser_of(owner) as browser:
            assert timedelta(hours=11.9) < lasts(await current(browser)) < timedelta(hours=12)
            await change(owner, "update user_sessions set last_accessed = now() - interval '29 minutes'")
            assert (await browser.get(ME)).status_code == 200
            await change(owner, "update user_sessions set last_accessed = now() - interval '32 minutes'")
            assert (await browser.get(ME)).status_code == 401

    async def test_are_wider_on_a_trusted_device_but_not_for_administrators(self, ann: Person, owner: Person) -> None:
        for person, longest in ((ann, timedelta(days=30)), (owner, timedelta(hours=12))):
            async with person.acting() as (_, caller):
                assert person.app is not None
            database, trusted = person.app.state.database, Beginning(is_trusted=True)
            begun = await begin_session(database, caller.user_id, Origin(None, None), trusted)
            assert begun[2] == longest

    async def test_are_what_the_settings_say(self, ann: Person, owner: Person) -> None:
        for key, value in (("sessions.days", 2), ("sessions.idle_hours", 1)):
            answer = await owner.client.put(f"/api/v1/system-settings/{key}", json={"value": value})
            assert answer.status_code == 200, answer.text
        try:
            async with browser_of(ann) as browser:
                assert timedelta(days=1.9) < lasts(await current(browser)) < timedelta(days=2)
                await change(ann, "update user_sessions set last_accessed = now() - interval '62 minutes'")
                assert (await browser.get(ME)).status_code == 401
        finally:
            for key in ("sessions.days", "sessions.idle_hours"):
                assert (await owner.client.delete(f"/api/v1/system-settings/{key}")).status_code == 204

    async def test_end_the_oldest_of_more_than_twenty(self, ann: Person) -> None:
        assert ann.app is not None
        async with ann.acting() as (_, caller):
            pass
        begun = [await begin_session(ann.app.state.database, caller.user_id, Origin(None, None)) for _ in range(21)]
        alive = [await works(ann.client, token) for _, token, _ in begun]
        assert alive == [False] + [True] * 20

    async def test_can_be_extended(self, ann: Person) -> None:
        async with browser_of(ann) as browser:
            pair = await pair_of(browser, ann)
            await change(ann, "update user_sessions set expires_at = now() + interval '1 hour'")
            await change(
                ann, "update auth_tokens set expires_at = now() + interval '1 hour' where family_id is not null"
            )
            theirs = await browser.get(SESSIONS, headers=bearer(pair["access_token"]))
            other = next(one["id"] for one in theirs.json()["items"] if one["is_current"])
            mine, extended = [
                await browser.post(f"{SESSIONS}/{id}/extend") for id in ((await current(browser))["id"], other)
            ]
            assert (mine.json()["is_current"], extended.json()["is_current"]) == (True, False)
            assert min(lasts(mine.json()), lasts(extended.json())) > timedelta(days=6.9)
            renewed = (await refresh(browser, pair["refresh_token"])).json()
            assert renewed["refresh_until"] == extended.json()["expires_at"]

    async def test_that_are_longer_stay(self, ann: Person) -> None:
        async with browser_of(ann) as browser:
            await change(ann, "update user_sessions set expires_at = now() + interval '20 days'")
            extended = await browser.post(f"{SESSIONS}/{(await current(browser))['id']}/extend")
            assert lasts(extended.json()) > timedelta(days=19.9)

    async def test_of_an_ended_session_stay(self, ann: Person) -> None:
        async with browser_of(ann) as desk, browser_of(ann) as phone:
            ended = await current(phone)
            await desk.delete(f"{SESSIONS}/{ended['id']}")
            answer = await desk.post(f"{SESSIONS}/{ended['id']}/extend")
            assert (answer.status_code, answer.json()["code"]) == (409, "conflict")

    def test_are_known_to_the_row(self) -> None:
        row = UserSession(expires_at=now() + timedelta(days=1), idle_limit=timedelta(hours=1), last_accessed=now())
        assert not row.is_expired
        row.last_accessed = now() - timedelta(hours=2)
        assert row.is_expired
        row.update_access("192.0.2.1")
        assert (row.is_expired, row.ip_address) == (False, "192.0.2.1")
        row.expires_at = now()
        assert row.is_expired
        row.extend(timedelta(hours=1))
        assert not row.is_expired


async def test_somebody_can_sign_in_on_many_devices_at_once(ann: Person, stranger: httpx.AsyncClient) -> None:
    pairs = await asyncio.gather(*(pair_of(stranger, ann) for _ in range(8)))
    assert [await works(stranger, pair["access_token"]) for pair in pairs] == [True] * 8


async def test_a_sign_in_takes_over_no_session(ann: Person) -> None:
    async with browser_of(ann) as browser:
        before = dict(browser.cookies)
        await browser.post("/api/v1/auth/sign-in", json={"username": ann.username, "password": PASSWORD})
        assert dict(browser.cookies) != before
