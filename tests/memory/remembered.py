"""How tests remember something."""

from typing import Any

import httpx
from tests.conftest import Person

MEMORIES = "/api/v1/memories"


async def remember(person: Person, content: str = "Ada is allergic to peanuts.", **more: object) -> dict[str, Any]:
    body = {"content": content, "memory_type": "fact", **more}
    return told(await person.client.post(MEMORIES, json=body), 201)


async def read(person: Person, memory: dict[str, Any]) -> dict[str, Any]:
    return told(await person.client.get(f"{MEMORIES}/{memory['id']}"))


async def listed(person: Person, **query: object) -> list[str]:
    """What the memories say that these filters let through."""
    params: Any = query
    return [one["content"] for one in told(await person.client.get(MEMORIES, params=params))["items"]]


def told(answer: httpx.Response, status: int = 200) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    return answer.json()


def wrong(answer: httpx.Response, status: int, *fields: str) -> None:
    """A refusal that names what is wrong."""
    assert answer.status_code == status, answer.text
    assert tuple(one["field"] for one in answer.json()["errors"] or ()) == fields
