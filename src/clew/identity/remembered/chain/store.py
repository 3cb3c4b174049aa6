"""The SQL of the chain over what is remembered: its head, and whether anything of it was changed."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from clew.settings.store import AuditHead

_HEAD = text("select number, encode(hash, 'hex') as hash from audit_head()")
_VERIFY = text("select number, table_name, row_id, problem from verify_audit(:number, decode(:hash, 'hex'))")


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing that is wrong."""

    number: int | None
    """Which link it is; None for a row that has none."""
    table_name: str | None
    row_id: UUID | None
    problem: str

    def __str__(self) -> str:
        parts = [
            None if self.number is None else f"link {self.number}",
            None if self.row_id is None else f"{self.table_name} {self.row_id}",
            self.problem,
        ]
        return ": ".join(part for part in parts if part is not None)


class AuditChain:
    """Read by functions that tell nothing of what the rows say: whoever verifies is no person."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def head(self) -> AuditHead | None:
        """The last link; None where nothing was remembered yet."""
        row = (await self._session.execute(_HEAD)).one_or_none()
        return None if row is None else AuditHead(number=row.number, hash=row.hash)

    async def first_fault(self, known: AuditHead | None) -> Fault | None:
        """`known` is a head from earlier, which the chain must still hold."""
        asked = {"number": None, "hash": None} if known is None else known.model_dump()
        row = (await self._session.execute(_VERIFY, asked)).one_or_none()
        return None if row is None else Fault(*row)
