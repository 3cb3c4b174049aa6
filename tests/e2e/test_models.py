"""An administrator looks after the models; everybody else sees which there are."""

import secrets
from typing import Literal

import pytest
from playwright.async_api import Locator, Page, expect
from tests.answers import add_model
from tests.conftest import PASSWORD, Person
from tests.e2e.conftest import Doors, Visit
from tests.e2e.pages import choose, ended, fits, say, shoot, spoken
from tests.fakes.provider import FakeProvider
from tests.served import Served

pytestmark = pytest.mark.xdist_group("e2e")
KEY = "sk-test-0123456789wxyz"


def row(page: Page, name: str) -> Locator:
    return page.get_by_role("list", name="Models").get_by_role("listitem").filter(has_text=name)


async def settings(visit: Visit) -> Page:
    page = await visit.open("/settings/models")
    await expect(row(page, "built in")).to_be_visible()
    return page


async def add(page: Page, fake: FakeProvider, behaviour: str, name: str) -> Locator:
    """Fill the form in, as for a server in one's own network."""
    await page.get_by_role("button", name="Add a model").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Address").fill(fake.base_url)
    await dialog.get_by_label("API key").fill(KEY)
    await dialog.get_by_label("Model", exact=True).fill(behaviour)
    await dialog.get_by_label("Name", exact=True).fill(name)
    await dialog.get_by_label("It stands in my own network").check()
    await dialog.get_by_role("button", name="Add model").click()
    await expect(dialog).to_have_count(0)
    return row(page, name)


def unique(name: str) -> str:
    return f"{name} {secrets.token_hex(4)}"


