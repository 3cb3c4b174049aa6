"""Text messages that leave the house. Who sends them is said in `main`."""

from typing import Protocol

import structlog

log = structlog.get_logger()


class SmsSender(Protocol):
    """Sends text messages."""

    reaches_phones: bool
    """Whether they arrive where they are sent to."""

    async def send(self, number: str, text: str) -> None:
        """`number` as `+441632960961`. Raises `Unavailable` where it cannot be sent."""
        ...


class LoggingSender:
    """Stands in where no service is set up: the message is in the log, for whoever runs the server to pass on."""

    reaches_phones = False

    async def send(self, number: str, text: str) -> None:
        log.warning("no service for text messages is set up, so this one was not sent", number=number, text=text)
