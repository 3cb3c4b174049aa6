"""The SQL of the outbox."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from clew.identity.mails.models import Mail
from clew.identity.mails.schemas import MailDetail, SendMail
from clew.infra.crypto import Place
from clew.infra.db import keys_of
from clew.infra.jobs import enqueue
from clew.infra.mail import Letter
from clew.infra.store import Store
from clew.kit.clock import now
from clew.kit.ids import new_id

KEPT = timedelta(days=30)


class Mails(Store[Mail]):
    """The outbox; its endpoints ask the gate."""

    model = Mail

    async def show(self, id: UUID) -> MailDetail:
        mail = await self.get(id)
        return MailDetail(
            id=mail.id,
            recipient=mail.recipient,
            subject=mail.subject,
            created_at=mail.created_at,
            body=_letter(self.session, mail).body,
        )


async def post(session: AsyncSession, letter: Letter, user_id: UUID | None) -> UUID:
    """Put a letter into the outbox and have it sent, once this transaction is durable; its id."""
    id = new_id()
    body = keys_of(session).seal(letter.body, _place(id))
    session.add(Mail(id=id, recipient_id=user_id, recipient=letter.recipient, subject=letter.subject, body=body))
    await session.flush()
    await enqueue(session, SendMail(user_id=user_id, mail_id=id))
    return id


async def read(session: AsyncSession, id: UUID) -> Letter | None:
    """None where it is sent already, or its person's account closed."""
    mail = await session.get(Mail, id)
    return None if mail is None else _letter(session, mail)


async def discard(session: AsyncSession, id: UUID) -> None:
    await session.execute(delete(Mail).where(Mail.id == id))


async def purge(session: AsyncSession) -> None:
    """Those of thirty days ago, which nothing sends: links in them have long ended."""
    await session.execute(delete(Mail).where(Mail.created_at < now() - KEPT))


def _letter(session: AsyncSession, mail: Mail) -> Letter:
    return Letter(mail.recipient, mail.subject, keys_of(session).open(mail.body, _place(mail.id)))


def _place(id: UUID) -> Place:
    return Place("mails", "body", id)
