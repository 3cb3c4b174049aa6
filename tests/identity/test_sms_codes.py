"""Codes by SMS: only to a number that proved to be theirs, three tries each, the last one counts."""

import asyncio
from collections import Counter
from datetime import timedelta

from fastapi import FastAPI
from tests.conftest import Person
from tests.fakes.texting import RecordingSender
from tests.identity.signing_in import (
    NUMBER,
    Browser,
    browsing,
    change,
    events_of,
    forget_attempts,
    pass_time,
)

from clew.identity.factors.phones.service import count_message
from clew.kit.errors import TooManyAttempts
from clew.kit.ids import new_id

WAITS = "/auth/second-factor"
OTHER = "+15005550006"


async def send(browser: Browser, token: str) -> None:
    await forget_attempts(browser.person)
    assert (await browser.post("/auth/challenge", token=token, method="sms"))["options"] is None


class TestNumber:
    async def test_is_theirs_who_read_the_code(self, desk: Browser, sms: RecordingSender) -> None:
        begun = await desk.post("/phones/verification", phone_number="+44 (1632) 960-961")
        assert [to for to, _ in sms.sent] == [NUMBER]
        assert (await desk.call("GET", "/phones"))["items"] == []
        made = await desk.post("/phones", 201, token=begun["token"], code=sms.code(NUMBER))
        assert (made["phone_number"], made["is_verified"], made["is_primary"]) == (NUMBER, True, True)
        assert made["verification_method"] == "sms"
        assert (await desk.call("GET", "/users/me"))["phone_number"] == NUMBER

    async def test_is_worth_adding_where_messages_arrive(self, desk: Browser, sms: RecordingSender) -> None:
        assert (await desk.call("GET", "/auth/status"))["text_messages"] is True
        sms.reaches_phones = False
        assert (await desk.call("GET", "/auth/status"))["text_messages"] is False

    async def test_is_refused_with_any_other_code(self, desk: Browser, sms: RecordingSender) -> None:
        begun = await desk.post("/phones/verification", phone_number=OTHER)
        wrong = "000000" if sms.code(OTHER) != "000000" else "000001"
        for _ in range(3):
            await desk.refused("/phones", 403, "wrong_proof", token=begun["token"], code=wrong)
        await desk.refused("/phones", 404, "not_found", token=begun["token"], code=sms.code(OTHER))
        assert (await desk.call("GET", "/phones"))["items"] == []

    async def test_is_verified_by_who_asked(
        self, desk: Browser, sms: RecordingSender, server: str, bob: Person
    ) -> None:
        begun = await desk.post("/phones/verification", phone_number=OTHER)
        async with browsing(server, bob) as other:
            await other.sign_in()
            await other.refused("/phones", 404, "not_found", token=begun["token"], code=sms.code(OTHER))

    async def test_of_somebody_else_stays_theirs(
        self, desk: Browser, sms: RecordingSender, server: str, bob: Person
    ) -> None:
        number = "+15005550007"
        await desk.set_up_sms(sms, number)
        async with browsing(server, bob) as other:
            await other.sign_in()
            begun = await other.post("/phones/verification", phone_number=number)
            code = sms.code(number)
            await other.refused("/phones", 409, "already_exists", token=begun["token"], code=code)
        assert (await desk.call("GET", "/users/me"))["phone_number"] == number

    async def test_that_is_primary_is_the_accounts(self, desk: Browser, ann: Person, sms: RecordingSender) -> None:
        numbers = ["+15005550008", "+15005550009"]
        ids: list[str] = []
        for number in numbers:
            await forget_attempts(ann)
            begun = await desk.post("/phones/verification", phone_number=number)
            ids.append((await desk.post("/phones", 201, token=begun["token"], code=sms.code(number)))["id"])
        assert (await desk.call("GET", "/users/me"))["phone_number"] == numbers[0]
        assert (await desk.post(f"/phones/{ids[1]}/primary"))["is_primary"] is True
        assert (await desk.call("GET", "/users/me"))["phone_number"] == numbers[1]
        await desk.call("DELETE", f"/phones/{ids[1]}", 204)
        assert (await desk.call("GET", "/users/me"))["phone_number"] == numbers[0], "the oldest that is left"
        await desk.call("DELETE", f"/phones/{ids[0]}", 204)
        assert (await desk.call("GET", "/users/me"))["phone_number"] is None

    async def test_that_codes_go_to_stays(self, desk: Browser, sms: RecordingSender) -> None:
        await desk.set_up_sms(sms, "+15005550010")
        (mine,) = (await desk.call("GET", "/phones"))["items"]
        assert (await desk.call("DELETE", f"/phones/{mine['id']}", 409))["code"] == "conflict"
        await desk.call("DELETE", "/mfa/sms", 204)
        await desk.call("DELETE", f"/phones/{mine['id']}", 204)

    async def test_has_its_country(self, desk: Browser, sms: RecordingSender) -> None:
        for number in ("01632960961", "+0441632960961", "+44", "+44abc9609611", "+" + "1" * 16):
            await desk.refused("/phones/verification", 422, "invalid", phone_number=number)
        assert sms.sent == []


