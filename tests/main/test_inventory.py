"""The administrator's look into the database: how much is in the tables, and nothing that stands in them."""

from typing import Any
from uuid import UUID

import psycopg
from tests.conftest import Person, Statements

from clew.infra.embedded_postgres import Addresses
from clew.kit.ids import new_id
from clew.main.tables import metadata

PATH = "/api/v1/database"
MORE = 500


async def tables(owner: Person) -> dict[str, dict[str, Any]]:
    answer = await owner.client.get(PATH)
    assert answer.status_code == 200, answer.text
    shown = answer.json()
    assert shown["bytes"] == sum(table["bytes"] for table in shown["tables"])
    return {table["name"]: table for table in shown["tables"]}


def add_todos(database: Addresses, user_id: UUID) -> None:
    with psycopg.connect(database.application) as connection:
        connection.execute("select set_config('app.user_id', %s, true)", [str(user_id)])
        connection.cursor().executemany(
            "insert into todos (id, user_id, title, description) values (%s, %s, 'One of many', %s)",
            [(new_id(), user_id, "why " * 100) for _ in range(MORE)],
        )


class TestDatabase:
    async def test_shows_every_table_with_its_package(self, owner: Person) -> None:
        shown = await tables(owner)
        assert set(metadata.tables) <= set(shown)
        assert {name: shown[name]["package"] for name in ("todos", "tasks", "messages", "passages", "users")} == {
            "todos": "planning",
            "tasks": "projects",
            "messages": "conversations",
            "passages": "retrieval",
            "users": "identity",
        }
        assert {name for name, table in shown.items() if table["package"] is None} == {
            name for name in shown if name not in metadata.tables
        }
        assert shown["todos"]["comment"] == metadata.tables["todos"].comment
        assert (shown["todos"]["is_protected"], shown["roles"]["is_protected"]) == (True, False)

    async def test_counts_rows_that_it_does_not_see(self, ann: Person, owner: Person, database: Addresses) -> None:
        before = (await tables(owner))["todos"]
        user_id = UUID((await ann.client.get("/api/v1/users/me")).json()["id"])
        add_todos(database, user_id)  # the connection's end is what tells the statistics
        after = (await tables(owner))["todos"]
        assert after["rows"] == before["rows"] + MORE
        assert after["bytes"] > before["bytes"] + MORE * 400

    async def test_is_for_administrators_and_written_down(self, ann: Person, owner: Person, app: Any) -> None:
        assert (await ann.client.get(PATH)).status_code == 403
        await tables(owner)
        for person, granted in ((ann, False), (owner, True)):
            user_id = UUID((await person.client.get("/api/v1/users/me")).json()["id"])
            async with app.state.database.begin(user_id) as session:
                connection = await session.connection()
                found = await connection.exec_driver_sql(
                    "select permission_granted from access_audit_logs where resource_type = 'database'"
                )
                assert {one for (one,) in found} == {granted}

    async def test_costs_few_statements(self, owner: Person, statements: Statements) -> None:
        assert len(statements.of(await owner.client.get(PATH))) <= 3
