"""What people prove themselves with, as stories need it: apps that show codes, codes on paper, and passkeys."""

from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from playwright.async_api import CDPSession, Locator, Page, expect
from tests.e2e.accounts import Account, sign_in

from clew.identity.factors.totp import STEP, code_at
from clew.kit.clock import now

SECURITY = "/settings/security"
# The device has a lock, and its owner always unlocks it.
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@dataclass(slots=True)
class Lock:
    """The part of a device that keeps passkeys."""

    devtools: CDPSession
    id: str = ""

    @classmethod
    async def of(cls, page: Page) -> "Lock":
        lock = cls(await page.context.new_cdp_session(page))
        await lock._tell("enable")
        lock.id = (await lock._tell("addVirtualAuthenticator", options=AUTHENTICATOR))["authenticatorId"]
        return lock

    async def unlocks(self, *, for_its_owner: bool) -> None:
        await self._tell("setUserVerified", authenticatorId=self.id, isUserVerified=for_its_owner)

    async def _tell(self, what: str, **values: object) -> dict[str, str]:
        # Playwright says of neither what is sent nor what is answered more than that it is a dict.
        sent = self.devtools.send(f"WebAuthn.{what}", values)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        return cast("dict[str, str]", await sent)


async def is_in(page: Page) -> None:
    await expect(page.get_by_role("button", name="Account of")).to_be_visible()


async def leave(page: Page) -> None:
    await page.get_by_role("button", name="Account of").click()
    await page.get_by_role("menuitem", name="Sign out").click()
    await expect(page.get_by_label("User name or email")).to_be_visible()


async def go(page: Page, tab: str) -> None:
    """To one of the pages of the settings, by its tab."""
    await page.get_by_role("button", name="Account of").click()
    await page.get_by_role("menuitem", name="Settings").click()
    await page.get_by_role("navigation", name="Settings").get_by_role("link", name=tab).click()


def factor(page: Page, name: str) -> Locator:
    rows = page.get_by_role("list", name="Second step").get_by_role("listitem")
    return rows.filter(has=page.get_by_role("heading", name=name))


async def set_up_app(page: Page) -> str:
    """The secret, which the page shows beside the image; the first code is not typed yet."""
    await factor(page, "Authenticator app").get_by_role("button", name="Set up").click()
    await expect(page.get_by_role("img", name="QR code")).to_be_visible()
    return (await page.get_by_label("Key", exact=True).inner_text()).replace(" ", "")


async def turn_on_app(page: Page) -> tuple[str, list[str]]:
    """The secret, and the backup codes that come with it."""
    secret = await set_up_app(page)
    await page.get_by_label("Code that the app shows now").fill(code_at(secret, now()))
    await page.get_by_role("button", name="Turn on").click()
    codes = await shown_codes(page)
    await page.get_by_role("button", name="I have saved them").click()
    return secret, codes


async def shown_codes(page: Page) -> list[str]:
    codes = page.get_by_role("dialog").get_by_role("list", name="Backup codes").get_by_role("listitem")
    await expect(codes).to_have_count(10)
    return await codes.all_inner_texts()


def next_code(secret: str) -> str:
    """The one of now switched the app on, and none works twice."""
    return code_at(secret, now() + timedelta(seconds=STEP))


async def use_backup_code(page: Page, account: Account, code: str) -> None:
    await sign_in(page, account)
    await page.get_by_role("button", name="Use a backup code").click()
    await page.get_by_label("Backup code").fill(code)
    await page.get_by_role("button", name="Continue").click()


async def add_passkey(page: Page, name: str) -> None:
    await page.get_by_role("button", name="Add a passkey").click()
    await page.get_by_label("Name", exact=True).fill(name)
    await page.get_by_role("button", name="Continue").click()
