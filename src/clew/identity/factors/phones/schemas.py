"""Phone numbers as they go over the wire."""

import re
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from clew.infra.listing import PageQuery, Sort
from clew.kit.schema import Input, Output, Page

_NOT_DIALLED = re.compile(r"[\s()./-]+")
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")


def _number(value: str) -> str:
    number = _NOT_DIALLED.sub("", value)
    if not _E164.fullmatch(number):
        raise ValueError("a number with its country, as +441632960961")
    return number


PhoneNumber = Annotated[str, Field(max_length=40, examples=["+441632960961"]), AfterValidator(_number)]


class PhoneSearchRequest(PageQuery):
    sort: Sort = Sort.newest
    phone_number: str | None = Field(default=None, max_length=20)
    is_primary: bool | None = None
    is_verified: bool | None = None


class PhoneVerification(Input):
    """The number that a code is to be sent to."""

    phone_number: PhoneNumber


class PhoneChallenge(Output):
    """Names the message that was sent."""

    token: str
    expires_at: datetime


class PhoneCreate(Input):
    """The code that came with that message."""

    token: str = Field(max_length=100)
    code: str = Field(max_length=20, examples=["123456"])


class PhoneResponse(Output):
    """A phone number of a person."""

    id: UUID
    phone_number: str
    """With its country, as `+441632960961`."""
    is_primary: bool
    is_verified: bool
    verification_method: str | None
    created_at: datetime
    updated_at: datetime


class PhoneList(Page[PhoneResponse]):
    pass
