"""Passkeys: a key for this place alone, with the person verified, that signs in without a password."""

import asyncio
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from tests.conftest import PASSWORD, Person
from tests.fakes.authenticator import Authenticator, Credential, read, written
from tests.identity.signing_in import Browser, browsing, change, events_of, pass_time

from clew.infra.config import Config
from clew.infra.embedded_postgres import Addresses
from clew.main.app import create_app

WAITS = "/auth/second-factor"
PLACE = "https://clew.example.org"


@pytest.fixture
def key(server: str) -> Authenticator:
    return Authenticator(server)


async def add(browser: Browser, key: Authenticator, name: str = "My phone") -> dict[str, Any]:
    asked = await browser.post("/passkeys/challenge")
    return await browser.post("/passkeys", 201, token=asked["token"], name=name, response=key.make(asked["options"]))


async def sign_in(browser: Browser, key: Authenticator, status: int = 200) -> dict[str, Any]:
    asked = await browser.post("/auth/challenge", method="passkey")
    answer = key.sign(asked["options"])
    return await browser.post(WAITS, status, token=asked["token"], method="passkey", response=answer)


class TestAdding:
    async def test_asks_for_a_verified_person_at_this_place(self, desk: Browser) -> None:
        asked = (await desk.post("/passkeys/challenge"))["options"]
        assert asked["rp"] == {"name": "Clew", "id": "127.0.0.1"}
        assert asked["authenticatorSelection"]["userVerification"] == "required"
        assert asked["authenticatorSelection"]["residentKey"] == "required"
        assert len(read(asked["challenge"])) == 32
        assert len(read(asked["user"]["id"])) == 64
        id = (await desk.call("GET", "/users/me"))["id"]
        assert id.replace("-", "") not in read(asked["user"]["id"]).hex(), "the name for authenticators is not the id"
        again = (await desk.post("/passkeys/challenge"))["options"]
        assert again["user"]["id"] == asked["user"]["id"]
        assert again["challenge"] != asked["challenge"]

    async def test_keeps_its_name_and_shows_no_key(
        self, app: FastAPI, desk: Browser, ann: Person, key: Authenticator
    ) -> None:
        made = await add(desk, key)
        assert set(made) == {"id", "name", "last_used_at", "created_at", "updated_at"}
        assert (made["name"], made["last_used_at"]) == ("My phone", None)
        renamed = await desk.call("PATCH", f"/passkeys/{made['id']}", 200, name="The old phone")
        assert renamed["name"] == "The old phone"
        assert [one["name"] for one in (await desk.call("GET", "/passkeys"))["items"]] == ["The old phone"]
        assert ("passkey_added", "warning", None) in await events_of(app, ann)

    async def test_leaves_the_password_as_long_as_ever(self, desk: Browser, key: Authenticator) -> None:
        """It still signs in alone."""
        await add(desk, key)
        change = {"present_password": PASSWORD, "password": "vexing-otter"}
        problem = await desk.refused("/users/me/password", 422, "invalid", **change)
        assert [one["field"] for one in problem["errors"]] == ["password"]
        assert "at least 15" in problem["detail"]
        await desk.set_up_totp()
        await desk.post("/users/me/password", 200, **change)

    async def test_takes_an_answer_once(self, desk: Browser, key: Authenticator) -> None:
        asked = await desk.post("/passkeys/challenge")
        answer = {"token": asked["token"], "name": "x", "response": key.make(asked["options"])}
        await desk.post("/passkeys", 201, **answer)
        await desk.refused("/passkeys", 404, "not_found", **answer)

    async def test_names_those_that_are_there(self, desk: Browser, key: Authenticator) -> None:
        await add(desk, key)
        (known,) = (await desk.post("/passkeys/challenge"))["options"]["excludeCredentials"]
        assert read(known["id"]) == key.keys[0].id

    async def test_is_over_after_five_minutes(self, desk: Browser, ann: Person, key: Authenticator) -> None:
        asked = await desk.post("/passkeys/challenge")
        await pass_time(ann, timedelta(minutes=5))
        answer = {"token": asked["token"], "name": "x", "response": key.make(asked["options"])}
        await desk.refused("/passkeys", 404, "not_found", **answer)

    async def test_belongs_to_who_asked(self, desk: Browser, key: Authenticator, server: str, bob: Person) -> None:
        asked = await desk.post("/passkeys/challenge")
        answer = {"token": asked["token"], "name": "x", "response": key.make(asked["options"])}
        async with browsing(server, bob) as other:
            await other.sign_in()
            await other.refused("/passkeys", 404, "not_found", **answer)

    @pytest.mark.parametrize("wrong", ["origin", "challenge", "place", "not verified", "nonsense"])
    async def test_takes_no_answer_to_anything_else(self, desk: Browser, key: Authenticator, wrong: str) -> None:
        asked = await desk.post("/passkeys/challenge")
        response = forged(key, asked["options"], wrong)
        answer = {"token": asked["token"], "name": "x", "response": response}
        await desk.refused("/passkeys", 403, "wrong_proof", **answer)
        assert (await desk.call("GET", "/passkeys"))["items"] == []

    async def test_of_a_key_that_somebody_has_is_refused(
        self, desk: Browser, key: Authenticator, server: str, bob: Person
    ) -> None:
        """An authenticator that answers with another person's key."""
        await add(desk, key)
        async with browsing(server, bob) as other:
            await other.sign_in()
            asked = await other.post("/passkeys/challenge")
            response = same_id(Authenticator(server), asked["options"], key.keys[0].id)
            answer = {"token": asked["token"], "name": "x", "response": response}
            await other.refused("/passkeys", 409, "already_exists", **answer)

    async def test_ends_with_a_removal(
        self, app: FastAPI, desk: Browser, phone: Browser, ann: Person, key: Authenticator
    ) -> None:
        made = await add(desk, key)
        await desk.call("DELETE", f"/passkeys/{made['id']}", 204)
        await sign_in(phone, key, 403)
        assert ("passkey_removed", "warning", None) in await events_of(app, ann)


