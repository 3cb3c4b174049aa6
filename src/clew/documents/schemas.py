"""What goes over the wire of documents."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints, field_validator

from clew.documents.models import DocumentStatus
from clew.infra.db import Json
from clew.infra.listing import TextQuery
from clew.kit.schema import Input, JsonObject, Moment, Output, Page, absent

LONGEST = 1_000_000  # characters of a text


def _written(value: str) -> str:
    if not value.strip():
        raise ValueError("must not be empty")
    return value


Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=255)]
Content = Annotated[str, StringConstraints(max_length=LONGEST), AfterValidator(_written)]
TextType = Annotated[str, StringConstraints(max_length=50, pattern=r"^text/[a-z0-9][a-z0-9.+-]*$")]


class DocumentSort(StrEnum):
    newest = "-created_at"
    oldest = "created_at"
    by_title = "title"
    by_title_backwards = "-title"


class DocumentBase(Input):
    """What a person says of a document; a PUT takes this: its text stays, another text is another document."""

    title: Title = Field(examples=["Packing list"])
    metadata: JsonObject | None = Field(default=None, examples=[{"language": "en"}])
    """Beside what the server writes there: `size` in bytes and `characters`."""


class DocumentCreate(DocumentBase):
    """A document from a text."""

    content: Content = Field(examples=["# Packing list\n\n- passport\n- charger"])
    file_type: TextType = Field(default="text/plain", examples=["text/markdown"])


class DocumentUpdate(Input):
    title: Title = absent()
    metadata: JsonObject | None = None


class DocumentSearchRequest(TextQuery):
    sort: DocumentSort = DocumentSort.newest
    status: list[DocumentStatus] | None = None
    file_type: str | None = Field(default=None, max_length=50)
    created_after: Moment | None = None
    created_before: Moment | None = None


class DocumentResponse(Output):
    """A document without its text."""

    id: UUID
    title: str
    status: DocumentStatus
    error: str | None
    """Why its text could not be extracted."""
    file_type: str | None
    digest: str
    """SHA-256 of the file or text, in hexadecimal digits."""
    metadata: Json | None = Field(validation_alias="metadata_")
    created_at: datetime
    updated_at: datetime

    @field_validator("digest", mode="before")
    @classmethod
    def _in_digits(cls, value: object) -> object:
        return value.hex() if isinstance(value, bytes) else value


class DocumentList(Page[DocumentResponse]):
    pass


class DocumentDetailResponse(DocumentResponse):
    content: str | None
    """Null until it is extracted."""
