"""Bodies that are broken, too large, or not what the schema says: a clear refusal, and nothing half-written."""

import gzip
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from itertools import product
from typing import Any, cast

import pytest
from fastapi import FastAPI
from tests.conftest import People, Person
from tests.fakes.provider import FakeProvider
from tests.main.operations import OPERATIONS, WITH_BODY, Things, make_things
from tests.main.refusals import contents, problem

from clew.infra.embedded_postgres import Addresses
from clew.main.api import LONGER_BODIES
from clew.main.edge import LONGEST_BODY

JSON = {"Content-Type": "application/json"}
BODIES = sorted(WITH_BODY)
MAY_BE_EMPTY = {"regenerate"}
HAS_NO_TEXT = {
    *("share_thread", "change_message", "replace_message", "update_importance", "prioritise_task"),
    *("create_user_role", "change_user_role", "replace_user_role", "create_role_permission", "lock_user"),
}
TAKES_ANYTHING = {"replace_system_setting"}  # what a value must be depends on the key
NAMES_A_PERSON = {"create_user_role"}  # which no other body does: who somebody is comes with the request
SURROGATE = "\\ud800"
NOT_STORABLE = ["\\u0000", "a\\u0000b", SURROGATE, f"a{SURROGATE}b", "\\udfff\\ud800"]
NOT_JSON = ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "json", "/"]
WRONG: tuple[tuple[str, object], ...] = (
    ("integer", 7),
    ("number", 1.5),
    ("string", "of course not"),
    ("boolean", True),
    ("array", ["a"]),
    ("object", {"a": 1}),
    ("null", None),
)
BROKEN = {
    "an open brace": b"{",
    "a word": b"nonsense",
    "no value": b'{"title":}',
    "a comma too many": b'{"title": "x",}',
    "single quotes": b"{'title': 'x'}",
    "a list": b"[]",
    "a text": b'"title"',
    "a number": b"1",
    "no UTF-8": b'{"title": "\xff\xfe"}',
    "half a character": b'{"title": "\xe2\x82"}',
    "a deep list": b"[" * 100_000,
    "deep objects": b'{"title":' * 50_000,
    "a deep list that ends": b"[" * 20_000 + b"]" * 20_000,
    "a huge number": b'{"title": ' + b"9" * 10_000 + b"}",
    "a number that is none": b'{"title": NaN}',
    "infinity": b'{"title": -Infinity}',
    "an unknown name that no text can hold": b'{"\\ud800": 1}',
    "an unknown name with NUL": b'{"\\u0000": 1}',
    "packed": gzip.compress(b'{"title": "x"}'),
}


@pytest.fixture(scope="module")
async def owner(people: People) -> AsyncIterator[Person]:
    """Signed in so that nothing is refused but what is sent."""
    person = await people.join(owner=True)
    async with people.browser(person) as browser:
        yield replace(person, client=browser)


@pytest.fixture(scope="module")
async def things(owner: Person) -> AsyncIterator[Things]:
    async with FakeProvider() as fake:
        await owner.confirmed()  # so that no test begins a session
        yield await make_things(owner, owner, fake)


@pytest.fixture(autouse=True)
async def changes_nothing(database: Addresses, things: Things) -> AsyncIterator[None]:
    assert things
    before = contents(database)
    yield
    assert contents(database) == before


def valid(name: str, things: Things) -> dict[str, Any]:
    make: Any = WITH_BODY[name].body
    return make(things)


def longest(name: str) -> int:
    """How many bytes a body of this operation may have."""
    return LONGER_BODIES.get(OPERATIONS[name].path, LONGEST_BODY)


