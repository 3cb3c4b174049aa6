import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing

import pytest
from tests.fakes.provider import FakeProvider

from clew.infra.egress import Egress
from clew.kit.errors import (
    ProviderBusy,
    ProviderError,
    ProviderFailed,
    ProviderGarbled,
    ProviderRefused,
    ProviderTimeout,
    ProviderUnreachable,
)
from clew.providers.openai_wire import Endpoint, OpenAIChat
from clew.providers.protocol import (
    ChatMessage,
    ChatRequest,
    Finished,
    FinishReason,
    Limits,
    ModelEvent,
    Text,
    Thinking,
    ToolCall,
    ToolCallDelta,
    ToolDefinition,
    Usage,
)

KEY = "sk-very-secret-key-000"
QUICK = Limits(first_byte=2.0, idle=2.0, backoff=0.01, after_end=0.2)
Open = Callable[..., OpenAIChat]


@pytest.fixture
async def fake() -> AsyncIterator[FakeProvider]:
    async with FakeProvider() as provider:
        yield provider


@pytest.fixture
async def open_model(fake: FakeProvider) -> AsyncIterator[Open]:
    egress = Egress([fake.origin])

    def open_one(model: str, limits: Limits = QUICK, api_key: str | None = KEY) -> OpenAIChat:
        return OpenAIChat(Endpoint(fake.base_url, model, window=4096, api_key=api_key), egress, limits)

    yield open_one
    await egress.aclose()


def ask(text: str = "Hello there, Clew") -> ChatRequest:
    return ChatRequest((ChatMessage("system", "Be kind."), ChatMessage("user", text)))


async def events_of(model: OpenAIChat, request: ChatRequest | None = None) -> list[ModelEvent]:
    async with aclosing(model.stream(request or ask())) as stream:
        return [event async for event in stream]


async def text_of(model: OpenAIChat) -> str:
    return "".join(event.text for event in await events_of(model) if isinstance(event, Text))


class TestRequest:
    async def test_it_carries_the_messages_and_what_bounds_the_answer(
        self, fake: FakeProvider, open_model: Open
    ) -> None:
        schema = {"type": "object", "properties": {"title": {"type": "string"}}}
        messages = (ChatMessage("system", "Be kind."), ChatMessage("user", "Name this"))
        await events_of(open_model("title"), ChatRequest(messages, max_tokens=20, temperature=0.2, schema=schema))
        assert fake.seen[0].path == "/v1/chat/completions"
        assert fake.seen[0].headers["authorization"] == f"Bearer {KEY}"
        assert fake.seen[0].body == {
            "model": "title",
            "messages": [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "Name this"}],
            "stream": True,
            "stream_options": {"include_usage": True},
            "max_tokens": 20,
            "temperature": 0.2,
            "response_format": {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema}},
        }

    async def test_it_carries_tools_their_calls_and_results(self, fake: FakeProvider, open_model: Open) -> None:
        signed = {"google": {"thought_signature": "abc"}}
        calls = (ToolCall("t1", "add_todo", '{"title": "Milk"}', signed), ToolCall("t2", "recall", ""))
        messages = (
            ChatMessage("user", "Milk!"),
            ChatMessage("assistant", "", tool_calls=calls),
            ChatMessage("tool", "done", tool_call_id="t1"),
        )
        tool = ToolDefinition("add_todo", "Write down what is to be done.", {"type": "object"})
        await events_of(open_model("echo"), ChatRequest(messages, tools=(tool,)))
        body = fake.seen[0].body
        function = {"name": "add_todo", "description": "Write down what is to be done.", "parameters": tool.parameters}
        assert body["tools"] == [{"type": "function", "function": function}]
        assert body["messages"][1]["tool_calls"] == [
            {
                "id": "t1",
                "type": "function",
                "function": {"name": "add_todo", "arguments": '{"title": "Milk"}'},
                "extra_content": signed,
            },
            {"id": "t2", "type": "function", "function": {"name": "recall", "arguments": "{}"}},
        ]
        assert body["messages"][2] == {"role": "tool", "content": "done", "tool_call_id": "t1"}

    async def test_without_a_key_there_is_no_header(self, fake: FakeProvider, open_model: Open) -> None:
        await events_of(open_model("echo", api_key=None))
        assert "authorization" not in fake.seen[0].headers

    async def test_a_key_with_a_line_break_is_refused_before_anything_is_sent(
        self, fake: FakeProvider, open_model: Open
    ) -> None:
        with pytest.raises(ProviderRefused, match="API key"):
            await events_of(open_model("echo", api_key="sk-1\r\nX-Evil: 1"))
        assert fake.seen == []

    async def test_the_next_call_uses_the_same_connection(self, fake: FakeProvider, open_model: Open) -> None:
        model = open_model("burst:8")
        for _ in range(3):
            await events_of(model)
        assert (len(fake.seen), fake.connections) == (3, 1)


