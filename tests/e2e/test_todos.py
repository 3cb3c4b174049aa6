"""Somebody keeps their todos: the list, what it is asked for, and the form that changes one."""

import asyncio
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import pytest
from playwright.async_api import Locator, Page, Route, expect
from tests.conftest import Person
from tests.e2e.conftest import Doors, Visit
from tests.e2e.pages import choose, fits, item, shoot

pytestmark = pytest.mark.xdist_group("e2e")
LONG = "Write to the landlord about the heating, the window in the kitchen and the light in the stairwell " * 2
BEYOND_THE_GRACE = 9_000  # milliseconds; a deletion can be taken back for eight seconds


def unique(title: str) -> str:
    return f"{title} {secrets.token_hex(4)}"


def todo(page: Page, title: str) -> Locator:
    return item(page, "Todos", title)


async def plant(owner: Person, title: str, **values: Any) -> str:
    answer = await owner.client.post("/api/v1/todos", json={"title": title, **values})
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


async def titles(owner: Person, q: str) -> list[str]:
    answer = await owner.client.get("/api/v1/todos", params={"q": q})
    return [found["title"] for found in answer.json()["items"]]


@pytest.fixture
async def tag() -> str:
    """A word in the titles of this story's todos alone."""
    return secrets.token_hex(4)


async def opened(visit: Visit, tag: str) -> Page:
    page = await visit.open(f"/todos?q={tag}")
    await expect(page.get_by_label("Search todos")).to_have_value(tag)
    return page


