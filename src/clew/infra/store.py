"""One typed store for every table: who may see a row, and the verbs that all resources share."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, ClassVar, Generic, Self, TypeVar, cast
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.orm.exc import StaleDataError

from clew.infra.caller import Caller, CallerDep
from clew.infra.db import AsyncSession, Base, Dated, SessionDep, after_commit, hints_of
from clew.infra.hints import Hint
from clew.infra.listing import Order, PageQuery, Slice, ordered_by
from clew.kit.errors import AlreadyExists, Conflict, Invalid, NotFound, VersionMismatch

M = TypeVar("M", bound=Dated)
BOUNDS = {"_after": "__gt__", "_before": "__lt__", "_min": "__ge__", "_max": "__le__"}
NAMES = postgresql.dialect().identifier_preparer  # long names of constraints are cut and end in a digest
NOT_FILTERS = {*PageQuery.model_fields, "sort"}


class Store(Generic[M]):
    """The rows of one table that the caller may see.

    An endpoint gets it by `Depends(Threads.for_request)`; a job or a turn builds it as `Threads(session, caller)`.
    """

    model: ClassVar[type[Any]]
    searched: ClassVar[Sequence[str]] = ()
    """The columns that the query's `q` is looked for in."""
    not_columns: ClassVar[frozenset[str]] = frozenset()
    """Fields of the query that name no column: the store adds their conditions in `filters`."""

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
        if self._is_personal():
            statement = statement.where(self.model.user_id == self.caller.user_id)
        return statement

    async def find(self, id: UUID) -> M | None:
        return await self.session.scalar(self.visible().where(self.model.id == id))

    async def get(self, id: UUID) -> M:
        """Raises `NotFound`, alike for rows that do not exist and rows of others."""
        if (record := await self.find(id)) is None:
            raise NotFound
        return record

    async def referred(self, field: str, id: UUID) -> M:
        """The row that this field of the request names. Raises `NotFound`, which blames the field."""
        if (record := await self.find(id)) is None:
            raise NotFound(f"What {field} refers to does not exist.", fields=(field,))
        return record

    async def show(self, id: UUID) -> object:
        """What a GET of one shows, where its resource has a schema `detail`: the row with what it stands in."""
        return await self.get(id)

    async def get_many(self, ids: Sequence[UUID]) -> Sequence[M]:
        """Raises `NotFound` where one of them is not there."""
        records = (await self.session.scalars(self.visible().where(self.model.id.in_(ids)))).all()
        if len(records) < len(set(ids)):
            raise NotFound("Not all of these exist.", fields=("ids",))
        return records

    async def page(self, query: PageQuery, *conditions: ColumnElement[bool]) -> Slice[M]:
        """One page in the order asked for."""
        order = self.order_of(query)
        statement = self.visible().where(*conditions, *self.filters(query))
        total = await self._count(statement) if query.total else None
        if query.cursor is not None:
            statement = statement.where(order.behind(query.cursor))
        rows = (await self.session.scalars(statement.order_by(*order.clauses()).limit(query.limit + 1))).all()
        if len(rows) <= query.limit:
            return Slice(rows, None, total)
        return Slice(rows[: query.limit], order.cursor(rows[query.limit - 1]), total)

    def order_of(self, query: PageQuery) -> Order:
        """The order that the query asks for; a link between two rows, which has no id, says its own."""
        name = query.order.value
        column = ordered_by(self.model, name.removeprefix("-"))
        return Order(column, self.model.id, descending=name.startswith("-"))

    async def create(self, values: BaseModel) -> M:
        """Raises `AlreadyExists`, and `NotFound` where the values name something that the caller does not have."""
        return (await self.create_many([values]))[0]

    async def create_many(self, values: Sequence[BaseModel]) -> Sequence[M]:
        """All or none of them, in few statements."""
        records = [self.new(each) for each in values]
        self.session.add_all(records)
        await self.flush()
        return records

    def new(self, values: BaseModel) -> M:
        """The row of what the client sent and of what the schema says where nothing was sent, not yet written."""
        said = values.model_copy(update={name: value for name, value in values if value is not None})
        record: M = self.model(**self.given(said))
        if self._is_personal():
            record.user_id = self.caller.user_id  # pyright: ignore[reportAttributeAccessIssue]
        return record

    async def change(self, record: M, values: BaseModel) -> M:
        for name, value in self.given(values).items():
            setattr(record, name, value)
        await self.flush()
        return record

    async def remove(self, record: M) -> None:
        await self.remove_many([record])

    async def remove_many(self, records: Sequence[M]) -> None:
        """All or none of them."""
        for record in records:
            await self.session.delete(record)
        await self.flush()

    def given(self, values: BaseModel) -> dict[str, Any]:
        """The attributes that the client sent, as the model names them; schemas inside become what jsonb holds."""
        sent = values.model_dump(include=values.model_fields_set)
        if "metadata" in sent:
            sent["metadata_"] = sent.pop("metadata")  # `metadata` is SQLAlchemy's own on every model
        return sent

    def filters(self, query: PageQuery) -> list[ColumnElement[bool]]:
        """The conditions that the query's own fields stand for; a resource adds those that are not columns."""
        asked = {name: getattr(query, name) for name in query.model_fields_set - NOT_FILTERS - self.not_columns}
        return [self.condition(name, value) for name, value in asked.items() if value is not None]

    def condition(self, name: str, value: Any) -> ColumnElement[bool]:
        if name == "q":
            return or_(*(self._column(searched).icontains(value, autoescape=True) for searched in self.searched))
        for ending, compare in BOUNDS.items():
            if name.endswith(ending):
                return getattr(self._bounded(name.removesuffix(ending)), compare)(value)
        column = self._column(name)
        if isinstance(value, list):
            return column.in_(cast("list[Any]", value))
        return column == value

    async def alone(self) -> None:
        """Let nobody else of this person come past here for this table, until the transaction ends.

        For rules over several rows (an order without gaps, no circle), which hold only for whoever looks and writes
        alone. What such a rule is about is read behind this.
        """
        key = func.hashtextextended(f"{self.model.__tablename__} of {self.caller.user_id}", 0)
        await self.session.execute(select(func.pg_advisory_xact_lock(key)))

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

    def _is_personal(self) -> bool:
        return "user_id" in self.model.__table__.c

    def _column(self, name: str) -> InstrumentedAttribute[Any]:
        return getattr(self.model, name)

    def _bounded(self, name: str) -> InstrumentedAttribute[Any]:
        """`created_after` bounds `created_at`, `due_before` bounds `due_date`."""
        columns = [column for ending in ("", "_at", "_date") if (column := getattr(self.model, name + ending, None))]
        return columns[0]

    async def _count(self, statement: Select[M]) -> int:
        return await self.session.scalar(select(func.count()).select_from(statement.subquery())) or 0


