"""Work for later, enqueued in the transaction of the data that it is about.

A job is a small frozen schema, declared in its package's `schemas.py`; its handler stands in `jobs.py`. It may run
more than once (a killed worker's jobs are taken up again), so every effect is idempotent.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, TypeVar
from uuid import UUID

import procrastinate
import structlog
from procrastinate.exceptions import ConnectorException
from procrastinate.manager import JobManager
from pydantic import BaseModel, ConfigDict
from sqlalchemy.ext.asyncio import AsyncSession

log = structlog.get_logger()
QUEUE = "clew"
CONCURRENCY = 4
ATTEMPTS = 5
RESTART_PAUSE = 1.0  # seconds


class Job(BaseModel):
    """The arguments of one piece of work. `name` is stored in the queue and never changes."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    name: ClassVar[str]
    user_id: UUID | None


J = TypeVar("J", bound=Job)
_deferrer = procrastinate.App(connector=procrastinate.PsycopgConnector())


async def enqueue(session: AsyncSession, job: Job) -> None:
    """Add the job in the session's transaction: it exists exactly if the transaction commits."""
    await session.flush()
    connection = await (await session.connection()).get_raw_connection()
    task = _deferrer.configure_task(
        job.name,
        queue=QUEUE,
        connection=connection.driver_connection,  # pyright: ignore[reportArgumentType]
    )
    await task.defer_async(**job.model_dump(mode="json"))


class Worker:
    """Runs jobs in this process. Several workers share the queue; each job is taken by one."""

    def __init__(self, url: str) -> None:
        connector = procrastinate.PsycopgConnector(conninfo=url, min_size=1, max_size=2)
        self._app = procrastinate.App(connector=connector)
        self._task: asyncio.Task[None] | None = None
        self.every(timedelta(minutes=1), "rescue_stalled_jobs", self.rescue)

    def handle(self, job_type: type[J], handler: Callable[[J], Awaitable[None]]) -> None:
        """Give the handler of one type of job. It is retried with growing pauses when it raises."""

        async def run(**arguments: Any) -> None:
            await handler(job_type.model_validate(arguments))

        retry = procrastinate.RetryStrategy(max_attempts=ATTEMPTS, exponential_wait=2)
        self._app.task(name=job_type.name, queue=QUEUE, retry=retry)(run)

    def every(self, period: timedelta, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """Do this once in every period (a whole number of minutes under an hour), in one of all processes."""

        async def run(timestamp: int) -> None:
            # A process that slept for a day must not do a day's runs.
            if datetime.now(UTC) - datetime.fromtimestamp(timestamp, UTC) < 2 * period:
                await work()

        cron = f"*/{int(period.total_seconds() // 60)} * * * *"
        task = self._app.task(name=name, queue=QUEUE, queueing_lock=name)(run)
        self._app.periodic(cron=cron)(task)

    async def start(self) -> None:
        await self._app.open_async()
        self._task = asyncio.create_task(self._run(), name="jobs")

    async def _run(self) -> None:
        """Work until cancelled; finished jobs leave the queue, failed ones stay to be looked at."""
        while True:
            try:
                await self._app.run_worker_async(
                    queues=[QUEUE],
                    concurrency=CONCURRENCY,
                    install_signal_handlers=False,
                    delete_jobs="successful",
                    shutdown_graceful_timeout=5,
                )
            except (ConnectorException, OSError) as error:
                # A worker gives up with its connection; the database comes back, and so do we.
                log.warning("the background work waits for the database", reason=type(error).__name__)
            await asyncio.sleep(RESTART_PAUSE)

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        await self._app.close_async()

    async def rescue(self) -> None:
        """Put the jobs of workers that are no more back into the queue."""
        manager: JobManager = self._app.job_manager
        for job in await manager.get_stalled_jobs(seconds_since_heartbeat=30):
            log.warning("a job's worker died, it is taken up again", job=job.task_name)
            await manager.retry_job(job)
