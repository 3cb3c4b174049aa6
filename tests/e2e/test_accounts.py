"""Accounts from their first mail to their end, and the proof that what matters in between waits for."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import httpx
import psycopg
import pytest
from playwright.async_api import Page, expect
from tests.conftest import PASSWORD, Cluster
from tests.e2e.conftest import Visit
from tests.e2e.pages import choose, item, shoot
from tests.served import Served

pytestmark = pytest.mark.xdist_group("e2e")
TOO_LONG_AGO = """update user_sessions set confirmed_at = confirmed_at - interval '6 minutes'
    where user_id = (select id from users where username = %s)"""
SIGNED_OUT, REFUSED = "401 (Unauthorized)", "403 (Forbidden)"
QUESTION = "Please confirm that it is you"


@dataclass(frozen=True, slots=True)
class Account:
    name: str
    password: str = PASSWORD

    @property
    def email(self) -> str:
        return f"{self.name}@example.org"


@pytest.fixture
def wait(cluster: Cluster, served: Served) -> Callable[[Account], None]:
    """Lets more time pass for somebody than a confirmation lasts."""
    name = re.search(r"/(test_e2e_\d+)\?", served.environment["CLEW_DATABASE_URL"])
    assert name is not None
    address = cluster.addresses.admin

    def wait(account: Account) -> None:
        with psycopg.connect(address, dbname=name[1], autocommit=True) as admin:
            assert admin.execute(TOO_LONG_AGO, [account.name]).rowcount > 0

    return wait


async def sign_in(visit: Visit, account: Account, path: str = "/") -> Page:
    visit.forgiven.append(SIGNED_OUT)  # the page asks who it is before it asks them
    page = await visit.open(path)
    await page.get_by_label("User name or email").fill(account.name)
    await page.get_by_label("Password", exact=True).fill(account.password)
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await expect(page.get_by_role("button", name="Account of")).to_be_visible()
    return page


def make(served: Served, account: Account) -> Account:
    served.command("user", "create", account.name, "--email", account.email, "--password-stdin", text=account.password)
    return account


async def confirm(page: Page, password: str = PASSWORD) -> None:
    dialog = page.get_by_role("dialog", name=QUESTION)
    await dialog.get_by_label("Your password").fill(password)
    await dialog.get_by_role("button", name="Continue").click()


class TestConfirmation:
    async def test_holds_what_matters_until_it_is_given(
        self, guest: Visit, served: Served, wait: Callable[[Account], None]
    ) -> None:
        vera = make(served, Account("vera"))
        async with httpx.AsyncClient(base_url=served.url) as elsewhere:
            await elsewhere.post("/api/v1/auth/sign-in", json={"username": "vera", "password": PASSWORD})
            guest.forgiven.append(REFUSED)
            page = await sign_in(guest, vera, "/settings/devices")
            wait(vera)
            await choose(page, "python-httpx", "Sign out there")
            dialog = page.get_by_role("dialog", name=QUESTION)
            await expect(dialog.get_by_label("Your password")).to_be_focused()
            await shoot(page, "confirm")
            await confirm(page, "not this one, surely")
            await expect(dialog.get_by_role("alert")).to_contain_text("The password is wrong")
            assert (await elsewhere.get("/api/v1/users/me")).status_code == 200
            await shoot(page, "confirm-wrong")
            await confirm(page)
            await expect(dialog).to_have_count(0)
            await expect(item(page, "Devices", "python-httpx")).to_have_count(0)
            assert (await elsewhere.get("/api/v1/users/me")).status_code == 401
