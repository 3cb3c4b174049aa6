"""How a row of the demo is known: by its id, which is a UUIDv7 like all others, but with a mark in its random bits."""

import hashlib
from datetime import datetime
from uuid import UUID

MARKED = "%-8de3-0c1e%"
"""The text of a marked id, for LIKE. One in a thousand million others looks like it."""
_VERSION, _MARK = 7 << 76, 0x8DE30C1E << 32


def marked_id(user_id: UUID, key: str, at: datetime) -> UUID:
    """The same for the same person, name and time; it sorts by the time, to the millisecond."""
    named = int.from_bytes(hashlib.sha256(f"{user_id} {key}".encode()).digest()[:6])
    some_bits, more_bits = named >> 32 & 0xFFF, named & 0xFFFFFFFF
    return UUID(int=int(at.timestamp() * 1000) << 80 | _VERSION | some_bits << 64 | _MARK | more_bits)