class TestTodos:
    async def test_are_added_changed_done_and_deleted(self, visit: Visit, owner: Person) -> None:
        title = unique("Call the dentist")
        page = await visit.open()
        await page.get_by_role("navigation", name="Pages").get_by_role("link", name="Todos").click()
        await page.get_by_role("button", name="Add a todo").first.click()
        dialog = page.get_by_role("dialog", name="Add a todo")
        await expect(dialog.get_by_label("What do you want to do?")).to_be_focused()
        await dialog.get_by_label("What do you want to do?").fill(title)
        await dialog.get_by_label("Due").fill("2030-05-01T09:30")
        await shoot(page, "todo-form")
        await dialog.get_by_role("button", name="Add", exact=True).click()
        await expect(dialog).to_have_count(0)
        added = todo(page, title)
        await expect(added).to_contain_text("2030")
        await added.get_by_role("button", name=title, exact=True).click()
        dialog = page.get_by_role("dialog", name="Edit todo")
        await expect(dialog.get_by_label("Due")).to_have_value("2030-05-01T09:30")
        await dialog.get_by_label("Due").fill("")
        await dialog.get_by_label("Priority").click()
        await page.get_by_role("option", name="Urgent").click()
        await dialog.get_by_role("button", name="Save", exact=True).click()
        await expect(added).to_contain_text("Urgent")
        await expect(added).not_to_contain_text("2030")
        await added.get_by_role("checkbox").click()
        await expect(added).to_have_count(0)
        await page.get_by_label("Which todos").select_option("Done")
        await expect(added.get_by_role("checkbox")).to_be_checked()
        await choose(page, title, "To do again")
        await expect(added).to_have_count(0)
        await page.get_by_label("Which todos").select_option("To do")
        await choose(page, title, "Delete")
        await expect(added).to_have_count(0)
        assert await titles(owner, title) == [title]
        await page.wait_for_timeout(BEYOND_THE_GRACE)
        await expect(page.get_by_text("is deleted")).to_have_count(0)
        assert await titles(owner, title) == []

    async def test_come_back_when_their_deletion_is_undone(self, visit: Visit, owner: Person, tag: str) -> None:
        await plant(owner, f"First {tag}")
        await plant(owner, f"Second {tag}")
        page = await opened(visit, tag)
        await page.get_by_role("button", name="Select", exact=True).click()
        await page.get_by_role("checkbox", name="Choose all").check()
        await expect(page.get_by_text("2 chosen")).to_be_visible()
        await shoot(page, "todos-chosen")
        await page.get_by_role("button", name="Delete", exact=True).click()
        await expect(page.get_by_text("2 todos are deleted.")).to_be_visible()
        await expect(page.get_by_text("Nothing fits")).to_be_visible()
        await shoot(page, "todos-undo")
        await page.get_by_role("button", name="Undo", exact=True).click()
        await expect(todo(page, tag)).to_have_count(2)
        await page.wait_for_timeout(BEYOND_THE_GRACE)
        assert len(await titles(owner, tag)) == 2

    async def test_are_deleted_even_if_the_page_is_closed_at_once(self, visit: Visit, owner: Person, tag: str) -> None:
        await plant(owner, f"Gone {tag}")
        page = await opened(visit, tag)
        await choose(page, f"Gone {tag}", "Delete")
        await expect(todo(page, tag)).to_have_count(0)
        await page.close(run_before_unload=False)
        other = await visit.open("/todos?status=all")
        await expect(other.get_by_label("Search todos")).to_be_visible()
        await other.wait_for_timeout(500)
        assert await titles(owner, tag) == []

    async def test_are_found_filtered_and_sorted_by_an_address(self, visit: Visit, owner: Person, tag: str) -> None:
        tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
        await plant(owner, f"Later {tag}", energy="high", priority="low")
        await plant(owner, f"Soon {tag}", energy="low", due_date=tomorrow, priority="high")
        page = await opened(visit, tag)
        await expect(todo(page, tag)).to_have_count(2)
        await expect(todo(page, tag).first).to_contain_text("Soon")
        await page.get_by_label("How much energy they take").select_option("Much energy")
        await expect(todo(page, tag)).to_have_count(1)
        await expect(todo(page, tag)).to_contain_text("Later")
        await expect(page).to_have_url(f"{visit.server}/todos?q={tag}&energy=high")
        await page.get_by_label("When they are due").select_option("Due within a week")
        await expect(page.get_by_text("Nothing fits")).to_be_visible()
        await page.get_by_role("button", name="Show all again").click()
        await expect(page).to_have_url(f"{visit.server}/todos")
        await page.goto(f"{visit.server}/todos?q={tag}&sort=created_at&energy=none-such")
        await expect(todo(page, tag).first).to_contain_text("Later")
        await page.get_by_role("columnheader", name="Priority").get_by_role("button").click()
        await expect(todo(page, tag).first).to_contain_text("Soon")
        await expect(page.get_by_role("columnheader", name="Priority")).to_have_attribute("aria-sort", "descending")

    async def test_are_loaded_as_the_list_is_scrolled(self, visit: Visit, owner: Person, tag: str) -> None:
        many = [{"title": f"Step {number} {tag}"} for number in range(100)]
        answer = await owner.client.post("/api/v1/todos/bulk", json={"items": many})
        assert answer.status_code == 201, answer.text
        page = await opened(visit, tag)
        await expect(todo(page, tag)).to_have_count(40)
        await shoot(page, "todos-many")
        for count in (80, 100):
            await todo(page, tag).last.scroll_into_view_if_needed()
            await expect(todo(page, tag)).to_have_count(count)
        await expect(page.get_by_role("button", name="Show more")).to_have_count(0)

    async def test_go_on_where_the_end_is_reached_while_they_are_loaded_anew(
        self, visit: Visit, owner: Person, tag: str
    ) -> None:
        many = [{"title": f"Step {number} {tag}"} for number in range(100)]
        answer = await owner.client.post("/api/v1/todos/bulk", json={"items": many})
        assert answer.status_code == 201, answer.text
        page = await opened(visit, tag)
        await expect(todo(page, tag)).to_have_count(40)
        asked = asyncio.Event()
        answered = asyncio.Event()

        async def hold(route: Route) -> None:
            asked.set()
            await answered.wait()
            await route.continue_()

        await page.route("**/api/v1/todos?*", hold)
        await todo(page, tag).first.get_by_role("checkbox").click()
        await asyncio.wait_for(asked.wait(), 20)
        await todo(page, tag).last.scroll_into_view_if_needed()
        await expect(page.get_by_role("button", name="Show more")).to_be_in_viewport()
        answered.set()
        await expect(todo(page, tag)).to_have_count(80)
        await expect(todo(page, tag).get_by_role("checkbox", checked=True)).to_have_count(0)


