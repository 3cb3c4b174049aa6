"""Documents over HTTP. Attaching them to threads needs both; see assistant/attachments.py."""

from typing import Annotated

from fastapi import Depends
from fastapi.responses import Response

from clew.documents.models import Document
from clew.documents.schemas import (
    DocumentBase,
    DocumentCreate,
    DocumentDetailResponse,
    DocumentList,
    DocumentSearchRequest,
    DocumentUpdate,
)
from clew.documents.store import Documents
from clew.infra.crud import Schemas, crud_router
from clew.infra.idempotency import OnceDep

DocumentsDep = Annotated[Documents, Depends(Documents.for_request)]
router = crud_router(
    "document",
    Documents,
    Schemas(
        response=DocumentDetailResponse,
        page=DocumentList,
        query=DocumentSearchRequest,
        change=DocumentUpdate,
        replace=DocumentBase,
    ),
    verbs={"list", "get", "change", "remove", "remove_many"},
)


@router.post(
    "",
    status_code=201,
    response_model=DocumentDetailResponse,
    operation_id="create_document",
    responses={200: {"model": DocumentDetailResponse, "description": "The document that this text is already"}},
)
async def create(documents: DocumentsDep, once: OnceDep, asked: DocumentCreate) -> Response:
    """Keep a text as a document. The same text again is the same document, and stays as it is."""

    async def work() -> tuple[int, Document]:
        document, is_new = await documents.add(asked)
        return (201 if is_new else 200), document

    return await once.as_told(DocumentDetailResponse, work)
