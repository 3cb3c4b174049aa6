"""What every test stands on: a real PostgreSQL made by the real migrations, the real application on a real port."""

import asyncio
import fcntl
import os
import tempfile
from collections import defaultdict
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path
from uuid import UUID

import httpx
import psycopg
import pytest
import structlog
import uvicorn
from fastapi import FastAPI
from psycopg import sql
from sqlalchemy import event
from tests.fakes.provider import FakeProvider
from xdist.remote import Producer  # pyright: ignore[reportMissingTypeStubs]
from xdist.scheduler import LoadFileScheduling  # pyright: ignore[reportMissingTypeStubs]

from clew.identity.accounts.registration import create_account
from clew.identity.origin import Origin
from clew.identity.passwords import hash_password
from clew.identity.schemas import Registration
from clew.identity.signed_in.service import issue_token, open_session
from clew.infra.caller import Caller
from clew.infra.config import Config
from clew.infra.crypto import digest, new_token
from clew.infra.db import AsyncSession
from clew.infra.embedded_postgres import Addresses, EmbeddedPostgres
from clew.infra.log import set_up_logging
from clew.kit.clock import now
from clew.main.app import create_app
from clew.main.database import head, migrate
from clew.main.serve import bind, options

PASSWORD = "a password long enough"
CLUSTER = Path(tempfile.gettempdir()) / f"clew-tests-{os.getuid()}"
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Cluster:
    """The PostgreSQL of all test processes, and the template that their databases are copied from."""

    addresses: Addresses
    template: str

    def create(self, name: str) -> Addresses:
        """A database of that name with all tables, in place of one that an earlier run left."""
        with psycopg.connect(self.addresses.admin, autocommit=True) as admin:
            admin.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
            admin.execute(
                sql.SQL("create database {} template {} owner clew_owner").format(
                    sql.Identifier(name), sql.Identifier(self.template)
                )
            )
        return self.at(name)

    def drop(self, name: str) -> None:
        with psycopg.connect(self.addresses.admin, autocommit=True) as admin:
            admin.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))

    def at(self, name: str) -> Addresses:
        application, owner = (
            address.replace("/clew?", f"/{name}?") for address in (self.addresses.application, self.addresses.owner)
        )
        return Addresses(application, owner, self.addresses.admin)


@pytest.fixture(scope="session", autouse=True)
def quiet() -> None:
    set_up_logging("warning")


