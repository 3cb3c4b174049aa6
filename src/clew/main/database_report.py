"""What is in the database, for people, and how it differs from what the models say."""

from typing import Any

import click
import psycopg
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, pool

from clew.infra.db import sqlalchemy_url
from clew.main.tables import metadata

TABLES = """
select c.relname, pg_size_pretty(pg_total_relation_size(c.oid)), c.relrowsecurity and c.relforcerowsecurity
from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' order by 1
"""
ENUMS = """
select t.typname, string_agg(e.enumlabel, ' ' order by e.enumsortorder)
from pg_type t join pg_enum e on e.enumtypid = t.oid
where t.typnamespace = 'public'::regnamespace group by 1 order by 1
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
        tables = connection.execute(TABLES).fetchall()
        click.echo("Tables")
        for name, size, protected in tables:
            click.echo(
                f"  {name:32} {_count(connection, name):>10} rows {size:>10}{'  row security' if protected else ''}"
            )
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
    return found


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    return kind != "table" or name is None or not name.startswith("procrastinate_")


def _section(connection: psycopg.Connection, title: str, query: str) -> None:
    click.echo(title)
    for row in connection.execute(query.encode()):
        click.echo("  " + "  ".join(str(cell) for cell in row))


def _count(connection: psycopg.Connection, table: str) -> str:
    # The owner does not see personal rows either, so the planner's statistics have to do for those.
    row = connection.execute("select reltuples::bigint from pg_class where oid = %s::regclass", [table]).fetchone()
    return "?" if row is None or row[0] < 0 else f"about {row[0]}"


def _sentence(difference: Any) -> str:
    # One difference is a tuple, or a list of them where several belong to one column.
    return " ".join(map(str, difference))
