"""How much is in the tables, as any role may ask PostgreSQL.

Rows are not counted, since row-level security shows nobody all of them: PostgreSQL's own statistics say about how many.
"""

from dataclasses import dataclass
from typing import LiteralString

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

# Two figures, of which each may be missing: one is kept as rows come and go, but not over a crash; the other one is
# from the last time that the table was analysed, and -1 before.
TABLES: LiteralString = """
select c.relname as name, greatest(s.n_live_tup, c.reltuples)::bigint as rows, pg_total_relation_size(c.oid) as bytes,
    obj_description(c.oid, 'pg_class') as comment, c.relrowsecurity and c.relforcerowsecurity as is_protected
from pg_class c join pg_stat_all_tables s on s.relid = c.oid
where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' order by 1
"""


@dataclass(frozen=True, slots=True)
class TableSize:
    """One table, with its indexes and what is stored apart."""

    name: str
    rows: int
    """About how many."""
    bytes: int
    comment: str | None
    is_protected: bool
    """By forced row-level security."""


async def table_sizes(session: AsyncSession) -> list[TableSize]:
    """By name."""
    return [TableSize(*row) for row in await session.execute(text(TABLES))]
