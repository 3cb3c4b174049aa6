"""The composition root: what the application is made of, in the order in which a request meets it."""

import asyncio
from collections.abc import AsyncGenerator, Collection, Iterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import structlog
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from clew import __version__
from clew.assistant.turn import Turns
from clew.conversations.store import interrupt_orphans
from clew.identity.access.gate import RoleGate
from clew.identity.endpoints import CREDENTIALS, authenticate
from clew.identity.signed_in.store import still_signed_in
from clew.infra import caller
from clew.infra.config import Config
from clew.infra.crypto import load_keys
from clew.infra.db import Database
from clew.infra.egress import Egress
from clew.infra.hints import ANNOUNCE_EVERY
from clew.infra.jobs import Worker
from clew.infra.live import happens
from clew.infra.open_streams import OpenStreams
from clew.infra.presence import Presence
from clew.infra.routing import PROBLEMS
from clew.infra.texting import LoggingSender
from clew.kit.errors import Unavailable
from clew.main import health
from clew.main.api import LONGER_BODIES, PUBLIC, ROUTERS
from clew.main.docs import ROUTES, add_documentation, is_open
from clew.main.edge import LONGEST_BODY, Edge
from clew.main.jobs import register_jobs
from clew.main.problems import add_problem_handlers, name_media_type
from clew.main.sections import Sections
from clew.main.tables import map_tables
from clew.main.web import add_web_client
from clew.providers.clients import ModelClients
from clew.providers.embedded import EmbeddedModel

SWEEP_EVERY = 10.0  # seconds
KEY_FILE = "instance.key"
MODEL_LOG = "model.log"
log = structlog.get_logger()


class UnguardedRoute(Exception):
    """A route that neither needs a caller nor stands on the list of public ones."""


class Application(FastAPI):
    """FastAPI with our edge around everything and our problems in its document."""

    def build_middleware_stack(self) -> ASGIApp:
        # Not `add_middleware`: the answer to a bug is made outside of that, and would carry none of our headers.
        return Edge(super().build_middleware_stack(), self.state.config, LONGER_BODIES)

    @property
    def routes(self) -> list[BaseRoute]:
        """All that are served, for its document and for whoever looks at each."""
        return [one for route in self.router.routes for one in getattr(route, "sections", [route])]

    def openapi(self) -> dict[str, Any]:
        document = super().openapi()
        name_media_type(document)
        document["components"]["securitySchemes"] = CREDENTIALS
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                if (method.upper(), path) not in PUBLIC:
                    operation["security"] = [{name: []} for name in CREDENTIALS]
                # Not the name of the function: `restore` is a good one in every package.
                operation["summary"] = operation["operationId"].replace("_", " ").capitalize()
        return document


def create_app(config: Config, database_url: str) -> FastAPI:
    """The application on that database (a libpq URL of the application role). Nothing is opened before it starts."""
    map_tables()
    app = Application(
        title="Clew",
        version=__version__,
        description="A self-hosted personal AI assistant.",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        openapi_url=None,
        max_body_size=LONGEST_BODY,
        lifespan=lifespan,
        responses=PROBLEMS,
    )
    app.state.config = config
    app.state.keys = load_keys(config.data_dir / KEY_FILE)
    app.state.database = Database(database_url, app.state.keys)
    app.state.presence = Presence(database_url)
    app.state.presence.add(app.state.database.hints)
    app.state.worker = Worker(database_url)
    app.state.authenticate = authenticate
    app.state.streams = OpenStreams(app.state.database, still_signed_in)
    app.state.gate = RoleGate(app.state.database)
    app.state.texting = LoggingSender()
    add_problem_handlers(app)
    app.include_router(health.router)
    app.router.routes.append(Sections(ROUTERS))
    add_documentation(app, config)
    require_policies(app, PUBLIC | ROUTES if is_open(config) else PUBLIC)
    add_web_client(app)
    return app


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
    state = app.state
    state.egress = Egress()
    state.clients = ModelClients(state.egress, EmbeddedModel(log=state.config.data_dir / MODEL_LOG))
    state.turns = Turns(state.database, state.clients, state.presence)
    register_jobs(state.worker, state.database, state.clients, state.config)
    await state.presence.start()
    await sweep(state.database)
    await state.turns.go_on_everywhere()
    await state.worker.start()
    background = [
        asyncio.create_task(keep_sweeping(state.database, state.turns), name="sweep"),
        asyncio.create_task(keep_announcing(state.database), name="announce"),
        asyncio.create_task(state.streams.keep_looking(), name="streams"),
    ]
    try:
        yield
    finally:
        for task in background:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await state.turns.close()
        await state.worker.close()
        await state.clients.aclose()
        await state.egress.aclose()
        await state.presence.close()
        await state.database.close()


async def sweep(database: Database) -> None:
    async with database.begin() as session:
        if swept := await interrupt_orphans(session):
            log.info("answers of a process that died are marked interrupted", count=swept)


async def keep_sweeping(database: Database, turns: Turns) -> None:
    while True:
        await asyncio.sleep(SWEEP_EVERY)
        with suppress(Unavailable):
            await sweep(database)
            await turns.go_on_everywhere()


async def keep_announcing(database: Database) -> None:
    """Let other processes know who follows in this one, also those that have just started."""
    hints = database.hints
    while True:
        await happens(hints.is_asked, ANNOUNCE_EVERY)
        hints.is_asked.clear()
        with suppress(Unavailable):
            async with database.begin() as session:
                await hints.announce(session)


def require_policies(app: FastAPI, public: Collection[tuple[str, str]]) -> None:
    """Raise `UnguardedRoute` at start-up rather than serve a route that nobody thought about."""
    for method, path, dependant in all_routes(app):
        guarded = dependant is not None and any(one.call is caller.caller for one in _all(dependant))
        if guarded == ((method, path) in public):
            raise UnguardedRoute(f"{method} {path} must either depend on the caller or stand in api.PUBLIC")


def all_routes(app: FastAPI) -> Iterator[tuple[str, str, Dependant | None]]:
    """Method, path and needs of every route, also of those inside of included routers.

    A mounted application or a socket has no method, and what is no route of FastAPI names no needs.
    """
    for route in iter_route_contexts(app.routes):
        dependant = route.dependant if isinstance(route.original_route, APIRoute) else None
        for method in sorted(route.methods or {"any"}):
            yield method, route.path or "?", dependant


def _all(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for inner in dependant.dependencies:
        yield from _all(inner)