class TestAnswer:
    async def test_text_comes_in_pieces_then_usage_then_the_end(self, open_model: Open) -> None:
        assert await events_of(open_model("echo")) == [
            Text("Hello "),
            Text("there, "),
            Text("Clew"),
            Usage(input_tokens=30, output_tokens=3),
            Finished(FinishReason.stop),
        ]

    async def test_reasoning_by_either_name(self, open_model: Open) -> None:
        events = await events_of(open_model("think"))
        assert events[:3] == [Thinking("Let me "), Thinking("see."), Text("Four.")]

    async def test_tool_calls_keep_their_fragments_apart(self, open_model: Open) -> None:
        events = await events_of(open_model("tool"))
        calls = [event for event in events if isinstance(event, ToolCallDelta)]
        assert [(call.index, call.call_id, call.name) for call in calls] == [
            (0, "call_1", "add_todo"),
            (0, None, None),
            (1, "call_2", "recall"),
            (0, None, None),
        ]
        assert "".join(call.arguments for call in calls if call.index == 0) == '{"title": "Milk"}'
        assert events[-1] == Finished(FinishReason.tool_calls)

    async def test_usage_with_every_piece_is_counted_once(self, open_model: Open) -> None:
        events = await events_of(open_model("usage-always"))
        assert events == [Text("a"), Text("b"), Usage(7, 2), Finished(FinishReason.length)]

    async def test_characters_of_many_bytes_survive_any_cut(self, open_model: Open) -> None:
        assert await text_of(open_model("bytes")) == "Grüße, 日本 🧵"

    async def test_half_a_character_does_not_cost_the_answer(self, open_model: Open) -> None:
        assert (await text_of(open_model("broken-utf8"))).startswith("a\N{REPLACEMENT CHARACTER}")

    async def test_carriage_returns_and_comments(self, open_model: Open) -> None:
        assert await text_of(open_model("crlf")) == "token0 token1 token2 "

    async def test_null_characters_are_left_out(self, open_model: Open) -> None:
        assert await text_of(open_model("nul")) == "ab"


class TestEnd:
    async def test_a_last_event_without_its_empty_line_counts(self, open_model: Open) -> None:
        assert (await events_of(open_model("no-done")))[-1] == Finished(FinishReason.stop)

    async def test_a_stream_that_stays_open_after_the_answer_is_not_waited_for(self, open_model: Open) -> None:
        begun = time.monotonic()
        events = await events_of(open_model("late", Limits(after_end=0.1)))
        assert events[-1] == Finished(FinishReason.stop)
        assert time.monotonic() - begun < 10

    @pytest.mark.parametrize("model", ["cut:5", "stop-short"])
    async def test_an_answer_that_breaks_off_is_no_answer(self, open_model: Open, model: str) -> None:
        events: list[ModelEvent] = []
        with pytest.raises(ProviderUnreachable):
            await _collect(open_model(model), events)
        assert events[:3] == [Text("token0 "), Text("token1 "), Text("token2 ")]

    async def test_an_error_in_the_stream_does_not_take_the_text_before_it(
        self, fake: FakeProvider, open_model: Open
    ) -> None:
        events: list[ModelEvent] = []
        with pytest.raises(ProviderFailed, match="Out of memory"):
            await _collect(open_model("error:2"), events)
        assert events == [Text("token0 "), Text("token1 ")]
        assert len(fake.seen) == 1


