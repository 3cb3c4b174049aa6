"""Passwords: what may be one, and how it is kept (argon2id, RFC 9106).

m=47104 KiB, t=1, p=1 satisfies OWASP ASVS 5.0 appendix C and its password storage cheat sheet at once.
"""

import asyncio
import unicodedata

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from clew.kit.errors import Invalid

SHORTEST = 15  # characters, NIST SP 800-63B-4 for a password that is the only factor
LONGEST = 1024  # bytes
AT_ONCE = 4  # hashes of 46 MiB each, so that sign-ins are no way to fill the memory

_hasher = PasswordHasher(time_cost=1, memory_cost=47104, parallelism=1, hash_len=32, salt_len=16, type=Type.ID)
_slots = asyncio.Semaphore(AT_ONCE)
# Of a password that nobody knows any more: what an unknown name is compared with.
_DUMMY = "$argon2id$v=19$m=47104,t=1,p=1$tryegeDti2YCXFuK3urP3g$/7PPW7cxQIsiNc1k0PX4vYD7xDoA4Rsygy4y1Z99Q5s"


def acceptable(password: str, *context: str) -> str:
    """The password itself; raises `Invalid` where it is too short, too long or made of the person's own names."""
    if len(password) < SHORTEST:
        raise Invalid(f"The password needs at least {SHORTEST} characters; a few words in a row are fine.")
    if len(password.encode()) > LONGEST:
        raise Invalid(f"The password may have at most {LONGEST} bytes.")
    folded = password.casefold()
    if len(set(folded)) < 4 or any(len(name) > 3 and folded.replace(name.casefold(), "") == "" for name in context):  # noqa: PLR2004 e.g. "aaaabbbbaaaabbbb"
        raise Invalid("The password is too easy to guess.")
    return password


async def hash_password(password: str) -> str:
    async with _slots:
        return await asyncio.to_thread(_hasher.hash, _normal(password))


async def matches(password: str, hashed: str | None) -> bool:
    """Whether the password belongs to the hash. Without a hash the same work is done, so that time tells nothing."""
    async with _slots:
        return await asyncio.to_thread(_verify, _normal(password), hashed)


def is_outdated(hashed: str) -> bool:
    """Whether the parameters have risen since this hash was made."""
    return _hasher.check_needs_rehash(hashed)


def _verify(password: str, hashed: str | None) -> bool:
    try:
        return _hasher.verify(hashed or _DUMMY, password) and hashed is not None
    except (VerificationError, InvalidHashError):
        return False


def _normal(password: str) -> str:
    # One spelling of a character for setting and checking: keyboards differ in how they compose accents.
    return unicodedata.normalize("NFKC", password)
