"""The jobs of conversations."""

from datetime import timedelta

import structlog

from clew.conversations.bin.store import purge_threads
from clew.infra.db import Database
from clew.infra.jobs import Worker

PURGE_EVERY = timedelta(minutes=15)
log = structlog.get_logger()


def register_jobs(worker: Worker, database: Database) -> None:
    async def purge() -> None:
        async with database.begin() as session:
            if purged := await purge_threads(session):
                log.info("threads are removed for good", count=purged)

    worker.every(PURGE_EVERY, "purge_threads", purge)
