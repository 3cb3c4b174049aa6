"""Passkeys as they go over the wire: never a key."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from clew.infra.db import Json
from clew.kit.schema import Input, JsonObject, Output, Page, absent

PasskeyName = Annotated[str, Field(min_length=1, max_length=100, examples=["My phone"])]


class PasskeyOptions(Output):
    """What a browser asks its authenticator for."""

    token: str
    """Names the question in the answer."""
    options: Json
    """For `PublicKeyCredential.parseCreationOptionsFromJSON`."""
    expires_at: datetime


class PasskeyCreate(Input):
    """What the authenticator made."""

    token: str = Field(max_length=100)
    name: PasskeyName
    response: JsonObject
    """The credential's `toJSON()`."""


class PasskeyUpdate(Input):
    name: PasskeyName = absent()


class PasskeyReplace(Input):
    name: PasskeyName


class PasskeyResponse(Output):
    """A passkey of a person."""

    id: UUID
    name: str
    last_used_at: datetime | None
    created_at: datetime
    updated_at: datetime


class PasskeyList(Page[PasskeyResponse]):
    pass