async def _collect(model: OpenAIChat, events: list[ModelEvent]) -> None:
    async with aclosing(model.stream(ask())) as stream:
        async for event in stream:
            events.append(event)  # noqa: PERF401  # what came before the failure is the point


class TestRefusals:
    @pytest.mark.parametrize(
        ("model", "kind", "said"),
        [
            ("status:401", ProviderRefused, "does not accept the API key"),
            ("status:403", ProviderRefused, "denies access"),
            ("status:404", ProviderRefused, "knows no model"),
            ("status:413", ProviderRefused, "longer than"),
            (
                'status:400:{"error": {"message": "too long", "code": "context_length_exceeded"}}',
                ProviderRefused,
                "longer",
            ),
            ('status:429:{"error": {"code": "insufficient_quota"}}', ProviderRefused, "no credit"),
            ('status:400:{"error": {"message": "top_p is odd"}}', ProviderRefused, "top_p is odd"),
            ('status:400:[{"error": {"message": "so Google says"}}]', ProviderRefused, "so Google says"),
            ("status:400:<html>", ProviderRefused, "error 400"),
            ("busy:100", ProviderBusy, "is busy"),
            ("fail", ProviderFailed, "problem of its own"),
            ("json", ProviderFailed, "had an error"),
            ("html", ProviderGarbled, "not a stream"),
            ("redirect:http://127.0.0.1:1/", ProviderRefused, "another address"),
            ("garbage", ProviderGarbled, "cannot be read"),
            ("nonsense", ProviderGarbled, "cannot be read"),
        ],
    )
    async def test_each_is_told_in_words_a_person_understands(
        self, open_model: Open, model: str, kind: type[ProviderError], said: str
    ) -> None:
        with pytest.raises(kind, match=said):
            await events_of(open_model(model))

    async def test_the_key_is_in_no_message(self, open_model: Open) -> None:
        body = f'status:400:{{"error": {{"message": "Incorrect API key provided: {KEY}, see"}}}}'
        with pytest.raises(ProviderRefused) as caught:
            await events_of(open_model(body))
        assert KEY not in str(caught.value)
        assert KEY not in repr(Endpoint("http://x", "m", 1, api_key=KEY))

    async def test_a_port_where_nobody_listens(self) -> None:
        async with FakeProvider() as gone:
            pass
        egress = Egress([gone.origin])
        with pytest.raises(ProviderUnreachable, match="cannot be reached"):
            await events_of(OpenAIChat(Endpoint(gone.base_url, "echo", 4096), egress, QUICK))
        await egress.aclose()

    async def test_a_private_address_that_nobody_allowed(self, fake: FakeProvider) -> None:
        egress = Egress()
        with pytest.raises(ProviderRefused, match="administrator"):
            await events_of(OpenAIChat(Endpoint(fake.base_url, "echo", 4096), egress, QUICK))
        await egress.aclose()
        assert fake.connections == 0


class TestRetry:
    @pytest.mark.parametrize("model", ["busy-once", "fail-once"])
    async def test_another_try_goes_unnoticed(self, fake: FakeProvider, open_model: Open, model: str) -> None:
        assert await text_of(open_model(model)) == "token0 token1 token2 "
        assert len(fake.seen) == 2

    async def test_two_more_tries_are_enough(self, fake: FakeProvider, open_model: Open) -> None:
        with pytest.raises(ProviderFailed):
            await events_of(open_model("fail"))
        assert len(fake.seen) == 3

    async def test_a_short_wait_that_is_asked_for_is_waited(self, fake: FakeProvider, open_model: Open) -> None:
        begun = time.monotonic()
        with pytest.raises(ProviderBusy):
            await events_of(open_model("busy:1", Limits(retries=1, backoff=0.01)))
        assert time.monotonic() - begun >= 1
        assert len(fake.seen) == 2

    async def test_a_long_one_is_handed_on(self, fake: FakeProvider, open_model: Open) -> None:
        with pytest.raises(ProviderBusy) as caught:
            await events_of(open_model("busy:60"))
        assert caught.value.retry_after == 60
        assert len(fake.seen) == 1

    @pytest.mark.parametrize("model", ["cut:5", "status:401", "status:400", "garbage", "html"])
    async def test_never_after_the_first_piece_nor_where_it_cannot_help(
        self, fake: FakeProvider, open_model: Open, model: str
    ) -> None:
        with pytest.raises(ProviderError):
            await events_of(open_model(model))
        assert len(fake.seen) == 1

    async def test_a_kept_connection_that_was_closed_meanwhile(self, fake: FakeProvider, open_model: Open) -> None:
        model = open_model("cut:0")
        with pytest.raises(ProviderUnreachable):
            await events_of(model)
        assert len(fake.seen) == 3


