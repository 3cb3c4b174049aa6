"""Anthropic's messages over a real connection; how answers are read is in test_recordings."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from typing import Any

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
from clew.providers.anthropic_wire import AnthropicChat
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
    ToolDefinition,
    Usage,
)
from clew.providers.wire import Endpoint

KEY = "sk-ant-very-secret-key-000"
QUICK = Limits(first_byte=2.0, idle=2.0, backoff=0.01, after_end=0.2)
HELLO = ChatRequest((ChatMessage("system", "Be kind."), ChatMessage("user", "Hello there, Clew")))
Open = Callable[..., AnthropicChat]


@pytest.fixture
async def open_model(fake: FakeProvider) -> AsyncIterator[Open]:
    egress = Egress([fake.origin])

    def open_one(model: str, limits: Limits = QUICK, *, window: int = 200_000) -> AnthropicChat:
        return AnthropicChat(Endpoint(fake.base_url, model, window, api_key=KEY), egress, limits)

    yield open_one
    await egress.aclose()


async def events_of(model: AnthropicChat, request: ChatRequest = HELLO) -> list[ModelEvent]:
    async with aclosing(model.stream(request)) as stream:
        return [event async for event in stream]


async def sent(fake: FakeProvider, model: AnthropicChat, *messages: ChatMessage, **more: Any) -> dict[str, Any]:
    await events_of(model, ChatRequest(messages, **more))
    return fake.seen[-1].body


def user(text: str) -> ChatMessage:
    return ChatMessage("user", text)


class TestRequest:
    async def test_names_its_version_and_carries_the_key_in_its_own_header(
        self, fake: FakeProvider, open_model: Open
    ) -> None:
        await events_of(open_model("echo"))
        headers = fake.seen[0].headers
        assert fake.seen[0].path == "/v1/messages"
        assert (headers["x-api-key"], headers["anthropic-version"]) == (KEY, "2023-06-01")
        assert "authorization" not in headers

    async def test_has_the_instructions_beside_the_messages(self, fake: FakeProvider, open_model: Open) -> None:
        await events_of(open_model("echo"), ChatRequest(HELLO.messages, max_tokens=20, temperature=1.5))
        assert fake.seen[0].body == {
            "model": "echo",
            "system": "Be kind.",
            "messages": [{"role": "user", "content": "Hello there, Clew"}],
            "max_tokens": 20,
            "temperature": 1.0,
            "stream": True,
        }

    async def test_takes_turns_begins_with_the_person_and_says_nothing_empty(
        self, fake: FakeProvider, open_model: Open
    ) -> None:
        said = (ChatMessage("assistant", "Cut off."), user("One"), user("Two"), ChatMessage("assistant", " "))
        body = await sent(fake, open_model("burst:1"), *said, user("Three"))
        assert body["messages"] == [
            {"role": "user", "content": "…"},
            {"role": "assistant", "content": "Cut off."},
            {"role": "user", "content": "One\n\nTwo\n\nThree"},
        ]
        assert "system" not in body

    @pytest.mark.parametrize(
        ("window", "length", "bound"), [(200_000, 10, 8192), (200_000, 590_000, 3333), (4096, 10, 1365)]
    )
    async def test_always_bounds_the_answer_by_what_the_question_leaves(
        self, fake: FakeProvider, open_model: Open, window: int, length: int, bound: int
    ) -> None:
        body = await sent(fake, open_model("burst:1", window=window), user("x" * length))
        assert body["max_tokens"] <= bound
        assert body["max_tokens"] > bound * 0.9

    async def test_makes_the_model_use_a_tool_for_an_answer_with_a_schema(
        self, fake: FakeProvider, open_model: Open
    ) -> None:
        schema = {"type": "object", "properties": {"title": {"type": "string"}}}
        body = await sent(fake, open_model("burst:1"), user("Name this"), schema=schema)
        assert body["tools"] == [{"name": "answer", "description": "Give the answer.", "input_schema": schema}]
        assert body["tool_choice"] == {"type": "tool", "name": "answer"}

    async def test_carries_tools_their_calls_and_results(self, fake: FakeProvider, open_model: Open) -> None:
        tool = ToolDefinition("add_todo", "Write down what is to be done.", {"type": "object"})
        calls = (ToolCall("t1", "add_todo", '{"title": "Milk"}'), ToolCall("t2", "add_todo", '{"title'))
        body = await sent(
            fake,
            open_model("burst:1"),
            user("Milk and bread!"),
            ChatMessage("assistant", "Yes.", tool_calls=calls),
            ChatMessage("tool", "done", tool_call_id="t1"),
            ChatMessage("tool", "not done", tool_call_id="t2"),
            user("Thanks"),
            tools=(tool,),
        )
        assert body["tools"] == [
            {"name": "add_todo", "description": "Write down what is to be done.", "input_schema": {"type": "object"}}
        ]
        assert "tool_choice" not in body
        assert body["messages"][1:] == [
            {
                "role": "assistant",
                "content": [
                    {"type": "text", "text": "Yes."},
                    {"type": "tool_use", "id": "t1", "name": "add_todo", "input": {"title": "Milk"}},
                    {"type": "tool_use", "id": "t2", "name": "add_todo", "input": {"unreadable": '{"title'}},
                ],
            },
            {
                "role": "user",
                "content": [
                    {"type": "tool_result", "tool_use_id": "t1", "content": "done"},
                    {"type": "tool_result", "tool_use_id": "t2", "content": "not done"},
                    {"type": "text", "text": "Thanks"},
                ],
            },
        ]

    @pytest.mark.parametrize("ending", ["", "/", "/v1", "/v1/"])
    async def test_finds_its_way_from_an_address_with_or_without_the_version(
        self, fake: FakeProvider, ending: str
    ) -> None:
        egress = Egress([fake.origin])
        await events_of(AnthropicChat(Endpoint(fake.origin + ending, "burst:1", 8192), egress, QUICK))
        assert fake.seen[0].path == "/v1/messages"
        await egress.aclose()


class TestAnswer:
    async def test_comes_in_pieces_with_its_usage(self, open_model: Open) -> None:
        pieces = [Text("Hello "), Text("there, "), Text("Clew"), Usage(30, 3), Finished(FinishReason.stop)]
        assert await events_of(open_model("echo")) == pieces

    async def test_keeps_thinking_apart(self, open_model: Open) -> None:
        assert (await events_of(open_model("think")))[:3] == [Thinking("Let me "), Thinking("see."), Text("Four.")]

    async def test_is_over_although_the_stream_stays_open(self, open_model: Open) -> None:
        assert (await events_of(open_model("late")))[-1] == Finished(FinishReason.stop)


class TestFaults:
    @pytest.mark.parametrize(
        ("model", "kind", "said"),
        [
            ('status:401:{"type": "error", "error": {"type": "authentication_error"}}', ProviderRefused, "API key"),
            (
                'status:400:{"type":"error","error":{"type":"invalid_request_error","message":"Prompt is too long"}}',
                ProviderRefused,
                "longer than",
            ),
            (
                'status:400:{"error":{"type":"invalid_request_error","message":"Your credit balance is too low"}}',
                ProviderRefused,
                "no credit",
            ),
            ('status:404:{"error":{"type":"not_found_error","message":"model: x"}}', ProviderRefused, "knows no model"),
            ('status:529:{"error":{"type":"overloaded_error","message":"Overloaded"}}', ProviderBusy, "is busy"),
            ("busy:100", ProviderBusy, "is busy"),
            ("fail", ProviderFailed, "problem of its own"),
            ("error:0", ProviderFailed, "Out of memory"),
            ("garbage", ProviderGarbled, "cannot be read"),
            ("html", ProviderGarbled, "not a stream"),
            ("cut:2", ProviderUnreachable, "broke off"),
            ("stop-short", ProviderUnreachable, "in the middle"),
            ("endless-line", ProviderGarbled, "without end"),
        ],
    )
    async def test_each_is_told_in_words_a_person_understands(
        self, open_model: Open, model: str, kind: type[ProviderError], said: str
    ) -> None:
        with pytest.raises(kind, match=said):
            await events_of(open_model(model))

    async def test_an_answer_without_end_is_given_up(self, fake: FakeProvider, open_model: Open) -> None:
        with pytest.raises(ProviderGarbled, match="come to an end"):
            await events_of(open_model("endless", Limits(answer=100_000)))
        await asyncio.wait_for(fake.seen[0].hung_up.wait(), 5)

    async def test_silence_is_not_waited_out(self, fake: FakeProvider, open_model: Open) -> None:
        with pytest.raises(ProviderTimeout):
            await events_of(open_model("hang:1", Limits(idle=0.1)))
        await asyncio.wait_for(fake.seen[0].hung_up.wait(), 5)

    @pytest.mark.parametrize("key", [KEY, "AIzaSyB0123456789", "0123456789abcdef"])
    async def test_a_key_that_the_provider_repeats_is_left_out(self, fake: FakeProvider, key: str) -> None:
        egress = Egress([fake.origin])
        behaviour = f'status:400:{{"error": {{"message": "not={key}="}}}}'
        with pytest.raises(ProviderRefused) as caught:
            await events_of(AnthropicChat(Endpoint(fake.base_url, behaviour, 8192, api_key=key), egress, QUICK))
        assert key not in str(caught.value)
        assert "not=" in str(caught.value)
        await egress.aclose()

    @pytest.mark.parametrize("model", ["busy-once", "fail-once"])
    async def test_another_try_goes_unnoticed(self, fake: FakeProvider, open_model: Open, model: str) -> None:
        assert (await events_of(open_model(model)))[0] == Text("token0 ")
        assert len(fake.seen) == 2

    async def test_an_error_before_the_first_word_is_tried_again(self, fake: FakeProvider, open_model: Open) -> None:
        with pytest.raises(ProviderFailed):
            await events_of(open_model("error:0"))
        assert len(fake.seen) == 3

    async def test_but_none_after_it(self, fake: FakeProvider, open_model: Open) -> None:
        with pytest.raises(ProviderFailed):
            await events_of(open_model("error:1"))
        assert len(fake.seen) == 1

    async def test_closing_the_stream_reaches_the_provider(self, fake: FakeProvider, open_model: Open) -> None:
        stream = open_model("slow:1000:10").stream(HELLO)
        assert await anext(stream) == Text("token0 ")
        await stream.aclose()
        await asyncio.wait_for(fake.seen[0].hung_up.wait(), 5)
