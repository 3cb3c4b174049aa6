"""How rows are mapped: what every table must keep to, and that the database is what the models say."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import psycopg
import pytest
from sqlalchemy import Column, DateTime, Enum, MetaData, String, Table
from sqlalchemy.orm import Mapped, mapped_column, registry, relationship

from clew.infra.db import Base
from clew.infra.embedded_postgres import Addresses
from clew.main.tables import metadata

COLUMNS = """
select c.relname, a.attname, format_type(a.atttypid, null)
from pg_attribute a join pg_class c on c.oid = a.attrelid
where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
    and c.relname not like 'procrastinate_%'
"""
LABELS = """
select t.typname, array_agg(e.enumlabel::text order by e.enumsortorder)
from pg_type t join pg_enum e on e.enumtypid = t.oid
where t.typnamespace = 'public'::regnamespace and t.typname not like 'procrastinate_%' group by 1
"""


@pytest.fixture(scope="module")
def columns(database: Addresses) -> list[tuple[str, str, str]]:
    with psycopg.connect(database.application) as connection:
        return [(table, column, kind) for table, column, kind in connection.execute(COLUMNS)]


class Mood(StrEnum):
    good = "fine"


def in_capitals(kind: type[Mood]) -> list[str]:
    return [member.value.upper() for member in kind]


def eager(mapped: registry) -> list[str]:
    return [
        f"{mapper.class_.__name__}.{name}"
        for mapper in mapped.mappers
        for name, relation in mapper.relationships.items()
        if relation.lazy != "raise"
    ]


def without_zone(tables: MetaData) -> list[str]:
    return [str(column) for column in all_columns(tables) if isinstance(column.type, DateTime) and not zoned(column)]


def foreign_enums(tables: MetaData) -> list[str]:
    """Columns of an enumeration that is stored in another way than by value in a type of the database's own."""
    return [
        str(column)
        for column in all_columns(tables)
        if isinstance(kind := column.type, Enum)
        and not (
            kind.native_enum
            and isinstance(kind.enum_class, type)
            and issubclass(kind.enum_class, StrEnum)
            and kind.enums == [member.value for member in kind.enum_class]
        )
    ]


def zoned(column: Column[Any]) -> bool:
    return isinstance(column.type, DateTime) and column.type.timezone


def all_columns(tables: MetaData) -> Iterator[Column[Any]]:
    for table in tables.tables.values():
        yield from table.columns


class TestModels:
    def test_relations_are_never_loaded_by_surprise(self) -> None:
        assert eager(Base.registry) == []

    def test_times_have_a_zone(self) -> None:
        assert without_zone(metadata) == []

    def test_enumerations_are_types_of_the_database(self) -> None:
        assert foreign_enums(metadata) == []

    def test_every_row_has_an_id_and_a_time(self) -> None:
        links = {name for name, table in metadata.tables.items() if len(table.primary_key.columns) > 1}
        bare = {
            name for name, table in metadata.tables.items() if not {"id", "created_at"} <= set(table.columns.keys())
        }
        assert bare == links

    def test_what_breaks_a_rule_is_found(self) -> None:
        planted = registry()

        @planted.mapped
        class Parent:
            __tablename__ = "parents"
            id: Mapped[int] = mapped_column(primary_key=True)
            self_id: Mapped[int] = mapped_column()
            children: Mapped[list["Parent"]] = relationship(
                primaryjoin="foreign(Parent.self_id) == Parent.id", viewonly=True, uselist=True
            )

        tables = MetaData()
        Table(
            "planted",
            tables,
            Column("naive", DateTime),
            Column("by_name", Enum(Mood, name="mood")),
            Column("as_text", Enum(Mood, native_enum=False, values_callable=in_capitals)),
            Column("text", String),
        )
        assert eager(planted) == ["Parent.children"]
        assert without_zone(tables) == ["planted.naive"]
        assert foreign_enums(tables) == ["planted.by_name", "planted.as_text"]


class TestDatabase:
    def test_has_no_table_that_no_model_knows(self, columns: list[tuple[str, str, str]]) -> None:
        assert {table for table, _, _ in columns} == {*metadata.tables, "alembic_version"}

    def test_keeps_times_with_their_zone(self, columns: list[tuple[str, str, str]]) -> None:
        assert [f"{table}.{column}" for table, column, kind in columns if kind.startswith("timestamp without")] == []

    def test_knows_the_same_enumerations(self, database: Addresses) -> None:
        with psycopg.connect(database.application) as connection:
            stored = {str(name): list(labels) for name, labels in connection.execute(LABELS)}
        declared = {kind.name: kind.enums for column in all_columns(metadata) if isinstance(kind := column.type, Enum)}
        assert len(declared) >= 5
        assert stored == declared
