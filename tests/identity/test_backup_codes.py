"""Ten codes on paper: shown once, each works once, new ones end the old."""

import asyncio
from collections import Counter

import pytest
from fastapi import FastAPI
from tests.conftest import Person
from tests.identity.signing_in import Browser, caller_of, change, events_of, forget_attempts

from clew.identity.factors.backup_codes import ALPHABET, entry_of, kept, new_codes
from clew.identity.factors.proofs import Question, prove
from clew.identity.factors.schemas import Method, Proof
from clew.identity.origin import Origin
from clew.kit.errors import WrongProof

WAITS = "/auth/second-factor"


@pytest.fixture
async def codes(desk: Browser) -> list[str]:
    await desk.set_up_totp()
    return await desk.backup_codes()


async def test_are_ten_that_differ_in_their_first_four(codes: list[str]) -> None:
    assert len({code[:4] for code in codes}) == 10
    secret = codes[0].replace("-", "")[4:]
    assert len(secret) * 5 == 80, "bits"
    assert set(secret) <= set(ALPHABET)
    assert set(new_codes()).isdisjoint(codes)


async def test_are_kept_as_argon2_and_never_shown_again(desk: Browser, codes: list[str], ann: Person) -> None:
    ((stored,),) = await change(ann, "select backup_codes from mfa_configurations")
    assert all(entry.partition(":")[2].startswith("$argon2id$v=19$m=47104,t=1,p=1$") for entry in stored)
    assert not [code for code in codes if code.replace("-", "")[4:] in str(stored)]
    shown = await desk.call("GET", "/mfa")
    assert shown["items"][0]["backup_codes_left"] == 10
    assert codes[0][5:] not in str(shown)


async def test_sign_in_once_each(phone: Browser, codes: list[str]) -> None:
    answer = {"method": "backup_code", "code": codes[0]}
    await phone.post(WAITS, token=await phone.pending(), **answer)
    assert await phone.is_signed_in()
    await phone.refused(WAITS, 403, "wrong_proof", token=await phone.pending(), **answer)
    await phone.post(WAITS, token=await phone.pending(), method="backup_code", code=codes[1])


async def test_may_be_typed_as_people_type(phone: Browser, codes: list[str]) -> None:
    typed = codes[0].lower().replace("-", " ").replace("0", "o").replace("1", "l")
    await phone.post(WAITS, token=await phone.pending(), method="backup_code", code=f" {typed} ")


async def test_have_to_be_right_to_the_last_letter(codes: list[str]) -> None:
    entries = [await kept(code) for code in codes[:2]]
    wrong = codes[0][:-1] + ("Z" if codes[0][-1] != "Z" else "Y")
    assert await entry_of(codes[0], entries) == entries[0]
    assert await entry_of(wrong, entries) is None
    assert await entry_of(codes[0][:4] + codes[1][4:], entries) is None
    assert await entry_of("", entries) is None


async def test_of_before_end_with_new_ones(desk: Browser, phone: Browser, codes: list[str]) -> None:
    new = await desk.backup_codes()
    await phone.refused(WAITS, 403, "wrong_proof", token=await phone.pending(), method="backup_code", code=codes[0])
    await phone.post(WAITS, token=await phone.pending(), method="backup_code", code=new[0])


async def test_by_fifty_at_once_work_for_one(
    app: FastAPI, codes: list[str], ann: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nothing(*_: object) -> None:
        pass

    monkeypatch.setattr("clew.identity.factors.proofs.Throttle.spend_all", nothing)
    monkeypatch.setattr("clew.identity.passwords.WAITING", 50)
    caller = await caller_of(ann)
    question = Question(caller.user_id, Origin("127.0.0.1", None))
    proof = Proof(method=Method.backup_code, code=codes[3])
    done = await asyncio.gather(
        *(prove(app.state.database, question, proof) for _ in range(50)), return_exceptions=True
    )
    assert Counter(type(one) for one in done) == {type(None): 1, WrongProof: 49}
    assert await change(ann, "select jsonb_array_length(backup_codes) from mfa_configurations") == [(9,)]


async def test_tell_when_they_run_low(app: FastAPI, phone: Browser, codes: list[str], ann: Person) -> None:
    for code in codes[:8]:
        await phone.post(WAITS, token=await phone.pending(), method="backup_code", code=code)
        await forget_attempts(ann)
    used = [(name, data) for name, _, data in await events_of(app, ann) if name.startswith("backup_code")]
    assert ("backup_code_used", {"left": 4}) in used
    assert [data for name, data in used if name == "backup_codes_low"] == [{"left": 3}, {"left": 2}]


async def test_are_offered_only_beside_a_factor(desk: Browser, phone: Browser) -> None:
    """They stand in for something; alone they switch nothing on."""
    await desk.backup_codes()
    assert (await phone.sign_in())["pending"] is None
