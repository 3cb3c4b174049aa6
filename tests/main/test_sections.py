"""A request meets only the routes that begin with the first word of its address; a client sees no difference."""

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.types import Scope

from clew.infra.routing import PREFIX, Router
from clew.main.sections import Sections


async def word() -> str:
    return "served"


async def one(id: str) -> str:
    return id


def drafts() -> Router:
    router = Router("/threads")
    router.add_api_route("/{id}/draft", word)
    router.add_api_route("/all", word)
    return router


def messages() -> Router:
    inner = Router("/messages")
    inner.add_api_route("/{id}", word)
    router = Router()
    router.add_api_route("/threads/{id}/answers", word)
    router.add_api_route("/threads/{id}", one)
    router.add(inner)
    return router


@pytest.fixture
def client() -> httpx.AsyncClient:
    app = FastAPI()
    app.router.routes.append(Sections([drafts(), messages()]))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1")


class TestSections:
    @pytest.mark.parametrize("path", ["/threads/1/draft", "/threads/1/answers", "/messages/1"])
    async def test_serve_what_the_routers_hold(self, client: httpx.AsyncClient, path: str) -> None:
        assert (await client.get(PREFIX + path)).json() == "served"

    async def test_try_the_routes_in_the_order_of_their_routers(self, client: httpx.AsyncClient) -> None:
        assert (await client.get(f"{PREFIX}/threads/all")).json() == "served"
        assert (await client.get(f"{PREFIX}/threads/some")).json() == "some"

    @pytest.mark.parametrize(
        ("method", "path", "status"),
        [
            ("GET", f"{PREFIX}/nothing", 404),
            ("GET", f"{PREFIX}/threads", 404),
            ("GET", f"{PREFIX}/threads/1/nothing", 404),
            ("GET", PREFIX, 404),
            ("GET", "/threads/1", 404),
            ("POST", f"{PREFIX}/messages/1", 405),
        ],
    )
    async def test_leave_refusals_as_they_are(
        self, client: httpx.AsyncClient, method: str, path: str, status: int
    ) -> None:
        assert (await client.request(method, path)).status_code == status

    async def test_spare_a_request_what_begins_with_another_word(
        self, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Else they would be there for nothing."""
        tried: list[str] = []
        known = APIRoute.matches

        def counted(route: APIRoute, scope: Scope) -> tuple[Match, Scope]:
            tried.append(route.path)
            return known(route, scope)

        monkeypatch.setattr(APIRoute, "matches", counted)
        await client.get(f"{PREFIX}/messages/1")
        assert tried == [f"{PREFIX}/messages/{{id}}"]

    def test_hold_no_router_whose_routes_would_be_made_anew(self) -> None:
        router = Router()
        router.include_router(APIRouter())
        with pytest.raises(AssertionError):
            Sections([router])
