"""What becomes of a chat: renamed, pinned, put away, deleted and brought back, kept for a day, saved as a file."""

import asyncio
import json
import re
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Locator, Page, expect
from tests.answers import say as take_turn
from tests.answers import settled
from tests.conftest import Person
from tests.e2e.conftest import Doors, Visit
from tests.e2e.pages import answers, ended, say, shoot, sidebar

pytestmark = [pytest.mark.xdist_group("e2e"), pytest.mark.usefixtures("model")]
DROP = """(content) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([content], 'dropped.json'));
  return transfer;
}"""
LEFT = re.compile("deleted in 2[34] h")


async def conversation(owner: Person, title: str) -> str:
    thread = await owner.thread(title)
    await settled(owner, (await take_turn(owner, thread, f"About {title}."))[1])
    return thread


def row(page: Page, title: str) -> Locator:
    return sidebar(page).get_by_role("listitem").filter(has_text=title)


async def choose(page: Page, title: str, action: str) -> None:
    """In the menu of that chat in the sidebar."""
    await row(page, title).hover()
    await row(page, title).get_by_role("button").click()
    await page.get_by_role("menuitem", name=action).click()


class TestTheSidebar:
    async def test_renames_in_place(self, owner: Person, visit: Visit) -> None:
        thread = await conversation(owner, "Badly named")
        page = await visit.open(f"/threads/{thread}")
        await choose(page, "Badly named", "Rename")
        await expect(page.get_by_label("Chat title")).to_be_focused()
        await page.keyboard.type("Never mind")
        await page.keyboard.press("Escape")
        await expect(row(page, "Badly named").get_by_role("link")).to_be_focused()
        await choose(page, "Badly named", "Rename")
        await page.keyboard.type("Well named")
        await shoot(page, "rename")
        await page.keyboard.press("Enter")
        await expect(row(page, "Well named").get_by_role("link")).to_be_focused()
        await expect(page.get_by_role("heading", name="Well named", level=1)).to_be_visible()
        await page.get_by_role("heading", name="Well named", level=1).dblclick()
        await page.keyboard.type("Best named")
        async with page.expect_response(lambda answer: answer.request.method == "PATCH"):
            await page.get_by_label("Message to Clew").click()
        await expect(row(page, "Best named")).to_be_visible()
        assert (await owner.client.get(f"/api/v1/threads/{thread}")).json()["title"] == "Best named"

    async def test_has_what_is_pinned_first(self, owner: Person, visit: Visit) -> None:
        await owner.thread("Worth pinning")
        for number in range(3):
            await owner.thread(f"Newer {number}")
        page = await visit.open()
        await choose(page, "Worth pinning", "Pin")
        pinned = sidebar(page).get_by_role("region", name="Pinned")
        await expect(pinned.get_by_role("link", name="Worth pinning")).to_be_visible()
        await shoot(page, "pinned")
        await choose(page, "Worth pinning", "Unpin")
        await expect(pinned.get_by_role("link", name="Worth pinning")).to_have_count(0)
        today = sidebar(page).get_by_role("region", name="Today").get_by_role("listitem")
        await expect(today.nth(3)).to_contain_text("Worth pinning")

    async def test_goes_on_as_it_is_scrolled(self, owner: Person, visit: Visit) -> None:
        for number in range(60):
            await owner.thread(f"Many {number:02}")
        page = await visit.open()
        await expect(row(page, "Many 59")).to_be_visible()
        await expect(row(page, "Many 05")).to_have_count(0)
        await sidebar(page).hover()
        await page.mouse.wheel(0, 10_000)
        await expect(row(page, "Many 05")).to_be_attached()
        await expect(sidebar(page).get_by_role("link", name=re.compile("^Many"))).to_have_count(60)


