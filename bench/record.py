"""What lists cost somebody with a hundred thousand rows in a table, at any page, and what writing many at once costs.

Every list that has rows here is measured in each of its orders: the first, a middle and a late page. Prints tables and
one line of JSON. `python bench/record.py todos messages writes` runs some of the parts.
"""

import asyncio
import json
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import aiohttp
import psycopg
from sqlalchemy import select

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.served import Served

from clew.analytics.models import AnalyticsEvent
from clew.conversations.models import Message, MessageRole, Thread
from clew.conversations.transfer.schemas import FORMAT, FileMessage, ThreadFile
from clew.conversations.transfer.store import Transfer
from clew.documents.models import Document
from clew.infra.caller import Caller
from clew.infra.crypto import load_keys
from clew.infra.db import Database
from clew.infra.embedded_postgres import EmbeddedPostgres
from clew.infra.listing import Order, ordered_by
from clew.kit.clock import now
from clew.kit.ids import new_id
from clew.main.app import KEY_FILE
from clew.memory.models import LTMMemory
from clew.personas.models import Persona
from clew.planning.models import Reminder, Todo
from clew.projects.models import Task

ROWS, WRITTEN = 100_000, 10_000
ROUNDS = 60
PASSWORD = "a password for a benchmark"
THREAD = UUID(int=7)
ACCOUNT = ["user", "create", "bench", "--email", "bench@example.org", "--owner", "--password-stdin", "--token"]

