"""What is in the database, for people, and how it differs from what the models say."""

from typing import Any

import click
import psycopg
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from psycopg.rows import class_row
from sqlalchemy import CheckConstraint, Enum, create_engine, pool

from clew.infra.db import sqlalchemy_url
from clew.infra.table_sizes import TABLES, TableSize
from clew.main.tables import metadata

ENUMS = """
select t.typname, string_agg(e.enumlabel, ' ' order by e.enumsortorder)
from pg_type t join pg_enum e on e.enumtypid = t.oid
where t.typnamespace = 'public'::regnamespace group by 1 order by 1
"""
CHECKS = """
select conrelid::regclass::text, conname from pg_constraint
where contype = 'c' and connamespace = 'public'::regnamespace
"""
FOREIGN_KEYS = """
select conrelid::regclass::text, pg_get_constraintdef(oid) from pg_constraint
where contype = 'f' and connamespace = 'public'::regnamespace order by 1, 2
"""
INDEXES = "select tablename, indexdef from pg_indexes where schemaname = 'public' order by 1, 2"
POLICIES = (
    "select tablename, policyname, cmd, coalesce(qual, '-') from pg_policies where schemaname = 'public' order by 1, 2"
)
UNPROTECTED = """
select c.relname from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attname = 'user_id' and not a.attisdropped
where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
    and not (c.relrowsecurity and c.relforcerowsecurity and exists (select from pg_policy p where p.polrelid = c.oid))
"""


def print_report(url: str) -> None:
    """`url` is a libpq URL of the owner role."""
    with psycopg.connect(url) as connection:
        tables = connection.cursor(row_factory=class_row(TableSize)).execute(TABLES).fetchall()
        click.echo("Tables")
        for table in tables:
            click.echo(
                f"  {table.name:32} about {table.rows:>9,} rows {_size(table.bytes):>9}"
                f"{'  row security' if table.is_protected else ''}"
            )
        click.echo(f"  {len(tables)} tables, {_size(sum(table.bytes for table in tables))}")
        for title, query in (("Enum types", ENUMS), ("Foreign keys", FOREIGN_KEYS)):
            _section(connection, title, query)
        _section(connection, "Indexes", INDEXES)
        _section(connection, "Policies", POLICIES)


def differences(url: str) -> list[str]:
    """Everything in which the database is not what the models say; empty where nothing is."""
    engine = create_engine(sqlalchemy_url(url), poolclass=pool.NullPool)
    with engine.connect() as connection:
        options: dict[str, Any] = {"compare_server_default": True, "include_name": _is_ours}
        context = MigrationContext.configure(connection, opts=options)
        found = [_sentence(one) for one in compare_metadata(context, metadata)]
    with psycopg.connect(url) as connection:
        found += [f"{name} has no forced row-level security" for (name,) in connection.execute(UNPROTECTED)]
        # Alembic compares neither of these.
        found += _differing("enum type", set(connection.execute(ENUMS)), _enums())
        found += _differing("check", set(connection.execute(CHECKS)), _checks())
    return found


def _differing(what: str, there: set[tuple[str, str]], wanted: set[tuple[str, str]]) -> list[str]:
    ours = {one for one in there if not one[0].startswith("procrastinate_")}
    missing = [f"{what} {' '.join(one)} is missing" for one in sorted(wanted - ours)]
    return missing + [f"{what} {' '.join(one)} is not in the models" for one in sorted(ours - wanted)]


def _enums() -> set[tuple[str, str]]:
    kinds = [column.type for table in metadata.tables.values() for column in table.columns]
    return {(str(kind.name), " ".join(kind.enums)) for kind in kinds if isinstance(kind, Enum)}


def _checks() -> set[tuple[str, str]]:
    """The names that PostgreSQL gives them, by the convention of the metadata."""
    return {
        (table.name, str(constraint.name))
        for table in metadata.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    return kind != "table" or name is None or not name.startswith("procrastinate_")


def _section(connection: psycopg.Connection, title: str, query: str) -> None:
    click.echo(title)
    for row in connection.execute(query.encode()):
        click.echo("  " + "  ".join(str(cell) for cell in row))


def _size(bytes: int) -> str:  # noqa: A002 the unit
    return f"{bytes / 1024:,.0f} kB" if bytes < 10 * 1024 * 1024 else f"{bytes / 1024 / 1024:,.0f} MB"


def _sentence(difference: Any) -> str:
    # One difference is a tuple, or a list of them where several belong to one column.
    return " ".join(map(str, difference))
