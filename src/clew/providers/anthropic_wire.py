"""The wire format of Anthropic's messages, as of version 2023-06-01 of its API."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias, TypedDict, cast

import orjson

from clew.providers.protocol import (
    ChatMessage,
    ChatRequest,
    FinishReason,
    ModelEvent,
    Text,
    Thinking,
    ToolCall,
    ToolCallDelta,
    Usage,
)
from clew.providers.wire import Endpoint, HttpChat, Reader

VERSION = "2023-06-01"
ANSWER_TOOL = "answer"
"""The tool that a request with a schema makes the model use; what it is called with is the answer."""
LONGEST_ANSWER = 8192
"""Tokens. A bound must be named and is refused where it is over the model's own; every model sold today allows this."""
SHORTEST_ANSWER = 1024
BYTES_PER_TOKEN = 3  # rather too few: what is asked for must fit into the window together with the question
FINISH_REASONS = {
    "max_tokens": FinishReason.length,
    "model_context_window_exceeded": FinishReason.length,
    "tool_use": FinishReason.tool_calls,
    "refusal": FinishReason.content_filter,
}
Block: TypeAlias = dict[str, object]


class AnthropicChat(HttpChat):
    """A `ChatModel` behind Anthropic's API, or another that speaks like it."""

    def address(self, base_url: str) -> str:
        # Its own documentation gives the address without the version, everybody else's with it.
        return base_url + ("/messages" if base_url.endswith("/v1") else "/v1/messages")

    def authorization(self, key: str) -> Mapping[str, str]:
        return {"x-api-key": key}

    def headers(self) -> dict[str, str]:
        return {**super().headers(), "anthropic-version": VERSION}

    def reader(self, request: ChatRequest, longest: int) -> Reader:
        return MessageReader(self.endpoint, longest, answer_tool=None if request.schema is None else ANSWER_TOOL)

    def body(self, request: ChatRequest) -> Mapping[str, object]:
        system = "\n\n".join(message.content for message in request.messages if message.role == "system")
        turns = _turns([message for message in request.messages if message.role != "system"])
        body: dict[str, object] = {
            "model": self.name,
            "messages": turns,
            "max_tokens": request.max_tokens or _room(self.window, system, turns),
            "stream": True,
        }
        if system.strip():
            body["system"] = system
        if request.temperature is not None:
            body["temperature"] = min(request.temperature, 1.0)
        tools: list[Block] = [
            {"name": tool.name, "description": tool.description, "input_schema": tool.parameters}
            for tool in request.tools
        ]
        if request.schema is not None:
            tools.append({"name": ANSWER_TOOL, "description": "Give the answer.", "input_schema": request.schema})
            body["tool_choice"] = {"type": "tool", "name": ANSWER_TOOL}
        if tools:
            body["tools"] = tools
        return body


