"""The page, its parts, and what every answer carries."""

import gzip
import os
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import LiteralString

import httpx
import psycopg
import pytest
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from tests.conftest import Cluster, People, Person
from tests.fakes.provider import FakeProvider
from tests.main.operations import OPERATIONS, Things, make_things
from tests.main.refusals import problem

from clew.infra.config import Config
from clew.infra.embedded_postgres import Addresses
from clew.main.app import create_app
from clew.main.edge import DATA_POLICY, HEADERS
from clew.main.web import DIST, add_web_client

NONCE = re.compile(r"'nonce-([\w-]{20,})'")
PAGE = '<!doctype html><meta property="csp-nonce" nonce="__CSP_NONCE__"><script src="/assets/main-abc123.js"></script>'


@pytest.fixture(scope="module")
async def pages(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[httpx.AsyncClient]:
    """A built client of our own, served by nothing else."""
    dist = tmp_path_factory.mktemp("dist")
    (dist / "assets").mkdir()
    (dist / "index.html").write_text(PAGE)
    (dist / "favicon.svg").write_text("<svg/>")
    (dist / "assets" / "main-abc123.js").write_text("run()")
    (dist / "assets" / "main-abc123.js.gz").write_bytes(gzip.compress(b"run()"))
    (dist.parent / "secret.txt").write_text("secret")
    app = FastAPI(openapi_url=None)
    add_web_client(app, dist)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
        yield client


class TestPage:
    async def test_carries_a_nonce_that_is_used_once(self, pages: httpx.AsyncClient) -> None:
        answers = [await pages.get("/") for _ in range(3)]
        nonces = [NONCE.findall(answer.headers["content-security-policy"]) for answer in answers]
        assert all(len(set(one)) == 1 for one in nonces)
        assert len({one[0] for one in nonces}) == 3
        for answer, (nonce, *_) in zip(answers, nonces, strict=True):
            assert f'nonce="{nonce}"' in answer.text
            assert "__CSP_NONCE__" not in answer.text
            assert answer.headers["cache-control"] == "no-cache"

    async def test_runs_nothing_but_its_own(self, pages: httpx.AsyncClient) -> None:
        said = (await pages.get("/")).headers["content-security-policy"].split(";")
        policy = {name: value for name, _, value in (part.strip().partition(" ") for part in said)}
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["connect-src"] == "'self'"
        assert policy["base-uri"] == policy["frame-ancestors"] == "'none'"
        assert policy["img-src"] == "'self' data: blob:"
        assert policy["require-trusted-types-for"] == "'script'"
        assert "unsafe" not in str(policy)
        assert "http" not in str(policy)

    @pytest.mark.parametrize("path", ["/", "/index.html", "/setup", "/threads/1", "/a/b/c", "/apis", "/%00", "/..%2f"])
    async def test_is_what_every_address_of_the_client_gets(self, pages: httpx.AsyncClient, path: str) -> None:
        answer = await pages.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert NONCE.search(answer.headers["content-security-policy"])

    async def test_may_be_asked_for_its_head(self, server: str, stranger: httpx.AsyncClient) -> None:
        answer = await stranger.head("/")
        assert (answer.status_code, answer.content) == (200, b""), server

    @pytest.mark.parametrize("path", ["/", "/threads/1"])
    async def test_takes_nothing(self, stranger: httpx.AsyncClient, path: str) -> None:
        answer = await stranger.post(path, json={})
        assert problem(answer, 405)["code"] == "method_not_allowed"


class TestParts:
    async def test_are_kept_for_ever_where_their_name_changes_with_them(self, pages: httpx.AsyncClient) -> None:
        answer = await pages.get("/assets/main-abc123.js")
        assert answer.text == "run()"
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert "javascript" in answer.headers["content-type"]

    async def test_are_sent_compressed_to_who_can_read_that(self, pages: httpx.AsyncClient) -> None:
        address = "/assets/main-abc123.js"
        for taken, encoding in (("gzip, br", "gzip"), ("br;q=1.0, gzip;q=0", None), ("identity", None)):
            answer = await pages.get(address, headers={"Accept-Encoding": taken})
            assert (answer.text, answer.headers.get("content-encoding")) == ("run()", encoding)
            assert answer.headers["vary"] == "Accept-Encoding"
            assert "javascript" in answer.headers["content-type"]

    def test_are_the_same_compressed(self) -> None:
        twins = list(DIST.rglob("*.gz"))
        assert twins, "`make test` builds the client"
        for twin in twins:
            assert gzip.decompress(twin.read_bytes()) == twin.with_suffix("").read_bytes(), twin.name

    async def test_are_asked_for_again_where_it_does_not(self, pages: httpx.AsyncClient) -> None:
        answer = await pages.get("/favicon.svg")
        assert (answer.text, answer.headers["cache-control"]) == ("<svg/>", "no-cache")

    async def test_that_are_gone_are_no_page(self, stranger: httpx.AsyncClient) -> None:
        """A browser with an old page must not take HTML for a script."""
        problem(await stranger.get("/assets/gone.js"), 404)

    async def test_that_a_new_build_took_away_are_gone(self, tmp_path: Path) -> None:
        (tmp_path / "index.html").write_text(PAGE)
        assets = [tmp_path / "assets" / name for name in ("old-abc123.js", "old-abc123.js.gz")]
        assets[0].parent.mkdir()
        for file in assets:
            file.write_bytes(b"run()")
        app = FastAPI(openapi_url=None)
        add_web_client(app, tmp_path)
        for file in assets:
            file.unlink()
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
            for taken in ("gzip", "identity"):
                answer = await client.get("/assets/old-abc123.js", headers={"Accept-Encoding": taken})
                assert answer.status_code == 404

    @pytest.mark.parametrize(
        "path",
        ["/../secret.txt", "/assets/../../secret.txt", "/%2e%2e/secret.txt", "/assets/%2e%2e%2f%2e%2e%2fsecret.txt"],
    )
    async def test_lie_nowhere_else(self, pages: httpx.AsyncClient, path: str) -> None:
        answer = await pages.get(httpx.URL("http://127.0.0.1").copy_with(raw_path=path.encode()))
        assert "secret" not in answer.text


class TestHeaders:
    async def test_are_on_every_answer(self, people: People, owner: Person, stranger: httpx.AsyncClient) -> None:
        async with FakeProvider() as fake:
            for name, operation in OPERATIONS.items():
                safe(await operation.call(stranger, Things.unknown()))
                # Some of them end all that their person is signed in with.
                person = await people.join(owner=True)
                safe(await operation.call(person, await make_things(person, owner, fake, of=name)))
        for path in ("/", "/openapi.json", "/assets/gone.js", "/api/v1/nothing", "/api/v1/threads?limit=0"):
            safe(await owner.client.get(path))

    async def test_keep_answers_out_of_every_store(self, owner: Person) -> None:
        for path in ("/api/v1/users/me", "/api/v1/threads", "/api/v1/threads/1", "/api/v1/nothing", "/health"):
            answer = await owner.client.get(path)
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["content-security-policy"] == DATA_POLICY

    async def test_number_every_request(self, stranger: httpx.AsyncClient) -> None:
        answers = [await stranger.get("/health", headers={"X-Request-ID": "mine"}) for _ in range(2)]
        assert len({answer.headers["x-request-id"] for answer in answers} | {"mine"}) == 3

    @pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
    async def test_let_no_other_site_read(self, owner: Person, origin: str) -> None:
        answer = await owner.client.get("/api/v1/users/me", headers={"Origin": origin})
        asked = await owner.client.options(
            "/api/v1/users/me", headers={"Origin": origin, "Access-Control-Request-Method": "PATCH"}
        )
        assert not [name for name in (*answer.headers, *asked.headers) if name.startswith("access-control-")]


class TestHost:
    @pytest.mark.parametrize(
        "host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "", "localhost.", "["]
    )
    async def test_that_is_foreign_is_refused(self, stranger: httpx.AsyncClient, host: str) -> None:
        """A name that an attacker makes point here (DNS rebinding) gets neither the page nor data."""
        for path in ("/", "/health", "/api/v1/auth/status"):
            assert problem(await stranger.get(path, headers={"Host": host}), 400)["code"] == "bad_request"

    @pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1", "[::1]:8000"])
    async def test_that_is_this_machine_is_answered(self, stranger: httpx.AsyncClient, host: str) -> None:
        assert (await stranger.get("/health", headers={"Host": host})).status_code == 200

    @pytest.mark.parametrize(
        ("config", "host"),
        [
            (Config(host="127.0.0.2"), "127.0.0.2:8000"),
            (Config(public_url="https://Clew.example.org"), "clew.example.org"),
            (Config(allowed_hosts=("Clew.lan",)), "clew.LAN:8000"),
            (Config(host="10.0.0.1", public_url="https://clew.example.org"), "10.0.0.1:8000"),
            (Config(host="fd00::1", allowed_hosts=("clew.lan",)), "[fd00::1]:8000"),
        ],
    )
    async def test_that_is_named_in_the_configuration_is_answered(
        self, tmp_path: Path, config: Config, host: str
    ) -> None:
        app = create_app(replace(config, data_dir=tmp_path), "postgresql://nobody@localhost/nothing")
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x") as client:
            assert (await client.get("/health", headers={"Host": host})).status_code == 200
            assert (await client.get("/health", headers={"Host": "evil.example"})).status_code == 400


class TestOverTls:
    async def test_browsers_are_told_to_stay(self, tmp_path: Path) -> None:
        config = Config(data_dir=tmp_path, public_url="https://clew.example.org")
        app = create_app(config, "postgresql://nobody@localhost/nothing")
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://clew.example.org") as client:
            answer = await client.get("/health")
        assert answer.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"

    async def test_and_not_without(self, stranger: httpx.AsyncClient) -> None:
        assert "strict-transport-security" not in (await stranger.get("/health")).headers


class TestBug:
    """A failure that nobody thought of is told without its insides, and looks like every other."""

    @pytest.fixture
    async def broken(self, database: Addresses, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
        async def fail(_: Request) -> Response:
            raise RuntimeError("a canary from the inside")

        app = create_app(Config(data_dir=tmp_path), database.application)
        app.router.routes.insert(0, Route("/bug", fail))
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            yield client

    async def test_is_a_problem_like_others(self, broken: httpx.AsyncClient) -> None:
        answer = await broken.get("/bug")
        assert problem(answer, 500)["code"] == "internal_error"
        assert "canary" not in answer.text
        safe(answer)


class TestWithoutDatabase:
    @pytest.fixture
    async def orphan(self, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
        app = create_app(Config(data_dir=tmp_path), "postgresql://nobody@127.0.0.1:1/nothing?connect_timeout=1")
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            yield client
        await app.state.database.close()

    async def test_the_process_lives_and_is_not_ready(self, orphan: httpx.AsyncClient) -> None:
        assert (await orphan.get("/health")).json() == {"status": "ok"}
        answer = await orphan.get("/ready")
        assert problem(answer, 503)["code"] == "unavailable"
        assert int(answer.headers["retry-after"]) > 0

    async def test_every_request_is_asked_to_come_back(self, orphan: httpx.AsyncClient) -> None:
        answer = await orphan.get("/api/v1/threads", headers={"Authorization": "Bearer clew_x"})
        assert problem(answer, 503)["code"] == "unavailable"


class TestReadiness:
    async def test_is_told_when_all_is_well(self, stranger: httpx.AsyncClient) -> None:
        assert (await stranger.get("/ready")).json() == {"status": "ok"}

    @pytest.mark.parametrize("spoil", ["update alembic_version set version_num = 'old'", "drop table alembic_version"])
    async def test_ends_when_the_tables_are_others(
        self, cluster: Cluster, tmp_path: Path, spoil: LiteralString
    ) -> None:
        name = f"ready_{os.getpid()}"
        addresses = cluster.create(name)
        app = create_app(Config(data_dir=tmp_path), addresses.application)
        transport = httpx.ASGITransport(app)
        try:
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
                assert (await client.get("/ready")).status_code == 200
                with psycopg.connect(addresses.owner) as owner:
                    owner.execute(spoil)
                assert "must be at" in problem(await client.get("/ready"), 503)["detail"]
        finally:
            await app.state.database.close()
            cluster.drop(name)


def safe(answer: httpx.Response) -> None:
    """All headers of safety are there, and none that tells what we are made of."""
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert answer.headers["content-security-policy"]
    assert answer.headers["cache-control"]
    assert answer.headers["x-request-id"]
    assert not {"server", "x-powered-by"} & set(answer.headers)
