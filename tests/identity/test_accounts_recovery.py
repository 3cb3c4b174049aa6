"""A forgotten password is replaced by a link in a mail: once, for half an hour, and by nobody who has not got it."""

import asyncio

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from tests.conftest import PASSWORD, Person
from tests.identity.mailbox import (
    ANOTHER,
    browser,
    change,
    id_of,
    is_signed_in,
    mail_to,
    mails_to,
    remembered,
    sign_in,
    token_to,
    told,
)

FORGOT, RESET = "/api/v1/auth/forgot-password", "/api/v1/auth/reset-password"
SUBJECT = "Choose a new password"


async def forget(client: httpx.AsyncClient, email: str) -> httpx.Response:
    return await client.post(FORGOT, json={"email": email})


async def reset(client: httpx.AsyncClient, token: str, password: str = ANOTHER) -> httpx.Response:
    return await client.post(RESET, json={"token": token, "password": password})


@pytest.fixture
async def link(stranger: httpx.AsyncClient, ann: Person, owner: Person) -> str:
    """The token in the mail that ann gets."""
    assert (await forget(stranger, ann.email)).status_code == 204
    return await token_to(owner, ann.email, SUBJECT)


class TestForgotten:
    async def test_password_is_asked_for_alike_with_any_address(self, stranger: httpx.AsyncClient, ann: Person) -> None:
        known, unknown = await forget(stranger, ann.email.upper()), await forget(stranger, "nobody@example.org")
        assert told(known) == told(unknown)
        assert known.status_code == 204

    async def test_leads_to_the_configured_address_whatever_host_was_asked(
        self, server: str, ann: Person, owner: Person
    ) -> None:
        async with httpx.AsyncClient(base_url=server, headers={"X-Forwarded-Host": "evil.example"}) as client:
            await forget(client, ann.email)
        body = (await mail_to(owner, ann.email, SUBJECT))["body"]
        assert "evil" not in body
        assert "http://127.0.0.1:0/reset-password#token=reset_" in body

    async def test_password_is_replaced_and_signs_nobody_in(
        self, stranger: httpx.AsyncClient, ann: Person, link: str, server: str
    ) -> None:
        async with browser(server, ann) as signed_in:
            answer = await reset(stranger, link)
            assert answer.status_code == 204
            assert "set-cookie" not in answer.headers
            assert not await is_signed_in(stranger)
            assert not await is_signed_in(signed_in)
        assert (await sign_in(stranger, ann.username)).status_code == 401
        assert (await sign_in(stranger, ann.username, ANOTHER)).status_code == 200
        assert (await ann.client.get("/api/v1/users/me")).status_code == 401, "programs lose their tokens, too"
        assert (await remembered(ann, "password_reset"))["severity"] == "warning"

    async def test_password_is_told_of_by_mail(
        self, stranger: httpx.AsyncClient, ann: Person, link: str, owner: Person
    ) -> None:
        await reset(stranger, link)
        body = (await mail_to(owner, ann.email, "Your password has been changed"))["body"]
        assert link not in body
        assert ANOTHER not in body

    async def test_link_works_once_when_fifty_follow_it_at_once(self, server: str, link: str, app: FastAPI) -> None:
        async with httpx.AsyncClient(base_url=server, timeout=60) as client:
            answers = await asyncio.gather(*(reset(client, link, f"{ANOTHER} {n}") for n in range(50)))
        codes = [answer.status_code for answer in answers]
        assert codes.count(204) == 1, app
        assert set(codes) <= {204, 403, 503}, "used up, or too many at once"

    async def test_link_is_worth_nothing_after_half_an_hour(
        self, stranger: httpx.AsyncClient, ann: Person, link: str, app: FastAPI
    ) -> None:
        await change(app, ann, "update auth_tokens set expires_at = expires_at - interval '30 minutes'")
        answer = await reset(stranger, link)
        assert (answer.status_code, answer.json()["code"]) == (403, "link_ended")
        assert told(answer) == told(await reset(stranger, "reset_unknown"))

    async def test_link_ends_with_the_next_one(
        self, stranger: httpx.AsyncClient, ann: Person, owner: Person, link: str
    ) -> None:
        await forget(stranger, ann.email)
        newer = await token_to(owner, ann.email, SUBJECT, number=2)
        assert newer != link
        assert (await reset(stranger, link)).status_code == 403
        assert (await reset(stranger, newer)).status_code == 204

    async def test_link_stays_when_the_new_password_is_no_good(
        self, stranger: httpx.AsyncClient, ann: Person, link: str
    ) -> None:
        for bad in ("too short", ann.username * 3, "abcabcabcabcabcabc"):
            assert (await reset(stranger, link, bad)).status_code == 422
        assert (await reset(stranger, link)).status_code == 204

    async def test_link_proves_no_address_and_signs_nobody_in(self, stranger: httpx.AsyncClient, link: str) -> None:
        """A token is good for what it was made for, and for nothing else."""
        verified = await stranger.post("/api/v1/auth/verify-email", json={"token": link})
        assert (verified.status_code, verified.json()["code"]) == (403, "link_ended")
        bearer = await stranger.get("/api/v1/users/me", headers={"Authorization": f"Bearer {link}"})
        assert bearer.status_code == 401

    async def test_link_is_kept_as_a_digest_and_the_mail_is_sealed(
        self, ann: Person, owner: Person, link: str, app: FastAPI
    ) -> None:
        async with app.state.database.begin(await id_of(ann)) as session:
            for table in ("auth_tokens", "mails", "procrastinate_jobs", "security_events"):
                rows = (await session.execute(text(f"select t::text from {table} t"))).scalars().all()  # noqa: S608 from the list
                assert not [row for row in rows if link in row or link.encode().hex() in row]
        assert await mails_to(owner, ann.email)

    async def test_password_is_asked_for_five_times_a_day(
        self, stranger: httpx.AsyncClient, ann: Person, app: FastAPI
    ) -> None:
        """By whatever name: those whom nobody knows are counted, too."""
        for email in (ann.email, "nobody-else@example.org"):
            codes = [(await forget(stranger, email)).status_code for _ in range(6)]
            assert codes == [204] * 5 + [429]
            async with app.state.database.begin() as session:
                await session.execute(text("delete from attempt_counts"))

    async def test_password_of_an_account_that_is_switched_off_stays(
        self, stranger: httpx.AsyncClient, ann: Person, owner: Person, app: FastAPI
    ) -> None:
        email, user_id = ann.email, await id_of(ann)
        async with app.state.database.begin(user_id) as session:
            await session.execute(text("update users set is_active = false"))
        assert (await forget(stranger, email)).status_code == 204
        assert (await forget(stranger, owner.email)).status_code == 204
        await token_to(owner, owner.email, SUBJECT)  # asked for later, and there already
        assert await mails_to(owner, email) == []


