"""A thread of thousands of messages is read like a short one: nothing moves under the reader's eyes, all is found."""

import asyncio
import re
from functools import partial

import pytest
from playwright.async_api import Locator, Page, Route, expect
from tests.conftest import Person
from tests.conversations.planted import plant_branch
from tests.e2e.conftest import Visit
from tests.e2e.pages import answers, ended, say, shoot, spoken
from tests.served import Served

from clew.infra.embedded_postgres import Addresses

pytestmark = pytest.mark.xdist_group("e2e")
LENGTH = 5000
DRAWN_AT_MOST = 110
AT_END = "(region) => { const s = region.parentElement; return s.scrollHeight - s.clientHeight - s.scrollTop < 2; }"

DRAWN = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


@pytest.fixture
async def planted(served: Served, owner: Person) -> tuple[str, list[str]]:
    """A thread and the ids of its messages."""
    addresses = Addresses(
        served.environment["CLEW_DATABASE_URL"], served.environment["CLEW_DATABASE_OWNER_URL"], admin=""
    )
    thread = await owner.thread("A long one")
    return thread, plant_branch(addresses, owner.username, thread, LENGTH)


def region(page: Page) -> Locator:
    return page.get_by_role("region", name="Conversation")


def message(page: Page, id: str) -> Locator:
    return page.locator(f'[data-message-id="{id}"]')


async def scroll(page: Page, pixels: int) -> None:
    await region(page).hover()
    await page.mouse.wheel(0, pixels)


async def _late(route: Route, seconds: float) -> None:
    await asyncio.sleep(seconds)
    await route.continue_()


async def top_of(found: Locator) -> float:
    box = await found.bounding_box()
    assert box is not None
    return box["y"]


async def is_at_end(page: Page) -> bool:
    return await region(page).evaluate(AT_END)


async def reach(page: Page, id: str, pixels: int) -> None:
    """Scroll until that message is in the page."""
    for _ in range(400):
        if await message(page, id).count():
            return
        await scroll(page, pixels)
        await page.evaluate(DRAWN)
    raise AssertionError(f"{id} was not reached")


class TestReading:
    async def test_begins_at_the_end_and_leads_upwards(self, visit: Visit, planted: tuple[str, list[str]]) -> None:
        thread, ids = planted
        page = await visit.open(f"/threads/{thread}")
        await expect(message(page, ids[-1])).to_be_in_viewport()
        await expect(page.get_by_label("Message to Clew")).to_be_focused()
        assert await is_at_end(page)
        await expect(page.get_by_role("button", name="Jump to latest")).to_have_count(0)
        await reach(page, ids[-160], -700)
        assert await page.locator("[data-row]").count() < DRAWN_AT_MOST, "only what is near the view is in the page"
        await shoot(page, "long-thread")
        await page.get_by_role("button", name="Jump to latest").click()
        await expect(message(page, ids[-1])).to_be_in_viewport()
        assert await is_at_end(page)

    async def test_is_not_disturbed_by_older_messages(self, visit: Visit, planted: tuple[str, list[str]]) -> None:
        thread, ids = planted
        page = await visit.open(f"/threads/{thread}")
        await expect(message(page, ids[-1])).to_be_in_viewport()
        loaded: list[str] = []
        page.on("response", lambda response: loaded.append(response.url) if "before=" in response.url else None)
        for _ in range(60):
            seen = message(page, await first_in_view(page))
            before = await top_of(seen)
            await scroll(page, -200)
            # What comes meanwhile has time to disturb.
            await page.wait_for_timeout(80)
            assert abs(await top_of(seen) - before - 200) < 2, "moved by the wheel and by nothing else"
        assert len(loaded) >= 2

    @pytest.mark.usefixtures("model")
    async def test_above_is_not_disturbed_by_an_answer(self, visit: Visit, planted: tuple[str, list[str]]) -> None:
        thread, ids = planted
        page = await visit.open(f"/threads/{thread}")
        await expect(message(page, ids[-1])).to_be_in_viewport()
        answer = await say_in(page, "!slow:400:15")
        await spoken(answer, "token40")
        assert await is_at_end(page), "the reader was at the end and stays there"
        await scroll(page, -300)
        await page.wait_for_timeout(300)
        seen = message(page, await first_in_view(page))
        before = await top_of(seen)
        await spoken(answer, "token200")
        assert abs(await top_of(seen) - before) < 2
        await expect(page.get_by_role("button", name="Jump to latest")).to_be_visible()
        await ended(answer)
        assert abs(await top_of(seen) - before) < 2
        await page.get_by_role("button", name="Jump to latest").click()
        await expect(answer).to_be_in_viewport()


