"""Long-term memories, and what is known about each."""

import sqlalchemy as sa
from alembic import op
from migrations.parts import changing, dated, drop, index, let_use, personal, protect, reference
from sqlalchemy.dialects import postgresql

revision = "2026_11_22_0620"
down_revision = "2026_11_22_0610"
branch_labels = None
depends_on = None

TABLES = ("ltm_memories", "ltm_contexts", "ltm_memory_access", "ltm_memory_relationships", "ltm_memory_tags")
ENUMERATIONS = ()


def upgrade() -> None:
    create_ltm_memories()
    create_ltm_contexts()
    create_ltm_memory_access()
    create_ltm_memory_relationships()
    create_ltm_memory_tags()
    for table in TABLES:
        protect(table)
    let_use(*TABLES)


def downgrade() -> None:
    drop(reversed(TABLES), ENUMERATIONS)


def create_ltm_memories() -> None:
    op.create_table(
        "ltm_memories",
        *personal(),
        sa.Column("content", sa.Text(), nullable=False, comment="What is remembered, as one statement."),
        sa.Column(
            "memory_type", sa.String(50), nullable=False, comment="fact, preference, insight, pattern, episode, goal, …"
        ),
        sa.Column("category", sa.String(100), comment="What part of life it belongs to."),
        sa.Column(
            "importance_score",
            sa.Numeric(3, 2),
            server_default=sa.text("0.5"),
            nullable=False,
            comment="As given, 0 to 1.",
        ),
        sa.Column(
            "confidence_score",
            sa.Numeric(3, 2),
            server_default=sa.text("1"),
            nullable=False,
            comment="How sure it is, 0 to 1.",
        ),
        sa.Column(
            "dynamic_importance",
            sa.Double(),
            nullable=False,
            comment="Computed from importance, recency, use and confidence, 0 to 1.",
        ),
        sa.Column("context_data", postgresql.JSONB(), comment="When, where and with whom, as far as known."),
        sa.Column("source_type", sa.String(50), comment="conversation, document, tool, manual or import."),
        sa.Column("source_id", sa.Text(), comment="What it came from, within that source."),
        sa.Column(
            "created_by", sa.String(50), nullable=False, comment="Who wrote it: the person, the assistant or a tool."
        ),
        sa.Column(
            "access_count",
            sa.Integer(),
            server_default=sa.text("0"),
            nullable=False,
            comment="How often it was recalled.",
        ),
        sa.Column("last_accessed", sa.DateTime(timezone=True), comment="When it was last recalled."),
        sa.Column("last_access_context", sa.Text(), comment="What it was last recalled for."),
        sa.Column("parent_memory_id", sa.Uuid(), comment="The memory that it refines."),
        sa.Column("metadata", postgresql.JSONB(), comment="What else is known about it."),
        sa.Column(
            "is_archived",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="Kept, but no longer recalled.",
        ),
        sa.Column("archive_reason", sa.Text(), comment="Why it was archived."),
        *changing(),
        sa.CheckConstraint("confidence_score between 0 and 1", name="confidence_score"),
        sa.CheckConstraint("dynamic_importance between 0 and 1", name="dynamic_importance"),
        sa.CheckConstraint("importance_score between 0 and 1", name="importance_score"),
        reference("parent_memory_id", "ltm_memories", ondelete="SET NULL"),
        sa.UniqueConstraint("id", "user_id"),
        comment="One thing that is remembered about a person, in words.",
    )
    index(
        "ltm_memories",
        ("parent_memory_id",),
        ("user_id", "created_at", "id"),
        ("user_id", "dynamic_importance", "id"),
        ("user_id", "memory_type"),
    )


def create_ltm_contexts() -> None:
    op.create_table(
        "ltm_contexts",
        *personal(),
        sa.Column("memory_id", sa.Uuid(), nullable=False, comment="The memory that it belongs to."),
        sa.Column("context_type", sa.String(50), nullable=False, comment="temporal, spatial, social, environmental, …"),
        sa.Column("context_key", sa.String(100), nullable=False, comment="What is said about it, as `place`."),
        sa.Column("context_value", sa.Text(), comment="The value, as `the kitchen`."),
        sa.Column(
            "confidence", sa.Double(), server_default=sa.text("1"), nullable=False, comment="How sure it is, 0 to 1."
        ),
        *changing(),
        sa.CheckConstraint("confidence between 0 and 1", name="confidence"),
        reference("memory_id", "ltm_memories"),
        comment="One circumstance of a memory: when, where, with whom.",
    )
    index("ltm_contexts", ("memory_id",), ("user_id",))


def create_ltm_memory_access() -> None:
    op.create_table(
        "ltm_memory_access",
        *personal(),
        sa.Column("memory_id", sa.Uuid(), nullable=False, comment="The memory that was recalled."),
        sa.Column("access_context", sa.Text(), comment="What it was recalled for."),
        sa.Column("access_method", sa.String(50), comment="search, direct, related or context."),
        sa.Column("user_query", sa.Text(), comment="The words that it was found with."),
        sa.Column("was_relevant", sa.Boolean(), comment="Whether it helped; null while nobody knows."),
        sa.Column("relevance_score", sa.Double(), comment="How well it fitted, 0 to 1."),
        *dated(),
        sa.CheckConstraint("relevance_score between 0 and 1", name="relevance_score"),
        reference("memory_id", "ltm_memories"),
        comment="One recall of a memory: for what, how, and whether it helped.",
    )
    index("ltm_memory_access", ("memory_id", "created_at", "id"), ("user_id",))


def create_ltm_memory_relationships() -> None:
    op.create_table(
        "ltm_memory_relationships",
        *personal(),
        sa.Column("source_memory_id", sa.Uuid(), nullable=False, comment="The memory that it is said of."),
        sa.Column("target_memory_id", sa.Uuid(), nullable=False, comment="The memory that it leads to."),
        sa.Column(
            "relationship_type",
            sa.String(50),
            nullable=False,
            comment="similar, related, opposite, prerequisite, supersedes, …",
        ),
        sa.Column(
            "strength",
            sa.Numeric(3, 2),
            server_default=sa.text("0.5"),
            nullable=False,
            comment="How strong the relation is, 0 to 1.",
        ),
        sa.Column("description", sa.Text(), comment="The relation in words."),
        *changing(),
        sa.CheckConstraint("source_memory_id <> target_memory_id", name="of_two"),
        sa.CheckConstraint("strength between 0 and 1", name="strength"),
        reference("source_memory_id", "ltm_memories"),
        reference("target_memory_id", "ltm_memories"),
        sa.UniqueConstraint("source_memory_id", "target_memory_id", "relationship_type"),
        comment="That one memory has to do with another, how, and how strongly.",
    )
    index("ltm_memory_relationships", ("target_memory_id",), ("user_id",))


def create_ltm_memory_tags() -> None:
    op.create_table(
        "ltm_memory_tags",
        *personal(),
        sa.Column("memory_id", sa.Uuid(), nullable=False, comment="The memory that it is on."),
        sa.Column("tag_name", sa.String(100), nullable=False, comment="The name, as `person`."),
        sa.Column("tag_value", sa.String(255), comment="The value, as `Ada`; null for a plain tag."),
        *changing(),
        reference("memory_id", "ltm_memories"),
        sa.UniqueConstraint("memory_id", "tag_name"),
        comment="A tag of a memory; one value a name.",
    )
    index("ltm_memory_tags", ("user_id", "tag_name", "tag_value"))
