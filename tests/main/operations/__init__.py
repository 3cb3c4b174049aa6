"""One valid request for every operation of the API, on things that somebody owns.

A route that is added without one here fails the matrix: nobody has said yet who may call it. Each domain has a module,
with its `OPERATIONS` and, where they are about things of its own, with `make`, which makes these.
"""

import re
from typing import Any

from fastapi import FastAPI
from tests.conftest import Person
from tests.fakes.provider import FakeProvider
from tests.main.operations import (
    access,
    accounts,
    conversations,
    documents,
    identity,
    instance,
    integrations,
    memory,
    personas,
    planning,
    projects,
    providers,
    settings,
)
from tests.main.operations.operation import CANARY, Operation, Reach, Things

from clew.main.app import all_routes
from clew.main.docs import ROUTES

__all__ = [
    "CANARY",
    "EVERYBODYS",
    "FILTERS",
    "GUARDED",
    "HIDDEN",
    "OPERATIONS",
    "REFERENCES",
    "THEIRS",
    "WATCHED",
    "WITH_BODY",
    "Operation",
    "Reach",
    "Things",
]

Inside = dict[tuple[str, str], str]
"""By operation and field, what the field names."""
DOMAINS: tuple[Any, ...] = (
    access,
    accounts,
    conversations,
    documents,
    identity,
    instance,
    integrations,
    memory,
    personas,
    planning,
    projects,
    providers,
    settings,
)
OPERATIONS: dict[str, Operation] = {name: one for domain in DOMAINS for name, one in domain.OPERATIONS.items()}
REFERENCES: Inside = {place: thing for domain in DOMAINS for place, thing in getattr(domain, "REFERENCES", {}).items()}
"""Fields of bodies that name any other thing of the same person."""
FILTERS: Inside = {place: thing for domain in DOMAINS for place, thing in getattr(domain, "FILTERS", {}).items()}
"""Fields of queries that ask for what belongs to a thing."""
EVERYBODYS: Inside = {place: thing for domain in DOMAINS for place, thing in getattr(domain, "EVERYBODYS", {}).items()}
"""Fields that name what belongs to the instance, or nothing of a person, so that everybody may name it."""
GUARDED = {name: one for name, one in OPERATIONS.items() if one.reach is not Reach.public}
THEIRS = {name: one for name, one in OPERATIONS.items() if one.reach is Reach.theirs}
WATCHED = {name: one for name, one in OPERATIONS.items() if one.reach is Reach.watched}
WITH_BODY = {name: one for name, one in OPERATIONS.items() if one.body is not None}

# Served without being described: the client and the description itself, which both are the same for everybody.
HIDDEN = {*ROUTES, *((method, "/{path:path}") for method in ("GET", "HEAD"))}


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


async def make_things(person: Person, owner: Person, fake: FakeProvider, *, of: str | None = None) -> Things:
    """One thing of every kind, of this person; or only what that operation is about."""
    made: dict[str, object] = {}
    for domain in DOMAINS:
        if hasattr(domain, "make") and (of is None or of in domain.OPERATIONS):
            made |= await domain.make(person, owner, fake)
    return Things(made)
