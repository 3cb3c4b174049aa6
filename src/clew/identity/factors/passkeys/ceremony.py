"""The two ceremonies of WebAuthn: an authenticator makes a key for a person, and signs with it that they are there.

The server's part of what it asks lies in a challenge; here is what a browser is told and what its answer must be.
"""

import secrets
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

import orjson
from fastapi import Request
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from clew.infra.config import Config, is_loopback
from clew.infra.db import Json
from clew.kit.errors import Conflict

NAME = "Clew"
CHALLENGE = 32  # bytes
HANDLE = 64  # bytes
PATIENCE = 5 * 60 * 1000  # milliseconds that a browser waits for the person
VERIFIED = UserVerificationRequirement.REQUIRED


class WrongSignature(Exception):
    """The answer is none to what was asked, or it is not signed by that key. What is wrong is nobody's business."""


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """Who asks, as browsers know us: a passkey works for this name alone, and an answer names this origin."""

    id: str
    origin: str


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """What an authenticator made."""

    credential_id: bytes
    public_key: bytes
    sign_count: int


def relying_party(request: Request) -> RelyingParty:
    """Raises `Conflict` where the instance is reached by a name that it does not say to be its own."""
    config: Config = request.app.state.config
    if config.public_url is not None:
        return _party(config.public_url)
    if not is_loopback(request.url.hostname or ""):
        raise Conflict("Passkeys need the address of this Clew: please set CLEW_PUBLIC_URL.")
    return _party(f"{request.url.scheme}://{request.url.netloc}")


def ask_for_new(party: RelyingParty, handle: bytes, name: str, known: list[bytes]) -> tuple[Json, Json]:
    """What the browser is told, and what the challenge keeps. `known` are the person's passkeys already."""
    challenge = secrets.token_bytes(CHALLENGE)
    options = generate_registration_options(
        rp_id=party.id,
        rp_name=NAME,
        user_id=handle,
        user_name=name,
        challenge=challenge,
        timeout=PATIENCE,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=VERIFIED
        ),
        exclude_credentials=_named(known),
    )
    return orjson.loads(options_to_json(options)), kept(challenge)


def ask(party: RelyingParty, known: list[bytes]) -> tuple[Json, Json]:
    """The same for a signature; where no passkeys are named, the person chooses among those for this place."""
    challenge = secrets.token_bytes(CHALLENGE)
    options = generate_authentication_options(
        rp_id=party.id,
        challenge=challenge,
        timeout=PATIENCE,
        allow_credentials=_named(known),
        user_verification=VERIFIED,
    )
    return orjson.loads(options_to_json(options)), kept(challenge)


def read_new(party: RelyingParty, data: Json | None, response: Json) -> NewPasskey:
    """Raises `WrongSignature`."""
    try:
        made = verify_registration_response(
            credential=response,
            expected_challenge=_challenge(data),
            expected_rp_id=party.id,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError, AttributeError):  # of an answer that is no answer
        raise WrongSignature from None
    return NewPasskey(made.credential_id, made.credential_public_key, made.sign_count)


def read(party: RelyingParty, data: Json | None, response: Json, public_key: bytes) -> int:
    """How often the authenticator says that it has signed. Raises `WrongSignature`."""
    try:
        signed = verify_authentication_response(
            credential=response,
            expected_challenge=_challenge(data),
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=public_key,
            credential_current_sign_count=0,  # the database compares, in the statement that keeps the new one
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError, AttributeError):
        raise WrongSignature from None
    return signed.new_sign_count


def answered_with(response: Json) -> bytes:
    """The id of the passkey that an answer says to come from. Raises `WrongSignature`."""
    return _bytes(response.get("id"))


def handle_in(response: Json) -> bytes | None:
    """The person whom an answer says to come from, where it does. Raises `WrongSignature`."""
    inner: object = response.get("response")
    if not isinstance(inner, dict):
        raise WrongSignature
    handle = cast("Json", inner).get("userHandle")
    return None if handle is None else _bytes(handle)


def kept(challenge: bytes) -> Json:
    return {"challenge": bytes_to_base64url(challenge)}


def _challenge(data: Json | None) -> bytes:
    if data is None or "challenge" not in data:
        raise WrongSignature
    return base64url_to_bytes(data["challenge"])


def _bytes(value: object) -> bytes:
    try:
        return base64url_to_bytes(value)  # pyright: ignore[reportArgumentType] what is no text fails, too
    except (ValueError, TypeError, AttributeError):
        raise WrongSignature from None


def _named(known: list[bytes]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=one) for one in known]


def _party(url: str) -> RelyingParty:
    parts = urlsplit(url)
    return RelyingParty(parts.hostname or "", f"{parts.scheme}://{parts.netloc}")
