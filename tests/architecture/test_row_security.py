"""Who sees which row, asked of the database itself: isolation does not rest on what the application remembers."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import psycopg
import pytest
from psycopg import errors, sql
from sqlalchemy import Table, text
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError
from tests.architecture.rows import Rows, begin, personal_tables, plant

from clew.infra.config import Config
from clew.infra.crypto import load_keys
from clew.infra.db import Database
from clew.infra.embedded_postgres import Addresses
from clew.kit.ids import new_id
from clew.main.tables import metadata

PERSONAL = [table.name for table in personal_tables()]
APPEND_ONLY = {"analytics_events", "security_events", "access_audit_logs"}


@dataclass(frozen=True, slots=True)
class Two:
    """A database with a row of every table for each of two people."""

    addresses: Addresses
    ann: Rows
    bob: Rows


@pytest.fixture(scope="module")
def two(database: Addresses) -> Two:
    ann, bob = Rows(new_id()), Rows(new_id())
    for rows in (ann, bob):
        plant(database.owner, rows)
    return Two(database, ann, bob)


@pytest.fixture
def application(two: Two) -> Iterator[psycopg.Connection]:
    with psycopg.connect(two.addresses.application) as connection:
        yield connection


def seen(connection: psycopg.Connection, table: str) -> list[UUID]:
    owner = sql.Identifier("id" if table == "users" else "user_id")
    return [one for (one,) in connection.execute(sql.SQL("select {} from {}").format(owner, sql.Identifier(table)))]


def name_user(connection: psycopg.Connection, user_id: UUID) -> None:
    connection.execute("select set_config('app.user_id', %s, true)", [str(user_id)])


class TestRows:
    @pytest.mark.parametrize("table", PERSONAL)
    def test_nobody_sees_nothing(self, application: psycopg.Connection, table: str) -> None:
        assert seen(application, table) == []

    @pytest.mark.parametrize("setting", ["", "00000000-0000-0000-0000-000000000000"])
    def test_neither_does_an_empty_name(self, application: psycopg.Connection, setting: str) -> None:
        application.execute("select set_config('app.user_id', %s, true)", [setting])
        assert {table: seen(application, table) for table in PERSONAL} == {table: [] for table in PERSONAL}

    @pytest.mark.parametrize("table", PERSONAL)
    def test_everybody_sees_their_own(self, two: Two, application: psycopg.Connection, table: str) -> None:
        name_user(application, two.ann.user_id)
        assert set(seen(application, table)) == {two.ann.user_id}

    @pytest.mark.parametrize("table", PERSONAL)
    def test_nobody_writes_in_another_name(self, two: Two, table: str) -> None:
        planted = metadata.tables[table]
        with (
            pytest.raises(ProgrammingError, match="row-level security"),
            begin(two.addresses.application, two.ann.user_id) as connection,
        ):
            connection.execute(Rows(two.bob.user_id).insert(planted))

    @pytest.mark.parametrize("table", sorted(set(PERSONAL) - APPEND_ONLY))
    def test_nobody_reaches_rows_of_others(self, two: Two, application: psycopg.Connection, table: str) -> None:
        name_user(application, two.ann.user_id)
        owner = sql.Identifier("id" if table == "users" else "user_id")
        there = sql.SQL("where {} = {}").format(owner, sql.Literal(two.bob.user_id))
        changed = application.execute(
            sql.SQL("update {} set created_at = now() {}").format(sql.Identifier(table), there)
        )
        removed = application.execute(sql.SQL("delete from {} {}").format(sql.Identifier(table), there))
        assert (changed.rowcount, removed.rowcount) == (0, 0)

    @pytest.mark.parametrize("table", sorted(set(PERSONAL) - APPEND_ONLY))
    def test_nobody_gives_rows_away(self, two: Two, application: psycopg.Connection, table: str) -> None:
        name_user(application, two.ann.user_id)
        owner = sql.Identifier("id" if table == "users" else "user_id")
        statement = sql.SQL("update {} set {} = {}").format(
            sql.Identifier(table), owner, sql.Literal(two.bob.user_id if table != "users" else new_id())
        )
        with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
            application.execute(statement)

    @pytest.mark.parametrize("table", sorted(APPEND_ONLY))
    @pytest.mark.parametrize("statement", ["update {} set created_at = now()", "delete from {}"])
    def test_what_is_remembered_cannot_be_changed(
        self, two: Two, application: psycopg.Connection, table: str, statement: str
    ) -> None:
        name_user(application, two.ann.user_id)
        with pytest.raises(errors.InsufficientPrivilege, match="permission denied"):
            application.execute(sql.SQL(statement).format(sql.Identifier(table)))  # pyright: ignore[reportArgumentType]

    def test_the_owner_of_the_tables_is_held_too(self, two: Two) -> None:
        with psycopg.connect(two.addresses.owner) as owner:
            assert seen(owner, "threads") == []
            name_user(owner, two.ann.user_id)
            assert set(seen(owner, "threads")) == {two.ann.user_id}


class TestReferences:
    """Checks of foreign keys see every row, so the keys themselves must name the person."""

    def test_a_message_cannot_stand_in_a_thread_of_another(self, two: Two) -> None:
        self._is_refused(two, "messages", thread_id=two.bob.made["threads"]["id"])

    def test_a_message_cannot_answer_one_of_another(self, two: Two) -> None:
        self._is_refused(two, "messages", parent_id=two.bob.made["messages"]["id"])

    def test_a_branch_cannot_end_in_a_message_of_another(self, two: Two) -> None:
        self._is_refused(two, "threads", head_message_id=two.bob.made["messages"]["id"])

    def test_a_message_cannot_answer_one_of_another_thread(self, two: Two) -> None:
        rows = Rows(two.ann.user_id)
        threads, messages = (metadata.tables[name] for name in ("threads", "messages"))
        with begin(two.addresses.application, two.ann.user_id) as connection:
            connection.execute(rows.insert(threads))
            with pytest.raises(IntegrityError, match="fk_messages_parent_id"):
                connection.execute(rows.insert(messages, parent_id=two.ann.made["messages"]["id"]))

    @staticmethod
    def _is_refused(two: Two, table: str, **foreign: object) -> None:
        """The same row is refused with a reference to another's row, and taken with one to an own."""
        planted: Table = metadata.tables[table]
        rows = two.ann.copy()
        with begin(two.addresses.application, two.ann.user_id) as connection:
            connection.execute(rows.insert(planted))
        with (
            pytest.raises(IntegrityError, match="violates foreign key"),
            begin(two.addresses.application, two.ann.user_id) as connection,
        ):
            connection.execute(rows.insert(planted, **foreign))