def refusal(error: IntegrityError) -> Exception:
    """The failure that a broken constraint stands for."""
    fields = _constrained(error)
    named = ", ".join(fields)
    match getattr(error.orig, "sqlstate", None):
        case "23505":
            return AlreadyExists(f"There is one with this {named} already." if fields else None, fields=fields)
        case "23503":
            # A composite key holds the user's id: somebody else's row is not there.
            return NotFound(f"What {named or 'this'} refers to does not exist.", fields=fields)
        case "23502" | "23514":
            return Invalid("A value is missing or out of its range.", fields=fields)
        case "23CLW":
            return Conflict(_said(error))
        case _:
            return Conflict()


def _said(error: IntegrityError) -> str | None:
    """What a trigger of ours tells the person of the rule that it keeps."""
    return getattr(getattr(error.orig, "diag", None), "message_primary", None)


def _constrained(error: IntegrityError) -> tuple[str, ...]:
    """The columns of the constraint that was broken, but for the person's id, which no client sends."""
    diagnosis = getattr(error.orig, "diag", None)
    table = Base.metadata.tables.get(getattr(diagnosis, "table_name", None) or "")
    if table is None:
        return ()
    if (column := getattr(diagnosis, "column_name", None)) is not None:
        return (column,)
    name = getattr(diagnosis, "constraint_name", None)
    for constraint in (*table.constraints, *table.indexes):
        if NAMES.format_constraint(constraint) == name:
            return tuple(column.name for column in constraint.columns if column.name not in {"id", "user_id"})  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType, reportUnknownArgumentType, reportAttributeAccessIssue] SQLAlchemy leaves it open
    return ()
