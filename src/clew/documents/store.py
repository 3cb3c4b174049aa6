"""The SQL of documents, and of the threads that they are attached to."""

import hashlib
from collections.abc import Sequence
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import ColumnElement, Select, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import defer

from clew.documents.models import Document, DocumentStatus, ThreadDocument
from clew.documents.schemas import DocumentCreate
from clew.infra.db import Json
from clew.infra.listing import PageQuery, Slice
from clew.infra.store import Store
from clew.kit.errors import NotFound
from clew.kit.ids import new_id


class Documents(Store[Document]):
    """Their texts are read one at a time: a list goes without."""

    model = Document
    searched = ("title",)

    def visible(self) -> Select[Document]:
        return super().visible().options(defer(Document.content, raiseload=True))

    async def find(self, id: UUID) -> Document | None:
        return await self.session.scalar(super().visible().where(Document.id == id))

    async def add(self, asked: DocumentCreate) -> tuple[Document, bool]:
        """The document of that text, and whether it is a new one: the same text again is the same document."""
        text = asked.content.encode()
        digest = hashlib.sha256(text).digest()
        values: Json = {
            "id": new_id(),
            "user_id": self.caller.user_id,
            **asked.model_dump(exclude={"metadata"}),
            "status": DocumentStatus.ready,
            "digest": digest,
            "metadata_": {**(asked.metadata or {}), "size": len(text), "characters": len(asked.content)},
        }
        # Whoever sends it at the same moment waits here for the first to commit, and finds that one's.
        made = await self.session.scalar(
            insert(Document).values(values).on_conflict_do_nothing().returning(Document.id)
        )
        same = super().visible().where(Document.digest == digest)
        return (await self.session.scalars(same)).one(), made is not None

    async def change(self, record: Document, values: BaseModel) -> Document:
        given = self.given(values)
        if "metadata_" in given:
            given["metadata_"] = {**(given["metadata_"] or {}), **record.facts}
        for name, value in given.items():
            setattr(record, name, value)
        await self.flush()
        return record

    async def attach(self, id: UUID, thread_id: UUID) -> None:
        """Let that thread's answers read it; attached twice is attached once."""
        link = {"user_id": self.caller.user_id, "thread_id": thread_id, "document_id": id}
        await self.session.execute(insert(ThreadDocument).values(link).on_conflict_do_nothing())

    async def detach(self, id: UUID, thread_id: UUID) -> None:
        """Raises `NotFound` where it is not attached."""
        link = delete(ThreadDocument).where(*self._mine(), ThreadDocument.thread_id == thread_id)
        found = link.where(ThreadDocument.document_id == id).returning(ThreadDocument.document_id)
        if await self.session.scalar(found) is None:
            raise NotFound

    async def page_of(self, thread_id: UUID, query: PageQuery) -> Slice[Document]:
        """Those that are attached to that thread."""
        attached = select(ThreadDocument.document_id).where(*self._mine(), ThreadDocument.thread_id == thread_id)
        return await self.page(query, Document.id.in_(attached))

    async def thread_ids(self, id: UUID) -> Sequence[UUID]:
        """The threads that it is attached to."""
        attached = select(ThreadDocument.thread_id).where(*self._mine(), ThreadDocument.document_id == id)
        return (await self.session.scalars(attached)).all()

    def _mine(self) -> tuple[ColumnElement[bool], ...]:
        return (ThreadDocument.user_id == self.caller.user_id,)
