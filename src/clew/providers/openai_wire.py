"""The wire format of OpenAI's chat completions, which most vendors, Google, Ollama and the embedded model speak.

Written by hand because it is the hot path: a client library costs thirty times as much for the same call.
"""

from collections.abc import Iterator, Mapping
from typing import TypedDict

from clew.providers.protocol import (
    ChatMessage,
    ChatRequest,
    FinishReason,
    ModelEvent,
    Text,
    Thinking,
    ToolCall,
    ToolCallDelta,
    ToolDefinition,
    Usage,
)
from clew.providers.wire import Endpoint, HttpChat, Reader

FINISH_REASONS = {
    "length": FinishReason.length,
    "max_tokens": FinishReason.length,
    "tool_calls": FinishReason.tool_calls,
    "function_call": FinishReason.tool_calls,
    "content_filter": FinishReason.content_filter,
}
"""Anything else is an ordinary end: vendors have many words for it."""


class OpenAIChat(HttpChat):
    """A `ChatModel` behind an OpenAI-compatible endpoint."""

    def address(self, base_url: str) -> str:
        return base_url + "/chat/completions"

    def authorization(self, key: str) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {key}"}

    def reader(self, request: ChatRequest, longest: int) -> Reader:  # noqa: ARG002 the format is always the same
        return AnswerReader(self.endpoint, longest)

    def body(self, request: ChatRequest) -> Mapping[str, object]:
        body: dict[str, object] = {
            "model": self.name,
            "messages": [_message(message) for message in request.messages],
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        if request.max_tokens is not None:
            # Its newer models refuse the old name, and hardly anybody else knows the new one.
            name = "max_completion_tokens" if self.endpoint.host == "api.openai.com" else "max_tokens"
            body[name] = request.max_tokens
        if request.temperature is not None:
            body["temperature"] = request.temperature
        if request.schema is not None:
            # Not `strict`: OpenAI then refuses schemas with optional properties instead of doing its best.
            schema = {"name": "answer", "schema": request.schema}
            body["response_format"] = {"type": "json_schema", "json_schema": schema}
        if request.tools:
            body["tools"] = [_tool(tool) for tool in request.tools]
        return body


def _message(message: ChatMessage) -> dict[str, object]:
    written: dict[str, object] = {"role": message.role, "content": message.content}
    if message.tool_calls:
        written["tool_calls"] = [_call(call) for call in message.tool_calls]
    if message.tool_call_id is not None:
        written["tool_call_id"] = message.tool_call_id
    return written


def _call(call: ToolCall) -> dict[str, object]:
    function = {"name": call.name, "arguments": call.arguments or "{}"}
    written: dict[str, object] = {"id": call.call_id, "type": "function", "function": function}
    return written if call.opaque is None else {**written, "extra_content": call.opaque}


def _tool(tool: ToolDefinition) -> dict[str, object]:
    function = {"name": tool.name, "description": tool.description, "parameters": tool.parameters}
    return {"type": "function", "function": function}


class _Function(TypedDict, total=False):
    name: str | None
    arguments: str | None


class _ToolCall(TypedDict, total=False):
    index: int | None
    id: str | None
    function: _Function | None
    extra_content: dict[str, object] | None


class _Delta(TypedDict, total=False):
    content: object
    refusal: object
    reasoning_content: object
    reasoning: object
    tool_calls: list[_ToolCall] | None


class _Choice(TypedDict, total=False):
    delta: _Delta | None
    finish_reason: str | None


class _Details(TypedDict, total=False):
    cached_tokens: int | None
    reasoning_tokens: int | None


class _Usage(TypedDict, total=False):
    prompt_tokens: int | None
    completion_tokens: int | None
    total_tokens: int | None
    prompt_tokens_details: _Details | None
    completion_tokens_details: _Details | None


class _Chunk(TypedDict, total=False):
    """What is read of one event. Nothing vouches for it: where a type is wrong, it is garbled."""

    choices: list[_Choice] | None
    usage: _Usage | None
    error: object


class AnswerReader(Reader):
    """See `Reader`."""

    def __init__(self, endpoint: Endpoint, longest: int) -> None:
        super().__init__(endpoint, longest)
        self._calls: dict[int, str] = {}
        """The calls that have begun, by the place we gave them."""
        self._places: dict[int, int] = {}
        """Our place of the latest call that came under an index."""

    def is_end(self, event: bytes) -> bool:
        return event == b"[DONE]"

    def decode(self, data: _Chunk) -> Iterator[ModelEvent]:
        if error := data.get("error"):
            raise self.refused(error)
        if usage := data.get("usage"):  # some send it once, some with every piece: the last one counts
            self.usage = _usage(usage)
        for choice in (data.get("choices") or ())[:1]:
            if delta := choice.get("delta"):
                yield from self._pieces(delta)
            if reason := choice.get("finish_reason"):
                self.reason = FINISH_REASONS.get(reason, FinishReason.stop)

    def _pieces(self, delta: _Delta) -> Iterator[ModelEvent]:
        if thought := delta.get("reasoning_content") or delta.get("reasoning"):
            yield Thinking(self.text(thought))
        if text := delta.get("content") or delta.get("refusal"):
            yield Text(self.text(text))
        for position, call in enumerate(delta.get("tool_calls") or ()):
            function = call.get("function") or {}
            call_id = self.text(call.get("id") or "")
            index = call.get("index")
            yield ToolCallDelta(
                index=self._place(position if index is None else int(index), call_id),
                call_id=call_id or None,
                name=self.text(function.get("name") or "") or None,
                arguments=self.text(function.get("arguments") or ""),
                opaque=call.get("extra_content"),
            )

    def _place(self, index: int, call_id: str) -> int:
        """Google gives every call the index 0: another id there is another call."""
        place = self._places.get(index)
        if place is None or (call_id and self._calls[place] and self._calls[place] != call_id):
            place = self._places[index] = len(self._calls)
            self._calls[place] = ""
        self._calls[place] = self._calls[place] or call_id
        return place


def _usage(usage: _Usage) -> Usage:
    read, written = int(usage.get("prompt_tokens") or 0), int(usage.get("completion_tokens") or 0)
    # Google and xAI leave their reasoning out of the one number and count it into the other.
    written = max(written, int(usage.get("total_tokens") or 0) - read)
    details_read, details_written = usage.get("prompt_tokens_details"), usage.get("completion_tokens_details")
    return Usage(
        read,
        written,
        cached_tokens=int((details_read or {}).get("cached_tokens") or 0),
        reasoning_tokens=int((details_written or {}).get("reasoning_tokens") or 0),
    )
