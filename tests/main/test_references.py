"""A field that names another thing of the same person: nobody else's is there, in bodies as in filters."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from tests.conftest import People, Person
from tests.fakes.provider import FakeProvider
from tests.main.operations import FILTERS, OPERATIONS, REFERENCES, Things, make_things

from clew.kit.ids import new_id

# What removes comes last: the others need what it removes.
BODIES = sorted(REFERENCES, key=lambda place: (place[0].startswith("remove"), place))


@pytest.fixture(scope="module")
async def provider() -> AsyncIterator[FakeProvider]:
    async with FakeProvider() as fake:
        yield fake


@pytest.fixture(scope="module")
async def anns(people: People, owner: Person, provider: FakeProvider) -> Things:
    return await make_things(await people.join(), owner, provider)


@dataclass(frozen=True, slots=True)
class Bob:
    person: Person
    things: Things


@pytest.fixture(scope="module")
async def bobs(people: People, owner: Person, provider: FakeProvider) -> Bob:
    """Who asks, and what is their own."""
    bob = await people.join()
    return Bob(bob, await make_things(bob, owner, provider))


def listed(answer: httpx.Response) -> list[object]:
    """What a page or a file holds."""
    body: dict[str, list[object]] = answer.json()
    return body["items" if "items" in body else "memories"]


@pytest.mark.parametrize(("operation", "field"), sorted(FILTERS))
async def test_of_a_query_finds_only_what_is_the_persons_own(
    anns: Things, bobs: Bob, operation: str, field: str
) -> None:
    thing = FILTERS[operation, field]
    foreign, own = [
        await OPERATIONS[operation].call(bobs.person, bobs.things, params={field: str(id)})
        for id in (getattr(anns, thing), getattr(bobs.things, thing))
    ]
    assert (foreign.status_code, own.status_code) == (200, 200)
    assert listed(foreign) == []
    assert listed(own), "one's own is found"


@pytest.mark.parametrize(("operation", "field"), BODIES)
async def test_of_a_body_finds_only_what_is_the_persons_own(
    anns: Things, bobs: Bob, operation: str, field: str
) -> None:
    mine, thing = bobs.things, REFERENCES[operation, field]
    make: Any = OPERATIONS[operation].body
    foreign, unknown, own = [
        await OPERATIONS[operation].call(bobs.person, mine, json=put(make(mine), field, str(id)))
        for id in (getattr(anns, thing), new_id(), getattr(mine, thing))
    ]
    assert (foreign.status_code, unknown.status_code) == (404, 404), foreign.text
    assert foreign.json() | {"request_id": ""} == unknown.json() | {"request_id": ""}
    assert field in {error["field"] for error in foreign.json()["errors"]}
    assert own.status_code in {200, 201, 204}, own.text


def put(body: dict[str, Any], field: str, value: str) -> dict[str, Any]:
    """The body with this value in that field, of each of several things where it holds them."""
    if "items" in body:
        return body | {"items": [put(item, field, value) for item in body["items"]]}
    return body | {field: [value] if isinstance(body.get(field), list) else value}
