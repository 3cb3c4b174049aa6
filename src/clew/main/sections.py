"""Sections of the API: a request is tried only against routers that serve the first word of its address."""

from fastapi import APIRouter
from fastapi.routing import iter_route_contexts
from starlette.routing import Match
from starlette.types import Scope

PREFIX = "/api/v1"
_WORD = PREFIX.count("/") + 1


class Section(APIRouter):
    """A router below the prefix of the API.

    FastAPI tries every route of every router in turn, twice; with hundreds of them that cost a third of a request.
    """

    def __init__(self, router: APIRouter) -> None:
        super().__init__()
        self.include_router(router)
        paths = [router.prefix] if router.prefix else [route.path or "" for route in iter_route_contexts(router.routes)]
        self.words = {path.split("/", 2)[1] for path in paths}

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        path: str = scope["path"]
        # Elsewhere, as behind a proxy that adds a prefix of its own, all sections are tried.
        if path.startswith(f"{PREFIX}/") and path.split("/", _WORD + 1)[_WORD] not in self.words:
            return Match.NONE, {}
        return super().matches(scope)
