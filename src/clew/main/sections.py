"""The routes of the API, found by the first word of their address."""

from collections import defaultdict
from collections.abc import Iterable

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from clew.infra.routing import PREFIX

_PLACE = PREFIX.count("/") + 1


class Sections(BaseRoute):
    """One route to all others: whichever of them begin with that word are tried, in their order."""

    def __init__(self, routers: Iterable[APIRouter]) -> None:
        sections: defaultdict[str | None, list[BaseRoute]] = defaultdict(list)
        for router in routers:
            for route in router.routes:
                assert isinstance(route, APIRoute)  # noqa: S101 what is included would be made anew
                sections[_word(route.path)].append(route)
        self.sections = [route for section in sections.values() for route in section]
        self._sections = {word: APIRouter(routes=routes, redirect_slashes=False) for word, routes in sections.items()}

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        is_known = scope["type"] == "http" and _word(scope["path"]) in self._sections
        return Match.FULL if is_known else Match.NONE, {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._sections[_word(scope["path"])](scope, receive, send)


def _word(path: str) -> str | None:
    """None for what is not of the API."""
    return path.split("/", _PLACE + 1)[_PLACE] if path.startswith(f"{PREFIX}/") else None