class TestSigningIn:
    async def test_needs_neither_name_nor_password(self, desk: Browser, phone: Browser, key: Authenticator) -> None:
        made = await add(desk, key)
        answer = await sign_in(phone, key)
        assert answer["user"]["username"] == phone.person.username
        assert await phone.is_signed_in()
        await phone.post("/mfa/backup-codes")
        assert (await desk.call("GET", f"/passkeys/{made['id']}"))["last_used_at"] is not None

    async def test_asks_for_no_second_factor(self, desk: Browser, phone: Browser, key: Authenticator) -> None:
        """It is two: something one has, and what it was unlocked with."""
        await desk.set_up_totp()
        await add(desk, key)
        assert (await sign_in(phone, key))["pending"] is None

    async def test_tells_nobody_who_has_one(self, phone: Browser) -> None:
        asked = (await phone.post("/auth/challenge", method="passkey"))["options"]
        assert asked["allowCredentials"] == []
        assert asked["userVerification"] == "required"
        await phone.refused("/auth/challenge", 422, "invalid", method="sms")

    async def test_takes_an_answer_once(self, desk: Browser, phone: Browser, key: Authenticator) -> None:
        await add(desk, key)
        asked = await phone.post("/auth/challenge", method="passkey")
        answer = {"token": asked["token"], "method": "passkey", "response": key.sign(asked["options"])}
        await phone.post(WAITS, **answer)
        await phone.refused(WAITS, 401, "sign_in_expired", **answer)

    async def test_by_fifty_at_once_works_for_one(
        self, desk: Browser, phone: Browser, ann: Person, key: Authenticator
    ) -> None:
        await add(desk, key)
        asked = await phone.post("/auth/challenge", method="passkey")
        answer = {"token": asked["token"], "method": "passkey", "response": key.sign(asked["options"])}
        answers = await asyncio.gather(*(phone.client.post(f"/api/v1{WAITS}", json=answer) for _ in range(50)))
        seen = Counter(one.status_code for one in answers)
        assert seen[200] == 1
        assert set(seen) <= {200, 401, 403, 429}
        assert await change(ann, "select count(*) from user_sessions") == [(2,)]

    @pytest.mark.parametrize(
        "wrong", ["origin", "challenge", "place", "not verified", "nonsense", "signature", "handle"]
    )
    async def test_takes_no_answer_to_anything_else(
        self, desk: Browser, phone: Browser, key: Authenticator, wrong: str
    ) -> None:
        await add(desk, key)
        asked = await phone.post("/auth/challenge", method="passkey")
        response = forged(key, asked["options"], wrong)
        await phone.refused(WAITS, 403, "wrong_proof", token=asked["token"], method="passkey", response=response)
        assert not await phone.is_signed_in()

    async def test_with_a_code_is_none(self, desk: Browser, phone: Browser) -> None:
        """The question was put to nobody in particular."""
        app = await desk.set_up_totp()
        asked = await phone.post("/auth/challenge", method="passkey")
        await phone.refused(WAITS, 403, "wrong_proof", token=asked["token"], method="totp", code=app.code())

    async def test_of_an_account_that_is_off_fails(
        self, desk: Browser, phone: Browser, ann: Person, key: Authenticator
    ) -> None:
        await add(desk, key)
        await change(ann, "update users set is_active = false")
        asked = await phone.post("/auth/challenge", method="passkey")
        answer = {"token": asked["token"], "method": "passkey", "response": key.sign(asked["options"])}
        await phone.refused(WAITS, 403, "wrong_proof", **answer)

    async def test_with_a_copy_is_noticed(
        self, app: FastAPI, desk: Browser, phone: Browser, ann: Person, key: Authenticator
    ) -> None:
        await add(desk, key)
        await sign_in(phone, key)
        key.keys[0].count = 0
        await phone.post("/auth/sign-out", 204)
        await sign_in(phone, key, 403)
        assert ("passkey_copied", "critical", {"method": "passkey"}) in await events_of(app, ann)

    async def test_works_with_authenticators_that_do_not_count(
        self, desk: Browser, phone: Browser, server: str
    ) -> None:
        key = Authenticator(server, counts=False)
        await add(desk, key)
        for _ in range(3):
            await sign_in(phone, key)


