"""What a search asks and finds."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from clew.conversations.models import MessageRole
from clew.kit.schema import Input, Moment, Output, Page


class ThreadSearch(Input):
    """Words to look for, as in a web search: `"a phrase"`, `-without`, `or`. The last word may be half written."""

    q: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    is_archived: bool | None = None
    is_pinned: bool | None = None
    after: Moment | None = None
    before: Moment | None = None
    role: MessageRole | None = None
    limit: int = Field(default=20, ge=1, le=50)
    cursor: str | None = Field(default=None, max_length=1000)


class SnippetPart(Output):
    """A stretch of text, and whether it is what was looked for."""

    text: str
    hit: bool


class Hit(Output):
    """A place where it was found; `message_id` is null where it is the title."""

    thread_id: UUID
    thread_title: str
    message_id: UUID | None
    role: MessageRole | None
    created_at: datetime
    is_archived: bool
    is_pinned: bool
    snippet: list[SnippetPart]


class HitList(Page[Hit]):
    pass
