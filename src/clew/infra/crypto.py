"""Every key, and what is done with keys: secrets sealed at rest, tokens made and looked up.

A secret is sealed with AES-256-GCM (NIST SP 800-38D): the instance's own under a key that lies in a file outside the
database, a person's under a key of their own, which is sealed by the instance's (`infra/secrets.py`). The place it
stands in (table, column, row, user) is authenticated with it, so a ciphertext moved to another row does not open.
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NotRequired, TypedDict
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from clew.infra.config import ConfigError

NONCE = 12  # bytes, as GCM wants it
KEY = 32  # bytes, as AES-256 wants it
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
    """The keys of one holder, the instance or a person: the current one seals, each of them opens."""

    def __init__(self, keys: dict[str, bytes], current: str) -> None:
        """`keys` are 32 bytes each, by their ids of eight characters."""
        self._keys = keys
        self._current = current

    @property
    def current(self) -> str:
        """The id of the key that new secrets are sealed with."""
        return self._current

    def find(self, key_id: str) -> bytes | None:
        return self._keys.get(key_id)

    def derived(self, kind: str, token: str) -> list[str]:
        """The tokens of that kind that follow from this one, by the current key first and then by each of the others.

        Only who has the key can tell them, and does so as often as needed, though nothing but digests is stored.
        """
        current = self.current
        keys = [self._keys[current], *(key for key_id, key in self._keys.items() if key_id != current)]
        return [_token(kind, hmac.digest(key, f"{kind} from {token}".encode(), "sha256")) for key in keys]

    def seal(self, secret: str, place: Place) -> bytes:
        """Version (1 byte), key id (8 characters), nonce (12 bytes), ciphertext with its tag."""
        nonce, key_id = os.urandom(NONCE), self.current
        sealed = AESGCM(self._keys[key_id]).encrypt(nonce, secret.encode(), _context(place, key_id))
        return VERSION + key_id.encode() + nonce + sealed

    def open(self, sealed: bytes, place: Place) -> str:
        """Raises `UnreadableSecret`."""
        key_id = sealed_with(sealed)
        if sealed[:1] != VERSION or (key := self.find(key_id)) is None:
            raise UnreadableSecret(f"{place.table}.{place.column} was sealed with a key that is not there")
        body = sealed[1 + KEY_ID :]
        try:
            return AESGCM(key).decrypt(body[:NONCE], body[NONCE:], _context(place, key_id)).decode()
        except InvalidTag:
            raise UnreadableSecret(f"{place.table}.{place.column} does not open in this place") from None


class KeyFile(Keys):
    """The keys of the instance, as their file says now: another process may rotate them while this one runs."""

    def __init__(self, file: Path) -> None:
        """Raises `UnsafeKeyFile`."""
        self._file = file
        self._seen: tuple[int, int] | None = None
        super().__init__({}, "")
        self._read()

    @property
    def current(self) -> str:
        # A look at the file costs microseconds, and whoever seals with a key that is on its way out loses the secret.
        self._refresh()
        return self._current

    def find(self, key_id: str) -> bytes | None:
        if key_id not in self._keys:
            self._refresh()
        return super().find(key_id)

    def add(self) -> bool:
        """Make a new key the current one; the older ones stay. Not where a rotation is unfinished, which goes on then.

        Tells whether it did. The file is durable before anything is sealed with what it holds.
        """
        stored = _stored(self._file)
        if stored.get("unfinished"):
            return False
        key_id, key = _new_key()
        _replace(self._file, {"current": key_id, "keys": stored["keys"] | {key_id: key}, "unfinished": True})
        self._read()
        return True

    def finish(self, needed: set[str]) -> None:
        """Take the older keys out of the file but for those that something still needs."""
        stored = _stored(self._file)
        keep = needed | {stored["current"]}
        keys = {key_id: key for key_id, key in stored["keys"].items() if key_id in keep}
        _replace(self._file, {"current": stored["current"], "keys": keys})
        self._read()

    def _refresh(self) -> None:
        # A file that is away or damaged for a moment takes nothing from those who know its keys.
        with suppress(OSError, UnsafeKeyFile):
            if _version(self._file) != self._seen:
                self._read()

    def _read(self) -> None:
        self._seen = _version(self._file)
        stored = _stored(self._file)
        # What was read from the database before an older key went is opened after.
        self._keys |= {key_id: base64.b64decode(key) for key_id, key in stored["keys"].items()}
        self._current = stored["current"]


def load_keys(file: Path) -> KeyFile:
    """Read the key file, or make it at the first start. Raises `UnsafeKeyFile`."""
    if not file.exists():
        _create(file)
    return KeyFile(file)


def sealed_with(sealed: bytes) -> str:
    """The id of the key that opens this."""
    return sealed[1 : 1 + KEY_ID].decode("ascii", "replace")


def new_token(prefix: str) -> str:
    """A secret of 256 bits for a cookie, a link or a program."""
    return _token(prefix, secrets.token_bytes(32))


def _token(prefix: str, value: bytes) -> str:
    return f"{prefix}_{base64.urlsafe_b64encode(value).rstrip(b'=').decode()}"


def digest(token: str) -> bytes:
    """What the database keeps of a token: with 256 random bits, SHA-256 needs no salt."""
    return hashlib.sha256(token.encode()).digest()


def _create(file: Path) -> None:
    key_id, key = _new_key()
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = _draft(file, {"current": key_id, "keys": {key_id: key}})
    try:
        # Two processes may start at once: the first file stands, the other draft goes.
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    _make_durable(file.parent)


def _replace(file: Path, stored: "_Stored") -> None:
    """In one step: whoever reads finds the file of before or that of after."""
    _draft(file, stored).replace(file)
    _make_durable(file.parent)


def _draft(file: Path, stored: "_Stored") -> Path:
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        json.dump(stored, stream)
        stream.flush()
        os.fsync(stream.fileno())
    return draft


def _make_durable(folder: Path) -> None:
    """The name of a file is the folder's content; Windows knows no such call and needs none."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


class _Stored(TypedDict):
    """The key file's content: the keys in base64, and whether secrets may still be sealed with older ones."""

    current: str
    keys: dict[str, str]
    unfinished: NotRequired[bool]


def _stored(file: Path) -> _Stored:
    if os.name == "posix" and file.stat().st_mode & 0o077:
        raise UnsafeKeyFile(f"{file} can be read by others; run: chmod 600 {file}")
    try:
        stored = json.loads(file.read_text())
        keys = {str(key_id): str(key) for key_id, key in stored["keys"].items()}
        current = str(stored["current"])
        usable = current in keys and all(len(base64.b64decode(key, validate=True)) == KEY for key in keys.values())
    except (ValueError, KeyError, TypeError, AttributeError):
        raise UnsafeKeyFile(f"{file} is damaged; restore it from a backup, or the sealed secrets are lost") from None
    if not usable:
        raise UnsafeKeyFile(f"{file} holds no usable key; restore it from a backup")
    return {"current": current, "keys": keys, "unfinished": bool(stored.get("unfinished"))}


def _version(file: Path) -> tuple[int, int]:
    """What differs when the file is replaced."""
    found = file.stat()
    return found.st_mtime_ns, found.st_ino


def _new_key() -> tuple[str, str]:
    """Its id, and itself in base64."""
    return secrets.token_hex(KEY_ID // 2), base64.b64encode(os.urandom(KEY)).decode()


def _context(place: Place, key_id: str) -> bytes:
    return f"v1:{place.table}:{place.column}:{place.row_id}:{place.user_id or '-'}:{key_id}".encode()
