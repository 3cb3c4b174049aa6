"""One typed store for every table: who may see a row, and the verbs that all resources share."""

import base64
import binascii
from collections.abc import Sequence
from enum import StrEnum
from typing import Any, ClassVar, Generic, Self, TypeVar, cast
from uuid import UUID

import orjson
from pydantic import BaseModel, Field, TypeAdapter, ValidationError
from sqlalchemy import ColumnElement, Select, func, literal, select, tuple_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.orm.exc import StaleDataError

from clew.infra.caller import Caller, CallerDep
from clew.infra.db import AsyncSession, Record, SessionDep, after_commit, hints_of
from clew.infra.hints import Hint
from clew.kit.errors import AlreadyExists, Conflict, Invalid, NotFound, VersionMismatch
from clew.kit.schema import Input

M = TypeVar("M", bound=Record)


class Sort(StrEnum):
    """The orders that every list knows. A resource with more declares its own enumeration with the same forms."""

    newest = "-created_at"
    oldest = "created_at"


class PageQuery(Input):
    """What every list accepts.

    A subclass adds its orders, as `sort`, and its filters: a field named like a column asks for that value, a list for
    one of its values, and `…_after` and `…_before` bound a time.
    """

    limit: int = Field(default=50, ge=1, le=100)
    cursor: str | None = Field(default=None, max_length=1000)

    @property
    def order(self) -> StrEnum:
        return getattr(self, "sort", Sort.newest)


class ListQuery(PageQuery):
    """The query of a resource without filters and orders of its own."""

    sort: Sort = Sort.newest


class Slice(Generic[M]):
    """One page of rows. Passed to a `Page` schema, which reads the attributes."""

    def __init__(self, items: Sequence[M], next_cursor: str | None) -> None:
        self.items = items
        self.next_cursor = next_cursor