class TestTheBin:
    async def test_takes_what_is_deleted_and_gives_it_back_at_once(self, owner: Person, visit: Visit) -> None:
        thread = await conversation(owner, "Deleted by mistake")
        await owner.thread("Beside it")
        page = await visit.open(f"/threads/{thread}")
        await choose(page, "Deleted by mistake", "Delete")
        await expect(page.get_by_role("heading", name="Hello")).to_be_visible()
        await expect(row(page, "Deleted by mistake")).to_have_count(0)
        await shoot(page, "undo")
        await page.get_by_role("button", name="Undo").click()
        await page.wait_for_url(f"**/threads/{thread}")
        await expect(answers(page).last).to_contain_text("About Deleted by mistake.")
        listed = sidebar(page).get_by_role("region", name="Today").get_by_role("listitem")
        await expect(listed.nth(0)).to_contain_text("Beside it")
        await expect(listed.nth(1)).to_contain_text("Deleted by mistake")

    async def test_gives_it_back_later_or_lets_it_go_for_good(self, owner: Person, visit: Visit) -> None:
        kept, gone = await owner.thread("Back again"), await owner.thread("Gone for good")
        for thread in (kept, gone):
            await owner.client.delete(f"/api/v1/threads/{thread}")
        page = await visit.open()
        await page.get_by_role("button", name="Account of").click()
        await shoot(page, "account-menu")
        await page.get_by_role("menuitem", name="Bin").click()
        binned = page.get_by_role("list", name="Deleted chats")
        await expect(binned).to_contain_text("Deleted for good in 29 days")
        await shoot(page, "bin")
        await page.get_by_role("button", name="Restore “Back again”").click()
        await expect(row(page, "Back again")).to_be_visible()
        await expect(binned.get_by_text("Back again")).to_have_count(0)
        await page.get_by_role("button", name="Delete “Gone for good” for good").click()
        await expect(page.get_by_role("button", name="Keep it")).to_be_focused()
        await shoot(page, "erase")
        await page.get_by_role("dialog").get_by_role("button", name="Delete for good").click()
        await expect(page.get_by_text("Gone for good")).to_have_count(0)
        assert (await owner.client.post(f"/api/v1/threads/{gone}/restore")).status_code == 404


class TestTheArchive:
    async def test_keeps_a_chat_out_of_the_list(self, owner: Person, visit: Visit) -> None:
        thread = await conversation(owner, "Stowed")
        page = await visit.open(f"/threads/{thread}")
        await choose(page, "Stowed", "Archive")
        await expect(row(page, "Stowed")).to_have_count(0)
        await expect(page.get_by_role("main").get_by_text("Archived")).to_be_visible()
        await shoot(page, "archived")
        await page.get_by_role("button", name="Undo").click()
        await expect(row(page, "Stowed")).to_be_visible()
        await choose(page, "Stowed", "Archive")
        await expect(row(page, "Stowed")).to_have_count(0)
        await page.goto(f"{visit.server}/archive")
        await expect(page.get_by_role("list", name="Archived chats").get_by_role("link", name="Stowed")).to_be_visible()
        await shoot(page, "archive")
        await page.get_by_role("button", name="Take “Stowed” out of the archive").click()
        await expect(row(page, "Stowed")).to_be_visible()


class TestATemporaryChat:
    async def test_says_when_it_goes_and_can_be_kept(self, owner: Person, visit: Visit) -> None:
        page = await visit.open()
        await page.get_by_role("switch", name="Temporary chat").check()
        await expect(page.get_by_text("Deleted for good 24 hours after you last write in it")).to_be_visible()
        await shoot(page, "temporary-new")
        await ended(await say(page, "Only for now."))
        thread = page.url.rpartition("/")[2]
        assert (await owner.client.get(f"/api/v1/threads/{thread}")).json()["is_temporary"]
        await expect(page.get_by_role("main")).to_contain_text(LEFT)
        await expect(row(page, "Only for now.")).to_contain_text(LEFT)
        await shoot(page, "temporary")
        await page.get_by_role("button", name="Keep this chat").click()
        await expect(page.get_by_text(LEFT)).to_have_count(0)
        assert (await owner.client.get(f"/api/v1/threads/{thread}")).json()["expires_at"] is None

    async def test_is_not_what_the_next_one_becomes(self, owner: Person, visit: Visit) -> None:
        page = await visit.open("/?temporary=true")
        await expect(page.get_by_role("switch", name="Temporary chat")).to_be_checked()
        await sidebar(page).wait_for()
        await page.get_by_role("link", name="New chat", exact=True).click()
        await expect(page.get_by_role("switch", name="Temporary chat")).not_to_be_checked()
        await ended(await say(page, "To be kept."))
        thread = page.url.rpartition("/")[2]
        assert not (await owner.client.get(f"/api/v1/threads/{thread}")).json()["is_temporary"]


