"""The one shape in which every model is spoken to: a request in, a stream of typed events out."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Protocol, TypeAlias


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of the answer."""

    text: str


@dataclass(frozen=True, slots=True)
class Thinking:
    """A piece of the reasoning that some models show before they answer."""

    text: str


@dataclass(frozen=True, slots=True)
class ToolCallDelta:
    """A piece of a tool call; `index` tells which call it belongs to, `arguments` is a fragment of JSON."""

    index: int
    call_id: str | None
    name: str | None
    arguments: str
    opaque: Mapping[str, object] | None = None
    """What the vendor wants back with this call when the conversation goes on."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens, as the provider counted them; zero of a kind may also mean that it does not tell."""

    input_tokens: int
    """All that it read, the cached ones among them."""
    output_tokens: int
    """All that it wrote, its reasoning among them."""
    cached_tokens: int = 0
    reasoning_tokens: int = 0


class FinishReason(StrEnum):
    stop = "stop"
    length = "length"
    tool_calls = "tool_calls"
    content_filter = "content_filter"


@dataclass(frozen=True, slots=True)
class Finished:
    """The last event of every stream that ends well."""

    reason: FinishReason


ModelEvent: TypeAlias = Text | Thinking | ToolCallDelta | Usage | Finished


@dataclass(frozen=True, slots=True)
class ToolDefinition:
    """Something the model may ask for; `parameters` is a JSON schema of an object."""

    name: str
    description: str
    parameters: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ToolCall:
    """One finished call, put together from its deltas; `arguments` is JSON as the model wrote it."""

    call_id: str
    name: str
    arguments: str
    opaque: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """`tool_calls` stand in an assistant's message; each is answered by a message of the role `tool`."""

    role: Literal["system", "user", "assistant", "tool"]
    content: str
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str | None = None
    """Which call this is the result of, for the role `tool`."""


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """One call. `max_tokens` bounds the answer; `schema` asks for JSON that fits this JSON schema.

    Not every provider holds itself to a schema: read the answer as if it might not fit.
    """

    messages: tuple[ChatMessage, ...]
    max_tokens: int | None = None
    temperature: float | None = None
    schema: Mapping[str, object] | None = None
    tools: tuple[ToolDefinition, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """What we put up with from a provider, whatever its wire format. Times in seconds."""

    first_byte: float = 30.0
    idle: float = 60.0
    total: float = 600.0
    """Models that reason or run on a CPU do speak for minutes; nothing speaks for ever."""
    after_end: float = 1.0
    """For what may still come (usage, the end of the stream) when the answer is complete."""
    retries: int = 2
    """Only before the first event, and only where another try can help."""
    backoff: float = 0.5
    """The first pause is up to this long, each further one up to twice as long."""
    longest_pause: float = 8.0
    """A provider that asks for a longer one is reported as busy instead."""
    answer: int = 2_000_000
    """Characters of one answer, its reasoning and tool calls counted in."""
    refusal: float = 5.0
    """For the words of a refusal, once its status is there."""
    error: int = 64 * 1024
    """Bytes of an error's body that are read."""


DEFAULT_LIMITS = Limits()


class ChatModel(Protocol):
    """A model that can be asked. Closing the stream (`aclose`) cancels the call at the provider."""

    name: str
    window: int
    """Tokens that fit into one call, question and answer together."""

    def stream(self, request: ChatRequest) -> AsyncGenerator[ModelEvent]:
        """Yield events until `Finished`; raise a `ProviderError` where the call fails."""
        ...
