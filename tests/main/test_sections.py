"""A section of the API is only asked for what it may serve; a client sees what any router would answer."""

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from starlette.routing import Match
from starlette.types import Scope

from clew.main.api import api
from clew.main.sections import PREFIX, Section


async def word() -> str:
    return "served"


def drafts() -> APIRouter:
    router = APIRouter(prefix="/threads")
    router.add_api_route("/{id}/draft", word)
    return router


def messages() -> APIRouter:
    inner = APIRouter(prefix="/messages")
    inner.add_api_route("/{id}", word)
    router = APIRouter()
    router.add_api_route("/threads/{id}/answers", word)
    router.include_router(inner)
    router.include_router(inner, prefix="/threads/{thread_id}")
    return router


@pytest.fixture
def client() -> httpx.AsyncClient:
    app = FastAPI()
    for router in (drafts(), messages()):
        app.include_router(Section(router), prefix=PREFIX)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1")


class TestSection:
    def test_knows_the_first_words_of_its_addresses(self) -> None:
        assert [Section(router).words for router in (drafts(), messages())] == [{"threads"}, {"messages", "threads"}]

    @pytest.mark.parametrize("path", ["/threads/1/draft", "/threads/1/answers", "/messages/1", "/threads/1/messages/2"])
    async def test_serves_its_own_and_what_it_includes(self, client: httpx.AsyncClient, path: str) -> None:
        assert (await client.get(PREFIX + path)).json() == "served"

    @pytest.mark.parametrize(
        ("method", "path", "status"),
        [("GET", "/nothing", 404), ("GET", "/threads", 404), ("GET", "", 404), ("POST", "/messages/1", 405)],
    )
    async def test_leaves_refusals_as_they_are(
        self, client: httpx.AsyncClient, method: str, path: str, status: int
    ) -> None:
        assert (await client.request(method, PREFIX + path)).status_code == status

    async def test_is_spared_what_begins_with_another_word(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Else the words would be there for nothing."""
        tried: list[APIRouter] = []
        known = APIRouter.matches

        def counted(router: APIRouter, scope: Scope) -> tuple[Match, Scope]:
            tried.append(router)
            return known(router, scope)

        monkeypatch.setattr(APIRouter, "matches", counted)
        app = FastAPI()
        app.include_router(api)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
            await client.get(f"{PREFIX}/nothing-of-the-kind")
        assert api in tried
        assert not [router for router in tried if isinstance(router, Section)]
