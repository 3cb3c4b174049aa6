"""Several models in line: where one does not even begin to answer, the next is asked."""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from clew.kit.errors import (
    ClewError,
    ModelNotConfigured,
    ProviderBusy,
    ProviderFailed,
    ProviderTimeout,
    ProviderUnreachable,
)
from clew.providers.clients import ModelClients, ModelSpec
from clew.providers.protocol import ChatRequest, ModelEvent

NOT_THERE = (ProviderBusy, ProviderFailed, ProviderTimeout, ProviderUnreachable)
"""Failures that say nothing about the question. Who refuses it is not gone round."""


@dataclass(frozen=True, slots=True)
class Answering:
    """Who answers: told once, before the first event. `instead` is why it is not the first in line."""

    spec: ModelSpec
    instead: ClewError | None


async def ask_in_line(
    clients: ModelClients, line: Sequence[ModelSpec], compose: Callable[[ModelSpec], ChatRequest]
) -> AsyncGenerator[ModelEvent | Answering]:
    """The answer of the first model that has one; `compose` makes the request for a model and its window.

    Where none has, the failure is the first one's: that is the model which the person expects to hear from.
    """
    first: ClewError | None = None
    for spec in line:
        begun = False
        try:
            async with aclosing(clients.open(spec).stream(compose(spec))) as events:
                async for event in events:
                    if not begun:
                        begun = True
                        yield Answering(spec, first)
                    yield event
        except ClewError as error:
            if begun or (first is None and not isinstance(error, NOT_THERE)):
                raise
            first = first or error
        else:
            return
    raise first or ModelNotConfigured
