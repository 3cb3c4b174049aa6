"""Pages of a list, whatever the rows, the order and the length of a page, while others write into the same table."""

import asyncio
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import Person

from clew.infra.caller import Caller
from clew.infra.db import Database
from clew.infra.listing import PageQuery
from clew.infra.store import Store
from clew.planning.models import Todo, TodoPriority

# The server in the other thread draws random numbers while Hypothesis watches that no strategy does.
pytestmark = pytest.mark.filterwarnings("ignore:Do not use the .random. module inside strategies")
DAY = timedelta(days=1)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Orders(StrEnum):
    newest = "-created_at"
    oldest = "created_at"
    due = "due_date"
    due_last = "-due_date"
    priority = "priority"
    urgent = "-priority"
    by_title = "title"


class Query(PageQuery):
    sort: Orders = Orders.newest
    title: list[str] | None = None
    due_after: datetime | None = None
    missed_count_min: int | None = None
    missed_count_max: int | None = None
    q: str | None = None


class Todos(Store[Todo]):
    model = Todo
    searched = ("title", "description")


rows = st.fixed_dictionaries(
    {
        "title": st.sampled_from(["a", "b", "C"]),
        "priority": st.sampled_from(TodoPriority),
        # Few different times, so that many rows share one; none, one in three.
        "due_date": st.sampled_from([None, NOON, NOON + DAY, NOON + 2 * DAY]),
        "created_at": st.sampled_from([NOON, NOON + DAY]),
    }
)


@pytest.fixture
async def user_id(ann: Person) -> UUID:
    return UUID((await ann.client.get("/api/v1/users/me")).json()["id"])


async def add(database: Database, user_id: UUID, *values: dict[str, Any]) -> list[UUID]:
    async with database.begin(user_id) as session:
        added = [Todo(user_id=user_id, **each) for each in values]
        session.add_all(added)
        await session.flush()
        return [todo.id for todo in added]


def key(order: Orders, todo: Todo) -> tuple[Any, UUID]:
    """What rows are ordered by, as Python sees it; a time that is not set comes after all others."""
    match order.value.removeprefix("-"):
        case "due_date":
            return todo.due_date or datetime.max.replace(tzinfo=UTC), todo.id
        case "priority":
            return list(TodoPriority).index(todo.priority), todo.id
        case name:
            return getattr(todo, name), todo.id


class TestPages:
    async def test_show_every_row_once_and_in_order_while_others_are_added(self, app: Any, user_id: UUID) -> None:
        database: Database = app.state.database
        loop = asyncio.get_running_loop()

        async def read(
            values: list[dict[str, Any]], more: list[dict[str, Any]], order: Orders, limit: int
        ) -> tuple[list[UUID], list[Todo]]:
            async with database.begin(user_id) as session:
                for todo in (await session.scalars(Todos(session, Caller(user_id)).visible())).all():
                    await session.delete(todo)
            there = await add(database, user_id, *values)
            seen: list[Todo] = []
            cursor = None
            while True:
                async with database.begin(user_id) as session:
                    page = await Todos(session, Caller(user_id)).page(Query(sort=order, limit=limit, cursor=cursor))
                seen += page.items
                if page.next_cursor is None:
                    return there, seen
                cursor = page.next_cursor
                if more:
                    await add(database, user_id, more.pop())

        @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
        @given(st.lists(rows, max_size=12), st.lists(rows, max_size=4), st.sampled_from(Orders), st.integers(1, 5))
        def hold(values: list[dict[str, Any]], more: list[dict[str, Any]], order: Orders, limit: int) -> None:
            there, seen = asyncio.run_coroutine_threadsafe(read(values, more, order, limit), loop).result(30)
            shown = [todo.id for todo in seen]
            assert len(shown) == len(set(shown)), "a row came twice"
            assert set(there) <= set(shown), "a row was missed"
            keys = [key(order, todo) for todo in seen]
            if order.value.removeprefix("-") != "title":  # PostgreSQL and Python sort letters differently
                assert keys == sorted(keys, reverse=order.value.startswith("-"))

        await asyncio.to_thread(hold)

    async def test_are_cut_by_what_was_asked_for(self, app: Any, user_id: UUID) -> None:
        database: Database = app.state.database
        plain, missed, other = await add(
            database,
            user_id,
            {"title": "100% sure", "due_date": NOON},
            {"title": "a", "description": "Not SURE at all", "missed_count": 3},
            {"title": "b", "missed_count": 5, "due_date": NOON + DAY},
        )

        async def found(**asked: Any) -> set[UUID]:
            async with database.begin(user_id) as session:
                page = await Todos(session, Caller(user_id)).page(Query(**asked, total=True))
            assert page.total == len(page.items)
            return {todo.id for todo in page.items}

        assert await found() == {plain, missed, other}
        assert await found(q="sure") == {plain, missed}
        assert await found(q="0% s") == {plain}
        assert await found(q="_") == set()
        assert await found(title=["a", "b"]) == {missed, other}
        assert await found(due_after=NOON) == {other}
        assert await found(missed_count_min=3, missed_count_max=3) == {missed}
        async with database.begin(user_id) as session:
            first = await Todos(session, Caller(user_id)).page(Query(limit=1, total=True, q="sure"))
        assert (len(first.items), first.total) == (1, 2)