class TestForm:
    async def test_says_what_is_missing_and_what_the_server_refuses(self, visit: Visit, tag: str) -> None:
        visit.forgiven.append("422")
        page = await visit.open("/todos?open=new")
        dialog = page.get_by_role("dialog")
        await dialog.get_by_role("button", name="Add", exact=True).click()
        title = dialog.get_by_label("What do you want to do?")
        await expect(dialog.get_by_text("A few words will do")).to_be_visible()
        await expect(title).to_be_focused()
        await title.fill(tag)
        await dialog.get_by_label("Due").fill("9999-12-31T23:59")
        await page.route("**/api/v1/todos", _refuse_due)
        await dialog.get_by_role("button", name="Add", exact=True).click()
        await expect(dialog.get_by_text("This is too far away")).to_be_visible()
        await expect(dialog.get_by_label("Due")).to_be_focused()
        await shoot(page, "todo-refused")

    async def test_asks_before_it_is_left_unsaved(self, visit: Visit, owner: Person, tag: str) -> None:
        await plant(owner, f"Half {tag}")
        page = await opened(visit, tag)
        await todo(page, tag).get_by_role("button", name=f"Half {tag}", exact=True).click()
        dialog = page.get_by_role("dialog", name="Edit todo")
        question = page.get_by_role("dialog", name="Leave without saving?")
        await dialog.get_by_label("Notes").fill("Not saved yet")
        await page.keyboard.press("Escape")
        await expect(question).to_be_visible()
        await shoot(page, "todo-leave")
        await page.keyboard.press("Escape")
        await expect(question).to_have_count(0)
        await expect(dialog.get_by_label("Notes")).to_have_value("Not saved yet")
        await page.go_back()
        await question.get_by_role("button", name="Keep editing").click()
        await expect(dialog.get_by_label("Notes")).to_have_value("Not saved yet")
        await dialog.get_by_role("button", name="Cancel").click()
        await question.get_by_role("button", name="Leave").click()
        await expect(dialog).to_have_count(0)
        await todo(page, tag).get_by_role("button", name=f"Half {tag}", exact=True).click()
        await expect(dialog.get_by_label("Notes")).to_have_value("")
        await page.keyboard.press("Escape")
        await expect(dialog).to_have_count(0)
        await expect(question).to_have_count(0)

    async def test_brings_two_changes_together(self, visit: Visit, owner: Person, tag: str) -> None:
        visit.forgiven.append("412")
        id = await plant(owner, f"Shared {tag}", category="home")
        page = await visit.open(f"/todos?q={tag}&open={id}")
        dialog = page.get_by_role("dialog")
        await dialog.get_by_label("What do you want to do?").fill(f"Mine {tag}")
        await dialog.get_by_label("Notes").fill("Said here")
        elsewhere = {"title": f"Theirs {tag}", "category": "garden"}
        answer = await owner.client.patch(f"/api/v1/todos/{id}", json=elsewhere)
        assert answer.status_code == 200, answer.text
        await dialog.get_by_role("button", name="Save", exact=True).click()
        await expect(dialog.get_by_text("This was changed elsewhere meanwhile")).to_be_visible()
        await expect(dialog.get_by_text(f"Elsewhere: Theirs {tag}")).to_be_visible()
        await expect(dialog.get_by_label("Category")).to_have_value("garden")
        await expect(dialog.get_by_label("Notes")).to_have_value("Said here")
        await shoot(page, "todo-conflict")
        await dialog.get_by_role("button", name="Use that").click()
        await expect(dialog.get_by_label("What do you want to do?")).to_have_value(f"Theirs {tag}")
        await dialog.get_by_role("button", name="Save", exact=True).click()
        await expect(dialog).to_have_count(0)
        kept = (await owner.client.get(f"/api/v1/todos/{id}")).json()
        assert (kept["title"], kept["category"], kept["description"]) == (f"Theirs {tag}", "garden", "Said here")

    async def test_of_what_is_gone_says_so(self, visit: Visit) -> None:
        visit.forgiven.append("404")
        page = await visit.open("/todos?open=019e0000-0000-7000-8000-000000000000")
        await expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("There is nothing here")


