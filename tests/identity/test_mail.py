"""Mail leaves by SMTP where a server is set, and waits for an administrator where none is."""

import asyncio
import smtplib
from collections.abc import Iterator

import httpx
import pytest
from tests.conftest import PASSWORD as ACCOUNT_PASSWORD
from tests.conftest import People, Person
from tests.fakes.mail import PASSWORD, SENDER, USER, Sink
from tests.identity.mailbox import mails_to

from clew.infra.config import Config, ConfigError, read_config
from clew.infra.mail import Letter, SmtpMailer, SmtpServer, mailer_of

LETTER = Letter("ann@example.org", "Gr\u00fc\u00dfe", "A line.\n.\nThe last one, with a dot above.\n")
FORGOT = "/api/v1/auth/forgot-password"


@pytest.fixture(scope="module")
def sink() -> Sink:
    return Sink()


@pytest.fixture(scope="module")
def port(sink: Sink) -> Iterator[int]:
    with sink.listening() as number:
        yield number


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory, port: int) -> Config:
    """An instance that sends its mail there."""
    return Config(
        port=0,
        data_dir=tmp_path_factory.mktemp("data"),
        public_url="https://clew.example.org",
        smtp_url=f"smtp://{USER}@127.0.0.1:{port}",
        smtp_password=PASSWORD,
        mail_from=SENDER,
    )


class TestSending:
    async def test_takes_a_mail_to_its_address_and_out_of_the_outbox(
        self, stranger: httpx.AsyncClient, ann: Person, owner: Person, sink: Sink
    ) -> None:
        await stranger.post(FORGOT, json={"email": ann.email})
        mail = await sink.got(ann.email)
        assert (mail["From"], mail["Subject"]) == (SENDER, "Clew: Choose a new password")
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["Message-ID"].endswith("@example.org>")
        assert "https://clew.example.org/reset-password#token=reset_" in mail.get_content()
        async with asyncio.timeout(10):
            while await mails_to(owner, ann.email):
                await asyncio.sleep(0.05)

    async def test_tells_of_an_account_that_is_closed(
        self, people: People, ann: Person, owner: Person, sink: Sink
    ) -> None:
        async with people.browser(ann) as browser:
            closed = await browser.request("DELETE", "/api/v1/users/me", json={"password": ACCOUNT_PASSWORD})
            assert closed.status_code == 200, closed.text
        assert (await sink.got(ann.email))["Subject"] == "Clew: Your account is closed"
        async with asyncio.timeout(10):
            while await mails_to(owner, ann.email):
                await asyncio.sleep(0.05)

    async def test_is_tried_again_when_the_server_is_busy(
        self, stranger: httpx.AsyncClient, ann: Person, owner: Person, sink: Sink
    ) -> None:
        sink.refusals = 1
        await stranger.post(FORGOT, json={"email": ann.email})
        await sink.got(ann.email)
        async with asyncio.timeout(10):
            while await mails_to(owner, ann.email):
                await asyncio.sleep(0.05)
        assert [one["To"] for one in sink.taken].count(ann.email) == 1

    async def test_keeps_every_character_and_line(self, config: Config, sink: Sink) -> None:
        mailer = mailer_of(config)
        assert mailer is not None
        await mailer.send(LETTER)
        mail = await sink.got(LETTER.recipient)
        assert (mail["Subject"], mail.get_content().replace("\r\n", "\n")) == (LETTER.subject, LETTER.body)

    async def test_never_talks_in_clear_text_to_another_machine(self, sink: Sink, port: int) -> None:
        """The server has no TLS, and what is not written as an address of this machine may be anybody."""
        before = len(sink.taken)
        with pytest.raises(smtplib.SMTPNotSupportedError):
            await SmtpMailer(SmtpServer("127.1", port, False, USER, PASSWORD, SENDER)).send(LETTER)  # noqa: FBT003 a field
        assert len(sink.taken) == before

    async def test_with_a_wrong_password_fails(self, sink: Sink, port: int) -> None:
        before = len(sink.taken)
        with pytest.raises(smtplib.SMTPAuthenticationError):
            await SmtpMailer(SmtpServer("127.0.0.1", port, False, USER, "wrong", SENDER)).send(LETTER)  # noqa: FBT003 a field
        assert len(sink.taken) == before


class TestOutbox:
    async def test_is_for_administrators(self, ann: Person) -> None:
        assert (await ann.client.get("/api/v1/mails")).status_code == 403


class TestConfiguration:
    def test_without_a_server_sends_nothing(self) -> None:
        assert mailer_of(Config()) is None

    def test_keeps_the_password_to_itself(self, config: Config) -> None:
        assert PASSWORD not in repr(config)

    @pytest.mark.parametrize(
        ("url", "sender"),
        [
            ("smtp://mail.example.org", None),
            (None, SENDER),
            ("https://mail.example.org", SENDER),
            ("smtp://", SENDER),
            ("smtp://clew:secret@mail.example.org", SENDER),
            ("smtp://mail.example.org:0", SENDER),
            ("smtp://mail.example.org", "nobody"),
            ("smtp://mail.example.org", "a@example.org\nBcc: b@example.org"),
        ],
    )
    def test_that_cannot_work_is_refused(self, url: str | None, sender: str | None) -> None:
        said = {"CLEW_SMTP_URL": url, "CLEW_MAIL_FROM": sender}
        with pytest.raises(ConfigError, match=r"CLEW_SMTP_URL|CLEW_MAIL_FROM"):
            read_config({name: value for name, value in said.items() if value is not None})

    def test_names_the_server(self) -> None:
        found = read_config({"CLEW_SMTP_URL": "smtps://me@mail.example.org", "CLEW_MAIL_FROM": SENDER})
        assert (found.smtp_url, found.mail_from) == ("smtps://me@mail.example.org", SENDER)
