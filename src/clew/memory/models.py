"""Long-term memories, and what is known about each: tags, contexts, relations, uses."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from clew.infra.db import (
    Base,
    Changing,
    Json,
    Personal,
    Record,
    Score,
    Str50,
    Str100,
    Str255,
    reference,
)
from clew.kit.clock import now
from clew.kit.errors import NotFound
from clew.memory.importance import dynamic_importance


class MemoryType(StrEnum):
    fact = "fact"
    preference = "preference"
    insight = "insight"
    pattern = "pattern"
    episode = "episode"
    goal = "goal"
    relationship = "relationship"
    conversation = "conversation"


class MemorySource(StrEnum):
    conversation = "conversation"
    document = "document"
    tool = "tool"
    manual = "manual"
    imported = "import"


class MemoryAuthor(StrEnum):
    person = "person"
    assistant = "assistant"
    tool = "tool"


class AccessMethod(StrEnum):
    """How a memory was come upon."""

    search = "search"
    direct = "direct"
    related = "related"
    context = "context"


class LTMMemory(Changing, Personal, Base):
    """One thing that is remembered about a person, in words."""

    __tablename__ = "ltm_memories"
    __table_args__ = (
        UniqueConstraint("id", "user_id"),
        reference("parent_memory_id", "ltm_memories", ondelete="SET NULL"),
        CheckConstraint("importance_score between 0 and 1", name="importance_score"),
        CheckConstraint("confidence_score between 0 and 1", name="confidence_score"),
        CheckConstraint("dynamic_importance between 0 and 1", name="dynamic_importance"),
        Index(None, "user_id", "memory_type"),
        Index(None, "user_id", "created_at", "id"),
        Index(None, "user_id", "dynamic_importance", "id"),
        Index(None, "parent_memory_id"),
    )

    content: Mapped[str] = mapped_column(comment="What is remembered, as one statement.")
    memory_type: Mapped[Str50] = mapped_column(comment="fact, preference, insight, pattern, episode, goal, …")
    category: Mapped[Str100 | None] = mapped_column(comment="What part of life it belongs to.")
    importance_score: Mapped[Score] = mapped_column(server_default=text("0.5"), comment="As given, 0 to 1.")
    confidence_score: Mapped[Score] = mapped_column(server_default=text("1"), comment="How sure it is, 0 to 1.")
    dynamic_importance: Mapped[float] = mapped_column(
        comment="Computed from importance, recency, use and confidence, 0 to 1."
    )
    context_data: Mapped[Json | None] = mapped_column(comment="When, where and with whom, as far as known.")
    source_type: Mapped[Str50 | None] = mapped_column(comment="conversation, document, tool, manual or import.")
    source_id: Mapped[str | None] = mapped_column(comment="What it came from, within that source.")
    created_by: Mapped[Str50] = mapped_column(comment="Who wrote it: the person, the assistant or a tool.")
    access_count: Mapped[int] = mapped_column(server_default=text("0"), comment="How often it was recalled.")
    last_accessed: Mapped[datetime | None] = mapped_column(comment="When it was last recalled.")
    last_access_context: Mapped[str | None] = mapped_column(comment="What it was last recalled for.")
    parent_memory_id: Mapped[UUID | None] = mapped_column(comment="The memory that it refines.")
    metadata_: Mapped[Json | None] = mapped_column("metadata", comment="What else is known about it.")
    is_archived: Mapped[bool] = mapped_column(server_default=false(), comment="Kept, but no longer recalled.")
    archive_reason: Mapped[str | None] = mapped_column(comment="Why it was archived.")

    tags: Mapped[list["LTMMemoryTag"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, lazy="raise", order_by="LTMMemoryTag.tag_name"
    )

    def weigh(self) -> None:
        """Compute anew how much it matters now."""
        at = now()
        self.dynamic_importance = dynamic_importance(
            importance=self.importance_score,
            confidence=self.confidence_score,
            uses=self.access_count,
            unused=at - (self.last_accessed or self.created_at or at),
        )

    def add_tag(self, name: str, value: str | None) -> None:
        """A tag of that name gets the new value."""
        self.set_tags({tag.tag_name: tag.tag_value for tag in self.tags} | {name: value})

    def remove_tag(self, name: str) -> None:
        """Raises `NotFound`."""
        tags = {tag.tag_name: tag.tag_value for tag in self.tags}
        if name not in tags:
            raise NotFound
        del tags[name]
        self.set_tags(tags)

    def set_tags(self, values: Mapping[str, str | None]) -> None:
        """These and no others."""
        there = {tag.tag_name: tag for tag in self.tags}
        for name, value in values.items():
            if name in there:
                there[name].tag_value = value
            else:
                there[name] = LTMMemoryTag(tag_name=name, tag_value=value)
        self.tags = [there[name] for name in sorted(values)]
        self.updated_at = now()  # its tags are shown with it: whoever saw others saw another version

    def archive(self, reason: str | None) -> None:
        """Recall it no longer; what is archived already keeps its reason unless there is a new one."""
        self.archive_reason = reason or self.archive_reason
        self.is_archived = True

    def restore(self) -> None:
        self.is_archived = False
        self.archive_reason = None


class LTMContext(Changing, Personal, Base):
    """One circumstance of a memory: when, where, with whom."""

    __tablename__ = "ltm_contexts"
    __table_args__ = (
        reference("memory_id", "ltm_memories"),
        CheckConstraint("confidence between 0 and 1", name="confidence"),
        Index(None, "memory_id"),
        Index(None, "user_id"),
    )

    memory_id: Mapped[UUID] = mapped_column(comment="The memory that it belongs to.")
    context_type: Mapped[Str50] = mapped_column(comment="temporal, spatial, social, environmental, …")
    context_key: Mapped[Str100] = mapped_column(comment="What is said about it, as `place`.")
    context_value: Mapped[str | None] = mapped_column(comment="The value, as `the kitchen`.")
    confidence: Mapped[float] = mapped_column(server_default=text("1"), comment="How sure it is, 0 to 1.")


class LTMMemoryRelationship(Changing, Personal, Base):
    """That one memory has to do with another, how, and how strongly."""

    __tablename__ = "ltm_memory_relationships"
    __table_args__ = (
        UniqueConstraint("source_memory_id", "target_memory_id", "relationship_type"),
        reference("source_memory_id", "ltm_memories"),
        reference("target_memory_id", "ltm_memories"),
        CheckConstraint("strength between 0 and 1", name="strength"),
        CheckConstraint("source_memory_id <> target_memory_id", name="of_two"),
        Index(None, "target_memory_id"),
        Index(None, "user_id"),
    )

    source_memory_id: Mapped[UUID] = mapped_column(comment="The memory that it is said of.")
    target_memory_id: Mapped[UUID] = mapped_column(comment="The memory that it leads to.")
    relationship_type: Mapped[Str50] = mapped_column(comment="similar, related, opposite, prerequisite, supersedes, …")
    strength: Mapped[Score] = mapped_column(server_default=text("0.5"), comment="How strong the relation is, 0 to 1.")
    description: Mapped[str | None] = mapped_column(comment="The relation in words.")


class LTMMemoryAccess(Record, Personal, Base):
    """One recall of a memory: for what, how, and whether it helped."""

    __tablename__ = "ltm_memory_access"
    __table_args__ = (
        reference("memory_id", "ltm_memories"),
        CheckConstraint("relevance_score between 0 and 1", name="relevance_score"),
        Index(None, "memory_id", "created_at", "id"),
        Index(None, "user_id"),
    )

    memory_id: Mapped[UUID] = mapped_column(comment="The memory that was recalled.")
    access_context: Mapped[str | None] = mapped_column(comment="What it was recalled for.")
    access_method: Mapped[Str50 | None] = mapped_column(comment="search, direct, related or context.")
    user_query: Mapped[str | None] = mapped_column(comment="The words that it was found with.")
    was_relevant: Mapped[bool | None] = mapped_column(comment="Whether it helped; null while nobody knows.")
    relevance_score: Mapped[float | None] = mapped_column(comment="How well it fitted, 0 to 1.")


class LTMMemoryTag(Changing, Personal, Base):
    """A tag of a memory; one value a name."""

    __tablename__ = "ltm_memory_tags"
    __table_args__ = (
        UniqueConstraint("memory_id", "tag_name"),
        reference("memory_id", "ltm_memories"),
        Index(None, "user_id", "tag_name", "tag_value"),
    )

    memory_id: Mapped[UUID] = mapped_column(comment="The memory that it is on.")
    tag_name: Mapped[Str100] = mapped_column(comment="The name, as `person`.")
    tag_value: Mapped[Str255 | None] = mapped_column(comment="The value, as `Ada`; null for a plain tag.")