def _room(window: int, system: str, turns: Sequence[Block]) -> int:
    """Tokens for the answer: what the question leaves of the window, within reason."""
    left = window - (len(system.encode()) + len(orjson.dumps(turns))) // BYTES_PER_TOKEN
    return min(max(left, SHORTEST_ANSWER), LONGEST_ANSWER, max(window // 3, 1))


def _turns(messages: Sequence[ChatMessage]) -> list[Block]:
    """The messages as this format wants them: the roles take turns, the person begins, nothing is empty."""
    turns: list[tuple[str, list[Block]]] = []
    for message in messages:
        role = "assistant" if message.role == "assistant" else "user"
        if not (blocks := _blocks(message)):
            continue
        if turns and turns[-1][0] == role:
            turns[-1][1].extend(blocks)
        else:
            turns.append((role, blocks))
    if not turns or turns[0][0] == "assistant":
        turns.insert(0, ("user", [{"type": "text", "text": "…"}]))  # a conversation whose beginning did not fit
    return [{"role": role, "content": _content(blocks)} for role, blocks in turns]


def _blocks(message: ChatMessage) -> list[Block]:
    if message.role == "tool":
        return [{"type": "tool_result", "tool_use_id": message.tool_call_id, "content": message.content}]
    text: list[Block] = [{"type": "text", "text": message.content}] if message.content.strip() else []
    return text + [_call(call) for call in message.tool_calls]


def _call(call: ToolCall) -> Block:
    return {"type": "tool_use", "id": call.call_id, "name": call.name, "input": _arguments(call.arguments)}


def _arguments(written: str) -> Mapping[str, object]:
    """An object in any case: what a model once wrote wrongly must not make the rest of the conversation impossible."""
    try:
        read: object = orjson.loads(written or "{}")
    except orjson.JSONDecodeError:
        return {"unreadable": written}
    return cast("dict[str, object]", read) if isinstance(read, dict) else {"value": read}


def _content(blocks: list[Block]) -> str | list[Block]:
    if all(block["type"] == "text" for block in blocks):
        return "\n\n".join(cast("str", block["text"]) for block in blocks)
    return blocks


class _Usage(TypedDict, total=False):
    input_tokens: int | None
    cache_creation_input_tokens: int | None
    cache_read_input_tokens: int | None
    output_tokens: int | None


class _Message(TypedDict, total=False):
    usage: _Usage | None


class _Block(TypedDict):
    """Each kind has some of these. What is missing where it must be is a `KeyError`, which is told as garbled."""

    type: str
    text: str
    thinking: str
    id: str
    name: str
    input: dict[str, object] | None


class _Delta(TypedDict):
    type: str
    text: str
    thinking: str
    partial_json: str
    stop_reason: str | None


class _Event(TypedDict):
    """What is read of one event. Nothing vouches for it: where a type is wrong, it is garbled."""

    type: str
    index: int
    message: _Message
    content_block: _Block
    delta: _Delta
    usage: _Usage | None
    error: object


class MessageReader(Reader):
    """See `Reader`. Events and blocks of kinds that we do not know are left out, as their documentation asks for."""

    def __init__(self, endpoint: Endpoint, longest: int, answer_tool: str | None = None) -> None:
        super().__init__(endpoint, longest)
        self._answer_tool = answer_tool
        self._counted = _Usage()
        self._calls: dict[int, int] = {}
        """From the index of a block to that of the tool call in it."""
        self._answers: set[int] = set()
        """The blocks in which the answer to a request with a schema comes."""

    def decode(self, data: _Event) -> Iterator[ModelEvent]:
        match data["type"]:
            case "content_block_delta":
                yield from self._piece(data["index"], data["delta"])
            case "content_block_start":
                yield from self._begin(data["index"], data["content_block"])
            case "message_start":
                self._count(data["message"].get("usage"))
            case "message_delta":
                self._count(data.get("usage"))
                if reason := data["delta"].get("stop_reason"):
                    self.reason = self._reason(reason)
            case "message_stop":
                yield from self.close()
            case "error":
                raise self.refused(data.get("error"))
            case _:
                pass

    def _begin(self, index: int, block: _Block) -> Iterator[ModelEvent]:
        match block["type"]:
            case "text":
                if text := self.text(block.get("text") or ""):
                    yield Text(text)
            case "thinking":
                if text := self.text(block.get("thinking") or ""):
                    yield Thinking(text)
            case "tool_use":
                arguments = orjson.dumps(block["input"]).decode() if block.get("input") else ""
                if block["name"] == self._answer_tool:
                    self._answers.add(index)
                    if arguments:
                        yield Text(self.text(arguments))
                    return
                place = self._calls[index] = len(self._calls)
                yield ToolCallDelta(place, self.text(block["id"]), self.text(block["name"]), self.text(arguments))
            case _:
                pass

    def _piece(self, index: int, delta: _Delta) -> Iterator[ModelEvent]:
        match delta["type"]:
            case "text_delta":
                yield Text(self.text(delta["text"]))
            case "thinking_delta":
                yield Thinking(self.text(delta["thinking"]))
            case "input_json_delta":
                fragment = self.text(delta["partial_json"])
                if not fragment:
                    return
                if index in self._answers:
                    yield Text(fragment)
                elif index in self._calls:
                    yield ToolCallDelta(self._calls[index], None, None, fragment)
            case _:
                pass  # signatures and citations

    def _count(self, usage: _Usage | None) -> None:
        """Each event may bring all numbers or some of them; they are sums, not steps."""
        self._counted |= cast("_Usage", {name: count for name, count in (usage or {}).items() if count is not None})
        numbers = self._counted
        cached = int(numbers.get("cache_read_input_tokens") or 0)
        fresh = int(numbers.get("input_tokens") or 0) + int(numbers.get("cache_creation_input_tokens") or 0)
        self.usage = Usage(fresh + cached, int(numbers.get("output_tokens") or 0), cached_tokens=cached)

    def _reason(self, reason: str) -> FinishReason:
        if reason == "tool_use" and self._answers and not self._calls:
            return FinishReason.stop
        return FINISH_REASONS.get(reason, FinishReason.stop)