class TestByAnAdministrator:
    async def test_is_only_a_mail_to_the_person(self, ann: Person, owner: Person, server: str) -> None:
        path = f"/api/v1/users/{await id_of(ann)}/password-reset"
        assert (await owner.client.post(path)).json()["code"] == "confirmation_needed"
        async with browser(server, owner) as confirmed:
            assert (await confirmed.post(path)).status_code == 204
            token = await token_to(owner, ann.email, SUBJECT)
            assert token not in (await confirmed.post(path)).text
        async with browser(server, ann) as herself:
            assert (await herself.post(path)).status_code == 403


class TestChange:
    PATH = "/api/v1/users/me/password"

    async def test_needs_the_present_password_and_ends_all_other_sessions(
        self, ann: Person, owner: Person, server: str
    ) -> None:
        values = {"present_password": PASSWORD, "password": ANOTHER}
        async with browser(server, ann) as here, browser(server, ann) as there:
            wrong = await here.post(self.PATH, json=values | {"present_password": "not my password at all"})
            assert (wrong.status_code, wrong.json()["code"]) == (422, "invalid")
            assert wrong.json()["errors"][0]["field"] == "present_password"
            assert await is_signed_in(there)
            before = dict(here.cookies)
            changed = await here.post(self.PATH, json=values)
            assert (changed.status_code, changed.json()["username"]) == (200, ann.username)
            assert await is_signed_in(here)
            assert not await is_signed_in(there)
        async with httpx.AsyncClient(base_url=server, cookies=before) as copied:
            assert not await is_signed_in(copied), "the session goes on by another token"
        async with browser(server, ann, ANOTHER):
            await mail_to(owner, ann.email, "Your password has been changed")
            assert (await remembered(ann, "password_changed"))["severity"] == "warning"

    async def test_needs_a_proof_of_the_last_minutes(self, ann: Person, server: str, app: FastAPI) -> None:
        values = {"present_password": PASSWORD, "password": ANOTHER}
        assert (await ann.client.post(self.PATH, json=values)).json()["code"] == "confirmation_needed"
        async with browser(server, ann) as here:
            await change(app, ann, "update user_sessions set confirmed_at = confirmed_at - interval '6 minutes'")
            answer = await here.post(self.PATH, json=values)
            assert (answer.status_code, answer.json()["code"]) == (403, "confirmation_needed")

    async def test_ends_links_that_were_on_their_way(
        self, ann: Person, server: str, link: str, stranger: httpx.AsyncClient
    ) -> None:
        async with browser(server, ann) as here:
            assert (
                await here.post(self.PATH, json={"present_password": PASSWORD, "password": ANOTHER})
            ).status_code == 200
        assert (await reset(stranger, link)).status_code == 403

    async def test_is_guessed_slowly_by_who_took_a_session_over(self, ann: Person, server: str) -> None:
        async with browser(server, ann) as taken:
            values = {"present_password": "not my password at all", "password": ANOTHER}
            codes = [(await taken.post(self.PATH, json=values)).status_code for _ in range(11)]
        assert codes == [422] * 10 + [429]

    async def test_of_who_has_a_second_factor_may_be_shorter(self, ann: Person, server: str, app: FastAPI) -> None:
        values = {"present_password": PASSWORD, "password": "9 signs!x"}
        async with browser(server, ann) as here:
            assert (await here.post(self.PATH, json=values)).status_code == 422
            enabled = "insert into mfa_configurations (id, user_id, totp_enabled) select id, id, true from users"
            await change(app, ann, enabled)
            assert (await here.post(self.PATH, json=values)).status_code == 200
