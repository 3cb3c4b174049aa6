"""The SQL of rows about people."""

from typing import Any, ClassVar, Self, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select, true

from clew.infra.db import Record
from clew.infra.store import Store

M = TypeVar("M", bound=Record)


class Across(Store[M]):
    """Rows about people. Everybody sees their own; `everyones` shows what row-level security lets through.

    That is more than one's own for those alone who have a permission that the policy of the table names.
    """

    about: ClassVar[str] = "user_id"
    """The column that says whom a row is about."""
    is_everyones = False

    def everyones(self) -> Self:
        """The same store for the rows about everybody. Whoever uses it asks the gate, which writes it down."""
        found = type(self)(self.session, self.caller)
        found.is_everyones = True
        return found

    def visible(self) -> Select[M]:
        return self.rows() if self.is_everyones else self.rows().where(self._column(self.about) == self.caller.user_id)

    def rows(self) -> Select[M]:
        """All rows, with what is shown besides."""
        return select(self.model)

    def is_own(self, record: M) -> bool:
        owner: UUID | None = getattr(record, self.about)
        return owner == self.caller.user_id

    def condition(self, name: str, value: Any) -> ColumnElement[bool]:
        return true() if name == "everyone" else super().condition(name, value)
