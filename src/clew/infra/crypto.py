"""Every key, and what is done with keys: secrets sealed at rest, tokens made and looked up.

A secret is sealed with AES-256-GCM (NIST SP 800-38D) under a key that lies in a file outside the database. The place
it stands in (table, column, row, user) is authenticated with it, so a ciphertext moved to another row does not open.
"""

import base64
import hashlib
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from clew.infra.config import ConfigError

NONCE = 12  # bytes, as GCM wants it
KEY_ID = 8  # characters
VERSION = b"\x01"


class UnreadableSecret(Exception):
    """The key file does not open this secret: another key, another row, or changed bytes."""


class UnsafeKeyFile(ConfigError):
    """The key file cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a secret stands; `user_id` is None for the instance's own."""

    table: str
    column: str
    row_id: UUID
    user_id: UUID | None = None


class Keys:
    """The instance's keys. New secrets are sealed with the current one, older ones still open."""

    def __init__(self, keys: dict[str, bytes], current: str) -> None:
        self._keys = keys
        self._current = current

    def seal(self, secret: str, place: Place) -> bytes:
        """Version (1 byte), key id (8 characters), nonce (12 bytes), ciphertext with its tag."""
        nonce = os.urandom(NONCE)
        sealed = AESGCM(self._keys[self._current]).encrypt(nonce, secret.encode(), _context(place, self._current))
        return VERSION + self._current.encode() + nonce + sealed

    def open(self, sealed: bytes, place: Place) -> str:
        """Raises `UnreadableSecret`."""
        key_id = sealed[1 : 1 + KEY_ID].decode("ascii", "replace")
        if sealed[:1] != VERSION or (key := self._keys.get(key_id)) is None:
            raise UnreadableSecret(f"{place.table}.{place.column} was sealed with a key that is not in the key file")
        body = sealed[1 + KEY_ID :]
        try:
            return AESGCM(key).decrypt(body[:NONCE], body[NONCE:], _context(place, key_id)).decode()
        except InvalidTag:
            raise UnreadableSecret(f"{place.table}.{place.column} does not open in this place") from None


def load_keys(file: Path) -> Keys:
    """Read the key file, or make it at the first start. Raises `UnsafeKeyFile`."""
    if not file.exists():
        _create(file)
    if os.name == "posix" and file.stat().st_mode & 0o077:
        raise UnsafeKeyFile(f"{file} can be read by others; run: chmod 600 {file}")
    try:
        stored = json.loads(file.read_text())
        keys = {str(key_id): base64.b64decode(key, validate=True) for key_id, key in stored["keys"].items()}
        current = str(stored["current"])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise UnsafeKeyFile(f"{file} is damaged; restore it from a backup, or the sealed secrets are lost") from None
    if current not in keys or any(len(key) != 32 for key in keys.values()):  # noqa: PLR2004 AES-256
        raise UnsafeKeyFile(f"{file} holds no usable key; restore it from a backup")
    return Keys(keys, current)


def new_token(prefix: str) -> str:
    """A secret of 256 bits for a cookie, a link or a program."""
    return f"{prefix}_{secrets.token_urlsafe(32)}"


def digest(token: str) -> bytes:
    """What the database keeps of a token: with 256 random bits, SHA-256 needs no salt."""
    return hashlib.sha256(token.encode()).digest()


def _create(file: Path) -> None:
    key_id = secrets.token_hex(KEY_ID // 2)
    content = json.dumps({"current": key_id, "keys": {key_id: base64.b64encode(os.urandom(32)).decode()}})
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    try:
        # Two processes may start at once: the first file stands, the other draft goes.
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _context(place: Place, key_id: str) -> bytes:
    return f"v1:{place.table}:{place.column}:{place.row_id}:{place.user_id or '-'}:{key_id}".encode()
