from decimal import Decimal
from typing import TypeAlias

import pytest

from clew.providers.clients import ModelSpec
from clew.providers.pricing import cost_of, price_of
from clew.providers.protocol import Usage

Prices: TypeAlias = tuple[float | None, float | None]
OPENAI = "https://api.openai.com/v1"


def spec(provider: str, model: str, base_url: str | None = None, prices: Prices = (None, None)) -> ModelSpec:
    return ModelSpec(
        provider=provider, name="Mine", model=model, base_url=base_url, price_input=prices[0], price_output=prices[1]
    )


class TestPrice:
    @pytest.mark.parametrize(
        ("model", "read"),
        [
            (spec("anthropic", "claude-sonnet-4-5"), 3),
            (spec("anthropic", "claude-sonnet-4-5-20250929"), 3),
            (spec("anthropic", "claude-3-5-haiku-latest"), Decimal("0.8")),
            (spec("openai_compatible", "gpt-5-mini-2025-08-07", OPENAI), Decimal("0.25")),
            (spec("google", "models/gemini-2.5-flash-001"), Decimal("0.3")),
            (spec("ollama", "anything"), 0),
            (spec("embedded", "smollm2"), 0),
        ],
    )
    def test_is_known_by_name_whatever_the_edition(self, model: ModelSpec, read: Decimal) -> None:
        price = price_of(model)
        assert price is not None
        assert price.input == read

    @pytest.mark.parametrize(
        "model",
        [
            spec("anthropic", "claude-unheard-of"),
            spec("openai_compatible", "gpt-5-pro", OPENAI),
            spec("openai_compatible", "gpt-5", "https://reseller.example.org/v1"),
            spec("anthropic", "gpt-5"),
        ],
    )
    def test_is_not_guessed(self, model: ModelSpec) -> None:
        assert price_of(model) is None
        assert cost_of(model, Usage(1000, 1000)) is None


class TestCost:
    def test_counts_what_was_read_from_the_cache_at_its_own_price(self) -> None:
        usage = Usage(1_000_000, 100_000, cached_tokens=600_000)
        assert cost_of(spec("anthropic", "claude-sonnet-4-5"), usage) == Decimal("2.88")

    def test_follows_the_administrators_prices_first(self) -> None:
        own = spec("anthropic", "claude-sonnet-4-5", prices=(0.1, 1))
        assert cost_of(own, Usage(1_000_000, 1_000_000, cached_tokens=5)) == Decimal("1.1")
        assert cost_of(spec("ollama", "m", prices=(1, 1)), Usage(1_000_000, 0)) == 1

    def test_is_nothing_on_our_own_machine_even_uncounted(self) -> None:
        assert cost_of(spec("embedded", "m"), None) == 0
        assert cost_of(spec("ollama", "m"), Usage(5, 5)) == 0

    def test_is_not_known_where_nothing_was_counted(self) -> None:
        assert cost_of(spec("anthropic", "claude-sonnet-4-5"), None) is None
