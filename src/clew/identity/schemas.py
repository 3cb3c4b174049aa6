"""What identity sends and takes."""

import re
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from clew.identity.factors.schemas import PendingSignIn
from clew.identity.signed_in.schemas import Client, TokenPair
from clew.kit.schema import Input, Output
from clew.kit.text import comparable

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")
_EMAIL = re.compile(r"[^@\s<>,;:\"()\[\]\\]{1,64}@[^@\s<>,;:\"()\[\]\\]+\.[^@\s.]{2,}")


def _username(value: str) -> str:
    if not _USERNAME.fullmatch(comparable(value)):
        raise ValueError("2 to 32 letters, digits, dots, hyphens or underscores, beginning with a letter or a digit")
    return value.strip()


def _email(value: str) -> str:
    if not _EMAIL.fullmatch(comparable(value)):
        raise ValueError("not an email address")
    return value.strip()


Username = Annotated[str, Field(max_length=100), AfterValidator(_username)]
Email = Annotated[str, Field(max_length=255), AfterValidator(_email)]
Password = Annotated[str, Field(max_length=1024)]
FullName = Annotated[str, Field(max_length=255)]


class Registration(Input):
    """A new account; the set-up token, from the link that the server printed, makes it the owner's.

    An invitation lets it be made while registration is closed.
    """

    username: Username
    email: Email
    password: Password
    full_name: FullName | None = None
    setup_token: str | None = Field(default=None, max_length=100)
    invitation_token: str | None = Field(default=None, max_length=100)


class SignIn(Input):
    """`username` is the user name or the email address."""

    username: str = Field(min_length=1, max_length=255)
    password: Password
    client: Client = Client.browser
    """`token` for a program without cookies, which gets `tokens` in their place."""


class UserResponse(Output):
    """A person as they see themself, and as administrators see them."""

    id: UUID
    username: str
    email: str
    full_name: str | None
    phone_number: str | None
    is_active: bool
    is_verified: bool
    last_login: datetime | None
    failed_login_attempts: int
    """Since the last sign-in that worked."""
    locked_until: datetime | None
    """Until when a password is refused unseen, but on a trusted device."""
    roles: list[str]
    created_at: datetime
    updated_at: datetime


class SignedIn(Output):
    """Somebody who is signed in, or what is missing still."""

    user: UserResponse | None
    """Who is signed in now."""
    tokens: TokenPair | None
    """For a program that is."""
    pending: PendingSignIn | None
    """What is missing still."""


class InstanceStatus(Output):
    """What the first page must know: whether there is an owner yet, and whether strangers may register."""

    has_owner: bool
    registration_open: bool
    text_messages: bool
    """Whether those that are sent reach a phone, so that codes by SMS are worth switching on."""
