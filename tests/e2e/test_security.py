"""What one proves oneself with, where one is signed in, tokens for programs, and the history of one's own account."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Literal, cast

import httpx
import psycopg
import pytest
from playwright.async_api import CDPSession, Locator, Page, Route, expect
from tests.conftest import PASSWORD, Cluster
from tests.e2e.conftest import Doors, Visit
from tests.e2e.pages import choose, fits, item
from tests.served import Served

from clew.identity.factors.totp import STEP, code_at
from clew.kit.clock import now

pytestmark = pytest.mark.xdist_group("e2e")
API = "/api/v1"
REFUSED = "403 (Forbidden)"
SIGNED_OUT = "401 (Unauthorized)"
SECURITY, DEVICES, TOKENS = "/settings/security", "/settings/devices", "/settings/tokens"
# The device has a lock, and its owner always unlocks it.
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def local(doors: Doors) -> Doors:
    """The same server by its name: no passkey works for an address of numbers."""
    doors.server = doors.server.replace("127.0.0.1", "localhost")
    return doors


@pytest.fixture
async def guest(local: Doors) -> Visit:
    """Somebody who is not signed in, of whom the page asks first who it is."""
    visit = await local.enter(signed_in=False)
    visit.forgiven.append(SIGNED_OUT)
    return visit


@pytest.fixture
def make(served: Served) -> Callable[[str], str]:
    """Gives somebody an account."""

    def make(name: str) -> str:
        served.command("user", "create", name, "--email", f"{name}@example.org", "--password-stdin", text=PASSWORD)
        return name

    return make


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


@dataclass(slots=True)
class Lock:
    """The part of a device that keeps passkeys."""

    devtools: CDPSession
    id: str = ""

    @classmethod
    async def of(cls, page: Page) -> "Lock":
        lock = cls(await page.context.new_cdp_session(page))
        await lock._tell("enable")
        lock.id = (await lock._tell("addVirtualAuthenticator", options=AUTHENTICATOR))["authenticatorId"]
        return lock

    async def unlocks(self, *, for_its_owner: bool) -> None:
        await self._tell("setUserVerified", authenticatorId=self.id, isUserVerified=for_its_owner)

    async def _tell(self, what: str, **values: object) -> dict[str, str]:
        # Playwright says of neither what is sent nor what is answered more than that it is a dict.
        sent = self.devtools.send(f"WebAuthn.{what}", values)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        return cast("dict[str, str]", await sent)


async def give_password(page: Page, name: str) -> None:
    await page.get_by_label("User name or email").fill(name)
    await page.get_by_label("Password", exact=True).fill(PASSWORD)
    await page.get_by_role("button", name="Sign in", exact=True).click()


async def is_in(page: Page) -> None:
    await expect(page.get_by_role("button", name="Account of")).to_be_visible()


async def enter(visit: Visit, name: str, path: str) -> Page:
    page = await visit.open(path)
    await give_password(page, name)
    await is_in(page)
    return page


async def leave(page: Page) -> None:
    await page.get_by_role("button", name="Account of").click()
    await page.get_by_role("menuitem", name="Sign out").click()
    await expect(page.get_by_label("User name or email")).to_be_visible()


async def go(page: Page, tab: str) -> None:
    """To one of the pages of the settings, by its tab."""
    await page.get_by_role("button", name="Account of").click()
    await page.get_by_role("menuitem", name="Settings").click()
    await page.get_by_role("navigation", name="Settings").get_by_role("link", name=tab).click()


def factor(page: Page, name: str) -> Locator:
    rows = page.get_by_role("list", name="Second step").get_by_role("listitem")
    return rows.filter(has=page.get_by_role("heading", name=name))


async def set_up_app(page: Page) -> str:
    """The secret, which the page shows beside the image; the first code is not typed yet."""
    await factor(page, "Authenticator app").get_by_role("button", name="Set up").click()
    await expect(page.get_by_role("img", name="QR code")).to_be_visible()
    return (await page.get_by_label("Key", exact=True).inner_text()).replace(" ", "")


async def turn_on_app(page: Page) -> tuple[str, list[str]]:
    """The secret, and the backup codes that come with it."""
    secret = await set_up_app(page)
    await page.get_by_label("Code that the app shows now").fill(code_at(secret, now()))
    await page.get_by_role("button", name="Turn on").click()
    codes = await shown_codes(page)
    await page.get_by_role("button", name="I have saved them").click()
    return secret, codes


async def shown_codes(page: Page) -> list[str]:
    codes = page.get_by_role("dialog").get_by_role("list", name="Backup codes").get_by_role("listitem")
    await expect(codes).to_have_count(10)
    return await codes.all_inner_texts()


def next_code(secret: str) -> str:
    """The one of now switched the app on, and none works twice."""
    return code_at(secret, now() + timedelta(seconds=STEP))


async def use_backup_code(page: Page, name: str, code: str) -> None:
    await give_password(page, name)
    await page.get_by_role("button", name="Use a backup code").click()
    await page.get_by_label("Backup code").fill(code)
    await page.get_by_role("button", name="Continue").click()


async def add_passkey(page: Page, name: str) -> None:
    await page.get_by_role("button", name="Add a passkey").click()
    await page.get_by_label("Name", exact=True).fill(name)
    await page.get_by_role("button", name="Continue").click()


class TestSecondStep:
    async def test_by_an_app_is_set_up_here_and_asked_for_at_the_next_sign_in(
        self, guest: Visit, make: Callable[[str], str]
    ) -> None:
        name = make("tess")
        guest.forgiven.append(REFUSED)
        page = await enter(guest, name, SECURITY)
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
        await give_password(page, name)
        await page.get_by_label("Code from your app").fill(next_code(secret))
        await page.get_by_role("button", name="Continue").click()
        await is_in(page)

    async def test_by_a_backup_code_works_once(self, guest: Visit, make: Callable[[str], str]) -> None:
        name = make("bea")
        guest.forgiven += [REFUSED, SIGNED_OUT]
        page = await enter(guest, name, SECURITY)
        _, (first, second, *_) = await turn_on_app(page)
        await leave(page)
        await use_backup_code(page, name, first.lower().replace("-", " "))
        await is_in(page)
        await leave(page)
        await use_backup_code(page, name, first)
        await expect(page.get_by_role("alert")).to_contain_text("wrong, used up or too old")
        await page.get_by_label("Backup code").fill(second)
        await page.get_by_role("button", name="Continue").click()
        await is_in(page)
        await go(page, "Security")
        await expect(factor(page, "Backup codes")).to_contain_text("8 are left")

    async def test_gets_new_backup_codes_in_place_of_the_old(
        self, guest: Visit, make: Callable[[str], str], tmp_path: Path
    ) -> None:
        name = make("nora")
        guest.forgiven.append(REFUSED)
        page = await enter(guest, name, SECURITY)
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
        await use_backup_code(page, name, old)
        await expect(page.get_by_role("alert")).to_be_visible()
        await page.get_by_label("Backup code").fill(codes[0])
        await page.get_by_role("button", name="Continue").click()
        await is_in(page)

    async def test_ends_here_with_what_hangs_on_it(self, guest: Visit, make: Callable[[str], str]) -> None:
        name = make("otto")
        page = await enter(guest, name, SECURITY)
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
        await give_password(page, name)
        await is_in(page)


class TestTextMessages:
    async def test_are_not_offered_where_they_reach_nobody(self, guest: Visit, make: Callable[[str], str]) -> None:
        page = await enter(guest, make("vera"), SECURITY)
        await expect(factor(page, "Authenticator app")).to_be_visible()
        await expect(factor(page, "Text messages")).to_have_count(0)
        await expect(page.get_by_role("button", name="Add a number")).to_have_count(0)

    async def test_bring_codes_to_a_number_that_proved_to_be_theirs(
        self, guest: Visit, make: Callable[[str], str], served: Served, forget_messages: Callable[[], None]
    ) -> None:
        # This server has nobody to send them: it writes them into its log, and only says that they arrive.
        async def arrive(route: Route) -> None:
            answer = await route.fetch()
            await route.fulfill(response=answer, json={**await answer.json(), "text_messages": True})

        guest.forgiven += [REFUSED, "422 (Unprocessable"]
        await guest.context.route(f"**{API}/auth/status", arrive)
        name = make("sam")
        page = await enter(guest, name, SECURITY)
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
        await give_password(page, name)
        forget_messages()
        await page.get_by_role("button", name="Send the code").click()
        await expect(page.get_by_label("Code from the text message")).to_be_visible()  # so it was sent
        await page.get_by_label("Code from the text message").fill(texted(served))
        await page.get_by_role("button", name="Continue").click()
        await is_in(page)


class TestPasskeys:
    async def test_sign_in_by_themselves_until_they_are_removed(self, guest: Visit, make: Callable[[str], str]) -> None:
        guest.forgiven.append(REFUSED)
        page = await enter(guest, make("pia"), SECURITY)
        await Lock.of(page)
        await add_passkey(page, "This laptop")
        await expect(item(page, "Passkeys", "This laptop")).to_contain_text("not yet")
        await choose(page, "This laptop", "Rename")
        await page.get_by_label("Name", exact=True).fill("Pia’s laptop")
        await page.get_by_role("button", name="Save").click()
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

    async def test_are_a_second_step_where_one_is_asked_for(self, guest: Visit, make: Callable[[str], str]) -> None:
        name = make("quinn")
        page = await enter(guest, name, SECURITY)
        await Lock.of(page)
        await turn_on_app(page)
        await add_passkey(page, "This laptop")
        await expect(item(page, "Passkeys", "This laptop")).to_be_visible()
        await leave(page)
        await give_password(page, name)
        await page.get_by_role("button", name="Use a passkey").click()
        await is_in(page)

    async def test_that_come_to_nothing_say_why(self, guest: Visit, make: Callable[[str], str]) -> None:
        page = await enter(guest, make("rita"), SECURITY)
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


class TestDevices:
    async def test_that_are_trusted_are_asked_again_once_they_are_taken_off(
        self, guest: Visit, make: Callable[[str], str]
    ) -> None:
        name = make("dan")
        page = await enter(guest, name, SECURITY)
        secret, (code, *_) = await turn_on_app(page)
        await leave(page)
        await give_password(page, name)
        await page.get_by_label("Code from your app").fill(next_code(secret))
        await page.get_by_label("Do not ask in this browser").check()
        await page.get_by_role("button", name="Continue").click()
        await is_in(page)
        await leave(page)
        await give_password(page, name)
        await is_in(page)
        await go(page, "Devices")
        trusted = item(page, "Trusted devices", "This one")
        await expect(trusted).to_contain_text("Chrome on Linux")
        await trusted.get_by_role("button", name="Options").click()
        await page.get_by_role("menuitem", name="Ask there again").click()
        await expect(trusted).to_have_count(0)
        await leave(page)
        await use_backup_code(page, name, code)
        await is_in(page)

    async def test_are_all_signed_out_but_this_one(
        self, guest: Visit, make: Callable[[str], str], served: Served
    ) -> None:
        name = make("milo")
        async with httpx.AsyncClient(base_url=served.url, timeout=30) as client:
            for place in range(21):  # the server lets nobody be signed in more than twenty times
                await sign_in_from(client, name, f"Laptop-{place}.")
            page = await enter(guest, name, DEVICES)
            await expect(item(page, "Devices", "This one")).to_contain_text("Chrome on Linux")
            await expect(item(page, "Devices", "Laptop-20.")).to_have_count(1)
            await expect(item(page, "Devices", "Laptop-")).to_have_count(19)
            button = page.get_by_role("button", name="Sign out everywhere else")
            await expect(button).to_be_in_viewport()
            await button.click()
            await page.get_by_role("dialog").get_by_role("button", name="Sign out everywhere else").click()
            await expect(item(page, "Devices", "Laptop-")).to_have_count(0)
            await expect(item(page, "Devices", "This one")).to_have_count(1)
            assert (await client.get(f"{API}/users/me")).status_code == 401


class TestTokens:
    async def test_do_what_they_are_for_until_they_are_revoked(
        self, guest: Visit, make: Callable[[str], str], served: Served
    ) -> None:
        page = await enter(guest, make("tom"), TOKENS)
        await page.get_by_role("button", name="Make a token").click()
        await page.get_by_label("Name", exact=True).fill("Todo list on the wall")
        await page.get_by_role("button", name="Make token").click()
        await expect(page.get_by_role("alert")).to_contain_text("Choose at least one thing")
        await page.get_by_role("radiogroup", name="Todos").get_by_text("Read", exact=True).click()
        await page.get_by_role("button", name="Make token").click()
        token = await page.get_by_label("Token", exact=True).inner_text()
        await page.keyboard.press("Escape")
        await expect(page.get_by_label("Token", exact=True)).to_have_text(token)
        await page.get_by_role("button", name="I have saved it").click()
        await expect(item(page, "API tokens", "Todo list on the wall")).to_contain_text("May read: Todos and reminders")
        await expect(item(page, "API tokens", "Todo list on the wall")).to_contain_text("not yet")

        headers = {"Authorization": f"Bearer {token}"}
        async with httpx.AsyncClient(base_url=served.url + API, headers=headers) as program:
            assert (await program.get("/todos")).status_code == 200
            assert (await program.post("/todos", json={"title": "Not mine to add"})).status_code == 403
            assert (await program.get("/threads")).status_code == 403
            await page.reload()
            await expect(item(page, "API tokens", "Todo list on the wall")).not_to_contain_text("not yet")
            await choose(page, "Todo list on the wall", "Rename")
            await page.get_by_label("Name", exact=True).fill("The wall")
            await page.get_by_role("button", name="Save").click()
            await expect(item(page, "API tokens", "Todo list on the wall")).to_have_count(0)
            await choose(page, "The wall", "Revoke")
            await page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
            await expect(item(page, "API tokens", "The wall")).to_have_count(0)
            assert (await program.get("/todos")).status_code == 401
        await page.get_by_label("Which tokens").select_option("all")
        await expect(item(page, "API tokens", "The wall")).to_contain_text("Revoked")

    async def test_for_everything_end_on_the_day_that_was_chosen(
        self, guest: Visit, make: Callable[[str], str], served: Served
    ) -> None:
        guest.forgiven.append("422 (Unprocessable")
        page = await enter(guest, make("una"), TOKENS)
        await page.get_by_role("button", name="Make a token").first.click()
        await page.get_by_label("Name", exact=True).fill("My scripts")
        await page.get_by_label("Everything that I may").check()
        await page.get_by_label("It works for").select_option("day")
        await page.get_by_label("Its last day").fill(f"{now() + timedelta(days=800):%Y-%m-%d}")
        await page.get_by_role("button", name="Make token").click()
        await expect(page.get_by_text("The token must end within a year")).to_be_visible()
        last = now() + timedelta(days=20)
        await page.get_by_label("Its last day").fill(f"{last:%Y-%m-%d}")
        await page.get_by_role("button", name="Make token").click()
        token = await page.get_by_label("Token", exact=True).inner_text()
        await page.get_by_role("button", name="I have saved it").click()
        await expect(item(page, "API tokens", "My scripts")).to_contain_text(f"{last:%b} {last.day}")
        async with httpx.AsyncClient(
            base_url=served.url + API, headers={"Authorization": f"Bearer {token}"}
        ) as program:
            assert (await program.post("/todos", json={"title": "Water the plants"})).status_code == 201


class TestHistory:
    async def test_tells_what_happened_and_what_one_asked_for(self, doors: Doors) -> None:
        visit = await doors.enter()
        page = await visit.open("/admin")
        await expect(item(page, "People", "ada").first).to_be_visible()
        await page.goto(f"{doors.server}/settings/history")
        await expect(item(page, "Security events", "Signed in").first).to_contain_text("python-httpx")
        await page.get_by_label("How serious").select_option("serious")
        await expect(page.get_by_text("Nothing fits")).to_be_visible()
        await page.get_by_text("What you asked for").click()
        await expect(item(page, "Decisions", "List user").first).to_contain_text("Allowed")
        await expect(page.get_by_role("link", name="History")).to_have_attribute("aria-current", "page")
        await page.get_by_label("What was decided").select_option("false")
        await expect(item(page, "Decisions", "Allowed")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", ["phone", "desk"])
class TestAnyScreen:
    async def test_has_room_for_it(
        self, local: Doors, make: Callable[[str], str], screen: str, scheme: Literal["light", "dark"]
    ) -> None:
        visit = await local.enter(signed_in=False, phone=screen == "phone", scheme=scheme)
        visit.forgiven.append(SIGNED_OUT)
        page = await visit.open(SECURITY)
        await Lock.of(page)
        await give_password(page, make(f"{screen}-{scheme}"))
        await set_up_app(page)
        await fits(page, f"{screen}-{scheme}-app")
        await page.get_by_role("button", name="Cancel").click()
        await turn_on_app(page)
        await add_passkey(page, "A passkey on a laptop with a very long name " * 2)
        await expect(item(page, "Passkeys", "A passkey on a laptop")).to_be_visible()
        await fits(page, f"{screen}-{scheme}-security")
        await page.goto(local.server + TOKENS)
        await page.get_by_role("button", name="Make a token").first.click()
        await fits(page, f"{screen}-{scheme}-token")
        await page.get_by_label("Name", exact=True).fill("A script")
        for area in ("Chats", "Todos", "Memories", "Documents", "Projects"):
            await page.get_by_role("radiogroup", name=area).get_by_text("Change").click()
        await page.get_by_role("button", name="Make token").click()
        await page.get_by_role("button", name="I have saved it").click()
        for path, shown in ((TOKENS, "A script"), (DEVICES, "This one"), ("/settings/history", "Signed in")):
            await page.goto(local.server + path)
            await expect(page.get_by_text(shown).first).to_be_visible()
            await fits(page, f"{screen}-{scheme}-{path.rpartition('/')[2]}")


async def sign_in_from(client: httpx.AsyncClient, name: str, program: str) -> None:
    account = {"username": name, "password": PASSWORD}
    headers = {"User-Agent": program}
    answer = await client.post(f"{API}/auth/sign-in", json=account, headers=headers)
    assert answer.status_code == 200, answer.text


def texted(served: Served) -> str:
    """The code in the last text message."""
    return re.findall(r"(\d{6}) is your code", served.output)[-1]
