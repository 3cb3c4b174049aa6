"""Reminders over HTTP."""

from clew.infra.crud import Schemas, crud_router
from clew.planning.reminders.schemas import (
    ReminderCreate,
    ReminderList,
    ReminderResponse,
    ReminderSearchRequest,
    ReminderUpdate,
)
from clew.planning.reminders.store import Reminders

router = crud_router(
    "reminder",
    Reminders,
    Schemas(
        response=ReminderResponse,
        page=ReminderList,
        query=ReminderSearchRequest,
        create=ReminderCreate,
        change=ReminderUpdate,
    ),
)
