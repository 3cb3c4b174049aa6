"""One valid request for every operation of the API, on things that somebody owns.

A route that is added without one here fails the matrix: nobody has said yet who may call it. Each domain has a module,
with its `OPERATIONS` and, where they are about things of its own, with `make`, which makes these.
"""

import re

from fastapi import FastAPI
from tests.conftest import Person
from tests.fakes.provider import FakeProvider
from tests.main.operations import conversations, identity, planning, projects, providers
from tests.main.operations.operation import CANARY, Operation, Reach, Things

from clew.main.app import all_routes

__all__ = [
    "CANARY",
    "FILTERS",
    "GUARDED",
    "HIDDEN",
    "OPERATIONS",
    "REFERENCES",
    "THEIRS",
    "WITH_BODY",
    "Operation",
    "Reach",
    "Things",
]

OPERATIONS = {
    **identity.OPERATIONS,
    **conversations.OPERATIONS,
    **providers.OPERATIONS,
    **planning.OPERATIONS,
    **projects.OPERATIONS,
}
MAKERS = [conversations.make, planning.make, projects.make]
REFERENCES = {**planning.REFERENCES, **projects.REFERENCES}
"""Fields of bodies that name any other thing of the same person."""
FILTERS = {**planning.FILTERS, **projects.FILTERS}
"""Fields of queries that ask for what belongs to a thing."""
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
    """One thing of every kind, of this person."""
    made: dict[str, object] = {}
    for make in MAKERS:
        made |= await make(person, owner, fake)
    return Things(made)
