"""The pages themselves: who may see them, how they are used without a mouse, and that they fit a phone."""

from typing import Literal

import pytest
from playwright.async_api import Page, expect
from tests.conftest import PASSWORD, Person
from tests.e2e.conftest import Doors, Visit
from tests.e2e.pages import answers, ended, fits, say, shoot, sidebar, spoken

pytestmark = pytest.mark.xdist_group("e2e")
LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
RICH = f"""## A plan

1. One
2. Two with `code` and **weight**

- [x] done
- [ ] to do

| Thing | Worse by waiting? | First small step | Minutes |
| --- | --- | --- | ---: |
| Insurance form | Yes, it is due on Friday | Find the policy number | 10 |

```python
def next_step(steps, energy):  # {"a very long line " * 8}
    return min(step for step in steps if step.minutes <= energy)
```

https://example.org/{"a-very-long-address/" * 8} {LONG_WORD}
"""
HOSTILE = """<script>document.title = "owned"</script> <img src="https://evil.example/a.png" onerror="alert(1)">

![a picture](https://evil.example/b.png) [click](javascript:alert(1)) <iframe src="https://evil.example/"></iframe>

<style>body { display: none }</style>

[fine](https://example.org/page)
"""


class TestSignIn:
    async def test_comes_before_everything(self, guest: Visit, owner: Person) -> None:
        guest.forgiven.append("401")
        thread = await owner.thread("Secret plans")
        page = await guest.open(f"/threads/{thread}")
        await expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
        await expect(page.get_by_text("Secret plans")).to_have_count(0)
        await shoot(page, "sign-in")
        await _sign_in(page, PASSWORD)
        await expect(page.get_by_role("heading", name="Secret plans")).to_be_visible()
        assert page.url.endswith(f"/threads/{thread}")

    async def test_says_so_when_the_password_is_wrong(self, guest: Visit) -> None:
        guest.forgiven.append("401")
        page = await guest.open("/sign-in")
        await _sign_in(page, "not the password at all")
        await expect(page.get_by_role("alert")).to_contain_text("The name or the password is wrong")
        await expect(page.get_by_label("Password", exact=True)).to_have_value("not the password at all")
        await shoot(page, "wrong-password")

    @pytest.mark.parametrize(
        "elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example", "/%09/evil.example"]
    )
    async def test_leads_to_no_other_site(self, guest: Visit, elsewhere: str) -> None:
        page = await guest.open(f"/sign-in?next={elsewhere}")
        await _sign_in(page, PASSWORD)
        await expect(page.get_by_role("heading", name="Hello")).to_be_visible()

    async def test_ends_with_signing_out(self, guest: Visit) -> None:
        guest.forgiven.append("401")
        page = await guest.open("/sign-in")
        await _sign_in(page, PASSWORD)
        await page.get_by_role("button", name="Account of").click()
        await shoot(page, "menu")
        await page.get_by_role("menuitem", name="Sign out").click()
        await expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
        await page.goto(guest.server)
        await expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()

    @pytest.mark.usefixtures("model")
    async def test_and_a_whole_conversation_need_no_mouse(self, guest: Visit) -> None:
        guest.forgiven.append("401")
        page = await guest.open()
        await expect(page.get_by_label("User name or email")).to_be_focused()
        keys = page.keyboard
        await keys.type("ada")
        await keys.press("Tab")
        await keys.type(PASSWORD)
        await keys.press("Enter")
        await expect(page.get_by_label("Message to Clew")).to_be_focused()
        await keys.type("!hang:4")
        await keys.press("Shift+Enter")
        await keys.press("Enter")
        answer = answers(page).last
        await spoken(answer, "token3")
        await expect(page.get_by_label("Message to Clew")).to_be_focused()
        await keys.press("Tab")
        await expect(page.get_by_role("button", name="Stop the answer")).to_be_focused()
        await shoot(page, "focus")
        await keys.press("Enter")
        await expect(answer).to_contain_text("Stopped here.")
        await expect(page.get_by_label("Message to Clew")).to_be_focused()

    async def test_is_followed_by_a_way_around_the_sidebar(self, visit: Visit) -> None:
        page = await visit.open("/settings")
        await expect(page.get_by_role("heading", name="Appearance")).to_be_visible()
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("main")).to_be_focused()


@pytest.mark.usefixtures("model")
class TestAnyScreen:
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("screen", ["phone", "desk"])
    async def test_shows_every_page_within_its_width(
        self, doors: Doors, owner: Person, scheme: Literal["light", "dark"], screen: str
    ) -> None:
        visit = await doors.enter(phone=screen == "phone", scheme=scheme)
        visit.forgiven.append("404")
        name = f"{screen}-{scheme}"
        page = await visit.open()
        await expect(page.get_by_role("heading", name="Hello")).to_be_visible()
        await fits(page, f"{name}-new-chat")
        await ended(await say(page, RICH))
        await fits(page, f"{name}-answer")
        await owner.client.patch(f"/api/v1/threads/{page.url.rpartition('/')[2]}", json={"title": LONG_WORD * 2})
        await page.reload()
        await expect(page.get_by_role("heading", name=LONG_WORD)).to_be_visible()
        await fits(page, f"{name}-long-title")
        await page.goto(f"{visit.server}/settings")
        await expect(page.get_by_role("combobox", name="Time zone")).to_be_visible()
        await fits(page, f"{name}-settings")
        await page.goto(f"{visit.server}/settings/models")
        await expect(page.get_by_text("Built in, runs on this server")).to_be_visible()
        await fits(page, f"{name}-models")
        await page.goto(f"{visit.server}/nowhere")
        await expect(page.get_by_role("heading", name="This thread leads nowhere")).to_be_visible()
        await fits(page, f"{name}-nowhere")

    async def test_of_a_phone_has_the_chats_in_a_drawer(self, doors: Doors, owner: Person) -> None:
        thread = await owner.thread("Behind the drawer")
        page = await (await doors.enter(phone=True)).open()
        await expect(sidebar(page)).to_have_count(0)
        await page.get_by_role("button", name="Open sidebar").tap()
        await expect(sidebar(page)).to_be_visible()
        await shoot(page, "phone-drawer")
        await sidebar(page).get_by_role("link", name="Behind the drawer").tap()
        await page.wait_for_url(f"**/threads/{thread}")
        await expect(sidebar(page)).to_have_count(0)
        await page.get_by_role("link", name="New chat").tap()
        await expect(page.get_by_role("heading", name="Hello")).to_be_visible()


@pytest.mark.usefixtures("model")
class TestHostileText:
    async def test_is_shown_and_does_nothing(self, visit: Visit) -> None:
        page = await visit.open()
        answer = await say(page, HOSTILE)
        await ended(answer)
        await expect(answer).to_contain_text('<script>document.title = "owned"</script>')
        await expect(answer.locator("img, script, iframe, style")).to_have_count(0)
        assert await page.title() != "owned"
        links = await answer.get_by_role("link").evaluate_all("links => links.map((link) => link.href)")
        assert links == ["https://evil.example/b.png", "https://example.org/page"]


async def _sign_in(page: Page, password: str) -> None:
    await page.get_by_label("User name or email").fill("ada")
    await page.get_by_label("Password", exact=True).fill(password)
    await page.get_by_role("button", name="Sign in", exact=True).click()
