"""`clew keys rotate`: a new key of the instance, and every secret sealed with it.

Whatever moment it is killed at, every secret opens: the key file holds the new key durably before anything is sealed
with it, and gives the older ones up only when nothing is sealed with them any more. Run again, it goes on. Servers that
run meanwhile look at the key file when they seal and when they meet a key that they do not know.

Only what the instance's key seals has to be sealed anew; the secrets of people are under keys of their own, of which
only the wrapping changes.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import Column, Table, func, select, text, update

from clew.infra.crypto import KEY_ID, KeyFile, Keys, Place, UnreadableSecret, sealed_with
from clew.infra.db import AsyncSession, Base, Database, Sealed
from clew.infra.secrets import DataKey
from clew.kit.errors import Conflict

LOCK_CLASS = 8  # the first key of the advisory lock that says "keys are being rotated"
BATCH = 200  # rows in one transaction
PATIENCE = 60.0  # seconds for transactions that may still seal with the older key


@dataclass(slots=True)
class Rotated:
    """What was done. A secret that no key opens stays as it was."""

    sealed: int = 0
    unreadable: int = 0
    needed: set[str] = field(default_factory=set[str])
    """Keys that something is still sealed with."""

    def sealed_anew(self, keys: Keys, sealed: bytes, place: Place) -> bytes | None:
        """The same secret under the current key; None where no key opens it."""
        try:
            anew = keys.seal(keys.open(sealed, place), place)
        except UnreadableSecret:
            self.unreadable += 1
            self.needed.add(sealed_with(sealed))
            return None
        self.sealed += 1
        return anew


async def rotate(database: Database, keys: KeyFile, patience: float = PATIENCE) -> Rotated:
    """Raises `Conflict` where another rotation runs, and where a transaction of before does not end."""
    async with database.begin() as lock:
        if not await lock.scalar(select(func.pg_try_advisory_xact_lock(LOCK_CLASS, 0))):
            raise Conflict("The keys are being rotated already.")
        holder = await lock.scalar(select(func.pg_backend_pid()))
        keys.add()
        await _wait_for_older(database, holder or 0, patience)
        done = Rotated()
        for table, column in sealed_columns("instance"):
            if table is not DataKey.__table__:
                await _seal_column(database, keys, _SealedColumn(table, column), done)
        await _seal_data_keys(database, keys, done)
        keys.finish(done.needed)
        return done


def sealed_columns(holder: Literal["instance", "person"]) -> list[tuple[Table, Column[bytes]]]:
    """Every column of the product that holds what the instance's key, or keys of people, seal."""
    return [
        (table, column)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, Sealed) and column.type.holder == holder
    ]


async def _wait_for_older(database: Database, holder: int, patience: float) -> None:
    """Until every transaction has ended that may have looked at the key file before the new key stood in it."""
    async with database.begin() as session:
        since = await session.scalar(select(func.clock_timestamp()))
    try:
        async with asyncio.timeout(patience):
            while await _has_older(database, holder, since):  # noqa: ASYNC110 others' transactions tell nobody
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise Conflict(
            "A transaction of before does not end, and may still seal with the older key. Run this again later: "
            "it goes on where it stopped."
        ) from None


async def _has_older(database: Database, holder: int, since: datetime | None) -> bool:
    statement = text("""select exists (select from pg_stat_activity
        where datname = current_database() and usename = current_user
            and xact_start < :since and pid not in (:holder, pg_backend_pid()))""")
    async with database.begin() as session:  # a transaction sees the others as they were at its first look
        return bool(await session.scalar(statement, {"since": since, "holder": holder}))


class _SealedColumn:
    """Secrets of the instance in one column of one table."""

    def __init__(self, table: Table, column: Column[bytes]) -> None:
        self._table = table
        self._column = column
        self._id: Column[UUID] = table.columns["id"]

    async def outdated(self, session: AsyncSession, current: str, behind: UUID | None) -> list[tuple[UUID, bytes]]:
        """The next ones that another key sealed, by id; they are locked."""
        # Version 1 byte, then the id of the key.
        statement = select(self._id, self._column).where(func.substr(self._column, 2, KEY_ID) != current.encode())
        if behind is not None:
            statement = statement.where(self._id > behind)
        rows = await session.execute(statement.order_by(self._id).limit(BATCH).with_for_update())
        return [(id, sealed) for id, sealed in rows]

    def place(self, id: UUID) -> Place:
        return Place(self._table.name, self._column.name, id)

    async def put(self, session: AsyncSession, id: UUID, sealed: bytes) -> None:
        # Nobody sees a difference, so the row stays as old as it was.
        values = {self._column: sealed, self._table.columns["updated_at"]: self._table.columns["updated_at"]}
        await session.execute(update(self._table).where(self._id == id).values(values))


async def _seal_column(database: Database, keys: KeyFile, column: _SealedColumn, done: Rotated) -> None:
    last: UUID | None = None
    while True:
        async with database.begin() as session:
            rows = await column.outdated(session, keys.current, last)
            for id, sealed in rows:
                if (anew := done.sealed_anew(keys, sealed, column.place(id))) is not None:
                    await column.put(session, id, anew)
        if len(rows) < BATCH:
            return
        last = rows[-1][0]


async def _seal_data_keys(database: Database, keys: KeyFile, done: Rotated) -> None:
    """Each in a transaction of its person: nobody else sees even a sealed one."""
    statement, last = text("select user_id from outdated_data_keys(:current, :behind)"), None
    while True:
        async with database.begin() as session:
            people = (await session.scalars(statement, {"current": keys.current, "behind": last})).all()
        for user_id in people:
            async with database.begin(user_id) as session:
                await _seal_data_key(session, keys, user_id, done)
        if len(people) < BATCH:
            return
        last = people[-1]


async def _seal_data_key(session: AsyncSession, keys: KeyFile, user_id: UUID, done: Rotated) -> None:
    row = await session.scalar(select(DataKey).where(DataKey.user_id == user_id).with_for_update())
    if row is None or sealed_with(row.wrapped_key) == keys.current:
        return
    place = Place(DataKey.__tablename__, "wrapped_key", row.id, user_id)
    if (anew := done.sealed_anew(keys, row.wrapped_key, place)) is not None:
        row.wrapped_key, row.key_id = anew, sealed_with(anew)
