"""The jobs of identity."""

from datetime import timedelta

from clew.identity.remembered.service import note_audit_head
from clew.identity.remembered.store import remember
from clew.infra.db import Database
from clew.infra.facts import SecurityFact
from clew.infra.jobs import Worker


def register_jobs(worker: Worker, database: Database) -> None:
    async def record_security_event(fact: SecurityFact) -> None:
        async with database.begin(fact.user_id) as session:
            await remember(session, fact)

    async def note_head() -> None:
        async with database.begin() as session:
            await note_audit_head(session)

    worker.handle(SecurityFact, record_security_event)
    worker.every(timedelta(minutes=30), "note_audit_head", note_head)
