"""Somebody looks at what is remembered of them, puts it right, and has some of it forgotten."""

import re
import secrets
from typing import Any, Literal

import pytest
from playwright.async_api import Locator, Page, expect
from tests.conftest import Person
from tests.e2e.conftest import Doors, Visit
from tests.e2e.pages import choose, fits, item

pytestmark = pytest.mark.xdist_group("e2e")


def memory(page: Page, content: str) -> Locator:
    return item(page, "Memories", content)


async def plant(owner: Person, content: str, **values: Any) -> str:
    answer = await owner.client.post("/api/v1/memories", json={"content": content, "memory_type": "fact", **values})
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


@pytest.fixture
async def tag() -> str:
    """A word in this story's memories alone."""
    return secrets.token_hex(4)


class TestMemories:
    async def test_are_written_with_tags_and_put_right(self, visit: Visit, owner: Person, tag: str) -> None:
        page = await visit.open("/memories")
        await page.get_by_role("button", name="Add a memory").first.click()
        dialog = page.get_by_role("dialog", name="Add a memory")
        await dialog.get_by_label("What should Clew remember?").fill(f"Ada is allergic to peanuts, {tag}.")
        await dialog.get_by_label("Kind").click()
        await page.get_by_role("listbox").get_by_role("option", name="Preference").click()
        await dialog.get_by_label("Tags").press_sequentially("person: Ada,health")
        await dialog.get_by_role("button", name="Add", exact=True).click()
        await expect(dialog).to_have_count(0)
        added = memory(page, tag)
        await expect(added).to_contain_text("Preference")
        await expect(added).to_contain_text("person: Ada")
        await expect(added).to_contain_text("health")
        await added.get_by_role("button", name=re.compile(f"^Ada.*{tag}")).click()
        dialog = page.get_by_role("dialog", name="Edit memory")
        await dialog.get_by_role("slider", name="How much it matters").press("End")
        await dialog.get_by_role("button", name="Save", exact=True).click()
        await expect(dialog).to_have_count(0)
        found = (await owner.client.get("/api/v1/memories", params={"q": tag})).json()["items"]
        assert [one["importance_score"] for one in found] == [1]
        assert sorted((one["name"], one["value"]) for one in found[0]["tags"]) == [("health", None), ("person", "Ada")]

    async def test_are_archived_and_taken_out_again(self, visit: Visit, owner: Person, tag: str) -> None:
        await plant(owner, f"Lives in Bonn, {tag}.")
        page = await visit.open(f"/memories?q={tag}")
        await choose(page, f"Lives in Bonn, {tag}.", "Archive")
        await expect(memory(page, tag)).to_have_count(0)
        await page.get_by_role("button", name="Undo", exact=True).click()
        await expect(memory(page, tag)).to_be_visible()
        await choose(page, f"Lives in Bonn, {tag}.", "Archive")
        await expect(memory(page, tag)).to_have_count(0)
        await page.get_by_label("Which memories").select_option("Archived")
        await expect(memory(page, tag)).to_contain_text("Archived")
        await choose(page, f"Lives in Bonn, {tag}.", "Take out of the archive")
        await expect(memory(page, tag)).to_have_count(0)
        found = (await owner.client.get("/api/v1/memories", params={"q": tag})).json()["items"]
        assert [one["is_archived"] for one in found] == [False]

    async def test_several_are_archived_at_once(self, visit: Visit, owner: Person, tag: str) -> None:
        for number in range(3):
            await plant(owner, f"Number {number}, {tag}.")
        page = await visit.open(f"/memories?q={tag}")
        await expect(memory(page, tag)).to_have_count(3)
        await page.get_by_role("button", name="Select", exact=True).click()
        for number in (0, 2):
            await memory(page, f"Number {number}").get_by_role("checkbox").check()
        await page.get_by_role("button", name="Archive", exact=True).click()
        await expect(memory(page, tag)).to_have_count(1)
        await expect(memory(page, tag)).to_contain_text("Number 1")


@pytest.mark.parametrize(("screen", "scheme"), [("phone", "dark"), ("desk", "light")])
class TestAnyScreen:
    async def test_has_room_for_the_list(
        self, doors: Doors, owner: Person, screen: str, scheme: Literal["light", "dark"], tag: str
    ) -> None:
        visit = await doors.enter(phone=screen == "phone", scheme=scheme)
        tags = [{"name": "person", "value": "Ada"}, {"name": "x" * 100, "value": "y" * 120}, {"name": "home"}]
        await plant(owner, f"Likes her tea black {tag}", memory_type="preference", category="kitchen", tags=tags)
        await plant(owner, f"{tag} " + "A long memory that says the same again and again. " * 20, importance_score=0.95)
        await plant(owner, f"{tag} " + "unbroken" * 40, memory_type="pattern")
        page = await visit.open(f"/memories?q={tag}")
        await expect(memory(page, tag)).to_have_count(3)
        await fits(page, f"{screen}-{scheme}-memories")
        await memory(page, "black").get_by_role("button", name=re.compile("^Likes")).click()
        await expect(page.get_by_role("dialog").get_by_label("Tags")).to_be_visible()
        await fits(page, f"{screen}-{scheme}-memory-form")