class TestMessages:
    async def test_come_twice_a_minute_at_most(self, desk: Browser, sms: RecordingSender) -> None:
        await desk.post("/phones/verification", phone_number=OTHER)
        problem = await desk.refused("/phones/verification", 429, "too_many_attempts", phone_number=OTHER)
        assert problem["detail"] is None
        assert len(sms.sent) == 1

    async def test_come_to_a_number_ten_times_a_day(self, app: FastAPI) -> None:
        """Whoever asks for them: nobody's phone is flooded through us."""

        async def ask() -> bool:
            try:
                await count_message(app.state.database, new_id(), "+15005550011")
            except TooManyAttempts:
                return False
            return True

        assert [await ask() for _ in range(11)] == [True] * 10 + [False]

    async def test_are_not_for_administrators(self, server: str, owner: Person, sms: RecordingSender) -> None:
        async with browsing(server, owner) as browser:
            await browser.sign_in()
            begun = await browser.post("/phones/verification", phone_number="+15005550012")
            await browser.post("/phones", 201, token=begun["token"], code=sms.code("+15005550012"))
            await browser.refused("/mfa/sms", 409, "conflict")

    async def test_need_a_number(self, desk: Browser) -> None:
        await desk.refused("/mfa/sms", 404, "not_found")


class TestCode:
    async def test_signs_in_once(self, desk: Browser, phone: Browser, sms: RecordingSender) -> None:
        number = "+15005550013"
        await desk.set_up_sms(sms, number)
        answer = await phone.sign_in()
        assert answer["pending"]["methods"] == ["sms"]
        token = answer["pending"]["token"]
        before = len(sms.sent)
        await send(phone, token)
        assert len(sms.sent) == before + 1
        code = sms.code(number)
        await phone.post(WAITS, token=token, method="sms", code=code)
        assert await phone.is_signed_in()
        await phone.refused(WAITS, 401, "sign_in_expired", token=token, method="sms", code=code)

    async def test_before_one_was_sent_is_none(self, desk: Browser, phone: Browser, sms: RecordingSender) -> None:
        await desk.set_up_sms(sms, "+15005550014")
        token = await phone.pending()
        for code in ("", "000000"):
            await phone.refused(WAITS, 403, "wrong_proof", token=token, method="sms", code=code)

    async def test_belongs_to_its_sign_in(self, desk: Browser, phone: Browser, sms: RecordingSender) -> None:
        number = "+15005550015"
        await desk.set_up_sms(sms, number)
        mine, other = await phone.pending(), await phone.pending()
        await send(phone, mine)
        code = sms.code(number)
        await send(phone, other)
        await phone.refused(WAITS, 403, "wrong_proof", token=other, method="sms", code=code)
        await phone.post(WAITS, token=mine, method="sms", code=code)

    async def test_of_before_ends_with_a_new_one(self, desk: Browser, phone: Browser, sms: RecordingSender) -> None:
        number = "+15005550016"
        await desk.set_up_sms(sms, number)
        token = await phone.pending()
        await send(phone, token)
        first = sms.code(number)
        await send(phone, token)
        if first != sms.code(number):
            await phone.refused(WAITS, 403, "wrong_proof", token=token, method="sms", code=first)
        await phone.post(WAITS, token=token, method="sms", code=sms.code(number))

    async def test_has_three_tries(self, desk: Browser, phone: Browser, sms: RecordingSender) -> None:
        number = "+15005550017"
        await desk.set_up_sms(sms, number)
        token = await phone.pending()
        await send(phone, token)
        for _ in range(3):
            await phone.refused(WAITS, 403, "wrong_proof", token=token, method="sms", code="x")
        await phone.refused(WAITS, 401, "sign_in_expired", token=token, method="sms", code=sms.code(number))

    async def test_lasts_five_minutes(self, desk: Browser, phone: Browser, ann: Person, sms: RecordingSender) -> None:
        number = "+15005550018"
        await desk.set_up_sms(sms, number)
        token = await phone.pending()
        await send(phone, token)
        await pass_time(ann, timedelta(minutes=5))
        await phone.refused(WAITS, 401, "sign_in_expired", token=token, method="sms", code=sms.code(number))

    async def test_by_fifty_at_once_works_for_one(self, desk: Browser, phone: Browser, sms: RecordingSender) -> None:
        number = "+15005550019"
        await desk.set_up_sms(sms, number)
        token = await phone.pending()
        await send(phone, token)
        answer = {"token": token, "method": "sms", "code": sms.code(number)}
        answers = await asyncio.gather(*(phone.client.post(f"/api/v1{WAITS}", json=answer) for _ in range(50)))
        seen = Counter(one.status_code for one in answers)
        assert seen[200] == 1
        assert set(seen) <= {200, 401, 403, 429}

    async def test_stands_in_no_table_log_or_event(
        self, app: FastAPI, desk: Browser, phone: Browser, ann: Person, sms: RecordingSender
    ) -> None:
        number = "+15005550020"
        await desk.set_up_sms(sms, number)
        token = await phone.pending()
        await send(phone, token)
        code = sms.code(number)
        rows = await change(ann, "select c::text from challenges c union all select args::text from procrastinate_jobs")
        assert code not in str(rows)
        assert code not in str(await events_of(app, ann))
