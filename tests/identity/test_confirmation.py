"""Step-up: a proof that is minutes old, for what matters to the safety of an account."""

import asyncio
from collections import Counter

import pytest
from fastapi import FastAPI
from tests.conftest import PASSWORD, Person
from tests.fakes.texting import RecordingSender
from tests.identity.signing_in import Browser, browsing, change, events_of, forget_attempts

ACTIONS: list[tuple[str, str, dict[str, object] | None]] = [
    ("POST", "/mfa/totp", None),
    ("POST", "/mfa/totp/enable", {"code": "123456"}),
    ("DELETE", "/mfa/totp", None),
    ("POST", "/mfa/sms", None),
    ("DELETE", "/mfa/sms", None),
    ("POST", "/mfa/backup-codes", None),
    ("POST", "/phones/verification", {"phone_number": "+441632960961"}),
    ("POST", "/phones", {"token": "challenge_x", "code": "123456"}),
    ("POST", "/phones/01980000-0000-7000-8000-000000000003/primary", None),
    ("DELETE", "/phones/01980000-0000-7000-8000-000000000003", None),
    ("POST", "/passkeys/challenge", None),
    ("POST", "/passkeys", {"token": "challenge_x", "name": "x", "response": {}}),
    ("DELETE", "/passkeys/01980000-0000-7000-8000-000000000003", None),
]
AGO = "update user_sessions set confirmed_at = confirmed_at - interval '{} seconds'"


@pytest.mark.parametrize(("method", "path", "body"), ACTIONS)
async def test_is_needed(desk: Browser, ann: Person, method: str, path: str, body: dict[str, object] | None) -> None:
    """By a session that is older than that, and always by the token of a program."""
    await change(ann, AGO.format(301))
    for client in (desk.client, ann.client):
        answer = await client.request(method, f"/api/v1{path}", json=body)
        assert (answer.status_code, answer.json()["code"]) == (403, "confirmation_needed")


async def test_lasts_five_minutes(desk: Browser, ann: Person) -> None:
    await change(ann, AGO.format(290))
    await desk.post("/mfa/backup-codes")
    await change(ann, AGO.format(11))
    await desk.refused("/mfa/backup-codes", 403, "confirmation_needed")
    await desk.confirm(method="password", password=PASSWORD)
    await desk.post("/mfa/backup-codes")


async def test_gives_the_session_a_new_token(desk: Browser, server: str, ann: Person) -> None:
    """Whoever knew the one of before is out."""
    before = desk.client.cookies["clew_session"]
    await desk.confirm(method="password", password=PASSWORD)
    after = desk.client.cookies["clew_session"]
    assert before != after
    assert await desk.is_signed_in()
    async with browsing(server, ann) as thief:
        thief.client.cookies.set("clew_session", before)
        assert not await thief.is_signed_in()
    assert await change(ann, "select count(*) from user_sessions") == [(1,)], "the same session"


async def test_of_a_client_without_cookies_tells_it_the_token(desk: Browser, server: str, ann: Person) -> None:
    token = desk.client.cookies["clew_session"]
    headers = {"Authorization": f"Bearer {token}"}
    async with browsing(server, ann) as program:
        body = {"method": "password", "password": PASSWORD}
        answer = await program.client.post("/api/v1/auth/confirm", json=body, headers=headers)
        assert answer.status_code == 200
        assert "set-cookie" not in answer.headers
        new = {"Authorization": f"Bearer {answer.json()['token']}"}
        assert (await program.client.get("/api/v1/users/me", headers=new)).status_code == 200
        assert (await program.client.get("/api/v1/users/me", headers=headers)).status_code == 401


async def test_keeps_the_token_from_pages(desk: Browser) -> None:
    assert (await desk.post("/auth/confirm", method="password", password=PASSWORD))["token"] is None