class TestBody:
    @pytest.mark.parametrize("name", BODIES)
    async def test_that_is_broken(self, owner: Person, things: Things, name: str) -> None:
        for what, body in BROKEN.items():
            answer = await OPERATIONS[name].call(owner, things, json=None, content=body, headers=JSON)
            assert problem(answer, 400, 422), what

    @pytest.mark.parametrize("name", sorted(set(BODIES) - MAY_BE_EMPTY))
    async def test_that_is_missing(self, owner: Person, things: Things, name: str) -> None:
        for body in (b"", b"null"):
            problem(await OPERATIONS[name].call(owner, things, json=None, content=body, headers=JSON), 422)

    @pytest.mark.parametrize("name", BODIES)
    async def test_that_does_not_say_that_it_is_json(self, owner: Person, things: Things, name: str) -> None:
        """A page of another site can send these without asking first."""
        body = json.dumps(valid(name, things)).encode()
        for kind in (None, *NOT_JSON):
            headers = [] if kind is None else [("Content-Type", kind), ("Content-Type", "application/json")]
            answer = await OPERATIONS[name].call(owner, things, json=None, content=body, headers=headers)
            problem(answer, 400, 422)

    @pytest.mark.parametrize("name", BODIES)
    async def test_that_is_too_large(self, owner: Person, things: Things, name: str) -> None:
        body = json.dumps(valid(name, things)).encode().ljust(longest(name) + 1)
        answer = await OPERATIONS[name].call(owner, things, json=None, content=body, headers=JSON)
        assert problem(answer, 413)["code"] == "too_large"

    @pytest.mark.parametrize("name", BODIES)
    async def test_that_does_not_say_how_large_it_is(self, owner: Person, things: Things, name: str) -> None:
        async def pieces() -> AsyncIterator[bytes]:
            yield json.dumps(valid(name, things)).encode()
            for _ in range(longest(name) // 65536 + 1):
                yield b" " * 65536

        answer = await OPERATIONS[name].call(owner, things, json=None, content=pieces(), headers=JSON)
        assert problem(answer, 413)["code"] == "too_large"


class TestFields:
    @pytest.mark.parametrize("name", sorted(set(BODIES) - NAMES_A_PERSON))
    async def test_unknown_ones_are_refused_by_name(self, owner: Person, things: Things, name: str) -> None:
        body = {**valid(name, things), "user_id": "01980000-0000-7000-8000-000000000001"}
        answer = await OPERATIONS[name].call(owner, things, json=body)
        assert [one["field"] for one in problem(answer, 422)["errors"]] == ["user_id"]

    @pytest.mark.parametrize("name", sorted(set(BODIES) - TAKES_ANYTHING))
    async def test_of_a_wrong_type_are_refused_by_name(
        self, app: FastAPI, owner: Person, things: Things, name: str
    ) -> None:
        tried = 0
        for path, schema in fields(app, name):
            for kind, value in WRONG:
                if kind not in kinds(schema):
                    body = put(valid(name, things), path, value)
                    answer = await OPERATIONS[name].call(owner, things, json=body)
                    named = [one["field"] for one in problem(answer, 422)["errors"]]
                    assert all(one.startswith(path) for one in named), (path, value, named)
                    assert named
                    tried += 1
        assert tried

    @pytest.mark.parametrize("name", sorted(set(BODIES) - HAS_NO_TEXT))
    async def test_with_text_that_cannot_be_stored_are_refused(
        self, app: FastAPI, owner: Person, things: Things, name: str
    ) -> None:
        tried = 0
        for bad, (path, schema) in product(NOT_STORABLE, fields(app, name)):
            if "string" in kinds(schema):
                body = json.dumps(put(valid(name, things), path, "PLACE")).replace("PLACE", bad)
                answer = await OPERATIONS[name].call(owner, things, json=None, content=body.encode(), headers=JSON)
                [named] = [one["field"] for one in problem(answer, 422)["errors"]]
                assert f"{path}.".startswith(f"{named}."), "or the list of open JSON that it stands in"
                tried += 1
        assert tried

    @pytest.mark.parametrize("number", [2**64, -(2**63) - 1])
    async def test_of_open_json_with_a_number_that_cannot_be_stored_are_refused(
        self, app: FastAPI, owner: Person, things: Things, number: int
    ) -> None:
        tried = 0
        for name in BODIES:
            for path, schema in fields(app, name):
                if {"object", "null"} >= kinds(schema) > {"null"} and takes_any_name(schema):
                    body = put(valid(name, things), path, {"n": number})
                    answer = await OPERATIONS[name].call(owner, things, json=body)
                    assert [one["field"] for one in problem(answer, 422)["errors"]] == [path], name
                    tried += 1
        assert tried > 10

    @pytest.mark.parametrize("name", BODIES)
    async def test_that_are_needed_are_missed_by_name(
        self, app: FastAPI, owner: Person, things: Things, name: str
    ) -> None:
        for path in required(app, name):
            body = {field: value for field, value in valid(name, things).items() if field != path}
            answer = await OPERATIONS[name].call(owner, things, json=body)
            assert [one["field"] for one in problem(answer, 422)["errors"]] == [path]

    @pytest.mark.parametrize("content", ["", " ", "\n\t\u3000", "x" * 1_000_001])
    async def test_of_a_message_without_words_or_without_end(self, owner: Person, things: Things, content: str) -> None:
        answer = await OPERATIONS["take_turn"].call(owner, things, json={"content": content})
        assert [one["field"] for one in problem(answer, 422)["errors"]] == ["content"]

    @pytest.mark.parametrize("title", ["", "  ", "x" * 256])
    async def test_of_a_title_that_is_none(self, owner: Person, things: Things, title: str) -> None:
        for name in ("create_thread", "change_thread"):
            answer = await OPERATIONS[name].call(owner, things, json={"title": title})
            assert [one["field"] for one in problem(answer, 422)["errors"]] == ["title"]

    @pytest.mark.parametrize(
        "address",
        [
            "",
            "models.example.org",
            "ftp://models.example.org",
            "file:///etc/passwd",
            "http://",
            "http://[::1",
            "http://host:99999/v1",
            "http://host:0/v1",
            "https://name:secret@models.example.org/v1",
            "https://models.example.org/v1?key=secret",
            "https://models.example.org/v1#x",
            "https://models.exa\nmple.org",
            "javascript:alert(1)",
        ],
    )
    async def test_of_a_model_that_is_no_address(self, owner: Person, things: Things, address: str) -> None:
        body = put(valid("create_ai_model", things), "config.base_url", address)
        answer = await OPERATIONS["create_ai_model"].call(owner, things, json=body)
        assert [one["field"] for one in problem(answer, 422)["errors"]] == ["config.base_url"]
        assert "secret" not in answer.text

    async def test_what_was_sent_is_never_sent_back(self, people: People, owner: Person, things: Things) -> None:
        """It may be a password."""
        for name in BODIES:
            body = {**valid(name, things), "password": ["a canary in a wrong place"]}
            assert "canary" not in (await OPERATIONS[name].call(owner, things, json=body)).text
        assert [one.username for one in people.made] == [owner.username]


def fields(app: FastAPI, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every field of an operation's body, with the path to it."""
    yield from _members(_body_schema(app, name), app.openapi(), "")


def required(app: FastAPI, name: str) -> list[str]:
    return _resolved(_body_schema(app, name), app.openapi()).get("required", [])


def kinds(schema: dict[str, Any]) -> set[str]:
    """Which types of JSON a field takes; a number that is whole, and what reads as one, counts as an integer."""
    if "anyOf" in schema:
        return {kind for one in schema["anyOf"] for kind in kinds(one)}
    if not schema.keys() & {"type", "properties", "$ref"}:
        return {kind for kind, _ in WRONG}
    taken = {schema.get("type", "object" if "properties" in schema else "string")}
    if "number" in taken:
        return taken | {"integer", "boolean"}
    return taken | {"boolean"} if "integer" in taken else taken


def takes_any_name(schema: dict[str, Any]) -> bool:
    return any(one.get("additionalProperties") is True for one in schema.get("anyOf", [schema]))


def put(body: Any, path: str, value: object) -> Any:
    """The body with another value in one place."""
    first, _, rest = path.partition(".")
    if isinstance(body, list):
        item, *others = cast("list[object]", body)
        return [put(item, rest, value) if rest else value, *others]
    return {**body, first: put(body[first], rest, value) if rest else value}


def _body_schema(app: FastAPI, name: str) -> dict[str, Any]:
    document = app.openapi()
    for item in document["paths"].values():
        for operation in item.values():
            if operation["operationId"] == name:
                return operation["requestBody"]["content"]["application/json"]["schema"]
    raise AssertionError(name)


def _resolved(schema: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    if "anyOf" in schema:
        objects = [_resolved(one, document) for one in schema["anyOf"] if "$ref" in one]
        return objects[0] if len(objects) == 1 else schema
    if "$ref" in schema:
        return _resolved(document["components"]["schemas"][schema["$ref"].rpartition("/")[2]], document)
    return schema


def _members(schema: dict[str, Any], document: dict[str, Any], above: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, field in _resolved(schema, document).get("properties", {}).items():
        inner = _resolved(field, document)
        # What is resolved has lost that it may be null.
        is_null = inner is not field and {"type": "null"} in field.get("anyOf", [])
        yield f"{above}{name}", {"anyOf": [inner, {"type": "null"}]} if is_null else inner
        yield from _members(inner, document, f"{above}{name}.")
        if "items" in inner:
            yield f"{above}{name}.0", _resolved(inner["items"], document)
            yield from _members(inner["items"], document, f"{above}{name}.0.")
