"""What Conventional Commits 1.0 ask of a message."""

import re

from clew.projects.models import CommitType

HEADER = re.compile(r"(?P<type>[A-Za-z]+)(?:\([^()\s][^()\n]*\))?!?: \S[^\n]*")
BREAKING = re.compile(r"^breaking[ -]change(?:: | #)", re.IGNORECASE | re.MULTILINE)


def type_of(message: str) -> CommitType:
    """The type that the message begins with. Raises `ValueError` where it is not written as it should be."""
    header, _, rest = message.partition("\n")
    if (found := HEADER.fullmatch(header)) is None:
        raise ValueError("must begin like feat(scope): what was done")
    if rest and not rest.startswith("\n"):
        raise ValueError("must have an empty line behind its first one")
    if any(not mark.isupper() for mark in BREAKING.findall(rest)):
        raise ValueError("must say BREAKING CHANGE in capitals")
    try:
        return CommitType(found["type"].lower())
    except ValueError:
        raise ValueError(f"must begin with one of {', '.join(CommitType)}") from None
