"""The SQL of commits."""

from pydantic import BaseModel

from clew.infra.store import Store
from clew.projects.commits.message import type_of
from clew.projects.models import Commit


class Commits(Store[Commit]):
    model = Commit
    searched = ("message", "author")

    async def change(self, record: Commit, values: BaseModel) -> Commit:
        """The type follows the message."""
        if "message" in values.model_fields_set:
            record.type = type_of(getattr(values, "message"))  # noqa: B009 of an update as of a whole
        return await super().change(record, values)
