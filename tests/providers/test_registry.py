"""The models of an instance: who may change them, what is shown of their keys, whether they answer, what is here."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from tests.answers import add_model
from tests.conftest import Person
from tests.fakes.provider import FakeProvider

KEY = "sk-test-0123456789wxyz"
ELSEWHERE = "https://other.example.org/v1"
_names = iter(range(1000))


async def add(owner: Person, **values: object) -> dict[str, Any]:
    config = values.pop("config", {"base_url": "https://models.example.org/v1", "model": "m"})
    body = {"name": f"Model {next(_names)}", "api_key": KEY, "config": config, **values}
    answer = await owner.client.post("/api/v1/ai-models", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def change(owner: Person, model: dict[str, Any], **values: object) -> dict[str, Any]:
    answer = await owner.client.patch(f"/api/v1/ai-models/{model['id']}", json=values)
    assert answer.status_code == 200, answer.text
    return answer.json()


class TestKey:
    async def test_is_shown_as_a_mask_and_never_as_itself(self, owner: Person, ann: Person) -> None:
        made = await add(owner)
        for client in (owner.client, ann.client):
            shown = await client.get(f"/api/v1/ai-models/{made['id']}")
            assert shown.json()["api_key"]["mask"] == "sk-…wxyz"
            assert shown.json()["api_key"]["set_at"]
            assert "0123456789" not in shown.text
            assert "0123456789" not in (await client.get("/api/v1/ai-models")).text

    async def test_is_sealed_in_the_database(self, owner: Person, app: FastAPI) -> None:
        made = await add(owner)
        async with app.state.database.begin() as session:
            row = (
                await session.execute(
                    text("select api_key, to_jsonb(m) - 'api_key' from ai_models m where id = :id"), {"id": made["id"]}
                )
            ).one()
        assert KEY.encode() not in row[0]
        assert "0123456789" not in str(row[1])

    @pytest.mark.parametrize(
        ("key", "mask"), [("short-1234", "…"), ("AIzaSyA-0123456789", "…6789"), (None, None), ("x" * 15, "…")]
    )
    async def test_of_a_few_characters_is_not_given_away(
        self, owner: Person, key: str | None, mask: str | None
    ) -> None:
        made = await add(owner, api_key=key)
        assert (made["api_key"] and made["api_key"]["mask"]) == mask
        assert made["has_key"] == (key is not None)

    async def test_goes_with_its_base_url(self, owner: Person) -> None:
        changed = await change(owner, await add(owner), config={"base_url": ELSEWHERE, "model": "m"})
        assert (changed["has_key"], changed["api_key"]) == (False, None)

    async def test_goes_with_its_provider_at_the_same_address_too(self, owner: Person) -> None:
        made = await add(owner)
        changed = await change(owner, made, provider="anthropic", config=made["config"])
        assert (changed["provider"], changed["has_key"]) == ("anthropic", False)

    async def test_stays_where_a_new_one_comes_with_the_change(self, owner: Person) -> None:
        config = {"base_url": ELSEWHERE, "model": "m"}
        changed = await change(owner, await add(owner), config=config, api_key="sk-new-0123456789abcd")
        assert changed["api_key"]["mask"] == "sk-…abcd"

    async def test_stays_when_something_else_changes(self, owner: Person) -> None:
        made = await add(owner)
        changed = await change(owner, made, config={**made["config"], "window": 9000}, is_active=False)
        assert changed["api_key"] == made["api_key"]


class TestAddress:
    @pytest.mark.parametrize(
        ("provider", "base_url"),
        [
            ("ollama", "http://127.0.0.1:11434/v1"),
            ("anthropic", "https://api.anthropic.com/v1"),
            ("google", "https://generativelanguage.googleapis.com/v1beta/openai"),
        ],
    )
    async def test_is_the_providers_own_where_nobody_says_otherwise(
        self, owner: Person, provider: str, base_url: str
    ) -> None:
        made = await add(owner, provider=provider, config={"model": "m"})
        assert (made["provider"], made["config"]["base_url"]) == (provider, base_url)

    async def test_of_something_compatible_must_be_said(self, owner: Person) -> None:
        body = {"name": "Nowhere", "config": {"model": "m"}}
        answer = await owner.client.post("/api/v1/ai-models", json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid")

    async def test_does_not_move_to_another_provider_by_itself(self, owner: Person) -> None:
        made = await add(owner)
        answer = await owner.client.patch(f"/api/v1/ai-models/{made['id']}", json={"provider": "google"})
        assert answer.status_code == 422
        assert (await owner.client.get(f"/api/v1/ai-models/{made['id']}")).json()["provider"] == "openai_compatible"

    async def test_prices_come_in_pairs(self, owner: Person) -> None:
        config = {"base_url": ELSEWHERE, "model": "m", "price_input": 1.5}
        answer = await owner.client.post("/api/v1/ai-models", json={"name": "Half", "config": config})
        assert answer.status_code == 422
        assert (await add(owner, config={**config, "price_output": 0}))["config"]["price_input"] == 1.5


async def tried(person: Person, model: str) -> dict[str, Any]:
    answer = await person.client.post(f"/api/v1/ai-models/{model}/test")
    assert answer.status_code == 200, answer.text
    assert "sk-test" not in answer.text
    return answer.json()


class TestTrial:
    async def test_really_asks_the_model(self, owner: Person, fake: FakeProvider) -> None:
        found = await tried(owner, await add_model(owner, fake, "echo"))
        assert (found["ok"], found["error"]) == (True, None)
        assert "ready" in found["answer"]
        assert len(fake.seen) == 1
        assert fake.seen[0].headers["authorization"] == "Bearer sk-test-0123456789"

    async def test_asks_anthropic_in_its_own_way(self, owner: Person, fake: FakeProvider) -> None:
        config = {"base_url": fake.base_url, "model": "echo", "allow_private_network": True}
        found = await tried(owner, (await add(owner, provider="anthropic", config=config))["id"])
        assert found["ok"]
        assert (fake.seen[0].path, fake.seen[0].headers["x-api-key"]) == ("/v1/messages", KEY)

    @pytest.mark.parametrize(
        ("behaviour", "code"),
        [
            ("status:401", "provider_refused"),
            ("busy:60", "provider_busy"),
            ("html", "provider_garbled"),
            ("cut:1", "provider_unreachable"),
            ('status:400:{"error": "sk-test-0123456789 is odd"}', "provider_refused"),
        ],
    )
    async def test_tells_what_went_wrong(self, owner: Person, fake: FakeProvider, behaviour: str, code: str) -> None:
        found = await tried(owner, await add_model(owner, fake, behaviour))
        assert (found["ok"], found["answer"], found["error"]["code"]) == (False, None, code)
        assert found["error"]["title"]
        assert found["error"]["detail"]

    async def test_of_a_key_that_the_model_repeats_shows_none(self, owner: Person, fake: FakeProvider) -> None:
        made = await add_model(owner, fake, "echo")
        record = (await owner.client.get(f"/api/v1/ai-models/{made}")).json()
        await change(owner, record, api_key="ready")  # which is what the answer will hold
        assert "ready" not in (await tried(owner, made))["answer"]

    async def test_of_a_key_that_cannot_be_read_is_told_too(
        self, owner: Person, fake: FakeProvider, app: FastAPI
    ) -> None:
        made = await add_model(owner, fake, "echo")
        async with app.state.database.begin() as session:
            moved = text("update ai_models set api_key = '\\x01' || api_key where id = :id")
            await session.execute(moved, {"id": made})
        found = await tried(owner, made)
        assert (found["ok"], found["error"]["code"]) == (False, "model_not_configured")
        assert fake.seen == []

    async def test_holds_no_connection_while_the_model_thinks(
        self, owner: Person, fake: FakeProvider, app: FastAPI
    ) -> None:
        trial = asyncio.create_task(tried(owner, await add_model(owner, fake, "slow:150:20")))
        await fake.next_request()
        while app.state.database.engine.pool.checkedout():  # jobs have one now and then
            await asyncio.sleep(0.01)
        assert not fake.seen[0].answered, "the model still speaks"
        assert (await trial)["ok"]


@pytest.fixture
def here(app: FastAPI, fake: FakeProvider) -> Iterator[FakeProvider]:
    """An Ollama on this machine."""
    usual, app.state.clients.ollama = app.state.clients.ollama, fake.origin
    yield fake
    app.state.clients.ollama = usual


async def found_by(person: Person) -> list[dict[str, Any]]:
    answer = await person.client.get("/api/v1/ai-models/discovered")
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


class TestDiscovery:
    async def test_finds_what_ollama_has_with_size_and_context(self, owner: Person, here: FakeProvider) -> None:
        found = await found_by(owner)
        assert [(one["model"], one["size_bytes"], one["context_length"], one["is_added"]) for one in found] == [
            ("qwen3:4b", 2497293931, 40960, False),
            ("gemma3:1b", 815319791, 32768, False),
            ("nomic-embed-text:latest", 274302450, 2048, False),
        ]
        assert found[0]["add"] == {
            "name": "qwen3:4b (Ollama)",
            "provider": "ollama",
            "usage_type": "general",
            "config": {
                "base_url": here.base_url,
                "model": "qwen3:4b",
                "window": 16384,
                "allow_private_network": True,
            },
        }
        assert found[2]["add"]["usage_type"] == "embedding"

    async def test_offers_what_can_be_added_as_it_is(self, owner: Person, here: FakeProvider) -> None:
        offered = (await found_by(owner))[1]["add"]
        made = await owner.client.post("/api/v1/ai-models", json=offered)
        assert made.status_code == 201, made.text
        assert made.json()["config"]["window"] == 32768
        assert [one["is_added"] for one in await found_by(owner)] == [False, True, False]
        assert here.seen

    @pytest.mark.parametrize("origin", ["http://127.0.0.1:1", "nobody"])
    async def test_finds_nothing_where_nobody_is(self, owner: Person, app: FastAPI, origin: str) -> None:
        usual = app.state.clients.ollama
        async with FakeProvider() as gone:
            app.state.clients.ollama = gone.origin if origin == "nobody" else origin
        assert await found_by(owner) == []
        app.state.clients.ollama = usual

    async def test_finds_nothing_where_somebody_else_is(self, owner: Person, app: FastAPI, server: str) -> None:
        usual, app.state.clients.ollama = app.state.clients.ollama, server
        assert await found_by(owner) == []
        app.state.clients.ollama = usual


class TestPermission:
    @pytest.mark.parametrize(("method", "ending"), [("GET", "discovered"), ("POST", "{id}/test")])
    async def test_is_the_administrators_and_every_try_is_written_down(
        self, owner: Person, ann: Person, here: FakeProvider, app: FastAPI, method: str, ending: str
    ) -> None:
        made = await add_model(owner, here, "echo")
        address = "/api/v1/ai-models/" + ending.format(id=made)
        action = "test" if "{id}" in ending else "discover"
        assert (await ann.client.request(method, address)).status_code == 403
        assert here.seen == []
        assert (await owner.client.request(method, address)).status_code == 200
        for person, granted in ((ann, False), (owner, True)):
            me = (await person.client.get("/api/v1/users/me")).json()["id"]
            async with app.state.database.begin(me) as session:
                tries = text("select permission_granted from access_audit_logs where resource_type = 'ai_model' "
                             "and action = :action and user_id = :me")  # fmt: skip
                assert granted in set(await session.scalars(tries, {"action": action, "me": me}))
