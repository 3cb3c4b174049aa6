"""What administrators see of everybody and do for them, and what it changes for those."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any, Literal

import httpx
import pytest
from playwright.async_api import Locator, Page, expect
from tests.conftest import PASSWORD, Person
from tests.e2e.conftest import Doors, Visit
from tests.e2e.pages import choose, fits, item, shoot
from tests.served import Served

pytestmark = pytest.mark.xdist_group("e2e")
SIGNED_OUT, REFUSED, CONFLICT = "401 (Unauthorized)", "403 (Forbidden)", "409 (Conflict)"


@pytest.fixture(autouse=True)
async def confirmed(owner: Person) -> None:
    """Nothing here is about the question whether it is them, which would come where a run takes long."""
    await ask(owner.client, "POST", "/auth/confirm", {"method": "password", "password": PASSWORD})


@pytest.fixture
async def librarian(owner: Person) -> AsyncIterator[dict[str, Any]]:
    """A role that may change models."""
    role = await ask(owner.client, "POST", "/roles", {"name": "librarian", "description": "Looks after the models."})
    await allow(owner, role["id"], "ai_model:change")
    yield role
    await tidy(owner, role["id"])
    await ask(owner.client, "DELETE", f"/roles/{role['id']}")


async def ask(client: httpx.AsyncClient, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    answer = await client.request(method, f"/api/v1{path}", json=body)
    assert answer.is_success, answer.text
    return answer.json() if answer.content else None


async def allow(owner: Person, role_id: str, *names: str) -> None:
    for name in names:
        found = await ask(owner.client, "GET", f"/permissions?q={name}")
        [permission_id] = [one["id"] for one in found["items"] if one["name"] == name]
        await ask(owner.client, "POST", "/role-permissions", {"role_id": role_id, "permission_id": permission_id})


async def role_id(owner: Person, name: str) -> str:
    return (await ask(owner.client, "GET", f"/roles?name={name}"))["items"][0]["id"]


async def newcomer(served: Served, owner: Person, name: str) -> str:
    """Somebody with an account; their id."""
    email = f"{name}@example.org"
    served.command("user", "create", name, "--email", email, "--password-stdin", text=PASSWORD)
    return (await ask(owner.client, "GET", f"/users/by-username/{name}"))["id"]


async def enter(doors: Doors, name: str) -> Visit:
    """Their own browser, signed in."""
    visit = await doors.enter(signed_in=False)
    async with httpx.AsyncClient(base_url=doors.server) as client:
        await ask(client, "POST", "/auth/sign-in", {"username": name, "password": PASSWORD})
        cookies = dict(client.cookies)
    await visit.context.add_cookies([{"name": n, "value": v, "url": doors.server} for n, v in cookies.items()])
    return visit


async def sign_in(page: Page, name: str) -> None:
    await page.get_by_label("User name or email").fill(name)
    await page.get_by_label("Password", exact=True).fill(PASSWORD)
    await page.get_by_role("button", name="Sign in", exact=True).click()


async def ask_whether(page: Page, name: str, words: str, right: str) -> None:
    await page.get_by_role("combobox", name=f"May {name}").fill(words)
    await page.get_by_role("option", name=right, exact=True).click()


async def give(page: Page, role: str) -> None:
    await page.get_by_role("button", name="Give a role").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("combobox", name="Role").click()
    await page.get_by_role("option", name=role, exact=True).click()
    await dialog.get_by_role("button", name="Give", exact=True).click()


async def soon(page: Page, shown: Locator) -> None:
    """Wait for what a job writes; the page does not hear of it by itself."""
    async with asyncio.timeout(20):
        while True:
            with suppress(AssertionError):
                return await expect(shown.first).to_be_visible(timeout=1000)
            await page.reload()


async def administers(page: Page) -> bool:
    await page.get_by_role("button", name="Account of").click()
    await expect(page.get_by_role("menuitem", name="Settings")).to_be_visible()
    found = await page.get_by_role("menuitem", name="Administration").count()
    await page.keyboard.press("Escape")
    return found == 1


class TestPeople:
    async def test_are_found(self, visit: Visit, served: Served, owner: Person) -> None:
        await newcomer(served, owner, "dora")
        page = await visit.open()
        await page.get_by_role("button", name="Account of").click()
        await page.get_by_role("menuitem", name="Administration").click()
        await expect(item(page, "People", owner.username)).to_contain_text("administrator")
        await page.get_by_label("Search people").fill("dora@")
        await expect(item(page, "People", owner.username)).to_have_count(0)
        await expect(item(page, "People", "dora")).to_contain_text("never")
        await page.get_by_role("button", name="dora").click()
        await expect(page.get_by_role("heading", name="dora")).to_be_visible()
        await expect(page.get_by_text("dora@example.org")).to_be_visible()

    async def test_see_at_once_what_a_role_lets_them_do(
        self, visit: Visit, doors: Doors, served: Served, owner: Person
    ) -> None:
        await newcomer(served, owner, "grace")
        theirs = await enter(doors, "grace")
        theirs.forgiven.append(REFUSED)
        hers = await theirs.open("/admin")
        await expect(hers.get_by_role("alert")).to_be_visible()
        assert not await administers(hers)

        page = await visit.open("/admin")
        await page.get_by_role("button", name="grace").click()
        await ask_whether(page, "grace", "list user", "user: list")
        await expect(page.get_by_text("No. None of their roles allows it.")).to_be_visible()
        await give(page, "administrator")
        await expect(item(page, "Roles", "administrator")).to_contain_text(owner.username)
        await expect(page.get_by_text("Yes, by the role “administrator”.")).to_be_visible()
        await shoot(page, "person")

        await hers.reload()
        await expect(item(hers, "People", owner.username)).to_have_count(1)
        assert await administers(hers)

        await choose(page, "administrator", "Take away")
        await page.get_by_role("dialog").get_by_role("button", name="Take away").click()
        await expect(item(page, "Roles", "administrator")).to_have_count(0)
        await expect(page.get_by_text("No. None of their roles allows it.")).to_be_visible()
        await hers.reload()
        await expect(hers.get_by_role("alert")).to_be_visible()
        assert not await administers(hers)

    async def test_have_roles_until_a_day_and_one_that_is_shown_first(
        self, visit: Visit, served: Served, owner: Person
    ) -> None:
        id = await newcomer(served, owner, "edith")
        page = await visit.open(f"/admin/people/{id}")
        await give(page, "premium")
        given = item(page, "Roles", "premium")
        await expect(given).to_contain_text("no end")
        await choose(page, "premium", "Change")
        dialog = page.get_by_role("dialog")
        await dialog.get_by_label("Counts until").fill("2020-01-01T12:00")
        await dialog.get_by_role("button", name="Save").click()
        await expect(dialog.get_by_text("It must lie ahead.")).to_be_visible()
        visit.forgiven.append("422")
        await dialog.get_by_label("Counts until").fill("2099-01-01T12:00")
        await dialog.get_by_role("button", name="Save").click()
        await expect(given).to_contain_text("2099")
        await choose(page, "premium", "Make it the main one")
        await expect(given).to_contain_text("Main role")
        await expect(item(page, "Roles", "Main role")).to_have_count(1)
        assert (await ask(owner.client, "GET", f"/users/{id}"))["roles"][0] == "premium"

    async def test_are_signed_out_when_they_are_suspended(
        self, visit: Visit, doors: Doors, served: Served, owner: Person
    ) -> None:
        id = await newcomer(served, owner, "mary")
        theirs = await enter(doors, "mary")
        theirs.forgiven += [SIGNED_OUT, REFUSED]
        hers = await theirs.open("/todos")
        await expect(hers.get_by_role("button", name="Account of mary")).to_be_visible()

        page = await visit.open(f"/admin/people/{id}")
        await page.get_by_role("button", name="Suspend").click()
        await page.get_by_role("dialog").get_by_role("button", name="Suspend").click()
        await expect(page.get_by_text("Suspended", exact=True)).to_be_visible()
        await hers.reload()
        await sign_in(hers, "mary")
        await expect(hers.get_by_role("alert")).to_be_visible()
        await shoot(hers, "suspended")

        await page.get_by_role("button", name="Let them in again").click()
        await expect(page.get_by_text("Suspended", exact=True)).to_have_count(0)
        await sign_in(hers, "mary")
        await expect(hers.get_by_role("button", name="Account of mary")).to_be_visible()

    async def test_wait_while_they_are_locked(self, visit: Visit, guest: Visit, served: Served, owner: Person) -> None:
        id = await newcomer(served, owner, "joan")
        page = await visit.open(f"/admin/people/{id}")
        await page.get_by_role("button", name="Lock for a while").click()
        dialog = page.get_by_role("dialog")
        await dialog.get_by_role("combobox", name="For how long").click()
        await page.get_by_role("option", name="A day").click()
        await dialog.get_by_role("button", name="Lock").click()
        await expect(page.get_by_text("Locked until tomorrow")).to_be_visible()
        guest.forgiven += [SIGNED_OUT, "429", REFUSED]
        theirs = await guest.open("/sign-in")
        await sign_in(theirs, "joan")
        await expect(theirs.get_by_role("alert")).to_be_visible()
        await page.get_by_role("button", name="Unlock").click()
        await expect(page.get_by_text("Locked until")).to_have_count(0)
        await sign_in(theirs, "joan")
        await expect(theirs.get_by_role("button", name="Account of joan")).to_be_visible()

    async def test_get_a_mail_to_choose_a_new_password(self, visit: Visit, served: Served, owner: Person) -> None:
        id = await newcomer(served, owner, "rosalind")
        page = await visit.open(f"/admin/people/{id}")
        await page.get_by_role("button", name="Send a password reset").click()
        await expect(page.get_by_text("A mail is on its way to rosalind.")).to_be_visible()
        await page.get_by_role("link", name="Mails").click()
        mail = item(page, "Mails", "rosalind@example.org")
        await soon(page, mail)
        await expect(mail).to_contain_text("Choose a new password")
        await mail.get_by_role("button").click()
        link = page.get_by_role("dialog").get_by_label("Its link")
        await expect(link).to_have_value(re.compile(re.escape(f"{served.url}/reset-password#token=") + r"\S+$"))
        await shoot(page, "mail")

    async def test_keep_one_who_administers(self, visit: Visit, owner: Person) -> None:
        visit.forgiven.append(CONFLICT)
        id = (await ask(owner.client, "GET", "/users/me"))["id"]
        page = await visit.open(f"/admin/people/{id}")
        await expect(page.get_by_text("This is you.")).to_be_visible()
        await expect(page.get_by_role("button", name="Suspend")).to_have_count(0)
        await choose(page, "administrator", "Take away")
        await page.get_by_role("dialog").get_by_role("button", name="Take away").click()
        await expect(page.get_by_text("Somebody must stay who administers this Clew.")).to_be_visible()
        await page.get_by_role("dialog").get_by_role("button", name="Keep it").click()
        await expect(item(page, "Roles", "administrator")).to_have_count(1)

    async def test_cannot_be_given_what_one_lacks(
        self, doors: Doors, served: Served, owner: Person, librarian: dict[str, Any]
    ) -> None:
        helper, other = await newcomer(served, owner, "hedy"), await newcomer(served, owner, "lise")
        of_people = ("user:list", "user:get", "user_role:list", "user_role:create", "role:list", "permission:list")
        await allow(owner, librarian["id"], *of_people, "security_event:list")
        await ask(owner.client, "POST", "/user-roles", {"user_id": helper, "role_id": librarian["id"]})
        visit = await enter(doors, "hedy")
        visit.forgiven.append(REFUSED)
        page = await visit.open(f"/admin/people/{other}")
        await give(page, "administrator")
        dialog = page.get_by_role("dialog")
        await expect(dialog.get_by_role("alert")).to_contain_text("This role allows what you may not do.")
        await shoot(page, "refused-role")
        await dialog.get_by_role("combobox", name="Role").click()
        await page.get_by_role("option", name="librarian").click()
        await dialog.get_by_role("button", name="Give", exact=True).click()
        await expect(item(page, "Roles", "librarian")).to_have_count(1)


class TestInvitations:
    async def test_let_somebody_in_who_follows_the_link(self, visit: Visit, guest: Visit, owner: Person) -> None:
        page = await visit.open("/admin/invitations")
        await expect(page.get_by_text("Nobody can make an account here without an invitation.")).to_be_visible()
        await page.get_by_role("button", name="Invite somebody").click()
        dialog = page.get_by_role("dialog")
        await dialog.get_by_label("Email").fill("nobody")
        await dialog.get_by_role("button", name="Make the link").click()
        await expect(dialog.get_by_text("Not an email address")).to_be_visible()
        visit.forgiven.append("422")
        await dialog.get_by_label("Email").fill("ida@example.org")
        await dialog.get_by_role("combobox", name="Role").click()
        await page.get_by_role("option", name="premium").click()
        await dialog.get_by_role("button", name="Make the link").click()
        link = await dialog.get_by_label("The link", exact=True).input_value()
        await dialog.get_by_role("button", name="Done").click()
        row = item(page, "Invitations", "ida@example.org")
        await expect(row).to_contain_text("Works until")
        await expect(row).to_contain_text("As premium")

        guest.forgiven.append(SIGNED_OUT)
        theirs = await guest.open(link.removeprefix(guest.server))
        await theirs.get_by_label("User name").fill("ida")
        await theirs.get_by_label("Email").fill("ida@example.org")
        await theirs.get_by_label("Password", exact=True).fill(PASSWORD)
        await theirs.get_by_role("button", name="Create account").click()
        await expect(theirs.get_by_role("button", name="Account of ida")).to_be_visible()

        await page.reload()
        await expect(row).to_contain_text("Used today")
        await page.get_by_role("link", name="People", exact=True).click()
        await page.get_by_role("button", name="ida", exact=True).click()
        await expect(page.get_by_text("Confirmed", exact=True)).to_be_visible()
        await expect(item(page, "Roles", "premium")).to_contain_text(owner.username)

    async def test_are_taken_back(self, visit: Visit, guest: Visit) -> None:
        page = await visit.open("/admin/invitations")
        await page.get_by_role("button", name="Invite somebody").click()
        await page.get_by_role("button", name="Make the link").click()
        dialog = page.get_by_role("dialog")
        link = await dialog.get_by_label("The link", exact=True).input_value()
        await dialog.get_by_role("button", name="Done").click()
        row = item(page, "Invitations", "Whoever has the link")
        await expect(row).to_have_count(1)
        await choose(page, "Whoever has the link", "Take back")
        await page.get_by_role("dialog").get_by_role("button", name="Take back").click()
        await expect(row).to_have_count(0)
        guest.forgiven += [SIGNED_OUT, REFUSED]
        theirs = await guest.open(link.removeprefix(guest.server))
        await theirs.get_by_label("User name").fill("nobody")
        await theirs.get_by_label("Email").fill("nobody@example.org")
        await theirs.get_by_label("Password", exact=True).fill(PASSWORD)
        await theirs.get_by_role("button", name="Create account").click()
        await expect(theirs.get_by_role("alert")).to_contain_text("This invitation is used up or too old.")


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
        await page.get_by_role("button", name="Save").click()
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
        await page.get_by_role("button", name="Save").click()
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
        theirs = await enter(doors, "chien")
        theirs.forgiven.append(REFUSED)
        await expect((await theirs.open("/admin/roles")).get_by_role("alert")).to_be_visible()
        await ask(owner.client, "POST", f"/users/{id}/lock", {"minutes": 5})
        await ask(owner.client, "POST", f"/users/{id}/unlock", {})

        page = await visit.open("/admin")
        await page.get_by_role("link", name="Decisions").click()
        await expect(item(page, "Decisions", "Allowed").first).to_contain_text(owner.username)
        await page.get_by_label("What was decided").select_option("false")
        await page.get_by_role("combobox", name="Who").fill("chi")
        await page.get_by_role("option", name="chien").click()
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


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", ["phone", "desk"])
class TestAnyScreen:
    async def test_has_room_for_it(
        self,
        doors: Doors,
        served: Served,
        owner: Person,
        librarian: dict[str, Any],
        screen: str,
        scheme: Literal["light", "dark"],
    ) -> None:
        deepest = librarian
        for name in ("head librarian", "keeper of the keys", "somebody who may do all and has a long name for it"):
            deepest = await ask(owner.client, "POST", "/roles", {"name": name, "parent_role_id": deepest["id"]})
        long = f"somebody.with.a.long.name.{screen[0]}{scheme[0]}"
        person = await newcomer(served, owner, long)
        await ask(owner.client, "POST", "/user-roles", {"user_id": person, "role_id": deepest["id"]})
        await ask(owner.client, "POST", "/invitations", {"email": f"{long}@example.org", "role_id": None})
        visit = await doors.enter(phone=screen == "phone", scheme=scheme)
        for name, path, shown in (
            ("people", "/admin", "Last signed in"),
            ("person", f"/admin/people/{person}", "Main role"),
            ("invitations", "/admin/invitations", "Works until"),
            ("mails", "/admin/mails", "You are invited"),
            ("roles", "/admin/roles", "keeper of the keys"),
            ("role", f"/admin/roles/{deepest['id']}", "ai model"),
            ("rights", "/admin/rights", "access audit log: get"),
            ("events", f"/admin/events?person={person}&since=between", "A role was given"),
            ("decisions", "/admin/decisions?resource_type=user", "List user"),
        ):
            page = await visit.open(path)
            await soon(page, page.get_by_text(shown))
            await expect(page.get_by_text(shown).first).to_be_visible()
            await fits(page, f"{screen}-{scheme}-admin-{name}")


async def tidy(owner: Person, role_id: str) -> None:
    """Removes what builds on that role."""
    for child in (await ask(owner.client, "GET", f"/roles/{role_id}/children"))["items"]:
        await tidy(owner, child["id"])
        await ask(owner.client, "DELETE", f"/roles/{child['id']}")