class TestPool:
    """One connection, lent again and again: it must never remember for whom."""

    async def test_a_connection_forgets_for_whom_it_worked(self, two: Two, config: Config) -> None:
        database = Database(two.addresses.application, load_keys(config.data_dir / "pool.key"))
        try:
            first = await self._look(database)
            async with database.begin(two.ann.user_id) as session:
                assert await session.scalar(text("select count(*) from threads")) != 0
            assert await self._look(database) == first
            with pytest.raises(ZeroDivisionError):
                async with database.begin(two.ann.user_id):
                    raise ZeroDivisionError
            assert await self._look(database) == first
            with pytest.raises(DBAPIError):
                async with database.begin(two.ann.user_id) as session:
                    await session.execute(text("select 1 / 0"))
            assert await self._look(database) == first
            await self._cancel(database, two.ann.user_id)
            await self._look(database)
        finally:
            await database.close()

    @staticmethod
    async def _look(database: Database) -> int:
        """The process behind the connection that is lent next; it carries no name."""
        async with database.engine.connect() as connection:
            pid, name, rows = (
                await connection.execute(
                    text(
                        "select pg_backend_pid(), current_setting('app.user_id', true), (select count(*) from threads)"
                    )
                )
            ).one()
        assert name in {None, ""}
        assert rows == 0
        return pid

    @staticmethod
    async def _cancel(database: Database, user_id: UUID) -> None:
        started = asyncio.Event()

        async def work() -> None:
            async with database.begin(user_id) as session:
                await session.execute(text("select 1"))
                started.set()
                await asyncio.sleep(60)

        task = asyncio.create_task(work())
        await started.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
