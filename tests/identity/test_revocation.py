"""Whoever is no longer signed in hears nothing more: open streams end within seconds, in every process."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeAlias

import httpx
import pytest
from fastapi import FastAPI
from tests.answers import add_model, kept
from tests.conftest import Person
from tests.fakes.provider import FakeProvider
from tests.signed_in import bearer, change, pair_of, refresh

from clew.infra.db import Database
from clew.kit.errors import Unavailable

WITHIN = 5.0  # seconds
EVENTS = "/api/v1/events"
End: TypeAlias = Callable[[httpx.AsyncClient, Person, dict[str, str]], Awaitable[object]]


class Stream:
    """Something that is followed, and when it ended."""

    def __init__(self, client: httpx.AsyncClient, method: str, url: str, **more: object) -> None:
        self._task = asyncio.create_task(self._read(client, method, url, more))
        self.begun = asyncio.Event()
        self.text = ""

    async def _read(self, client: httpx.AsyncClient, method: str, url: str, more: dict[str, object]) -> float:
        async with client.stream(method, url, timeout=60, **more) as response:  # pyright: ignore[reportArgumentType]
            assert response.status_code in {200, 201}, await response.aread()
            async for piece in response.aiter_text():
                self.text += piece
                self.begun.set()
        return time.monotonic()

    async def open(self) -> "Stream":
        async with asyncio.timeout(20):
            await self.begun.wait()
        return self

    @property
    def is_open(self) -> bool:
        return not self._task.done()

    async def ended(self) -> float:
        """When."""
        return await asyncio.wait_for(self._task, 20)

    async def close(self) -> None:
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task


async def sign_out(client: httpx.AsyncClient, _: Person, pair: dict[str, str]) -> None:
    answer = await client.post("/api/v1/auth/sign-out", headers=bearer(pair["access_token"]))
    assert answer.status_code == 204


async def end_from_another_device(_: httpx.AsyncClient, person: Person, __: dict[str, str]) -> None:
    answer = await person.client.post("/api/v1/sessions/end-others", headers=await person.confirmed())
    assert answer.status_code == 204


async def steal(client: httpx.AsyncClient, person: Person, pair: dict[str, str]) -> None:
    await refresh(client, pair["refresh_token"])
    await change(person, "update auth_tokens set spent_at = spent_at - interval '11 seconds'")
    assert (await refresh(client, pair["refresh_token"])).status_code == 401


async def suspend(_: httpx.AsyncClient, person: Person, __: dict[str, str]) -> None:
    await change(person, "update users set is_active = false")


async def do_nothing_for_long(_: httpx.AsyncClient, person: Person, __: dict[str, str]) -> None:
    await change(person, "update user_sessions set last_accessed = now() - interval '12 hours 2 minutes'")


@pytest.mark.parametrize("end", [sign_out, end_from_another_device, steal, suspend, do_nothing_for_long])
async def test_streams_end_in_both_processes(
    server: str, elsewhere: str, stranger: httpx.AsyncClient, ann: Person, bob: Person, end: End
) -> None:
    pair = await pair_of(stranger, ann)
    opened = [Stream(stranger, "GET", at + EVENTS, headers=bearer(pair["access_token"])) for at in (server, elsewhere)]
    others = [Stream(bob.client, "GET", at + EVENTS) for at in (server, elsewhere)]
    for stream in (*opened, *others):
        await stream.open()
    await end(stranger, ann, pair)
    begun = time.monotonic()
    for stream in opened:
        assert await stream.ended() - begun < WITHIN
    assert all(stream.is_open for stream in others)
    for stream in others:
        await stream.close()


async def test_answers_are_written_to_their_end_though_nobody_may_hear_them(
    server: str,
    elsewhere: str,
    stranger: httpx.AsyncClient,
    ann: Person,
    owner: Person,
    fake: FakeProvider,
) -> None:
    """Both the turn's own stream and one that follows elsewhere; by the token that was revoked."""
    model = await add_model(owner, fake, "slow:100:100")
    thread, headers = await ann.thread(), await ann.confirmed()
    made = await ann.client.post("/api/v1/api-tokens", json={"name": "a script"}, headers=headers)
    stranger.headers.update(bearer(made.json()["token"]))
    asked = {"json": {"content": "Go.", "model_id": model}, "headers": {"Accept": "text/event-stream"}}
    turn = await Stream(stranger, "POST", f"{server}/api/v1/threads/{thread}/turns", **asked).open()
    messages = (await ann.client.get(f"/api/v1/threads/{thread}/messages")).json()["items"]
    (message,) = [one["id"] for one in messages if one["role"] == "assistant"]
    follower = await Stream(stranger, "GET", f"{elsewhere}/api/v1/messages/{message}/events").open()
    assert (await ann.client.delete(f"/api/v1/api-tokens/{made.json()['id']}")).status_code == 204
    begun = time.monotonic()
    for stream in (turn, follower):
        assert await stream.ended() - begun < WITHIN
        assert "event: end" not in stream.text
    async with asyncio.timeout(30):
        while (answer := await kept(ann, message))["status"] == "streaming":
            await asyncio.sleep(0.2)
    assert answer["status"] == "complete"


async def test_streams_outlive_a_database_that_is_away(
    monkeypatch: pytest.MonkeyPatch, app: FastAPI, server: str, ann: Person
) -> None:
    """Nobody can be signed out meanwhile; what was open is looked at again when it is back."""
    stream = await Stream(ann.client, "GET", server + EVENTS).open()
    begin = Database.begin

    def away(*_: object) -> None:
        raise Unavailable

    monkeypatch.setattr(Database, "begin", away)
    with pytest.raises(Unavailable):
        await app.state.streams.look()
    await asyncio.sleep(WITHIN)
    monkeypatch.setattr(Database, "begin", begin)
    assert stream.is_open
    await change(ann, "update auth_tokens set is_revoked = true")
    begun = time.monotonic()
    assert await stream.ended() - begun < WITHIN
