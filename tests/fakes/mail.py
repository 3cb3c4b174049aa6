"""A mail server on this machine that keeps what it is given."""
# pyright: reportUnknownMemberType=false, reportUnknownParameterType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false, reportMissingTypeStubs=false
# aiosmtpd says of few things what they are.

import asyncio
import socket
from collections.abc import Generator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "clew", "a password of a mail server"
SENDER = "Clew <clew@example.org>"


class Sink:
    """A server that takes whatever comes, and tells what that was."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.refusals = 0
        """How many it sends away at first."""

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 aiosmtpd's name
        if self.refusals:
            self.refusals -= 1
            return "451 come back later"
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.taken.append(message)
        return "250 taken"

    def authenticate(self, *given: Any) -> AuthResult:
        data = given[-1]
        assert isinstance(data, LoginPassword)
        is_right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=is_right, handled=False)

    async def got(self, recipient: str, number: int = 1) -> EmailMessage:
        """The latest mail to that address, once there are so many."""
        async with asyncio.timeout(30):
            while len(found := [one for one in self.taken if one["To"] == recipient]) < number:
                await asyncio.sleep(0.05)
        return found[-1]

    @contextmanager
    def listening(self) -> Generator[int]:
        """The port that it takes mail at; for `USER` with `PASSWORD`."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            number = free.getsockname()[1]
        running = Controller(
            self, hostname="127.0.0.1", port=number, authenticator=self.authenticate, auth_require_tls=False
        )
        running.start()
        yield number
        running.stop()
