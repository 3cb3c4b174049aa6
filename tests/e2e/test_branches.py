"""A conversation has versions: whoever asks again, or anew, loses nothing and finds the way back."""

import re

import pytest
from playwright.async_api import Locator, Page, expect
from tests.answers import add_model
from tests.conftest import Person
from tests.e2e.conftest import Doors, Visit
from tests.e2e.pages import answers, copied, ended, say, shoot
from tests.fakes.provider import FakeProvider

pytestmark = [pytest.mark.xdist_group("e2e"), pytest.mark.usefixtures("model")]


def questions(page: Page) -> Locator:
    return page.get_by_role("article").filter(has=page.get_by_role("heading", name="You", exact=True))


async def edit(question: Locator, text: str, *, save: bool = True) -> None:
    await question.hover()
    await question.get_by_role("button", name="Edit message").click()
    field = question.get_by_label("Your message")
    await expect(field).to_be_focused()
    await field.fill(text)
    await field.press("Control+Enter" if save else "Escape")


async def again(answer: Locator, item: str) -> None:
    await answer.get_by_role("button", name="Answer again").click()
    await answer.page.get_by_role("menuitem", name=item).click()


class TestEditing:
    async def test_makes_a_version_that_one_walks_to_and_from(self, visit: Visit) -> None:
        page = await visit.open()
        await ended(await say(page, "Tea or coffee?"))
        await ended(await say(page, "And cake?"))
        await edit(questions(page).first, "Milk or water?")
        await expect(questions(page)).to_have_count(1)
        await expect(answers(page).last).to_contain_text("Milk or water?")
        await ended(answers(page).last)
        await expect(page.get_by_label("Message to Clew")).to_be_focused()

        first = questions(page).first
        await expect(first.get_by_role("group", name="Version 2 of 2")).to_be_visible()
        await shoot(page, "branches")
        await first.get_by_role("button", name="Previous version").click()
        await expect(first).to_contain_text("Tea or coffee?")
        await expect(answers(page).last).to_contain_text("And cake?")
        await page.reload()
        await expect(answers(page).last).to_contain_text("And cake?")
        await expect(first.get_by_role("group", name="Version 1 of 2")).to_be_visible()

    async def test_can_be_given_up(self, owner: Person, visit: Visit) -> None:
        page = await visit.open()
        await ended(await say(page, "As it is."))
        await edit(questions(page).first, "Otherwise.", save=False)
        await expect(questions(page).first).to_contain_text("As it is.")
        await expect(page.get_by_label("Message to Clew")).to_be_focused()
        thread = page.url.rpartition("/")[2]
        kept = (await owner.client.get(f"/api/v1/threads/{thread}/messages")).json()["items"]
        assert [one["content"] for one in kept] == ["As it is.", "As it is."]

    async def test_that_fails_keeps_what_was_written(self, visit: Visit) -> None:
        visit.forgiven.append("ERR_FAILED")
        page = await visit.open()
        await ended(await say(page, "Before."))
        await page.route("**/turns", lambda route: route.abort())
        await edit(questions(page).first, "After.")
        await expect(page.get_by_role("alert")).to_contain_text("Clew is out of reach")
        await shoot(page, "edit-failed")
        await page.unroute("**/turns")
        await page.get_by_label("Your message").press("Control+Enter")
        await expect(answers(page).last).to_contain_text("After.")


class TestWalking:
    async def test_needs_no_mouse_and_keeps_the_focus(self, visit: Visit) -> None:
        page = await visit.open()
        await ended(await say(page, "One."))
        await edit(questions(page).first, "Two.")
        await ended(answers(page).last)
        await edit(questions(page).first, "Three.")
        await ended(answers(page).last)
        first = questions(page).first
        back = first.get_by_role("button", name="Previous version")
        await back.focus()
        for text in ("Two.", "One."):
            await page.keyboard.press("Enter")
            await expect(first).to_contain_text(text)
            await expect(back).to_be_focused()
        # At the first version there is no way further back, and nothing is lost by trying.
        await page.keyboard.press("Enter")
        await expect(back).to_be_focused()
        await expect(back).to_have_attribute("aria-disabled", "true")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(first).to_contain_text("Two.")

    async def test_leads_to_an_answer_that_is_still_written(self, visit: Visit) -> None:
        page = await visit.open()
        await ended(await say(page, "Short."))
        await edit(questions(page).first, "!slow:60:60")
        await expect(answers(page).last).to_contain_text("token3")
        await questions(page).first.get_by_role("button", name="Previous version").click()
        await expect(answers(page).last).to_contain_text("Short.")
        await questions(page).first.get_by_role("button", name="Next version").click()
        await expect(answers(page).last).to_contain_text("token12")
        await ended(answers(page).last)
        await expect(answers(page).last).to_contain_text("token59")


