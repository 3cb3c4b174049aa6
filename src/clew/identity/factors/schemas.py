"""Second factors as they go over the wire: a secret only in the answer that makes it, never a digest."""

from datetime import datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from pydantic import Field, model_validator

from clew.identity.signed_in.schemas import Client
from clew.infra.db import Json
from clew.kit.schema import Input, JsonObject, Output, Page


class Method(StrEnum):
    """How somebody proves that it is them, besides their password."""

    passkey = "passkey"
    totp = "totp"
    sms = "sms"
    backup_code = "backup_code"


class Asked(StrEnum):
    """What has to be asked for before it can be answered."""

    passkey = "passkey"
    sms = "sms"


class Proof(Input):
    """One answer: a passkey's credential, or a code."""

    method: Method
    code: str | None = Field(default=None, max_length=100, examples=["123456"])
    response: JsonObject | None = None
    """Of a passkey: the credential's `toJSON()`."""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if (self.response if self.method is Method.passkey else self.code) is None:
            raise ValueError("a passkey needs a response, everything else a code")
        return self


class SecondFactor(Proof):
    """The answer that a sign-in waits for."""

    token: str = Field(max_length=100)
    trust_device: bool = False
    """Do not ask this browser again for 30 days."""
    client: Client = Client.browser


class ChallengeRequest(Input):
    """Ask for a code by SMS, or for what a passkey must sign."""

    method: Asked
    token: str | None = Field(default=None, max_length=100)
    """Of the sign-in that waits; without one a passkey says who signs in."""


class ConfirmChallengeRequest(Input):
    """The same for somebody who is signed in."""

    method: Asked


class ChallengeResponse(Output):
    token: str
    """Goes with the answer."""
    options: Json | None
    """For `PublicKeyCredential.parseRequestOptionsFromJSON`."""
    expires_at: datetime


class PendingSignIn(Output):
    """A sign-in that waits for its second factor."""

    token: str
    methods: list[Method]
    expires_at: datetime


class ConfirmMethod(StrEnum):
    """How somebody who is signed in proves once more that it is them."""

    password = "password"  # noqa: S105 a name of a method
    passkey = "passkey"
    totp = "totp"
    sms = "sms"
    backup_code = "backup_code"


class Confirmation(Input):
    """That proof: the password where no second factor is on, else one of these."""

    method: ConfirmMethod
    password: str | None = Field(default=None, max_length=1024)
    code: str | None = Field(default=None, max_length=100, examples=["123456"])
    token: str | None = Field(default=None, max_length=100)
    """Of what was asked for, where a passkey or an SMS answers it."""
    response: JsonObject | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        match self.method:
            case ConfirmMethod.password:
                needed: tuple[object, ...] = (self.password,)
            case ConfirmMethod.passkey:
                needed = (self.response, self.token)
            case ConfirmMethod.sms:
                needed = (self.code, self.token)
            case _:
                needed = (self.code,)
        if None in needed:
            raise ValueError("the method needs its password, code or response, with the token where it was asked for")
        return self

    def proof(self) -> Proof:
        return Proof(method=Method(self.method.value), code=self.code, response=self.response)


class Confirmed(Output):
    expires_at: datetime
    """Until when the session counts as confirmed."""
    token: str | None
    """The session's new one, for a client that does not keep cookies."""


class TotpSetUp(Output):
    """What an authenticator app is given; shown this once."""

    secret: str
    """To type in, in base32."""
    uri: str
    image: str
    """The same as a QR code, a data URI for an `img`."""


class TotpCode(Input):
    code: str = Field(max_length=20, examples=["123456"])


class BackupCodes(Output):
    """Shown this once; each works once."""

    codes: list[str]


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