class TestKeyboard:
    async def test_is_all_it_takes(self, visit: Visit, owner: Person, tag: str) -> None:
        await plant(owner, f"Reach {tag}")
        page = await opened(visit, tag)
        await expect(todo(page, tag)).to_be_visible()
        keys = page.keyboard
        await page.get_by_role("button", name="Select", exact=True).focus()
        await keys.press("Enter")
        await expect(page.get_by_role("checkbox", name="Choose all")).to_be_focused()
        await keys.press("Space")
        await expect(page.get_by_text("1 chosen")).to_be_visible()
        await keys.press("Escape")
        await expect(page.get_by_role("button", name="Select", exact=True)).to_be_focused()
        await page.get_by_role("button", name=f"Reach {tag}", exact=True).focus()
        await shoot(page, "todos-focus")
        await keys.press("Enter")
        await expect(page.get_by_role("dialog", name="Edit todo")).to_be_visible()
        await expect(page.get_by_label("What do you want to do?")).to_be_focused()
        await keys.press("Escape")
        await expect(page.get_by_role("dialog")).to_have_count(0)
        await expect(page.get_by_role("button", name=f"Reach {tag}", exact=True)).to_be_focused()

    async def test_keeps_the_focus_among_the_rows(self, visit: Visit, owner: Person, tag: str) -> None:
        for day, name in ((1, "First"), (2, "Second"), (3, "Third")):
            await plant(owner, f"{name} {tag}", due_date=f"2030-01-0{day}T12:00:00Z")
        page = await opened(visit, tag)
        await expect(todo(page, tag)).to_have_count(3)
        await todo(page, "First").get_by_role("checkbox").focus()
        await page.keyboard.press("Space")
        await expect(todo(page, "First")).to_have_count(0)
        await expect(page.get_by_role("button", name=f"Options for “Second {tag}”")).to_be_focused()
        await page.keyboard.press("Enter")
        await page.get_by_role("menuitem", name="Delete").press("Enter")
        await expect(todo(page, "Second")).to_have_count(0)
        await expect(page.get_by_role("button", name=f"Options for “Third {tag}”")).to_be_focused()
        await page.keyboard.press("Enter")
        await page.get_by_role("menuitem", name="Delete").press("Enter")
        await expect(todo(page, tag)).to_have_count(0)
        await expect(page.locator("#main")).to_be_focused()

    async def test_reaches_every_page_from_the_palette(self, visit: Visit) -> None:
        page = await visit.open()
        await expect(page.get_by_label("Message to Clew")).to_be_focused()
        for typed, heading in (
            ("memor", "Memories"),
            ("proj", "Projects"),
            ("database", "Data"),
            ("add a to", "Todos"),
        ):
            await page.keyboard.press("Control+k")
            await page.get_by_role("combobox", name="Find a chat or do something").fill(typed)
            await page.keyboard.press("Enter")
            await expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
        await expect(page.get_by_role("dialog", name="Add a todo")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", ["phone", "desk"])
class TestAnyScreen:
    async def test_has_room_for_the_list(
        self, doors: Doors, owner: Person, scheme: Literal["light", "dark"], screen: str, tag: str
    ) -> None:
        visit = await doors.enter(phone=screen == "phone", scheme=scheme)
        name = f"{screen}-{scheme}-todos"
        page = await visit.open(f"/todos?q={secrets.token_hex(8)}")
        await expect(page.get_by_text("Nothing fits")).to_be_visible()
        await fits(page, f"{name}-empty")
        today = datetime.now(UTC)
        rows: list[dict[str, Any]] = [
            {"title": f"Water the plants {tag}", "energy": "low", "category": "home", "recurrence": "FREQ=WEEKLY"},
            {"title": LONG + tag, "priority": "urgent", "due_date": (today - timedelta(days=1)).isoformat()},
            {"title": f"Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen{tag}", "energy": "high"},
            {"title": f"Tax return {tag}", "priority": "high", "due_date": (today + timedelta(days=3)).isoformat()},
        ]
        for row in rows:
            await plant(owner, **row)
        page = await opened(visit, tag)
        await expect(todo(page, tag)).to_have_count(4)
        await fits(page, name)
        await page.get_by_role("button", name="Select", exact=True).click()
        await todo(page, "Tax").get_by_role("checkbox").check()
        await fits(page, f"{name}-choosing")
        await page.get_by_role("button", name="Cancel").click()
        await todo(page, "Tax").get_by_role("button", name=f"Tax return {tag}", exact=True).click()
        await expect(page.get_by_role("dialog").get_by_label("Due")).to_be_visible()
        await page.get_by_role("dialog").get_by_role("button", name="More").click()
        await expect(page.get_by_label("How long it took")).to_be_visible()
        await fits(page, f"{name}-form")


async def _refuse_due(route: Route) -> None:
    """As the server refuses, but for a reason that its rules do not have today."""
    error = {"field": "due_date", "message": "this is too far away"}
    problem = {"type": "urn:clew:problem:invalid", "title": "The request is not valid", "status": 422}
    body = {**problem, "code": "invalid", "detail": None, "errors": [error], "request_id": None}
    await route.fulfill(status=422, json=body)
