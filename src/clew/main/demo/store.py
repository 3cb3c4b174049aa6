"""Writes the month of `month.toml` into an account, and takes it away again."""

import hashlib
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import Column, ColumnElement, DateTime, Enum, String, Table, Uuid, cast, delete, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from clew.conversations.models import Message, MessageRole, Thread
from clew.infra.db import Base
from clew.main.demo.ids import MARKED, marked_id
from clew.main.tables import metadata

Entry: TypeAlias = dict[str, Any]
"""A row, as the file has it."""
MONTH = Path(__file__).with_name("month.toml")
MODEL = "gpt-oss-120b"
PRICES = Decimal("0.15"), Decimal("0.60")  # US dollars for a million tokens, read and written
SYSTEM_PROMPT = 380  # tokens before anything is said


class Demo:
    """The demo in the account of the person for whom the transaction acts."""

    def __init__(self, session: AsyncSession, user_id: UUID) -> None:
        self._session = session
        self._user_id = user_id

    async def is_there(self) -> bool:
        marked = [exists().where(*self._marked(table)) for table in _tables()]
        return any((await self._session.execute(select(*marked))).one())

    async def fill(self, today: date) -> None:
        """`today` is the day that the month is told from."""
        month = _Month(self._user_id, today)
        # Keys lead to rows of tables that come before, or to rows above in the same one.
        for table in metadata.sorted_tables:
            self._session.add_all(month.rows[table.name])
            await self._session.flush()
        month.set_heads()
        await self._session.flush()

    async def remove(self) -> int:
        """How many rows were taken away. What stands in one of them, or below it, goes with it."""
        removed = 0
        for table in reversed(_tables()):
            found = await self._session.execute(delete(table).where(*self._marked(table)).returning(table.c.id))
            removed += len(found.all())
        return removed

    def _marked(self, table: Table) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return table.c.user_id == self._user_id, cast(table.c.id, String).like(MARKED)


class _Month:
    """The file's entries as rows of one person."""

    def __init__(self, user_id: UUID, today: date) -> None:
        self._user_id = user_id
        self._today = today
        self.rows: defaultdict[str, list[Any]] = defaultdict(list)
        entries = _entries()
        self._ids = {
            one["key"]: self._id(one["key"], one["at"]) for all_ in entries.values() for one in all_ if "key" in one
        }
        for name, all_ in entries.items():
            for entry in all_:
                row = self._row(metadata.tables[name], entry)
                self.rows[name].append(row)
                if isinstance(row, Thread):
                    self.rows["messages"] += self._said(row, entry)

    def set_heads(self) -> None:
        """Each thread ends with what was said last in it."""
        last = {message.thread_id: message for message in self.rows["messages"]}
        for thread in self.rows["threads"]:
            thread.head_message_id = last[thread.id].id
            thread.updated_at = last[thread.id].created_at

    def _row(self, table: Table, entry: Entry) -> Any:
        at = self._moment(entry["at"])
        values = {name: self._value(table.c[name], value) for name, value in entry.items() if name in table.c}
        values |= {"user_id": self._user_id, "created_at": at}
        if "key" in entry:
            values["id"] = self._ids[entry["key"]]
        if "updated_at" in table.c:
            values["updated_at"] = max(at, values.get("completed_at") or at)
        if "digest" in table.c:
            values["digest"] = hashlib.sha256(entry["content"].encode()).digest()
        mapper = next(one for one in Base.registry.mappers if one.local_table is table)
        return mapper.class_(**{mapper.get_property_by_column(table.c[name]).key: values[name] for name in values})

    def _value(self, column: Column[Any], value: Any) -> Any:
        match column.type, value:
            case Uuid(), str(key):
                return self._ids[key]
            case DateTime(), str(told):
                return self._moment(told)
            case Enum(enum_class=type() as members), _:
                return members(value)
            case _:
                return value

    def _said(self, thread: Thread, entry: Entry) -> Iterator[Message]:
        """The messages of a thread, one after the other, with what their answers cost."""
        parent, at, read = None, self._moment(entry["at"]), SYSTEM_PROMPT
        for number, (role, content) in enumerate(entry["messages"]):
            at += timedelta(seconds=20 + len(content) // 5)
            tokens = len(content) // 4 + 4
            message = Message(
                id=marked_id(self._user_id, f"{entry['key']} {number}", at),
                user_id=self._user_id,
                thread_id=thread.id,
                parent_id=parent,
                role=MessageRole(role),
                content=content,
                created_at=at,
                updated_at=at,
            )
            if message.role is MessageRole.assistant:
                message.model, message.input_tokens, message.output_tokens = MODEL, read, tokens
                message.cost_usd = (read * PRICES[0] + tokens * PRICES[1]) / 1_000_000
            parent, read = message.id, read + tokens
            yield message

    def _id(self, key: str, at: str) -> UUID:
        return marked_id(self._user_id, key, self._moment(at))

    def _moment(self, told: str) -> datetime:
        """`-3 17:30` is half past five in the afternoon three days ago, in UTC."""
        days, _, clock = told.partition(" ")
        return datetime.combine(self._today + timedelta(days=int(days)), time.fromisoformat(clock), UTC)


def _entries() -> dict[str, list[Entry]]:
    return tomllib.loads(MONTH.read_text())


def _tables() -> list[Table]:
    """Those that have marked rows; what only links two rows goes with them."""
    named = {*_entries(), "messages"}
    return [table for table in metadata.sorted_tables if table.name in named and "id" in table.c]
