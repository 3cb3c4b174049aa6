"""Everybody settles things for themself, administrators for the server; what they see of the data is how much."""

import re
import secrets
from typing import Literal

import httpx
import pytest
from playwright.async_api import Page, expect
from tests.conftest import PASSWORD, Person
from tests.e2e.conftest import Doors, Visit
from tests.e2e.pages import fits, item, shoot
from tests.served import Served

pytestmark = pytest.mark.xdist_group("e2e")


async def scheme_of(page: Page) -> str | None:
    return await page.locator("html").get_attribute("data-mantine-color-scheme")


class TestProfile:
    async def test_is_saved_though_somebody_signed_in_meanwhile(self, visit: Visit, owner: Person) -> None:
        page = await visit.open("/settings/account")
        profile = page.get_by_role("region", name="Profile")
        await expect(profile.get_by_role("button", name="Save", exact=True)).to_have_count(0)
        await profile.get_by_label("Name", exact=True).fill("Ada Lovelace")
        async with httpx.AsyncClient(base_url=visit.server) as elsewhere:
            answer = await elsewhere.post("/api/v1/auth/sign-in", json={"username": "ada", "password": PASSWORD})
            assert answer.status_code == 200, answer.text
        await profile.get_by_role("button", name="Save", exact=True).click()
        await expect(page.get_by_text("Your profile is saved.")).to_be_visible()
        await expect(page.get_by_text("changed elsewhere")).to_have_count(0)
        await expect(page.get_by_role("button", name="Ada Lovelace")).to_be_visible()
        assert (await owner.client.get("/api/v1/users/me")).json()["full_name"] == "Ada Lovelace"
        await owner.client.patch("/api/v1/users/me", json={"full_name": "Ada"})


