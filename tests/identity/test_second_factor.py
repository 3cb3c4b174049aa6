"""A sign-in that waits for its second factor, and what it is worth until that comes."""

from datetime import timedelta

import pytest
from fastapi import FastAPI
from tests.conftest import Person
from tests.identity.signing_in import Browser, browsing, caller_of, change, events_of, forget_attempts, pass_time

WAITS = "/auth/second-factor"


class TestPending:
    async def test_gives_no_session(self, desk: Browser, phone: Browser) -> None:
        await desk.set_up_totp()
        answer = await phone.client.post(
            "/api/v1/auth/sign-in", json={"username": phone.person.username, "password": "a password long enough"}
        )
        assert answer.json()["user"] is None
        assert set(answer.json()["pending"]) == {"token", "methods", "expires_at"}
        assert "set-cookie" not in answer.headers
        assert not await phone.is_signed_in()

    @pytest.mark.parametrize("carrier", ["Authorization", "Cookie"])
    async def test_opens_nothing(self, desk: Browser, phone: Browser, carrier: str) -> None:
        await desk.set_up_totp()
        token = await phone.pending()
        credential = f"Bearer {token}" if carrier == "Authorization" else f"clew_session={token}"
        answer = await phone.client.get("/api/v1/users/me", headers={carrier: credential})
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")

    async def test_is_not_begun_by_a_wrong_password(self, desk: Browser, phone: Browser) -> None:
        """Who has a second factor is nobody's business."""
        await desk.set_up_totp()
        wrong = {"username": phone.person.username, "password": "another password"}
        await phone.refused("/auth/sign-in", 401, "wrong_credentials", **wrong)

    async def test_is_over_after_five_minutes(self, desk: Browser, phone: Browser, ann: Person) -> None:
        app = await desk.set_up_totp()
        token = await phone.pending()
        await pass_time(ann, timedelta(minutes=5))
        await phone.refused(WAITS, 401, "sign_in_expired", token=token, method="totp", code=app.code())

    async def test_is_over_when_it_was_answered(self, desk: Browser, phone: Browser, ann: Person) -> None:
        app = await desk.set_up_totp()
        token = await phone.pending()
        await phone.post(WAITS, token=token, method="totp", code=app.code())
        await app.wait(ann)
        await phone.refused(WAITS, 401, "sign_in_expired", token=token, method="totp", code=app.code())

    async def test_is_over_after_five_wrong_answers(self, desk: Browser, phone: Browser, ann: Person) -> None:
        app = await desk.set_up_totp()
        token = await phone.pending()
        for _ in range(5):
            await phone.refused(WAITS, 403, "wrong_proof", token=token, method="totp", code="000")
        await forget_attempts(ann)
        await phone.refused(WAITS, 401, "sign_in_expired", token=token, method="totp", code=app.code())

    async def test_is_over_when_the_account_is(self, desk: Browser, phone: Browser, ann: Person) -> None:
        app = await desk.set_up_totp()
        token = await phone.pending()
        caller = await caller_of(ann)
        await change(ann, "update users set is_active = false where id = :id", id=caller.user_id)
        await phone.refused(WAITS, 401, "sign_in_expired", token=token, method="totp", code=app.code())

    async def test_that_nobody_began_is_none(self, phone: Browser) -> None:
        await phone.refused(WAITS, 401, "sign_in_expired", token="challenge_x", method="totp", code="123456")
        await phone.refused("/auth/challenge", 401, "sign_in_expired", token="challenge_x", method="sms")

    async def test_is_answered_by_its_own_person_only(
        self, desk: Browser, server: str, phone: Browser, bob: Person
    ) -> None:
        """Bob's code for Ann's sign-in."""
        await desk.set_up_totp()
        async with browsing(server, bob) as other:
            await other.sign_in()
            app = await other.set_up_totp()
        token = await phone.pending()
        await phone.refused(WAITS, 403, "wrong_proof", token=token, method="totp", code=app.code())

    @pytest.mark.parametrize(
        "answer",
        [
            {"method": "totp"},
            {"method": "passkey", "code": "123456"},
            {"method": "password", "code": "x"},
            {"method": "totp", "code": "1" * 101},
        ],
    )
    async def test_takes_whole_answers(self, phone: Browser, answer: dict[str, object]) -> None:
        await phone.refused(WAITS, 422, "invalid", token="challenge_x", **answer)

    async def test_of_methods_that_are_off_takes_none(self, desk: Browser, phone: Browser) -> None:
        await desk.set_up_totp()
        token = await phone.pending()
        for method in ("sms", "backup_code"):
            await phone.refused(WAITS, 403, "wrong_proof", token=token, method=method, code="123456")
        await phone.refused("/auth/challenge", 404, "not_found", token=token, method="sms")
        await phone.refused("/auth/challenge", 404, "not_found", token=token, method="passkey")

    async def test_is_kept_as_a_digest(self, desk: Browser, phone: Browser, ann: Person) -> None:
        await desk.set_up_totp()
        token = await phone.pending()
        rows = await change(ann, "select c::text from challenges c")
        assert rows
        assert token not in str(rows)

    async def test_rows_that_are_over_go(self, desk: Browser, phone: Browser, ann: Person) -> None:
        await desk.set_up_totp()
        for _ in range(3):
            await phone.pending()
        await pass_time(ann, timedelta(minutes=5))
        await phone.pending()
        assert await change(ann, "select count(*) from challenges where user_id is not null") == [(1,)]

    async def test_failures_are_told(self, app: FastAPI, desk: Browser, phone: Browser, ann: Person) -> None:
        await desk.set_up_totp()
        await phone.refused(WAITS, 403, "wrong_proof", token=await phone.pending(), method="totp", code="canary")
        (event,) = [one for one in await events_of(app, ann) if one[0] == "proof_failed"]
        assert event == ("proof_failed", "warning", {"method": "totp"})
