"""Documents, passages, and what stands before the model."""

import sqlalchemy as sa
from alembic import op
from migrations.parts import changing, dated, drop, index, let_use, owned, personal, protect, reference
from pgvector.sqlalchemy import Vector
from sqlalchemy.dialects import postgresql

revision = "2026_11_22_0640"
down_revision = "2026_11_22_0630"
branch_labels = None
depends_on = None

TABLES = (
    "documents",
    "document_chunks",
    "thread_documents",
    "thread_states",
    "conversation_memories",
    "memory_context_items",
    "passages",
)
ENUMERATIONS = ("document_status", "context_source")


def upgrade() -> None:
    op.execute("create extension if not exists vector")
    create_documents()
    create_document_chunks()
    create_thread_documents()
    create_thread_states()
    create_conversation_memories()
    create_memory_context_items()
    create_passages()
    for table in TABLES:
        protect(table)
    let_use(*TABLES)


def downgrade() -> None:
    drop(reversed(TABLES), ENUMERATIONS)


def create_documents() -> None:
    op.create_table(
        "documents",
        *personal(),
        sa.Column("title", sa.String(255), nullable=False, comment="What the person calls it."),
        sa.Column("content", sa.Text(), comment="Its text; null until it is extracted."),
        sa.Column(
            "status",
            sa.Enum("pending", "processing", "ready", "failed", name="document_status"),
            server_default="pending",
            nullable=False,
            comment="How far the extraction has come.",
        ),
        sa.Column("error", sa.Text(), comment="Why the extraction failed, for the person."),
        sa.Column("file_path", sa.String(500), comment="Where the file is, in the store of files."),
        sa.Column("file_type", sa.String(50), comment="The media type, decided by the content."),
        sa.Column("digest", sa.LargeBinary(), nullable=False, comment="SHA-256 of the file or text."),
        sa.Column("metadata", postgresql.JSONB(), comment="Size, pages and what else the file tells."),
        *changing(),
        sa.UniqueConstraint("digest", "user_id"),
        sa.UniqueConstraint("id", "user_id"),
        comment="A file or text of a person that the assistant may read.",
    )
    index("documents", ("user_id", "created_at", "id"), ("user_id", "title", "id"))


def create_document_chunks() -> None:
    op.create_table(
        "document_chunks",
        *personal(),
        sa.Column("document_id", sa.Uuid(), nullable=False, comment="The document that it is a passage of."),
        sa.Column("chunk_index", sa.Integer(), nullable=False, comment="Its place in the document, from 0."),
        sa.Column("content", sa.Text(), nullable=False, comment="The text of the passage."),
        sa.Column("metadata", postgresql.JSONB(), comment="Page and path of headings."),
        *dated(),
        reference("document_id", "documents"),
        sa.UniqueConstraint("document_id", "chunk_index"),
        sa.UniqueConstraint("id", "user_id"),
        comment="One passage of a document, in the order of the text.",
    )
    index("document_chunks", ("user_id",))


def create_thread_documents() -> None:
    op.create_table(
        "thread_documents",
        *owned(),
        sa.Column("thread_id", sa.Uuid(), nullable=False, comment="The thread."),
        sa.Column("document_id", sa.Uuid(), nullable=False, comment="The document."),
        *dated(),
        sa.PrimaryKeyConstraint("thread_id", "document_id"),
        reference("document_id", "documents"),
        reference("thread_id", "threads"),
        comment="That a document is attached to a thread.",
    )
    index("thread_documents", ("document_id",), ("user_id",))


def create_thread_states() -> None:
    op.create_table(
        "thread_states",
        *personal(),
        sa.Column("thread_id", sa.Uuid(), nullable=False, comment="The thread that it is the state of."),
        sa.Column("user_input", sa.Text(), comment="What the person asked for in the turn at hand."),
        sa.Column("focus_areas", postgresql.JSONB(), comment="What the assistant attends to, most important first."),
        sa.Column(
            "step_count",
            sa.Integer(),
            server_default=sa.text("0"),
            nullable=False,
            comment="Calls of tools in the turn at hand.",
        ),
        sa.Column("last_tool_result", postgresql.JSONB(), comment="What the last tool returned."),
        *changing(),
        reference("thread_id", "threads"),
        sa.UniqueConstraint("thread_id"),
        sa.UniqueConstraint("thread_id", "user_id"),
        comment="How far the assistant's loop of tools has come in a thread; one row a thread.",
    )
    index("thread_states", ("user_id", "created_at", "id"))


