"""What a turn takes and gives back."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from clew.conversations.schemas import MessageResponse
from clew.kit.schema import Input, Output

LONGEST = 1_000_000  # characters; the limit of a request's body is about as long


def _said(value: str) -> str:
    if not value.strip():
        raise ValueError("must not be empty")
    return value


Content = Annotated[str, StringConstraints(max_length=LONGEST), AfterValidator(_said)]


class TurnCreate(Input):
    """What the person says."""

    content: Content = Field(examples=["What was I about to do?"])
    parent_id: UUID | None = None
    """The message that this one follows: absent for the end of the chosen branch, null for a new beginning."""
    model_id: UUID | None = None


def _one_line(value: str) -> str:
    if not value or "\n" in value or "\r" in value:
        raise ValueError("must be one line")
    return value


class Regeneration(Input):
    """Answer the same message once more."""

    model_id: UUID | None = None
    instruction: (
        Annotated[str, StringConstraints(strip_whitespace=True, max_length=500), AfterValidator(_one_line)] | None
    ) = None
    """What this answer is to be like, as "shorter"; later ones know nothing of it."""


class TurnResponse(Output):
    """The two messages of the turn; the answer is followed under `/messages/{message_id}/events`."""

    user_message_id: UUID
    message_id: UUID


class EventsQuery(Input):
    last_event_id: str | None = Field(default=None, max_length=40)
    """The same as the header `Last-Event-ID`, for clients that cannot set it."""


class PersonaRemoval(Input):
    """How a persona is removed that threads belong to."""

    threads: Literal["remove"] | None = None
    """With its threads, for good; without this word the request is refused."""


class TaskContextQuery(Input):
    limit: int = Field(default=20, ge=1, le=100)


class TaskContext(Output):
    """The conversation that a task came from; nothing where it came from none, or that is in the bin."""

    thread_id: UUID | None
    title: str | None
    messages: list[MessageResponse]
    """The last of the chosen branch, oldest first."""
