"""What goes before the model, within its window."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from clew.conversations.models import MessageRole
from clew.conversations.turns import Said
from clew.kit.text import cut_middle
from clew.providers.clients import ModelSpec
from clew.providers.models import Provider
from clew.providers.protocol import ChatMessage, ChatRequest

SYSTEM_PROMPT = (
    "You are Clew, a calm and friendly personal assistant. Answer first, then explain. Keep it short and concrete. "
    "If you do not know something, say so."
)
# Of several that were tried this is the one with which a model of 135 million parameters still answers the question.
SMALL_SYSTEM_PROMPT = "You are a helpful AI assistant named Clew."
LONGEST_ANSWER = 4096  # tokens kept free for the answer where the window has room
ROOMY = 16_384  # tokens; from here on the provider's own limit for answers is the right one
OVERHEAD = 8  # tokens that a chat format adds to each message
_FOUR_LETTERS = re.compile(r"[A-Za-z]{1,4}")
_LATIN = re.compile(r"[A-Za-z\s]+")


@dataclass(frozen=True, slots=True)
class Context:
    """The request, and what was left out of it, so that the person can be told."""

    request: ChatRequest
    messages: int
    cut_characters: int


def messages_wanted(window: int) -> int:
    """How many of the latest messages can matter for a window of that many tokens."""
    return min(max(window // 64, 32), 1000)


def compose(branch: Sequence[Said], spec: ModelSpec) -> Context:
    """The latest messages of the branch that fit, oldest first, behind the system prompt.

    The last message is always there: one that is too long by itself loses its middle, visibly.
    """
    window = spec.window
    system = SMALL_SYSTEM_PROMPT if spec.provider == Provider.embedded else SYSTEM_PROMPT
    answer = min(window // 3, LONGEST_ANSWER)
    room = window - answer - tokens(system) - OVERHEAD
    last = branch[-1]
    content = fit(last.content, room - OVERHEAD)
    room -= tokens(content) + OVERHEAD
    taken = [ChatMessage(_role(last), content)]
    for message in reversed(branch[:-1]):
        if not message.content:
            continue  # an answer that failed before its first word
        room -= tokens(message.content) + OVERHEAD
        if room < 0:
            break
        taken.append(ChatMessage(_role(message), message.content))
    history = _alternating(reversed(taken))
    request = ChatRequest(
        messages=(ChatMessage("system", system), *history), max_tokens=None if window >= ROOMY else answer
    )
    return Context(request, len(taken), max(0, len(last.content) - len(content)))


def tokens(text: str) -> int:
    """About how many tokens the text has, rather too many than too few: each model has its own way to count.

    A Latin word counts as a token for every four letters begun, everything else by its bytes.
    """
    return len(_FOUR_LETTERS.findall(text)) + len(_LATIN.sub("", text).encode())


def fit(text: str, room: int) -> str:
    """The text, or as much of its beginning and end as that many tokens hold."""
    limit = len(text)
    while tokens(shown := cut_middle(text, limit)) > room and limit > 16:  # noqa: PLR2004 something must be left
        limit = max(16, min(limit * 9 // 10, int(limit * room / tokens(shown))))
    return shown


def _alternating(messages: Iterable[ChatMessage]) -> list[ChatMessage]:
    """Neighbours of one role become one message, since some models accept no other form."""
    result: list[ChatMessage] = []
    for message in messages:
        if result and result[-1].role == message.role:
            result[-1] = ChatMessage(message.role, f"{result[-1].content}\n\n{message.content}")
        else:
            result.append(message)
    return result


def _role(message: Said) -> Literal["user", "assistant"]:
    return "assistant" if message.role is MessageRole.assistant else "user"
