"""Telling what happened to an account."""

from uuid import UUID

from clew.infra.caller import Caller
from clew.infra.db import AsyncSession, Json
from clew.infra.facts import SecurityFact, Severity
from clew.infra.jobs import enqueue


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
