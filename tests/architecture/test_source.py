"""Rules of the source that no linter knows. Each is tried on a line that breaks it, so that none is asleep."""

import ast
import re
from pathlib import Path

import pytest
from tests.architecture.source import CODE, ROOT, Module, Rule, called, modules, parsed, search, words

LONGEST = {".py": 400, ".ts": 250, ".tsx": 250}
GENERATED = {"web/src/api/schema.d.ts"}
SQL = {"select", "insert", "update", "delete", "text", "exists", "func", "literal_column", "union", "union_all"}
SENDS = {"text", "execute", "scalar", "scalars", "exec_driver_sql", "literal_column"}
EMPTY_WORDS = {"manager", "helper", "helpers", "util", "utils", "utility", "utilities", "misc", "common"}
A_VERSION = re.compile(r"(^|[_.-])v\d+|\d$|(^|[_.-])(old|new|legacy|copy|tmp|final)($|[_.-])")


def ends_transaction(node: ast.AST) -> str | None:
    name = called(node)
    return f".{name}()" if name in {"commit", "rollback"} else None


def imports_sql(node: ast.AST) -> str | None:
    match node:
        case ast.ImportFrom(module=str(module), names=names) if module.partition(".")[0] == "sqlalchemy":
            taken = {name.name for name in names} & SQL
            return f"from {module} import {', '.join(sorted(taken))}" if taken else None
        case ast.Import(names=names):
            taken = {name.name for name in names if name.name.partition(".")[0] == "sqlalchemy"}
            return f"import {', '.join(taken)}" if taken else None
        case _:
            return None


def glues_sql(node: ast.AST) -> str | None:
    """A statement that is put together from strings, where its values should be parameters."""
    name = called(node)
    if name not in SENDS or not isinstance(node, ast.Call) or not node.args:
        return None
    match node.args[0]:
        case ast.JoinedStr(values=parts) if all(is_constant(part) for part in parts):
            return None
        case (
            ast.JoinedStr()
            | ast.BinOp(op=ast.Add() | ast.Mod())
            | ast.Call(func=ast.Attribute(attr="format", value=ast.Constant()))  # `sql.SQL(…).format` quotes
        ):
            return f"{name}() of a string that is put together"
        case _:
            return None


def is_constant(part: ast.expr) -> bool:
    match part:
        case ast.FormattedValue(value=ast.Name(id=name)):
            return name.isupper()
        case _:
            return isinstance(part, ast.Constant)


def says_nothing(node: ast.AST) -> str | None:
    match node:
        case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            return f"the name {name}" if words(name) & EMPTY_WORDS else None
        case _:
            return None


def may_hold_sql(module: Module) -> bool:
    return (
        module.name.endswith(("/models", "/store"))
        or module.name.startswith("src/clew/infra/")
        or module.name == "src/clew/main/database_report"
    )


def source_files() -> list[Path]:
    python = [file for folder in ("src", "tests", "bench") for file in (ROOT / folder).rglob("*.py")]
    web = [file for ending in ("ts", "tsx") for file in (ROOT / "web" / "src").rglob(f"*.{ending}")]
    return [file for file in (*python, *web) if file.relative_to(ROOT).as_posix() not in GENERATED]


class TestFiles:
    def test_are_short(self) -> None:
        lengths = {file: len(file.read_text().splitlines()) for file in source_files()}
        long = {str(file.relative_to(ROOT)): lines for file, lines in lengths.items() if lines > LONGEST[file.suffix]}
        assert lengths, "no source was found"
        assert long == {}

    def test_have_names_that_say_something(self) -> None:
        named = [file for file in source_files() if words(file.stem) & EMPTY_WORDS]
        assert named == []

    def test_have_no_version_in_their_name(self) -> None:
        named = [file for file in CODE.rglob("*.py") if A_VERSION.search(file.stem)]
        named += [file for file in source_files() if file.suffix != ".py" and A_VERSION.search(file.stem)]
        assert named == []

    @pytest.mark.parametrize("name", ["store_v2", "store2", "old_store", "v1", "store_new"])
    def test_a_version_would_be_seen(self, name: str) -> None:
        assert A_VERSION.search(name)


class TestSource:
    def test_application_code_never_ends_its_transaction(self) -> None:
        assert search(modules("src"), ends_transaction) == []

    def test_sql_lives_in_models_and_stores(self) -> None:
        elsewhere = [module for module in modules("src") if not may_hold_sql(module)]
        assert len(elsewhere) > 20
        assert search(elsewhere, imports_sql) == []

    def test_no_statement_is_glued_together(self) -> None:
        assert search(modules("src"), glues_sql) == []

    def test_names_say_something(self) -> None:
        assert search(modules("src", "tests"), says_nothing) == []

    @pytest.mark.parametrize("fine", ['execute(f"listen {CHANNEL}")', 'execute(sql.SQL("drop {}").format(name))'])
    def test_what_keeps_a_rule_is_not(self, fine: str) -> None:
        assert search([parsed("planted", fine)], glues_sql) == []

    @pytest.mark.parametrize(
        ("rule", "broken"),
        [
            (ends_transaction, "async def f(session):\n    await session.commit()"),
            (ends_transaction, "self.session.rollback()"),
            (imports_sql, "from sqlalchemy import ColumnElement, select"),
            (imports_sql, "from sqlalchemy.dialects.postgresql import insert"),
            (imports_sql, "import sqlalchemy as sa"),
            (glues_sql, 'session.execute(text(f"select {x}"))'),
            (glues_sql, 'connection.execute("select " + x)'),
            (glues_sql, 'text("select %s" % x)'),
            (glues_sql, 'connection.execute("select {}".format(x))'),
            (says_nothing, "class ThreadManager: ..."),
            (says_nothing, "def date_utils(): ..."),
        ],
    )
    def test_what_breaks_a_rule_is_found(self, rule: Rule, broken: str) -> None:
        assert search([parsed("planted", broken)], rule)
