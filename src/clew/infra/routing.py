"""Routers of the API, whose routes are made once, with their whole address.

What FastAPI includes in a router it makes anew at every level, and tries at every level, twice a request: with hundreds
of routes a third of a request and half of the start.
"""

from typing import Any

from fastapi import APIRouter

from clew.kit.schema import Problem

PREFIX = "/api/v1"
PROBLEMS: dict[int | str, dict[str, Any]] = {"default": {"model": Problem, "description": "What went wrong"}}


class Router(APIRouter):
    """A router below the prefix of the API."""

    def __init__(self, prefix: str = "", *tags: str) -> None:
        super().__init__(prefix=PREFIX + prefix, tags=[*tags], responses=PROBLEMS)

    def add(self, *others: APIRouter) -> None:
        """Serve their routes, too, behind those that are there."""
        self.routes.extend(route for other in others for route in other.routes)
