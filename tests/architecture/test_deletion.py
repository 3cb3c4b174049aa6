"""What goes with what. Each row that others refer to is deleted, and what the database then holds is what the record
foretells: no row more or less, and no other column changed.
"""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias
from uuid import UUID

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb
from sqlalchemy import Table, update
from tests.architecture.record import references
from tests.architecture.rows import ONE_OF, Rows, begin, fillable_tables

from clew.infra.embedded_postgres import Addresses
from clew.kit.ids import new_id
from clew.main.tables import metadata

State: TypeAlias = dict[str, list[dict[str, Any]]]
"""All rows that somebody sees, by table."""
TABLES = "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1"
QUEUE = "procrastinate_jobs"
WAITING = "insert into procrastinate_jobs (task_name, queue_name, args) values ('record', 'nobody works here', %s)"
PARENTS = sorted({one.target for one in references()} - {"users"})
CLEARED = {
    "analytics_events": ("user_id", "session_id", "ip_address", "user_agent", "event_data"),
    "security_events": ("user_id", "ip_address", "user_agent", "event_data"),
    "access_audit_logs": ("user_id", "ip_address", "user_agent"),
}
"""What outlives an account, and what it no longer says."""
TELLING: dict[str, object] = {
    "session_id": "the session of a browser",
    "ip_address": "192.0.2.7",
    "user_agent": "a program",
    "event_data": {"title": "something private"},
}


def planted(url: str) -> Rows:
    """A person with rows in every table, in which every reference leads somewhere."""
    rows, own = Rows(new_id()), [one for one in references() if one.target != "users"]
    with begin(url, rows.user_id) as connection:
        for table in fillable_tables():
            sources = ONE_OF.get(table.name, (None,))
            refers_to_itself = any(one.table == one.target == table.name for one in own)
            for source in (*sources, *sources) if refers_to_itself else sources:
                connection.execute(rows.insert(table, **given(rows, table, source)))
        for one in own:
            if one.column not in rows.made[one.table]:  # the row that it leads to came later
                table, id = metadata.tables[one.table], rows.made[one.target]["id"]
                there = table.c.id == rows.made[one.table]["id"]
                connection.execute(update(table).where(there).values({one.column: id}))
    return rows


def given(rows: Rows, table: Table, source: str | None) -> dict[str, object]:
    """The references that might be null, and what is told of a person where it is remembered."""
    sources = ONE_OF.get(table.name, ())
    known: dict[str, object] = {
        one.column: rows.made[one.target]["id"]
        for one in references()
        if one.table == table.name and one.target in rows.made and one.target != "users"
        if table.c[one.column].nullable and (one.column == source or one.column not in sources)
    }
    told = {name: value for name, value in TELLING.items() if table.name in CLEARED and name in table.c}
    return {name: None for name in sources if name != source} | known | told


@contextmanager
def acting(url: str, user_id: UUID) -> Generator[psycopg.Connection]:
    """In that person's name."""
    with psycopg.connect(url) as connection:
        connection.execute("select set_config('app.user_id', %s, false)", [str(user_id)])
        yield connection


@contextmanager
def seeing_everything(database: Addresses) -> Generator[psycopg.Connection]:
    with psycopg.connect(database.admin, dbname=conninfo_to_dict(database.owner)["dbname"]) as connection:
        yield connection


def state(connection: psycopg.Connection) -> State:
    found: State = {}
    with connection.cursor(row_factory=dict_row) as cursor:
        for name in metadata.tables:
            cursor.execute(sql.SQL("select * from {} t order by t::text").format(sql.Identifier(name)))
            found[name] = cursor.fetchall()
    return found


def delete(connection: psycopg.Connection, table: str, id: UUID) -> None:
    statement = sql.SQL("delete from {} where id = %s").format(sql.Identifier(table))
    assert connection.execute(statement, [id]).rowcount == 1


def foretold(before: State, table: str, id: UUID) -> State:
    """What is left without that row, by the record."""
    after = {name: [dict(row) for row in rows] for name, rows in before.items()}
    gone = [(table, id)]
    while gone:
        table, id = gone.pop()
        after[table] = [row for row in after[table] if row["id"] != id]
        for one in references():
            if one.target != table:
                continue
            referring = [row for row in after[one.table] if row[one.column] == id]
            if one.rule == "cascade":
                gone += [(one.table, row["id"]) for row in referring if "id" in row]
                after[one.table] = [row for row in after[one.table] if row not in referring]
            for row in referring:
                row[one.column] = None
    return after


def same(here: State, there: State) -> bool:
    """In whatever order: without a column that was cleared, rows sort in another one."""
    return {name: sorted(map(str, rows)) for name, rows in here.items()} == {
        name: sorted(map(str, rows)) for name, rows in there.items()
    }


def naming(connection: psycopg.Connection, id: UUID) -> Iterator[str]:
    """Every table of the database that has a row in which this id stands anywhere, also inside of texts and JSON."""
    for (name,) in connection.execute(TABLES).fetchall():
        rows = sql.SQL("select from {} t where t::text like %s").format(sql.Identifier(name))
        if connection.execute(rows, [f"%{id}%"]).rowcount:
            yield name


@pytest.fixture(scope="module")
def ann(database: Addresses) -> Rows:
    return planted(database.owner)


class TestARow:
    def test_leads_wherever_it_can(self, database: Addresses, ann: Rows) -> None:
        """Else what follows would prove nothing."""
        with acting(database.owner, ann.user_id) as connection:
            found = state(connection)
        idle = [
            str(one)
            for one in references()
            if one.target != "users" and all(row[one.column] is None for row in found[one.table])
        ]
        assert len(PARENTS) >= 15
        assert idle == []

    @pytest.mark.parametrize("table", PARENTS)
    def test_takes_along_what_the_record_says_and_nothing_else(
        self, database: Addresses, ann: Rows, table: str
    ) -> None:
        with acting(database.owner, ann.user_id) as connection:
            before = state(connection)
            assert before[table]
            for row in before[table]:
                with connection.transaction(force_rollback=True):
                    delete(connection, table, row["id"])
                    after = state(connection)
                assert after != before
                assert same(after, foretold(before, table, row["id"])), row


class TestAnAccount:
    def test_leaves_nothing_but_what_is_about_nobody(self, database: Addresses) -> None:
        ann, bob = planted(database.owner), planted(database.owner)
        with acting(database.owner, bob.user_id) as connection:
            connection.execute("update users set role_assigned_by = %s", [ann.user_id])
            connection.execute("update user_roles set granted_by = %s", [ann.user_id])
            for user_id in (ann.user_id, bob.user_id):
                connection.execute(WAITING, [Jsonb({"user_id": str(user_id), "ip_address": "192.0.2.7"})])
        with seeing_everything(database) as connection:
            before = state(connection)
            named = set(naming(connection, ann.user_id))
        assert named >= {table.name for table in metadata.sorted_tables if "user_id" in table.c} | {QUEUE}
        with acting(database.application, ann.user_id) as connection:
            delete(connection, "users", ann.user_id)
        with seeing_everything(database) as connection:
            after = state(connection)
            assert list(naming(connection, ann.user_id)) == []
            assert QUEUE in naming(connection, bob.user_id)
        wanted = foretold(before, "users", ann.user_id)
        for table, columns in CLEARED.items():
            id = ann.made[table]["id"]
            row = next(row for row in wanted[table] if row["id"] == id)
            assert all(row[column] is not None for column in columns if column != "user_id")
            row |= dict.fromkeys(columns)
            for link in wanted["audit_chain"]:
                if link["id"] == id:
                    link["salt"] = None
        assert same(after, wanted)
