"""What a person writes but has not said yet: drafts, the queue, pasted texts, and who is to answer."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from playwright.async_api import Locator, Page, Response, expect
from tests.answers import add_model
from tests.conftest import Person
from tests.e2e.conftest import Doors, Visit
from tests.e2e.pages import answers, ended, say, shoot, spoken
from tests.fakes.provider import FakeProvider

pytestmark = pytest.mark.xdist_group("e2e")
LOG = "\n".join(f"line {number}: something went wrong in the engine room" for number in range(80))


def field(page: Page) -> Locator:
    return page.get_by_label("Message to Clew")


def queue(page: Page) -> Locator:
    return page.get_by_role("region", name="Next up")


def queued(page: Page) -> Locator:
    return queue(page).get_by_role("listitem")


async def enqueue(page: Page, text: str) -> None:
    before = await queued(page).count()
    await field(page).fill(text)
    await field(page).press("Enter")
    await expect(queued(page)).to_have_count(before + 1)
    await expect(field(page)).to_have_value("")


async def questions(page: Page) -> list[str]:
    asked = page.get_by_role("article").filter(has=page.get_by_role("heading", name="You", exact=True))
    return [(await one.inner_text()).removeprefix("You").strip() for one in await asked.all()]


async def draft_of(owner: Person, page: Page) -> dict[str, Any]:
    thread = page.url.rpartition("/")[2]
    return (await owner.client.get(f"/api/v1/threads/{thread}/draft")).json()


@pytest.mark.usefixtures("model")
class TestQueue:
    async def test_is_said_one_after_the_other(self, visit: Visit) -> None:
        page = await visit.open()
        answer = await say(page, "!slow:40:50")
        await spoken(answer, "token1 ")
        await enqueue(page, "first things")
        await enqueue(page, "second things")
        await shoot(page, "queue")
        await expect(answers(page)).to_have_count(3, timeout=60_000)
        await ended(answers(page).last)
        await expect(queue(page)).to_have_count(0)
        assert await questions(page) == ["!slow:40:50", "first things", "second things"]
        await spoken(answers(page).last, "second things")

    async def test_can_be_edited_sorted_and_shortened(self, visit: Visit) -> None:
        page = await visit.open()
        await spoken(await say(page, "!hang:4"), "token3")
        for text in ("apples", "pears", "plums"):
            await enqueue(page, text)
        await field(page).press("ArrowUp")
        edited = page.get_by_label("Edit the queued message")
        await expect(edited).to_be_focused()
        await edited.fill("plums and cherries")
        await edited.press("Enter")
        await expect(queued(page)).to_contain_text(["apples", "pears", "plums and cherries"])
        await expect(field(page)).to_be_focused()
        up = queued(page).nth(2).get_by_role("button", name="Move up")
        await up.focus()
        await page.keyboard.press("Enter")
        await expect(queued(page)).to_contain_text(["apples", "plums and cherries", "pears"])
        await expect(queued(page).nth(1).get_by_role("button", name="Move up")).to_be_focused()
        await queued(page).nth(0).get_by_role("button", name="Remove from the queue").click()
        await expect(queued(page)).to_contain_text(["plums and cherries", "pears"])
        await page.reload()
        await expect(queued(page)).to_contain_text(["plums and cherries", "pears"])

    async def test_has_a_message_that_cannot_wait(self, visit: Visit) -> None:
        page = await visit.open()
        await spoken(await say(page, "!hang:4"), "token3")
        await enqueue(page, "later")
        await enqueue(page, "now")
        await queued(page).nth(1).get_by_role("button", name="Send now").click()
        await expect(answers(page).nth(0)).to_contain_text("Stopped here.")
        await expect(answers(page)).to_have_count(3)
        await ended(answers(page).last)
        assert await questions(page) == ["!hang:4", "now", "later"]

    async def test_takes_what_comes_while_another_device_is_being_answered(self, visit: Visit, owner: Person) -> None:
        visit.forgiven += ["ERR_FAILED", "409"]
        await visit.context.route("**/api/v1/events", lambda route: route.abort())  # so that this page knows nothing
        thread = await owner.thread()
        page = await visit.open(f"/threads/{thread}")
        await expect(page.get_by_text("Nothing here yet.")).to_be_visible()
        asked = {"content": "!hang:4"}
        assert (await owner.client.post(f"/api/v1/threads/{thread}/turns", json=asked)).status_code == 201
        await field(page).fill("me too")
        await field(page).press("Enter")
        await expect(queued(page)).to_contain_text(["me too"])
        await spoken(answers(page).last, "token3")
        await expect(field(page)).to_have_value("")

    async def test_waits_when_somebody_stops_the_answer(self, visit: Visit) -> None:
        page = await visit.open()
        await spoken(await say(page, "!hang:4"), "token3")
        await enqueue(page, "and then this")
        await field(page).fill("half a thou")
        await field(page).press("Escape")
        await expect(answers(page).last).to_contain_text("Stopped here.")
        await expect(field(page)).to_have_value("half a thou")
        await expect(queue(page)).to_contain_text("Waiting")
        await shoot(page, "queue-paused")
        await page.reload()
        await queue(page).get_by_role("button", name="Continue").click()
        await expect(answers(page)).to_have_count(2)
        await expect(queue(page)).to_have_count(0)
        await ended(answers(page).last)
        await spoken(answers(page).last, "and then this")
        await expect(field(page)).to_have_value("half a thou")


@pytest.mark.usefixtures("model")
class TestDraft:
    async def test_waits_in_every_browser_of_its_person(self, visit: Visit, doors: Doors, owner: Person) -> None:
        page = await visit.open()
        await ended(await say(page, "hello"))
        await field(page).press_sequentially("not finis")
        await page.reload()
        await expect(field(page)).to_have_value("not finis")
        await field(page).press("End")
        await field(page).press_sequentially("hed")
        await field(page).blur()
        path = page.url.removeprefix(visit.server)
        other = await (await doors.enter(phone=True)).open(path)
        await expect(field(other)).to_have_value("not finished")
        await field(other).fill("finished elsewhere")
        await field(other).blur()
        await expect(field(page)).to_have_value("finished elsewhere")
        await field(page).press("Enter")
        await expect(answers(page)).to_have_count(2)
        await ended(answers(page).last)
        async with asyncio.timeout(10):
            while (await draft_of(owner, page))["content"]:
                await asyncio.sleep(0.05)
        await other.reload()
        await expect(answers(other)).to_have_count(2)
        await expect(field(other)).to_have_value("")

    async def test_of_another_device_does_not_overwrite_what_is_being_typed(
        self, visit: Visit, doors: Doors, owner: Person
    ) -> None:
        page = await visit.open()
        await ended(await say(page, "hello"))
        await field(page).press_sequentially("mine")
        other = await (await doors.enter()).open(page.url.removeprefix(visit.server))
        await expect(field(other)).to_have_value("mine")
        async with page.expect_response(_draft("GET")):
            await field(other).fill("theirs")
            await field(other).blur()
        await expect(field(page)).to_have_value("mine")
        async with page.expect_response(_draft("PUT")):
            await field(page).press_sequentially(" still")
        await expect(field(page)).to_have_value("mine still")
        await expect(field(other)).to_have_value("mine still")
        assert (await draft_of(owner, page))["content"] == "mine still"

    async def test_survives_a_server_that_is_away(self, visit: Visit, doors: Doors) -> None:
        visit.forgiven.append("ERR_INTERNET_DISCONNECTED")
        page = await visit.open()
        await ended(await say(page, "hello"))
        await visit.context.set_offline(True)
        await field(page).press_sequentially("typed in a tunnel")
        await field(page).blur()
        await visit.context.set_offline(False)
        await page.reload()
        await expect(field(page)).to_have_value("typed in a tunnel")
        other = await (await doors.enter()).open(page.url.removeprefix(visit.server))
        await expect(field(other)).to_have_value("typed in a tunnel")


@pytest.mark.usefixtures("model")
class TestPaste:
    async def test_of_a_long_text_is_folded_and_sent_in_full(self, visit: Visit, fake: FakeProvider) -> None:
        await visit.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = await visit.open()
        await field(page).fill("What is wrong here?")
        await page.evaluate("text => navigator.clipboard.writeText(text)", LOG)
        await field(page).press("ControlOrMeta+v")
        await expect(field(page)).to_have_value("What is wrong here?")
        block = page.get_by_role("list", name="Pasted texts").get_by_role("listitem")
        await expect(block).to_contain_text("80 lines")
        await block.get_by_role("button", name="Pasted text").click()
        text = block.get_by_label("Pasted text", exact=True)
        await expect(text).to_have_value(LOG)
        await text.press("ControlOrMeta+Home")
        await text.press_sequentially("noon, ")
        await shoot(page, "pasted")
        await page.get_by_role("button", name="Send message").click()
        await ended(answers(page).last)
        seen = await _asked(fake, "What is wrong here?")
        assert seen == f"What is wrong here?\n\nnoon, {LOG}"
        await expect(block).to_have_count(0)

    async def test_of_a_short_text_stays_in_the_field(self, visit: Visit) -> None:
        await visit.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = await visit.open()
        await page.evaluate("navigator.clipboard.writeText('just a line')")
        await field(page).press("ControlOrMeta+v")
        await expect(field(page)).to_have_value("just a line")


class TestModelPicker:
    async def test_decides_who_answers_in_this_chat_only(
        self, visit: Visit, owner: Person, fake: FakeProvider, model: str
    ) -> None:
        chosen = await add_model(owner, fake, "think")
        await owner.client.patch(f"/api/v1/ai-models/{chosen}", json={"name": "The thinker"})
        standard = await add_model(owner, fake, "echo")
        await owner.client.patch(f"/api/v1/ai-models/{standard}", json={"name": "The parrot"})
        await owner.client.patch(f"/api/v1/ai-models/{model}", json={"name": "Switched off", "is_active": False})
        page = await visit.open()
        picker = page.get_by_role("button", name="Model: ")
        await expect(picker).to_have_text("The parrot")
        await picker.click()
        await expect(page.get_by_role("menuitemradio", name="The parrot")).to_contain_text("Default")
        await expect(page.get_by_role("menuitemradio", name="Switched off")).to_have_count(0)
        await shoot(page, "model-picker")
        await page.get_by_role("menuitemradio", name="The thinker").click()
        await expect(field(page)).to_be_focused()
        answer = await say(page, "hello")
        await ended(answer)
        await expect(answer).to_contain_text("The thinker")
        await page.reload()
        await expect(picker).to_have_text("The thinker")
        await page.get_by_role("link", name="New chat", exact=True).click()
        await expect(picker).to_have_text("The parrot")
        await expect(await say(page, "hello")).to_contain_text("The parrot")


class TestGauge:
    async def test_tells_how_full_the_window_is_and_what_it_cost(
        self, visit: Visit, owner: Person, fake: FakeProvider
    ) -> None:
        await add_model(owner, fake, "burst:8", window=512, price_input=1000, price_output=1000)
        page = await visit.open()
        await ended(await say(page, "hello"))
        gauge = page.get_by_role("button", name="Usage: ")
        await expect(gauge).to_contain_text("%")
        await gauge.click()
        await expect(page.get_by_role("dialog")).to_contain_text("of 512 tokens")
        await expect(page.get_by_role("dialog")).to_contain_text("$0.")
        await shoot(page, "gauge")
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_have_count(0)


async def _asked(fake: FakeProvider, beginning: str) -> str:
    """What the provider was asked that begins so, whole."""
    while True:
        seen = await fake.next_request()
        content: str = seen.messages[-1]["content"]
        if content.startswith(beginning):
            return content


def _draft(method: str) -> Callable[[Response], bool]:
    return lambda response: response.url.endswith("/draft") and response.request.method == method
