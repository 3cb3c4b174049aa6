"""What the fake provider knows beside OpenAI's format: to say the same in Anthropic's, and to be an Ollama."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import orjson

STARTED: dict[str, Any] = {
    "type": "message_start",
    "message": {"content": [], "usage": {"input_tokens": 30, "output_tokens": 1}},
}
STOPS = {"length": "max_tokens", "tool_calls": "tool_use", "content_filter": "refusal"}


def event(data: dict[str, Any]) -> bytes:
    return b"event: %s\ndata: %s\n\n" % (str(data["type"]).encode(), orjson.dumps(data))


async def as_anthropic(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The same answer as Anthropic would give it; what is no event of OpenAI's goes through as it is."""
    yield event(STARTED)
    blocks: list[str] = []
    async for piece in pieces:
        if piece == b"data: [DONE]\n\n":
            yield event({"type": "message_stop"})
            continue
        try:
            data: dict[str, Any] = orjson.loads(piece.removeprefix(b"data: "))
        except orjson.JSONDecodeError:
            yield piece
        else:
            for translated in _translated(data, blocks):
                yield event(translated)


def _translated(data: dict[str, Any], blocks: list[str]) -> Iterator[dict[str, Any]]:
    if "error" in data:
        yield {"type": "error", "error": {"type": "api_error", "message": data["error"]["message"]}}
    if counted := data.get("usage"):
        tokens = {"output_tokens": counted["completion_tokens"]}
        yield {"type": "message_delta", "delta": {"stop_reason": None}, "usage": tokens}
    for choice in data.get("choices", ()):
        said: dict[str, str] = choice["delta"]
        yield from _pieces("thinking", said.get("reasoning_content") or said.get("reasoning"), blocks)
        yield from _pieces("text", said.get("content"), blocks)
        if reason := choice.get("finish_reason"):
            yield {"type": "message_delta", "delta": {"stop_reason": STOPS.get(reason, "end_turn")}}


def _pieces(kind: str, text: str | None, blocks: list[str]) -> Iterator[dict[str, Any]]:
    if not text:
        return
    if not blocks or blocks[-1] != kind:
        blocks.append(kind)
        yield {"type": "content_block_start", "index": len(blocks) - 1, "content_block": {"type": kind, kind: ""}}
    yield {"type": "content_block_delta", "index": len(blocks) - 1, "delta": {"type": f"{kind}_delta", kind: text}}


OLLAMA_TAGS = {
    "models": [
        {
            "name": "qwen3:4b",
            "model": "qwen3:4b",
            "modified_at": "2026-10-11T10:00:00Z",
            "size": 2497293931,
            "digest": "359d7dd4bcda",
            "details": {"family": "qwen3", "parameter_size": "4.0B", "quantization_level": "Q4_K_M"},
        },
        {
            "name": "gemma3:1b",
            "model": "gemma3:1b",
            "size": 815319791,
            "digest": "8648f39daa8f",
            "details": {"family": "gemma3", "parameter_size": "999.89M", "quantization_level": "Q4_K_M"},
        },
        {"name": "nomic-embed-text:latest", "model": "nomic-embed-text:latest", "size": 274302450, "details": None},
    ]
}
OLLAMA_SHOW: dict[str, dict[str, Any]] = {
    "qwen3:4b": {
        "parameters": 'num_ctx                        16384\nstop                           "<|im_end|>"',
        "model_info": {"general.architecture": "qwen3", "qwen3.context_length": 40960, "qwen3.block_count": 36},
        "capabilities": ["completion", "tools", "thinking"],
    },
    "gemma3:1b": {
        "model_info": {"general.architecture": "gemma3", "gemma3.context_length": 32768},
        "capabilities": ["completion"],
    },
    "nomic-embed-text:latest": {
        "model_info": {"general.architecture": "nomic-bert", "nomic-bert.context_length": 2048},
        "capabilities": ["embedding"],
    },
}


def ollama(path: str, body: dict[str, Any]) -> tuple[str, bytes] | None:
    """Status and body, for the paths that are Ollama's own."""
    if path == "/api/tags":
        return "200 OK", orjson.dumps(OLLAMA_TAGS)
    if path == "/api/show":
        found = OLLAMA_SHOW.get(str(body.get("model")))
        return ("404 Not Found", b'{"error": "model not found"}') if found is None else ("200 OK", orjson.dumps(found))
    return None