async def test_is_refused_for_a_wrong_password(app: FastAPI, desk: Browser, ann: Person) -> None:
    await change(ann, AGO.format(301))
    await desk.refused("/auth/confirm", 403, "wrong_proof", method="password", password="another password")
    await desk.refused("/mfa/backup-codes", 403, "confirmation_needed")
    assert await desk.is_signed_in()
    assert "proof_failed" in [name for name, *_ in await events_of(app, ann)]


async def test_is_slowed_down(desk: Browser) -> None:
    """Whoever has stolen a session has no password yet."""
    for _ in range(5):
        await desk.refused("/auth/confirm", 403, "wrong_proof", method="password", password="another password")
    await desk.refused("/auth/confirm", 429, "too_many_attempts", method="password", password=PASSWORD)


async def test_needs_the_factor_where_one_is_on(desk: Browser, ann: Person) -> None:
    app = await desk.set_up_totp()
    codes = await desk.backup_codes()
    await change(ann, AGO.format(301))
    await desk.refused("/auth/confirm", 403, "wrong_proof", method="password", password=PASSWORD)
    await desk.refused("/mfa/backup-codes", 403, "confirmation_needed")
    await desk.confirm(method="totp", code=app.code())
    await change(ann, AGO.format(301))
    await desk.refused("/auth/confirm", 403, "wrong_proof", method="totp", code=app.code())
    await desk.confirm(method="backup_code", code=codes[0])
    await desk.post("/mfa/backup-codes")


async def test_works_by_sms_in_the_session_that_asked(
    desk: Browser, phone: Browser, ann: Person, sms: RecordingSender
) -> None:
    number = "+15005550101"
    await desk.set_up_sms(sms, number)
    asked = await desk.post("/auth/confirm/challenge", method="sms")
    code = sms.code(number)
    token = await phone.pending()
    await forget_attempts(ann)
    await phone.post("/auth/challenge", token=token, method="sms")
    await phone.post("/auth/second-factor", token=token, method="sms", code=sms.code(number))
    stolen = {"method": "sms", "token": asked["token"], "code": code}
    await phone.refused("/auth/confirm", 403, "wrong_proof", **stolen)
    await desk.confirm(**stolen)
    await desk.refused("/auth/confirm", 403, "wrong_proof", **stolen)


async def test_takes_no_answer_to_a_sign_in(desk: Browser, phone: Browser, sms: RecordingSender, ann: Person) -> None:
    number = "+15005550102"
    await desk.set_up_sms(sms, number)
    token = await phone.pending()
    await phone.post("/auth/challenge", token=token, method="sms")
    await desk.refused("/auth/confirm", 403, "wrong_proof", method="sms", token=token, code=sms.code(number))
    await forget_attempts(ann)
    asked = await desk.post("/auth/confirm/challenge", method="sms")
    answer = {"token": asked["token"], "method": "sms", "code": sms.code(number)}
    await phone.refused("/auth/second-factor", 401, "sign_in_expired", **answer)


async def test_is_nothing_for_programs(ann: Person) -> None:
    answer = await ann.client.post("/api/v1/auth/confirm", json={"method": "password", "password": PASSWORD})
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


async def test_by_fifty_at_once_leaves_one_session(desk: Browser) -> None:
    app = await desk.set_up_totp()
    body = {"method": "totp", "code": app.code()}
    cookie = {"Cookie": f"clew_session={desk.client.cookies['clew_session']}"}
    desk.client.cookies.clear()
    answers = await asyncio.gather(
        *(desk.client.post("/api/v1/auth/confirm", json=body, headers=cookie) for _ in range(50))
    )
    seen = Counter(answer.status_code for answer in answers)
    assert seen[200] == 1
    assert set(seen) <= {200, 401, 403, 429}


@pytest.mark.parametrize(
    "body",
    [
        {"method": "password"},
        {"method": "totp", "password": "x"},
        {"method": "sms", "code": "123456"},
        {"method": "passkey", "response": {}},
        {"method": "passkey", "token": "x"},
        {"method": "nonsense", "code": "123456"},
    ],
)
async def test_takes_whole_answers(desk: Browser, body: dict[str, object]) -> None:
    await desk.refused("/auth/confirm", 422, "invalid", **body)
