import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import psutil
import pytest

from clew.kit.errors import ProviderError, ProviderRefused, ProviderUnreachable
from clew.providers import embedded
from clew.providers.embedded import EmbeddedModel
from clew.providers.protocol import ChatMessage, ChatRequest, Finished, FinishReason, ModelEvent, Text, Usage

WHO = ChatMessage("system", "You are a helpful assistant.")


def ask(text: str, max_tokens: int | None = 24) -> ChatRequest:
    return ChatRequest((WHO, ChatMessage("user", text)), max_tokens=max_tokens, temperature=0)


async def events_of(model: EmbeddedModel, request: ChatRequest) -> list[ModelEvent]:
    async with aclosing(model.stream(request)) as stream:
        return [event async for event in stream]


def text_in(events: list[ModelEvent]) -> str:
    return "".join(event.text for event in events if isinstance(event, Text))


@pytest.fixture(scope="module")
async def model() -> AsyncIterator[EmbeddedModel]:
    shared = EmbeddedModel()
    yield shared
    await shared.aclose()


@pytest.fixture
async def own() -> AsyncIterator[EmbeddedModel]:
    """One that a test may hurt."""
    one = EmbeddedModel(idle=0.2)
    yield one
    await one.aclose()


def count_starts(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    started: list[object] = []
    start = embedded.start

    async def counted(log: Path | None) -> embedded.Child:
        started.append(log)
        return await start(log)

    monkeypatch.setattr(embedded, "start", counted)
    return started


def cpu_seconds(pid: int | None) -> float:
    times = psutil.Process(pid).cpu_times()
    return times.user + times.system


async def ended(pid: int | None) -> bool:
    for _ in range(200):
        if pid is None or not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        await asyncio.sleep(0.05)
    return False


class TestAnswer:
    async def test_it_answers_with_what_it_counted(self, model: EmbeddedModel) -> None:
        events = await events_of(model, ask("How many days are in a week?"))
        assert "7" in text_in(events)
        assert isinstance(events[-2], Usage)
        assert events[-2].input_tokens > 10
        assert events[-1] == Finished(FinishReason.stop)

    async def test_a_bound_is_kept(self, model: EmbeddedModel) -> None:
        events = await events_of(model, ask("Tell me a long story about a fox.", max_tokens=5))
        assert events[-1] == Finished(FinishReason.length)

    async def test_a_schema_is_kept(self, model: EmbeddedModel) -> None:
        schema = {"type": "object", "properties": {"colour": {"enum": ["red", "blue"]}}, "required": ["colour"]}
        request = ChatRequest((ChatMessage("user", "The sky is?"),), max_tokens=20, schema=schema)
        assert text_in(await events_of(model, request)).split('"')[3] in {"red", "blue"}

    async def test_what_is_longer_than_its_window_is_refused(self, model: EmbeddedModel) -> None:
        with pytest.raises(ProviderRefused, match="longer than"):
            await events_of(model, ask("word " * 5000))

    async def test_it_takes_one_question_after_another(self, model: EmbeddedModel) -> None:
        answers = await asyncio.gather(*(events_of(model, ask("Say hello.", 8)) for _ in range(3)))
        assert all(answer[-1].__class__ is Finished for answer in answers)


class TestCancel:
    async def test_generation_stops_and_the_next_question_does_not_wait(self, model: EmbeddedModel) -> None:
        stream = model.stream(ask("Tell me a very long story about a fox and a crow.", max_tokens=1000))
        async with aclosing(stream):
            for _ in range(5):
                await anext(stream)
        await asyncio.sleep(0.5)  # generous: it takes some 50 ms
        before = cpu_seconds(model.pid)
        await asyncio.sleep(1)
        assert cpu_seconds(model.pid) - before < 0.3

    async def test_so_does_reading_a_long_question(self, model: EmbeddedModel) -> None:
        task = asyncio.create_task(events_of(model, ask("The museum opened in 1904. " * 400)))
        await asyncio.sleep(1)
        task.cancel()
        await asyncio.wait([task])
        await asyncio.sleep(2)  # a batch of the question is finished first
        before = cpu_seconds(model.pid)
        await asyncio.sleep(1)
        assert cpu_seconds(model.pid) - before < 0.3


class TestProcess:
    async def test_there_is_none_before_the_first_question(self, own: EmbeddedModel) -> None:
        assert own.pid is None

    async def test_first_questions_at_once_start_one(self, own: EmbeddedModel, monkeypatch: pytest.MonkeyPatch) -> None:
        started = count_starts(monkeypatch)
        await asyncio.gather(*(events_of(own, ask("Say hello.", 4)) for _ in range(3)))
        assert len(started) == 1

    async def test_it_goes_when_nobody_asks_and_comes_back(self, own: EmbeddedModel) -> None:
        await events_of(own, ask("Say hello.", 4))
        first = own.pid
        assert first is not None
        assert await ended(first)
        await events_of(own, ask("Say hello.", 4))
        assert own.pid not in {first, None}

    async def test_it_stays_while_somebody_listens(self, own: EmbeddedModel) -> None:
        stream = own.stream(ask("Tell me a long story about a fox.", max_tokens=40))
        async with aclosing(stream):
            await anext(stream)
            await asyncio.sleep(0.6)
            rest = [event async for event in stream]
        assert isinstance(rest[-1], Finished)

    async def test_it_stays_for_who_is_still_waiting(self, own: EmbeddedModel, monkeypatch: pytest.MonkeyPatch) -> None:
        started = count_starts(monkeypatch)
        answers = await asyncio.gather(
            events_of(own, ask("Say hello.", 2)), events_of(own, ask("Tell me a long story about a fox.", 60))
        )
        assert all(isinstance(answer[-1], Finished) for answer in answers)
        assert len(started) == 1

    async def test_one_question_after_another_uses_the_same(
        self, own: EmbeddedModel, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        started = count_starts(monkeypatch)
        for _ in range(6):
            await events_of(own, ask("Say hello.", 2))
        assert len(started) == 1

    async def test_one_that_died_is_replaced(self, own: EmbeddedModel) -> None:
        stream = own.stream(ask("Tell me a long story about a fox.", max_tokens=500))
        await anext(stream)
        first = own.pid
        assert first is not None
        os.kill(first, signal.SIGKILL)
        with pytest.raises(ProviderError):
            _ = [event async for event in stream]
        assert isinstance((await events_of(own, ask("Say hello.", 4)))[-1], Finished)
        assert own.pid != first

    async def test_one_that_died_since_the_last_answer_goes_unnoticed(self, own: EmbeddedModel) -> None:
        await events_of(own, ask("Say hello.", 2))
        assert own.pid is not None
        os.kill(own.pid, signal.SIGKILL)  # and ask before anybody can have told us
        assert isinstance((await events_of(own, ask("Say hello.", 2)))[-1], Finished)

    async def test_one_that_cannot_start_says_so(self, own: EmbeddedModel, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(embedded, "find_model", lambda: Path("no-such-model.gguf"))
        with pytest.raises(ProviderUnreachable, match="does not start"):
            await events_of(own, ask("Say hello.", 4))

    async def test_it_knows_none_of_our_secrets(self, own: EmbeddedModel, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CLEW_SECRET", "x")
        await events_of(own, ask("Say hello.", 4))
        assert "CLEW_SECRET" not in psutil.Process(own.pid).environ()

    async def test_closing_ends_it(self) -> None:
        one = EmbeddedModel()
        await events_of(one, ask("Say hello.", 4))
        pid = one.pid
        await one.aclose()
        assert await ended(pid)
        assert one.pid is None


PARENT = """
import asyncio
from clew.providers.embedded import EmbeddedModel
from clew.providers.protocol import ChatMessage, ChatRequest

async def main():
    model = EmbeddedModel()
    stream = model.stream(ChatRequest((ChatMessage("user", "Tell me a long story."),), max_tokens=1000))
    await anext(stream)
    print(model.pid, flush=True)
    await asyncio.sleep(600)

asyncio.run(main())
"""


class TestParent:
    async def test_killed_hard_it_leaves_nothing_behind(self) -> None:
        parent = await asyncio.create_subprocess_exec(sys.executable, "-c", PARENT, stdout=asyncio.subprocess.PIPE)
        assert parent.stdout is not None
        child = int(await parent.stdout.readline())
        assert psutil.pid_exists(child)
        parent.kill()
        await parent.wait()
        assert await ended(child)
