"""One valid request for every operation of the API, on things that somebody owns.

A route that is added without one here fails the matrix: nobody has said yet who may call it.
"""

import re
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
    binned_id: UUID | str
    item_id: UUID | str
    """A message in the thread's queue, which waits for the person to speak."""
    share_id: UUID | str
    token: UUID | str
    """Of the share's link."""

    @classmethod
    def unknown(cls) -> "Things":
        return cls(*(new_id() for _ in cls.__slots__))

    @classmethod
    def called(cls, name: str) -> "Things":
        """In place of each of them the same text."""
        return cls(*(name for _ in cls.__slots__))


@dataclass(frozen=True, slots=True)
class Operation:
    """How one operation is called."""

    reach: Reach
    method: str
    path: str
    body: Callable[[Things], object] | None = None
    query: str = ""
    """What it does not do without."""
    is_endless: bool = False
    """Whether its answer is a stream that ends with the session."""

    def address(self, things: Things) -> str:
        path = self.path.format(**{name: getattr(things, name) for name in Things.__slots__})
        return f"{path}?{self.query}"

    async def call(self, client: httpx.AsyncClient, things: Things, **more: Any) -> httpx.Response:
        if self.body is not None:
            more = {"json": self.body(things)} | more
        more["params"] = httpx.QueryParams(self.query).merge(more.get("params", {}))
        if self.is_endless:
            return await _beginning(client, self.method, self.address(things), **more)
        return await client.request(self.method, self.address(things), **more)


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


def _file(_: Things) -> dict[str, object]:
    message: dict[str, object] = {"id": str(new_id()), "parent_id": None, "role": "user", "content": "Read in."}
    message |= {"thinking": None, "status": "complete", "model": None, "created_at": "2026-01-01T00:00:00Z"}
    file: dict[str, object] = {"format": "clew.thread", "version": 1, "title": "Read in", "messages": [message]}
    return {**file, "head_message_id": message["id"], "exported_at": "2026-01-01T00:00:00Z"}


THREAD = "/api/v1/threads/{thread_id}"
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
    "get_thread": Operation(Reach.theirs, "GET", THREAD),
    "change_thread": Operation(Reach.theirs, "PATCH", THREAD, lambda _: {"title": "Mine now", "is_pinned": True}),
    "remove_thread": Operation(Reach.theirs, "DELETE", THREAD),
    "list_messages": Operation(Reach.theirs, "GET", f"{THREAD}/messages"),
    "get_branch": Operation(Reach.theirs, "GET", f"{THREAD}/branch"),
    "get_usage": Operation(Reach.theirs, "GET", f"{THREAD}/usage"),
    "take_turn": Operation(
        Reach.theirs,
        "POST",
        f"{THREAD}/turns",
        lambda things: {"content": "And then?", "model_id": str(things.model_id)},
    ),
    "list_bin": Operation(Reach.own, "GET", "/api/v1/threads/bin"),
    "restore_thread": Operation(Reach.theirs, "POST", "/api/v1/threads/{binned_id}/restore"),
    "search_threads": Operation(Reach.own, "GET", "/api/v1/threads/search", query="q=canary"),
    "choose_branch": Operation(
        Reach.theirs, "POST", f"{THREAD}/choose", lambda things: {"message_id": str(things.answer_id)}
    ),
    "fork_thread": Operation(
        Reach.theirs, "POST", f"{THREAD}/fork", lambda things: {"message_id": str(things.answer_id), "title": "Copy"}
    ),
    "get_draft": Operation(Reach.theirs, "GET", f"{THREAD}/draft"),
    "write_draft": Operation(
        Reach.theirs, "PUT", f"{THREAD}/draft", lambda _: {"content": "Typed", "edited_at": "2099-01-01T00:00:00Z"}
    ),
    "clear_draft": Operation(Reach.theirs, "DELETE", f"{THREAD}/draft"),
    "get_queue": Operation(Reach.theirs, "GET", f"{THREAD}/queue"),
    "queue_message": Operation(
        Reach.theirs, "POST", f"{THREAD}/queue", lambda things: {"content": "Next", "model_id": str(things.model_id)}
    ),
    "order_queue": Operation(
        Reach.theirs, "POST", f"{THREAD}/queue/order", lambda things: {"ids": [str(things.item_id)]}
    ),
    "change_queued_message": Operation(
        Reach.theirs,
        "PATCH",
        f"{THREAD}/queue/{{item_id}}",
        lambda things: {"content": "Mine now", "model_id": str(things.model_id)},
    ),
    "remove_queued_message": Operation(Reach.theirs, "DELETE", f"{THREAD}/queue/{{item_id}}"),
    "send_queued_message": Operation(Reach.theirs, "POST", f"{THREAD}/queue/{{item_id}}/send-now"),
    "share_thread": Operation(Reach.theirs, "POST", f"{THREAD}/shares", lambda _: {"expires_in_days": 1}),
    "list_shares": Operation(Reach.theirs, "GET", f"{THREAD}/shares"),
    "revoke_share": Operation(Reach.theirs, "DELETE", f"{THREAD}/shares/{{share_id}}"),
    "read_shared": Operation(Reach.public, "GET", "/api/v1/shared/{token}"),
    "export_thread": Operation(Reach.theirs, "GET", f"{THREAD}/export"),
    "import_thread": Operation(Reach.own, "POST", "/api/v1/threads/import", _file),
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
    "get_database": Operation(Reach.guarded, "GET", "/api/v1/database"),
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


def nameless(path: str) -> str:
    """A path in which all parameters are called alike: the description has other names for them."""
    return re.sub(r"\{\w+\}", "{}", path)


def served(app: FastAPI) -> set[tuple[str, str]]:
    return {(method, path) for method, path, _ in all_routes(app)}


async def make_things(person: Person, owner: Person, fake: FakeProvider) -> Things:
    """A thread with a turn that a model of the instance answered and one that failed, so that its queue waits."""
    model = await add_model(owner, fake, "echo", window=4096 + secrets.randbelow(4096))
    thread = await person.thread(CANARY)
    question, answer = await say(person, thread, CANARY, model_id=model)
    assert (await settled(person, answer))["status"] == "complete"
    _, failed = await say(person, thread, CANARY, model_id=await add_model(owner, fake, "status:401"))
    assert (await settled(person, failed))["status"] == "failed"
    path = f"/api/v1/threads/{thread}"
    written = await person.client.put(f"{path}/draft", json={"content": CANARY, "edited_at": "2026-01-01T00:00:00Z"})
    assert written.status_code == 200, written.text
    item = await person.client.post(f"{path}/queue", json={"content": CANARY, "model_id": model})
    share = (await person.client.post(f"{path}/shares", json={})).json()
    binned = await person.thread(CANARY)
    assert (await person.client.delete(f"/api/v1/threads/{binned}")).status_code == 204
    token = share["url"].removeprefix("/s/")
    return Things(thread, question, answer, model, binned, item.json()["id"], share["id"], token)
