"""Codes of an authenticator app: set up with a picture, on after a first code, none of them taken twice."""

import asyncio
import base64
from collections import Counter
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import pytest
from fastapi import FastAPI
from tests.conftest import Person
from tests.identity.signing_in import App, Browser, browsing, caller_of, change, events_of, forget_attempts

from clew.identity.factors.proofs import Question, prove
from clew.identity.factors.schemas import Method, Proof
from clew.identity.factors.totp import code_at, step_of
from clew.identity.origin import Origin
from clew.kit.clock import now
from clew.kit.errors import WrongProof

RFC = base64.b32encode(b"12345678901234567890").decode()


class TestCode:
    @pytest.mark.parametrize(
        ("seconds", "code"),
        [
            (59, "287082"),
            (1111111109, "081804"),
            (1111111111, "050471"),
            (1234567890, "005924"),
            (2000000000, "279037"),
        ],
    )
    def test_is_what_the_standard_computes(self, seconds: int, code: str) -> None:
        """The last six digits of the test vectors in RFC 6238, appendix B."""
        assert code_at(RFC, datetime.fromtimestamp(seconds, UTC)) == code

    def test_counts_a_step_early_and_a_step_late(self) -> None:
        at = now()
        near = [step_of(RFC, code_at(RFC, at + timedelta(seconds=30 * steps)), at) for steps in (-1, 0, 1)]
        assert near == [near[1] and near[1] - 1, near[1], near[1] and near[1] + 1]
        assert [step_of(RFC, code_at(RFC, at + timedelta(seconds=30 * steps)), at) for steps in (-2, 2)] == [None, None]

    @pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "\x00"])
    def test_that_is_none_is_refused(self, code: str) -> None:
        assert step_of(RFC, code, now()) is None


class TestSetUp:
    async def test_gives_a_secret_an_address_and_a_picture(self, desk: Browser) -> None:
        made = await desk.post("/mfa/totp")
        address = urlsplit(str(made["uri"]))
        values = {name: value for name, (value,) in parse_qs(address.query).items()}
        assert (address.scheme, address.netloc) == ("otpauth", "totp")
        assert values == {
            "secret": made["secret"],
            "issuer": "Clew",
            "algorithm": "SHA1",
            "digits": "6",
            "period": "30",
        }
        assert len(base64.b32decode(made["secret"])) == 20
        kind, _, picture = made["image"].partition(",")
        assert kind == "data:image/svg+xml;base64"
        assert ET.fromstring(base64.b64decode(picture)).tag.endswith("svg")  # noqa: S314 our own

    async def test_counts_only_after_a_first_code(self, desk: Browser, phone: Browser) -> None:
        app = App((await desk.post("/mfa/totp"))["secret"])
        await desk.refused("/mfa/totp/enable", 403, "wrong_proof", code=app.code(now() + timedelta(hours=1)))
        assert (await phone.sign_in())["pending"] is None
        assert (await desk.post("/mfa/totp/enable", code=app.code()))["totp_enabled"] is True
        assert (await phone.sign_in())["pending"]["methods"] == ["totp"]

    async def test_takes_the_secret_that_was_shown_last(self, desk: Browser) -> None:
        first, second = [App((await desk.post("/mfa/totp"))["secret"]) for _ in range(2)]
        await desk.refused("/mfa/totp/enable", 403, "wrong_proof", code=first.code())
        await desk.post("/mfa/totp/enable", code=second.code())

    async def test_leaves_what_is_in_use(self, desk: Browser) -> None:
        """A new secret would lock out whoever has the old one."""
        app = await desk.set_up_totp()
        await desk.refused("/mfa/totp", 409, "conflict")
        await desk.refused("/mfa/totp/enable", 409, "conflict", code=app.code())

    async def test_needs_something_to_switch_on(self, desk: Browser) -> None:
        await desk.refused("/mfa/totp/enable", 404, "not_found", code="123456")

    async def test_keeps_the_secret_sealed(self, desk: Browser, ann: Person) -> None:
        app = await desk.set_up_totp()
        ((row,),) = await change(ann, "select m::text from mfa_configurations m")
        assert app.secret not in row
        assert base64.b32decode(app.secret).hex() not in row


