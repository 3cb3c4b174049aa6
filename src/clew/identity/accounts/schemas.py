"""What proves that an account is somebody's, as it goes over the wire, and the job of asking for it by mail."""

from datetime import timedelta
from typing import ClassVar

from pydantic import Field

from clew.identity.schemas import Email, Password
from clew.infra.jobs import Job
from clew.kit.schema import Input, Output


class Link(Input):
    """What stands behind the # of a link in a mail."""

    token: str = Field(min_length=1, max_length=100)


class Forgotten(Input):
    email: Email


class NewPassword(Link):
    """A password in place of one that is forgotten."""

    password: Password


class PasswordChange(Input):
    present_password: Password
    password: Password
    """The new one."""


class EmailChangeRequest(Input):
    email: Email
    """The new address, which is theirs once its link is followed."""


class Closing(Input):
    """All that somebody has is gone afterwards, and cannot be brought back."""

    password: Password


class AccountClosed(Output):
    username: str


class AccountLock(Input):
    minutes: int = Field(default=60, ge=1, le=7 * 24 * 60)

    @property
    def duration(self) -> timedelta:
        return timedelta(minutes=self.minutes)


class SendResetLink(Job):
    """Looks whether there is such an account: behind the answer, so that it takes as long for each address."""

    name: ClassVar[str] = "send_reset_link"
    email: str
