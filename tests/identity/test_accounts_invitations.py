"""Who makes an account, and what a stranger learns of those that there are; invitations; the end of an account."""

import asyncio
from pathlib import Path

import httpx
import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from sqlalchemy import text
from tests.conftest import PASSWORD, People, Person
from tests.identity.administration import Administrator
from tests.identity.mailbox import browser, id_of, mail_to, mails_to, remembered, sign_in, token_to, told

from clew.infra.config import Config
from clew.infra.embedded_postgres import Addresses
from clew.kit.ids import new_id
from clew.main.app import create_app
from clew.settings.registry import REGISTRATION_OPEN
from clew.settings.store import Settings

REGISTER, INVITATIONS = "/api/v1/auth/register", "/api/v1/invitations"
ADMINISTRATOR = "01980000-0000-7000-8000-000000000003"
PREMIUM = "01980000-0000-7000-8000-000000000002"


def somebody(**values: object) -> dict[str, object]:
    name = f"new{new_id().hex[-12:]}"
    return {"username": name, "email": f"{name}@example.org", "password": PASSWORD} | values


@pytest.fixture
async def is_open(app: FastAPI, owner: Person) -> None:
    """Anybody may make an account."""
    assert owner
    async with app.state.database.begin() as session:
        await Settings(session).put(REGISTRATION_OPEN, value=True)


@pytest.fixture
async def is_closed(app: FastAPI, owner: Person) -> None:
    assert owner
    async with app.state.database.begin() as session:
        await Settings(session).put(REGISTRATION_OPEN, value=False)


def shape(answer: httpx.Response) -> dict[str, object]:
    """The answer without what differs between any two accounts."""
    differs = {"id", "created_at", "updated_at"}
    return {name: type(value) if name in differs else value for name, value in answer.json().items()}