class TestAFile:
    async def test_brings_a_chat_back(self, owner: Person, visit: Visit, tmp_path: Path) -> None:
        thread = await conversation(owner, "To be saved")
        page = await visit.open(f"/threads/{thread}")
        async with page.expect_download() as saving:
            await choose(page, "To be saved", "Export as JSON")
        file = tmp_path / (await saving.value).suggested_filename
        await (await saving.value).save_as(file)
        assert file.name == "To be saved.json"
        async with page.expect_download() as saving:
            await choose(page, "To be saved", "Export as Markdown")
        await (await saving.value).save_as(markdown := tmp_path / "saved.md")
        assert "About To be saved." in await asyncio.to_thread(markdown.read_text)

        await page.goto(visit.server)
        await owner.client.delete(f"/api/v1/threads/{thread}?permanently=true")
        await self.begin_to_import(page)
        await shoot(page, "import")
        await page.get_by_role("dialog").locator("input[type=file]").set_input_files(file)
        await expect(page.get_by_role("heading", name="To be saved", level=1)).to_be_visible()
        await expect(answers(page).last).to_contain_text("About To be saved.")
        imported = page.url.rpartition("/")[2]
        assert imported != thread

        await self.begin_to_import(page)
        content = await asyncio.to_thread(file.read_text)
        dropped = await page.evaluate_handle(DROP, content)
        await page.get_by_text("Drop files here").dispatch_event("drop", {"dataTransfer": dropped})
        await expect(page.get_by_role("dialog")).to_have_count(0)
        assert page.url.endswith(imported), "the same file gives the same chat"

    async def test_that_is_none_of_ours_is_refused_in_plain_words(self, visit: Visit, tmp_path: Path) -> None:
        visit.forgiven.append("422")
        files = {
            "notes.md": "# Notes",
            "other.json": json.dumps({"title": "Theirs"}),
            "broken.json": json.dumps({"format": "clew.thread", "version": 1, "title": "Broken"}),
        }
        for name, content in files.items():
            (tmp_path / name).write_text(content)
        page = await visit.open()
        await self.begin_to_import(page)
        dialog = page.get_by_role("dialog")
        await dialog.locator("input[type=file]").set_input_files([tmp_path / name for name in files])
        refusals = dialog.get_by_role("alert")
        await expect(refusals.nth(0)).to_contain_text("“notes.md” was not imported")
        await expect(refusals.nth(0)).to_contain_text("not a JSON file")
        await expect(refusals.nth(1)).to_contain_text("not a chat that Clew has exported")
        await expect(refusals.nth(2)).to_contain_text("damaged")
        await shoot(page, "import-refused")

    async def begin_to_import(self, page: Page) -> None:
        await page.get_by_role("button", name="Account of").click()
        await page.get_by_role("menuitem", name="Import chats").click()
        await expect(page.get_by_role("dialog", name="Import chats")).to_be_visible()


