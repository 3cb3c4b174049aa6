"""What a person signs in with and is reached by: shown to them, without what it is proved by."""

from datetime import timedelta

import httpx
from sqlalchemy import text
from tests.conftest import PASSWORD, People, Person

from clew.identity.factors.models import MFAConfiguration, TrustedDevice, UserPhoneMapping
from clew.kit.clock import now


class TestSessions:
    async def test_tell_which_one_this_is(self, server: str, ann: Person) -> None:
        who = {"username": ann.username, "password": PASSWORD}
        async with (
            httpx.AsyncClient(base_url=server, headers={"User-Agent": "a phone"}) as phone,
            httpx.AsyncClient(base_url=server, headers={"User-Agent": "a desk"}) as desk,
        ):
            for browser in (phone, desk):
                assert (await browser.post("/api/v1/auth/sign-in", json=who)).status_code == 200
            cookie = next(iter(phone.cookies.jar)).value
            listed = await phone.get("/api/v1/sessions")
            assert {one["user_agent"]: one["is_current"] for one in listed.json()["items"]} == {
                "a phone": True,
                "a desk": False,
            }
            assert cookie is not None
            assert cookie not in listed.text
            assert "session_id" not in listed.json()["items"][0]
            assert {one["ip_address"] for one in listed.json()["items"]} == {"127.0.0.1"}
            assert (await desk.post("/api/v1/auth/sign-out")).status_code == 204
            left = await phone.get("/api/v1/sessions", params={"is_active": "true", "sort": "-last_accessed"})
            assert [one["user_agent"] for one in left.json()["items"]] == ["a phone"]
            one = left.json()["items"][0]
            assert (await phone.get(f"/api/v1/sessions/{one['id']}")).json() == one
        by_token = await ann.client.get("/api/v1/sessions")
        assert {one["is_current"] for one in by_token.json()["items"]} == {False}


class TestApiTokens:
    async def test_tell_which_one_this_is(self, people: People, ann: Person) -> None:
        other = await people.issue(ann, "a script")
        listed = await ann.client.get("/api/v1/api-tokens", params={"sort": "created_at"})
        assert [(one["name"], one["is_current"]) for one in listed.json()["items"]] == [
            ("test", True),
            ("a script", False),
        ]
        assert other not in listed.text
        assert "hash" not in listed.text

    async def test_are_found_by_what_became_of_them(self, people: People, ann: Person) -> None:
        await people.issue(ann, "old")
        async with ann.acting() as (session, _):
            await session.execute(text("update auth_tokens set is_revoked = true where name = 'old'"))
            insert = """insert into auth_tokens (id, user_id, token_hash, token_type, expires_at)
                select gen_random_uuid(), user_id, 'x'::bytea || uuid_send(user_id), 'password_reset', now()
                from auth_tokens limit 1"""
            await session.execute(text(insert))

        async def names(**params: str) -> list[str]:
            return [one["name"] for one in (await ann.client.get("/api/v1/api-tokens", params=params)).json()["items"]]

        assert await names(is_revoked="true") == ["old"]
        assert await names(is_revoked="false", sort="expires_at") == ["test"], "one that resets a password is not shown"
        assert await names(expires_before="2020-01-01T00:00:00Z") == []


class TestFactors:
    async def test_show_no_secret(self, ann: Person, bob: Person) -> None:
        assert (await ann.client.get("/api/v1/mfa")).json()["items"] == []
        async with ann.acting() as (session, caller):
            configuration = MFAConfiguration(
                user_id=caller.user_id,
                totp_enabled=True,
                totp_secret=b"canary",
                phone_number="+441632960961",
                backup_codes=["canary1", "canary2"],
            )
            lasts = now() + timedelta(days=1)
            devices = [
                TrustedDevice(user_id=caller.user_id, token_hash=name, expires_at=until)
                for name, until in ((b"canary3", lasts), (b"canary4", now()))
            ]
            session.add_all([configuration, *devices])
        (shown,) = (await ann.client.get("/api/v1/mfa")).json()["items"]
        assert shown["phone_number"] == "…961"
        assert (shown["totp_enabled"], shown["sms_enabled"]) == (True, False)
        assert (shown["backup_codes_left"], shown["trusted_device_count"]) == (2, 1)
        assert "canary" not in str(shown)
        one = await ann.client.get(f"/api/v1/mfa/{configuration.id}")
        assert one.json() == shown
        assert (await bob.client.get(f"/api/v1/mfa/{configuration.id}")).status_code == 404

    async def test_phones_are_found(self, ann: Person) -> None:
        async with ann.acting() as (session, caller):
            mine = {"user_id": caller.user_id}
            session.add(UserPhoneMapping(**mine, phone_number="+15005550001", is_primary=True, is_verified=True))
            session.add(UserPhoneMapping(**mine, phone_number="+15005550002"))

        async def numbers(**params: str) -> list[str]:
            answer = await ann.client.get("/api/v1/phones", params={"sort": "created_at", **params})
            return [one["phone_number"] for one in answer.json()["items"]]

        assert len(await numbers()) == 2
        assert await numbers(is_primary="true") == ["+15005550001"]
        assert await numbers(is_verified="false") == ["+15005550002"]
        assert await numbers(phone_number="+15005550002") == ["+15005550002"]
