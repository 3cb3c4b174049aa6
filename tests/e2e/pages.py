"""What a person does and sees on the pages of Clew, in words that stories are told in."""

from pathlib import Path

from playwright.async_api import Locator, Page, expect
from tests.answers import kept
from tests.conftest import Person

SHOTS = Path(__file__).parent / "shots"
UNNAMED = """
const usable = 'a, button, input:not([type=hidden]), textarea, [role=button], [tabindex="0"]';
[...document.querySelectorAll(usable)].filter((element) => {
  const labels = [...(element.labels ?? [])].map((label) => label.textContent).join('');
  return !(element.ariaLabel || element.textContent || labels || element.title || element.ariaHidden);
}).map((element) => element.outerHTML)
"""
TOO_WIDE = """
[document.documentElement, ...document.querySelectorAll('body, main, main > div, header, [role=region], form, article')]
  .filter((element) => element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display !== 'inline')
  .map((element) => element.cloneNode(false).outerHTML)
"""


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


async def fits(page: Page, name: str) -> None:
    """Nothing is wider than its place, and all that can be used has a name."""
    await shoot(page, name)
    assert await page.evaluate(TOO_WIDE) == []
    assert await page.evaluate(UNNAMED) == []


def item(page: Page, label: str, text: str) -> Locator:
    """One row of the list of that name, as the table of a desk or the cards of a phone have it."""
    table = page.get_by_role("table", name=label).get_by_role("row")
    return table.or_(page.get_by_role("list", name=label).get_by_role("listitem")).filter(has_text=text)


async def choose(page: Page, name: str, what: str) -> None:
    """From the menu of what has that name."""
    await page.get_by_role("button", name=f"Options for “{name}”").click()
    await page.get_by_role("menuitem", name=what, exact=True).click()
