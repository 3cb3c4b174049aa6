"""Paths, queries, methods and headers that nobody promised: a clear refusal, never a failure of ours."""

import asyncio
import base64
import json
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import Person
from tests.fakes.provider import FakeProvider
from tests.main.operations import OPERATIONS, Things, described, make_things, nameless
from tests.main.refusals import problem

# The server in the other thread draws random numbers while Hypothesis watches that no strategy does.
pytestmark = pytest.mark.filterwarnings("ignore:Do not use the .random. module inside strategies")
UNKNOWN = "01980000-0000-7000-8000-0000000fffff"
LISTS = [
    *("list_threads", "list_messages", "list_bin", "list_shares", "search_threads"),
    *("list_memories", "list_relationships", "list_documents", "list_ai_models"),
    *("list_personas", "list_modules", "list_module_states"),
]
PATHS = [
    "%00",
    "x%00y",
    "1",
    "x" * 2000,
    "%2e%2e",
    "null",
    "0x1",
    "%ff%fe",
    "%D9%A1",
    UNKNOWN + "0",
    UNKNOWN[:-1],
    "'or''='",
    "%F0%9F%92%A9",
]
QUERIES: dict[str, list[str]] = {
    "limit": ["0", "-1", "201", "9" * 40, "1.5", "x", "", "NaN", "0x10", "1e2", "%00"],
    "cursor": ["", "x", "%00", "=", "a" * 1001, "%F0%9F%92%A9", "null", "../.."],
    "sort": ["", "password", "title;drop", "%00", "hashed_password", "-", "created_at,id"],
    "is_pinned": ["maybe", "2", "%00", "[]"],
    "leaf": ["x", "%00", "1"],
    "before": ["x", "%00", "1-", "9" * 40, "2026-01-01T00:00:00"],
    "after": ["x", "%00", "1-", "9" * 40, "2026-01-01T00:00:00", "2026-13-01T00:00:00Z"],
    "around": ["x", "%00", "1"],
    "q": ["", "%00", "x" * 201],
    "format": ["", "exe", "%00"],
    "permanently": ["", "maybe", "2", "%00"],
    "last_event_id": ["x", "%00", "1-2-3", "9" * 41, "-1-0"],
    "unknown": ["1"],
}
OF_A_KIND: dict[str, list[str]] = {
    "boolean": ["maybe", "2", "%00", "[]"],
    "integer": ["x", "1.5", "NaN", "%00"],
    "number": ["x", "NaN", "1e999", "%00"],
    "date-time": ["x", "%00", "1", "2026-01-01T00:00:00", "2026-13-01T00:00:00Z"],
    "uuid": ["x", "%00", "1"],
    "enum": ["", "nobody", "%00"],
    "string": ["%00", "a%00b"],
}
"""For parameters that `QUERIES` does not name."""


@pytest.fixture(scope="module")
async def things(owner: Person) -> AsyncIterator[Things]:
    async with FakeProvider() as fake:
        yield await make_things(owner, owner, fake)


def with_ids() -> list[str]:
    return sorted(name for name, one in OPERATIONS.items() if "{" in one.path)


def parameters(app: FastAPI, name: str) -> dict[str, str]:
    """What the query of an operation may hold, and of which kind it is."""
    method, path = described(app)[name]
    known = app.openapi()["paths"][path][method.lower()].get("parameters", [])
    return {one["name"]: kind(one["schema"], app.openapi()) for one in known if one["in"] == "query"}


def kind(schema: dict[str, Any], document: dict[str, Any]) -> str:
    match schema:
        case {"anyOf": [first, *_]} | {"type": "array", "items": first}:
            return kind(first, document)
        case {"$ref": str(pointer)}:
            return kind(document["components"]["schemas"][pointer.rpartition("/")[2]], document)
        case {"enum": _} | {"const": _}:
            return "enum"
        case _:
            return schema.get("format", schema["type"])


class TestPath:
    @pytest.mark.parametrize("name", with_ids())
    async def test_with_something_that_is_no_id(self, owner: Person, name: str) -> None:
        for id in PATHS:
            problem(await OPERATIONS[name].call(owner, Things.called(id)), 404, 405, 422)

    @pytest.mark.parametrize(
        "path",
        [
            "/api",
            "/api/",
            "/api/v1",
            "/api/v1/",
            "/api/v2/threads",
            "/api/v1/nothing",
            "/api/v1/threads/",
            "/api//v1/threads",
        ],
    )
    @pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
    async def test_that_nobody_serves(self, owner: Person, path: str, method: str) -> None:
        answer = await owner.client.request(method, path, json=None if method == "GET" else {})
        assert problem(answer, 404)["code"] == "not_found"

    @pytest.mark.parametrize("name", sorted(OPERATIONS))
    async def test_with_a_method_that_it_does_not_have(
        self, app: FastAPI, owner: Person, things: Things, name: str
    ) -> None:
        path = OPERATIONS[name].address(things).partition("?")[0]
        had = {method for method, known in described(app).values() if fits(path, known)}
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"} - had:
            answer = await owner.client.request(method, path)
            if method == "GET" and not path.startswith("/api/"):
                continue
            assert problem(answer, 405)["code"] == "method_not_allowed"
            assert set(answer.headers["allow"].split(", ")) <= had


