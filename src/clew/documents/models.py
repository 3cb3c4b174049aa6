"""Documents, their chunks, and the threads that they are attached to."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from clew.infra.db import Base, Changing, Dated, Json, Personal, Record, Str50, Str255, database_enum, reference

FACTS = frozenset({"size", "characters", "pages"})
"""Of the metadata, what no person writes."""


@database_enum
class DocumentStatus(StrEnum):
    pending = "pending"
    processing = "processing"
    ready = "ready"
    failed = "failed"


class Document(Changing, Personal, Base):
    """A file or text of a person that the assistant may read."""

    __tablename__ = "documents"
    __table_args__ = (
        UniqueConstraint("id", "user_id"),
        UniqueConstraint("digest", "user_id"),
        Index(None, "user_id", "created_at", "id"),
        Index(None, "user_id", "title", "id"),
    )

    title: Mapped[Str255] = mapped_column(comment="What the person calls it.")
    content: Mapped[str | None] = mapped_column(comment="Its text; null until it is extracted.")
    status: Mapped[DocumentStatus] = mapped_column(
        server_default=DocumentStatus.pending.value, comment="How far the extraction has come."
    )
    error: Mapped[str | None] = mapped_column(comment="Why the extraction failed, for the person.")
    file_path: Mapped[str | None] = mapped_column(String(500), comment="Where the file is, in the store of files.")
    file_type: Mapped[Str50 | None] = mapped_column(comment="The media type, decided by the content.")
    digest: Mapped[bytes] = mapped_column(comment="SHA-256 of the file or text.")
    metadata_: Mapped[Json | None] = mapped_column("metadata", comment="Size, pages and what else the file tells.")

    @property
    def facts(self) -> Json:
        """What the server wrote into the metadata."""
        return {name: value for name, value in (self.metadata_ or {}).items() if name in FACTS}


class ThreadDocument(Dated, Personal, Base):
    """That a document is attached to a thread."""

    __tablename__ = "thread_documents"
    __table_args__ = (
        reference("thread_id", "threads"),
        reference("document_id", "documents"),
        Index(None, "document_id"),
        Index(None, "user_id"),
    )

    thread_id: Mapped[UUID] = mapped_column(primary_key=True, comment="The thread.")
    document_id: Mapped[UUID] = mapped_column(primary_key=True, comment="The document.")


class DocumentChunk(Record, Personal, Base):
    """One passage of a document, in the order of the text."""

    __tablename__ = "document_chunks"
    __table_args__ = (
        UniqueConstraint("id", "user_id"),
        UniqueConstraint("document_id", "chunk_index"),
        reference("document_id", "documents"),
        Index(None, "user_id"),
    )

    document_id: Mapped[UUID] = mapped_column(comment="The document that it is a passage of.")
    chunk_index: Mapped[int] = mapped_column(comment="Its place in the document, from 0.")
    content: Mapped[str] = mapped_column(comment="The text of the passage.")
    metadata_: Mapped[Json | None] = mapped_column("metadata", comment="Page and path of headings.")