@pytest.mark.usefixtures("is_open")
class TestOpenRegistration:
    async def test_answers_alike_for_an_address_that_has_an_account(
        self, stranger: httpx.AsyncClient, ann: Person, owner: Person, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hashed: list[str] = []
        plain = PasswordHasher.hash

        def noted(hasher: PasswordHasher, password: str) -> str:
            hashed.append(password)
            return plain(hasher, password)

        monkeypatch.setattr(PasswordHasher, "hash", noted)
        free = somebody()
        made = await stranger.post(REGISTER, json=free)
        assert len(hashed) == 1
        taken = await stranger.post(REGISTER, json=somebody(email=ann.email.upper(), username=f"{ann.username}x"))
        assert len(hashed) == 2
        assert (made.status_code, taken.status_code) == (201, 201)
        assert shape(made) | {"username": "", "email": ""} == shape(taken) | {"username": "", "email": ""}
        assert told(made)[2] == told(taken)[2] | {"content-length": told(made)[2]["content-length"]}
        assert (await sign_in(stranger, f"{ann.username}x")).status_code == 401
        await mail_to(owner, ann.email.upper(), "You have an account already")
        await remembered(ann, "registration_with_own_address")

    async def test_proves_the_address_by_mail(self, stranger: httpx.AsyncClient, owner: Person) -> None:
        values = somebody()
        await stranger.post(REGISTER, json=values)
        token = await token_to(owner, str(values["email"]), "Please confirm your address")
        assert (await stranger.post("/api/v1/auth/verify-email", json={"token": token})).status_code == 204
        user = (await sign_in(stranger, str(values["username"]))).json()["user"]
        assert user["is_verified"] is True

    async def test_is_slow_from_one_address_of_the_network(self, stranger: httpx.AsyncClient) -> None:
        codes = [(await stranger.post(REGISTER, json=somebody())).status_code for _ in range(11)]
        assert codes == [201] * 10 + [429]

    async def test_waits_for_the_link_where_mail_is_sent(
        self, database: Addresses, tmp_path: Path, app: FastAPI, owner: Person
    ) -> None:
        """So that a stranger cannot tell by signing in whether the account was made."""
        config = Config(data_dir=app.state.config.data_dir, smtp_url="smtp://127.0.0.1:1", mail_from="clew@example.org")
        sending, values = create_app(config, database.application), somebody()
        name, email = str(values["username"]), str(values["email"])
        transport = httpx.ASGITransport(sending)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
            assert (await client.post(REGISTER, json=values)).json()["is_active"] is False
            assert (await sign_in(client, name)).status_code == 401
            lost = await token_to(owner, email, "Please confirm your address")
            await client.post("/api/v1/auth/forgot-password", json={"email": email})
            token = await token_to(owner, email, "Please confirm your address", number=2)
            assert (await client.post("/api/v1/auth/verify-email", json={"token": lost})).status_code == 403
            assert (await client.post("/api/v1/auth/verify-email", json={"token": token})).status_code == 204
            assert (await sign_in(client, name)).status_code == 200
        await sending.state.database.close()
        assert tmp_path


@pytest.mark.usefixtures("is_closed")
class TestInvitation:
    async def invite(self, server: str, owner: Person, **values: object) -> dict[str, str]:
        async with browser(server, owner) as confirmed:
            answer = await confirmed.post(INVITATIONS, json=values)
        assert answer.status_code == 201, answer.text
        return answer.json() | {"token": answer.json()["link"].partition("#token=")[2]}

    async def test_makes_one_account_when_fifty_use_it_at_once(self, server: str, owner: Person) -> None:
        token = (await self.invite(server, owner))["token"]
        async with httpx.AsyncClient(base_url=server, timeout=60) as client:
            attempts = [client.post(REGISTER, json=somebody(invitation_token=token)) for _ in range(50)]
            answers = await asyncio.gather(*attempts)
        assert sorted(answer.status_code for answer in answers) == [201] + [403] * 49

    async def test_for_an_address_goes_there_and_proves_it(
        self, server: str, owner: Person, stranger: httpx.AsyncClient
    ) -> None:
        values = somebody()
        made = await self.invite(server, owner, email=values["email"], role_id=PREMIUM)
        assert await token_to(owner, str(values["email"]), "You are invited") == made["token"]
        other = await stranger.post(REGISTER, json=somebody(invitation_token=made["token"]))
        assert (other.status_code, other.json()["errors"][0]["field"]) == (422, "email")
        user = (await stranger.post(REGISTER, json=values | {"invitation_token": made["token"]})).json()
        assert (user["is_verified"], user["roles"]) == (True, ["premium"])

    async def test_stays_when_the_form_was_wrong(self, server: str, owner: Person, stranger: httpx.AsyncClient) -> None:
        token = (await self.invite(server, owner))["token"]
        taken = await stranger.post(REGISTER, json=somebody(invitation_token=token, username=owner.username))
        weak = await stranger.post(REGISTER, json=somebody(invitation_token=token, password="short"))
        assert (taken.status_code, weak.status_code) == (409, 422)
        assert (await stranger.post(REGISTER, json=somebody(invitation_token=token))).status_code == 201

    async def test_ends_with_its_time_or_when_it_is_taken_back(
        self, server: str, owner: Person, stranger: httpx.AsyncClient, app: FastAPI
    ) -> None:
        late, taken_back = await self.invite(server, owner, days=1), await self.invite(server, owner)
        assert (await owner.client.delete(f"{INVITATIONS}/{taken_back['id']}")).status_code == 204
        async with app.state.database.begin() as session:
            await session.execute(text("update invitations set expires_at = expires_at - interval '1 day'"))
        for one in (late, taken_back, {"token": "invitation_unknown"}):
            answer = await stranger.post(REGISTER, json=somebody(invitation_token=one["token"]))
            assert (answer.status_code, answer.json()["code"]) == (403, "registration_closed")

    async def test_shows_its_link_once(self, server: str, owner: Person, app: FastAPI) -> None:
        made = await self.invite(server, owner)
        assert made["token"] not in (await owner.client.get(INVITATIONS)).text
        assert made["token"] not in (await owner.client.get(f"{INVITATIONS}/{made['id']}")).text
        async with app.state.database.begin() as session:
            rows = (await session.execute(text("select t::text from invitations t"))).scalars().all()
        assert not [row for row in rows if made["token"] in row]

    async def test_is_for_administrators_who_give_away_what_they_have(
        self, server: str, owner: Person, ann: Person
    ) -> None:
        assert (await owner.client.post(INVITATIONS, json={})).json()["code"] == "confirmation_needed"
        async with browser(server, ann) as hers:
            assert (await hers.post(INVITATIONS, json={})).json()["code"] == "forbidden"
        async with browser(server, owner) as confirmed:
            admin = Administrator(owner, confirmed)
            role = await admin.role()
            await admin.allow(role, "invitation:create")
            await admin.grant(ann, role)
            unknown = await confirmed.post(INVITATIONS, json={"role_id": str(new_id())})
            assert unknown.status_code == 404
        async with browser(server, ann) as hers:
            made = [await hers.post(INVITATIONS, json={"role_id": of}) for of in (role["id"], ADMINISTRATOR)]
        assert [answer.status_code for answer in made] == [201, 403]

    async def test_gives_no_more_than_who_invited_has_when_it_is_used(
        self, server: str, owner: Person, ann: Person, stranger: httpx.AsyncClient
    ) -> None:
        async with browser(server, owner) as confirmed:
            admin = Administrator(owner, confirmed)
            role = await admin.role()
            await admin.allow(role, "invitation:create")
            given = await admin.grant(ann, role)
            tokens = [(await self.invite(server, ann, role_id=role["id"]))["token"] for _ in range(3)]
            joined = await stranger.post(REGISTER, json=somebody(invitation_token=tokens[0]))
            assert joined.json()["roles"] == [role["name"]]
            assert (await confirmed.delete(f"/api/v1/user-roles/{given['id']}")).status_code == 204
            joined = await stranger.post(REGISTER, json=somebody(invitation_token=tokens[1]))
            assert joined.json()["roles"] == ["user"]
            assert (await confirmed.post(f"/api/v1/users/{await id_of(ann)}/suspend")).status_code == 200
            refused = await stranger.post(REGISTER, json=somebody(invitation_token=tokens[2]))
            assert (refused.status_code, refused.json()["code"]) == (403, "registration_closed")


class TestClosing:
    async def close(self, client: httpx.AsyncClient, password: str = PASSWORD) -> httpx.Response:
        return await client.request("DELETE", "/api/v1/users/me", json={"password": password})

    async def test_erases_the_person_and_what_was_theirs(
        self, ann: Person, owner: Person, server: str, stranger: httpx.AsyncClient
    ) -> None:
        await ann.thread("a secret life")
        user_id = await id_of(ann)
        async with browser(server, ann) as hers:
            wrong = await self.close(hers, "not my password at all")
            assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "password")
            closed = await self.close(hers)
            assert (closed.status_code, closed.json()) == (200, {"username": ann.username})
            assert (await hers.get("/api/v1/users/me")).status_code == 401
        assert (await ann.client.get("/api/v1/threads")).status_code == 401
        assert (await sign_in(stranger, ann.username)).status_code == 401
        assert (await owner.client.get(f"/api/v1/users/{user_id}")).status_code == 404
        assert await mails_to(owner, ann.email) == [], "nothing sends mail here: only the address would be kept"

    async def test_needs_a_proof_of_the_last_minutes(self, ann: Person) -> None:
        assert (await self.close(ann.client)).json()["code"] == "confirmation_needed"
        assert (await ann.client.get("/api/v1/users/me")).status_code == 200

    async def test_is_refused_to_the_last_administrator(self, people: People, owner: Person, server: str) -> None:
        second = await people.join(owner=True)
        async with browser(server, second) as first_out, browser(server, owner) as last:
            answers = await asyncio.gather(self.close(first_out), self.close(last))
        assert sorted(answer.status_code for answer in answers) == [200, 409]
