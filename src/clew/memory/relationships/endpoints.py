"""Relationships over HTTP, below the memory that they are said of or lead to."""

from typing import Annotated

from fastapi import Depends, Query

from clew.infra.crud import Schemas, crud_router
from clew.infra.listing import Slice
from clew.infra.routing import Router
from clew.memory.relationships.schemas import (
    RelatedMemoryList,
    RelationshipBase,
    RelationshipCreate,
    RelationshipList,
    RelationshipResponse,
    RelationshipSearchRequest,
    RelationshipUpdate,
)
from clew.memory.relationships.store import Related, Relationships

router = Router("/memories/{memory_id}")
router.add(
    crud_router(
        "relationship",
        Relationships,
        Schemas(
            response=RelationshipResponse,
            page=RelationshipList,
            query=RelationshipSearchRequest,
            create=RelationshipCreate,
            change=RelationshipUpdate,
            replace=RelationshipBase,
        ),
        path="/memories/{memory_id}/relationships",
    )
)


@router.get("/related", tags=["relationship"], response_model=RelatedMemoryList, operation_id="list_related_memories")
async def related(
    relationships: Annotated[Relationships, Depends(Relationships.for_request)],
    query: Annotated[RelationshipSearchRequest, Query()],
) -> Slice[Related]:
    """The memories that it has to do with, in both directions, the strongest first."""
    return await relationships.related(query)
