"""Finding what was said: from the palette and on the page of search, with the keyboard alone, down to the message."""

import re
import secrets

import pytest
from playwright.async_api import Locator, Page, expect
from tests.answers import say as take_turn
from tests.answers import settled
from tests.conftest import Person
from tests.e2e.conftest import Doors, Visit
from tests.e2e.pages import shoot, sidebar

pytestmark = [pytest.mark.xdist_group("e2e"), pytest.mark.usefixtures("model")]


def unheard_of() -> str:
    """A word that stands nowhere yet: all stories share a server."""
    return f"zq{secrets.token_hex(4)}"


async def said(owner: Person, title: str, words: str) -> tuple[str, str]:
    """A thread with these words in it; its id, and that of the message that the owner wrote."""
    thread = await owner.thread(title)
    asked, answered = await take_turn(owner, thread, words)
    await settled(owner, answered)
    return thread, asked


async def search_page(visit: Visit, words: str) -> Page:
    page = await visit.open("/search")
    await page.get_by_label("Search your chats").fill(words)
    return page


def found(page: Page) -> Locator:
    return page.get_by_role("list", name="What was found").get_by_role("link")


class TestThePage:
    async def test_shows_the_words_and_leads_to_the_message(self, owner: Person, visit: Visit) -> None:
        word = unheard_of()
        thread, message = await said(owner, "A trip", f"Remind me that the {word} is under the third flower pot.")
        page = await search_page(visit, word)
        hit = found(page).filter(has_text="You:")
        await expect(hit).to_contain_text("A trip")
        await expect(hit.locator("mark")).to_have_text(word)
        await shoot(page, "search")
        await hit.click()
        await page.wait_for_url(f"**/threads/{thread}?message={message}")
        await expect(page.get_by_role("heading", name="A trip")).to_be_visible()

    async def test_needs_no_mouse(self, owner: Person, visit: Visit) -> None:
        word = unheard_of()
        for number in range(2):
            await said(owner, f"{word} {number}", "Nothing of note.")
        page = await search_page(visit, word)
        await expect(found(page)).to_have_count(2)
        for key, focused in (("ArrowDown", 0), ("ArrowDown", 1), ("ArrowUp", 0)):
            await page.keyboard.press(key)
            await expect(found(page).nth(focused)).to_be_focused()
        await page.keyboard.press("ArrowUp")
        await expect(page.get_by_label("Search your chats")).to_be_focused()
        first = await found(page).first.get_attribute("href")
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"**{first}")

    async def test_keeps_its_filters_in_the_address(self, owner: Person, visit: Visit) -> None:
        word = unheard_of()
        archived, _ = await said(owner, f"Archived {word}", "Put away.")
        pinned, _ = await said(owner, f"Pinned {word}", f"The {word} again.")
        await owner.client.patch(f"/api/v1/threads/{archived}", json={"is_archived": True})
        await owner.client.patch(f"/api/v1/threads/{pinned}", json={"is_pinned": True})
        page = await search_page(visit, word)
        await expect(found(page)).to_have_count(4)
        await page.get_by_label("Where to search").select_option("Archived")
        await expect(found(page)).to_have_text([re.compile(f"Archived {word}")])
        await page.get_by_label("Where to search").select_option("All chats")
        await page.get_by_role("group", name="Filters").get_by_text("Pinned").click()
        await page.get_by_label("Who said it").select_option("By you")
        await expect(found(page)).to_have_count(1)
        await page.get_by_label("When it was said").select_option("Past week")
        await expect(found(page)).to_have_count(1)
        await page.reload()
        await expect(found(page)).to_have_text([re.compile(f"Pinned {word}.*You: {word} again")])
        await expect(page.get_by_label("Who said it")).to_have_value("user")
        await shoot(page, "search-filters")

    async def test_goes_on_as_it_is_scrolled(self, owner: Person, visit: Visit) -> None:
        word = unheard_of()
        for number in range(45):
            await owner.thread(f"{word} {number}")
        page = await search_page(visit, word)
        await expect(found(page).nth(19)).to_be_attached()
        while await found(page).count() < 45:
            before = await found(page).count()
            await found(page).last.scroll_into_view_if_needed()
            await page.keyboard.press("End")
            await expect(found(page).nth(before)).to_be_attached()
        titles = await found(page).locator("mark").evaluate_all("marks => marks.map((mark) => mark.closest('a').href)")
        assert len(set(titles)) == 45

    async def test_says_so_when_there_is_nothing(self, visit: Visit) -> None:
        page = await visit.open("/search")
        await expect(page.get_by_text("Find what was said")).to_be_visible()
        word = unheard_of()
        await page.get_by_label("Search your chats").fill(word)
        await expect(page.get_by_text(f"Nothing found for “{word}”")).to_be_visible()
        await shoot(page, "search-nothing")


class TestThePalette:
    async def test_finds_what_was_said_and_goes_there(self, owner: Person, visit: Visit) -> None:
        word = unheard_of()
        thread, message = await said(owner, "Another trip", f"The {word} is in the cellar.")
        page = await visit.open()
        await expect(page.get_by_label("Message to Clew")).to_be_focused()
        await page.keyboard.press("Control+k")
        await expect(page.get_by_role("combobox", name="Find a chat")).to_be_focused()
        await page.keyboard.type(word[:-2])
        hit = page.get_by_role("option").filter(has_text=f"You: {word}")
        await expect(hit).to_contain_text("Another trip")
        await shoot(page, "palette-hits")
        while await hit.get_attribute("aria-selected") != "true":
            await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"**/threads/{thread}?message={message}")

    async def test_leads_to_the_page_of_search(self, visit: Visit) -> None:
        word = unheard_of()
        page = await visit.open()
        await sidebar(page).wait_for()
        await page.get_by_role("button", name="Search").click()
        await page.keyboard.type(word)
        await page.get_by_role("option", name=f"Search all chats for “{word}”").click()
        await expect(page.get_by_label("Search your chats")).to_have_value(word)

    async def test_fits_a_phone(self, doors: Doors, owner: Person) -> None:
        word = unheard_of()
        await said(owner, f"On the road {word} " * 5, f"The {word} is in the cellar, " * 10)
        page = await (await doors.enter(phone=True, scheme="dark")).open()
        await page.get_by_role("button", name="Open sidebar").tap()
        await page.get_by_role("button", name="Search").tap()
        field = page.get_by_role("combobox", name="Find a chat")
        await expect(field).to_be_focused()
        await field.fill(word)
        await expect(page.get_by_role("option").filter(has_text="You:")).to_be_visible()
        await shoot(page, "phone-palette")
        await page.get_by_role("option", name="Search all chats").tap()
        await expect(found(page).first).to_be_visible()
        await shoot(page, "phone-search")
