"""The jobs of identity."""

from datetime import timedelta

from clew.identity.remembered.store import remember
from clew.identity.throttling.service import Throttle
from clew.infra.db import Database
from clew.infra.facts import SecurityFact
from clew.infra.jobs import Worker


def register_jobs(worker: Worker, database: Database) -> None:
    async def record_security_event(fact: SecurityFact) -> None:
        async with database.begin(fact.user_id) as session:
            await remember(session, fact)

    worker.handle(SecurityFact, record_security_event)
    worker.every(timedelta(minutes=10), "sweep_attempt_counts", Throttle(database).sweep)