@pytest.fixture(scope="session")
def cluster() -> Cluster:
    """One server for all test processes; it ends by itself when nobody uses it for a while."""
    CLUSTER.mkdir(mode=0o755, exist_ok=True)
    with (CLUSTER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # one process makes the template, the others wait for it
        addresses = EmbeddedPostgres(CLUSTER).start_detached(idle_minutes=2)
        template = f"template_{head()}"
        made = Cluster(addresses, template)
        with psycopg.connect(addresses.admin, autocommit=True) as admin:
            found = admin.execute("select from pg_database where datname = %s", [template]).fetchone()
            stale = (CLUSTER / template).exists() is False or (CLUSTER / template).read_text() != _migrations()
            if found is None or stale:
                admin.execute(sql.SQL("drop database if exists {}").format(sql.Identifier(template)))
                admin.execute(sql.SQL("create database {} owner clew_owner").format(sql.Identifier(template)))
                at = made.at(template)
                migrate(Config(database_url=at.application, database_owner_url=at.owner))
                (CLUSTER / template).write_text(_migrations())
    return made


@pytest.fixture(scope="module")
def database(cluster: Cluster) -> Iterator[Addresses]:
    """A database of this module's own."""
    name = f"test_{os.getpid()}_{next(_numbers)}"
    yield cluster.create(name)
    cluster.drop(name)


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    return Config(port=0, data_dir=tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
async def app(database: Addresses, config: Config) -> FastAPI:
    return create_app(config, database.application)


@asynccontextmanager
async def serving(app: FastAPI, config: Config) -> AsyncGenerator[str]:
    """The address of the application, served as `clew serve` does it."""
    listening = bind(config)
    running = uvicorn.Server(options(app, config))
    task = asyncio.create_task(running.serve([listening]))
    while not running.started:
        await asyncio.sleep(0.01)
        if task.done():
            task.result()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    running.should_exit = True
    await app.state.turns.close()
    await task
    listening.close()


@pytest.fixture(scope="module")
async def server(app: FastAPI, config: Config) -> AsyncIterator[str]:
    async with serving(app, config) as address:
        yield address


@pytest.fixture(scope="module")
async def elsewhere(database: Addresses, config: Config) -> AsyncIterator[str]:
    """A second server on the same database, with a presence of its own."""
    async with serving(create_app(config, database.application), config) as address:
        yield address


@dataclass(slots=True)
class Person:
    """Somebody with an account, and a client that is signed in as them by an API token."""

    username: str
    email: str
    token: str
    client: httpx.AsyncClient
    app: FastAPI | None = None
    """The application, where it runs in this process."""
    id: UUID | None = None
    """Of their account, where it was made in this process."""
    _session: str | None = None

    @asynccontextmanager
    async def acting(self) -> AsyncGenerator[tuple[AsyncSession, Caller]]:
        """A transaction of theirs, for what no request does."""
        assert self.app is not None
        caller = Caller(self.id or UUID((await self.client.get("/api/v1/users/me")).json()["id"]))
        async with self.app.state.database.begin(caller.user_id) as session:
            yield session, caller

    async def confirmed(self) -> dict[str, str]:
        """Headers of a session of theirs in which they have just proved that it is them."""
        if self._session is None:
            token = new_token("session")
            async with self.acting() as (session, caller):
                _, opened = await open_session(session, caller.user_id, Origin("127.0.0.1", None), digest(token))
                # For as long as a run of tests may last.
                opened.idle_limit, opened.expires_at = timedelta(hours=12), now() + timedelta(days=1)
                opened.confirmed_at = now() + timedelta(days=1)
            self._session = token
        return {"Authorization": f"Bearer {self._session}"}

    async def thread(self, title: str | None = None) -> str:
        answer = await self.client.post("/api/v1/threads", json={} if title is None else {"title": title})
        assert answer.status_code == 201, answer.text
        return answer.json()["id"]


@dataclass(slots=True)
class People:
    """Makes accounts."""

    app: FastAPI
    server: str
    made: list[Person]

    async def join(self, *, owner: bool = False) -> Person:
        name = f"person{next(_numbers)}"
        values = Registration(username=name, email=f"{name}@example.org", password=PASSWORD)
        async with self.app.state.database.begin() as session:
            account = await create_account(session, values, await _password_hash(), is_owner=owner)
            token = await issue_token(session, account.id, "test")
        client = httpx.AsyncClient(base_url=self.server, headers={"Authorization": f"Bearer {token}"}, timeout=30)
        person = Person(name, values.email, token, client, self.app, account.id)
        self.made.append(person)
        return person

    @asynccontextmanager
    async def browser(self, person: Person) -> AsyncGenerator[httpx.AsyncClient]:
        """One that they are signed in with, and have just proved in that it is them, for however long a test runs."""
        async with httpx.AsyncClient(base_url=self.server, headers=await person.confirmed(), timeout=30) as client:
            yield client

    async def issue(self, person: Person, name: str) -> str:
        """One more API token for that person."""
        async with person.acting() as (session, caller):
            return await issue_token(session, caller.user_id, name)


@pytest.fixture(scope="module")
async def people(app: FastAPI, server: str) -> AsyncIterator[People]:
    made = People(app, server, [])
    yield made
    for person in made.made:
        await person.client.aclose()


@pytest.fixture
async def ann(people: People) -> Person:
    return await people.join()


@pytest.fixture
async def bob(people: People) -> Person:
    return await people.join()


@pytest.fixture(scope="module")
async def owner(people: People) -> Person:
    return await people.join(owner=True)


@pytest.fixture
async def stranger(server: str) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who is not signed in."""
    async with httpx.AsyncClient(base_url=server, timeout=30) as client:
        yield client


@pytest.fixture
async def fake() -> AsyncIterator[FakeProvider]:
    async with FakeProvider() as provider:
        yield provider


_hashes: list[str] = []


async def _password_hash() -> str:
    if not _hashes:
        _hashes.append(await hash_password(PASSWORD))
    return _hashes[0]


def _migrations() -> str:
    folder = Path(__file__).parents[1] / "migrations" / "versions"
    return "".join(file.read_text() for file in sorted(folder.glob("*.py")))


class Statements(list[str]):
    """Every SQL statement that requests and their turns sent, without BEGIN and COMMIT."""

    NAMING = ("select set_config", "select user_id, session_id")  # who asks

    def __init__(self) -> None:
        super().__init__()
        self._by_request: defaultdict[str, list[str]] = defaultdict(list)

    def note(self, _connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        request_id = structlog.contextvars.get_contextvars().get("request_id")
        if request_id is not None:  # jobs and sweeps have none
            self.append(statement)
            self._by_request[request_id].append(statement)

    def of(self, answer: httpx.Response) -> list[str]:
        """Those of this request and of the turn that it began, but for those that name the person."""
        sent = self._by_request[answer.headers["x-request-id"]]
        return [one for one in sent if not one.startswith(self.NAMING)]


@pytest.fixture
def statements(app: FastAPI) -> Iterator[Statements]:
    """What is sent from here on."""
    sent = Statements()
    engine = app.state.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", sent.note)
    yield sent
    event.remove(engine, "before_cursor_execute", sent.note)


class ByFile(LoadFileScheduling):
    """The tests of a file run in one process, since they share a database, and so do those of a folder of `ALONE`.

    This stands in for the groups of pytest-xdist 3.8, which pytest 9.2 passes over without a word.
    """

    ALONE = ("tests/e2e/", "tests/faults/")

    def _split_scope(self, nodeid: str) -> str:
        return next((folder for folder in self.ALONE if nodeid.startswith(folder)), super()._split_scope(nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile:
    return ByFile(config, log)
