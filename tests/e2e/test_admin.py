"""What administrators see of everybody and do for them, and what it changes for those."""

import re
from typing import Any, Literal

import pytest
from playwright.async_api import Page, expect
from tests.conftest import PASSWORD, Person
from tests.e2e.administration import CONFLICT, REFUSED, SIGNED_OUT, allow, ask, ask_whether, give, newcomer, soon
from tests.e2e.conftest import Doors, Visit
from tests.e2e.pages import choose, fits, item, shoot
from tests.served import Served

pytestmark = [pytest.mark.xdist_group("e2e"), pytest.mark.usefixtures("confirmed")]


async def sign_in(page: Page, name: str) -> None:
    await page.get_by_label("User name or email").fill(name)
    await page.get_by_label("Password", exact=True).fill(PASSWORD)
    await page.get_by_role("button", name="Sign in", exact=True).click()


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
        theirs = await doors.enter_as("grace")
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
        await dialog.get_by_role("button", name="Save", exact=True).click()
        await expect(dialog.get_by_text("It must lie ahead.")).to_be_visible()
        visit.forgiven.append("422")
        await dialog.get_by_label("Counts until").fill("2099-01-01T12:00")
        await dialog.get_by_role("button", name="Save", exact=True).click()
        await expect(given).to_contain_text("2099")
        await choose(page, "premium", "Make it the main one")
        await expect(given).to_contain_text("Main role")
        await expect(item(page, "Roles", "Main role")).to_have_count(1)
        assert (await ask(owner.client, "GET", f"/users/{id}"))["roles"][0] == "premium"

    async def test_are_signed_out_when_they_are_suspended(
        self, visit: Visit, doors: Doors, served: Served, owner: Person
    ) -> None:
        id = await newcomer(served, owner, "mary")
        theirs = await doors.enter_as("mary")
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
        visit = await doors.enter_as("hedy")
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


@pytest.mark.parametrize(("screen", "scheme"), [("phone", "light"), ("desk", "dark")])
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
