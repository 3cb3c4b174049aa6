"""The jobs of identity."""

from datetime import timedelta

from clew.identity.accounts.recovery import send_reset_link
from clew.identity.accounts.schemas import SendResetLink
from clew.identity.mails.letters import Letters
from clew.identity.mails.schemas import SendMail
from clew.identity.mails.store import discard, purge, read
from clew.identity.remembered.service import note_audit_head
from clew.identity.remembered.store import remember
from clew.identity.throttling.service import Throttle
from clew.infra.config import Config
from clew.infra.db import Database
from clew.infra.facts import SecurityFact
from clew.infra.jobs import Worker
from clew.infra.mail import Mailer, mailer_of


def register_jobs(worker: Worker, database: Database, config: Config) -> None:
    letters = Letters(config.url)

    async def record_security_event(fact: SecurityFact) -> None:
        async with database.begin(fact.user_id) as session:
            await remember(session, fact)

    async def find_and_send(asked: SendResetLink) -> None:
        await send_reset_link(database, letters, asked.email)

    async def purge_mails() -> None:
        async with database.begin() as session:
            await purge(session)

    async def note_head() -> None:
        async with database.begin() as session:
            await note_audit_head(session)

    worker.handle(SecurityFact, record_security_event)
    worker.handle(SendResetLink, find_and_send)
    worker.handle(SendMail, Postman(database, mailer_of(config)))
    worker.every(timedelta(minutes=10), "sweep_attempt_counts", Throttle(database).sweep)
    worker.every(timedelta(minutes=30), "purge_mails", purge_mails)
    worker.every(timedelta(minutes=30), "note_audit_head", note_head)


class Postman:
    """Takes mails out of the outbox; they stay there where nothing sends them."""

    def __init__(self, database: Database, mailer: Mailer | None) -> None:
        self._database = database
        self._mailer = mailer

    async def __call__(self, job: SendMail) -> None:
        if self._mailer is None:
            return
        async with self._database.begin(job.user_id) as session:
            letter = await read(session, job.mail_id)
        if letter is None:
            return
        await self._mailer.send(letter)
        async with self._database.begin(job.user_id) as session:
            await discard(session, job.mail_id)