class Store(Generic[M]):
    """The rows of one table that the caller may see.

    An endpoint gets it by `Depends(Threads.for_request)`; a job or a turn builds it as `Threads(session, caller)`.
    """

    model: ClassVar[type[Any]]

    def __init__(self, session: AsyncSession, caller: Caller) -> None:
        self.session = session
        self.caller = caller

    @classmethod
    async def for_request(cls, session: SessionDep, caller: CallerDep) -> Self:
        """The store of a request. A coroutine, since FastAPI calls everything else in a thread, which costs more."""
        return cls(session, caller)

    def visible(self) -> Select[M]:
        """Which rows the caller may see; the one place that says so, beside row-level security."""
        statement: Select[M] = select(self.model)
        if "user_id" in self.model.__table__.c:
            statement = statement.where(self.model.user_id == self.caller.user_id)
        return statement

    async def find(self, id: UUID) -> M | None:
        return await self.session.scalar(self.visible().where(self.model.id == id))

    async def get(self, id: UUID) -> M:
        """Raises `NotFound`, alike for rows that do not exist and rows of others."""
        if (record := await self.find(id)) is None:
            raise NotFound
        return record

    async def page(self, query: PageQuery, *conditions: ColumnElement[bool]) -> Slice[M]:
        """One page in the order asked for, by keyset: the cost does not grow with the page's number."""
        column, descending = self._order(query.order)
        statement = self.visible().where(*conditions, *self.filters(query))
        if query.cursor is not None:
            statement = statement.where(self._after(column, descending, query.cursor))
        order = (column.desc(), self.model.id.desc()) if descending else (column.asc(), self.model.id.asc())
        rows = (await self.session.scalars(statement.order_by(*order).limit(query.limit + 1))).all()
        if len(rows) <= query.limit:
            return Slice(rows, None)
        last = rows[query.limit - 1]
        return Slice(rows[: query.limit], _encode_cursor(getattr(last, column.key), last.id))

    async def count(self, query: PageQuery) -> int:
        rows = self.visible().where(*self.filters(query)).order_by(None)
        return await self.session.scalar(select(func.count()).select_from(rows.subquery())) or 0

    async def create(self, values: BaseModel) -> M:
        """Raises `AlreadyExists`, and `NotFound` where the values name something that the caller does not have."""
        record: M = self.model(**self.given(values))
        if "user_id" in self.model.__table__.c:
            record.user_id = self.caller.user_id  # pyright: ignore[reportAttributeAccessIssue]
        self.session.add(record)
        await self.flush()
        return record

    async def change(self, record: M, values: BaseModel) -> M:
        for name, value in self.given(values).items():
            setattr(record, name, value)
        await self.flush()
        return record

    async def remove(self, record: M) -> None:
        await self.session.delete(record)
        await self.flush()

    def given(self, values: BaseModel) -> dict[str, Any]:
        """The attributes that the client sent, as the model names them."""
        return {name: getattr(values, name) for name in values.model_fields_set}

    def filters(self, query: PageQuery) -> list[ColumnElement[bool]]:
        """The conditions that the query's own fields stand for; a resource adds those that are not columns."""
        asked = {name: getattr(query, name) for name in query.model_fields_set - set(PageQuery.model_fields) - {"sort"}}
        return [self.condition(name, value) for name, value in asked.items() if value is not None]

    def condition(self, name: str, value: Any) -> ColumnElement[bool]:
        for ending, compare in (("_after", "__gt__"), ("_before", "__lt__")):
            if name.endswith(ending):
                return getattr(self._column(name.removesuffix(ending) + "_at"), compare)(value)
        column = self._column(name)
        if isinstance(value, list):
            return column.in_(cast("list[Any]", value))
        return column == value

    async def hint(self, thread_id: UUID, what: StrEnum) -> None:
        """Let those who follow the caller's threads know of a change, once it is durable."""
        hints, hint = hints_of(self.session), Hint(self.caller.user_id, thread_id, what.value)
        after_commit(self.session, lambda: hints.publish(hint))
        await hints.tell_elsewhere(self.session, hint)

    async def flush(self) -> None:
        """Send the changes now, so that what the database refuses becomes a failure that says what is wrong."""
        try:
            await self.session.flush()
        except StaleDataError:
            raise VersionMismatch from None
        except IntegrityError as error:
            raise refusal(error) from error

    def _column(self, name: str) -> InstrumentedAttribute[Any]:
        return getattr(self.model, name)

    def _order(self, sort: StrEnum) -> tuple[InstrumentedAttribute[Any], bool]:
        return self._column(sort.value.removeprefix("-")), sort.value.startswith("-")

    def _after(self, column: InstrumentedAttribute[Any], descending: bool, cursor: str) -> ColumnElement[bool]:  # noqa: FBT001 a direction
        kind: type[Any] = column.type.python_type
        value, last_id = _decode_cursor(cursor, kind)
        ids = self.model.id
        # A row comparison, since an index on (column, id) answers it directly.
        here, there = tuple_(column, ids), tuple_(literal(value, column.type), literal(last_id, ids.type))
        return here < there if descending else here > there


def refusal(error: IntegrityError) -> Exception:
    """The failure that a broken constraint stands for."""
    match getattr(error.orig, "sqlstate", None):
        case "23505":
            return AlreadyExists()
        case "23503":
            # A composite key holds the user's id: somebody else's row is not there.
            return NotFound("Something that this refers to does not exist.")
        case "23502" | "23514":
            return Invalid("A value is missing or out of its range.")
        case _:
            return Conflict()


def _encode_cursor(value: object, last_id: UUID) -> str:
    return base64.urlsafe_b64encode(orjson.dumps([value, last_id])).decode().rstrip("=")


def _decode_cursor(cursor: str, value_type: type[Any]) -> tuple[Any, UUID]:
    """Raises `Invalid`. A cursor decides nothing but a position, so it need not be signed."""
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        value, last_id = orjson.loads(raw)
        return TypeAdapter[Any](value_type).validate_python(value), UUID(last_id)
    except (ValidationError, binascii.Error, ValueError, TypeError, AttributeError):
        raise Invalid("The cursor is not one that a list gave.") from None
