"""The record: what the tables must be is said once more, by hand, and held against the database."""

import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import starmap
from typing import LiteralString

import psycopg
import pytest
from sqlalchemy.exc import IntegrityError
from tests.architecture.record import actual, expected, references
from tests.architecture.rows import Rows, begin, plant
from tests.architecture.source import ROOT

from clew.infra.embedded_postgres import Addresses
from clew.kit.ids import new_id
from clew.main.tables import metadata

CONTRACT = ROOT.parent / "shared" / "spec" / "check_contract.py"
WORDLESS: LiteralString = """
select c.relname, coalesce(a.attname, '') from pg_class c
left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
    and c.relname not like 'procrastinate_%' and c.relname <> 'alembic_version'
    and (col_description(c.oid, a.attnum) is null or obj_description(c.oid, 'pg_class') is null)
order by 1, 2
"""
RANGE = re.compile(r"check: (\w+) >= (\d+) AND \1 <= (\d+)")
RANGES = [
    (table, found[1], int(found[2]), int(found[3]))
    for table, said in expected().items()
    for found in filter(None, map(RANGE.fullmatch, sorted(said)))
]
SCORES = {"importance_score", "confidence_score", "relevance_score", "confidence", "strength", "dynamic_importance"}


@pytest.fixture
def catalogue(database: Addresses) -> Iterator[psycopg.Connection]:
    """Of the owner, who may change tables; nothing of it stays."""
    with psycopg.connect(database.owner) as connection:
        yield connection
        connection.rollback()


@pytest.fixture(scope="module")
def ann(database: Addresses) -> Rows:
    rows = Rows(new_id())
    plant(database.owner, rows)
    return rows


def missing(connection: psycopg.Connection) -> list[str]:
    there = actual(connection)
    return [
        f"{table}: {one}" for table, said in expected().items() for one in sorted(said - there.get(table, frozenset()))
    ]


class TestRecord:
    def test_stands_in_the_database(self, catalogue: psycopg.Connection) -> None:
        assert len(expected()) >= 48
        assert missing(catalogue) == []

    def test_names_every_table_and_every_reference(self, catalogue: psycopg.Connection) -> None:
        """So that nobody adds one without saying what goes with what."""
        there = actual(catalogue)
        assert set(there) == set(expected())
        refer = {f"{table}: {one}" for table, said in there.items() for one in said if " -> " in one}
        assert refer == {f"{table}: {one}" for table, said in expected().items() for one in said if " -> " in one}
        assert len(refer) == len(references())

    @pytest.mark.parametrize(
        ("change", "found"),
        [
            ("alter table todos drop column energy", "todos: energy (low medium high) null"),
            ("alter table todos alter title type varchar(200)", "todos: title varchar(255)"),
            ("alter table todos alter title drop not null", "todos: title varchar(255)"),
            ("alter table todos alter missed_count drop default", "todos: missed_count int = 0"),
            ("drop index uq_user_roles_primary", "user_roles: unique: user_id where is_primary"),
            ("alter table tasks drop constraint ck_tasks_priority", "tasks: check: priority >= 1 AND priority <= 10"),
            (
                """alter table tasks drop constraint fk_tasks_prompt_id_user_id_prompts,
                add foreign key (prompt_id, user_id) references prompts (id, user_id) on delete set null""",
                "tasks: prompt_id uuid null -> prompts setnull",
            ),
        ],
    )
    def test_what_differs_is_found(self, catalogue: psycopg.Connection, change: LiteralString, found: str) -> None:
        catalogue.execute(change)
        assert missing(catalogue) == [found]


class TestWords:
    def test_every_table_and_column_says_what_it_is(self, catalogue: psycopg.Connection) -> None:
        assert catalogue.execute(WORDLESS).fetchall() == []

    def test_one_that_does_not_is_found(self, catalogue: psycopg.Connection) -> None:
        catalogue.execute("create table wordless (id int); comment on column todos.energy is null")
        assert catalogue.execute(WORDLESS).fetchall() == [("todos", "energy"), ("wordless", "id")]


class TestRanges:
    def test_are_held_by_every_score(self) -> None:
        scores = {
            f"{name}.{column.name}"
            for name, table in metadata.tables.items()
            for column in table.columns
            if column.name in SCORES
        }
        assert scores == {f"{table}.{column}" for table, column, *_ in RANGES if column in SCORES}
        assert ("tasks", "priority", 1, 10) in RANGES

    @pytest.mark.parametrize(("table", "column", "low", "high"), RANGES, ids=list(starmap("{0}.{1}".format, RANGES)))
    def test_end_where_they_should(
        self, database: Addresses, ann: Rows, table: str, column: str, low: int, high: int
    ) -> None:
        step = 0.01 if column in SCORES else 1
        for value in (low, high):
            with begin(database.application, ann.user_id) as connection:
                connection.execute(ann.copy().insert(metadata.tables[table], **{column: value}))
        for value in (low - step, high + step):
            with (
                pytest.raises(IntegrityError, match=f"ck_{table}_{column}"),
                begin(database.application, ann.user_id) as connection,
            ):
                connection.execute(ann.copy().insert(metadata.tables[table], **{column: value}))

    @pytest.mark.parametrize("sources", [(), ("message_id", "memory_id")])
    def test_a_passage_has_one_source(self, database: Addresses, ann: Rows, sources: tuple[str, ...]) -> None:
        given = dict.fromkeys(["message_id", "memory_id", "chunk_id"]) | {
            name: ann.made[{"message_id": "messages", "memory_id": "ltm_memories"}[name]]["id"] for name in sources
        }
        with (
            pytest.raises(IntegrityError, match="ck_passages_one_source"),
            begin(database.application, ann.user_id) as connection,
        ):
            connection.execute(ann.copy().insert(metadata.tables["passages"], **given))


@pytest.mark.skipif(not CONTRACT.is_file(), reason="the contract lies beside this repository only where it is built")
def test_the_contract_is_kept(database: Addresses) -> None:
    done = subprocess.run(
        [sys.executable, str(CONTRACT), database.application], capture_output=True, text=True, check=False
    )
    assert re.search(r"^\d{4,} passed, 0 failed$", done.stdout, re.MULTILINE), done.stdout + done.stderr
