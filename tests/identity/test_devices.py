"""Browsers that are not asked again: for 30 days, at the sign-in only, until anything changes."""

import httpx
import pytest
from fastapi import FastAPI
from tests.conftest import Person
from tests.identity.signing_in import App, Browser, browsing, change, events_of

WAITS = "/auth/second-factor"


@pytest.fixture
async def app_of_ann(desk: Browser) -> App:
    return await desk.set_up_totp()


async def trust(browser: Browser, app: App) -> httpx.Response:
    answer = {"token": await browser.pending(), "method": "totp", "code": app.code(), "trust_device": True}
    done = await browser.client.post(f"/api/v1{WAITS}", json=answer)
    assert done.status_code == 200, done.text
    await app.wait(browser.person)
    return done


async def test_are_asked_no_more(phone: Browser, app_of_ann: App) -> None:
    done = await trust(phone, app_of_ann)
    (cookie,) = [one for one in done.headers.get_list("set-cookie") if one.startswith("clew_device=device_")]
    said = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert said == {"httponly", "max-age=2592000", "path=/", "samesite=lax"}
    await phone.post("/auth/sign-out", 204)
    assert (await phone.sign_in())["pending"] is None
    assert await phone.is_signed_in()


async def test_are_only_those_that_were_told(phone: Browser, app_of_ann: App) -> None:
    token = await phone.pending()
    await phone.post(WAITS, token=token, method="totp", code=app_of_ann.code())
    assert "clew_device" not in phone.client.cookies
    assert (await phone.sign_in())["pending"] is not None


async def test_have_to_prove_what_matters_all_the_same(phone: Browser, app_of_ann: App) -> None:
    """The device stands in for the second factor at the sign-in and for nothing else."""
    await trust(phone, app_of_ann)
    await phone.sign_in()
    await phone.refused("/mfa/backup-codes", 403, "confirmation_needed")
    await phone.refused("/auth/confirm", 403, "wrong_proof", method="password", password="a password long enough")
    await phone.confirm(method="totp", code=app_of_ann.code())
    await phone.post("/mfa/backup-codes")


async def test_need_the_password_still(phone: Browser, app_of_ann: App) -> None:
    await trust(phone, app_of_ann)
    wrong = {"username": phone.person.username, "password": "another password"}
    await phone.refused("/auth/sign-in", 401, "wrong_credentials", **wrong)


async def test_are_trusted_for_thirty_days(phone: Browser, app_of_ann: App, ann: Person) -> None:
    await trust(phone, app_of_ann)
    await phone.sign_in()
    (used,) = await change(
        ann, "select expires_at - created_at > interval '29 days', last_used_at from trusted_devices"
    )
    assert used[0] is True
    assert used[1] is not None
    await change(ann, "update trusted_devices set expires_at = now()")
    assert (await phone.sign_in())["pending"] is not None
    assert (await phone.client.get("/api/v1/trusted-devices", headers=bearer(ann))).json()["items"] == []


async def test_of_one_person_are_nothing_to_another(phone: Browser, app_of_ann: App, server: str, bob: Person) -> None:
    await trust(phone, app_of_ann)
    async with browsing(server, bob) as other:
        await other.sign_in()
        await other.set_up_totp()
        other.client.cookies.set("clew_device", phone.client.cookies["clew_device"])
        await other.post("/auth/sign-out", 204)
        assert (await other.sign_in())["pending"] is not None


async def test_are_listed_and_forgotten(
    app: FastAPI, desk: Browser, phone: Browser, app_of_ann: App, ann: Person
) -> None:
    await trust(phone, app_of_ann)
    (mine,) = (await phone.call("GET", "/trusted-devices"))["items"]
    assert (mine["is_current"], mine["ip_address"]) == (True, "127.0.0.1")
    (from_desk,) = (await desk.call("GET", "/trusted-devices"))["items"]
    assert from_desk["is_current"] is False
    assert (await desk.call("GET", "/mfa"))["items"][0]["trusted_device_count"] == 1
    await desk.call("DELETE", f"/trusted-devices/{mine['id']}", 204)
    assert (await phone.sign_in())["pending"] is not None
    assert (await desk.call("GET", "/mfa"))["items"][0]["trusted_device_count"] == 0
    told = [name for name, *_ in await events_of(app, ann)]
    assert {"device_trusted", "device_revoked"} <= set(told)


async def test_are_asked_again_when_a_factor_changes(desk: Browser, phone: Browser, app_of_ann: App) -> None:
    await trust(phone, app_of_ann)
    await desk.call("DELETE", "/mfa/totp", 204)
    await desk.set_up_totp()
    assert (await phone.sign_in())["pending"] is not None


async def test_are_kept_as_digests(phone: Browser, app_of_ann: App, ann: Person) -> None:
    await trust(phone, app_of_ann)
    assert phone.client.cookies["clew_device"] not in str(await change(ann, "select d::text from trusted_devices d"))


def bearer(person: Person) -> dict[str, str]:
    return {"Authorization": f"Bearer {person.token}"}
