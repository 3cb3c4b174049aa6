"""How tests hold a conversation: take a turn, follow its answer, read what is kept."""

import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import orjson
from tests.conftest import Person
from tests.fakes.provider import FakeProvider


@dataclass(frozen=True, slots=True)
class Event:
    name: str
    id: str | None
    data: dict[str, Any]


@dataclass(slots=True)
class Answer:
    """What a follower saw."""

    events: list[Event] = field(default_factory=list[Event])

    def of(self, name: str) -> list[Event]:
        return [event for event in self.events if event.name == name]

    @property
    def text(self) -> str:
        return "".join(event.data["text"] for event in self.of("text"))

    @property
    def thinking(self) -> str:
        return "".join(event.data["text"] for event in self.of("thinking"))

    @property
    def status(self) -> str | None:
        ends = self.of("end")
        return ends[0].data["status"] if ends else None


async def add_model(owner: Person, fake: FakeProvider, behaviour: str, **config: object) -> str:
    """Register the fake provider as a model that behaves like this."""
    values = {"base_url": fake.base_url, "model": behaviour, "allow_private_network": True, **config}
    body = {
        "name": f"{behaviour} at {fake.origin} {secrets.token_hex(8)}",
        "api_key": "sk-test-0123456789",
        "config": values,
    }
    answer = await owner.client.post("/api/v1/ai-models", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


async def say(person: Person, thread_id: str, content: str, **more: object) -> tuple[str, str]:
    """Take a turn; the ids of both messages."""
    answer = await person.client.post(f"/api/v1/threads/{thread_id}/turns", json={"content": content, **more})
    assert answer.status_code == 201, answer.text
    ids = answer.json()
    return ids["user_message_id"], ids["message_id"]


async def follow(
    client: httpx.AsyncClient, message_id: str, last_event_id: str | None = None, until: int | None = None
) -> Answer:
    """Follow an answer to its end, or hang up after that many events."""
    headers = {} if last_event_id is None else {"Last-Event-ID": last_event_id}
    async with client.stream("GET", f"/api/v1/messages/{message_id}/events", headers=headers) as response:
        assert response.status_code == 200, await response.aread()
        return await _read(response, until)


async def ask(
    person: Person, path: str, body: object, key: str | None = None, until: int | None = None
) -> tuple[dict[str, str], Answer]:
    """Take a turn whose answer comes with the response: the ids of both messages, and what else was told."""
    headers = {"Accept": "text/event-stream"} | ({} if key is None else {"Idempotency-Key": key})
    async with person.client.stream("POST", f"/api/v1{path}", json=body, headers=headers) as response:
        assert response.status_code == 201, await response.aread()
        answer = await _read(response, until)
    assert [event.name for event in answer.events].index("turn") == 0
    return answer.events.pop(0).data, answer


async def _read(response: httpx.Response, until: int | None) -> Answer:
    answer = Answer()
    fields: dict[str, str] = {}
    async for line in _lines(response):
        if line:
            name, _, value = line.partition(":")
            fields[name] = value.removeprefix(" ")
        elif "event" in fields:
            answer.events.append(Event(fields["event"], fields.get("id"), orjson.loads(fields["data"])))
            fields = {}
            if until is not None and len(answer.events) >= until:
                break
    return answer


async def _lines(response: httpx.Response) -> AsyncIterator[str]:
    """As the wire format has them; httpx would also end them where a text has U+2028 or the like."""
    begun = ""
    async for text in response.aiter_text():
        *lines, begun = (begun + text).split("\n")
        for line in lines:
            yield line


async def kept(person: Person, message_id: str) -> dict[str, Any]:
    """The message as the API shows it."""
    answer = await person.client.get(f"/api/v1/messages/{message_id}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def settled(person: Person, message_id: str) -> dict[str, Any]:
    """The message once its answer has ended."""
    await follow(person.client, message_id)
    return await kept(person, message_id)
