"""Which roles there are and what they allow, and what is written down of who asked for what."""

from typing import Any

import pytest
from playwright.async_api import expect
from tests.conftest import Person
from tests.e2e.administration import CONFLICT, REFUSED, ask, ask_whether, give, newcomer, role_id, soon
from tests.e2e.conftest import Doors, Visit
from tests.e2e.pages import choose, item, shoot
from tests.served import Served

pytestmark = [pytest.mark.xdist_group("e2e"), pytest.mark.usefixtures("confirmed")]


class TestRoles:
    async def test_are_read_with_what_they_allow(self, visit: Visit) -> None:
        page = await visit.open("/admin/roles")
        highest = page.get_by_role("listitem").filter(has_text="Those who run this Clew.").last
        await highest.get_by_text("of its own").click()
        await expect(highest.get_by_text("access audit log")).to_be_visible()
        await highest.get_by_role("link", name="administrator").click()
        await expect(page.get_by_text("Comes with Clew")).to_be_visible()
        await expect(page.get_by_role("button", name="Remove")).to_have_count(0)
        await expect(page.get_by_role("group", name="mail").get_by_label("list")).to_be_disabled()

    async def test_are_made_and_given_rights(self, visit: Visit, served: Served, owner: Person) -> None:
        id = await newcomer(served, owner, "barbara")
        page = await visit.open("/admin/roles")
        await page.get_by_role("button", name="Add a role").click()
        dialog = page.get_by_role("dialog")
        await dialog.get_by_label("Name").fill("premium")
        await dialog.get_by_role("button", name="Add").click()
        visit.forgiven.append(CONFLICT)
        await expect(dialog.get_by_label("Name")).to_have_attribute("aria-invalid", "true")
        await dialog.get_by_label("Name").fill("gardener")
        await dialog.get_by_role("combobox", name="Builds on").click()
        await page.get_by_role("option", name="premium").click()
        await dialog.get_by_role("button", name="Add").click()
        await expect(page.get_by_role("heading", name="gardener")).to_be_visible()

        await page.get_by_label("Search rights").fill("model")
        await expect(page.get_by_role("group", name="mail")).to_have_count(0)
        models = page.get_by_role("group", name="ai model", exact=True)
        await models.get_by_label("create").check()
        await models.get_by_label("change").check()
        await models.get_by_label("create").uncheck()
        await expect(page.get_by_text("One change, not saved yet")).to_be_visible()
        await page.get_by_role("link", name="All roles").click()
        await page.get_by_role("button", name="Keep editing").click()
        await page.get_by_role("button", name="Save", exact=True).click()
        await expect(page.get_by_text("not saved yet")).to_have_count(0)
        await page.reload()
        await expect(models.get_by_label("change")).to_be_checked()
        await expect(models.get_by_label("create")).not_to_be_checked()
        await shoot(page, "role")

        person = await visit.open(f"/admin/people/{id}")
        await give(person, "gardener")
        await expect(item(person, "Roles", "gardener")).to_have_count(1)
        await ask_whether(person, "barbara", "change ai model", "ai model: change")
        await expect(person.get_by_text("Yes, by the role “gardener”.")).to_be_visible()
        await page.reload()
        await expect(item(page, "Who has it", "barbara")).to_have_count(1)

        await page.get_by_role("button", name="Remove").click()
        await page.get_by_role("dialog").get_by_role("button", name="Remove").click()
        await expect(page.get_by_role("heading", name="Roles")).to_be_visible()
        await expect(page.get_by_role("link", name="gardener")).to_have_count(0)
        await person.reload()
        await expect(item(person, "Roles", "gardener")).to_have_count(0)
        assert (await ask(owner.client, "GET", f"/users/{id}/access?permission=ai_model:change"))["permissions"] == []

    async def test_have_the_rights_of_those_they_build_on(
        self, visit: Visit, owner: Person, librarian: dict[str, Any]
    ) -> None:
        above = await ask(owner.client, "POST", "/roles", {"name": "head", "parent_role_id": librarian["id"]})
        page = await visit.open(f"/admin/roles/{above['id']}")
        change = page.get_by_role("group", name="ai model", exact=True).get_by_label("change")
        await expect(change).to_be_checked()
        await expect(change).to_be_disabled()
        await page.get_by_role("link", name="librarian").click()
        await expect(change).to_be_enabled()
        await page.get_by_role("button", name="Change").click()
        await page.get_by_role("dialog").get_by_role("combobox", name="Builds on").click()
        await expect(page.get_by_role("option", name="premium")).to_be_visible()
        await expect(page.get_by_role("option", name="head")).to_have_count(0)  # or they would go round in a circle
        await page.keyboard.press("Escape")
        await page.keyboard.press("Escape")
        await change.uncheck()
        await page.get_by_role("button", name="Save", exact=True).click()
        await page.get_by_role("link", name="head").click()
        await expect(change).not_to_be_checked()

    async def test_can_allow_what_programs_ask_for(self, visit: Visit) -> None:
        page = await visit.open("/admin/roles")
        await page.get_by_role("link", name="All rights that there are").click()
        await page.get_by_role("button", name="Add a right").click()
        dialog = page.get_by_role("dialog")
        await dialog.get_by_label("About what").fill("book")
        await dialog.get_by_label("Doing what").fill("lend")
        await dialog.get_by_label("What it allows").fill("Lend the books of the house.")
        await dialog.get_by_role("button", name="Add").click()
        await page.get_by_label("Search rights").fill("books of")
        await expect(item(page, "Rights", "book: lend")).to_contain_text("yourselves")
        await choose(page, "book: lend", "Remove")
        await page.get_by_role("dialog").get_by_role("button", name="Remove").click()
        await expect(item(page, "Rights", "book: lend")).to_have_count(0)
        await page.get_by_label("Search rights").fill("mail:list")
        await page.get_by_role("button", name="Options for “mail: list”").click()
        await expect(page.get_by_role("menuitem", name="Describe")).to_be_visible()
        await expect(page.get_by_role("menuitem", name="Remove")).to_have_count(0)


