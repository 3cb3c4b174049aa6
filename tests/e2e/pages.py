"""What a person does and sees on the pages of Clew, in words that stories are told in."""

from pathlib import Path

from playwright.async_api import Locator, Page, expect
from tests.answers import kept
from tests.conftest import Person

SHOTS = Path(__file__).parent / "shots"


async def say(page: Page, text: str) -> Locator:
    """Send a message; the answer to it, which may still be growing."""
    before = await answers(page).count()
    await page.get_by_label("Message to Clew").fill(text)
    await page.get_by_role("button", name="Send message").click()
    await page.wait_for_url("**/threads/*")
    await expect(answers(page)).to_have_count(before + 1)
    return answers(page).last


def answers(page: Page) -> Locator:
    return page.get_by_role("article").filter(has=page.get_by_role("heading", name="Clew", exact=True))


async def spoken(answer: Locator, text: str) -> None:
    """Wait until the answer has got to these words."""
    await expect(answer).to_contain_text(text)


async def ended(answer: Locator) -> None:
    await expect(answer).not_to_have_attribute("aria-busy", "true", timeout=60_000)


async def copied(answer: Locator) -> str:
    """The answer's text to the byte, as the page hands it out."""
    await answer.get_by_role("button", name="Copy answer").click()
    await expect(answer.get_by_role("button", name="Copied")).to_be_visible()
    return await answer.page.evaluate("navigator.clipboard.readText()")


async def kept_of(owner: Person, answer: Locator) -> str:
    """The answer's text as the API has it."""
    message_id = await answer.get_attribute("data-message-id")
    assert message_id is not None
    return (await kept(owner, message_id))["content"]


def sidebar(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Your chats")


async def shoot(page: Page, name: str) -> None:
    await page.screenshot(path=SHOTS / f"{name}.png", animations="disabled")
