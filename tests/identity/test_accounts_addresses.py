"""An address is somebody's once its link was followed; a new one too, and the old one can take that back."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI
from tests.conftest import Person
from tests.identity.mailbox import (
    browser,
    change,
    is_signed_in,
    mail_to,
    mails_to,
    remembered,
    sign_in,
    token_to,
    told,
)

VERIFY, EMAIL, RESEND = "/api/v1/auth/verify-email", "/api/v1/users/me/email", "/api/v1/users/me/verification-mail"
CONFIRM, CONFIRM_NEW, CHANGED = "Please confirm your address", "confirm your new address", "address has been changed"


async def follow(client: httpx.AsyncClient, token: str) -> httpx.Response:
    return await client.post(VERIFY, json={"token": token})


async def me(person: Person) -> dict[str, object]:
    return (await person.client.get("/api/v1/users/me", headers=await person.confirmed())).json()


@pytest.fixture
async def new_address(ann: Person) -> str:
    return f"new-{ann.email}"


@pytest.fixture
async def anns(server: str, ann: Person) -> AsyncIterator[httpx.AsyncClient]:
    """Her browser, which she has just signed in with."""
    async with browser(server, ann) as client:
        yield client


@pytest.fixture
async def link(anns: httpx.AsyncClient, owner: Person, new_address: str) -> str:
    """The token in the mail to her new address."""
    assert (await anns.post(EMAIL, json={"email": new_address})).status_code == 204
    return await token_to(owner, new_address, CONFIRM_NEW)


class TestProof:
    async def test_is_the_link_and_works_once(self, ann: Person, owner: Person, stranger: httpx.AsyncClient) -> None:
        assert (await me(ann))["is_verified"] is False
        assert (await ann.client.post(RESEND)).status_code == 204
        token = await token_to(owner, ann.email, CONFIRM)
        answers = await asyncio.gather(*(follow(stranger, token) for _ in range(50)))
        assert sorted(answer.status_code for answer in answers) == [204] + [403] * 49
        assert (await me(ann))["is_verified"] is True
        assert (await ann.client.post(RESEND)).status_code == 409
        await remembered(ann, "email_verified")

    async def test_is_sent_five_times_a_day(self, ann: Person) -> None:
        codes = [(await ann.client.post(RESEND)).status_code for _ in range(6)]
        assert codes == [204] * 5 + [429]

    async def test_ends_after_a_day(
        self, ann: Person, owner: Person, stranger: httpx.AsyncClient, app: FastAPI
    ) -> None:
        await ann.client.post(RESEND)
        await change(app, ann, "update auth_tokens set expires_at = expires_at - interval '1 day'")
        assert (await follow(stranger, await token_to(owner, ann.email, CONFIRM))).status_code == 403

    async def test_does_not_bring_back_who_was_switched_off(
        self, ann: Person, owner: Person, stranger: httpx.AsyncClient, app: FastAPI
    ) -> None:
        await ann.client.post(RESEND)
        token = await token_to(owner, ann.email, CONFIRM)
        await change(app, ann, "update users set is_active = false")
        assert (await follow(stranger, token)).json()["code"] == "link_ended"
        assert (await sign_in(stranger, ann.username)).status_code == 401


class TestNewAddress:
    async def test_is_theirs_once_its_link_is_followed(
        self, ann: Person, owner: Person, stranger: httpx.AsyncClient, link: str, new_address: str
    ) -> None:
        assert (await me(ann))["email"] == ann.email
        assert (await follow(stranger, link)).status_code == 204
        now_known = await me(ann)
        assert (now_known["email"], now_known["is_verified"]) == (new_address, True)
        assert (await sign_in(stranger, new_address.upper())).status_code == 200
        assert (await sign_in(stranger, ann.email)).status_code == 401
        assert new_address in (await mail_to(owner, ann.email, CHANGED))["body"]
        assert (await remembered(ann, "email_changed"))["severity"] == "warning"
        assert (await follow(stranger, link)).status_code == 403

    async def test_needs_a_proof_of_the_last_minutes(self, ann: Person, new_address: str) -> None:
        answer = await ann.client.post(EMAIL, json={"email": new_address})
        assert answer.json()["code"] == "confirmation_needed"

    async def test_is_undone_by_the_old_one_and_all_sessions_end(
        self,
        ann: Person,
        owner: Person,
        anns: httpx.AsyncClient,
        stranger: httpx.AsyncClient,
        link: str,
        new_address: str,
    ) -> None:
        await follow(stranger, link)
        await stranger.post("/api/v1/auth/forgot-password", json={"email": new_address})
        reset = await token_to(owner, new_address, "Choose a new password")
        undo = await token_to(owner, ann.email, CHANGED)
        assert await is_signed_in(anns)
        answers = await asyncio.gather(*(follow(stranger, undo) for _ in range(50)))
        assert sorted(answer.status_code for answer in answers) == [204] + [403] * 49
        assert (await me(ann))["email"] == ann.email
        assert not await is_signed_in(anns)
        spoiled = {"token": reset, "password": "one more password, long"}
        assert (await stranger.post("/api/v1/auth/reset-password", json=spoiled)).status_code == 403
        assert (await remembered(ann, "email_change_undone"))["severity"] == "critical"

    async def test_can_be_undone_for_three_days_whatever_is_changed_then(
        self,
        ann: Person,
        owner: Person,
        anns: httpx.AsyncClient,
        stranger: httpx.AsyncClient,
        link: str,
        app: FastAPI,
    ) -> None:
        """Whoever took the account over changes the address again; the first one still takes it back."""
        await follow(stranger, link)
        undo = await token_to(owner, ann.email, CHANGED)
        await anns.post(EMAIL, json={"email": f"third-{ann.email}"})
        assert (await follow(stranger, await token_to(owner, f"third-{ann.email}", CONFIRM_NEW))).status_code == 204
        await change(
            app, ann, "update auth_tokens set expires_at = expires_at - interval '71 hours' where name = 'undo'"
        )
        assert (await follow(stranger, undo)).status_code == 204
        assert (await me(ann))["email"] == ann.email

    async def test_cannot_be_undone_later(
        self, ann: Person, owner: Person, stranger: httpx.AsyncClient, link: str, app: FastAPI, new_address: str
    ) -> None:
        await follow(stranger, link)
        undo = await token_to(owner, ann.email, CHANGED)
        await change(
            app, ann, "update auth_tokens set expires_at = expires_at - interval '72 hours' where name = 'undo'"
        )
        assert (await follow(stranger, undo)).status_code == 403
        assert (await me(ann))["email"] == new_address

    async def test_that_is_another_persons_is_asked_for_alike(
        self, bob: Person, owner: Person, anns: httpx.AsyncClient, new_address: str
    ) -> None:
        free, taken = [await anns.post(EMAIL, json={"email": email}) for email in (new_address, bob.email)]
        assert told(free) == told(taken)
        await mail_to(owner, bob.email, "You have an account already")
        assert not [one for one in await mails_to(owner, bob.email) if CONFIRM_NEW in one["subject"]]

    async def test_that_became_another_persons_meanwhile_is_theirs(
        self,
        ann: Person,
        bob: Person,
        owner: Person,
        server: str,
        stranger: httpx.AsyncClient,
        link: str,
        new_address: str,
    ) -> None:
        async with browser(server, bob) as bobs:
            await bobs.post(EMAIL, json={"email": new_address})
        second = await token_to(owner, new_address, CONFIRM_NEW, number=2)
        assert (await follow(stranger, second)).status_code == 204
        late = await follow(stranger, link)
        assert (late.status_code, late.json()["code"]) == (409, "already_exists")
        assert (await me(ann))["email"] == ann.email
