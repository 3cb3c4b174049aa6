"""What every list accepts and gives: filters, an order, and pages by keyset: a late one costs what the first does."""

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar
from uuid import UUID

import orjson
from pydantic import Field, TypeAdapter, ValidationError
from sqlalchemy import ColumnElement, DateTime, case, literal, literal_column, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from clew.kit.errors import Invalid
from clew.kit.schema import Input, Moment

M = TypeVar("M")
LATEST: ColumnElement[datetime] = literal_column("'infinity'::timestamptz")
"""Where a time that is not set stands: behind all others. Said as the indexes say it, or they would not be used."""


class Sort(StrEnum):
    """The orders that every list knows. A resource with more declares its own enumeration with the same forms."""

    newest = "-created_at"
    oldest = "created_at"


class PageQuery(Input):
    """What every list accepts.

    A subclass adds its orders, as `sort`, and its filters: a field named like a column asks for that value, a list for
    one of its values, `…_after` and `…_before` bound a time, `…_min` and `…_max` a number.
    """

    limit: int = Field(default=50, ge=1, le=100)
    cursor: str | None = Field(default=None, max_length=1000)
    total: bool = False
    """Count all rows that the filters let through; that costs a statement more."""

    @property
    def order(self) -> StrEnum:
        return getattr(self, "sort", Sort.newest)


class ListQuery(PageQuery):
    """The query of a resource without filters and orders of its own."""

    sort: Sort = Sort.newest


class TextQuery(PageQuery):
    """The query of a resource whose texts can be searched."""

    q: str | None = Field(default=None, min_length=1, max_length=200)
    """Text that one of the columns that are searched must contain, whatever its case."""


class Span(Input):
    """A span of time: from `since` on and before `until`; open where one is missing."""

    since: Moment | None = None
    until: Moment | None = None

    def holds(self, column: InstrumentedAttribute[datetime]) -> list[ColumnElement[bool]]:
        """The conditions that a row is within it."""
        conditions: list[ColumnElement[bool]] = []
        if self.since is not None:
            conditions.append(column >= self.since)
        if self.until is not None:
            conditions.append(column < self.until)
        return conditions


class Slice(Generic[M]):
    """One page of rows. Passed to a `Page` schema, which reads the attributes."""

    def __init__(self, items: Sequence[M], next_cursor: str | None, total: int | None = None) -> None:
        self.items = items
        self.next_cursor = next_cursor
        self.total = total


class Order:
    """One order of the rows of a table: by a column, and by id where that is the same.

    A late page costs what the first does only where an index answers `behind`. Under row-level security that takes
    operators and expressions that PostgreSQL knows to be leakproof: those of numbers, times, texts and ids are, `case`
    is; those of enums and `numeric` are not, nor is `coalesce`. So an enum is ordered by its rank, a column of its own.
    """

    def __init__(
        self, column: InstrumentedAttribute[Any], id: InstrumentedAttribute[UUID], *, descending: bool
    ) -> None:
        self._column = column
        self._id = id
        self._descending = descending
        is_time = isinstance(column.type, DateTime)
        self._type: Any = datetime | None if is_time else column.type.python_type
        self._key: ColumnElement[Any] = column.expression
        if is_nullable(column):
            self._key = case((column.is_(None), LATEST), else_=column)

    def clauses(self) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
        if self._descending:
            return self._key.desc(), self._id.desc()
        return self._key.asc(), self._id.asc()

    def cursor(self, last: Any) -> str:
        """The place behind that row."""
        raw = orjson.dumps([getattr(last, self._column.key), getattr(last, self._id.key)])
        return base64.urlsafe_b64encode(raw).decode().rstrip("=")

    def behind(self, cursor: str) -> ColumnElement[bool]:
        """The rows after that place. Raises `Invalid`. A cursor decides nothing but a place, so it is not signed."""
        value, last_id = self._decode(cursor)
        place: ColumnElement[Any] = LATEST if value is None else literal(value, self._column.type)
        # A row comparison, since an index on (column, id) answers it directly.
        here, there = tuple_(self._key, self._id), tuple_(place, literal(last_id, self._id.type))
        return here < there if self._descending else here > there

    def _decode(self, cursor: str) -> tuple[Any, UUID]:
        try:
            value, last_id = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
            if value is None and not is_nullable(self._column):
                raise ValueError(cursor)
            return TypeAdapter[Any](self._type).validate_python(value), UUID(last_id)
        except (ValidationError, binascii.Error, ValueError, TypeError, AttributeError):
            raise Invalid("The cursor is not one that a list gave.", fields=("cursor",)) from None


def ordered_by(model: type[Any], name: str) -> InstrumentedAttribute[Any]:
    """The column that rows are in the order of: that one, or its rank."""
    return getattr(model, f"{name}_rank", getattr(model, name))


def is_nullable(column: InstrumentedAttribute[Any]) -> bool:
    return bool(column.expression.nullable)  # pyright: ignore[reportUnknownMemberType, reportAttributeAccessIssue, reportUnknownArgumentType] a column, as the models declare them
