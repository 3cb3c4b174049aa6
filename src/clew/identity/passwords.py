"""Passwords: what may be one, and how it is kept (argon2id, RFC 9106).

m=47104 KiB, t=1, p=1 satisfies OWASP ASVS 5.0 appendix C and its password storage cheat sheet at once.
"""

import asyncio
import unicodedata
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import cache
from importlib.resources import files

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from clew.kit.errors import Invalid, Unavailable

SHORTEST = 15  # characters, NIST SP 800-63B-4 for a password that is the only factor
SHORTEST_OF_TWO = 8  # characters, the same for one that a second factor stands beside
LONGEST = 1024  # bytes
AT_ONCE = 4  # hashes of 46 MiB each, so that sign-ins are no way to fill the memory
WAITING = 32  # more than these come back later; they wait about a second on two cores
COME_BACK = 2  # seconds
BLAMED = ("password",)  # the field that every request names a new one by
LEAST_OWN = 4  # characters that must be left of a password without the person's names

_hasher = PasswordHasher(time_cost=1, memory_cost=47104, parallelism=1, hash_len=32, salt_len=16, type=Type.ID)
_slots = asyncio.Semaphore(AT_ONCE)
_queue: set[object] = set()
# Of a password that nobody knows any more: what an unknown name is compared with.
_DUMMY = "$argon2id$v=19$m=47104,t=1,p=1$tryegeDti2YCXFuK3urP3g$/7PPW7cxQIsiNc1k0PX4vYD7xDoA4Rsygy4y1Z99Q5s"


def acceptable(password: str, *context: str, has_second_factor: bool = False) -> str:
    """The password itself; raises `Invalid` where it is too short, too long or easy to guess.

    `context` are the person's own names, and what else is guessed first.
    """
    shortest = SHORTEST_OF_TWO if has_second_factor else SHORTEST
    if len(password) < shortest:
        too_short = f"The password needs at least {shortest} characters; a few words in a row are fine."
        raise Invalid(too_short, fields=BLAMED)
    if len(password.encode()) > LONGEST:
        raise Invalid(f"The password may have at most {LONGEST} bytes.", fields=BLAMED)
    folded = password.casefold()
    if _is_guessed(folded) or _is_made_of(folded, context):
        raise Invalid("The password is too easy to guess.", fields=BLAMED)
    return password


async def hash_password(password: str) -> str:
    """Raises `Unavailable` where too many wait already."""
    async with _slot():
        return await asyncio.to_thread(_hasher.hash, _normal(password))


async def matches(password: str, hashed: str | None) -> bool:
    """Whether the password belongs to the hash. Without a hash the same work is done, so that time tells nothing.

    Raises `Unavailable` where too many wait already.
    """
    async with _slot():
        return await asyncio.to_thread(_verify, _normal(password), hashed)


@cache
def guessed() -> frozenset[str]:
    """The passwords that are guessed first: those of Django's list (by Royce Williams) with at least 8 characters."""
    return frozenset(files("clew.identity").joinpath("guessed_passwords.txt").read_text("utf-8").splitlines())


def is_outdated(hashed: str) -> bool:
    """Whether the parameters have risen since this hash was made."""
    return _hasher.check_needs_rehash(hashed)


@asynccontextmanager
async def _slot() -> AsyncGenerator[None]:
    if len(_queue) >= AT_ONCE + WAITING:
        raise Unavailable("Too many people are signing in right now.", retry_after=COME_BACK)
    place = object()
    _queue.add(place)
    try:
        async with _slots:
            yield
    finally:
        _queue.remove(place)


def _is_guessed(password: str) -> bool:
    """Whether it, or what it says over and over, is guessed first or next to nothing."""
    piece = password[: (password + password).find(password, 1)]
    return piece in guessed() or len(set(piece)) < LEAST_OWN


def _is_made_of(password: str, names: tuple[str, ...]) -> bool:
    rest = password
    for name in names:
        if len(name) > 2:  # noqa: PLR2004 one or two letters stand in every password
            rest = rest.replace(name.casefold(), "")
    return len(rest) < LEAST_OWN


def _verify(password: str, hashed: str | None) -> bool:
    try:
        return _hasher.verify(hashed or _DUMMY, password) and hashed is not None
    except (VerificationError, InvalidHashError):
        return False


def _normal(password: str) -> str:
    # One spelling of a character for setting and checking: keyboards differ in how they compose accents.
    return unicodedata.normalize("NFKC", password)
