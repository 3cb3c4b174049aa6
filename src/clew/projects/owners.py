"""Rows that own conversations, without knowing what a conversation is."""

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from clew.infra.db import Record
from clew.infra.store import Store

M = TypeVar("M", bound=Record)


class Owners(Store[M]):
    """A store of such rows. Who removes some has to remove their conversations; `assistant/removal.py` does both."""

    async def threads_of(self, records: Sequence[M]) -> list[UUID]:
        """The conversations that go with these."""
        raise NotImplementedError
