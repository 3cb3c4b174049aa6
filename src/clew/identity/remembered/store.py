"""The SQL of what is remembered about the safety of accounts, as it is read."""

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from clew.identity.across.store import Across
from clew.identity.models import AccessAuditLog, SecurityEvent
from clew.infra.facts import SecurityFact


class AccessAuditLogs(Across[AccessAuditLog]):
    """Decisions of the gate."""

    model = AccessAuditLog


class SecurityEvents(Across[SecurityEvent]):
    """What happened to accounts; what is about nobody is shown with everybody's."""

    model = SecurityEvent


async def remember(session: AsyncSession, fact: SecurityFact) -> None:
    """Write the event once, however often it is told."""
    # Not `add`, which reads the row back: one about nobody may be written, but is shown to nobody.
    await session.execute(insert(SecurityEvent).values(**fact.model_dump()).on_conflict_do_nothing())
