"""What goes over the wire of relationships."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from clew.infra.listing import PageQuery
from clew.kit.schema import Input, Output, Page, absent
from clew.memory.schemas import Kind, MemoryResponse, Score, Share, Words


class Direction(StrEnum):
    """Seen from the memory in the address."""

    outgoing = "outgoing"
    incoming = "incoming"


class RelationshipSort(StrEnum):
    newest = "-created_at"
    oldest = "created_at"
    strongest = "-strength"
    weakest = "strength"


class RelationshipBase(Input):
    """What is said of two memories; a PUT takes this: which two they are stays."""

    relationship_type: Kind = Field(examples=["prerequisite"])
    """similar, related, opposite, prerequisite, supersedes or another."""
    strength: Score = 0.5
    description: Words | None = Field(default=None, examples=["Has to be known first."])


class RelationshipCreate(RelationshipBase):
    target_memory_id: UUID
    """The memory that it leads to; it is said of the one in the address."""


class RelationshipUpdate(Input):
    relationship_type: Kind = absent()
    strength: Score = absent()
    description: Words | None = None


class RelationshipSearchRequest(PageQuery):
    sort: RelationshipSort = RelationshipSort.strongest
    direction: Direction | None = None
    """Both, unless said."""
    relationship_type: list[str] | None = None
    strength_min: Share | None = None


class RelationshipResponse(Output):
    id: UUID
    source_memory_id: UUID
    target_memory_id: UUID
    relationship_type: str
    strength: float
    description: str | None
    created_at: datetime
    updated_at: datetime


class RelationshipList(Page[RelationshipResponse]):
    pass


class RelatedMemory(Output):
    """A memory at the other end of a relationship."""

    relationship_id: UUID
    relationship_type: str
    direction: Direction
    strength: float
    description: str | None
    memory: MemoryResponse


class RelatedMemoryList(Page[RelatedMemory]):
    pass
