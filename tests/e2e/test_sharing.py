"""A link shows a conversation to whoever has it, as it stood then, until it is closed."""

from datetime import datetime, timedelta

import pytest
from playwright.async_api import Locator, Page, expect
from tests.answers import say as take_turn
from tests.answers import settled
from tests.conftest import Person
from tests.e2e.conftest import Doors, Visit
from tests.e2e.pages import shoot, sidebar

pytestmark = [pytest.mark.xdist_group("e2e"), pytest.mark.usefixtures("model")]
ANSWERED = """Three things to pack:

1. The **blue** rope
2. A `torch`

| Thing | Where |
| --- | --- |
| Rope | In the shed |
"""


async def conversation(owner: Person, title: str) -> str:
    thread = await owner.thread(title)
    await settled(owner, (await take_turn(owner, thread, ANSWERED))[1])
    return thread


async def begin_to_share(page: Page, title: str) -> Locator:
    await page.get_by_role("main").get_by_role("button", name=f"Options for “{title}”").click()
    await page.get_by_role("menuitem", name="Share").click()
    dialog = page.get_by_role("dialog", name="Share this chat")
    await expect(dialog.get_by_role("region", name="What others will see")).to_contain_text("Three things to pack")
    return dialog


async def share(page: Page, title: str) -> str:
    """The path of a new link."""
    dialog = await begin_to_share(page, title)
    await dialog.get_by_role("button", name="Create link").click()
    link = await dialog.get_by_label("Your link").input_value()
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    return "/s/" + link.rpartition("/s/")[2]


class TestALink:
    async def test_is_read_by_somebody_not_signed_in_until_it_is_closed(
        self, owner: Person, visit: Visit, guest: Visit
    ) -> None:
        await visit.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=visit.server)
        guest.forgiven.append("404")
        thread = await conversation(owner, "What to pack")
        page = await visit.open(f"/threads/{thread}")
        dialog = await begin_to_share(page, "What to pack")
        await shoot(page, "share")
        await dialog.get_by_label("The link works").select_option("For 1 day")
        await dialog.get_by_role("button", name="Create link").click()
        await expect(dialog.get_by_label("Your link")).to_be_focused()
        await dialog.get_by_role("button", name="Copy link").click()
        link = await page.evaluate("navigator.clipboard.readText()")
        assert link.startswith(f"{visit.server}/s/")
        await expect(dialog.get_by_role("region", name="Open links")).to_contain_text("Closes on")
        (made,) = (await owner.client.get(f"/api/v1/threads/{thread}/shares")).json()["items"]
        open_for = datetime.fromisoformat(made["expires_at"]) - datetime.fromisoformat(made["created_at"])
        assert round(open_for / timedelta(days=1), 3) == 1
        await shoot(page, "share-made")
        await settled(owner, (await take_turn(owner, thread, "Between you and me.", parent_id=None))[1])

        read = await guest.open(link.removeprefix(visit.server))
        await expect(read.get_by_role("heading", name="What to pack", level=1)).to_be_visible()
        await expect(read.get_by_role("article")).to_have_count(2)
        await expect(read.get_by_role("table")).to_be_visible()
        await expect(read.get_by_text("Between you and me")).to_have_count(0)
        await expect(read.get_by_role("textbox")).to_have_count(0)
        assert await read.locator("meta[name=robots]").get_attribute("content") == "noindex"
        await shoot(read, "shared")

        await dialog.get_by_role("button", name="Close the link").click()
        await expect(dialog.get_by_role("region", name="Open links")).to_have_count(0)
        await read.reload()
        await expect(read.get_by_role("heading", name="This link is closed")).to_be_visible()
        await expect(read.get_by_text("Three things to pack")).to_have_count(0)
        await shoot(read, "shared-closed")

    async def test_is_told_once_and_closed_later(self, owner: Person, visit: Visit) -> None:
        thread = await conversation(owner, "Told once")
        page = await visit.open(f"/threads/{thread}")
        path = await share(page, "Told once")
        menu = page.get_by_role("main").get_by_role("button", name="Options for “Told once”")
        await expect(menu).to_be_focused()
        dialog = await begin_to_share(page, "Told once")
        await expect(dialog.get_by_label("Your link")).to_have_count(0)
        assert path.removeprefix("/s/") not in await page.content()
        await expect(dialog.get_by_role("region", name="Open links")).to_contain_text("Closes on")
        await dialog.get_by_role("button", name="Close the link").click()
        await expect(dialog.get_by_role("region", name="Open links")).to_have_count(0)

    async def test_may_stay_open(self, owner: Person, visit: Visit) -> None:
        thread = await conversation(owner, "For good")
        page = await visit.open(f"/threads/{thread}")
        dialog = await begin_to_share(page, "For good")
        await dialog.get_by_label("The link works").select_option("Until I close it")
        await dialog.get_by_role("button", name="Create link").click()
        await expect(dialog.get_by_role("region", name="Open links")).to_contain_text("Open until you close it")

    async def test_to_nothing_is_not_made(self, owner: Person, visit: Visit) -> None:
        await owner.thread("Empty handed")
        page = await visit.open()
        row = sidebar(page).get_by_role("listitem").filter(has_text="Empty handed")
        await row.hover()
        await row.get_by_role("button").click()
        await page.get_by_role("menuitem", name="Share").click()
        await expect(page.get_by_role("dialog")).to_contain_text("There is nothing to share yet")

    async def test_never_made_looks_like_a_closed_one(self, guest: Visit) -> None:
        guest.forgiven.append("404")
        page = await guest.open("/s/nothing-here")
        await expect(page.get_by_role("heading", name="This link is closed")).to_be_visible()

    async def test_is_read_on_a_phone(self, doors: Doors, owner: Person) -> None:
        thread = await conversation(owner, "On the road")
        phone = await doors.enter(phone=True, scheme="dark")
        page = await phone.open(f"/threads/{thread}")
        dialog = await begin_to_share(page, "On the road")
        await shoot(page, "phone-share")
        await dialog.get_by_role("button", name="Create link").click()
        link = await dialog.get_by_label("Your link").input_value()
        await shoot(page, "phone-share-made")
        await page.goto(link)
        await expect(page.get_by_role("article")).to_have_count(2)
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await shoot(page, "phone-shared")