def create_conversation_memories() -> None:
    op.create_table(
        "conversation_memories",
        *personal(),
        sa.Column("thread_id", sa.Uuid(), nullable=False, comment="The thread that it summarises a stretch of."),
        sa.Column("memory_sequence", sa.Integer(), nullable=False, comment="Its number in the thread, from 1."),
        sa.Column("compressed_content", sa.Text(), nullable=False, comment="The summary."),
        sa.Column(
            "original_message_range", sa.String(20), nullable=False, comment="From which message to which, as `25-35`."
        ),
        sa.Column(
            "message_count_at_compression",
            sa.Integer(),
            nullable=False,
            comment="Messages in the thread when it was written.",
        ),
        sa.Column("first_message_id", sa.Uuid(), comment="The first message of the stretch."),
        *changing(),
        reference("first_message_id", "messages", ondelete="SET NULL"),
        reference("thread_id", "threads"),
        sa.UniqueConstraint("thread_id", "memory_sequence"),
        comment="A summary of one stretch of a long thread; the messages themselves stay.",
    )
    index("conversation_memories", ("first_message_id",), ("user_id", "created_at", "id"))


def create_memory_context_items() -> None:
    op.create_table(
        "memory_context_items",
        *personal(),
        sa.Column("thread_id", sa.Uuid(), nullable=False, comment="The thread of the answer."),
        sa.Column("message_id", sa.Uuid(), comment="The answer that it was given for."),
        sa.Column("memory_id", sa.Uuid(), comment="The memory that it is, if it is one."),
        sa.Column(
            "source",
            sa.Enum("ltm", "rag", "focus", "preferences", "conversation", name="context_source"),
            nullable=False,
            comment="Where it came from.",
        ),
        sa.Column("source_id", sa.Uuid(), comment="The row that it came from, whatever table that is in."),
        sa.Column("content", sa.Text(), nullable=False, comment="The text that the model saw."),
        sa.Column(
            "relevance_score",
            sa.Double(),
            server_default=sa.text("0.5"),
            nullable=False,
            comment="How well it fitted, 0 to 1.",
        ),
        sa.Column("context_type", sa.String(50), comment="What kind of piece within its source."),
        sa.Column("original_role", sa.String(50), comment="Who said it, where it was a message."),
        sa.Column("focus_area", sa.String(100), comment="The focus area that it stands for."),
        sa.Column("preference_type", sa.String(100), comment="The preference that it states."),
        sa.Column("additional_data", postgresql.JSONB(), comment="Details that depend on the source."),
        *dated(),
        sa.CheckConstraint("relevance_score between 0 and 1", name="relevance_score"),
        reference("memory_id", "ltm_memories"),
        reference("message_id", "messages"),
        reference("thread_id", "threads"),
        comment="One piece that was put before the model for one answer, with its source and score.",
    )
    index(
        "memory_context_items",
        ("memory_id",),
        ("message_id",),
        ("thread_id", "relevance_score"),
        ("thread_id", "source"),
        ("user_id", "created_at", "id"),
    )


def create_passages() -> None:
    op.create_table(
        "passages",
        *personal(),
        sa.Column("message_id", sa.Uuid(), comment="The message that it is."),
        sa.Column("memory_id", sa.Uuid(), comment="The memory that it is."),
        sa.Column("chunk_id", sa.Uuid(), comment="The chunk of a document that it is."),
        sa.Column("container_id", sa.Uuid(), comment="The thread or document that it stands in."),
        sa.Column("position", sa.Integer(), comment="Its place there."),
        sa.Column("author", sa.String(100), comment="Who said or wrote it."),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False, comment="When it was said or written."),
        sa.Column("content", sa.Text(), nullable=False, comment="The text."),
        sa.Column(
            "embedding",
            Vector(),
            comment="Its vector; the dimension is that of the embedding model. Null until a job has made it.",
        ),
        *changing(),
        sa.CheckConstraint("num_nonnulls(message_id, memory_id, chunk_id) = 1", name="one_source"),
        reference("chunk_id", "document_chunks"),
        reference("memory_id", "ltm_memories"),
        reference("message_id", "messages"),
        sa.UniqueConstraint("chunk_id"),
        sa.UniqueConstraint("memory_id"),
        sa.UniqueConstraint("message_id"),
        comment="A text that can be recalled: a message, a memory or a chunk of a document, exactly one of these.",
    )
    index("passages", ("container_id", "position"), ("user_id", "occurred_at"))
