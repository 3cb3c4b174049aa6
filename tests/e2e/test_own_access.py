"""Where one is signed in, tokens for programs, and the history of one's own account."""

from datetime import timedelta

import httpx
import pytest
from playwright.async_api import expect
from tests.conftest import PASSWORD
from tests.e2e.accounts import INVALID, enter, make, sign_in
from tests.e2e.conftest import Doors, Visit
from tests.e2e.factors import SECURITY, go, is_in, leave, next_code, turn_on_app, use_backup_code
from tests.e2e.pages import choose, item
from tests.served import Served

from clew.kit.clock import now

pytestmark = pytest.mark.xdist_group("e2e")
API = "/api/v1"
DEVICES, TOKENS = "/settings/devices", "/settings/tokens"


async def sign_in_from(client: httpx.AsyncClient, name: str, program: str) -> None:
    account = {"username": name, "password": PASSWORD}
    headers = {"User-Agent": program}
    answer = await client.post(f"{API}/auth/sign-in", json=account, headers=headers)
    assert answer.status_code == 200, answer.text


class TestDevices:
    async def test_that_are_trusted_are_asked_again_once_they_are_taken_off(self, guest: Visit, served: Served) -> None:
        account = make(served, "dan")
        page = await enter(guest, account, SECURITY)
        secret, (code, *_) = await turn_on_app(page)
        await leave(page)
        await sign_in(page, account)
        await page.get_by_label("Code from your app").fill(next_code(secret))
        await page.get_by_label("Do not ask in this browser").check()
        await page.get_by_role("button", name="Continue").click()
        await is_in(page)
        await leave(page)
        await sign_in(page, account)
        await is_in(page)
        await go(page, "Devices")
        trusted = item(page, "Trusted devices", "This one")
        await expect(trusted).to_contain_text("Chrome on Linux")
        await trusted.get_by_role("button", name="Options").click()
        await page.get_by_role("menuitem", name="Ask there again").click()
        await expect(trusted).to_have_count(0)
        await leave(page)
        await use_backup_code(page, account, code)
        await is_in(page)

    async def test_are_all_signed_out_but_this_one(self, guest: Visit, served: Served) -> None:
        account = make(served, "milo")
        async with httpx.AsyncClient(base_url=served.url, timeout=30) as client:
            for place in range(21):  # the server lets nobody be signed in more than twenty times
                await sign_in_from(client, "milo", f"Laptop-{place}.")
            page = await enter(guest, account, DEVICES)
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
    async def test_do_what_they_are_for_until_they_are_revoked(self, guest: Visit, served: Served) -> None:
        page = await enter(guest, make(served, "tom"), TOKENS)
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
            await page.get_by_role("button", name="Save", exact=True).click()
            await expect(item(page, "API tokens", "Todo list on the wall")).to_have_count(0)
            await choose(page, "The wall", "Revoke")
            await page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
            await expect(item(page, "API tokens", "The wall")).to_have_count(0)
            assert (await program.get("/todos")).status_code == 401
        await page.get_by_label("Which tokens").select_option("all")
        await expect(item(page, "API tokens", "The wall")).to_contain_text("Revoked")

    async def test_for_everything_end_on_the_day_that_was_chosen(self, guest: Visit, served: Served) -> None:
        guest.forgiven.append(INVALID)
        page = await enter(guest, make(served, "una"), TOKENS)
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
        await page.get_by_label("What kind").select_option("Signing in and out")
        signed_in = item(page, "Security events", "Signed in").filter(has_text="python-httpx")
        await expect(signed_in.first).to_be_visible()
        await page.get_by_label("What kind").select_option("Any kind")
        await page.get_by_label("How serious").select_option("serious")
        await expect(page.get_by_text("Nothing fits")).to_be_visible()
        await page.get_by_text("What you asked for").click()
        await expect(item(page, "Decisions", "List user").first).to_contain_text("Allowed")
        await expect(page.get_by_role("link", name="History")).to_have_attribute("aria-current", "page")
        await page.get_by_label("What was decided").select_option("false")
        await expect(item(page, "Decisions", "Allowed")).to_have_count(0)
