"""Circumstances over HTTP, below their memory."""

from clew.infra.crud import Schemas, crud_router
from clew.infra.routing import Router
from clew.memory.contexts.schemas import (
    ContextCreate,
    ContextList,
    ContextResponse,
    ContextSearchRequest,
    ContextUpdate,
)
from clew.memory.contexts.store import Contexts

router = Router("/memories/{memory_id}")
router.add(
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
        path="/memories/{memory_id}/contexts",
    )
)
