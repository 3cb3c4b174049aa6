"""What reminders send and take."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from clew.infra.listing import PageQuery
from clew.kit.schema import Input, Moment, Output, Page, absent
from clew.planning.models import ReminderStatus
from clew.planning.recurrence import Recurrence


class ReminderBase(Input):
    """When to remind, and of what."""

    todo_id: UUID | None = None
    """What it reminds of; nothing in particular where it is null."""
    remind_at: Moment = Field(examples=["2026-12-01T09:00:00+01:00"])
    """When it is due next; with a recurrence the first time."""
    recurrence: Recurrence | None = None
    """When it comes again: an RRULE of RFC 5545."""


class ReminderCreate(ReminderBase):
    status: ReminderStatus = ReminderStatus.scheduled


class ReminderUpdate(Input):
    todo_id: UUID | None = absent()
    remind_at: Moment = absent()
    recurrence: Recurrence | None = absent()
    status: ReminderStatus = absent()


class ReminderSort(StrEnum):
    newest = "-created_at"
    oldest = "created_at"
    soonest = "remind_at"
    latest = "-remind_at"


class ReminderSearchRequest(PageQuery):
    sort: ReminderSort = ReminderSort.soonest
    status: list[ReminderStatus] | None = None
    todo_id: UUID | None = None
    remind_after: Moment | None = None
    remind_before: Moment | None = None


class ReminderResponse(Output):
    id: UUID
    todo_id: UUID | None
    remind_at: datetime
    recurrence: str | None
    status: ReminderStatus
    created_at: datetime
    updated_at: datetime


class ReminderList(Page[ReminderResponse]):
    pass