class TestAudit:
    async def test_finds_who_asked_for_what(self, visit: Visit, doors: Doors, served: Served, owner: Person) -> None:
        id = await newcomer(served, owner, "chien")
        theirs = await doors.enter_as("chien")
        theirs.forgiven.append(REFUSED)
        await expect((await theirs.open("/admin/roles")).get_by_role("alert")).to_be_visible()
        await ask(owner.client, "POST", f"/users/{id}/lock", {"minutes": 5})
        await ask(owner.client, "POST", f"/users/{id}/unlock", {})

        page = await visit.open("/admin")
        await page.get_by_role("link", name="Decisions").click()
        await expect(item(page, "Decisions", "Allowed").first).to_contain_text(owner.username)
        await page.get_by_role("combobox", name="Who").fill("chi")
        await page.get_by_role("option", name="chien").click()
        await expect(item(page, "Decisions", owner.username)).to_have_count(0)
        await page.get_by_label("What was decided").select_option("false")
        await expect(item(page, "Decisions", "List role")).to_contain_text("chien")
        await expect(item(page, "Decisions", "Allowed")).to_have_count(0)
        await page.reload()
        await expect(item(page, "Decisions", "List role")).to_contain_text("Refused")
        await expect(page.get_by_role("combobox", name="Who")).to_have_value("chien")
        await expect(item(page, "Decisions", owner.username)).to_have_count(0)

        await page.get_by_role("combobox", name="Who").fill("")
        await page.get_by_role("option", name="Anybody").click()
        await page.get_by_label("What was decided").select_option("")
        await page.get_by_label("About what").select_option("user")
        await page.get_by_label("To do what").select_option("lock")
        await expect(item(page, "Decisions", "Unlock")).to_have_count(0)
        await expect(item(page, "Decisions", "About chien")).to_contain_text("Lock user")
        await expect(item(page, "Decisions", "List")).to_have_count(0)
        await shoot(page, "audit")
        await page.get_by_label("About what").select_option("role")
        assert "action" not in page.url
        await expect(item(page, "Decisions", "List role").first).to_be_visible()

    async def test_finds_what_happened_to_whom_and_when(self, visit: Visit, served: Served, owner: Person) -> None:
        id = await newcomer(served, owner, "sophie")
        premium = await role_id(owner, "premium")
        await ask(owner.client, "POST", "/user-roles", {"user_id": id, "role_id": premium})
        await ask(owner.client, "POST", f"/users/{id}/suspend", {})
        page = await visit.open(f"/admin/events?person={id}&kind=roles")
        given = item(page, "Security events", "A role was given")
        await soon(page, given)
        await expect(given).to_contain_text("premium")
        await expect(item(page, "Security events", "suspended")).to_have_count(0)
        await page.get_by_label("What kind").select_option("accounts")
        suspended = item(page, "Security events", "The account was suspended")
        await soon(page, suspended)
        await expect(suspended).to_contain_text("sophie")
        await page.get_by_label("Since when").select_option("between")
        await page.get_by_label("Last day").fill("2020-12-31")
        await expect(page.get_by_text("Nothing fits")).to_be_visible()
        await page.reload()
        await expect(page.get_by_label("Last day")).to_have_value("2020-12-31")
        await page.get_by_label("Since when").select_option("week")
        await expect(suspended).to_have_count(1)
        assert "until" not in page.url
        await suspended.get_by_role("link", name="sophie").click()
        await expect(page.get_by_role("heading", name="sophie")).to_be_visible()
        await page.get_by_role("link", name="What they asked for").click()
        await expect(page.get_by_role("combobox", name="Who")).to_have_value("sophie")