class TestOwnSettings:
    async def test_are_saved_and_stay(self, visit: Visit, owner: Person) -> None:
        visit.forgiven.append("422")
        page = await visit.open("/settings")
        preferences = page.get_by_role("region", name="Preferences")
        await expect(preferences.get_by_role("button", name="Save", exact=True)).to_have_count(0)
        zone = preferences.get_by_label("Time zone")
        await zone.click()
        await zone.fill("kiri")
        await page.get_by_role("option", name="Pacific/Kiritimati").click()
        await preferences.get_by_label("Quiet from").fill("22:00")
        await preferences.get_by_role("checkbox", name="Email").check()
        await preferences.get_by_role("checkbox", name="Remember what I say").uncheck()
        await preferences.get_by_role("button", name="Save", exact=True).click()
        await expect(preferences.get_by_label("Quiet until")).to_be_focused()
        await shoot(page, "preferences-refused")
        await preferences.get_by_label("Quiet until").fill("07:00")
        await preferences.get_by_role("button", name="Save", exact=True).click()
        await expect(page.get_by_text("Your preferences are saved.")).to_be_visible()
        await expect(preferences.get_by_role("button", name="Save", exact=True)).to_have_count(0)
        saved = (await owner.client.get("/api/v1/user-settings/me")).json()
        assert saved["time_zone"] == "Pacific/Kiritimati"
        assert saved["quiet_hours"] == {"start": "22:00", "end": "07:00"}
        assert sorted(saved["notification_channels"]) == ["email", "in_app"]
        assert saved["memory_enabled"] is False
        await page.reload()
        await expect(zone).to_have_value("Pacific/Kiritimati")
        await preferences.get_by_label("Quiet from").fill("")
        await preferences.get_by_label("Quiet until").fill("")
        await preferences.get_by_role("button", name="Save", exact=True).click()
        await expect(page.get_by_text("Your preferences are saved.")).to_be_visible()
        assert (await owner.client.get("/api/v1/user-settings/me")).json()["quiet_hours"] is None

    async def test_of_another_device_are_not_overwritten(self, visit: Visit, owner: Person) -> None:
        visit.forgiven.append("412")
        answer = await owner.client.patch("/api/v1/user-settings/me", json={"language": "en"})
        assert answer.status_code == 200, answer.text
        page = await visit.open("/settings")
        preferences = page.get_by_role("region", name="Preferences")
        await preferences.get_by_role("checkbox", name="Push").check()
        language = secrets.choice(["de", "fr", "it"])
        answer = await owner.client.patch("/api/v1/user-settings/me", json={"language": language})
        assert answer.status_code == 200, answer.text
        await preferences.get_by_role("button", name="Save", exact=True).click()
        await expect(page.get_by_text("This was changed elsewhere meanwhile")).to_be_visible()
        await expect(preferences.get_by_role("checkbox", name="Push")).to_be_checked()
        await preferences.get_by_role("button", name="Save", exact=True).click()
        await expect(page.get_by_text("Your preferences are saved.")).to_be_visible()
        saved = (await owner.client.get("/api/v1/user-settings/me")).json()
        assert saved["language"] == language
        assert "push" in saved["notification_channels"]

    async def test_bring_the_look_to_another_browser(self, doors: Doors, owner: Person) -> None:
        here, there = await doors.enter(), await doors.enter()
        page = await here.open("/settings")
        async with page.expect_response("**/user-settings/me"):
            await page.get_by_role("region", name="Appearance").locator("label", has_text="Dark").click()
        await expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
        other = await there.open()
        await expect(other.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
        await other.reload()
        assert await scheme_of(other) == "dark"
        await owner.client.patch("/api/v1/user-settings/me", json={"theme": "system"})

    async def test_ask_before_they_are_left_unsaved(self, visit: Visit) -> None:
        page = await visit.open("/settings")
        await page.get_by_label("Quiet from").fill("21:00")
        await page.get_by_role("link", name="Models").click()
        question = page.get_by_role("dialog", name="Leave without saving?")
        await question.get_by_role("button", name="Keep editing").click()
        await expect(page.get_by_label("Quiet from")).to_have_value("21:00")
        await page.get_by_role("region", name="Preferences").get_by_role("button", name="Cancel").click()
        await page.get_by_role("link", name="Models").click()
        await expect(page.get_by_text("Built in, runs on this server")).to_be_visible()


class TestServerSettings:
    async def test_are_changed_all_or_none(self, visit: Visit, owner: Person) -> None:
        page = await visit.open("/admin")
        await page.get_by_role("link", name="Server").click()
        days = page.get_by_label("Stay signed in for")
        before = re.sub(r"\D", "", await days.input_value())
        await days.fill("30")
        await page.get_by_label("Anybody may make an account").check()
        await page.get_by_role("button", name="Save", exact=True).click()
        await expect(page.get_by_text("The settings are saved.")).to_be_visible()
        await expect(page.get_by_text("Unless changed: 7 days.")).to_be_visible()
        await shoot(page, "server-settings")
        listed = (await owner.client.get("/api/v1/system-settings")).json()["items"]
        values = {one["key"]: one["value"] for one in listed}
        assert values["sessions.days"] == 30
        assert values["registration.open"] is True
        await days.fill(before)
        await page.get_by_label("Anybody may make an account").uncheck()
        await page.get_by_role("button", name="Save", exact=True).click()
        await expect(page.get_by_role("button", name="Save", exact=True)).to_have_count(0)

    async def test_are_not_for_everybody(self, guest: Visit, served: Served) -> None:
        guest.forgiven += ["401", "403"]
        served.command("user", "create", "carl", "--email", "carl@example.org", "--password-stdin", text=PASSWORD)
        page = await guest.open("/admin/data")
        await page.get_by_label("User name or email").fill("carl")
        await page.get_by_label("Password", exact=True).fill(PASSWORD)
        await page.get_by_role("button", name="Sign in", exact=True).click()
        await expect(page.get_by_role("alert")).to_contain_text("You are not allowed to do this")
        await page.get_by_role("button", name="Account of carl").click()
        await expect(page.get_by_role("menuitem", name="Settings")).to_be_visible()
        await expect(page.get_by_role("menuitem", name="Administration")).to_have_count(0)


class TestData:
    async def test_is_shown_by_how_much_there_is(self, visit: Visit) -> None:
        page = await visit.open("/admin/data")
        await expect(item(page, "Tables", "threads").first).to_be_visible()
        await page.get_by_label("Search tables").fill("todos")
        todos = item(page, "Tables", "todos")
        await expect(todos).to_have_count(1)
        await expect(todos).to_contain_text("planning")
        await expect(todos).to_contain_text(re.compile(r"\d+ kB"))
        await page.get_by_label("Search tables").fill("")
        await page.get_by_role("columnheader", name="Table").get_by_role("button").click()
        rows = page.get_by_role("table", name="Tables").get_by_role("rowheader")
        names = [text.split("\n")[0] for text in await rows.all_inner_texts()]
        assert names == sorted(names)
        assert len(names) > 40


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", ["phone", "desk"])
class TestAnyScreen:
    async def test_has_room_for_all_settings(self, doors: Doors, screen: str, scheme: Literal["light", "dark"]) -> None:
        visit = await doors.enter(phone=screen == "phone", scheme=scheme)
        page = await visit.open("/admin/server")
        await expect(page.get_by_label("Stay signed in for")).to_be_visible()
        await fits(page, f"{screen}-{scheme}-server")
        await page.goto(f"{visit.server}/admin/data")
        await expect(item(page, "Tables", "threads").first).to_be_visible()
        await fits(page, f"{screen}-{scheme}-data")
        await page.goto(f"{visit.server}/settings")
        await page.get_by_label("Quiet from").fill("22:00")
        await page.get_by_role("button", name="Cancel").scroll_into_view_if_needed()
        await fits(page, f"{screen}-{scheme}-preferences")
        await page.get_by_role("button", name="Cancel").click()
