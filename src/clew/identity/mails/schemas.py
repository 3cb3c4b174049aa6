"""Mails as administrators read them, and the job that sends one."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from clew.infra.jobs import Job
from clew.infra.listing import PageQuery
from clew.kit.schema import Moment, Output, Page


class MailSort(StrEnum):
    newest = "-created_at"
    oldest = "created_at"


class MailSearchRequest(PageQuery):
    sort: MailSort = MailSort.newest
    recipient: str | None = None
    created_after: Moment | None = None
    created_before: Moment | None = None


class MailResponse(Output):
    """A mail in the outbox."""

    id: UUID
    recipient: str
    subject: str
    created_at: datetime


class MailDetail(MailResponse):
    body: str
    """What it says; a link in it works for whoever has it."""


class MailList(Page[MailResponse]):
    pass


class SendMail(Job):
    """Names the row only: what it says stays sealed."""

    name: ClassVar[str] = "send_mail"
    mail_id: UUID