class TestThePalette:
    async def test_does_what_the_menus_do(self, owner: Person, visit: Visit) -> None:
        thread = await conversation(owner, "At hand")
        await owner.thread("Elsewhere")
        page = await visit.open(f"/threads/{thread}")
        await expect(page.get_by_label("Message to Clew")).to_be_focused()
        await page.keyboard.press("Control+k")
        await expect(page.get_by_role("group", name="This chat")).to_be_visible()
        await shoot(page, "palette")
        await page.keyboard.press("Escape")
        await expect(page.get_by_label("Message to Clew")).to_be_focused()
        await self.do(page, "pin this")
        await expect(sidebar(page).get_by_role("region", name="Pinned")).to_contain_text("At hand")
        await expect(page.get_by_label("Message to Clew")).to_be_focused()
        await self.do(page, "appearance dark")
        await expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
        await self.do(page, "elsew")
        await expect(page.get_by_role("heading", name="Elsewhere", level=1)).to_be_visible()
        await self.do(page, "temporary")
        await expect(page.get_by_role("switch", name="Temporary chat")).to_be_checked()
        await owner.client.patch(f"/api/v1/threads/{thread}", json={"is_pinned": False})

    async def test_moves_with_the_arrows_and_around_the_end(self, visit: Visit) -> None:
        page = await visit.open()
        await expect(page.get_by_label("Message to Clew")).to_be_focused()
        await page.keyboard.press("Control+k")
        field = page.get_by_role("combobox", name="Find a chat")
        await page.keyboard.type("appearance")
        options = page.get_by_role("option")
        await expect(options).to_have_count(5)
        for key, chosen in (("ArrowDown", 1), ("ArrowUp", 0), ("ArrowUp", 4), ("ArrowDown", 0)):
            await page.keyboard.press(key)
            await expect(options.nth(chosen)).to_have_attribute("aria-selected", "true")
            await expect(field).to_have_attribute(
                "aria-activedescendant", await options.nth(chosen).get_attribute("id") or ""
            )

    async def test_has_shortcuts_that_can_be_switched_off(self, visit: Visit) -> None:
        page = await visit.open()
        await expect(page.get_by_label("Message to Clew")).to_be_focused()
        await page.keyboard.type("really?/")
        await expect(page.get_by_label("Message to Clew")).to_have_value("really?/")
        await page.get_by_role("main").focus()
        await page.keyboard.press("/")
        await expect(page.get_by_label("Message to Clew")).to_be_focused()
        await page.get_by_role("main").focus()
        await page.keyboard.press("?")
        sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
        await expect(sheet).to_be_visible()
        await shoot(page, "shortcuts")
        await sheet.get_by_role("switch").press("Space")
        await expect(sheet.get_by_role("switch")).not_to_be_checked()
        await page.keyboard.press("Escape")
        await expect(sheet).to_have_count(0)
        await page.keyboard.press("?")
        await page.keyboard.press("Control+k")
        await page.reload()
        await expect(page.get_by_label("Message to Clew")).to_be_focused()
        await page.keyboard.press("Control+k")
        await expect(page.get_by_role("dialog")).to_have_count(0)
        await page.get_by_role("button", name="Search").click()
        await expect(page.get_by_role("combobox", name="Find a chat")).to_be_focused()

    async def do(self, page: Page, words: str) -> None:
        """The first that the palette offers for these words."""
        await page.keyboard.press("Control+k")
        await expect(page.get_by_role("combobox", name="Find a chat")).to_be_focused()
        await page.keyboard.type(words)
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("dialog")).to_have_count(0)


class TestAPhone:
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    async def test_has_all_of_it_within_its_width(
        self, doors: Doors, owner: Person, scheme: Literal["light", "dark"]
    ) -> None:
        thread = await conversation(owner, "A rather long title of a chat that was put away some time ago")
        binned = await owner.thread("Another rather long title of a chat that was put away some time ago")
        temporary = await owner.client.post(
            "/api/v1/threads", json={"is_temporary": True, "title": "Of today only, and long"}
        )
        await owner.client.patch(f"/api/v1/threads/{thread}", json={"is_archived": True})
        await owner.client.delete(f"/api/v1/threads/{binned}")
        visit = await doors.enter(phone=True, scheme=scheme)
        page = await visit.open(f"/threads/{temporary.json()['id']}")
        await expect(page.get_by_role("button", name="Keep")).to_be_visible()
        await shoot(page, f"phone-temporary-{scheme}")
        for path, title in (
            ("archive", "Archive"),
            ("bin", "Bin"),
            ("search?q=rather", "Search"),
            ("?temporary=true", "Hello"),
        ):
            await page.goto(f"{visit.server}/{path}")
            await expect(page.get_by_role("heading", name=title)).to_be_visible()
            await expect(page.get_by_text("rather long title").or_(page.get_by_role("switch")).first).to_be_visible()
            await shoot(page, f"phone-{title.lower()}-{scheme}")
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
