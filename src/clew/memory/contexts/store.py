"""The SQL of circumstances."""

from pydantic import BaseModel

from clew.memory.models import LTMContext
from clew.memory.store import OfMemory


class Contexts(OfMemory[LTMContext]):
    model = LTMContext

    def new(self, values: BaseModel) -> LTMContext:
        context = super().new(values)
        assert self.memory_id is not None, "made on a memory only"  # noqa: S101
        context.memory_id = self.memory_id
        return context
