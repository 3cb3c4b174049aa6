"""What happened, told to whoever owns the table that remembers it.

A fact is a job enqueued in the transaction in which it happened; lower packages tell, the owner of the target table
handles. A refusal rolls its request back, so its fact is told in a transaction of its own.
"""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from clew.infra.db import Json, database_enum
from clew.infra.jobs import Job
from clew.kit.clock import now
from clew.kit.ids import new_id


@database_enum
class Severity(StrEnum):
    info = "info"
    warning = "warning"
    error = "error"
    critical = "critical"


class SecurityFact(Job):
    """Something that matters to the safety of an account; `user_id` is null where no account is known."""

    name: ClassVar[str] = "record_security_event"
    id: UUID = Field(default_factory=new_id)
    """The row's, so that a job that runs twice writes it once."""
    created_at: datetime = Field(default_factory=now)
    """When it happened, which may be long before the job runs."""
    event_type: str
    severity: Severity = Severity.info
    event_data: Json | None = None
    ip_address: str | None = None
    user_agent: str | None = None
