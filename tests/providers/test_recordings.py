"""Answers in the words of the vendors, written down after their documentation, cut at every byte."""

from pathlib import Path

import pytest

from clew.kit.errors import ProviderBusy, ProviderError
from clew.providers.anthropic_wire import MessageReader
from clew.providers.openai_wire import AnswerReader
from clew.providers.protocol import Finished, FinishReason, ModelEvent, Text, Thinking, ToolCallDelta, Usage
from clew.providers.wire import Endpoint, Reader

RECORDINGS = Path(__file__).parent / "recordings"
ENDPOINT = Endpoint("https://models.example.org/v1", "some-model", window=8192)
OVERLOADED = "anthropic_overloaded"
SIGNATURE = {"google": {"thought_signature": "CiQBjz1rX"}}
SAID: dict[str, list[ModelEvent]] = {
    "anthropic_text": [
        Text("Grüße, "),
        Text("日本 🧵"),
        Usage(input_tokens=2125, output_tokens=15, cached_tokens=2000),
        Finished(FinishReason.stop),
    ],
    "anthropic_thinking": [
        Thinking("27 * 453 is "),
        Thinking("12,231."),
        Text("It is "),
        Text("12,231."),
        Usage(60, 44),
        Finished(FinishReason.length),
    ],
    "anthropic_tools": [
        Text("I will "),
        Text("look."),
        ToolCallDelta(0, "toolu_01T1x1fJ34qAmk2tNTrN7Up6", "add_todo", ""),
        ToolCallDelta(0, None, None, '{"title":'),
        ToolCallDelta(0, None, None, ' "Milk"}'),
        ToolCallDelta(1, "toolu_02", "recall", ""),
        Usage(472, 89),
        Finished(FinishReason.tool_calls),
    ],
    "anthropic_schema": [
        Text('{"title": "Buy'),
        Text('ing milk"}'),
        Usage(300, 20),
        Finished(FinishReason.stop),
    ],
    OVERLOADED: [Text("As I ")],
    "google_tools": [
        ToolCallDelta(0, "function-call-1", "add_todo", '{"title":"Milk"}', SIGNATURE),
        ToolCallDelta(1, "function-call-2", "recall", "{}"),
        Usage(70, 115),
        Finished(FinishReason.tool_calls),
    ],
    "ollama_thinking": [Thinking("Hmm, "), Text("Four."), Usage(16, 9), Finished(FinishReason.stop)],
    "openai_azure_filter": [Text("Well"), Usage(11, 1), Finished(FinishReason.content_filter)],
    "openai_usage": [
        Text("Grüße 🧵"),
        Usage(1920, 340, cached_tokens=1792, reasoning_tokens=320),
        Finished(FinishReason.stop),
    ],
}


def reader(name: str) -> Reader:
    if name.startswith("anthropic"):
        return MessageReader(ENDPOINT, 10_000, answer_tool="answer" if name == "anthropic_schema" else None)
    return AnswerReader(ENDPOINT, 10_000)


def replayed(name: str, *chunks: bytes) -> tuple[list[ModelEvent], ProviderError | None]:
    reading = reader(name)
    events = [event for chunk in chunks for event in reading.feed(chunk)]
    return events + reading.finish(), reading.failure


class TestRecordings:
    def test_none_is_left_out(self) -> None:
        assert {file.stem for file in RECORDINGS.glob("*.sse")} == set(SAID)

    @pytest.mark.parametrize("name", SAID)
    def test_say_the_same_however_they_are_cut(self, name: str) -> None:
        recorded = (RECORDINGS / f"{name}.sse").read_bytes()
        for cut in range(len(recorded) + 1):
            events, failure = replayed(name, recorded[:cut], recorded[cut:])
            assert events == SAID[name], cut
            assert (failure is None) == (name != OVERLOADED), cut
        assert replayed(name, *(bytes([byte]) for byte in recorded))[0] == SAID[name]

    @pytest.mark.parametrize("name", sorted(set(SAID) - {OVERLOADED}))
    def test_that_break_off_say_so_and_lose_nothing(self, name: str) -> None:
        recorded = (RECORDINGS / f"{name}.sse").read_bytes()
        for end in range(0, recorded.index(b'finish_reason":"' if b"choices" in recorded else b"message_delta"), 7):
            events, failure = replayed(name, recorded[:end])
            assert failure is not None, end
            assert events == SAID[name][: len(events)], end

    def test_an_overloaded_provider_is_busy(self) -> None:
        _, failure = replayed(OVERLOADED, (RECORDINGS / f"{OVERLOADED}.sse").read_bytes())
        assert isinstance(failure, ProviderBusy)
