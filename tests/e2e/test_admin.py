"""What administrators see of everybody."""

from typing import Literal

import pytest
from playwright.async_api import expect
from tests.conftest import PASSWORD, Person
from tests.e2e.conftest import Doors, Visit
from tests.e2e.pages import fits, item
from tests.served import Served

pytestmark = pytest.mark.xdist_group("e2e")


class TestAdministration:
    async def test_finds_people(self, visit: Visit, served: Served, owner: Person) -> None:
        served.command("user", "create", "dora", "--email", "dora@example.org", "--password-stdin", text=PASSWORD)
        page = await visit.open()
        await page.get_by_role("button", name="Account of").click()
        await page.get_by_role("menuitem", name="Administration").click()
        await expect(item(page, "People", owner.username)).to_contain_text("administrator")
        await page.get_by_label("Search people").fill("dora@")
        await expect(item(page, "People", owner.username)).to_have_count(0)
        await expect(item(page, "People", "dora")).to_contain_text("never")

    async def test_reads_what_roles_allow(self, visit: Visit) -> None:
        page = await visit.open("/admin/roles")
        highest = page.get_by_role("listitem").filter(has_text="Those who run this Clew.").last
        await highest.get_by_text("of its own").click()
        await expect(highest.get_by_text("access audit log")).to_be_visible()

    async def test_reads_who_asked_for_what(self, visit: Visit, owner: Person) -> None:
        page = await visit.open("/admin")
        await page.get_by_role("link", name="Decisions").click()
        first = item(page, "Decisions", "List user").first
        await expect(first).to_contain_text(owner.username)
        await expect(first).to_contain_text("Allowed")
        await page.get_by_label("What was decided").select_option("false")
        await expect(item(page, "Decisions", "Allowed")).to_have_count(0)
        await page.get_by_role("link", name="Events").click()
        await expect(item(page, "Security events", "Signed in").first).to_contain_text(owner.username)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", ["phone", "desk"])
class TestAnyScreen:
    async def test_has_room_for_it(self, doors: Doors, screen: str, scheme: Literal["light", "dark"]) -> None:
        visit = await doors.enter(phone=screen == "phone", scheme=scheme)
        for path, shown in (
            ("/settings/devices", "This one"),
            ("/admin", "Last signed in"),
            ("/admin/roles", "premium"),
        ):
            page = await visit.open(path)
            await expect(page.get_by_text(shown).first).to_be_visible()
            await fits(page, f"{screen}-{scheme}-{path.strip('/').replace('/', '-')}")
