"""Documents of threads, over HTTP: attach, detach, and look from both sides."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from fastapi.responses import Response

from clew.conversations.endpoints import ThreadsDep
from clew.conversations.models import Thread
from clew.conversations.schemas import ThreadList, ThreadSearchRequest
from clew.documents.endpoints import DocumentsDep
from clew.documents.models import Document
from clew.documents.schemas import DocumentList, DocumentSearchRequest
from clew.infra.idempotency import OnceDep
from clew.infra.listing import Slice
from clew.infra.routing import Router

router = Router("", "attachment")


@router.get("/threads/{id}/documents", response_model=DocumentList, operation_id="list_documents_of_thread")
async def documents_of(
    threads: ThreadsDep, documents: DocumentsDep, id: UUID, query: Annotated[DocumentSearchRequest, Query()]
) -> Slice[Document]:
    """The documents that are attached to the thread."""
    thread = await threads.get(id)
    return await documents.page_of(thread.id, query)


@router.get("/documents/{id}/threads", response_model=ThreadList, operation_id="list_threads_of_document")
async def threads_of(
    threads: ThreadsDep, documents: DocumentsDep, id: UUID, query: Annotated[ThreadSearchRequest, Query()]
) -> Slice[Thread]:
    """The threads that the document is attached to."""
    document = await documents.get(id)
    return await threads.page_among(await documents.thread_ids(document.id), query)


@router.put("/threads/{id}/documents/{document_id}", status_code=204, operation_id="attach_document")
async def attach(threads: ThreadsDep, documents: DocumentsDep, once: OnceDep, id: UUID, document_id: UUID) -> Response:
    """Let the answers of the thread read the document."""

    async def work() -> None:
        thread, document = await threads.get(id), await documents.get(document_id)
        await documents.attach(document.id, thread.id)

    return await once.nothing(work)


@router.delete("/threads/{id}/documents/{document_id}", status_code=204, operation_id="detach_document")
async def detach(threads: ThreadsDep, documents: DocumentsDep, once: OnceDep, id: UUID, document_id: UUID) -> Response:
    """The document stays, and what was said of it too."""

    async def work() -> None:
        thread = await threads.get(id)
        await documents.detach(document_id, thread.id)

    return await once.nothing(work)
