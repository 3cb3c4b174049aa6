"""Telling what happened to an account, and noting where the chain over all that is remembered ends."""

from uuid import UUID

import structlog

from clew.identity.remembered.chain.store import AuditChain
from clew.infra.caller import Caller
from clew.infra.db import AsyncSession, Json
from clew.infra.facts import SecurityFact, Severity
from clew.infra.jobs import enqueue
from clew.settings.store import Settings

log = structlog.get_logger()


async def log_event(
    session: AsyncSession,
    caller: Caller,
    event_type: str,
    severity: Severity = Severity.info,
    *,
    about: UUID | None = None,
    data: Json | None = None,
) -> None:
    """Remember that the caller did this, to themself or to the account `about`.

    Another's event does not say from where: that is the caller's, and would outlive their account there. `data` names
    no people either.
    """
    is_own = about is None or about == caller.user_id
    fact = SecurityFact(
        user_id=about or caller.user_id,
        event_type=event_type,
        severity=severity,
        event_data=data,
        ip_address=caller.ip_address if is_own else None,
        user_agent=caller.user_agent if is_own else None,
    )
    await enqueue(session, fact)


async def note_audit_head(session: AsyncSession) -> None:
    """Where it can be compared later: else nobody sees that the end was cut off.

    In the settings, which `clew audit verify` reads, and in the log, which whoever changes the database may not reach.
    """
    if (head := await AuditChain(session).head()) is not None:
        await Settings(session).put_audit_head(head)
        log.info("the head of the audit log", number=head.number, hash=head.hash)
