"""People who come in by a password of their own, as stories about accounts need them."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
from playwright.async_api import Page, expect
from tests.conftest import PASSWORD
from tests.e2e.conftest import Visit
from tests.identity.mailbox import sign_in as sign_in_by_api
from tests.served import Served

SIGNED_OUT, REFUSED, INVALID = "401 (Unauthorized)", "403 (Forbidden)", "422 (Unprocessable"
"""What browsers complain of where a story is about it."""


@dataclass(frozen=True, slots=True)
class Account:
    name: str
    password: str = PASSWORD

    @property
    def email(self) -> str:
        return f"{self.name}@example.org"


def make(served: Served, name: str) -> Account:
    account = Account(name)
    served.command("user", "create", name, "--email", account.email, "--password-stdin", text=PASSWORD)
    return account


@asynccontextmanager
async def other_device(served: Served, account: Account) -> AsyncGenerator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=served.url, timeout=30) as client:
        answer = await sign_in_by_api(client, account.name, account.password)
        assert answer.status_code == 200, answer.text
        yield client


async def sign_in(page: Page, account: Account) -> None:
    await page.get_by_label("User name or email").fill(account.name)
    await page.get_by_label("Password", exact=True).fill(account.password)
    await page.get_by_role("button", name="Sign in", exact=True).click()


async def enter(visit: Visit, account: Account, path: str = "/") -> Page:
    visit.forgiven.append(SIGNED_OUT)  # the page asks who it is before it asks them
    page = await visit.open(path)
    await sign_in(page, account)
    await expect(page.get_by_role("link", name="Skip to content")).to_be_attached()  # there on a phone, too
    return page
