"""One valid request for every operation of the API, on things that somebody owns.

A route that is added without one here fails the matrix: nobody has said yet who may call it.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

import httpx
from fastapi import FastAPI
from tests.answers import add_model, say, settled
from tests.conftest import PASSWORD, Person
from tests.fakes.provider import FakeProvider

from clew.kit.ids import new_id
from clew.main.app import all_routes

CANARY = "a canary that nobody else may see"


class Reach(StrEnum):
    """Whose things an operation touches."""

    public = "public"  # needs nobody
    own = "own"  # names nothing: everybody gets their own
    theirs = "theirs"  # names a thing of its owner's: for everybody else it is not there
    shared = "shared"  # names a thing of the instance, which everybody may see
    guarded = "guarded"  # asks the gate


@dataclass(frozen=True, slots=True)
class Things:
    """What the valid requests are about."""

    thread_id: UUID | str
    question_id: UUID | str
    answer_id: UUID | str
    model_id: UUID | str

    @classmethod
    def unknown(cls) -> "Things":
        return cls(*(new_id() for _ in range(4)))


@dataclass(frozen=True, slots=True)
class Operation:
    """How one operation is called."""

    reach: Reach
    method: str
    path: str
    body: Callable[[Things], object] | None = None
    is_endless: bool = False
    """Whether its answer is a stream that ends with the session."""

    async def call(self, client: httpx.AsyncClient, things: Things, **more: Any) -> httpx.Response:
        path = self.path.format(**{name: getattr(things, name) for name in Things.__slots__})
        if self.body is not None:
            more = {"json": self.body(things)} | more
        if self.is_endless:
            return await _beginning(client, self.method, path, **more)
        return await client.request(self.method, path, **more)


async def _beginning(client: httpx.AsyncClient, method: str, path: str, **more: Any) -> httpx.Response:
    """An answer as far as it has come with its first words."""
    async with client.stream(method, path, **more) as response:
        content = await anext(response.aiter_bytes())
        return httpx.Response(response.status_code, headers=response.headers, content=content, request=response.request)


def _registration(_: Things) -> dict[str, str]:
    name = f"new{secrets.token_hex(4)}"
    return {"username": name, "email": f"{name}@example.org", "password": PASSWORD}


def _model(_: Things) -> dict[str, object]:
    return {"name": secrets.token_hex(8), "config": {"base_url": "http://127.0.0.1:1/v1", "model": "none"}}


OPERATIONS = {
    "get_health": Operation(Reach.public, "GET", "/health"),
    "get_readiness": Operation(Reach.public, "GET", "/ready"),
    "get_instance_status": Operation(Reach.public, "GET", "/api/v1/auth/status"),
    "register": Operation(Reach.public, "POST", "/api/v1/auth/register", _registration),
    "sign_in": Operation(
        Reach.public, "POST", "/api/v1/auth/sign-in", lambda _: {"username": "nobody", "password": PASSWORD}
    ),
    "sign_out": Operation(Reach.own, "POST", "/api/v1/auth/sign-out"),
    "get_own_profile": Operation(Reach.own, "GET", "/api/v1/users/me"),
    "change_own_profile": Operation(Reach.own, "PATCH", "/api/v1/users/me", lambda _: {"full_name": "Somebody Else"}),
    "list_threads": Operation(Reach.own, "GET", "/api/v1/threads"),
    "create_thread": Operation(Reach.own, "POST", "/api/v1/threads", lambda _: {"title": "New"}),
    "get_thread": Operation(Reach.theirs, "GET", "/api/v1/threads/{thread_id}"),
    "change_thread": Operation(
        Reach.theirs, "PATCH", "/api/v1/threads/{thread_id}", lambda _: {"title": "Mine now", "is_pinned": True}
    ),
    "remove_thread": Operation(Reach.theirs, "DELETE", "/api/v1/threads/{thread_id}"),
    "list_messages": Operation(Reach.theirs, "GET", "/api/v1/threads/{thread_id}/messages"),
    "get_branch": Operation(Reach.theirs, "GET", "/api/v1/threads/{thread_id}/branch"),
    "take_turn": Operation(
        Reach.theirs,
        "POST",
        "/api/v1/threads/{thread_id}/turns",
        lambda things: {"content": "And then?", "model_id": str(things.model_id)},
    ),
    "get_message": Operation(Reach.theirs, "GET", "/api/v1/messages/{answer_id}"),
    "regenerate": Operation(
        Reach.theirs,
        "POST",
        "/api/v1/messages/{answer_id}/regenerate",
        lambda things: {"model_id": str(things.model_id)},
    ),
    "follow_answer": Operation(Reach.theirs, "GET", "/api/v1/messages/{answer_id}/events"),
    "follow_threads": Operation(Reach.own, "GET", "/api/v1/events", is_endless=True),
    "stop_answer": Operation(Reach.theirs, "POST", "/api/v1/messages/{answer_id}/stop"),
    "list_ai_models": Operation(Reach.own, "GET", "/api/v1/ai-models"),
    "get_ai_model": Operation(Reach.shared, "GET", "/api/v1/ai-models/{model_id}"),
    "create_ai_model": Operation(Reach.guarded, "POST", "/api/v1/ai-models", _model),
    "change_ai_model": Operation(
        Reach.guarded, "PATCH", "/api/v1/ai-models/{model_id}", lambda things: {"is_active": False} | _model(things)
    ),
    "remove_ai_model": Operation(Reach.guarded, "DELETE", "/api/v1/ai-models/{model_id}"),
    "discover_models": Operation(Reach.guarded, "GET", "/api/v1/ai-models/discovered"),
    "test_model": Operation(Reach.guarded, "POST", "/api/v1/ai-models/{model_id}/test"),
}
GUARDED = {name: one for name, one in OPERATIONS.items() if one.reach is not Reach.public}
THEIRS = {name: one for name, one in OPERATIONS.items() if one.reach is Reach.theirs}
WITH_BODY = {name: one for name, one in OPERATIONS.items() if one.body is not None}

# Served without being described: the page and the description itself, which both are the same for everybody.
HIDDEN = {(method, path) for method in ("GET", "HEAD") for path in ("/{path:path}", "/openapi.json")}


def described(app: FastAPI) -> dict[str, tuple[str, str]]:
    """Every operation of the description, with its method and path."""
    return {
        operation["operationId"]: (method.upper(), path)
        for path, item in app.openapi()["paths"].items()
        for method, operation in item.items()
    }


def served(app: FastAPI) -> set[tuple[str, str]]:
    return {(method, path) for method, path, _ in all_routes(app)}


async def make_things(person: Person, owner: Person, fake: FakeProvider) -> Things:
    """A thread with one turn, answered by a model of the instance."""
    model = await add_model(owner, fake, "echo", window=4096 + secrets.randbelow(4096))
    thread = await person.thread(CANARY)
    question, answer = await say(person, thread, CANARY, model_id=model)
    assert (await settled(person, answer))["status"] == "complete"
    return Things(thread, question, answer, model)
