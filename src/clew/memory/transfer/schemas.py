"""Memories as a file. The format has a version; what is written is read again, and nothing else."""

from graphlib import CycleError, TopologicalSorter
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from clew.kit.schema import Input, JsonObject, Moment, Output
from clew.memory.contexts.schemas import ContextBase
from clew.memory.models import MemoryAuthor, MemoryType
from clew.memory.relationships.schemas import RelationshipBase
from clew.memory.schemas import Content, Name, Score, Tags, Words

FORMAT = "clew.memories"
MOST = 20_000  # memories in one file
Count = Annotated[int, Field(ge=0, le=2_000_000_000)]


class FileMemory(Input):
    id: UUID
    content: Content
    memory_type: MemoryType
    category: Name | None = None
    importance_score: Score = 0.5
    confidence_score: Score = 1
    context_data: JsonObject | None = None
    parent_memory_id: UUID | None = None
    metadata: JsonObject | None = None
    created_by: MemoryAuthor = MemoryAuthor.person
    access_count: Count = 0
    last_accessed: Moment | None = None
    is_archived: bool = False
    archive_reason: Words | None = None
    created_at: Moment
    tags: Tags = Field(default=[])
    contexts: list[ContextBase] = Field(default=[], max_length=200)


class FileRelationship(RelationshipBase):
    source_memory_id: UUID
    target_memory_id: UUID

    @model_validator(mode="after")
    def _is_of_two(self) -> Self:
        if self.source_memory_id == self.target_memory_id:
            raise ValueError("a memory has no relationship to itself")
        return self


class MemoryFile(Input):
    """Memories and what is known of each; what they refer to stands in the same file."""

    format: Literal["clew.memories"]
    version: Literal[1]
    exported_at: Moment | None = None
    memories: list[FileMemory] = Field(max_length=MOST)
    relationships: list[FileRelationship] = Field(default=[], max_length=5 * MOST)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        known = {memory.id for memory in self.memories}
        if len(known) < len(self.memories):
            raise ValueError("two memories have the same id")
        named = {memory.parent_memory_id for memory in self.memories} - {None}
        named |= {one.source_memory_id for one in self.relationships}
        named |= {one.target_memory_id for one in self.relationships}
        if not named <= known:
            raise ValueError("a memory that is referred to is not in the file")
        try:
            self.parents_first()
        except CycleError:
            raise ValueError("memories refine one another in a circle") from None
        return self

    def parents_first(self) -> list[FileMemory]:
        """The memories so that each stands behind the one that it refines. Raises `CycleError`."""
        by_id = {memory.id: memory for memory in self.memories}
        above = {one.id: [] if one.parent_memory_id is None else [one.parent_memory_id] for one in self.memories}
        return [by_id[id] for id in TopologicalSorter(above).static_order()]


class MemoryImport(Output):
    """What became of a file."""

    created: int
    recognised: int
    """Memories that were here already, word for word; they stay as they are."""
