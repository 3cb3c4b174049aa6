"""What goes over the wire of drafts and queues."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from clew.kit.schema import Input, Moment, Output, absent

LONGEST = 1_000_000  # characters, as of a turn


def _said(value: str) -> str:
    if not value.strip():
        raise ValueError("must not be empty")
    return value


Content = Annotated[str, StringConstraints(max_length=LONGEST), AfterValidator(_said)]


class DraftWrite(Input):
    content: Annotated[str, StringConstraints(max_length=LONGEST)]
    edited_at: Moment
    """When it was typed: of two devices the later one wins, whichever request comes first."""


class DraftResponse(Output):
    """What stands in the composer; empty, with no time, where nobody has typed."""

    content: str
    edited_at: datetime | None


class QueuedMessageCreate(Input):
    content: Content = Field(examples=["And after that?"])
    model_id: UUID | None = None


class QueuedMessageUpdate(Input):
    content: Content = absent()
    model_id: UUID | None = None


class QueuedMessageResponse(Output):
    id: UUID
    thread_id: UUID
    content: str
    model_id: UUID | None
    created_at: datetime
    updated_at: datetime


class QueueOrder(Input):
    ids: list[UUID] = Field(max_length=100)
    """All messages of the queue, in the order in which they are to be said."""


class Queue(Output):
    """What is said next, in order. A paused queue waits until the person speaks again."""

    items: list[QueuedMessageResponse]
    is_paused: bool
