"""The SQL of reminders."""

from clew.infra.store import Store
from clew.planning.models import Reminder


class Reminders(Store[Reminder]):
    model = Reminder
