"""What the tables must be, read from `record.txt` beside this file, and what they are, in the same words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import LiteralString

import psycopg

TEXT = Path(__file__).with_name("record.txt")
EVERY_ROW = {
    "changing": ("id uuid", "created_at time = now()", "updated_at time = now()", "revision int = 1"),
    "log": ("id uuid", "created_at time = now()"),
    "link": ("created_at time = now()",),
}
"""The columns of every row of a kind of table."""
SHORT = {
    "character varying": "varchar",
    "timestamp with time zone": "time",
    "double precision": "float",
    "integer": "int",
    "boolean": "bool",
    "numeric": "num",
    "jsonb": "json",
    "bytea": "bytes",
}
COLUMNS: LiteralString = """
select c.relname, a.attname, format_type(a.atttypid, a.atttypmod), not a.attnotnull,
    (select string_agg(e.enumlabel, ' ' order by e.enumsortorder) from pg_enum e where e.enumtypid = a.atttypid),
    case a.attgenerated when '' then pg_get_expr(d.adbin, d.adrelid) end, k.target, k.rule
from pg_attribute a join pg_class c on c.oid = a.attrelid
left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
left join lateral (
    select confrelid::regclass::text as target, case
        when confdeltype = 'c' then 'cascade'
        when confdeltype = 'n' and (cardinality(conkey) = 1 or confdelsetcols = conkey[:1]) then 'setnull'
        else 'something else' end as rule
    from pg_constraint where conrelid = c.oid and contype = 'f' and conkey[1] = a.attnum) k on true
where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
    and c.relname not like 'procrastinate_%' and c.relname <> 'alembic_version'
order by c.relname, a.attnum
"""
INDEXES: LiteralString = """
select c.relname, case when i.indisprimary then 'key' when i.indisunique then 'unique' else 'index' end,
    (select string_agg(pg_get_indexdef(i.indexrelid, k, true), ' ' order by k) from generate_series(1, i.indnkeyatts) k)
        || coalesce(' where ' || pg_get_expr(i.indpred, c.oid), '')
from pg_index i join pg_class c on c.oid = i.indrelid join pg_class x on x.oid = i.indexrelid
where c.relnamespace = 'public'::regnamespace and c.relname not like 'procrastinate_%'
    and c.relname <> 'alembic_version' and x.relam = (select oid from pg_am where amname = 'btree')
"""
CHECKS: LiteralString = """
select conrelid::regclass::text, pg_get_constraintdef(oid) from pg_constraint
where contype = 'c' and connamespace = 'public'::regnamespace and conrelid::regclass::text not like 'procrastinate_%'
"""
REFERENCE = re.compile(r"^(?P<column>\w+) .* -> (?P<target>\w+) (?P<rule>\w+)")


@dataclass(frozen=True, slots=True)
class Reference:
    """That rows of one table go with a row of another, or lose their reference to it."""

    table: str
    column: str
    target: str
    rule: str
    """`cascade` or `setnull`."""

    def __str__(self) -> str:
        return f"{self.table}.{self.column}"


@cache
def expected() -> dict[str, frozenset[str]]:
    """By table, everything that is said of it: a column with its type and reference, a key, an index, a check."""
    tables: dict[str, set[str]] = {}
    said: set[str] = set()
    for line in TEXT.read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        if not line.startswith(" "):
            name, _, kind = line.partition(": ")
            said = tables[name] = set(EVERY_ROW[kind])
            if kind != "link":
                said.add("key: id")
            continue
        word, colon, rest = line.strip().partition(": ")
        said |= {f"{word}: {one}" for one in rest.split("; ")} if colon else set(line.strip().split(", "))
    return {name: frozenset(said) for name, said in tables.items()}


def references() -> list[Reference]:
    return [
        Reference(table, found["column"], found["target"], found["rule"])
        for table, said in expected().items()
        for one in sorted(said)
        if (found := REFERENCE.match(one)) is not None
    ]


def actual(connection: psycopg.Connection) -> dict[str, frozenset[str]]:
    """The same of a database."""
    rows = [*_columns(connection), *_indexes(connection), *_checks(connection)]
    return {table: frozenset(text for name, text in rows if name == table) for table in {name for name, _ in rows}}


def _columns(connection: psycopg.Connection) -> Iterator[tuple[str, str]]:
    for table, column, kind, is_null, labels, default, target, rule in connection.execute(COLUMNS):
        plain = re.sub("|".join(SHORT), lambda found: SHORT[found[0]], kind)
        words = [column, plain if labels is None else f"({labels})"]
        words += ["null"] if is_null else []
        words += [] if target is None else ["->", target, rule]
        words += [] if default is None else ["=", re.sub(r"::[\w ]+$", "", default).strip("'") or "''"]
        yield table, " ".join(words)


def _indexes(connection: psycopg.Connection) -> Iterator[tuple[str, str]]:
    for table, kind, columns in connection.execute(INDEXES):
        yield table, f"{kind}: " + " ".join(columns.replace('"', "").split())  # words of SQL come quoted


def _checks(connection: psycopg.Connection) -> Iterator[tuple[str, str]]:
    for table, definition in connection.execute(CHECKS):
        bare = re.sub(r"::[a-z]+( precision)?", "", definition.removeprefix("CHECK "))
        yield table, "check: " + " ".join(re.sub(r"[()]", " ", bare).split())
