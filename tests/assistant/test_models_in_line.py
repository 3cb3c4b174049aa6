"""Which model answers: the one that was chosen and no other, or the first in line that does."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from uuid import UUID

import pytest
from fastapi import FastAPI
from tests.answers import add_model, follow, kept, say, settled
from tests.conftest import Person
from tests.fakes.provider import FakeProvider

from clew.infra.caller import Caller
from clew.infra.egress import Egress
from clew.kit.errors import ModelNotConfigured, ProviderTimeout
from clew.providers.clients import ModelClients, ModelSpec
from clew.providers.embedded import EmbeddedModel
from clew.providers.line import Answering, ask_in_line
from clew.providers.models import Provider, UsageType
from clew.providers.protocol import ChatMessage, ChatRequest, Limits, Text
from clew.providers.store import AIModels

NOBODY = Caller(UUID(int=0))


@pytest.fixture(autouse=True)
async def empty_line(owner: Person) -> AsyncIterator[None]:
    """After each test only the embedded model is left."""
    yield
    for model in (await owner.client.get("/api/v1/ai-models")).json()["items"]:
        if model["provider"] != "embedded":
            await owner.client.delete(f"/api/v1/ai-models/{model['id']}")


async def name_of(owner: Person, model: str) -> str:
    return (await owner.client.get(f"/api/v1/ai-models/{model}")).json()["name"]


class TestTurn:
    @pytest.mark.parametrize("behaviour", ["busy:60", "fail", "cut:0"])
    async def test_goes_on_with_the_next_and_says_so(
        self, ann: Person, owner: Person, fake: FakeProvider, behaviour: str
    ) -> None:
        second, first = await add_model(owner, fake, "echo"), await add_model(owner, fake, behaviour)
        _, message = await say(ann, await ann.thread(), "Hello you")
        answer = await follow(ann.client, message)
        assert (answer.status, answer.text, answer.of("error")) == ("complete", "Hello you", [])
        saved = await kept(ann, message)
        assert saved["model"] == await name_of(owner, second)
        assert saved["metadata"]["fallback"]["instead_of"] == await name_of(owner, first)
        assert saved["metadata"]["fallback"]["reason"]["code"].startswith("provider_")
        assert "echo" in {seen.body["model"] for seen in fake.asked}

    async def test_goes_on_where_one_says_nothing_in_time(self, fake: FakeProvider) -> None:
        line = [
            ModelSpec(Provider.openai_compatible, behaviour, fake.base_url, behaviour, allow_private_network=True)
            for behaviour in ("hang-headers", "echo")
        ]
        clients = ModelClients(Egress(), EmbeddedModel(), Limits(first_byte=0.05))
        request = ChatRequest((ChatMessage("user", "Hello you"),))
        async with aclosing(ask_in_line(clients, line, lambda _: request)) as events:
            told, *said = [event async for event in events]
        await clients.aclose()
        assert isinstance(told, Answering)
        assert (told.spec.name, type(told.instead)) == ("echo", ProviderTimeout)
        assert "".join(event.text for event in said if isinstance(event, Text)) == "Hello you"

    @pytest.mark.parametrize("behaviour", ["cut:2", "error:1"])
    async def test_never_after_the_first_word(
        self, ann: Person, owner: Person, fake: FakeProvider, behaviour: str
    ) -> None:
        await add_model(owner, fake, "echo")
        await add_model(owner, fake, behaviour)
        saved = await settled(ann, (await say(ann, await ann.thread(), "Go."))[1])
        assert (saved["status"], len(fake.asked)) == ("failed", 1)
        assert "fallback" not in saved["metadata"]

    @pytest.mark.parametrize("behaviour", ["status:401", "html"])
    async def test_never_round_a_refusal(self, ann: Person, owner: Person, fake: FakeProvider, behaviour: str) -> None:
        await add_model(owner, fake, "echo")
        await add_model(owner, fake, behaviour)
        saved = await settled(ann, (await say(ann, await ann.thread(), "Go."))[1])
        assert (saved["status"], len(fake.asked)) == ("failed", 1)

    async def test_never_to_another_than_the_one_that_was_chosen(
        self, ann: Person, owner: Person, fake: FakeProvider
    ) -> None:
        await add_model(owner, fake, "echo")
        chosen = await add_model(owner, fake, "busy:60")
        saved = await settled(ann, (await say(ann, await ann.thread(), "Go.", model_id=chosen))[1])
        assert (saved["status"], saved["error"]["code"]) == ("failed", "provider_busy")
        assert (saved["model"], len(fake.asked)) == (await name_of(owner, chosen), 1)

    async def test_fails_in_the_words_of_the_first_where_none_answers(
        self, ann: Person, owner: Person, fake: FakeProvider
    ) -> None:
        listed = (await owner.client.get("/api/v1/ai-models")).json()["items"]
        embedded = next(model for model in listed if model["provider"] == "embedded")
        await owner.client.patch(f"/api/v1/ai-models/{embedded['id']}", json={"is_active": False})
        await add_model(owner, fake, "status:401")
        first = await add_model(owner, fake, "busy:60")
        saved = await settled(ann, (await say(ann, await ann.thread(), "Go."))[1])
        await owner.client.patch(f"/api/v1/ai-models/{embedded['id']}", json={"is_active": True})
        assert (saved["error"]["code"], saved["model"]) == ("provider_busy", await name_of(owner, first))
        assert len(fake.asked) == 2

    async def test_composes_anew_for_the_window_of_the_next(
        self, ann: Person, owner: Person, fake: FakeProvider
    ) -> None:
        await add_model(owner, fake, "burst:1", window=2048)
        await add_model(owner, fake, "busy:60", window=100_000)
        saved = await settled(ann, (await say(ann, await ann.thread(), "word " * 9000))[1])
        assert saved["status"] == "complete"
        assert saved["metadata"]["context"]["cut_characters"] > 10_000
        long, short = (len(seen.messages[-1]["content"]) for seen in fake.asked[:2])
        assert long > 44_000
        assert short < 10_000


class TestCost:
    async def test_is_kept_with_the_answer(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        model = await add_model(owner, fake, "burst:64", price_input=2, price_output=10)
        saved = await settled(ann, (await say(ann, await ann.thread(), "Go.", model_id=model))[1])
        assert (saved["input_tokens"], saved["output_tokens"]) == (30, 64)
        assert float(saved["cost_usd"]) == 0.0007

    async def test_of_a_model_without_a_price_is_not_known(
        self, ann: Person, owner: Person, fake: FakeProvider
    ) -> None:
        model = await add_model(owner, fake, "burst:64")
        assert (await settled(ann, (await say(ann, await ann.thread(), "Go.", model_id=model))[1]))["cost_usd"] is None


class TestUsage:
    async def test_has_a_model_of_its_own_else_the_general_else_the_embedded(
        self, owner: Person, fake: FakeProvider, app: FastAPI
    ) -> None:
        async def line(usage: UsageType) -> list[str]:
            async with app.state.database.begin() as session:
                return [
                    one.config.get("model", "embedded") for one in await AIModels(session, NOBODY).line(None, usage)
                ]

        assert await line(UsageType.memory) == ["embedded"]
        memory = await add_model(owner, fake, "for memory")
        await owner.client.patch(f"/api/v1/ai-models/{memory}", json={"usage_type": "memory"})
        older = await add_model(owner, fake, "older")
        await add_model(owner, fake, "newer")
        assert await line(UsageType.memory) == ["for memory", "newer", "older", "embedded"]
        assert await line(UsageType.general) == ["newer", "older", "embedded"]
        assert await line(UsageType.interview) == ["newer", "older", "embedded"]
        preferred = await owner.client.patch(f"/api/v1/ai-models/{older}", json={"is_default": True})
        assert (preferred.status_code, preferred.json()["is_default"]) == (200, True)
        assert await line(UsageType.general) == ["older", "newer", "embedded"]
        assert await line(UsageType.memory) == ["for memory", "older", "newer", "embedded"]
        await owner.client.patch(f"/api/v1/ai-models/{memory}", json={"is_active": False})
        assert await line(UsageType.memory) == ["older", "newer", "embedded"]
        async with app.state.database.begin() as session:
            assert (await AIModels(session, NOBODY).resolve(None)).config["model"] == "older"
            with pytest.raises(ModelNotConfigured):
                await AIModels(session, NOBODY).resolve(UUID(memory))
