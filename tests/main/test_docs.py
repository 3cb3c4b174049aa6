"""The description of the API and its page: for everybody on a machine of one's own, elsewhere for who is signed in."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from tests.conftest import Person
from tests.main.refusals import problem

from clew.infra.config import Config
from clew.infra.embedded_postgres import Addresses
from clew.main.app import create_app
from clew.main.docs import ROUTES, is_open

PATHS = sorted({path for _, path in ROUTES})
PUBLIC = {"public_url": "https://clew.example.org", "trusted_proxies": ("127.0.0.1",)}


@pytest.fixture(params=[{"host": "0.0.0.0"}, PUBLIC], ids=["on a network", "behind a proxy"])  # noqa: S104 not bound
async def elsewhere(
    request: pytest.FixtureRequest, database: Addresses, app: FastAPI, tmp_path: Path
) -> AsyncIterator[httpx.AsyncClient]:
    """The same instance where others get to it."""
    config = Config(data_dir=tmp_path, **request.param)
    served = create_app(config, database.application)
    served.state.keys = app.state.keys
    origin = config.public_url or "https://127.0.0.1"
    async with httpx.AsyncClient(transport=httpx.ASGITransport(served), base_url=origin) as client:
        yield client
    await served.state.database.close()


class TestOnOnesOwnMachine:
    @pytest.mark.parametrize("path", PATHS)
    async def test_everybody_reads_it(self, stranger: httpx.AsyncClient, path: str) -> None:
        answer = await stranger.get(path)
        assert (answer.status_code, len(answer.content) > 100) == (200, True)
        assert (await stranger.head(path)).status_code == 200
        problem(await stranger.post(path, json={}), 405)

    async def test_the_page_runs_and_loads_nothing_but_its_own(self, stranger: httpx.AsyncClient) -> None:
        answer = await stranger.get("/docs")
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
        assert "unsafe" not in policy
        assert "http" not in answer.text
        assert "<script>" not in answer.text
        for path, kind in (("swagger-ui.css", "text/css"), ("swagger-ui-bundle.js", "javascript"), ("docs.js", "java")):
            assert f"/docs/{path}" in answer.text
            assert kind in (await stranger.get(f"/docs/{path}")).headers["content-type"]

    async def test_the_description_is_the_applications(self, stranger: httpx.AsyncClient, app: FastAPI) -> None:
        answer = await stranger.get("/openapi.json")
        assert answer.headers["content-type"] == "application/json"
        assert answer.json() == app.openapi()
        assert answer.json()["openapi"].startswith("3.1.")


class TestElsewhere:
    @pytest.mark.parametrize("path", PATHS)
    async def test_only_who_is_signed_in_reads_it(self, elsewhere: httpx.AsyncClient, ann: Person, path: str) -> None:
        for headers in ({}, {"Authorization": "Bearer clew_wrong"}):
            refused = await elsewhere.get(path, headers=headers)
            assert problem(refused, 401)["code"] == "unauthenticated"
        answer = await elsewhere.get(path, headers={"Authorization": f"Bearer {ann.token}"})
        assert answer.status_code == 200


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        (Config(), True),
        (Config(host="::1"), True),
        (Config(host="192.168.1.2"), False),
        (Config(public_url="https://clew.example.org"), False),
        (Config(trusted_proxies=("10.0.0.2",)), False),
    ],
)
def test_is_open_only_where_nobody_else_gets(config: Config, *, expected: bool) -> None:
    assert is_open(config) is expected
