"""One person, two tabs or two devices: what happens in one shows in the other by itself."""

import asyncio

import pytest
from playwright.async_api import Page, Request, expect
from tests.conftest import Person
from tests.e2e.conftest import Doors, Visit
from tests.e2e.pages import answers, ended, say, shoot, sidebar, spoken

pytestmark = pytest.mark.xdist_group("e2e")
THREADS = "/api/v1/threads"


async def open_live(visit: Visit, path: str = "/") -> Page:
    """A page of a browser that follows, from here on."""
    page = await visit.context.new_page()
    async with page.expect_response("**/api/v1/events"):
        await page.goto(visit.server + path)
    return page


@pytest.fixture
async def elsewhere(doors: Doors) -> Visit:
    """The same person on another device."""
    return await doors.enter(phone=True, scheme="dark")


@pytest.mark.usefixtures("model")
class TestConversation:
    async def test_asked_in_one_tab_streams_in_the_other(self, visit: Visit) -> None:
        one = await open_live(visit)
        first = await say(one, "Good morning.")
        await ended(first)
        two = await visit.open(one.url.removeprefix(visit.server))
        await expect(answers(two)).to_have_count(1)
        answer = await say(one, "!slow:90:25")
        followed = answers(two).last
        await spoken(followed, "token30")
        await expect(answer).to_have_attribute("aria-busy", "true")
        await asyncio.gather(ended(answer), ended(followed))
        await spoken(followed, "token89")
        await expect(answers(one)).to_have_count(2)
        await expect(answers(two)).to_have_count(2)

    async def test_is_stopped_from_the_other_tab(self, visit: Visit) -> None:
        one = await open_live(visit)
        await ended(await say(one, "Good morning."))
        two = await visit.open(one.url.removeprefix(visit.server))
        await expect(answers(two)).to_have_count(1)
        answer = await say(one, "!hang:20")
        await spoken(answers(two).last, "token19")
        await two.get_by_role("button", name="Stop the answer").click()
        for page in (one, two):
            await expect(answers(page).last).to_contain_text("Stopped here. What was written is kept.")
        await spoken(answer, "token19")

    async def test_asked_on_one_device_streams_on_the_other(self, visit: Visit, elsewhere: Visit) -> None:
        desk = await open_live(visit)
        await ended(await say(desk, "Good morning."))
        phone = await open_live(elsewhere, desk.url.removeprefix(visit.server))
        await expect(answers(phone)).to_have_count(1)
        answer = await say(phone, "!slow:60:25")
        await spoken(answers(desk).last, "token30")
        await shoot(desk, "two-devices-desk")
        await shoot(phone, "two-devices-phone")
        await asyncio.gather(ended(answer), ended(answers(desk).last))
        await expect(desk.get_by_label("Message to Clew")).to_be_enabled()

    async def test_begun_in_one_tab_shows_in_the_list_of_the_other(self, visit: Visit) -> None:
        one, two = await open_live(visit), await visit.open()
        await ended(await say(one, "A thing that nobody has asked yet"))
        await expect(sidebar(two).get_by_role("link", name="A thing that nobody has asked yet")).to_be_visible()


class TestList:
    async def test_shows_what_another_device_does_with_a_chat(self, owner: Person, visit: Visit) -> None:
        thread = await owner.thread("Plans for the garden")
        page = await open_live(visit, f"/threads/{thread}")
        links = sidebar(page).get_by_role("link")
        await expect(links.filter(has_text="Plans for the garden")).to_be_visible()
        await owner.client.patch(f"{THREADS}/{thread}", json={"title": "Plans for the balcony"})
        await expect(links.filter(has_text="Plans for the balcony")).to_be_visible()
        await expect(page).to_have_title("Plans for the balcony · Clew")
        await owner.client.patch(f"{THREADS}/{thread}", json={"is_archived": True})
        await expect(links.filter(has_text="Plans for the balcony")).to_have_count(0)
        await owner.client.patch(f"{THREADS}/{thread}", json={"is_archived": False})
        await expect(links.filter(has_text="Plans for the balcony")).to_be_visible()
        visit.forgiven.append("404")  # the page of a chat that is no longer there
        await owner.client.delete(f"{THREADS}/{thread}")
        await expect(links.filter(has_text="Plans for the balcony")).to_have_count(0)

    async def test_leaves_what_is_being_typed_alone(self, owner: Person, visit: Visit) -> None:
        thread = await owner.thread("Quiet")
        page = await open_live(visit, f"/threads/{thread}")
        box = page.get_by_label("Message to Clew")
        await box.fill("half a thou")
        await owner.client.patch(f"{THREADS}/{thread}", json={"title": "Loud"})
        await expect(page).to_have_title("Loud · Clew")
        await expect(box).to_have_value("half a thou")
        await expect(box).to_be_focused()


class TestConnection:
    async def test_is_one_for_all_tabs_and_passes_on(self, owner: Person, visit: Visit) -> None:
        opened: list[Page] = []

        def note(request: Request) -> None:
            if request.url.endswith("/api/v1/events"):
                opened.append(request.frame.page)

        visit.context.on("request", note)
        thread = await owner.thread("Before")
        first = await open_live(visit, f"/threads/{thread}")
        others = [await visit.open(f"/threads/{thread}") for _ in range(2)]
        for page in others:
            await expect(page).to_have_title("Before · Clew")
        await owner.client.patch(f"{THREADS}/{thread}", json={"title": "After"})
        for page in (first, *others):
            await expect(page).to_have_title("After · Clew")
        assert opened == [first]
        await first.close()
        await owner.client.patch(f"{THREADS}/{thread}", json={"title": "Later"})
        for page in others:
            await expect(page).to_have_title("Later · Clew")
        assert len(opened) == 2
