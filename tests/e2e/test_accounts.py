"""An account in its person's hands: proofs that are minutes old, another password, another address, its end."""

import re
from collections.abc import Callable
from typing import Literal

import httpx
import psycopg
import pytest
from playwright.async_api import Page, expect
from tests.conftest import PASSWORD, Cluster, Person
from tests.e2e.accounts import INVALID, REFUSED, SIGNED_OUT, Account, enter, make, other_device, sign_in
from tests.e2e.conftest import Doors, Visit
from tests.e2e.pages import choose, fits, item, shoot
from tests.identity.mailbox import ANOTHER, is_signed_in, mails_to, token_to
from tests.identity.mailbox import sign_in as sign_in_by_api
from tests.served import Served

from clew.identity.factors.totp import code_at
from clew.kit.clock import now

pytestmark = pytest.mark.xdist_group("e2e")
TOO_LONG_AGO = """update user_sessions set confirmed_at = confirmed_at - interval '6 minutes'
    where user_id = (select id from users where username = %s)"""
QUESTION = "Please confirm that it is you"
NO_SUCH_LINK = "undo_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


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


async def confirm(page: Page, password: str = PASSWORD) -> None:
    dialog = page.get_by_role("dialog", name=QUESTION)
    await dialog.get_by_label("Your password").fill(password)
    await dialog.get_by_role("button", name="Continue").click()


class TestConfirmation:
    async def test_holds_what_matters_until_it_is_given(
        self, guest: Visit, served: Served, wait: Callable[[Account], None]
    ) -> None:
        vera = make(served, "vera")
        async with other_device(served, vera) as elsewhere:
            guest.forgiven.append(REFUSED)
            page = await enter(guest, vera, "/settings/devices")
            wait(vera)
            await choose(page, "python-httpx", "Sign out there")
            dialog = page.get_by_role("dialog", name=QUESTION)
            await expect(dialog.get_by_label("Your password")).to_be_focused()
            await shoot(page, "confirm")
            await confirm(page, "not this one, surely")
            await expect(dialog.get_by_role("alert")).to_contain_text("The password is wrong")
            await expect(dialog.get_by_label("Your password")).to_be_focused()
            assert await is_signed_in(elsewhere)
            await confirm(page)
            await expect(dialog).to_have_count(0)
            await expect(item(page, "Devices", "python-httpx")).to_have_count(0)
            assert not await is_signed_in(elsewhere)

    async def test_takes_the_second_step_of_who_has_one(
        self, guest: Visit, served: Served, wait: Callable[[Account], None]
    ) -> None:
        """Once it is on, the password alone proves nothing; and no code works twice."""
        guest.forgiven.append(REFUSED)
        yann = make(served, "yann")
        async with other_device(served, yann) as elsewhere:
            secret = (await elsewhere.post("/api/v1/mfa/totp")).json()["secret"]
            used = code_at(secret, now())
            assert (await elsewhere.post("/api/v1/mfa/totp/enable", json={"code": used})).status_code == 200
            codes = (await elsewhere.post("/api/v1/mfa/backup-codes")).json()["codes"]
            guest.forgiven.append(SIGNED_OUT)
            page = await guest.open("/settings/devices")
            await sign_in(page, yann)
            await page.get_by_role("button", name="Use a backup code").click()
            await page.get_by_label("Backup code").fill(codes[0])
            await page.get_by_role("button", name="Continue").click()
            await expect(page.get_by_role("button", name="Account of")).to_be_visible()
            wait(yann)
            await choose(page, "python-httpx", "Sign out there")
            dialog = page.get_by_role("dialog", name=QUESTION)
            await expect(dialog.get_by_label("Code from your app")).to_be_focused()
            await expect(dialog.get_by_label("Your password")).to_have_count(0)
            await dialog.get_by_label("Code from your app").fill(used)
            await dialog.get_by_role("button", name="Continue").click()
            await expect(dialog.get_by_role("alert")).to_contain_text("wrong, used up or too old")
            await shoot(page, "confirm-code")
            await dialog.get_by_role("button", name="Use a backup code").click()
            await expect(dialog.get_by_role("alert")).to_have_count(0)
            await dialog.get_by_label("Backup code").fill(codes[1])
            await dialog.get_by_role("button", name="Continue").click()
            await expect(dialog).to_have_count(0)
            await expect(item(page, "Devices", "python-httpx")).to_have_count(0)
            assert not await is_signed_in(elsewhere)

    async def test_may_be_declined_without_a_word(
        self, guest: Visit, served: Served, wait: Callable[[Account], None]
    ) -> None:
        walt = make(served, "walt")
        async with other_device(served, walt) as elsewhere:
            guest.forgiven.append(REFUSED)
            page = await enter(guest, walt, "/settings/account")
            wait(walt)
            await page.get_by_role("button", name="Close account…").click()
            closing = page.get_by_role("dialog", name="Close your account?")
            await closing.get_by_label("Type your user name").fill("walt")
            await closing.get_by_label("Your password").fill(PASSWORD)
            await closing.get_by_role("button", name="Close my account").click()
            await expect(page.get_by_role("dialog", name=QUESTION)).to_be_visible()
            await shoot(page, "confirm-over-dialog")
            await page.keyboard.press("Escape")
            await expect(page.get_by_role("dialog", name=QUESTION)).to_have_count(0)
            await expect(closing.get_by_label("Type your user name")).to_have_value("walt")
            await expect(closing.get_by_role("button", name="Close my account")).to_be_focused()
            await expect(page.get_by_role("alert")).to_have_count(0)
            assert await is_signed_in(elsewhere)

            # What is asked for again is asked about again.
            await closing.get_by_role("button", name="Close my account").click()
            await page.get_by_role("dialog", name=QUESTION).get_by_role("button", name="Cancel").click()
            await expect(page.get_by_role("dialog", name=QUESTION)).to_have_count(0)
            assert await is_signed_in(elsewhere)