# What a row is made of: its number n from 1 on, its time at, whose it is (me), and words of it.
SOURCE = f"""
from (select n, now() - interval '1 year' * (1 - n / {ROWS}.0) as at, '{{me}}'::uuid as me,
    'Something about ' || md5(n::text) || ' in a few words' as words from generate_series(1, {ROWS}) n) r
"""
FILLED: dict[str, tuple[type[Any], str]] = {
    "messages": (
        Message,
        f"""insert into threads (id, user_id, title) values ('{THREAD}', '{{me}}', 'Long');
        insert into messages (id, user_id, thread_id, role, content, created_at, updated_at)
        select uuidv7(), me, '{THREAD}', (array['user', 'assistant'])[1 + n % 2]::message_role, words, at, at""",
    ),
    "threads": (
        Thread,
        """insert into threads (id, user_id, title, is_pinned, created_at, updated_at)
        select uuidv7(), me, words, n % 500 = 0, at, at""",
    ),
    "todos": (
        Todo,
        """insert into todos (id, user_id, title, description, priority, status, due_date, created_at, updated_at)
        select uuidv7(), me, words, words, (enum_range(null::todo_priority))[1 + n % 4],
            (enum_range(null::todo_status))[1 + n % 4], case when n % 3 = 0 then at + interval '30 days' end, at, at""",
    ),
    "reminders": (
        Reminder,
        """insert into reminders (id, user_id, remind_at, created_at, updated_at)
        select uuidv7(), me, at + interval '30 days', at, at""",
    ),
    "personas": (
        Persona,
        """insert into personas (id, user_id, name, template, created_at, updated_at)
        select uuidv7(), me, words, words, at, at""",
    ),
    "memories": (
        LTMMemory,
        """insert into ltm_memories (id, user_id, content, memory_type, dynamic_importance, created_by,
            created_at, updated_at)
        select uuidv7(), me, words, (array['fact', 'preference', 'goal'])[1 + n % 3], (n % 100) / 100.0, 'person',
            at, at""",
    ),
    "documents": (
        Document,
        """insert into documents (id, user_id, title, content, digest, created_at, updated_at)
        select uuidv7(), me, words, words, sha256(n::text::bytea), at, at""",
    ),
    "tasks": (
        Task,
        """insert into tasks (id, user_id, task_type, title, board_column, position, priority, due_date,
            created_at, updated_at)
        select uuidv7(), me, 'feature', words, 'todo', n, 1 + n % 10, case when n % 3 = 0 then at end, at, at""",
    ),
    "analytics-events": (
        AnalyticsEvent,
        """insert into analytics_events (id, user_id, event_type, event_data, created_at)
        select uuidv7(), me, (array['message', 'sign_in', 'recall'])[1 + n % 3], '{{"tokens": 12}}', at""",
    ),
}
"""What a list shows, and how its table is filled."""
PLACES = {"first": 0, "middle": ROWS // 2, "late": ROWS - 100}
PATHS = {name: f"/api/v1/{name}" for name in FILLED} | {"messages": f"/api/v1/threads/{THREAD}/messages"}


@dataclass(frozen=True, slots=True)
class Bench:
    """A running Clew, and a client that is signed in."""

    served: Served
    http: aiohttp.ClientSession
    database: Database
    user_id: UUID
    orders: dict[str, list[str]]
    """The orders of each list that is served."""

    async def page(self, name: str, **query: str) -> dict[str, Any]:
        async with self.http.get(self.served.url + PATHS[name], params=query) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()


async def lists(bench: Bench, name: str) -> dict[str, object]:
    """Milliseconds of a page of 50 at three places, in each order."""
    await asyncio.to_thread(fill, bench, name)
    figures: dict[str, object] = {}
    for order in bench.orders[name]:
        for place, at in PLACES.items():
            query = {"sort": order, "limit": "50"} | await cursor(bench, name, order, at)
            assert len((await bench.page(name, **query))["items"]) == 50
            taken = await timed(lambda query=query: bench.page(name, **query))
            median, p95 = statistics.median(taken), percentile(taken, 95)
            print(f"  {name:18} {order:22} {place:8} {median:8.1f} {p95:6.1f}", flush=True)
            figures[f"{order}, {place}"] = {"median_ms": median, "p95_ms": p95}
    return figures


async def cursor(bench: Bench, name: str, order: str, at: int) -> dict[str, str]:
    """What the list would have given for the page that begins there."""
    if at == 0:
        return {}
    model: Any = FILLED[name][0]
    column = ordered_by(model, order.removeprefix("-"))
    by = Order(column, model.id, descending=order.startswith("-"))
    async with bench.database.begin(bench.user_id) as session:
        row = await session.scalar(select(model).order_by(*by.clauses()).offset(at - 1).limit(1))
    return {"cursor": by.cursor(row)}


def fill(bench: Bench, name: str) -> None:
    """By the superuser, straight into the table."""
    admin = EmbeddedPostgres(bench.served.data_dir).addresses().admin.replace("/postgres?", "/clew?")
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute((FILLED[name][1] + SOURCE).format(me=bench.user_id).encode())
        connection.execute("vacuum analyze")


async def writes(bench: Bench) -> dict[str, object]:
    """Seconds of one transaction that adds a thread of messages as a file brings them, commit included."""
    taken: list[float] = []
    for number in range(5):
        ids = [new_id() for _ in range(WRITTEN)]
        messages = [
            FileMessage(
                id=id, parent_id=parent, role=MessageRole.user, content="Of many, with some words.", created_at=now()
            )
            for id, parent in zip(ids, [None, *ids], strict=False)
        ]
        file = ThreadFile(format=FORMAT, version=1, title=f"The file {number}", messages=messages)
        begun = time.perf_counter()
        async with bench.database.begin(bench.user_id) as session:
            await Transfer(session, Caller(bench.user_id)).read_in(file)
        taken.append(time.perf_counter() - begun)
    print(f"\n{WRITTEN:,} messages by the store, s: median {statistics.median(taken):.2f}, most {max(taken):.2f}")
    return {"median_s": statistics.median(taken), "most_s": max(taken)}


async def timed(work: Callable[[], Awaitable[object]]) -> list[float]:
    """Milliseconds of each of many runs."""
    values: list[float] = []
    for number in range(ROUNDS + 5):
        begun = time.perf_counter()
        await work()
        if number >= 5:
            values.append((time.perf_counter() - begun) * 1000)
    return values


def percentile(values: list[float], share: int) -> float:
    return sorted(values)[min(len(values) - 1, len(values) * share // 100)]


async def orders(http: aiohttp.ClientSession, url: str) -> dict[str, list[str]]:
    """By the description of the API."""
    async with http.get(f"{url}/openapi.json") as answer:
        document = await answer.json()
    found: dict[str, list[str]] = {}
    for name, path in PATHS.items():
        described = document["paths"].get(path.replace(str(THREAD), "{id}"), {}).get("get", {})
        for parameter in described.get("parameters", []):
            if parameter["name"] == "sort":
                schema = parameter["schema"]["$ref"].rpartition("/")[2]
                found[name] = document["components"]["schemas"][schema]["enum"]
    return found


async def main() -> None:
    async with Served() as served:
        token = await asyncio.to_thread(served.command, *ACCOUNT, text=PASSWORD)
        address = EmbeddedPostgres(served.data_dir).addresses().application
        database = Database(address, load_keys(served.data_dir / KEY_FILE))
        async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {token}"}) as http:
            async with http.get(f"{served.url}/api/v1/users/me") as answer:
                me = UUID((await answer.json())["id"])
            bench = Bench(served, http, database, me, await orders(http, served.url))
            chosen = sys.argv[1:] or [*bench.orders, "writes"]
            figures: dict[str, object] = {}
            print(f"\nA page of 50 of {ROWS:,} rows   order                  place     ms: median    p95")
            for name in chosen:
                figures[name] = await (writes(bench) if name == "writes" else lists(bench, name))
            print(json.dumps(figures))
        await database.close()


if __name__ == "__main__":
    asyncio.run(main())
