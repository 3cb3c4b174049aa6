"""What goes before the model fits its window, and always ends with what the person said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.assistant.context import compose, fit, messages_wanted, tokens
from clew.conversations.models import MessageRole
from clew.conversations.turns import Said
from clew.providers.clients import ModelSpec
from clew.providers.embedded import WINDOW
from clew.providers.models import Provider

SMALL = ModelSpec(provider=Provider.embedded, name="built in")
LARGE = ModelSpec(provider=Provider.openai_compatible, name="large", base_url="https://example.org", window=200_000)


def branch(*contents: str) -> list[Said]:
    roles = (MessageRole.user, MessageRole.assistant)
    return [Said(roles[number % 2], content) for number, content in enumerate(contents)]


class TestWindow:
    @given(
        st.lists(st.text(max_size=2000), max_size=20).map(
            lambda contents: [*contents, "!"] if len(contents) % 2 else contents
        ),
        st.text(min_size=1, max_size=20_000),
    )
    def test_is_never_exceeded(self, before: list[str], last: str) -> None:
        context = compose(branch(*before, last), SMALL)
        used = sum(tokens(message.content) for message in context.request.messages)
        assert context.request.max_tokens is not None
        assert used + context.request.max_tokens <= WINDOW

    def test_takes_the_latest_messages(self) -> None:
        contents = [f"message {number} " + "word " * 300 for number in range(21)]
        sent = compose(branch(*contents), SMALL).request.messages
        assert [message.content for message in sent[1:]] == contents[-(len(sent) - 1) :]
        assert 3 < len(sent) < 21

    def test_that_is_large_takes_everything(self) -> None:
        contents = [f"message {number}" for number in range(101)]
        context = compose(branch(*contents), LARGE)
        assert context.messages == 101
        assert context.request.max_tokens is None

    def test_tells_how_much_to_read(self) -> None:
        assert messages_wanted(WINDOW) == 64
        assert messages_wanted(10**7) == 1000


class TestLastMessage:
    @pytest.mark.parametrize("content", ["a" * 100_000, "漢" * 100_000, "1 " * 50_000, "😀" * 10_000])
    def test_loses_its_middle_when_it_is_too_long(self, content: str) -> None:
        context = compose(branch(content), SMALL)
        sent = context.request.messages[-1].content
        assert "characters left out" in sent
        assert sent.startswith(content[:20])
        assert sent.endswith(content[-20:])
        assert context.cut_characters > 0

    @given(st.text(max_size=5000), st.integers(min_value=50, max_value=2000))
    def test_keeps_as_much_as_the_room_holds(self, text: str, room: int) -> None:
        shown = fit(text, room)
        assert tokens(shown) <= max(room, 60)
        if tokens(text) <= room:
            assert shown == text


class TestRoles:
    def test_alternate_where_an_answer_failed_without_a_word(self) -> None:
        sent = compose(branch("Are you there?", "", "Hello?"), SMALL).request.messages
        assert [(message.role, message.content) for message in sent[1:]] == [("user", "Are you there?\n\nHello?")]
