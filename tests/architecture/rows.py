"""One row of every table for one person, whatever tables there are: so that no test forgets a new one."""

import secrets
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    DateTime,
    Enum,
    Float,
    ForeignKeyConstraint,
    Insert,
    Integer,
    LargeBinary,
    Numeric,
    String,
    Table,
    Uuid,
    create_engine,
    pool,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from clew.infra.db import sqlalchemy_url
from clew.kit.ids import new_id
from clew.main.tables import metadata

PLAIN: dict[type[Any], Callable[[], object]] = {
    Uuid: new_id,
    DateTime: lambda: datetime.now(UTC),
    Boolean: lambda: False,
    Integer: lambda: 1,
    Numeric: lambda: 0.5,  # also of scores, which stay within 0 and 1
    Float: lambda: 0.5,
    LargeBinary: lambda: secrets.token_bytes(32),
    JSONB: dict[str, object],
}

NAME_USER = text("select set_config('app.user_id', :user_id, true)")
OF_TWO = {"ltm_memory_relationships": "ltm_memories", "task_dependencies": "tasks"}
"""Tables that relate two rows of another one, which have to differ."""
WRITTEN_BY_ITSELF = {"audit_chain"}
"""Tables that the database fills, and nobody else may."""
ONE_OF = {"passages": ("message_id", "memory_id", "chunk_id")}
"""Tables that need one of several references, each of which may be null."""


def personal_tables() -> list[Table]:
    return [table for table in metadata.sorted_tables if table.name == "users" or "user_id" in table.columns]


def fillable_tables() -> list[Table]:
    """In an order in which what is referred to comes first."""
    return [table for table in metadata.sorted_tables if table.name not in WRITTEN_BY_ITSELF]


class Rows:
    """What has been made up for one person so far."""

    def __init__(self, user_id: UUID) -> None:
        self.user_id = user_id
        self.made: dict[str, dict[str, Any]] = {}
        self._earlier: dict[str, dict[str, Any]] = {}

    def copy(self) -> "Rows":
        """The same to refer to, so that what is refused, or goes again, is not remembered here."""
        copied = Rows(self.user_id)
        copied.made, copied._earlier = dict(self.made), dict(self._earlier)
        return copied

    def insert(self, table: Table, **given: object) -> Insert:
        """The statement that adds one row; its references lead to the rows made before."""
        row: dict[str, Any] = {column.name: _value(column) for column in table.columns if _is_needed(column)}
        if "id" in table.columns:
            row["id"] = self.user_id if table.name == "users" else new_id()
        if "user_id" in table.columns:
            row["user_id"] = self.user_id
        if table.name in ONE_OF:
            row[ONE_OF[table.name][0]] = None
        for constraint in sorted(table.foreign_key_constraints, key=lambda one: str(one.name)):
            row |= self._references(constraint, row)
        if table.name in self.made:
            self._earlier[table.name] = self.made[table.name]
        self.made[table.name] = row | given
        return table.insert().values({table.columns[name]: value for name, value in self.made[table.name].items()})

    def _references(self, constraint: ForeignKeyConstraint, row: dict[str, Any]) -> dict[str, Any]:
        there = self.made.get(constraint.referred_table.name)
        if constraint.column_keys[0] in {"target_memory_id", "task_id"} and constraint.table.name in OF_TWO:
            there = self._earlier.get(constraint.referred_table.name)  # nothing is related to itself
        names = [(element.parent.name, element.column.name) for element in constraint.elements]
        if there is None or not all(name in row for name, _ in names):
            return {}
        return {name: there[referred] for name, referred in names}


@contextmanager
def begin(url: str, user_id: UUID) -> Generator[Connection]:
    """A transaction in a person's name, on a connection of its own."""
    with create_engine(sqlalchemy_url(url), poolclass=pool.NullPool).begin() as connection:
        connection.execute(NAME_USER, {"user_id": str(user_id)})
        yield connection


def plant(url: str, rows: Rows) -> None:
    """A row of every table for that person, or two where rows are related."""
    # The owner of the tables is held by row-level security like everybody: it can only plant in a person's name.
    with begin(url, rows.user_id) as connection:
        for table in fillable_tables():
            for _ in range(2 if table.name in OF_TWO.values() else 1):
                connection.execute(rows.insert(table))


def _is_needed(column: Column[Any]) -> bool:
    return not column.nullable and column.server_default is None


def _value(column: Column[Any]) -> object:
    match column.type:
        case Enum(enum_class=type() as members):  # before String, which it is too
            return next(iter(members))
        case String(length=length):
            return secrets.token_hex(8)[: length or 16]
        case kind:
            makers = [make for known, make in PLAIN.items() if isinstance(kind, known)]
            assert makers, f"say in tests/architecture/rows.py what a {kind!r} may hold"
            return makers[0]()
