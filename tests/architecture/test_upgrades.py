"""A database of the first Clew, lived in, becomes one of today's and goes back again; nothing is lost."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias
from uuid import UUID

import httpx
import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import dict_row
from sqlalchemy import select
from sqlalchemy.orm import undefer
from tests.architecture.test_migrations import config_of

from clew.infra.config import Config
from clew.infra.db import Base, Database
from clew.infra.embedded_postgres import Addresses
from clew.main.app import create_app
from clew.main.database import current, head, migrate

FIRST = "2026_11_22_0110"
ANN, THREAD = UUID(int=1), UUID(int=100)
TOKEN = "clew_a-token-of-the-first-days"
DATA = Path(__file__).with_name("first_days.sql")
BUILT_BY_THE_QUEUE = {"procrastinate_workers", "procrastinate_periodic_defers", "alembic_version"}
Rows: TypeAlias = dict[str, dict[str, dict[str, Any]]]
"""By table and by key, the values of a row."""


@contextmanager
def everything(addresses: Addresses) -> Generator[psycopg.Connection]:
    """As the superuser, who sees all rows."""
    with psycopg.connect(addresses.admin, dbname=conninfo_to_dict(addresses.owner)["dbname"]) as connection:
        yield connection


def rows(addresses: Addresses) -> Rows:
    found: Rows = {}
    with everything(addresses) as connection, connection.cursor(row_factory=dict_row) as cursor:
        names = "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
        for name in [row["relname"] for row in cursor.execute(names)]:
            cursor.execute(sql.SQL("select * from {}").format(sql.Identifier(name)))
            found[name] = {str(row.get("id") or sorted(map(str, row.values()))): row for row in cursor}
    return found


@pytest.fixture
def first(empty: Addresses) -> Addresses:
    """A database of the first Clew, lived in."""
    migrate(config_of(empty), "upgrade", FIRST)
    with everything(empty) as connection:
        connection.execute(DATA.read_bytes())
    return empty


class TestUpgrade:
    async def test_keeps_all_there_and_back_and_can_be_read(self, first: Addresses, config: Config) -> None:
        before = rows(first)
        assert [name for name, found in before.items() if not found and name not in BUILT_BY_THE_QUEUE] == []
        migrate(config_of(first))
        assert current(first.owner) == head()
        assert _kept(before, rows(first)) == {name: list(found.values()) for name, found in _renamed(before).items()}
        await self._read(first, config, [name for name, found in before.items() if found])
        migrate(config_of(first), "downgrade", FIRST)
        assert _unused(rows(first)) == _unused(before)

    async def _read(self, addresses: Addresses, config: Config, old: list[str]) -> None:
        app = create_app(config, addresses.application)
        try:
            await self._read_tables(app.state.database, old)
            transport = httpx.ASGITransport(app)
            headers = {"Authorization": f"Bearer {TOKEN}"}
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", headers=headers) as client:
                await self._read_pages(client)
        finally:
            await app.state.database.close()

    async def _read_tables(self, database: Database, old: list[str]) -> None:
        """Every model of a table of then reads its rows, with all columns of today."""
        async with database.begin(ANN) as session:
            for mapper in Base.registry.mappers:
                if {table.name for table in mapper.tables} & set(old):
                    statement = select(mapper.class_).options(undefer("*"))
                    assert (await session.scalars(statement)).all(), mapper.class_

    async def _read_pages(self, client: httpx.AsyncClient) -> None:
        async def get(path: str, **query: str) -> Any:
            answer = await client.get(f"/api/v1/{path}", params=query)
            assert answer.status_code == 200, answer.text
            return answer.json()

        listed = (await get("threads"))["items"]
        assert [(one["id"], one["title"]) for one in listed] == [(str(THREAD), "Packing for Lisbon")]
        branch = (await get(f"threads/{THREAD}/branch"))["items"]
        assert [one["content"] for one in branch] == ["What do I need in May?", "Sun cream and"]
        hits = (await get("threads/search", q="jacket"))["items"]
        assert [one["thread_id"] for one in hits] == [str(THREAD)]
        assert (await get(f"threads/{THREAD}/draft"))["content"] == "And shoes"
        assert (await get("users/me"))["roles"] == ["user"]
        models = (await get("ai-models"))["items"]
        assert {"Mine", "SmolLM2 135M (built in)"} <= {one["name"] for one in models}


def _unused(found: Rows) -> Rows:
    """Without when tokens were last used, which reading with one changes."""
    tokens = {key: row | {"last_used_at": None} for key, row in found["auth_tokens"].items()}
    return found | {"auth_tokens": tokens}


def _renamed(before: Rows) -> Rows:
    """A setting of then was a part of another one."""
    settings = {
        key: row | {"key": "registration.open", "value": row["value"]["open"]} if row["key"] == "registration" else row
        for key, row in before["system_settings"].items()
    }
    return {**before, "system_settings": settings}


def _kept(before: Rows, after: Rows) -> dict[str, list[dict[str, Any]]]:
    """What has become of the rows of before, with the columns of before."""
    kept: dict[str, list[dict[str, Any]]] = {"alembic_version": list(before["alembic_version"].values())}
    for name in set(before) - set(kept):
        columns = [column for row in before[name].values() for column in row]
        now = [{column: row[column] for column in row if column in columns} for row in after[name].values()]
        kept[name] = [row for old in before[name].values() for row in now if row.items() >= _key(old).items()]
    return kept


def _key(row: dict[str, Any]) -> dict[str, Any]:
    return {"id": row["id"]} if "id" in row else row
