from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest
from tests.fakes.provider import FakeProvider

from clew.infra.egress import Egress
from clew.kit.errors import ModelNotConfigured, ProviderRefused
from clew.providers.clients import ModelClients, ModelSpec
from clew.providers.embedded import EmbeddedModel
from clew.providers.protocol import ChatMessage, ChatModel, ChatRequest, Finished


@pytest.fixture
async def clients() -> AsyncIterator[ModelClients]:
    egress = Egress()
    opened = ModelClients(egress, EmbeddedModel())
    yield opened
    await opened.aclose()
    await egress.aclose()


def spec(base_url: str | None, *, private: bool = False, provider: str = "openai_compatible") -> ModelSpec:
    return ModelSpec(
        provider=provider,
        name="Mine",
        base_url=base_url,
        model="echo",
        api_key="sk-hidden-from-everybody",
        allow_private_network=private,
    )


async def is_answered(model: ChatModel) -> bool:
    async with aclosing(model.stream(ChatRequest((ChatMessage("user", "Hello"),)))) as stream:
        return isinstance([event async for event in stream][-1], Finished)


class TestOpen:
    async def test_a_private_address_needs_an_administrator(self, clients: ModelClients) -> None:
        async with FakeProvider() as fake:
            assert await is_answered(clients.open(spec(fake.base_url, private=True)))
            with pytest.raises(ProviderRefused):
                await is_answered(clients.open(spec(fake.base_url)))

    async def test_whose_word_is_for_one_origin(self, clients: ModelClients) -> None:
        async with FakeProvider() as allowed, FakeProvider() as other:
            assert await is_answered(clients.open(spec(allowed.base_url, private=True)))
            with pytest.raises(ProviderRefused):
                await is_answered(clients.open(spec(other.base_url)))
            assert other.connections == 0

    @pytest.mark.parametrize(
        "address", ["http://[::1", "http://me@127.0.0.1/v1", "http://127.0.0.1:99999", "file:///x"]
    )
    async def test_no_word_makes_an_address_of_what_is_none(self, clients: ModelClients, address: str) -> None:
        with pytest.raises(ProviderRefused):
            await is_answered(clients.open(spec(address, private=True)))

    async def test_the_embedded_model_is_one_for_all(self, clients: ModelClients) -> None:
        first = clients.open(ModelSpec(provider="embedded", name="Built in"))
        assert first is clients.open(ModelSpec(provider="embedded", name="Also built in"))

    @pytest.mark.parametrize("wrong", [spec(None), spec("https://example.org/v1", provider="unheard of")])
    async def test_what_is_not_configured(self, clients: ModelClients, wrong: ModelSpec) -> None:
        with pytest.raises(ModelNotConfigured):
            clients.open(wrong)

    def test_a_key_is_not_printed(self) -> None:
        assert "sk-hidden" not in repr(spec("https://example.org/v1"))
