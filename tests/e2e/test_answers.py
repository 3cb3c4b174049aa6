"""An answer as one watches it: it is never lost, never doubled, and says what became of it."""

import asyncio

import pytest
from playwright.async_api import Route, expect
from tests.answers import add_model
from tests.conftest import Person
from tests.e2e.conftest import Doors, Visit
from tests.e2e.pages import answers, copied, ended, kept_of, say, shoot, sidebar, spoken
from tests.fakes.provider import FakeProvider

pytestmark = pytest.mark.xdist_group("e2e")


@pytest.fixture(autouse=True)
async def _clipboard(visit: Visit) -> None:
    await visit.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=visit.server)


@pytest.mark.usefixtures("model")
class TestReload:
    async def test_in_mid_answer_gives_the_same_text(self, owner: Person, visit: Visit) -> None:
        page = await visit.open()
        answer = await say(page, "!slow:90:25")
        await spoken(answer, "token12")
        await page.reload()
        await spoken(answer, "token30")
        # From here on the page learns from the stream alone.
        await page.route("**/branch?*", _never)
        await shoot(page, "streaming")
        await ended(answer)
        assert await copied(answer) == await kept_of(owner, answer)
        assert (await kept_of(owner, answer)).split() == [f"token{number}" for number in range(90)]

    async def test_a_second_tab_follows_live(self, owner: Person, visit: Visit) -> None:
        first = await visit.open()
        answer = await say(first, "!slow:90:25")
        await spoken(answer, "token12")
        second = await visit.open(first.url.removeprefix(visit.server))
        followed = answers(second).last
        await spoken(followed, "token30")
        await expect(answer).to_have_attribute("aria-busy", "true")
        await second.route("**/branch?*", _never)
        await asyncio.gather(ended(answer), ended(followed))
        assert await copied(followed) == await copied(answer) == await kept_of(owner, answer)

    async def test_that_fails_in_the_background_leaves_what_is_shown(self, owner: Person, visit: Visit) -> None:
        visit.forgiven.append("403")
        page = await visit.open()
        await ended(await say(page, "hello"))
        await page.route("**/branch?*", _refused)
        thread_id = page.url.rpartition("/")[2]
        async with page.expect_response("**/branch?*"):
            await owner.client.post(f"/api/v1/threads/{thread_id}/turns", json={"content": "from elsewhere"})
        await expect(answers(page)).to_have_count(1)
        await spoken(answers(page).last, "hello")

    async def test_keeps_what_was_typed(self, visit: Visit) -> None:
        page = await visit.open()
        await page.get_by_label("Message to Clew").fill("half a thou")
        await page.reload()
        await expect(page.get_by_label("Message to Clew")).to_have_value("half a thou")


@pytest.mark.usefixtures("model")
class TestStop:
    async def test_keeps_the_partial_and_says_so(self, owner: Person, visit: Visit) -> None:
        page = await visit.open()
        answer = await say(page, "!hang:20")
        await spoken(answer, "token19")
        await page.get_by_role("button", name="Stop the answer").click()
        await expect(answer).to_contain_text("Stopped here. What was written is kept.")
        await shoot(page, "stopped")
        partial = await copied(answer)
        assert partial.split() == [f"token{number}" for number in range(20)]
        assert partial == await kept_of(owner, answer)
        await page.reload()
        await expect(answer).to_contain_text("Stopped here. What was written is kept.")
        assert await copied(answer) == partial
        await expect(answer.get_by_role("button", name="Try again")).to_be_visible()

    async def test_before_the_first_word_says_so_too(self, visit: Visit) -> None:
        page = await visit.open()
        answer = await say(page, "!hang-headers")
        await expect(answer).to_contain_text("Waking the model")
        await shoot(page, "waiting")
        await page.get_by_role("button", name="Stop the answer").click()
        await expect(answer).to_contain_text("Stopped before the first word.")


class TestFailure:
    async def test_is_clear_and_a_retry_works(self, owner: Person, visit: Visit, fake: FakeProvider) -> None:
        await add_model(owner, fake, "status:401")
        page = await visit.open()
        answer = await say(page, "What is for lunch?")
        await expect(answer.get_by_role("alert")).to_contain_text("does not accept the API key")
        await shoot(page, "failed")
        await add_model(owner, fake, "echo")
        await answer.get_by_role("button", name="Try again").click()
        retried = answers(page).last
        await expect(retried.locator("p").first).to_have_text("What is for lunch?")
        await ended(retried)
        await expect(retried.get_by_role("alert")).to_have_count(0)
        await expect(answers(page)).to_have_count(1)

    @pytest.mark.usefixtures("model")
    async def test_in_the_middle_keeps_what_was_said(self, owner: Person, visit: Visit) -> None:
        page = await visit.open()
        answer = await say(page, "!cut:8")
        await expect(answer.get_by_role("alert")).to_contain_text("broke off")
        assert await copied(answer) == await kept_of(owner, answer)
        assert len((await kept_of(owner, answer)).split()) == 8

    @pytest.mark.usefixtures("model")
    async def test_an_answer_without_words_is_explained(self, visit: Visit) -> None:
        page = await visit.open()
        answer = await say(page, "!burst:0")
        await expect(answer).to_contain_text("The model had nothing to say to that.")
        await expect(answer.get_by_role("button", name="Try again")).to_be_visible()
        await shoot(page, "without-words")


@pytest.mark.usefixtures("model")
class TestThinking:
    async def test_is_folded_beside_the_answer(self, visit: Visit) -> None:
        page = await visit.open()
        answer = await say(page, "!think")
        await ended(answer)
        await expect(answer).not_to_contain_text("Let me see.")
        await answer.get_by_role("button", name="How this was thought through").click()
        await expect(answer).to_contain_text("Let me see.")
        await shoot(page, "thinking")


@pytest.mark.usefixtures("model")
class TestThreads:
    async def test_can_be_renamed_and_deleted(self, doors: Doors) -> None:
        visit = await doors.enter()
        visit.forgiven.append("404")  # the page may look for a better title just when the chat goes
        page = await visit.open()
        await ended(await say(page, "A chat about tea"))
        await page.locator("header").get_by_role("button", name="Options for").click()
        await page.get_by_role("menuitem", name="Rename").click()
        await page.get_by_label("Chat title").fill("Green tea")
        await page.keyboard.press("Enter")
        await expect(sidebar(page).get_by_role("link", name="Green tea")).to_be_visible()
        await page.locator("header").get_by_role("button", name="Options for").click()
        await page.get_by_role("menuitem", name="Delete").click()
        await expect(page.get_by_role("heading", name="Hello")).to_be_visible()
        await expect(sidebar(page).get_by_role("link", name="Green tea")).to_have_count(0)

    async def test_that_are_archived_leave_the_sidebar(self, owner: Person, visit: Visit) -> None:
        kept_thread, archived = await owner.thread("In the list"), await owner.thread("Put away")
        await owner.client.patch(f"/api/v1/threads/{archived}", json={"is_archived": True})
        page = await visit.open(f"/threads/{kept_thread}")
        await expect(sidebar(page).get_by_role("link", name="In the list")).to_be_visible()
        await expect(sidebar(page).get_by_role("link", name="Put away")).to_have_count(0)


async def _never(route: Route) -> None:
    """Leave the request unanswered."""


async def _refused(route: Route) -> None:
    await route.fulfill(status=403, json={})
