"""What is told of compressed segments."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from clew.infra.listing import PageQuery
from clew.kit.schema import Output, Page


class ConversationMemorySort(StrEnum):
    newest = "-created_at"
    oldest = "created_at"
    last = "-memory_sequence"
    first = "memory_sequence"


class ConversationMemorySearchRequest(PageQuery):
    sort: ConversationMemorySort = ConversationMemorySort.newest
    thread_id: UUID | None = None


class ConversationMemoryResponse(Output):
    """A summary of one stretch of a long thread; the messages themselves stay."""

    id: UUID
    thread_id: UUID
    memory_sequence: int
    """Its number in the thread, from 1."""
    compressed_content: str
    original_message_range: str
    """From which message to which, as `25-35`."""
    message_count_at_compression: int
    """Messages in the thread when it was written."""
    first_message_id: UUID | None
    created_at: datetime
    updated_at: datetime


class ConversationMemoryList(Page[ConversationMemoryResponse]):
    pass
