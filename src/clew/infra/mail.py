"""Mail leaves here: over SMTP, always under TLS but to this machine itself."""

import asyncio
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Protocol
from urllib.parse import unquote, urlsplit

from clew.infra.config import Config, is_loopback

PATIENCE = 20.0  # seconds for each step of talking to the server
SUBMISSION, SUBMISSION_TLS = 587, 465  # RFC 8314


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail of plain text to one address."""

    recipient: str
    subject: str
    body: str


class Mailer(Protocol):
    """Whatever takes letters to where they go."""

    async def send(self, letter: Letter) -> None:
        """Raises `OSError` or `smtplib.SMTPException` where it cannot; who calls tries again."""
        ...


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where letters are handed in, and as whom."""

    host: str
    port: int
    is_tls: bool
    """Whether it speaks TLS from the first byte on; else STARTTLS is asked for."""
    user: str | None
    password: str | None
    sender: str


class SmtpMailer:
    """Hands letters in at a server. The library blocks, so it works in a thread."""

    def __init__(self, server: SmtpServer) -> None:
        self._server = server

    async def send(self, letter: Letter) -> None:
        await asyncio.to_thread(self._hand_in, _message(letter, self._server.sender))

    def _hand_in(self, message: EmailMessage) -> None:
        server, context = self._server, ssl.create_default_context()
        if server.is_tls:
            connection = smtplib.SMTP_SSL(server.host, server.port, timeout=PATIENCE, context=context)
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=PATIENCE)
        with connection:
            if not server.is_tls and not is_loopback(server.host):
                connection.starttls(context=context)  # raises where the server has none: never in clear text
            if server.user is not None:
                connection.login(server.user, server.password or "")
            connection.send_message(message)


def mailer_of(config: Config) -> Mailer | None:
    """None where nothing sends mail: administrators read it in the outbox, then."""
    if config.smtp_url is None or config.mail_from is None:
        return None
    parts = urlsplit(config.smtp_url)
    is_tls = parts.scheme == "smtps"
    user = unquote(parts.username) if parts.username else None
    port = parts.port or (SUBMISSION_TLS if is_tls else SUBMISSION)
    return SmtpMailer(SmtpServer(parts.hostname or "", port, is_tls, user, config.smtp_password, config.mail_from))


def _message(letter: Letter, sender: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, letter.recipient, letter.subject
    message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain=sender.rpartition("@")[2].rstrip(">"))
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: holiday notices do not answer
    message.set_content(letter.body)
    return message
