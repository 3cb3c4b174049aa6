"""The SQL of context items."""

from sqlalchemy import Select

from clew.conversations.context_items.models import MemoryContextItem
from clew.conversations.models import in_live_thread
from clew.infra.store import Store


class MemoryContextItems(Store[MemoryContextItem]):
    model = MemoryContextItem

    def visible(self) -> Select[MemoryContextItem]:
        return super().visible().where(in_live_thread(MemoryContextItem.thread_id, MemoryContextItem.user_id))
