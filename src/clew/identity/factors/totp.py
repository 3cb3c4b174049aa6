"""Codes that an authenticator app shows (RFC 6238): six digits of SHA-1, a new one every 30 seconds."""

import base64
import hmac
import io
import secrets
from datetime import datetime

import segno
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

SECRET = 20  # bytes, as SHA-1 is wide
DIGITS = 6
STEP = 30  # seconds
WINDOW = 1  # steps before and after, since clocks differ and people type slowly
ISSUER = "Clew"


def new_secret() -> str:
    """In base32, as people type it in where they cannot scan."""
    return base64.b32encode(secrets.token_bytes(SECRET)).decode()


def step_of(secret: str, code: str, at: datetime) -> int | None:
    """Which time step the code belongs to, among those that are near; None where to none."""
    generator = _generator(secret)
    present = int(at.timestamp()) // STEP
    for step in range(present - WINDOW, present + WINDOW + 1):
        if hmac.compare_digest(generator.generate(step * STEP), code.encode()):
            return step
    return None


def code_at(secret: str, at: datetime) -> str:
    """What an app shows at that time."""
    return _generator(secret).generate(int(at.timestamp())).decode()


def uri_of(secret: str, account: str) -> str:
    """What apps read: `otpauth://totp/Clew:ann@example.org?…`."""
    return _generator(secret).get_provisioning_uri(account, ISSUER)


def image_of(uri: str) -> str:
    """The same as a QR code: an SVG image as a data URI, which the policy of our pages lets an `img` show."""
    drawn = io.BytesIO()
    segno.make(uri, error="m", micro=False).save(drawn, kind="svg", scale=4, border=4, xmldecl=False, light="#fff")
    return "data:image/svg+xml;base64," + base64.b64encode(drawn.getvalue()).decode()


def _generator(secret: str) -> TOTP:
    return TOTP(base64.b32decode(secret), DIGITS, SHA1(), STEP)  # noqa: S303 what all apps compute; HMAC holds with it
