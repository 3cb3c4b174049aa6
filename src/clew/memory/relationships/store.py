"""The SQL of relationships."""

from dataclasses import dataclass
from typing import cast
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import ColumnElement, or_

from clew.infra.listing import PageQuery, Slice
from clew.kit.errors import Invalid
from clew.memory.models import LTMMemory, LTMMemoryRelationship
from clew.memory.relationships.schemas import Direction, RelationshipCreate, RelationshipSearchRequest
from clew.memory.store import Memories, OfMemory


@dataclass(frozen=True, slots=True)
class Related:
    """A memory at the other end of a relationship."""

    relationship_id: UUID
    relationship_type: str
    direction: Direction
    strength: float
    description: str | None
    memory: LTMMemory


class Relationships(OfMemory[LTMMemoryRelationship]):
    """Of a memory: those that are said of it, and those that lead to it."""

    model = LTMMemoryRelationship
    not_columns = frozenset({"direction"})

    def hangs_on(self, memory_id: UUID) -> ColumnElement[bool]:
        return or_(
            LTMMemoryRelationship.source_memory_id == memory_id, LTMMemoryRelationship.target_memory_id == memory_id
        )

    def filters(self, query: PageQuery) -> list[ColumnElement[bool]]:
        conditions = super().filters(query)
        if isinstance(query, RelationshipSearchRequest) and query.direction is not None:
            is_outgoing = query.direction is Direction.outgoing
            end = LTMMemoryRelationship.source_memory_id if is_outgoing else LTMMemoryRelationship.target_memory_id
            conditions.append(end == self.memory_id)
        return conditions

    def new(self, values: BaseModel) -> LTMMemoryRelationship:
        """Raises `Invalid` for a memory and itself."""
        assert self.memory_id is not None, "said of a memory only"  # noqa: S101
        if cast("RelationshipCreate", values).target_memory_id == self.memory_id:
            raise Invalid("A memory has no relationship to itself.", fields=("target_memory_id",))
        relationship = super().new(values)
        relationship.source_memory_id = self.memory_id
        return relationship

    async def related(self, query: RelationshipSearchRequest) -> Slice[Related]:
        """The memories at the other ends."""
        page = await self.page(query)
        others = await Memories(self.session, self.caller).by_id(self._other(one) for one in page.items)
        items = [
            Related(
                one.id,
                one.relationship_type,
                Direction.outgoing if one.source_memory_id == self.memory_id else Direction.incoming,
                one.strength,
                one.description,
                others[self._other(one)],
            )
            for one in page.items
        ]
        return Slice(items, page.next_cursor, page.total)

    def _other(self, one: LTMMemoryRelationship) -> UUID:
        return one.target_memory_id if one.source_memory_id == self.memory_id else one.source_memory_id
