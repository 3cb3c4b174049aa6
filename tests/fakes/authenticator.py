"""An authenticator in software: it makes passkeys and signs with them (WebAuthn level 3, ES256)."""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

USER_PRESENT, USER_VERIFIED, HAS_CREDENTIAL = 0x01, 0x04, 0x40
Credential = dict[str, Any]


@dataclass(slots=True)
class Key:
    """One passkey, as the authenticator keeps it."""

    id: bytes
    rp_id: str
    user_handle: bytes
    private: ec.EllipticCurvePrivateKey
    count: int = 0


@dataclass(slots=True)
class Authenticator:
    """What a browser on `origin` talks to. Its person is verified, unless a test says otherwise."""

    origin: str
    verifies: bool = True
    counts: bool = True
    keys: list[Key] = field(default_factory=list[Key])

    def make(self, options: dict[str, Any]) -> Credential:
        """Answer `navigator.credentials.create()`: `options` as the server gives them."""
        handle, rp_id = read(options["user"]["id"]), str(options["rp"]["id"])
        key = Key(secrets.token_bytes(32), rp_id, handle, ec.generate_private_key(ec.SECP256R1()))
        self.keys.append(key)
        length = len(key.id).to_bytes(2, "big")
        attested = self._data(rp_id, 0, HAS_CREDENTIAL) + bytes(16) + length + key.id + _cose(key.private)
        statement = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": attested})
        client = self._client("webauthn.create", options)
        response = {"clientDataJSON": written(client), "attestationObject": written(statement)}
        return self._credential(key, {**response, "transports": ["internal"]})

    def sign(self, options: dict[str, Any], key: Key | None = None) -> Credential:
        """Answer `navigator.credentials.get()` with the last passkey for that server, or with this one."""
        rp_id = str(options["rpId"])
        key = key or next(one for one in reversed(self.keys) if one.rp_id == rp_id)
        key.count += self.counts
        data, client = self._data(rp_id, key.count), self._client("webauthn.get", options)
        signature = key.private.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        response = {
            "clientDataJSON": written(client),
            "authenticatorData": written(data),
            "signature": written(signature),
            "userHandle": written(key.user_handle),
        }
        return self._credential(key, response)

    def _data(self, rp_id: str, count: int, flags: int = 0) -> bytes:
        flags |= USER_PRESENT | (USER_VERIFIED if self.verifies else 0)
        return hashlib.sha256(rp_id.encode()).digest() + bytes([flags]) + count.to_bytes(4, "big")

    def _client(self, kind: str, options: dict[str, Any]) -> bytes:
        said = {"type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _credential(self, key: Key, response: dict[str, Any]) -> Credential:
        id = written(key.id)
        return {"id": id, "rawId": id, "type": "public-key", "response": response, "clientExtensionResults": {}}


def written(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def read(value: str) -> bytes:
    return base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))


def _cose(private: ec.EllipticCurvePrivateKey) -> bytes:
    numbers = private.public_key().public_numbers()
    point = {-2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
    return cbor2.dumps({1: 2, 3: -7, -1: 1, **point})