class TestModels:
    async def test_one_that_is_added_and_works_is_the_default(self, visit: Visit, fake: FakeProvider) -> None:
        name = unique("My parrot")
        page = await settings(visit)
        added = await add(page, fake, "burst:3", name)
        await expect(added).to_contain_text("Default")
        await expect(added).to_contain_text("Key sk-…wxyz")
        await expect(page.get_by_text("0123456789")).to_have_count(0)
        await added.get_by_role("button", name="Test").click()
        await expect(added.get_by_role("status")).to_contain_text("Answered in")
        await expect(added.get_by_role("status")).to_contain_text("token0 token1 token2")
        await shoot(page, "models")
        await page.goto(visit.server)
        answer = await say(page, "hello")
        await spoken(answer, "token2")
        await ended(answer)
        await expect(answer).to_contain_text(name)

    async def test_one_that_fails_says_why(self, visit: Visit, fake: FakeProvider) -> None:
        page = await settings(visit)
        added = await add(page, fake, "status:401", unique("Locked out"))
        await added.get_by_role("button", name="Test").click()
        await expect(added.get_by_role("status")).to_contain_text("key")
        await shoot(page, "model-fails")

    async def test_form_asks_for_what_is_missing(self, visit: Visit, owner: Person, fake: FakeProvider) -> None:
        visit.forgiven.append("409")
        taken = unique("Taken")
        model = await add_model(owner, fake, "echo")
        await owner.client.patch(f"/api/v1/ai-models/{model}", json={"name": taken})
        page = await settings(visit)
        await page.get_by_role("button", name="Add a model").click()
        dialog = page.get_by_role("dialog")
        await dialog.get_by_role("button", name="Add model").click()
        await expect(dialog.get_by_text("Which model is it?")).to_be_visible()
        await expect(dialog.get_by_text("Where is it?")).to_be_visible()
        await dialog.get_by_label("Address").fill(fake.base_url)
        await dialog.get_by_label("Model", exact=True).fill("echo")
        await dialog.get_by_label("Name", exact=True).fill(taken)
        await dialog.get_by_role("button", name="Add model").click()
        await expect(dialog.get_by_label("Name", exact=True)).to_be_focused()
        await expect(dialog.get_by_label("Name", exact=True)).to_have_attribute("aria-invalid", "true")
        await shoot(page, "model-form")

    async def test_key_goes_when_the_address_changes(self, visit: Visit, fake: FakeProvider) -> None:
        name = unique("Moving")
        page = await settings(visit)
        added = await add(page, fake, "echo", name)
        await choose(page, name, "Edit")
        dialog = page.get_by_role("dialog")
        await expect(dialog.get_by_text("Key sk-…wxyz, set")).to_be_visible()
        await dialog.get_by_label("Address").fill("https://elsewhere.example.org/v1")
        await expect(dialog.get_by_text("Please enter the one for the new address.")).to_be_visible()
        await dialog.get_by_role("button", name="Save", exact=True).click()
        await expect(dialog).to_have_count(0)
        await expect(added).to_contain_text("https://elsewhere.example.org/v1")
        await expect(added).not_to_contain_text("Key")

    async def test_one_can_be_repriced_turned_off_and_removed(self, visit: Visit, fake: FakeProvider) -> None:
        name = unique("For a while")
        page = await settings(visit)
        added = await add(page, fake, "echo", name)
        await choose(page, name, "Edit")
        dialog = page.get_by_role("dialog")
        await dialog.get_by_role("button", name="More", exact=True).click()
        await dialog.get_by_label("Price, read").fill("0.5")
        await dialog.get_by_role("button", name="Save", exact=True).click()
        await expect(dialog.get_by_text("Both prices or none")).to_be_visible()
        await dialog.get_by_label("Price, written").fill("2")
        await dialog.get_by_role("button", name="Save", exact=True).click()
        await expect(added).to_contain_text("$0.50 in, $2 out per million")
        await expect(added).to_contain_text("Key sk-…wxyz")
        await choose(page, name, "Turn off")
        await expect(added).to_contain_text("Off")
        await expect(added).not_to_contain_text("Default")
        await choose(page, name, "Remove")
        await dialog.get_by_role("button", name="Remove").click()
        await expect(added).to_have_count(0)

    async def test_key_is_replaced_and_taken_away(self, visit: Visit, owner: Person, fake: FakeProvider) -> None:
        name = unique("Locked")
        page = await settings(visit)
        added = await add(page, fake, "echo", name)
        await choose(page, name, "Edit")
        dialog = page.get_by_role("dialog")
        await dialog.get_by_label("API key").fill("sk-another-0123456789-lmno")
        await dialog.get_by_role("button", name="Save", exact=True).click()
        await expect(added).to_contain_text("Key sk-…lmno")
        await added.get_by_role("button", name="Test").click()
        await expect(added.get_by_role("status")).to_contain_text("Answered in")
        await choose(page, name, "Edit")
        await dialog.get_by_role("button", name="Remove the stored one").click()
        await expect(dialog.get_by_label("API key")).to_be_disabled()
        await expect(dialog.get_by_text("It is gone once this is saved.")).to_be_visible()
        await dialog.get_by_role("button", name="Save", exact=True).click()
        await expect(dialog).to_have_count(0)
        await expect(added).not_to_contain_text("Key")
        await expect(added.get_by_role("status")).to_have_text("")
        found = (await owner.client.get("/api/v1/ai-models", params={"q": name})).json()["items"]
        assert [(one["has_key"], one["config"]["model"]) for one in found] == [(False, "echo")]

    async def test_changes_of_two_tabs_come_together(self, visit: Visit, owner: Person, fake: FakeProvider) -> None:
        visit.forgiven.append("412")
        name = unique("Shared")
        page = await settings(visit)
        added = await add(page, fake, "echo", name)
        await choose(page, name, "Edit")
        dialog = page.get_by_role("dialog")
        await dialog.get_by_label("Model", exact=True).fill("burst:3")
        other = await settings(visit)
        await choose(other, name, "Edit")
        theirs = other.get_by_role("dialog")
        await theirs.get_by_role("button", name="More", exact=True).click()
        await theirs.get_by_label("Window").fill("4096")
        await theirs.get_by_role("button", name="Save", exact=True).click()
        await expect(row(other, name)).to_contain_text("4,096 tokens")
        await dialog.get_by_role("button", name="Save", exact=True).click()
        await expect(dialog.get_by_text("This was changed elsewhere meanwhile")).to_be_visible()
        await shoot(page, "model-conflict")
        await dialog.get_by_role("button", name="Save", exact=True).click()
        await expect(dialog).to_have_count(0)
        await expect(added).to_contain_text("4,096 tokens")
        found = (await owner.client.get("/api/v1/ai-models", params={"q": name})).json()["items"]
        assert [(one["config"]["model"], one["window"], one["has_key"]) for one in found] == [("burst:3", 4096, True)]

    async def test_each_usage_has_a_default(self, visit: Visit, fake: FakeProvider) -> None:
        name = unique("Rememberer")
        page = await settings(visit)
        added = await add(page, fake, "echo", name)
        chats = page.get_by_role("region", name="Chats, and all that has no model of its own")
        await expect(chats.get_by_role("listitem").first).to_contain_text(name)
        await choose(page, name, "Edit")
        dialog = page.get_by_role("dialog")
        await dialog.get_by_role("button", name="More", exact=True).click()
        await dialog.get_by_label("Used for").click()
        await page.get_by_role("option", name="Memory").click()
        await dialog.get_by_role("button", name="Save", exact=True).click()
        memory = page.get_by_role("region", name="Memory", exact=True)
        await expect(memory.get_by_text(name)).to_be_visible()
        await expect(added).to_contain_text("Default")
        await expect(chats.get_by_text("Default", exact=True)).to_have_count(1)
        await choose(page, name, "Turn off")
        await expect(memory.get_by_text("None of them is on, so those for chats are asked.")).to_be_visible()

    async def test_another_one_is_made_the_default(self, visit: Visit, fake: FakeProvider) -> None:
        page = await settings(visit)
        names = [unique("Older"), unique("Newer")]
        older, newer = [await add(page, fake, "burst:3", name) for name in names]
        await expect(newer).to_contain_text("Default")
        await choose(page, names[0], "Make default")
        await expect(older).to_contain_text("Default")
        await expect(newer).not_to_contain_text("Default")
        await older.get_by_role("button", name="Options for").click()
        await expect(page.get_by_role("menuitem", name="Make default")).to_have_count(0)

    async def test_focus_stays_among_them(self, visit: Visit, owner: Person, fake: FakeProvider) -> None:
        await add_model(owner, fake, "echo")
        name = unique("Passing")
        page = await settings(visit)
        added = await add(page, fake, "echo", name)
        await expect(page.get_by_role("button", name="Add a model")).to_be_focused()
        beside = page.get_by_role("list", name="Models").first.get_by_role("button", name="Options for").nth(1)
        options = added.get_by_role("button", name="Options for")
        await options.focus()
        await page.keyboard.press("Enter")
        await page.get_by_role("menuitem", name="Edit").press("Enter")
        await expect(page.get_by_role("dialog").get_by_label("Provider")).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(options).to_be_focused()
        beside_name = await beside.get_attribute("aria-label")
        assert beside_name is not None
        await choose(page, name, "Remove")
        await page.get_by_role("dialog").get_by_role("button", name="Remove").click()
        await expect(added).to_have_count(0)
        await expect(page.get_by_role("button", name=beside_name)).to_be_focused()

    async def test_say_when_they_cannot_be_shown(self, visit: Visit) -> None:
        visit.forgiven.append("404")
        page = await visit.open()
        await expect(page.get_by_label("Message to Clew")).to_be_visible()
        gone = {"title": "Not now", "status": 404, "code": "gone", "detail": None, "errors": None, "request_id": None}
        await page.context.route("**/api/v1/ai-models?*", lambda route: route.fulfill(status=404, json=gone))
        await page.goto(f"{visit.server}/settings/models")
        await expect(page.get_by_role("alert")).to_contain_text("Not now")
        await page.context.unroute("**/api/v1/ai-models?*")
        await page.get_by_role("button", name="Try again").click()
        await expect(row(page, "built in")).to_be_visible()

    async def test_built_in_one_can_be_renamed_and_no_more(self, visit: Visit, owner: Person) -> None:
        page = await settings(visit)
        builtin = page.get_by_role("listitem").filter(has_text="Built in, runs on this server").first
        before = await builtin.get_by_role("button", name="Options for").get_attribute("aria-label")
        assert before is not None
        await builtin.get_by_role("button", name="Options for").click()
        await expect(page.get_by_role("menuitem", name="Remove")).to_have_count(0)
        await page.get_by_role("menuitem", name="Edit").click()
        dialog = page.get_by_role("dialog")
        await expect(dialog.get_by_role("textbox")).to_have_count(1)
        field = dialog.get_by_label("Name", exact=True)
        old, new = await field.input_value(), unique("The little one, built in")
        await field.fill(new)
        await dialog.get_by_role("button", name="Save", exact=True).click()
        await expect(builtin).to_contain_text(new)
        found = (await owner.client.get("/api/v1/ai-models", params={"q": new})).json()["items"]
        answer = await owner.client.patch(f"/api/v1/ai-models/{found[0]['id']}", json={"name": old})
        assert answer.status_code == 200, answer.text

    async def test_others_may_look(self, guest: Visit, served: Served) -> None:
        guest.forgiven.append("401")
        served.command("user", "create", "bob", "--email", "bob@example.org", "--password-stdin", text=PASSWORD)
        page = await guest.open("/settings/models")
        await page.get_by_label("User name or email").fill("bob")
        await page.get_by_label("Password", exact=True).fill(PASSWORD)
        await page.get_by_role("button", name="Sign in", exact=True).click()
        await expect(row(page, "built in")).to_be_visible()
        await expect(page.get_by_text("Only administrators change them.")).to_be_visible()
        await expect(page.get_by_role("button", name="Add a model")).to_have_count(0)
        await expect(page.get_by_role("button", name="Test")).to_have_count(0)
        await expect(page.get_by_role("button", name="Options for")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", ["phone", "desk"])
class TestAnyScreen:
    async def test_has_room_for_long_names(
        self, doors: Doors, owner: Person, screen: str, scheme: Literal["light", "dark"]
    ) -> None:
        visit = await doors.enter(phone=screen == "phone", scheme=scheme)
        name = unique("A model whose name says all that can be said of where it stands")
        host = f"https://{'a-long-name-' * 4}.example.org/deployments/{'x' * 60}/v1"
        body = {"name": name, "config": {"base_url": host, "model": "organisation/" + "model" * 20}}
        assert (await owner.client.post("/api/v1/ai-models", json=body)).status_code == 201
        page = await settings(visit)
        await expect(row(page, name)).to_be_visible()
        await fits(page, f"{screen}-{scheme}-models")
        await choose(page, name, "Edit")
        await page.get_by_role("dialog").get_by_role("button", name="More", exact=True).click()
        await expect(page.get_by_label("Price, written")).to_be_visible()
        await fits(page, f"{screen}-{scheme}-model-form")
