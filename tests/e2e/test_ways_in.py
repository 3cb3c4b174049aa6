"""The ways in: by a mail, by an invitation, and back in by a link when the password is forgotten."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect
from tests.conftest import PASSWORD, Cluster, Person
from tests.e2e.accounts import INVALID, REFUSED, SIGNED_OUT, Account, make, other_device, sign_in
from tests.e2e.conftest import Doors, Visit
from tests.e2e.pages import shoot
from tests.fakes.mail import PASSWORD as MAIL_PASSWORD
from tests.fakes.mail import SENDER, USER, Sink
from tests.identity.mailbox import ANOTHER, TOKEN, is_signed_in, token_to
from tests.served import Served

pytestmark = pytest.mark.xdist_group("e2e")


async def fill_account(page: Page, account: Account) -> None:
    await page.get_by_label("User name").fill(account.name)
    await page.get_by_label("Email").fill(account.email)
    await page.get_by_label("Password", exact=True).fill(account.password)
    await page.get_by_role("button", name="Create account").click()


@pytest.fixture
async def sink() -> Sink:
    return Sink()


@pytest.fixture
async def posting(cluster: Cluster, sink: Sink) -> AsyncIterator[Served]:
    """A server that sends mail, and where anybody may make an account."""
    addresses, served = cluster.create("test_posting"), Served()
    with sink.listening() as port:
        served.environment |= {
            "CLEW_DATABASE_URL": addresses.application,
            "CLEW_DATABASE_OWNER_URL": addresses.owner,
            "CLEW_SMTP_URL": f"smtp://{USER}@127.0.0.1:{port}",
            "CLEW_SMTP_PASSWORD": MAIL_PASSWORD,
            "CLEW_MAIL_FROM": SENDER,
        }
        async with served:
            served.command(
                "user", "create", "ada", "--email", "ada@example.org", "--owner", "--password-stdin", text=PASSWORD
            )
            async with other_device(served, Account("ada")) as owner:
                opened = {"items": [{"key": "registration.open", "value": True}]}
                assert (await owner.patch("/api/v1/system-settings", json=opened)).status_code == 200
            yield served
    cluster.drop("test_posting")


@pytest.fixture
async def stranger(browser: Browser, posting: Served) -> AsyncIterator[Visit]:
    visit = await Doors(browser, posting.url, {}).enter(signed_in=False)
    yield visit
    await visit.leave()


async def link_to(sink: Sink, recipient: str, page: str, number: int = 1) -> str:
    """The path and the token of the link in the latest mail to somebody."""
    found = TOKEN.search((await sink.got(recipient, number)).get_content())
    assert found is not None
    return f"/{page}#token={found[1]}"


class TestRegistration:
    async def test_waits_for_the_link_in_a_mail(self, stranger: Visit, sink: Sink) -> None:
        stranger.forgiven += [REFUSED, SIGNED_OUT]
        nora = Account("nora")
        page = await stranger.open("/sign-in")
        await page.get_by_role("link", name="Create an account").click()
        await fill_account(page, nora)
        await expect(page.get_by_role("heading", name="One step is left")).to_be_visible()
        await expect(page.get_by_text(nora.email)).to_be_visible()
        await shoot(page, "register-mail")
        first = await link_to(sink, nora.email, "verify-email")
        await page.get_by_role("button", name="Send it again").click()
        await expect(page.get_by_text("Sent again.")).to_be_visible()
        second = await link_to(sink, nora.email, "verify-email", 2)
        await page.get_by_role("link", name="Sign in").click()
        await sign_in(page, nora)
        await expect(page.get_by_role("alert")).to_contain_text("The name or the password is wrong")

        # Only the newest link works, and once.
        page = await stranger.open(first)
        await page.get_by_role("button", name="Confirm my address").click()
        await expect(page.get_by_role("heading", name="This link no longer works")).to_be_visible()
        await shoot(page, "verify-ended")
        page = await stranger.open(second)
        await expect(page.get_by_role("button", name="Confirm my address")).to_be_focused()
        await shoot(page, "verify")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", name="Your account is ready")).to_be_visible()
        await shoot(page, "verified")
        await page.get_by_role("link", name="Sign in").click()
        await sign_in(page, nora)
        await expect(page.get_by_role("heading", name="Hello nora")).to_be_visible()
        page = await stranger.open(second)
        await page.get_by_role("button", name="Confirm my address").click()
        await expect(page.get_by_text("If you have used it already, all is well")).to_be_visible()

    async def test_never_tells_whether_an_address_has_an_account(self, stranger: Visit, sink: Sink) -> None:
        page = await stranger.open("/register")
        await fill_account(page, Account("otto"))
        await expect(page.get_by_role("heading", name="One step is left")).to_be_visible()
        new = await page.get_by_role("main").inner_text()
        page = await stranger.open("/register")
        await page.get_by_label("User name").fill("otto-again")
        await page.get_by_label("Email").fill("ada@example.org")
        await page.get_by_label("Password", exact=True).fill(PASSWORD)
        await page.get_by_role("button", name="Create account").click()
        await expect(page.get_by_role("heading", name="One step is left")).to_be_visible()
        assert await page.get_by_role("main").inner_text() == new.replace("otto@", "ada@")
        assert "You have an account already" in (await sink.got("ada@example.org"))["Subject"]

    async def test_by_invitation_leads_straight_in(self, guest: Visit, served: Served, owner: Person) -> None:
        guest.forgiven.append(REFUSED)
        closed = {"items": [{"key": "registration.open", "value": False}]}
        assert (await owner.client.patch("/api/v1/system-settings", json=closed)).status_code == 200
        async with other_device(served, Account(owner.username)) as desk:
            made = await desk.post("/api/v1/invitations", json={"email": "philippa@example.org"})
            assert made.status_code == 201, made.text
        page = await guest.open("/register")
        await expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
        path = made.json()["link"].removeprefix(served.url)
        page = await guest.open(path)
        await expect(page.get_by_role("heading", name="You are invited")).to_be_visible()
        await shoot(page, "invited")
        await fill_account(page, Account("philippa"))
        await expect(page.get_by_role("heading", name="Hello philippa")).to_be_visible()
        page = await guest.open(path)
        await fill_account(page, Account("paul"))
        await expect(page.get_by_role("alert")).to_contain_text("This invitation is used up or too old")


class TestForgottenPassword:
    async def test_is_replaced_by_a_link(self, guest: Visit, served: Served, owner: Person) -> None:
        guest.forgiven += [INVALID, REFUSED]
        rosa = make(served, "rosa")
        page = await guest.open("/sign-in")
        await page.get_by_role("link", name="Forgot your password?").click()
        await page.get_by_label("Email").fill("nobody-at-all@example.org")
        await page.get_by_role("button", name="Send me a link").click()
        await expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
        unknown = await page.get_by_role("main").inner_text()
        await page.get_by_role("button", name="Use another address").click()
        await page.get_by_label("Email").fill(rosa.email)
        await page.get_by_role("button", name="Send me a link").click()
        await expect(page.get_by_text(rosa.email)).to_be_visible()
        assert await page.get_by_role("main").inner_text() == unknown.replace("nobody-at-all@", "rosa@")
        await shoot(page, "forgot-mail")

        async with other_device(served, rosa) as elsewhere:
            link = f"/reset-password#token={await token_to(owner, rosa.email, 'Choose a new password')}"
            page = await guest.open(link)
            field = page.get_by_label("New password", exact=True)
            await field.fill("too short")
            await page.get_by_role("button", name="Set the new password").click()
            await expect(page.get_by_text("needs at least 15 characters")).to_be_visible()
            await expect(field).to_be_focused()
            await shoot(page, "reset-refused")
            await field.fill(ANOTHER)
            await page.get_by_role("button", name="Set the new password").click()
            await expect(page.get_by_role("heading", name="Your new password is set")).to_be_visible()
            assert not await is_signed_in(elsewhere)
        await page.get_by_role("link", name="Sign in").click()
        await sign_in(page, Account("rosa", ANOTHER))
        await expect(page.get_by_role("heading", name="Hello rosa")).to_be_visible()

        page = await guest.open(link)
        await page.get_by_label("New password", exact=True).fill(PASSWORD)
        await page.get_by_role("button", name="Set the new password").click()
        await expect(page.get_by_role("heading", name="This link no longer works")).to_be_visible()
        await page.get_by_role("link", name="Send me a new link").click()
        await expect(page.get_by_role("heading", name="Forgot your password?")).to_be_visible()
