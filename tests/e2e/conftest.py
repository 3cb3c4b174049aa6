"""A real browser on a real server: what it takes to begin a story in it."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import httpx
import pytest
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Request, async_playwright, expect
from tests.answers import add_model
from tests.conftest import PASSWORD, Cluster, Person
from tests.e2e.administration import allow, ask, tidy
from tests.fakes.provider import FakeProvider
from tests.served import Served

SHOTS = Path(__file__).parent / "shots"
CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 20_000  # milliseconds; what is waited for takes a tenth of one second on a free machine
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


@dataclass  # without slots: Playwright leaves marks on the object whose methods it calls
class Visit:
    """A browser of somebody's own, whose pages may neither complain nor speak to anybody but their server."""

    context: BrowserContext
    server: str
    forgiven: list[str] = field(default_factory=list[str])
    """Parts of complaints that the story is about."""
    complaints: list[str] = field(default_factory=list[str])
    strangers: list[str] = field(default_factory=list[str])

    def watch(self) -> None:
        self.context.on("request", self._saw_request)
        self.context.on("console", self._heard)
        self.context.on("weberror", lambda error: self.complaints.append(f"uncaught: {error.error}"))

    async def open(self, path: str = "/") -> Page:
        page = await self.context.new_page()
        await page.goto(self.server + path)
        return page

    async def leave(self) -> None:
        await self.context.close()
        unforgiven = [line for line in self.complaints if not any(part in line for part in self.forgiven)]
        assert unforgiven == []
        assert self.strangers == []

    def _saw_request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.server}/", "data:", "blob:")):
            self.strangers.append(request.url)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.type}: {message.text} ({message.location['url']})")


@dataclass(slots=True)
class Doors:
    """Lets people in, and looks after them when they leave."""

    browser: Browser
    server: str
    cookies: dict[str, str]
    visits: list[Visit] = field(default_factory=list[Visit])

    async def enter(
        self, *, signed_in: bool = True, phone: bool = False, scheme: Literal["light", "dark"] = "light"
    ) -> Visit:
        options = PHONE if phone else {"viewport": {"width": 1280, "height": 800}}
        context = await self.browser.new_context(color_scheme=scheme, **options)  # pyright: ignore[reportArgumentType]
        context.set_default_timeout(PATIENCE)
        if signed_in:
            await context.add_cookies([{"name": n, "value": v, "url": self.server} for n, v in self.cookies.items()])
        visit = Visit(context, self.server)
        visit.watch()
        self.visits.append(visit)
        return visit

    async def enter_as(self, username: str) -> Visit:
        """In a browser of their own."""
        visit = await self.enter(signed_in=False)
        async with httpx.AsyncClient(base_url=self.server) as client:
            await ask(client, "POST", "/auth/sign-in", {"username": username, "password": PASSWORD})
            cookies = dict(client.cookies)
        await visit.context.add_cookies([{"name": n, "value": v, "url": self.server} for n, v in cookies.items()])
        return visit


async def setup_link(served: Served) -> str:
    """What a new server prints, a moment after it is ready."""
    async with asyncio.timeout(10):
        while "/setup#token=" not in served.output:
            await asyncio.sleep(0.05)
    return served.setup_link


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    assert CHROMIUM is not None, "Chromium is missing: `make test` installs it"
    shutil.rmtree(SHOTS, ignore_errors=True)
    expect.set_options(timeout=PATIENCE)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
async def served(cluster: Cluster) -> AsyncIterator[Served]:
    """One server for all stories but the first, on a database made beforehand."""
    name = f"test_e2e_{os.getpid()}"
    addresses = cluster.create(name)
    served = Served()
    served.environment |= {"CLEW_DATABASE_URL": addresses.application, "CLEW_DATABASE_OWNER_URL": addresses.owner}
    async with served:
        yield served
    cluster.drop(name)


@pytest.fixture(scope="session")
async def owner(served: Served) -> AsyncIterator[Person]:
    """Who the server belongs to; this client and their browsers share a session."""
    account = {"username": "ada", "full_name": "Ada", "email": "ada@example.org", "password": PASSWORD}
    token = (await setup_link(served)).partition("token=")[2]
    async with httpx.AsyncClient(base_url=served.url, timeout=30) as client:
        answer = await client.post("/api/v1/auth/register", json={**account, "setup_token": token})
        assert answer.status_code == 201, answer.text
        answer = await client.post("/api/v1/auth/sign-in", json={"username": "ada", "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        yield Person("ada", "ada@example.org", "", client)


@pytest.fixture
async def confirmed(owner: Person) -> None:
    """The owner has just proved that it is them, so that no story of something else is asked for that."""
    await ask(owner.client, "POST", "/auth/confirm", {"method": "password", "password": PASSWORD})


@pytest.fixture
async def librarian(owner: Person) -> AsyncIterator[dict[str, Any]]:
    """A role that may change models."""
    role = await ask(owner.client, "POST", "/roles", {"name": "librarian", "description": "Looks after the models."})
    await allow(owner, role["id"], "ai_model:change")
    yield role
    await tidy(owner, role["id"])
    await ask(owner.client, "DELETE", f"/roles/{role['id']}")


@pytest.fixture
async def doors(browser: Browser, served: Served, owner: Person) -> AsyncIterator[Doors]:
    doors = Doors(browser, served.url, dict(owner.client.cookies))
    yield doors
    for visit in doors.visits:
        await visit.leave()


@pytest.fixture
async def visit(doors: Doors) -> Visit:
    """The owner at a desk."""
    return await doors.enter()


@pytest.fixture
async def guest(doors: Doors) -> Visit:
    """Somebody who is not signed in."""
    return await doors.enter(signed_in=False)


@pytest.fixture
async def model(owner: Person, fake: FakeProvider) -> str:
    """The newest model, which therefore answers: it does what a message says (`!slow:60:30`) or says the same."""
    return await add_model(owner, fake, "echo")