class TestAnsweringAgain:
    async def test_takes_wishes_models_and_own_words(self, owner: Person, visit: Visit, fake: FakeProvider) -> None:
        page = await visit.open()
        answer = await say(page, "Tell me of rivers.")
        await ended(answer)
        await again(answer, "Shorter")
        await expect(answer).to_contain_text("(shorter)")
        await ended(answer)
        await expect(answer.get_by_role("group", name="Version 2 of 2")).to_be_visible()

        other = await add_model(owner, fake, "burst:3")
        name = (await owner.client.get(f"/api/v1/ai-models/{other}")).json()["name"]
        await page.reload()
        await answer.get_by_role("button", name="Answer again").click()
        await shoot(page, "answer-again")
        await page.get_by_role("menuitem", name=name).click()
        await expect(answer).to_contain_text("token2")
        await ended(answer)

        await again(answer, "Something else")
        await page.get_by_label("How the answer should be").fill("as a poem")
        await shoot(page, "own-words")
        await page.keyboard.press("Enter")
        await expect(answer.get_by_role("group", name="Version 4 of 4")).to_be_visible()
        await ended(answer)
        await answer.get_by_role("button", name=re.compile(r"burst:3 at .* · ")).click()
        details = page.get_by_role("dialog")
        await expect(details).to_contain_text("as a poem")
        await expect(details).to_contain_text("read")
        await shoot(page, "answer-details")
        await page.keyboard.press("Escape")
        for count in (3, 2, 1):
            await answer.get_by_role("button", name="Previous version").click()
            await expect(answer.get_by_role("group", name=f"Version {count} of 4")).to_be_visible()
        await expect(answer).not_to_contain_text("(shorter)")

    async def test_in_the_middle_begins_another_branch(self, visit: Visit) -> None:
        page = await visit.open()
        await ended(await say(page, "First."))
        await ended(await say(page, "Second."))
        first = answers(page).first
        await again(first, "Once more")
        await expect(answers(page)).to_have_count(1)
        await ended(first)
        await first.get_by_role("button", name="Previous version").click()
        await expect(answers(page)).to_have_count(2)
        await expect(answers(page).last).to_contain_text("Second.")


class TestStandingIn:
    async def test_is_told_quietly(self, owner: Person, visit: Visit, fake: FakeProvider) -> None:
        await add_model(owner, fake, "fail")
        page = await visit.open()
        answer = await say(page, "Anybody there?")
        await ended(answer)
        about = answer.get_by_role("button", name=re.compile("instead of fail"))
        await about.click()
        await expect(page.get_by_role("dialog")).to_contain_text("Instead of")
        await shoot(page, "stood-in")


class TestForking:
    async def test_goes_on_in_a_chat_of_its_own(self, visit: Visit) -> None:
        await visit.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=visit.server)
        page = await visit.open()
        await ended(await say(page, "Here."))
        await ended(await say(page, "And there."))
        origin = page.url
        await answers(page).first.get_by_role("button", name="New chat from here").click()
        await expect(page).not_to_have_url(origin)
        await expect(answers(page)).to_have_count(1)
        await expect(page.get_by_label("Message to Clew")).to_be_focused()
        assert await copied(answers(page).first) == "Here."
        await ended(await say(page, "Elsewhere."))
        await page.goto(origin)
        await expect(answers(page)).to_have_count(2)


class TestOnAPhone:
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    async def test_all_can_be_touched(self, doors: Doors, scheme: str) -> None:
        visit = await doors.enter(phone=True, scheme="dark" if scheme == "dark" else "light")
        page = await visit.open()
        await ended(await say(page, "A question that is long enough to fill more than one line of a phone."))
        await questions(page).first.get_by_role("button", name="Edit message").tap()
        await shoot(page, f"phone-edit-{scheme}")
        await page.get_by_label("Your message").fill("Another one.")
        await page.get_by_role("button", name="Save and answer").tap()
        await expect(answers(page).last).to_contain_text("Another one.")
        await ended(answers(page).last)
        await shoot(page, f"phone-branches-{scheme}")
        for button in await page.get_by_role("article").get_by_role("button").all():
            box = await button.bounding_box()
            assert box is not None
            assert box["height"] >= 44, await button.get_attribute("aria-label")
        await answers(page).last.get_by_role("button", name="Answer again").tap()
        await shoot(page, f"phone-again-{scheme}")
