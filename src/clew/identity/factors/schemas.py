"""Second factors and phone numbers as they go over the wire: never a secret, never a digest."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from clew.infra.listing import PageQuery, Sort
from clew.kit.schema import Output, Page


class MFAConfigurationResponse(Output):
    """How a person proves a second time that it is them."""

    id: UUID
    totp_enabled: bool
    sms_enabled: bool
    phone_number: str | None = Field(validation_alias="masked_phone")
    """The end of the number that codes are sent to, as `…961`."""
    backup_codes_left: int
    trusted_device_count: int
    created_at: datetime
    updated_at: datetime


class MFAConfigurationList(Page[MFAConfigurationResponse]):
    """One, or none where nothing is set up."""


class PhoneSearchRequest(PageQuery):
    sort: Sort = Sort.newest
    phone_number: str | None = Field(default=None, max_length=20)
    is_primary: bool | None = None
    is_verified: bool | None = None


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
