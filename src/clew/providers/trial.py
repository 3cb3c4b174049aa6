"""Whether a model answers: the only way to know is to ask it."""

import asyncio
import time
from contextlib import aclosing

from clew.kit.errors import ClewError, ProviderTimeout
from clew.providers.clients import ModelClients, ModelSpec
from clew.providers.protocol import ChatMessage, ChatRequest, Text
from clew.providers.schemas import AIModelTestResponse, ModelFailure

QUESTION = ChatRequest((ChatMessage("user", "Answer with one word: ready"),), max_tokens=32)
LONGEST = 90.0  # seconds; the embedded model may have to be loaded first
SHOWN = 200  # characters


async def try_out(clients: ModelClients, spec: ModelSpec) -> AIModelTestResponse:
    """Ask the model something tiny. Never raises for what the model or its provider does."""
    begun, pieces, failure = time.monotonic(), list[str](), None
    try:
        async with asyncio.timeout(LONGEST), aclosing(clients.open(spec).stream(QUESTION)) as events:
            async for event in events:
                if isinstance(event, Text):
                    pieces.append(event.text)
    except TimeoutError:
        failure = ProviderTimeout(f"“{spec.name}” took more than {LONGEST:.0f} seconds.")
    except ClewError as error:
        failure = error
    milliseconds = round((time.monotonic() - begun) * 1000)
    if failure is not None:
        return failed(failure, milliseconds)
    answer = "".join(pieces).strip()
    if spec.api_key:  # a provider may repeat whatever it was sent
        answer = answer.replace(spec.api_key, "…")
    return AIModelTestResponse(ok=True, milliseconds=milliseconds, answer=answer[:SHOWN], error=None)


def failed(failure: ClewError, milliseconds: int = 0) -> AIModelTestResponse:
    error = ModelFailure(code=failure.code, title=failure.title, detail=failure.detail)
    return AIModelTestResponse(ok=False, milliseconds=milliseconds, answer=None, error=error)
