"""The first quarter of an hour: from the link in the terminal to a conversation that survives a power cut."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from playwright.async_api import Browser, Page, expect
from tests.conftest import PASSWORD
from tests.e2e.conftest import Doors, Visit
from tests.e2e.pages import answers, copied, ended, say, shoot, sidebar
from tests.served import Served

pytestmark = pytest.mark.xdist_group("e2e")
QUESTION = "What is the capital of France?"
BREAKS = ("ERR_CONNECTION_REFUSED", "ERR_INCOMPLETE_CHUNKED_ENCODING", "ERR_CONNECTION_RESET", "ERR_EMPTY_RESPONSE")


@pytest.fixture
async def fresh() -> AsyncIterator[Served]:
    """A server that nobody has ever used."""
    async with Served() as served:
        async with asyncio.timeout(10):
            while "/setup#token=" not in served.output:
                await asyncio.sleep(0.05)
        yield served


@pytest.fixture
async def newcomer(browser: Browser, fresh: Served) -> AsyncIterator[Visit]:
    visit = await Doors(browser, fresh.url, {}).enter()
    await visit.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=fresh.url)
    yield visit
    await visit.leave()


class TestFirstRun:
    async def test_leads_to_a_conversation_that_survives_a_kill(self, fresh: Served, newcomer: Visit) -> None:
        page = await newcomer.open(fresh.setup_link.removeprefix(fresh.url))
        await self.become_owner(page)

        answer = await say(page, QUESTION)
        lengths = await self.lengths_until_ended(page)
        assert len(set(lengths)) > 2, "the answer was to grow before the person's eyes"
        await expect(sidebar(page).get_by_role("link", name=QUESTION)).to_be_visible()
        await shoot(page, "first-answer")
        text = await copied(answer)
        assert "Paris" in text

        await page.reload()
        await ended(answer)
        assert await copied(answer) == text
        await expect(sidebar(page).get_by_role("link", name=QUESTION)).to_be_visible()

        newcomer.forgiven.extend(BREAKS)
        cut_off = await say(page, "Tell me a long story about a lighthouse.")
        await expect(cut_off.locator("p")).not_to_have_count(0)
        fresh.kill()
        await expect(cut_off).to_contain_text("The connection dropped")
        await shoot(page, "connection-lost")
        await fresh.start()
        # The page finds back by itself, and a reload shows the same.
        for _ in range(2):
            await expect(cut_off).to_contain_text("Stopped here. What was written is kept.", timeout=30_000)
            assert await copied(answers(page).first) == text
            await page.reload()
        await shoot(page, "after-kill")
        await self.has_nothing_streaming(fresh, page)

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
        """How long the answer was, each time that it was seen to have changed."""
        answer = answers(page).last
        lengths: list[int] = []
        async with asyncio.timeout(60):
            while await answer.get_attribute("aria-busy") == "true":
                lengths.append(sum(map(len, await answer.locator("p").all_inner_texts())))
                await asyncio.sleep(0.03)
        return lengths

    async def has_nothing_streaming(self, fresh: Served, page: Page) -> None:
        cookies = {cookie.get("name", ""): cookie.get("value", "") for cookie in await page.context.cookies()}
        thread_id = page.url.rpartition("/")[2]
        async with httpx.AsyncClient(base_url=fresh.url, cookies=cookies) as client:
            found = (await client.get(f"/api/v1/threads/{thread_id}/messages")).json()["items"]
        assert [message["status"] for message in found] == ["complete", "complete", "complete", "interrupted"]
