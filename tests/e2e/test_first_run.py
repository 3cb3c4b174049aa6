"""The first quarter of an hour: from the link in the terminal to a conversation that survives a power cut."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from playwright.async_api import Browser, Page, expect
from tests.answers import add_model
from tests.conftest import PASSWORD, Person
from tests.e2e.conftest import Doors, Visit, setup_link
from tests.e2e.pages import answers, copied, ended, kept_of, say, shoot, sidebar, spoken
from tests.fakes.provider import FakeProvider
from tests.served import Served

pytestmark = pytest.mark.xdist_group("e2e")
QUESTION = "Tell me about honey bees in two sentences."
BREAKS = (
    "ERR_CONNECTION_REFUSED",
    "ERR_INCOMPLETE_CHUNKED_ENCODING",
    "ERR_CONNECTION_RESET",
    "ERR_EMPTY_RESPONSE",
    "ERR_CONTENT_LENGTH_MISMATCH",
)


@pytest.fixture
async def fresh() -> AsyncIterator[Served]:
    """A server that nobody has ever used."""
    async with Served() as served:
        yield served


@pytest.fixture
async def newcomer(browser: Browser, fresh: Served) -> AsyncIterator[Visit]:
    visit = await Doors(browser, fresh.url, {}).enter()
    await visit.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=fresh.url)
    yield visit
    await visit.leave()


class TestFirstRun:
    async def test_leads_to_a_conversation_that_survives_a_kill(
        self, fresh: Served, newcomer: Visit, fake: FakeProvider
    ) -> None:
        page = await newcomer.open((await setup_link(fresh)).removeprefix(fresh.url))
        await self.become_owner(page)

        # The model that comes with Clew answers.
        first = await say(page, QUESTION)
        assert len(set(await self.lengths_until_ended(page))) > 2, "the answer was to grow before one's eyes"
        await expect(sidebar(page).get_by_role("link", name=QUESTION)).to_be_visible()
        await shoot(page, "first-answer")
        text = await copied(first)
        await page.reload()
        assert await copied(first) == text
        await expect(sidebar(page).get_by_role("link", name=QUESTION)).to_be_visible()

        # One that stops in the middle does, and so does the server.
        async with await self.client_of(newcomer) as client:
            owner = Person("ada", "ada@example.org", "", client)
            await add_model(owner, fake, "echo")
            cut_off = await say(page, "!hang:20")
            await spoken(cut_off, "token19")
            async with asyncio.timeout(5):
                while "token19" not in await kept_of(owner, cut_off):
                    await asyncio.sleep(0.05)
            newcomer.forgiven.extend(BREAKS)
            fresh.kill()
            await expect(cut_off).to_contain_text("The connection dropped")
            await shoot(page, "connection-lost")
            await fresh.start()

            # The page finds back by itself, and a reload shows the same.
            await self.shows_all(page, text)
            await page.reload()
            await self.shows_all(page, text)
            await shoot(page, "after-kill")
            thread_id = page.url.rpartition("/")[2]
            found = (await client.get(f"/api/v1/threads/{thread_id}/messages")).json()["items"]
            assert [message["status"] for message in found] == ["complete", "complete", "complete", "interrupted"]

    async def become_owner(self, page: Page) -> None:
        await expect(page.get_by_role("heading", name="Welcome to Clew")).to_be_visible()
        await shoot(page, "set-up")
        await page.get_by_label("What should Clew call you?").fill("Ada")
        await page.get_by_label("User name").fill("ada")
        await page.get_by_label("Email").fill("ada@example.org")
        await page.get_by_label("Password", exact=True).fill(PASSWORD)
        await page.get_by_role("button", name="Create my account").click()
        await expect(page.get_by_role("heading", name="Hello Ada")).to_be_visible()
        assert page.url.endswith("/"), "the used token must not stay in the address"
        await expect(sidebar(page)).to_contain_text("Your chats will gather here")
        await shoot(page, "new-chat")

    async def lengths_until_ended(self, page: Page) -> list[int]:
        """How long the answer was, each time that one looked."""
        answer = answers(page).last
        lengths: list[int] = []
        async with asyncio.timeout(60):
            while await answer.get_attribute("aria-busy") == "true":
                lengths.append(sum(map(len, await answer.locator("p").all_inner_texts())))
                await asyncio.sleep(0.03)
        return lengths

    async def client_of(self, visit: Visit) -> httpx.AsyncClient:
        """The same session, without the page."""
        cookies = {cookie.get("name", ""): cookie.get("value", "") for cookie in await visit.context.cookies()}
        return httpx.AsyncClient(base_url=visit.server, cookies=cookies, timeout=30)

    async def shows_all(self, page: Page, text: str) -> None:
        first, cut_off = answers(page).first, answers(page).last
        await expect(cut_off).to_contain_text("Stopped here. What was written is kept.")
        await ended(cut_off)
        assert await copied(first) == text
        assert (await copied(cut_off)).split() == [f"token{number}" for number in range(20)]
