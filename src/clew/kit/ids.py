"""Identifiers: UUIDv7 (RFC 9562), made here because PostgreSQL has `uuidv7()` only from version 18 on."""

from uuid import UUID

from uuid_utils import compat


def new_id() -> UUID:
    """A new identifier; within one process each is greater than the one before, so ids sort by time of making."""
    return compat.uuid7()
