"""How tests sign in, and what they look up of it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from sqlalchemy import text
from tests.conftest import PASSWORD, Person

ME = "/api/v1/users/me"
REFRESH = "/api/v1/auth/refresh"


@asynccontextmanager
async def browser_of(person: Person, **headers: str) -> AsyncGenerator[httpx.AsyncClient]:
    """A client with the cookie of a session that has just begun."""
    async with httpx.AsyncClient(base_url=person.client.base_url, headers=headers, timeout=30) as client:
        answer = await client.post("/api/v1/auth/sign-in", json={"username": person.username, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        yield client


async def pair_of(client: httpx.AsyncClient, person: Person) -> dict[str, Any]:
    """What a program gets that signs in."""
    values = {"username": person.username, "password": PASSWORD, "client": "token"}
    answer = await client.post("/api/v1/auth/sign-in", json=values)
    assert answer.status_code == 200, answer.text
    return answer.json()["tokens"]


async def refresh(client: httpx.AsyncClient, token: str) -> httpx.Response:
    return await client.post(REFRESH, json={"refresh_token": token})


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def works(client: httpx.AsyncClient, token: str) -> bool:
    answer = await client.get(ME, headers=bearer(token))
    assert answer.status_code in {200, 401}, answer.text
    return answer.status_code == 200


async def change(person: Person, statement: str) -> None:
    """Change that person's rows, as time or somebody else would."""
    async with person.acting() as (session, _):
        await session.execute(text(statement))


async def remembered(person: Person, event_type: str) -> list[dict[str, Any]]:
    """Their security events of this type, of which there is one at least in a moment."""
    async with asyncio.timeout(20):
        while True:
            page = await person.client.get("/api/v1/security-events", params={"event_type": event_type})
            assert page.status_code == 200, page.text
            if found := page.json()["items"]:
                return found
            await asyncio.sleep(0.1)
