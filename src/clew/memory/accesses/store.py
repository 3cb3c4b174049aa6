"""The SQL of uses. They are written with what they change; see `Memories.increment_access`."""

from clew.memory.models import LTMMemoryAccess
from clew.memory.store import OfMemory


class MemoryAccesses(OfMemory[LTMMemoryAccess]):
    model = LTMMemoryAccess