class TestAccount:
    async def test_gets_another_password_after_a_fresh_proof(
        self, guest: Visit, served: Served, wait: Callable[[Account], None]
    ) -> None:
        guest.forgiven += [REFUSED, INVALID]
        sven = make(served, "sven")
        async with other_device(served, sven) as elsewhere:
            page = await enter(guest, sven, "/settings/account")
            wait(sven)
            password = page.get_by_role("region", name="Password")
            await password.get_by_label("Current password").fill("not this one, surely")
            await password.get_by_label("New password", exact=True).fill(ANOTHER)
            await password.get_by_role("button", name="Change password").click()
            await confirm(page)
            await expect(password.get_by_text("This is not your password.")).to_be_visible()
            await expect(password.get_by_label("Current password")).to_be_focused()
            assert await is_signed_in(elsewhere)
            await password.get_by_label("Current password").fill(PASSWORD)
            await password.get_by_role("button", name="Change password").click()
            await expect(page.get_by_text("All your other devices are signed out.", exact=True)).to_be_visible()
            await expect(password.get_by_label("New password", exact=True)).to_have_value("")
            assert not await is_signed_in(elsewhere)
        await page.reload()
        await expect(page.get_by_role("region", name="Password")).to_be_visible()
        async with other_device(served, Account("sven", ANOTHER)) as again:
            assert await is_signed_in(again)

    async def test_gets_another_address_and_the_old_one_back(self, guest: Visit, served: Served, owner: Person) -> None:
        tina = make(served, "tina")
        page = await enter(guest, tina, "/settings/account")
        email = page.get_by_role("region", name="Email")
        await email.get_by_role("button", name="Change address").click()
        await email.get_by_label("New address").fill("tina@elsewhere.example")
        await email.get_by_role("button", name="Send the link").click()
        waiting = email.get_by_text("Waiting for you")
        await expect(waiting).to_contain_text("tina@elsewhere.example")
        await page.reload()
        await expect(waiting).to_contain_text(f"{tina.email} stays your address")
        await shoot(page, "address-awaited")

        token = await token_to(owner, "tina@elsewhere.example", "confirm your new address")
        link = await guest.open(f"/verify-email#token={token}")
        await link.get_by_role("button", name="Use this address").click()
        await expect(link.get_by_role("heading", name="This is your address now")).to_be_visible()
        await page.reload()
        await expect(email.get_by_text("tina@elsewhere.example", exact=True)).to_be_visible()
        await expect(waiting).to_have_count(0)

        token = await token_to(owner, tina.email, "address has been changed")
        link = await guest.open(f"/verify-email#token={token}")
        await expect(link.get_by_role("heading", name="Take your old address back?")).to_be_visible()
        await shoot(link, "undo")
        await link.get_by_role("button", name="Take it back").click()
        await expect(link.get_by_role("heading", name="Your old address is back")).to_be_visible()
        await shoot(link, "undone")
        await page.reload()
        await expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
        async with other_device(served, tina) as again:
            assert (await again.get("/api/v1/users/me")).json()["email"] == tina.email

    async def test_has_its_address_confirmed(self, guest: Visit, served: Served, owner: Person) -> None:
        uwe = make(served, "uwe")
        page = await enter(guest, uwe, "/settings/account")
        email = page.get_by_role("region", name="Email")
        await email.get_by_role("button", name="Send me a link").click()
        await expect(email.get_by_text("A link is on its way")).to_be_visible()
        token = await token_to(owner, uwe.email, "Please confirm your address")
        link = await guest.open(f"/verify-email#token={token}")
        await link.get_by_role("button", name="Confirm my address").click()
        await expect(link.get_by_role("heading", name="Your address is confirmed")).to_be_visible()
        await link.get_by_role("link", name="Go to Clew").click()
        await expect(link.get_by_role("heading", name="Hello uwe")).to_be_visible()
        await page.reload()
        await expect(email.get_by_role("button", name="Change address")).to_be_visible()
        await expect(email.get_by_role("button", name="Send me a link")).to_have_count(0)

    async def test_is_closed_by_name(self, guest: Visit, served: Served, owner: Person) -> None:
        guest.forgiven.append(INVALID)
        xena = make(served, "xena")
        page = await enter(guest, xena, "/settings/account")
        await page.get_by_role("button", name="Close account…").click()
        dialog = page.get_by_role("dialog", name="Close your account?")
        close = dialog.get_by_role("button", name="Close my account")
        await expect(dialog.get_by_label("Type your user name")).to_be_focused()
        await dialog.get_by_label("Type your user name").fill("xen")
        await dialog.get_by_label("Your password").fill("not this one, surely")
        await expect(close).to_be_disabled()
        await dialog.get_by_label("Type your user name").fill("Xena")
        await close.click()
        await expect(dialog.get_by_text("This is not your password.")).to_be_visible()
        await shoot(page, "closing")
        await dialog.get_by_label("Your password").fill(PASSWORD)
        await close.click()
        await expect(page.get_by_role("heading", name="Your account is closed")).to_be_visible()
        assert await mails_to(owner, xena.email) == []
        async with httpx.AsyncClient(base_url=served.url, timeout=30) as again:
            assert (await sign_in_by_api(again, xena.name)).status_code == 401


