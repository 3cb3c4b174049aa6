"""What one proves oneself with: a second step by app, paper or text message, and passkeys."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import psycopg
import pytest
from playwright.async_api import Route, expect
from tests.conftest import Cluster
from tests.e2e.accounts import INVALID, REFUSED, SIGNED_OUT, enter, make, sign_in
from tests.e2e.conftest import Doors, Visit
from tests.e2e.factors import (
    SECURITY,
    Lock,
    add_passkey,
    factor,
    go,
    is_in,
    leave,
    next_code,
    set_up_app,
    shown_codes,
    turn_on_app,
    use_backup_code,
)
from tests.e2e.pages import choose, fits, item
from tests.served import Served

from clew.identity.factors.totp import code_at
from clew.kit.clock import now

pytestmark = pytest.mark.xdist_group("e2e")


@pytest.fixture
def local(doors: Doors) -> Doors:
    """The same server by its name: no passkey works for an address of numbers."""
    doors.server = doors.server.replace("127.0.0.1", "localhost")
    return doors


@pytest.fixture
async def guest(local: Doors) -> Visit:
    """Somebody who is not signed in."""
    return await local.enter(signed_in=False)


@pytest.fixture
def forget_messages(cluster: Cluster, served: Served) -> Callable[[], None]:
    """Has the server think that it was long ago that it sent anybody a text message."""
    name = re.search(r"/(test_e2e_\d+)\?", served.environment["CLEW_DATABASE_URL"])
    assert name is not None
    address = cluster.addresses.admin

    def forget() -> None:
        with psycopg.connect(address, dbname=name[1], autocommit=True) as admin:
            admin.execute("delete from attempt_counts")

    return forget


def texted(served: Served) -> str:
    """The code in the last text message."""
    return re.findall(r"(\d{6}) is your code", served.output)[-1]


class TestSecondStep:
    async def test_by_an_app_is_set_up_here_and_asked_for_at_the_next_sign_in(
        self, guest: Visit, served: Served
    ) -> None:
        account = make(served, "tess")
        guest.forgiven.append(REFUSED)
        page = await enter(guest, account, SECURITY)
        await expect(factor(page, "Authenticator app")).to_contain_text("Off")
        await expect(factor(page, "Backup codes")).to_have_count(0)
        secret = await set_up_app(page)
        await expect(page.get_by_label("Code that the app shows now")).to_be_focused()
        await page.get_by_label("Code that the app shows now").fill("000000")
        await page.get_by_role("button", name="Turn on").click()
        await expect(page.get_by_role("alert")).to_contain_text("not the code that the app shows now")
        await page.get_by_label("Code that the app shows now").fill(code_at(secret, now()))
        await page.get_by_role("button", name="Turn on").click()
        codes = await shown_codes(page)
        await page.keyboard.press("Escape")
        assert await shown_codes(page) == codes  # nothing shows them again
        await page.get_by_role("button", name="I have saved them").click()
        await expect(factor(page, "Authenticator app")).to_contain_text("On")
        await expect(factor(page, "Backup codes")).to_contain_text("10 are left")

        await leave(page)
        await sign_in(page, account)
        await page.get_by_label("Code from your app").fill(next_code(secret))
        await page.get_by_role("button", name="Continue").click()
        await is_in(page)

    async def test_by_a_backup_code_works_once(self, guest: Visit, served: Served) -> None:
        account = make(served, "bea")
        guest.forgiven.append(REFUSED)
        page = await enter(guest, account, SECURITY)
        _, (first, second, *_) = await turn_on_app(page)
        await leave(page)
        await use_backup_code(page, account, first.lower().replace("-", " "))
        await is_in(page)
        await leave(page)
        await use_backup_code(page, account, first)
        await expect(page.get_by_role("alert")).to_contain_text("wrong, used up or too old")
        await page.get_by_label("Backup code").fill(second)
        await page.get_by_role("button", name="Continue").click()
        await is_in(page)
        await go(page, "Security")
        await expect(factor(page, "Backup codes")).to_contain_text("8 are left")

    async def test_gets_new_backup_codes_in_place_of_the_old(
        self, guest: Visit, served: Served, tmp_path: Path
    ) -> None:
        account = make(served, "nora")
        guest.forgiven.append(REFUSED)
        page = await enter(guest, account, SECURITY)
        _, (old, *_) = await turn_on_app(page)
        await factor(page, "Backup codes").get_by_role("button").click()
        await expect(page.get_by_role("dialog")).to_contain_text("stop working")
        await page.get_by_role("button", name="Make new ones", exact=True).last.click()
        codes = await shown_codes(page)
        assert old not in codes
        async with page.expect_download() as coming:
            await page.get_by_role("button", name="Download").click()
        await (await coming.value).save_as(tmp_path / "codes.txt")
        assert set(codes) <= set((tmp_path / "codes.txt").read_text().splitlines())
        await page.get_by_role("button", name="I have saved them").click()
        await leave(page)
        await use_backup_code(page, account, old)
        await expect(page.get_by_role("alert")).to_be_visible()
        await page.get_by_label("Backup code").fill(codes[0])
        await page.get_by_role("button", name="Continue").click()
        await is_in(page)

    async def test_ends_here_with_what_hangs_on_it(self, guest: Visit, served: Served) -> None:
        account = make(served, "otto")
        page = await enter(guest, account, SECURITY)
        await turn_on_app(page)
        await factor(page, "Authenticator app").get_by_role("button", name="Turn off").click()
        dialog = page.get_by_role("dialog")
        await expect(dialog).to_contain_text("password alone")
        await dialog.get_by_role("button", name="Keep it on").click()
        await expect(factor(page, "Authenticator app").get_by_role("button", name="Turn off")).to_be_focused()
        await factor(page, "Authenticator app").get_by_role("button", name="Turn off").click()
        await dialog.get_by_role("button", name="Turn off").click()
        await expect(factor(page, "Authenticator app")).to_contain_text("Off")
        await expect(factor(page, "Backup codes")).to_have_count(0)
        await leave(page)
        await sign_in(page, account)
        await is_in(page)


class TestTextMessages:
    async def test_are_not_offered_where_they_reach_nobody(self, guest: Visit, served: Served) -> None:
        page = await enter(guest, make(served, "viola"), SECURITY)
        await expect(factor(page, "Authenticator app")).to_be_visible()
        await expect(factor(page, "Text messages")).to_have_count(0)
        await expect(page.get_by_role("button", name="Add a number")).to_have_count(0)

    async def test_bring_codes_to_a_number_that_proved_to_be_theirs(
        self, guest: Visit, served: Served, forget_messages: Callable[[], None]
    ) -> None:
        # This server has nobody to send them: it writes them into its log, and only says that they arrive.
        async def arrive(route: Route) -> None:
            answer = await route.fetch()
            await route.fulfill(response=answer, json={**await answer.json(), "text_messages": True})

        guest.forgiven += [REFUSED, INVALID]
        await guest.context.route("**/api/v1/auth/status", arrive)
        account = make(served, "sam")
        page = await enter(guest, account, SECURITY)
        await expect(factor(page, "Text messages")).to_contain_text("Add a phone number below")
        await page.get_by_role("button", name="Add a number").click()
        await page.get_by_label("Phone number", exact=True).fill("01632 960961")
        await page.get_by_role("button", name="Send a code").click()
        await expect(page.get_by_text("A number with its country")).to_be_visible()
        await page.get_by_label("Phone number", exact=True).fill("+44 1632 960961")
        await page.get_by_role("button", name="Send a code").click()
        await expect(page.get_by_label("Code from the text message")).to_be_focused()
        await page.get_by_label("Code from the text message").fill("nonsense")
        await page.get_by_role("button", name="Add number").click()
        await expect(page.get_by_role("alert")).to_contain_text("not the code")
        await page.get_by_label("Code from the text message").fill(texted(served))
        await page.get_by_role("button", name="Add number").click()
        await expect(item(page, "Phone numbers", "+441632960961")).to_contain_text("Primary")

        await factor(page, "Text messages").get_by_role("button", name="Turn on").click()
        await shown_codes(page)
        await page.get_by_role("button", name="I have saved them").click()
        await expect(factor(page, "Text messages")).to_contain_text("Codes go to …961")
        guest.forgiven.append("409 (Conflict)")
        await choose(page, "+441632960961", "Remove")
        await expect(page.get_by_text("Please switch them off first")).to_be_visible()
        await leave(page)
        await sign_in(page, account)
        forget_messages()
        await page.get_by_role("button", name="Send the code").click()
        await expect(page.get_by_label("Code from the text message")).to_be_visible()  # so it was sent
        await page.get_by_label("Code from the text message").fill(texted(served))
        await page.get_by_role("button", name="Continue").click()
        await is_in(page)


class TestPasskeys:
    async def test_sign_in_by_themselves_until_they_are_removed(self, guest: Visit, served: Served) -> None:
        guest.forgiven.append(REFUSED)
        page = await enter(guest, make(served, "pia"), SECURITY)
        await Lock.of(page)
        await add_passkey(page, "This laptop")
        await expect(item(page, "Passkeys", "This laptop")).to_contain_text("not yet")
        await choose(page, "This laptop", "Rename")
        await page.get_by_label("Name", exact=True).fill("Pia’s laptop")
        await page.get_by_role("button", name="Save", exact=True).click()
        await expect(item(page, "Passkeys", "Pia’s laptop")).to_be_visible()

        await leave(page)
        await page.get_by_role("button", name="Sign in with a passkey").click()
        await is_in(page)
        await go(page, "Security")
        await expect(item(page, "Passkeys", "Pia’s laptop")).to_be_visible()
        await expect(item(page, "Passkeys", "Pia’s laptop")).not_to_contain_text("not yet")
        await choose(page, "Pia’s laptop", "Remove")
        await page.get_by_role("dialog").get_by_role("button", name="Remove").click()
        await expect(page.get_by_role("dialog")).to_have_count(0)
        await expect(item(page, "Passkeys", "Pia’s laptop")).to_have_count(0)
        await expect(page.locator("#main")).to_be_focused()
        await leave(page)
        await page.get_by_role("button", name="Sign in with a passkey").click()
        await expect(page.get_by_role("alert")).to_be_visible()

    async def test_are_a_second_step_where_one_is_asked_for(self, guest: Visit, served: Served) -> None:
        account = make(served, "quinn")
        page = await enter(guest, account, SECURITY)
        await Lock.of(page)
        await turn_on_app(page)
        await add_passkey(page, "This laptop")
        await expect(item(page, "Passkeys", "This laptop")).to_be_visible()
        await leave(page)
        await sign_in(page, account)
        await page.get_by_role("button", name="Use a passkey").click()
        await is_in(page)

    async def test_that_come_to_nothing_say_why(self, guest: Visit, served: Served) -> None:
        page = await enter(guest, make(served, "rita"), SECURITY)
        lock = await Lock.of(page)
        await lock.unlocks(for_its_owner=False)
        await add_passkey(page, "This laptop")
        await expect(page.get_by_role("alert")).to_contain_text("Try again when you are ready")
        await lock.unlocks(for_its_owner=True)
        await page.get_by_role("button", name="Try again").click()
        await expect(item(page, "Passkeys", "This laptop")).to_be_visible()
        await add_passkey(page, "The same once more")
        await expect(page.get_by_role("alert")).to_contain_text("There is a passkey already")
        await page.get_by_role("button", name="Cancel").click()
        await expect(item(page, "Passkeys", "The same")).to_have_count(0)


@pytest.mark.parametrize(("screen", "scheme"), [("phone", "light"), ("desk", "dark")])
class TestAnyScreen:
    async def test_has_room_for_it(
        self, local: Doors, served: Served, screen: str, scheme: Literal["light", "dark"]
    ) -> None:
        visit = await local.enter(signed_in=False, phone=screen == "phone", scheme=scheme)
        visit.forgiven.append(SIGNED_OUT)
        page = await visit.open(SECURITY)
        await Lock.of(page)
        await sign_in(page, make(served, f"{screen}-{scheme}"))
        await set_up_app(page)
        await fits(page, f"{screen}-{scheme}-app")
        await page.get_by_role("button", name="Cancel").click()
        await turn_on_app(page)
        await add_passkey(page, "A passkey on a laptop with a very long name " * 2)
        await expect(item(page, "Passkeys", "A passkey on a laptop")).to_be_visible()
        await fits(page, f"{screen}-{scheme}-security")
        await page.goto(local.server + "/settings/tokens")
        await page.get_by_role("button", name="Make a token").first.click()
        await fits(page, f"{screen}-{scheme}-token")
        await page.get_by_label("Name", exact=True).fill("A script")
        for area in ("Chats", "Todos", "Memories", "Documents", "Projects"):
            await page.get_by_role("radiogroup", name=area).get_by_text("Change").click()
        await page.get_by_role("button", name="Make token").click()
        await page.get_by_role("button", name="I have saved it").click()
        for path, shown in (
            ("/settings/tokens", "A script"),
            ("/settings/devices", "This one"),
            ("/settings/history", "Signed in"),
        ):
            await page.goto(local.server + path)
            await expect(page.get_by_text(shown).first).to_be_visible()
            await fits(page, f"{screen}-{scheme}-{path.rpartition('/')[2]}")