class TestQuery:
    @pytest.mark.parametrize("name", sorted(OPERATIONS))
    async def test_with_values_out_of_range(self, app: FastAPI, owner: Person, things: Things, name: str) -> None:
        known = parameters(app, name)
        tried = {field: QUERIES.get(field) or OF_A_KIND[kind] for field, kind in known.items()}
        tried |= {"unknown": QUERIES["unknown"]} if known else {}
        for field, values in tried.items():
            for value in values:
                address = f"{OPERATIONS[name].address(things)}&{field}={value}"
                answer = await owner.client.request(OPERATIONS[name].method, address)
                document = problem(answer, 422)
                blamed = {one["field"].partition(".")[0] for one in document["errors"] or [{"field": field}]}
                assert field in blamed


class TestCursor:
    """A cursor is whatever a stranger makes of it."""

    @pytest.mark.parametrize("name", LISTS)
    @pytest.mark.parametrize(
        "content",
        [
            [],
            {},
            {"a": 1, "b": 2},
            [1],
            [1, 2],
            [None, None],
            ["x", "y"],
            ["2026-01-01T00:00:00Z", "x"],
            ["2026-01-01T00:00:00Z", None],
            ["x", UNKNOWN],
            [["2026"], UNKNOWN],
            [{}, UNKNOWN],
            [1e308, UNKNOWN],
            [-(10**18), UNKNOWN],
            [10**40, UNKNOWN],
            ["0001-01-01T00:00:00+23:59", UNKNOWN],
            ["9999-12-31T23:59:59.999999-23:59", UNKNOWN],
            ["2026-01-01T00:00:00", UNKNOWN],
            ["2026-01-01T00:00:00Z", UNKNOWN, 1],
            ["2026-01-01T00:00:00Z\u0000", UNKNOWN],
        ],
    )
    async def test_that_no_list_gave(self, owner: Person, things: Things, name: str, content: object) -> None:
        cursor = base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")
        answer = await OPERATIONS[name].call(owner, things, params={"cursor": cursor})
        if answer.status_code != 200:
            assert problem(answer, 422)["detail"]

    @pytest.mark.parametrize("name", LISTS)
    async def test_of_any_bytes(self, server: str, owner: Person, things: Things, name: str) -> None:
        """In a thread of its own, since Hypothesis knows no coroutines."""

        @settings(max_examples=60, deadline=None, derandomize=True, database=None)
        @given(st.one_of(st.binary(max_size=60), nested().map(packed)))
        def fetch(raw: bytes) -> None:
            cursor = base64.urlsafe_b64encode(raw).decode().rstrip("=")
            answer = client.get(f"{OPERATIONS[name].address(things)}&cursor={cursor}")
            if answer.status_code != 200:
                problem(answer, 422)

        with httpx.Client(base_url=server, headers={"Authorization": f"Bearer {owner.token}"}) as client:
            await asyncio.to_thread(fetch)


class TestHeaders:
    @pytest.mark.parametrize("key", ["", "x" * 256])
    async def test_with_a_key_that_is_none(self, owner: Person, key: str) -> None:
        answer = await owner.client.post("/api/v1/threads", json={}, headers={"Idempotency-Key": key})
        assert problem(answer, 422)["errors"][0]["field"] == "Idempotency-Key"

    @pytest.mark.parametrize("version", ["", "x", "1", '"x"', 'W/"1"', '"1', "\xe9", '"' + "9" * 500 + '"'])
    async def test_with_a_version_that_is_none(self, owner: Person, version: str) -> None:
        thread = await owner.thread()
        headers = [(b"If-Match", version.encode("latin-1"))]
        problem(await owner.client.patch(f"/api/v1/threads/{thread}", json={"title": "x"}, headers=headers), 412)
        problem(await owner.client.delete(f"/api/v1/threads/{thread}", headers=headers), 412)

    @pytest.mark.parametrize("length", ["-1", "x", "1e3", "\xb2", "9" * 30])
    async def test_with_a_length_that_is_none(self, server: str, length: str) -> None:
        """Said on a bare socket, since no client would."""
        answer = await raw(server, f"POST /api/v1/auth/sign-in HTTP/1.1\r\nContent-Length: {length}\r\n")
        assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 413")), answer

    async def test_with_a_line_that_is_broken(self, server: str) -> None:
        for line in ("X: a\0b", "X: a\nInjected: 1", "No colon"):
            answer = await raw(server, f"GET /api/v1/threads HTTP/1.1\r\n{line}\r\n")
            assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 401")), answer
            assert b"njected" not in answer

    async def test_with_two_lengths_at_once(self, server: str) -> None:
        """What one server takes for the end of a request, the next may take for its middle."""
        both = "Transfer-Encoding: chunked\r\nContent-Length: 4\r\nContent-Type: application/json\r\n"
        answer = await raw(
            server, f"POST /api/v1/auth/sign-in HTTP/1.1\r\n{both}", b"0\r\n\r\nGET /health HTTP/1.1\r\n"
        )
        assert answer.startswith(b"HTTP/1.1 4"), answer
        assert answer.count(b"HTTP/1.1 200") == 0


def fits(path: str, known: str) -> bool:
    """Whether a path is one of those that a route serves."""
    return re.fullmatch(nameless(known).replace("{}", "[^/]+"), path) is not None


async def raw(server: str, head: str, body: bytes = b"") -> bytes:
    """What comes back for these very bytes."""
    host, port = server.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(head.encode("latin-1") + f"Host: {host}:{port}\r\nConnection: close\r\n\r\n".encode() + body)
    await writer.drain()
    try:
        async with asyncio.timeout(5):
            return await reader.read()
    finally:
        writer.close()
        await writer.wait_closed()


def packed(value: object) -> bytes:
    return json.dumps(value).encode()


def nested() -> Any:
    """Whatever JSON can say."""
    plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.datetimes().map(str)
    return st.recursive(plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner))