class TestUse:
    async def test_signs_in(self, desk: Browser, phone: Browser) -> None:
        app = await desk.set_up_totp()
        answer = await phone.post("/auth/second-factor", token=await phone.pending(), method="totp", code=app.code())
        assert answer["user"]["username"] == phone.person.username
        assert answer["pending"] is None
        assert await phone.is_signed_in()

    async def test_of_the_code_that_switched_it_on_is_over(self, desk: Browser, phone: Browser) -> None:
        app = App((await desk.post("/mfa/totp"))["secret"])
        code = app.code()
        await desk.post("/mfa/totp/enable", code=code)
        token = await phone.pending()
        await phone.refused("/auth/second-factor", 403, "wrong_proof", token=token, method="totp", code=code)

    async def test_is_once(self, desk: Browser, phone: Browser, ann: Person) -> None:
        """Somebody who looks over the shoulder has 90 seconds; the code is worth nothing by then."""
        app = await desk.set_up_totp()
        code = app.code()
        await phone.post("/auth/second-factor", token=await phone.pending(), method="totp", code=code)
        again = {"method": "totp", "code": code}
        await phone.refused("/auth/second-factor", 403, "wrong_proof", token=await phone.pending(), **again)
        earlier = {"method": "totp", "code": app.code(now() - timedelta(seconds=30))}
        await phone.refused("/auth/second-factor", 403, "wrong_proof", token=await phone.pending(), **earlier)
        await app.wait(ann)
        await phone.post("/auth/second-factor", token=await phone.pending(), method="totp", code=app.code())

    async def test_by_fifty_at_once_works_for_one(self, desk: Browser, server: str, ann: Person) -> None:
        app = await desk.set_up_totp()
        code = app.code()
        async with browsing(server, ann) as race:
            tokens = [await race.pending() for _ in range(3)]
            await forget_attempts(ann)
            answers = await asyncio.gather(
                *(
                    race.client.post(
                        "/api/v1/auth/second-factor", json={"token": tokens[n % 3], "method": "totp", "code": code}
                    )
                    for n in range(50)
                )
            )
        seen = Counter(answer.status_code for answer in answers)
        assert seen[200] == 1
        assert set(seen) <= {200, 401, 403, 429}
        ((sessions,),) = await change(ann, "select count(*) from user_sessions")
        assert sessions == 2, "the desk's and one more"

    async def test_is_once_also_where_nothing_slows_guesses_down(
        self, app: FastAPI, desk: Browser, ann: Person, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The one statement that takes a step, by itself."""
        totp = await desk.set_up_totp()
        monkeypatch.setattr("clew.identity.factors.proofs.Throttle.spend_all", _nothing)
        caller = await caller_of(ann)
        proof = Proof(method=Method.totp, code=totp.code())
        question = Question(caller.user_id, Origin("127.0.0.1", None))
        done = await asyncio.gather(
            *(prove(app.state.database, question, proof) for _ in range(50)), return_exceptions=True
        )
        assert Counter(type(one) for one in done) == {type(None): 1, WrongProof: 49}

    async def test_of_wrong_codes_is_slowed_down_for_the_account(self, desk: Browser, phone: Browser) -> None:
        """A new sign-in gives no new guesses."""
        app = await desk.set_up_totp()
        for _ in range(5):
            answer = {"token": await phone.pending(), "method": "totp", "code": "not it"}
            await phone.refused("/auth/second-factor", 403, "wrong_proof", **answer)
        answer = {"token": await phone.pending(), "method": "totp", "code": app.code()}
        problem = await phone.client.post("/api/v1/auth/second-factor", json=answer)
        assert (problem.status_code, problem.json()["code"]) == (429, "too_many_attempts")
        assert int(problem.headers["retry-after"]) > 200
        await desk.refused("/auth/confirm", 429, "too_many_attempts", method="totp", code=app.code())

    async def test_of_right_codes_is_not(self, desk: Browser, phone: Browser, ann: Person) -> None:
        app = await desk.set_up_totp()
        for _ in range(6):
            await phone.post("/auth/second-factor", token=await phone.pending(), method="totp", code=app.code())
            await app.wait(ann)


class TestSwitchOff:
    async def test_is_over_with_everything_of_it(
        self, app: FastAPI, desk: Browser, phone: Browser, ann: Person
    ) -> None:
        await desk.set_up_totp()
        await desk.backup_codes()
        await desk.call("DELETE", "/mfa/totp", 204)
        assert (await phone.sign_in())["pending"] is None
        (row,) = await change(
            ann, "select totp_enabled, totp_secret, last_totp_step, backup_codes from mfa_configurations"
        )
        assert row == (False, None, None, None)
        told = [(name, severity) for name, severity, _ in await events_of(app, ann)]
        assert [one for one in told if one[0].startswith("totp")] == [
            ("totp_enabled", "warning"),
            ("totp_disabled", "warning"),
        ]

    async def test_twice_tells_once(self, app: FastAPI, desk: Browser, ann: Person) -> None:
        await desk.set_up_totp()
        for _ in range(2):
            await desk.call("DELETE", "/mfa/totp", 204)
        assert [name for name, *_ in await events_of(app, ann)].count("totp_disabled") == 1

    async def test_by_somebody_else_is_of_theirs(self, desk: Browser, server: str, bob: Person) -> None:
        await desk.set_up_totp()
        async with browsing(server, bob) as other:
            await other.sign_in()
            await other.call("DELETE", "/mfa/totp", 204)
        assert (await desk.call("GET", "/mfa"))["items"][0]["totp_enabled"] is True


async def _nothing(*_: object) -> None:
    pass
