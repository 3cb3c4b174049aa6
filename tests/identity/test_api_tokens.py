"""API tokens: made by somebody who has just proved who they are, for what they say, until they end."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text
from tests.conftest import People, Person
from tests.main.operations import GUARDED, Things
from tests.signed_in import ME, bearer, browser_of, change, remembered, works

from clew.identity.signed_in.schemas import ApiTokenCreate
from clew.identity.signed_in.service import create_token
from clew.identity.signed_in.store import ApiTokens
from clew.infra.caller import Caller
from clew.infra.scopes import covers, is_within
from clew.kit.clock import now
from clew.kit.errors import Forbidden

TOKENS = "/api/v1/api-tokens"
THREADS = "/api/v1/threads"


async def make(person: Person, **values: Any) -> dict[str, Any]:
    answer = await person.client.post(TOKENS, json={"name": "a script", **values}, headers=await person.confirmed())
    assert answer.status_code == 201, answer.text
    return answer.json()


class TestMaking:
    async def test_shows_it_once(self, ann: Person, stranger: httpx.AsyncClient) -> None:
        made = await make(ann)
        token = made.pop("token")
        assert (token[:5], len(token)) == ("clew_", 48)
        assert (await stranger.get(ME, headers=bearer(token))).json()["username"] == ann.username
        shown = await ann.client.get(f"{TOKENS}/{made['id']}")
        assert shown.json() | {"last_used_at": None, "updated_at": None} == made | {"updated_at": None}
        assert token not in shown.text
        (event,) = await remembered(ann, "api_token_created")
        assert event["event_data"] == {"api_token_id": made["id"]}
        assert token not in str(event)

    async def test_needs_a_proof_that_is_minutes_old(self, ann: Person) -> None:
        """So that no token makes another."""
        by_token = await ann.client.post(TOKENS, json={"name": "a child"})
        async with browser_of(ann) as browser:
            await change(ann, "update user_sessions set confirmed_at = now() - interval '6 minutes'")
            by_session = await browser.post(TOKENS, json={"name": "a child"})
        assert [one.json()["code"] for one in (by_token, by_session)] == ["confirmation_needed"] * 2
        assert len((await ann.client.get(TOKENS)).json()["items"]) == 1

    async def test_says_until_when(self, ann: Person, owner: Person) -> None:
        unsaid, said = await make(ann), await make(ann, expires_at=f"{now() + timedelta(days=364)}")
        assert [(datetime.fromisoformat(one["expires_at"]) - now()).days for one in (unsaid, said)] == [89, 363]
        assert (await owner.client.put("/api/v1/system-settings/tokens.days", json={"value": 5})).status_code == 200
        assert (datetime.fromisoformat((await make(ann))["expires_at"]) - now()).days == 4
        assert (await owner.client.delete("/api/v1/system-settings/tokens.days")).status_code == 204

    @pytest.mark.parametrize("days", [-1, 0, 366])
    async def test_for_longer_than_a_year_or_no_time_is_refused(self, ann: Person, days: int) -> None:
        body = {"name": "x", "expires_at": f"{now() + timedelta(days=days)}"}
        answer = await ann.client.post(TOKENS, json=body, headers=await ann.confirmed())
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "expires_at")

    @pytest.mark.parametrize(
        "scopes",
        [
            [],
            ["threads"],
            ["threads:"],
            [":read"],
            ["*"],
            ["threads:delete:x"],
            ["Threads:read"],
            ["a:b"],
            ["a:read\n"],
        ],
    )
    async def test_for_what_is_no_scope_is_refused(self, ann: Person, scopes: list[str]) -> None:
        answer = await ann.client.post(TOKENS, json={"name": "x", "scopes": scopes}, headers=await ann.confirmed())
        assert answer.status_code == 422, answer.text

    async def test_gives_no_more_than_its_maker_has(self, ann: Person) -> None:
        """Whatever else may come to make tokens: a token for less than everything makes none for more."""
        async with ann.acting() as (session, caller):
            narrow = Caller(caller.user_id, token_id=caller.user_id, scopes=frozenset({"threads:*", "todos:read"}))
            for scopes in (["threads:write", "todos:get"], ["todos:read"]):
                await create_token(session, narrow, ApiTokenCreate(name="x", scopes=scopes))
            for scopes in (None, ["todos:write"], ["*:read"], ["threads:read", "memories:read"], ["todos:*"]):
                with pytest.raises(Forbidden):
                    await create_token(session, narrow, ApiTokenCreate(name="x", scopes=scopes))


class TestScopes:
    async def test_hold_on_every_route(self, ann: Person, stranger: httpx.AsyncClient) -> None:
        thread = await ann.thread("hers")
        stranger.headers.update(bearer((await make(ann, scopes=["threads:read"]))["token"]))
        for path in (THREADS, f"{THREADS}/{thread}", f"{THREADS}/{thread}/messages"):
            assert (await stranger.get(path)).status_code == 200
        refused = [
            await stranger.post(THREADS, json={}),
            await stranger.delete(f"{THREADS}/{thread}"),
            await stranger.get(ME),
            await stranger.get("/api/v1/memories"),
            await stranger.get(TOKENS),
            await stranger.post("/api/v1/auth/sign-out"),
        ]
        assert {(one.status_code, one.json()["code"]) for one in refused} == {(403, "out_of_scope")}
        assert (await ann.client.get(f"{THREADS}/{thread}")).status_code == 200

    async def test_hold_on_everything_that_is_served(self, ann: Person, stranger: httpx.AsyncClient) -> None:
        """Also before it is looked whether a thing is there."""
        stranger.headers.update(bearer((await make(ann, scopes=["nothing:*"]))["token"]))
        for name, operation in GUARDED.items():
            answer = await operation.call(stranger, Things.unknown())
            assert (answer.status_code, answer.json()["code"]) == (403, "out_of_scope"), name

    async def test_by_method(self, ann: Person, stranger: httpx.AsyncClient) -> None:
        stranger.headers.update(bearer((await make(ann, scopes=["threads:post"]))["token"]))
        made = await stranger.post(THREADS, json={})
        assert made.status_code == 201
        assert (await stranger.get(THREADS)).status_code == 403
        assert (await stranger.delete(f"{THREADS}/{made.json()['id']}")).status_code == 403

    async def test_give_nothing_that_the_person_lacks(self, ann: Person, stranger: httpx.AsyncClient) -> None:
        stranger.headers.update(bearer((await make(ann, scopes=["*:*"]))["token"]))
        assert (await stranger.get(THREADS)).status_code == 200
        assert (await stranger.get("/api/v1/users")).json()["code"] == "forbidden"

    async def test_end_with_the_rights_of_the_person(
        self, people: People, owner: Person, stranger: httpx.AsyncClient
    ) -> None:
        await people.join(owner=True)  # somebody stays who administers it
        stranger.headers.update(bearer((await make(owner, scopes=["users:read"]))["token"]))
        assert (await stranger.get("/api/v1/users")).status_code == 200
        await change(owner, "update user_roles set expires_at = now() - interval '1 second'")
        try:
            assert (await stranger.get("/api/v1/users")).json()["code"] == "forbidden"
        finally:
            await change(owner, "update user_roles set expires_at = null")

    @pytest.mark.parametrize(
        ("scopes", "method", "path", "is_covered"),
        [
            ({"threads:read"}, "GET", "/api/v1/threads/x/messages", True),
            ({"threads:read"}, "HEAD", "/api/v1/threads", True),
            ({"threads:write"}, "GET", "/api/v1/threads", False),
            ({"threads:write"}, "PUT", "/api/v1/threads", True),
            ({"threads:read", "threads:delete"}, "DELETE", "/api/v1/threads/x", True),
            ({"threads:read"}, "GET", "/api/v1/threads-and-more", False),
            ({"thread:read"}, "GET", "/api/v1/threads", False),
            ({"*:read"}, "GET", "/api/v1/memories", True),
            ({"*:read"}, "POST", "/api/v1/memories", False),
            ({"threads:*"}, "DELETE", "/api/v1/threads", True),
            ({"docs:read", "openapi:read"}, "GET", "/docs", False),
            ({"*:*"}, "GET", "/openapi.json", True),
            (set[str](), "GET", "/api/v1/threads", False),
        ],
    )
    def test_cover(self, scopes: set[str], method: str, path: str, *, is_covered: bool) -> None:
        assert covers(scopes, method, path) is is_covered

    def test_lie_within_one_another(self) -> None:
        assert is_within({"a:read", "b:post"}, {"a:*", "b:write"})
        assert is_within({"a:get"}, {"*:read"})
        for wider in ({"a:read"}, {"b:*"}, {"a:get", "a:post"}):
            assert not is_within({"a:*"}, wider)
        assert not is_within({"*:read"}, {"a:read"})


class TestLife:
    async def test_has_a_name_that_can_change(self, ann: Person, bob: Person) -> None:
        made = await make(ann)
        one = f"{TOKENS}/{made['id']}"
        for answer in (
            await ann.client.patch(one, json={"name": "nightly"}),
            await ann.client.put(one, json={"name": "nightly"}),
        ):
            assert (answer.status_code, answer.json()["name"], answer.json()["is_current"]) == (200, "nightly", False)
        assert (await ann.client.patch(one, json={"scopes": ["*:*"]})).status_code == 422
        assert (await bob.client.patch(one, json={"name": "his"})).status_code == 404

    async def test_ends_when_it_is_revoked(self, ann: Person, stranger: httpx.AsyncClient) -> None:
        made, other = await make(ann), await make(ann)
        assert (await ann.client.delete(f"{TOKENS}/{made['id']}")).status_code == 204
        assert [await works(stranger, one["token"]) for one in (made, other)] == [False, True]
        assert (await ann.client.get(f"{TOKENS}/{made['id']}")).json()["is_revoked"]
        assert len(await remembered(ann, "api_token_revoked")) == 1

    async def test_ends_by_itself(self, ann: Person, stranger: httpx.AsyncClient) -> None:
        made = await make(ann)
        await change(ann, "update auth_tokens set expires_at = now() where name = 'a script'")
        assert not await works(stranger, made["token"])
        async with ann.acting() as (session, caller):
            row = await ApiTokens(session, caller).get(UUID(made["id"]))
            assert row.is_expired
            assert not (await ApiTokens(session, caller).issue(b"x", "another", now() + timedelta(days=1))).is_expired

    async def test_tells_of_an_address_that_is_new_to_it(self, ann: Person, stranger: httpx.AsyncClient) -> None:
        made = await make(ann)
        await works(stranger, made["token"])
        await change(ann, """update auth_tokens set addresses = '["192.0.2.1"]' where name = 'a script'""")
        for _ in range(3):
            await works(stranger, made["token"])
        (event,) = await remembered(ann, "api_token_used_elsewhere")
        assert (event["severity"], event["ip_address"]) == ("warning", "127.0.0.1")
        assert event["event_data"] == {"api_token_id": made["id"]}

    async def test_remembers_twenty_addresses(self, ann: Person, stranger: httpx.AsyncClient) -> None:
        made = await make(ann)
        many = "select jsonb_agg('192.0.2.' || n) from generate_series(1, 20) n"
        await change(ann, f"update auth_tokens set addresses = ({many}) where name = 'a script'")  # noqa: S608 ours
        await works(stranger, made["token"])
        async with ann.acting() as (session, _):
            known = await session.scalar(text("select addresses from auth_tokens where name = 'a script'"))
        assert known == [*(f"192.0.2.{n}" for n in range(2, 21)), "127.0.0.1"]
