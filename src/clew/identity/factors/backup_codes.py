"""Codes on paper, for when the phone is gone: four characters that say which, and a secret of 80 bits."""

import re
import secrets

from clew.identity.passwords import hash_password, matches

HOW_MANY = 10
FEW = 3
SELECTOR = 4  # characters
SECRET = 16  # characters of 5 bits each
ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ0123456789"  # 32 of them, without I, L, O and U, which look like others
_LOOK_ALIKE = str.maketrans("ILO", "110")
_NOT_MEANT = re.compile(r"[\s-]+")


def new_codes() -> list[str]:
    """As `7QZK-4F2M-…`, five groups of four; the first differs in all of them."""
    selectors: set[str] = set()
    while len(selectors) < HOW_MANY:
        selectors.add(_letters(SELECTOR))
    return ["-".join([selector, *(_letters(4) for _ in range(SECRET // 4))]) for selector in sorted(selectors)]


async def kept(code: str) -> str:
    """What the database has of a code: its selector, and argon2id of the rest."""
    selector, secret = _parts(code)
    return f"{selector}:{await hash_password(secret)}"


async def entry_of(code: str, entries: list[str]) -> str | None:
    """Which of these the code is. One hash of work, whatever there is to compare with."""
    selector, secret = _parts(code)
    entry = next((one for one in entries if one.startswith(f"{selector}:")), None)
    right = await matches(secret, None if entry is None else entry.partition(":")[2])
    return entry if right else None


def _parts(code: str) -> tuple[str, str]:
    written = _NOT_MEANT.sub("", code).upper().translate(_LOOK_ALIKE)
    return written[:SELECTOR], written[SELECTOR:]


def _letters(count: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(count))