class TestSecondFactor:
    async def test_is_offered_beside_another(self, desk: Browser, phone: Browser, key: Authenticator) -> None:
        await desk.set_up_totp()
        await add(desk, key)
        pending = (await phone.sign_in())["pending"]
        assert pending["methods"] == ["passkey", "totp"]
        asked = await phone.post("/auth/challenge", token=pending["token"], method="passkey")
        (known,) = asked["options"]["allowCredentials"]
        assert read(known["id"]) == key.keys[0].id
        answer = {"token": pending["token"], "method": "passkey", "response": key.sign(asked["options"])}
        await phone.post(WAITS, **answer)
        assert await phone.is_signed_in()

    async def test_alone_switches_none_on(self, desk: Browser, phone: Browser, key: Authenticator) -> None:
        """Who loses the only one would be locked out."""
        await add(desk, key)
        assert (await phone.sign_in())["pending"] is None

    async def test_of_somebody_else_is_none(
        self, desk: Browser, phone: Browser, key: Authenticator, server: str, bob: Person
    ) -> None:
        await desk.set_up_totp()
        await add(desk, key)
        other = Authenticator(server)
        async with browsing(server, bob) as browser:
            await browser.sign_in()
            await add(browser, other)
        token = await phone.pending()
        asked = await phone.post("/auth/challenge", token=token, method="passkey")
        response = other.sign(asked["options"])
        await phone.refused(WAITS, 403, "wrong_proof", token=token, method="passkey", response=response)

    async def test_confirms(self, desk: Browser, ann: Person, key: Authenticator) -> None:
        await add(desk, key)
        await change(ann, "update user_sessions set confirmed_at = null")
        asked = await desk.post("/auth/confirm/challenge", method="passkey")
        answer = {"token": asked["token"], "method": "passkey", "response": key.sign(asked["options"])}
        await desk.confirm(**answer)
        await desk.post("/mfa/backup-codes")
        await desk.refused("/auth/confirm", 403, "wrong_proof", **answer)


class TestPlace:
    async def test_is_the_public_address(self, database: Addresses, ann: Person, tmp_path: Path) -> None:
        """Whatever name a request comes by: a passkey for it must not be had elsewhere."""
        app = create_app(Config(data_dir=tmp_path, public_url=PLACE), database.application)
        key = Authenticator(PLACE)
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url=PLACE, headers={"Sec-Fetch-Site": "same-origin"}
        ) as client:
            desk = Browser(client, ann)
            await desk.post("/auth/sign-in", username=ann.username, password=PASSWORD)
            asked = await desk.post("/passkeys/challenge")
            assert asked["options"]["rp"]["id"] == "clew.example.org"
            await add(desk, key)
            assert (await sign_in(desk, key))["user"]["username"] == ann.username
            elsewhere = Authenticator("https://clew.example.org.evil.example", keys=key.keys)
            await sign_in(desk, elsewhere, 403)
        await app.state.database.close()


def forged(key: Authenticator, options: dict[str, Any], wrong: str) -> Credential:
    """An answer in which one thing is not as it must be."""
    is_new = "user" in options
    liar = Authenticator(key.origin, keys=list(key.keys))
    match wrong:
        case "origin":
            liar.origin = key.origin.replace("127.0.0.1", "localhost")
        case "not verified":
            liar.verifies = False
        case "challenge":
            options = {**options, "challenge": written(b"x" * 32)}
        case "place" if is_new:
            options = {**options, "rp": {"id": "evil.example", "name": "x"}}
        case "place":
            options = {**options, "rpId": "evil.example"}
        case _:
            pass
    made = liar.make(options) if is_new else liar.sign(options, liar.keys[0])
    match wrong:
        case "nonsense":
            made["response"] = dict.fromkeys(made["response"], "nonsense")
        case "signature":
            made["response"]["signature"] = written(b"x" * 70)
        case "handle":
            made["response"]["userHandle"] = written(b"x" * 64)
        case _:
            pass
    return made


def same_id(key: Authenticator, options: dict[str, Any], id: bytes) -> Credential:
    """A key of one's own that says to be called like another."""
    made = key.make(options)
    attestation = read(made["response"]["attestationObject"]).replace(key.keys[0].id, id)
    made["id"] = made["rawId"] = written(id)
    made["response"]["attestationObject"] = written(attestation)
    return made
