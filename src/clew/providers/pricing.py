"""What an answer cost, in US dollars.

The table is small and grows old: an administrator's own prices in the model's configuration go before it. A name is
looked up with the vendor that it belongs to, since somebody who resells a model has prices of their own.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlsplit

from clew.providers.clients import ModelSpec
from clew.providers.models import Provider
from clew.providers.protocol import Usage

AS_OF = "2026-11"
"""When they were looked up: Anthropic's on its own pages, the others' where several took them from theirs.

Standard tier; prompts of ordinary length, for long ones of some models cost more.
"""
FREE = frozenset({Provider.embedded.value, Provider.ollama.value})
OPENAI = "api.openai.com"
MILLION = Decimal(1_000_000)
CENT_PARTS = Decimal("0.000001")  # as precise as it is kept
EDITION = re.compile(r"-(?:\d{4}-\d{2}-\d{2}|\d{8}|\d{3}|latest)$")


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens: read, written, and read from the vendor's cache."""

    input: Decimal
    output: Decimal
    cached: Decimal


def _prices(*lines: str) -> dict[str, Price]:
    """From lines of name, input, output and cached."""
    table: dict[str, Price] = {}
    for line in lines:
        name, *numbers = line.split()
        table[name] = Price(*map(Decimal, numbers))
    return table


PRICES: dict[str, dict[str, Price]] = {
    Provider.anthropic: _prices(
        "claude-opus-5-5 4 20 0.2",
        "claude-opus-5 5 25 0.5",
        "claude-opus-4-8 5 25 0.5",
        "claude-opus-4-7 5 25 0.5",
        "claude-opus-4-6 5 25 0.5",
        "claude-opus-4-5 5 25 0.5",
        "claude-opus-4-1 15 75 1.5",
        "claude-opus-4 15 75 1.5",
        "claude-sonnet-5-5 2 10 0.1",
        "claude-sonnet-5 2 10 0.2",
        "claude-sonnet-4-6 3 15 0.3",
        "claude-sonnet-4-5 3 15 0.3",
        "claude-sonnet-4 3 15 0.3",
        "claude-haiku-5-5 0.1 0.5 0.01",
        "claude-haiku-4-5 1 5 0.1",
        "claude-3-5-haiku 0.8 4 0.08",
        "claude-3-haiku 0.25 1.25 0.03",
    ),
    OPENAI: _prices(
        "gpt-5.5 5 30 0.5",
        "gpt-5.4 2.5 15 0.25",
        "gpt-5.4-mini 0.75 4.5 0.075",
        "gpt-5.4-nano 0.2 1.25 0.02",
        "gpt-5.2 1.75 14 0.175",
        "gpt-5.1 1.25 10 0.125",
        "gpt-5 1.25 10 0.125",
        "gpt-5-mini 0.25 2 0.025",
        "gpt-5-nano 0.05 0.4 0.005",
        "gpt-4.1 2 8 0.5",
        "gpt-4.1-mini 0.4 1.6 0.1",
        "gpt-4.1-nano 0.1 0.4 0.025",
        "gpt-4o 2.5 10 1.25",
        "gpt-4o-mini 0.15 0.6 0.075",
        "o3 2 8 0.5",
        "o4-mini 1.1 4.4 0.275",
    ),
    Provider.google: _prices(
        "gemini-2.5-pro 1.25 10 0.125",
        "gemini-2.5-flash 0.3 2.5 0.03",
        "gemini-2.5-flash-lite 0.1 0.4 0.01",
    ),
}


def price_of(spec: ModelSpec) -> Price | None:
    """What the model costs, or None where nobody knows."""
    if spec.price_input is not None and spec.price_output is not None:
        paid = Decimal(str(spec.price_input))
        return Price(paid, Decimal(str(spec.price_output)), paid)
    if spec.provider in FREE:
        return Price(Decimal(0), Decimal(0), Decimal(0))
    vendor = spec.provider
    if vendor == Provider.openai_compatible:
        vendor = urlsplit(spec.base_url or "").hostname or ""
    name = EDITION.sub("", spec.model.removeprefix("models/"))
    return PRICES.get(vendor, {}).get(name)


def cost_of(spec: ModelSpec, usage: Usage | None) -> Decimal | None:
    """US dollars for one answer, or None where its price or its tokens are not known."""
    if (price := price_of(spec)) is None:
        return None
    if usage is None:
        return None if price.input or price.output else Decimal(0)
    cached = min(usage.cached_tokens, usage.input_tokens)
    spent = (usage.input_tokens - cached) * price.input + cached * price.cached + usage.output_tokens * price.output
    return (spent / MILLION).quantize(CENT_PARTS)
