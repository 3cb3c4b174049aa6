"""What conversations send and take."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from clew.conversations.models import MessageRole, MessageStatus
from clew.infra.db import Json
from clew.infra.jobs import Job
from clew.infra.listing import PageQuery, Sort
from clew.kit.schema import Input, JsonObject, Moment, Output, Page, absent

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=255)]


class ThreadChange(StrEnum):
    """What of a thread is to be loaded anew."""

    thread = "thread"  # itself: its title, whether it is pinned, in the archive, in the bin, or there at all
    messages = "messages"  # a turn began, an answer ended, or another branch is shown; the list has a new order too
    queue = "queue"
    draft = "draft"


class ThreadSort(StrEnum):
    latest = "-updated_at"
    longest_ago = "updated_at"
    newest = "-created_at"
    oldest = "created_at"


class ThreadCreate(Input):
    title: Title | None = Field(default=None, examples=["Holiday plans"])
    is_temporary: bool = False
    """Whether it goes by itself, a day after it was last used."""


class ThreadUpdate(Input):
    title: Title = absent()
    is_pinned: bool = absent()
    is_archived: bool = absent()
    is_temporary: Literal[False] = absent()
    """A temporary thread can be kept; one that is kept does not become temporary."""


class ThreadReplace(Input):
    title: Title
    is_pinned: bool = False
    is_archived: bool = False


class Removal(Input):
    permanently: bool = False
    """Past the bin, or out of it."""


class Choice(Input):
    """A message whose branch is to be shown."""

    message_id: UUID


class Fork(Input):
    """A new thread with what was said up to this message."""

    message_id: UUID
    title: Title | None = None


class ThreadSearchRequest(PageQuery):
    sort: ThreadSort = ThreadSort.latest
    is_pinned: bool | None = None
    is_archived: bool | None = None


class ThreadResponse(Output):
    id: UUID
    title: str
    title_is_manual: bool
    head_message_id: UUID | None
    is_pinned: bool
    is_archived: bool
    is_temporary: bool
    expires_at: datetime | None
    """When a temporary thread goes, unless it is used before."""
    deleted_at: datetime | None
    """Since when it is in the bin, from which it goes after 30 days."""
    created_at: datetime
    updated_at: datetime


class ThreadList(Page[ThreadResponse]):
    pass


class MessageError(Output):
    """Why an answer failed, in words for the person."""

    code: str
    title: str
    detail: str | None


class MessageResponse(Output):
    id: UUID
    thread_id: UUID
    parent_id: UUID | None
    role: MessageRole
    content: str
    thinking: str | None
    status: MessageStatus
    model: str | None
    input_tokens: int | None
    output_tokens: int | None
    cost_usd: Decimal | None
    error: MessageError | None
    metadata: Json | None = Field(validation_alias="metadata_")
    created_at: datetime


class MessageList(Page[MessageResponse]):
    pass


class MessageUpdate(Input):
    metadata: JsonObject | None = Field(examples=[{"starred": True}])
    """A person's notes, in place of those before; what turns wrote there stays."""


class MessageSearchRequest(PageQuery):
    sort: Sort = Sort.newest
    thread_id: UUID | None = None
    role: list[MessageRole] | None = None
    status: list[MessageStatus] | None = None
    message_type: str | None = Field(default=None, max_length=50)
    tool_name: str | None = Field(default=None, max_length=100)
    tool_success: bool | None = None
    model: str | None = Field(default=None, max_length=255)
    created_after: Moment | None = None
    created_before: Moment | None = None


class BranchMessage(MessageResponse):
    """A message of the chosen branch, with all versions that stand in its place, itself among them, oldest first."""

    sibling_ids: list[UUID]


class Branch(Output):
    """A stretch of one branch, oldest first."""

    items: list[BranchMessage]
    next_before: UUID | None
    """Fetches what comes before it; null at the root."""
    next_after: UUID | None
    """Fetches what comes after it; null at the end of the branch."""


class BranchQuery(Input):
    """Which stretch: the end of the chosen branch, unless one of these says otherwise."""

    limit: int = Field(default=50, ge=1, le=200)
    leaf: UUID | None = None
    """The end of the branch through this message, up to it."""
    before: UUID | None = None
    """What comes before this message."""
    after: UUID | None = None
    """What comes after this message in the chosen branch."""
    around: UUID | None = None
    """This message in the midst of the chosen branch; nothing where that does not contain it."""


class WriteTitle(Job):
    """Give a thread a title after its first turn."""

    name: ClassVar[str] = "write_title"
    thread_id: UUID