class TestJumping:
    async def test_shows_an_old_message_and_leads_on_from_there(
        self, visit: Visit, planted: tuple[str, list[str]]
    ) -> None:
        thread, ids = planted
        page = await visit.open(f"/threads/{thread}?message={ids[2000]}")
        sought = message(page, ids[2000])
        await expect(sought).to_be_in_viewport()
        await expect(page.locator("[data-highlighted]")).to_contain_text("Message 2001.")
        await shoot(page, "sought")
        await expect(page.locator("[data-highlighted]")).to_have_count(0)
        await reach(page, ids[2060], 700)
        await reach(page, ids[1960], -700)
        await page.get_by_role("button", name="Jump to latest").click()
        await expect(message(page, ids[-1])).to_be_in_viewport()
        assert await is_at_end(page)
        await page.reload()
        await expect(sought).to_be_in_viewport()

    async def test_finds_the_first_and_the_last(self, visit: Visit, planted: tuple[str, list[str]]) -> None:
        thread, ids = planted
        page = await visit.open(f"/threads/{thread}?message={ids[0]}")
        await expect(message(page, ids[0])).to_be_in_viewport()
        await page.goto(f"{visit.server}/threads/{thread}?message={ids[-1]}")
        await expect(message(page, ids[-1])).to_be_in_viewport()

    @pytest.mark.usefixtures("model")
    async def test_and_speaking_leads_to_the_end(self, visit: Visit, planted: tuple[str, list[str]]) -> None:
        thread, ids = planted
        page = await visit.open(f"/threads/{thread}?message={ids[1000]}")
        await expect(message(page, ids[1000])).to_be_in_viewport()
        # The place that is left is loaded anew while the end is being loaded, and comes later: it does not lead back.
        await page.route(re.compile(r"/branch\?limit=\d+$"), partial(_late, seconds=1))
        await page.route("**/branch?*around=*", partial(_late, seconds=2))
        async with page.expect_response("**/branch?*around=*") as late:
            answer = await say_in(page, "Here I am.")
        await (await late.value).finished()
        await page.evaluate(DRAWN)
        await expect(answer).to_be_in_viewport()
        await expect(answer).to_contain_text("Here I am.")
        await expect(message(page, ids[-1])).to_have_count(1)

    @pytest.mark.usefixtures("model")
    async def test_into_another_branch_chooses_it(self, owner: Person, visit: Visit) -> None:
        page = await visit.open()
        await ended(await say(page, "One way."))
        thread = page.url.rpartition("/")[2]
        way = (await owner.client.get(f"/api/v1/threads/{thread}/branch")).json()["items"]
        body = {"content": "Another way.", "parent_id": None}
        await owner.client.post(f"/api/v1/threads/{thread}/turns", json=body)
        await page.reload()
        await expect(answers(page).last).to_contain_text("Another way.")
        await ended(answers(page).last)
        await page.goto(f"{visit.server}/threads/{thread}?message={way[1]['id']}")
        await expect(message(page, way[1]["id"])).to_be_in_viewport()
        await expect(answers(page).last).to_contain_text("One way.")
        chosen = (await owner.client.get(f"/api/v1/threads/{thread}")).json()["head_message_id"]
        assert chosen == way[1]["id"]

    async def test_to_what_is_gone_says_so(self, visit: Visit, planted: tuple[str, list[str]]) -> None:
        visit.forgiven.append("404")
        thread, ids = planted
        page = await visit.open(f"/threads/{thread}?message={thread}")
        await expect(page.get_by_role("alert")).to_contain_text("not")
        await expect(message(page, ids[-1])).to_be_in_viewport()


@pytest.mark.usefixtures("model")
class TestLongCode:
    async def test_is_folded_but_not_under_the_readers_eyes(self, visit: Visit) -> None:
        page = await visit.open()
        lines = "\n".join(f"line_{number} = {number}  # {'and so on, ' * 12}" for number in range(60))
        answer = await say(page, f"```python\n{lines}\n```")
        await ended(answer)
        unfold = answer.get_by_role("button", name="Show all 60 lines")
        await expect(unfold).to_have_count(0)
        await page.reload()
        code = answer.locator("pre")
        folded = await code.bounding_box()
        await shoot(page, "long-code")
        await unfold.click()
        await expect(answer.get_by_role("button", name="Show less")).to_be_visible()
        unfolded = await code.bounding_box()
        assert folded is not None
        assert unfolded is not None
        assert unfolded["height"] > 2 * folded["height"]
        too_wide = "(code) => code.scrollWidth > code.clientWidth"
        assert await code.evaluate(too_wide)
        await answer.get_by_role("button", name="Wrap long lines").click()
        assert not await code.evaluate(too_wide)
        await shoot(page, "wrapped-code")


async def first_in_view(page: Page) -> str:
    """The message whose beginning is the highest in view."""
    found = await region(page).evaluate("""(region) => {
      const top = region.parentElement.getBoundingClientRect().top;
      const rows = [...region.querySelectorAll('[data-message-id]')];
      return rows.find((row) => row.getBoundingClientRect().top > top).dataset.messageId;
    }""")
    assert isinstance(found, str)
    return found


async def say_in(page: Page, text: str) -> Locator:
    """Say something in a thread of which only a part is drawn; the answer to it."""
    await page.get_by_label("Message to Clew").fill(text)
    async with page.expect_response("**/turns") as sent:
        await page.get_by_role("button", name="Send message").click()
    thread = await page.request.get((await sent.value).url.removesuffix("/turns"))
    return message(page, (await thread.json())["head_message_id"])