class TestTime:
    @pytest.mark.parametrize("model", ["hang-headers", "hang:0"])
    async def test_no_first_byte(self, fake: FakeProvider, open_model: Open, model: str) -> None:
        with pytest.raises(ProviderTimeout):
            await events_of(open_model(model, Limits(first_byte=0.1, idle=60)))
        await asyncio.wait_for(fake.seen[0].hung_up.wait(), 5)
        assert len(fake.seen) == 1

    async def test_a_refusal_that_does_not_end(self, fake: FakeProvider, open_model: Open) -> None:
        with pytest.raises(ProviderRefused, match="knows no model"):
            await events_of(open_model("hang-refusal", Limits(refusal=0.1)))
        await asyncio.wait_for(fake.seen[0].hung_up.wait(), 5)

    async def test_silence_in_the_middle(self, fake: FakeProvider, open_model: Open) -> None:
        events: list[ModelEvent] = []
        with pytest.raises(ProviderTimeout):
            await _collect(open_model("hang:3", Limits(first_byte=60, idle=0.1)), events)
        assert len(events) == 3
        await asyncio.wait_for(fake.seen[0].hung_up.wait(), 5)

    async def test_it_may_be_slow_as_long_as_it_speaks(self, open_model: Open) -> None:
        assert len(await events_of(open_model("slow:20:30", Limits(first_byte=0.4, idle=0.4)))) == 22

    async def test_but_not_for_ever(self, open_model: Open) -> None:
        with pytest.raises(ProviderTimeout):
            await events_of(open_model("slow:10000:20", Limits(total=0.3)))


class TestBounds:
    async def test_a_line_without_end(self, fake: FakeProvider, open_model: Open) -> None:
        with pytest.raises(ProviderGarbled, match="without end"):
            await events_of(open_model("endless-line"))
        await asyncio.wait_for(fake.seen[0].hung_up.wait(), 5)

    async def test_an_answer_without_end(self, fake: FakeProvider, open_model: Open) -> None:
        with pytest.raises(ProviderGarbled, match="come to an end"):
            await events_of(open_model("endless", Limits(answer=100_000)))
        await asyncio.wait_for(fake.seen[0].hung_up.wait(), 5)


class TestCancel:
    async def test_closing_the_stream_reaches_the_provider(self, fake: FakeProvider, open_model: Open) -> None:
        stream = open_model("slow:1000:10").stream(ask())
        assert await anext(stream) == Text("token0 ")
        assert not fake.seen[0].hung_up.is_set()
        await stream.aclose()
        await asyncio.wait_for(fake.seen[0].hung_up.wait(), 5)

    @pytest.mark.parametrize("model", ["hang-headers", "hang:1", "busy:5"])
    async def test_so_does_cancelling_the_task_wherever_it_waits(
        self, fake: FakeProvider, open_model: Open, model: str
    ) -> None:
        task = asyncio.create_task(events_of(open_model(model)))
        await fake.next_request()
        await asyncio.sleep(0.05)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        assert task.cancelled()
        if model != "busy:5":
            await asyncio.wait_for(fake.seen[0].hung_up.wait(), 5)
        assert len(fake.seen) == 1