@pytest.mark.parametrize(("screen", "scheme"), [("phone", "light"), ("desk", "dark")])
class TestAnyScreen:
    async def test_has_room_for_it(
        self,
        doors: Doors,
        served: Served,
        wait: Callable[[Account], None],
        screen: str,
        scheme: Literal["light", "dark"],
    ) -> None:
        stranger = await doors.enter(signed_in=False, phone=screen == "phone", scheme=scheme)
        for path, shown in (
            ("/sign-in", "Forgot your password?"),
            ("/register#token=invitation_x", "Create account"),
            ("/forgot-password", "Send me a link"),
            ("/reset-password#token=reset_x", "Set the new password"),
            ("/reset-password", "Send me a new link"),
            ("/verify-email", "This link is not complete"),
            (f"/verify-email#token={NO_SUCH_LINK}", "Take it back"),
            ("/closed", "Your account is closed"),
        ):
            page = await stranger.open(path)
            await expect(page.get_by_text(shown)).to_be_visible()
            await fits(page, f"{screen}-{scheme}-{path.strip('/').replace('/', '-').partition('_')[0]}")
        stranger.forgiven.append(REFUSED)
        zoe = make(served, f"zoe.of-the.long-name-{screen}-{scheme}")
        page = await enter(stranger, zoe, "/settings/account")
        await expect(page.get_by_role("button", name="Change password")).to_be_visible()
        await fits(page, f"{screen}-{scheme}-account")
        wait(zoe)
        await page.get_by_role("button", name="Close account…").click()
        await page.get_by_label("Type your user name").fill(zoe.name)
        await page.get_by_label("Your password").fill(PASSWORD)
        await fits(page, f"{screen}-{scheme}-close-account")
        await page.get_by_role("button", name="Close my account").click()
        await expect(page.get_by_role("dialog", name=QUESTION).get_by_label("Your password")).to_be_visible()
        await fits(page, f"{screen}-{scheme}-confirm")
