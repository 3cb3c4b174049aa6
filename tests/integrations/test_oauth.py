"""Accounts at other services: their tokens are kept sealed and shown to nobody."""

import asyncio
from datetime import timedelta

from sqlalchemy import text
from tests.conftest import Person

from clew.integrations.models import OAuthIntegration
from clew.integrations.oauth.store import OAuthIntegrations, Tokens
from clew.kit.clock import now

PATH = "/api/v1/oauth-integrations"
TOKENS = Tokens("access-canary", "refresh-canary", None, ["repo", "a:scope"])


async def connect(person: Person, provider: str = "github", tokens: Tokens = TOKENS) -> OAuthIntegration:
    async with person.acting() as (session, caller):
        return await OAuthIntegrations(session, caller).store(provider, "ada", tokens)


class TestTokens:
    async def test_stand_nowhere_in_plain_text(self, ann: Person) -> None:
        await connect(ann)
        async with ann.acting() as (session, _):
            row = (
                await session.execute(text("select access_token, refresh_token, o::text from oauth_integrations o"))
            ).one()
        for canary in ("access-canary", "refresh-canary"):
            assert canary.encode() not in row[0] + row[1]
            assert canary.encode().hex() not in row[2]
            assert canary not in row[2]
        assert "canary" not in repr(TOKENS)

    async def test_open_for_use(self, ann: Person) -> None:
        record = await connect(ann)
        async with ann.acting() as (session, caller):
            store = OAuthIntegrations(session, caller)
            assert await store.tokens(await store.get(record.id)) == TOKENS

    async def test_take_the_place_of_those_before(self, ann: Person) -> None:
        first = await connect(ann)
        second = await connect(ann, tokens=Tokens("newer", None, now() + timedelta(hours=1), []))
        assert second.id == first.id
        async with ann.acting() as (session, caller):
            store = OAuthIntegrations(session, caller)
            tokens = await store.tokens(await store.get(second.id))
        assert (tokens.access, tokens.refresh, tokens.scopes) == ("newer", None, [])


class TestOverHttp:
    async def test_shows_what_they_allow_and_no_token(self, ann: Person, bob: Person) -> None:
        record = await connect(ann)
        shown = await ann.client.get(f"{PATH}/{record.id}")
        assert shown.json()["permissions"] == ["Read and change all your repositories", "a:scope"]
        assert (shown.json()["is_expired"], shown.json()["can_be_refreshed"]) == (False, True)
        listed = await ann.client.get(PATH)
        assert listed.json()["items"] == [shown.json()]
        assert "canary" not in listed.text + shown.text
        assert "token" not in listed.text
        assert (await bob.client.get(f"{PATH}/{record.id}")).status_code == 404

    async def test_tells_what_has_expired(self, ann: Person) -> None:
        late = Tokens("late", None, now() - timedelta(seconds=1), [])
        record = await connect(ann, "google", late)
        await connect(ann, "notion", Tokens("good", None, now() + timedelta(days=1), []))
        shown = (await ann.client.get(f"{PATH}/{record.id}")).json()
        assert (shown["is_expired"], shown["can_be_refreshed"]) == (True, False)

        async def providers(**params: str) -> list[str]:
            answer = await ann.client.get(PATH, params={"sort": "provider", **params})
            return [one["provider"] for one in answer.json()["items"]]

        assert await providers() == ["google", "notion"]
        assert await providers(provider="notion") == ["notion"]
        assert await providers(expires_before=now().isoformat()) == ["google"]

    async def test_revoking_forgets_and_is_remembered(self, ann: Person, bob: Person) -> None:
        record = await connect(ann)
        assert (await bob.client.delete(f"{PATH}/{record.id}")).status_code == 404
        stale = await ann.client.delete(f"{PATH}/{record.id}", headers={"If-Match": '"9"'})
        assert stale.status_code == 412
        assert (await ann.client.delete(f"{PATH}/{record.id}")).status_code == 204
        assert (await ann.client.get(f"{PATH}/{record.id}")).status_code == 404
        async with asyncio.timeout(20):
            while True:
                events = await ann.client.get("/api/v1/security-events", params={"event_type": "integration_revoked"})
                if events.json()["items"]:
                    break
                await asyncio.sleep(0.05)
        (event,) = events.json()["items"]
        assert event["event_data"] == {"provider": "github"}
