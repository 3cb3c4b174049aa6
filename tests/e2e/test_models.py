"""An administrator looks after the models; everybody else sees which there are."""

import secrets

import pytest
from playwright.async_api import Locator, Page, expect
from tests.answers import add_model
from tests.conftest import PASSWORD, Person
from tests.e2e.conftest import Visit
from tests.e2e.pages import choose, ended, say, shoot, spoken
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
        await expect(dialog.get_by_role("alert")).to_be_visible()
        await shoot(page, "model-form")

    async def test_key_goes_when_the_address_changes(self, visit: Visit, fake: FakeProvider) -> None:
        name = unique("Moving")
        page = await settings(visit)
        added = await add(page, fake, "echo", name)
        await choose(page, name, "Edit")
        dialog = page.get_by_role("dialog")
        await expect(dialog.get_by_text("Stored: sk-…wxyz.")).to_be_visible()
        await dialog.get_by_label("Address").fill("https://elsewhere.example.org/v1")
        await expect(dialog.get_by_text("Please enter the one for the new address.")).to_be_visible()
        await dialog.get_by_role("button", name="Save").click()
        await expect(dialog).to_have_count(0)
        await expect(added).to_contain_text("https://elsewhere.example.org/v1")
        await expect(added).not_to_contain_text("Key")

    async def test_one_can_be_repriced_turned_off_and_removed(self, visit: Visit, fake: FakeProvider) -> None:
        name = unique("For a while")
        page = await settings(visit)
        added = await add(page, fake, "echo", name)
        await choose(page, name, "Edit")
        dialog = page.get_by_role("dialog")
        await dialog.get_by_role("button", name="More settings").click()
        await dialog.get_by_label("Price, read").fill("0.5")
        await dialog.get_by_role("button", name="Save").click()
        await expect(dialog.get_by_text("Both prices or none")).to_be_visible()
        await dialog.get_by_label("Price, written").fill("2")
        await dialog.get_by_role("button", name="Save").click()
        await expect(added).to_contain_text("$0.50 in, $2 out per million")
        await expect(added).to_contain_text("Key sk-…wxyz")
        await choose(page, name, "Turn off")
        await expect(added).to_contain_text("Off")
        await expect(added).not_to_contain_text("Default")
        await choose(page, name, "Remove")
        await dialog.get_by_role("button", name="Remove").click()
        await expect(added).to_have_count(0)

    async def test_others_may_look(self, guest: Visit, served: Served) -> None:
        guest.forgiven.append("401")
        served.command("user", "create", "bob", "--email", "bob@example.org", "--password-stdin", text=PASSWORD)
        page = await guest.open("/settings/models")
        await page.get_by_label("User name or email").fill("bob")
        await page.get_by_label("Password", exact=True).fill(PASSWORD)
        await page.get_by_role("button", name="Sign in").click()
        await expect(row(page, "built in")).to_be_visible()
        await expect(page.get_by_role("button", name="Add a model")).to_have_count(0)
        await expect(page.get_by_role("button", name="Test")).to_have_count(0)
        await expect(page.get_by_role("button", name="Options for")).to_have_count(0)
