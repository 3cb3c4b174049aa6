"""`python -m clew.main.data_model` writes the pages of `docs/data-model/`; with --check it says which are stale.

Whatever the pages say is said by the models: comments, types, keys.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from sqlalchemy import (
    CheckConstraint,
    Column,
    Computed,
    DefaultClause,
    Enum,
    ForeignKeyConstraint,
    Index,
    Table,
    UniqueConstraint,
)
from sqlalchemy.dialects import postgresql

from clew.main.database import ROOT
from clew.main.tables import metadata, packages

DOCS = ROOT / "docs"
SHORT = {"timestamp with time zone": "timestamptz", "double precision": "double"}
OVERVIEW = """\
# Data model

Made by `scripts/data-model` from the models; a change goes there. One page for each package:

{rows}

Every row has an `id` (UUID version 7, made by the application) and `created_at`; rows that people or jobs change have
`updated_at` and `revision`, too. Links between two rows have the two ids for a key. A table with `user_id` is personal:
row-level security, forced, shows everybody their own rows only, and keys between personal tables hold `user_id` in
addition to the column that is named here. With `set null` only that one column becomes null.
"""


def pages() -> dict[Path, str]:
    """Every page by its path."""
    owned: defaultdict[str, list[Table]] = defaultdict(list)
    for name, package in sorted(packages().items()):
        owned[package].append(metadata.tables[name])
    rows = ["| package | tables |", "|---|---|"]
    for package, tables in sorted(owned.items()):
        linked = ", ".join(f"[{table.name}](data-model/{package}.md#{table.name})" for table in tables)
        rows.append(f"| [{package}](data-model/{package}.md) | {linked} |")
    made = {DOCS / "data-model.md": OVERVIEW.format(rows="\n".join(rows))}
    return made | {DOCS / "data-model" / f"{package}.md": _page(package, tables) for package, tables in owned.items()}


def stale() -> list[Path]:
    """Pages that are not what the models say, or that nothing makes."""
    made = pages()
    there = {DOCS / "data-model.md", *(DOCS / "data-model").glob("*")}
    return sorted(path for path in there | set(made) if not path.is_file() or path.read_text() != made.get(path))


def _page(package: str, tables: list[Table]) -> str:
    parts = [f"# {package.capitalize()}", "Made by `scripts/data-model` from the models; a change goes there."]
    if relations := [line for table in tables for line in _relations(table)]:
        parts.append("\n".join(["```mermaid", "erDiagram", *(f"    {line}" for line in relations), "```"]))
    parts += [_section(table) for table in tables]
    if enums := {line for table in tables for line in _enums(table)}:
        parts.append("\n".join(["## Enumerations", "", *sorted(enums)]))
    return "\n\n".join(parts) + "\n"


def _relations(table: Table) -> Iterator[str]:
    for constraint in _references(table):
        column = _leading(constraint)
        if column.name == "user_id" and constraint.ondelete == "CASCADE" and table.name not in _identity():
            continue  # of every personal table
        one = "|o" if column.nullable else "||"
        many = "o|" if _is_unique(table, column) else "o{"
        yield f'{constraint.referred_table.name} {one}--{many} {table.name} : "{column.name}"'


def _section(table: Table) -> str:
    lines = [f"## {table.name}", "", str(table.comment), "", "| column | type | null | default | what it is |"]
    lines += ["|---|---|---|---|---|", *map(_row, table.columns), ""]
    for constraint in _references(table):
        rule = str(constraint.ondelete).partition(" (")[0].lower()
        lines.append(f"- `{_leading(constraint).name}` refers to {constraint.referred_table.name}: on delete {rule}.")
    lines += [f"- Unique: {one}." for one in _uniques(table)]
    lines += [f"- Index: {one}." for one in sorted(_told(index) for index in table.indexes if not index.unique)]
    checks = [one for one in table.constraints if isinstance(one, CheckConstraint)]
    lines += [f"- Check: `{text}`." for text in sorted(str(one.sqltext) for one in checks)]
    return "\n".join(lines).rstrip()


def _row(column: Column[Any]) -> str:
    cells = [f"`{column.name}`", _kind(column), "null" if column.nullable else "", _default(column), column.comment]
    return "| " + " | ".join((cell or "").replace("|", r"\|") for cell in cells) + " |"


def _kind(column: Column[Any]) -> str:
    if isinstance(column.type, Enum):
        return f"`{column.type.name}`"
    shown = column.type.compile(dialect=postgresql.dialect()).lower()  # pyright: ignore[reportUnknownMemberType]
    return SHORT.get(shown, shown)


def _default(column: Column[Any]) -> str:
    match column.server_default:
        case Computed():
            return "computed"
        case DefaultClause(arg=value):
            return f"`{value}`" if str(value) else "empty"
        case _:
            return ""


def _references(table: Table) -> list[ForeignKeyConstraint]:
    return sorted(table.foreign_key_constraints, key=lambda one: (_leading(one).name, one.referred_table.name))


def _leading(constraint: ForeignKeyConstraint) -> Column[Any]:
    """The column that a reference is about; the others only say whose it is."""
    return constraint.columns[0]


def _is_unique(table: Table, column: Column[Any]) -> bool:
    return _columns([column]) in _uniques(table)


def _uniques(table: Table) -> list[str]:
    found = {_columns(one.columns) for one in table.constraints if isinstance(one, UniqueConstraint)}
    return sorted(found | {_told(index) for index in table.indexes if index.unique})


def _told(index: Index) -> str:
    options: Any = index.dialect_options["postgresql"]
    using, where = options["using"], options["where"]
    keys = ", ".join(f"`{getattr(key, 'name', key)}`" for key in index.expressions)
    return keys + (f" by {using}" if using else "") + ("" if where is None else f" where `{where}`")


def _columns(columns: Any) -> str:
    return ", ".join(f"`{column.name}`" for column in columns)


def _enums(table: Table) -> Iterator[str]:
    for column in table.columns:
        if isinstance(kind := column.type, Enum):
            yield f"- `{kind.name}`: {', '.join(f'`{label}`' for label in kind.enums)}"


def _identity() -> set[str]:
    return {name for name, package in packages().items() if package == "identity"}


def main() -> None:
    if sys.argv[1:] == ["--check"]:
        for path in stale():
            click.echo(f"{path.relative_to(ROOT)} is stale: run `scripts/data-model`")
        sys.exit(1 if stale() else 0)
    for path in stale():
        path.unlink(missing_ok=True)
    for path, page in pages().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(page)


if __name__ == "__main__":
    main()
