"""The demo: a month that looks lived, and that goes again without a trace."""

import tomllib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import date
from typing import Any, TypeAlias
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from tests.conftest import Person

from clew.infra.db import Database
from clew.infra.embedded_postgres import Addresses
from clew.kit.errors import AlreadyExists, NotFound
from clew.main.demo.command import in_account
from clew.main.demo.store import MONTH, Demo
from clew.main.tables import metadata

DAY = date(2026, 11, 22)
State: TypeAlias = dict[str, list[str]]


async def id_of(person: Person) -> UUID:
    return UUID((await person.client.get("/api/v1/users/me")).json()["id"])


@asynccontextmanager
async def demo(app: FastAPI, person: Person) -> AsyncGenerator[Demo]:
    user_id = await id_of(person)
    async with app.state.database.begin(user_id) as session:
        yield Demo(session, user_id)


async def fill(app: FastAPI, person: Person) -> None:
    async with demo(app, person) as month:
        assert not await month.is_there()
        await month.fill(DAY)
        assert await month.is_there()


async def remove(app: FastAPI, person: Person) -> int:
    async with demo(app, person) as month:
        removed = await month.remove()
        assert not await month.is_there()
        return removed


async def state(app: FastAPI, person: Person) -> State:
    """All that the person has, in words."""
    user_id = await id_of(person)
    async with app.state.database.begin(user_id) as session:
        return {
            table.name: sorted([str(tuple(row)) for row in await session.execute(select(table))])
            for table in metadata.sorted_tables
            if "user_id" in table.c and table.name != "auth_tokens"  # which tells when it was used
        }


async def get(person: Person, path: str, **query: str) -> Any:
    answer = await person.client.get(f"/api/v1/{path}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


class TestDemo:
    async def test_shows_a_month_of_everything(self, app: FastAPI, ann: Person) -> None:
        await fill(app, ann)
        there = await state(app, ann)
        entries = tomllib.loads(MONTH.read_text())
        assert {name: len(there[name]) for name in entries} == {name: len(rows) for name, rows in entries.items()}
        assert len(there["messages"]) == sum(len(thread["messages"]) for thread in entries["threads"])
        threads = (await get(ann, "threads"))["items"]
        talk = next(one for one in threads if one["title"].startswith("Picture book"))
        assert threads[0]["updated_at"] > threads[-1]["updated_at"], "spread over the month"
        branch = (await get(ann, f"threads/{talk['id']}/branch"))["items"]
        assert [one["role"] for one in branch] == ["user", "assistant"] * 3
        assert float((await get(ann, f"threads/{talk['id']}/usage"))["cost_usd"]) > 0
        assert (await get(ann, "threads/search", q="umbrella"))["items"]
        todos = (await get(ann, "todos", limit="100"))["items"]
        steps = [one for one in todos if one["parent_id"] is not None]
        assert sorted(one["position"] for one in steps) == [0, 1, 2, 3]
        assert {one["status"] for one in todos} == {"pending", "in_progress", "completed", "cancelled"}
        assert all((one["completed_at"] is not None) == (one["status"] == "completed") for one in todos)

    async def test_is_read_like_what_people_make_themselves(self, app: FastAPI, ann: Person) -> None:
        """What a column of JSON may hold, only the schemas of its resource know."""
        await fill(app, ann)
        resources = {path.removeprefix("/api/v1/") for path in app.openapi()["paths"]}
        tables = {name.removeprefix("ltm_").replace("_", "-") for name in tomllib.loads(MONTH.read_text())}
        lists = tables & resources
        assert len(lists) > 12
        for path in lists:
            assert (await get(ann, path, limit="100"))["items"], path

    async def test_goes_again_and_leaves_what_was_there(self, app: FastAPI, ann: Person, bob: Person) -> None:
        thread = await ann.thread("My own")
        assert (await ann.client.post("/api/v1/todos", json={"title": "My own"})).status_code == 201
        before = await state(app, ann)
        await fill(app, bob)
        others = await state(app, bob)
        await fill(app, ann)
        added = await ann.client.post("/api/v1/todos", json={"title": "Added while it was there"})
        assert await remove(app, ann) > 100
        kept = await state(app, ann)
        assert any(thread in row for row in kept["threads"])
        assert (await ann.client.delete(f"/api/v1/todos/{added.json()['id']}")).status_code == 204
        assert await state(app, ann) == before
        assert await state(app, bob) == others
        assert await remove(app, ann) == 0

    async def test_is_the_same_each_time(self, app: FastAPI, ann: Person) -> None:
        await fill(app, ann)
        first = await state(app, ann)
        await remove(app, ann)
        await fill(app, ann)
        assert await state(app, ann) == first

    async def test_is_refused_a_second_time_and_for_nobody(
        self, app: FastAPI, ann: Person, database: Addresses
    ) -> None:
        def opened() -> Database:
            return Database(database.application, app.state.keys)

        said = await in_account(opened(), ann.email, remove=False)
        assert said == f"The account {ann.email} has a month behind it now."
        there = await state(app, ann)
        with pytest.raises(AlreadyExists, match="--remove"):
            await in_account(opened(), ann.username, remove=False)
        with pytest.raises(NotFound, match="nobody-at-all"):
            await in_account(opened(), "nobody-at-all", remove=True)
        assert await state(app, ann) == there

    def test_names_every_row_once(self) -> None:
        entries = tomllib.loads(MONTH.read_text())
        keys = [one["key"] for rows in entries.values() for one in rows if "key" in one]
        assert len(keys) == len(set(keys))
        unknown = {
            f"{table}.{name}"
            for table, rows in entries.items()
            for one in rows
            for name in one
            if name not in {*metadata.tables[table].c.keys(), "key", "at", "messages"}
        }
        assert unknown == set()
