"""The SQL of the counts: each attempt is one statement, so that many at once are counted one after the other."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, delete, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from clew.identity.throttling.models import AttemptCount

LONGEST_DELAY = timedelta(minutes=15)
REMEMBERED = timedelta(days=1)
_DOUBLINGS = 10  # 2¹⁰ seconds are more than the longest delay


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many attempts in a period."""

    attempts: int
    period: timedelta
    is_growing: bool = False
    """Whether each attempt beyond them is let through after a delay that doubles, from a second up to the longest.

    Such a count is forgotten a day after the last attempt only, else whoever waits gets all the attempts again.
    """


class Counts:
    """The counts of attempts, in the session's transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, key: bytes, limit: Limit, at: datetime) -> datetime | None:
        """One more attempt. None where it is let through, else from when on the next one is; then it does not count."""
        block = at + limit.period if limit.attempts == 1 else None
        row = insert(AttemptCount).values(key=key, attempts=1, blocked_until=block, ends_at=at + limit.period)
        is_over, number = AttemptCount.ends_at <= at, AttemptCount.attempts + 1
        is_full = number >= limit.attempts
        held, end = _delayed(number, limit, at) if limit.is_growing else (AttemptCount.ends_at, AttemptCount.ends_at)
        again = row.on_conflict_do_update(
            index_elements=["key"],
            set_={
                "attempts": case((is_over, row.excluded.attempts), else_=number),
                "blocked_until": case((is_over, row.excluded.blocked_until), (is_full, held), else_=None),
                "ends_at": case((is_over, row.excluded.ends_at), (is_full, end), else_=AttemptCount.ends_at),
            },
            where=or_(is_over, AttemptCount.blocked_until.is_(None), AttemptCount.blocked_until <= at),
        )
        if await self._session.scalar(again.returning(AttemptCount.attempts)) is not None:
            return None
        return await self.blocked_until(key, at) or at

    async def blocked_until(self, key: bytes, at: datetime) -> datetime | None:
        live = and_(AttemptCount.key == key, AttemptCount.ends_at > at, AttemptCount.blocked_until > at)
        return await self._session.scalar(select(AttemptCount.blocked_until).where(live))

    async def block(self, key: bytes, until: datetime) -> None:
        """Refuse every attempt until then."""
        row = insert(AttemptCount).values(key=key, attempts=0, blocked_until=until, ends_at=until)
        later = func.greatest(AttemptCount.ends_at, until)
        await self._session.execute(
            row.on_conflict_do_update(index_elements=["key"], set_={"blocked_until": until, "ends_at": later})
        )

    async def take_back(self, key: bytes) -> None:
        """One attempt fewer: it was none of those that are counted."""
        row = update(AttemptCount).where(AttemptCount.key == key, AttemptCount.attempts > 0)
        await self._session.execute(row.values(attempts=AttemptCount.attempts - 1, blocked_until=None))

    async def forget(self, key: bytes) -> None:
        await self._session.execute(delete(AttemptCount).where(AttemptCount.key == key))

    async def sweep(self, at: datetime) -> None:
        """Remove the counts that are over."""
        await self._session.execute(delete(AttemptCount).where(AttemptCount.ends_at <= at))


def _delayed(number: ColumnElement[int], limit: Limit, at: datetime) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """From when on there may be one more after this many, and when all of them are forgotten."""
    doublings = func.least(number - limit.attempts, _DOUBLINGS)
    seconds = func.least(func.power(2, doublings), LONGEST_DELAY.total_seconds())
    return literal(at) + seconds * timedelta(seconds=1), literal(at + REMEMBERED)
