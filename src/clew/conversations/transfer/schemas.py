"""A thread as a file. The format has a version; what is written is read again, and nothing else."""

from enum import StrEnum
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from clew.conversations.models import MessageRole, MessageStatus
from clew.kit.schema import Input, Moment

FORMAT = "clew.thread"


class ExportFormat(StrEnum):
    markdown = "markdown"
    json = "json"


class ExportQuery(Input):
    format: ExportFormat = ExportFormat.json


class FileMessage(Input):
    id: UUID
    parent_id: UUID | None
    role: MessageRole
    content: Annotated[str, StringConstraints(max_length=1_000_000)]
    thinking: Annotated[str, StringConstraints(max_length=1_000_000)] | None = None
    status: Literal[MessageStatus.complete, MessageStatus.interrupted, MessageStatus.failed] = MessageStatus.complete
    model: Annotated[str, StringConstraints(max_length=255)] | None = None
    created_at: Moment


class ThreadFile(Input):
    """The whole tree. A message stands behind the one that it follows, so there can be no circle."""

    format: Literal["clew.thread"]
    version: Literal[1]
    title: Annotated[str, StringConstraints(max_length=255)]
    head_message_id: UUID | None = None
    exported_at: Moment | None = None
    messages: list[FileMessage] = Field(max_length=20_000)

    @model_validator(mode="after")
    def _is_a_tree(self) -> Self:
        known: set[UUID] = set()
        for message in self.messages:
            if message.parent_id is not None and message.parent_id not in known:
                raise ValueError("a message must stand behind the one that it follows")
            if message.id in known:
                raise ValueError("two messages have the same id")
            known.add(message.id)
        if self.head_message_id is not None and self.head_message_id not in known:
            raise ValueError("the end of the branch is none of the messages")
        return self
