"""What the tests of accounts read and do again and again: mails in the outbox, browsers, what is remembered."""

import asyncio
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy import text
from tests.conftest import PASSWORD, Person

MAILS = "/api/v1/mails"
SIGN_IN = "/api/v1/auth/sign-in"
ANOTHER = "another password, longer"
TOKEN = re.compile(r"#token=(\S+)")


async def mails_to(owner: Person, recipient: str) -> list[dict[str, Any]]:
    """The newest first, as an administrator reads them in the outbox."""
    answer = await owner.client.get(MAILS, params={"recipient": recipient, "limit": "100"})
    assert answer.status_code == 200, answer.text
    return [(await owner.client.get(f"{MAILS}/{one['id']}")).json() for one in answer.json()["items"]]


async def mail_to(owner: Person, recipient: str, subject: str, *, number: int = 1) -> dict[str, Any]:
    """The newest with this in its subject, once there are so many of them: some are written behind the answer."""
    async with asyncio.timeout(20):
        while True:
            found = [one for one in await mails_to(owner, recipient) if subject in one["subject"]]
            if len(found) >= number:
                return found[0]
            await asyncio.sleep(0.05)


async def token_to(owner: Person, recipient: str, subject: str, *, number: int = 1) -> str:
    """The token in the link of that mail."""
    found = TOKEN.search((await mail_to(owner, recipient, subject, number=number))["body"])
    assert found is not None
    return found[1]


@asynccontextmanager
async def browser(server: str, person: Person, password: str = PASSWORD) -> AsyncGenerator[httpx.AsyncClient]:
    """Theirs, with a session that has just begun."""
    async with httpx.AsyncClient(base_url=server, timeout=60) as client:
        answer = await sign_in(client, person.username, password)
        assert answer.status_code == 200, answer.text
        yield client


async def sign_in(client: httpx.AsyncClient, name: str, password: str = PASSWORD) -> httpx.Response:
    return await client.post(SIGN_IN, json={"username": name, "password": password})


async def is_signed_in(client: httpx.AsyncClient) -> bool:
    return (await client.get("/api/v1/users/me")).status_code == 200


async def id_of(person: Person) -> str:
    return (await person.client.get("/api/v1/users/me")).json()["id"]


async def change(app: FastAPI, person: Person, statement: str) -> None:
    """Change rows of that person, where a test would have to wait else."""
    async with app.state.database.begin(await id_of(person)) as session:
        await session.execute(text(statement))


async def remembered(person: Person, event_type: str) -> dict[str, Any]:
    """Such an event of theirs, once the worker has written it down."""
    async with asyncio.timeout(20):
        while True:
            # In a session of its own: what happened may have ended all tokens.
            headers = await person.confirmed()
            asked = person.client.get("/api/v1/security-events", params={"limit": "100"}, headers=headers)
            events = (await asked).json()["items"]
            if found := [one for one in events if one["event_type"] == event_type]:
                return found[0]
            await asyncio.sleep(0.05)


def told(answer: httpx.Response) -> tuple[int, dict[str, Any], dict[str, str]]:
    """Everything that somebody learns from an answer, but for what differs between any two."""
    body: Any = answer.json() if answer.content else {}
    body = {name: value for name, value in body.items() if name != "request_id"}
    headers = {name: value for name, value in answer.headers.items() if name not in {"date", "x-request-id"}}
    return answer.status_code, body, headers
