"""Circumstances over HTTP, below their memory."""

from fastapi import APIRouter

from clew.infra.crud import Schemas, crud_router
from clew.memory.contexts.schemas import (
    ContextCreate,
    ContextList,
    ContextResponse,
    ContextSearchRequest,
    ContextUpdate,
)
from clew.memory.contexts.store import Contexts

router = APIRouter(prefix="/memories/{memory_id}")
router.include_router(
    crud_router(
        "context",
        Contexts,
        Schemas(
            response=ContextResponse,
            page=ContextList,
            query=ContextSearchRequest,
            create=ContextCreate,
            change=ContextUpdate,
        ),
    )
)
