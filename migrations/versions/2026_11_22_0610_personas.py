"""Personas, modules, what modules leave behind, and the persona of a thread."""

import sqlalchemy as sa
from alembic import op
from migrations.parts import changing, drop, index, let_use, personal, protect, reference
from sqlalchemy.dialects import postgresql

revision = "2026_11_22_0610"
down_revision = "2026_11_22_0600"
branch_labels = None
depends_on = None

TABLES = ("modules", "personas", "module_states")
ENUMERATIONS = ("module_type", "execution_context", "persona_mode", "execution_stage")


def upgrade() -> None:
    create_modules()
    create_personas()
    create_module_states()
    for table in TABLES:
        protect(table)
    let_use(*TABLES)
    op.add_column("threads", sa.Column("persona_id", sa.Uuid(), comment="The persona that answers in it."))
    op.create_foreign_key(
        "fk_threads_persona_id_user_id_personas",
        "threads",
        "personas",
        ["persona_id", "user_id"],
        ["id", "user_id"],
        ondelete="CASCADE",
    )
    index("threads", ("persona_id",))


def downgrade() -> None:
    op.drop_column("threads", "persona_id")
    drop(reversed(TABLES), ENUMERATIONS)


def create_modules() -> None:
    op.create_table(
        "modules",
        *personal(),
        sa.Column("name", sa.String(255), nullable=False, comment="What templates call it, after the @."),
        sa.Column("description", sa.Text(), comment="What it adds."),
        sa.Column(
            "content", sa.Text(), nullable=False, comment="The text that takes the place of @name, with ${variables}."
        ),
        sa.Column(
            "type",
            sa.Enum("simple", "advanced", name="module_type"),
            server_default="simple",
            nullable=False,
            comment="Whether a script belongs to it.",
        ),
        sa.Column(
            "trigger_pattern",
            sa.String(500),
            comment="Word or expression that the message must match; null or * for always.",
        ),
        sa.Column("script", sa.Text(), comment="Python, run in the sandbox; sets the variables."),
        sa.Column(
            "execution_context",
            sa.Enum("IMMEDIATE", "POST_RESPONSE", "ON_DEMAND", name="execution_context"),
            server_default="ON_DEMAND",
            nullable=False,
            comment="When it runs.",
        ),
        sa.Column(
            "requires_ai_inference",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="Whether the script asks a model, as its analysis found.",
        ),
        sa.Column("script_analysis_metadata", postgresql.JSONB(), comment="What the analysis of the script found."),
        sa.Column(
            "is_active", sa.Boolean(), server_default=sa.true(), nullable=False, comment="Whether it runs at all."
        ),
        *changing(),
        sa.UniqueConstraint("id", "user_id"),
        sa.UniqueConstraint("user_id", "name"),
        comment="A part of system prompts that templates name as @name.",
    )
    index("modules", ("is_active", "execution_context"), ("user_id", "created_at", "id"))


def create_personas() -> None:
    op.create_table(
        "personas",
        *personal(),
        sa.Column("ai_model_id", sa.Uuid(), comment="The model that it speaks with, if its own."),
        sa.Column("name", sa.String(255), nullable=False, comment="What the person calls it."),
        sa.Column("description", sa.Text(), comment="What it is for."),
        sa.Column("template", sa.Text(), nullable=False, comment="The system prompt, with @names of modules."),
        sa.Column(
            "mode",
            sa.Enum("reactive", "autonomous", name="persona_mode"),
            server_default="reactive",
            nullable=False,
            comment="Whether it takes turns of its own.",
        ),
        sa.Column("loop_frequency", sa.Double(), comment="Seconds between turns of its own."),
        sa.Column("first_message", sa.Text(), comment="What it says before the person has said anything."),
        sa.Column("image_path", sa.String(500), comment="Where its picture is, in the store of files."),
        sa.Column("extra_data", postgresql.JSONB(), comment="What an imported persona brought along."),
        sa.Column(
            "is_active", sa.Boolean(), server_default=sa.true(), nullable=False, comment="Whether it can be chosen."
        ),
        *changing(),
        sa.ForeignKeyConstraint(["ai_model_id"], ["ai_models.id"], ondelete="SET NULL"),
        sa.UniqueConstraint("id", "user_id"),
        comment="A character of the assistant: a template for its system prompt, and how it behaves.",
    )
    index("personas", ("ai_model_id",), ("user_id", "created_at", "id"), ("user_id", "name", "id"))


def create_module_states() -> None:
    op.create_table(
        "module_states",
        *personal(),
        sa.Column("thread_id", sa.Uuid(), nullable=False, comment="The thread that it ran for."),
        sa.Column("module_id", sa.Uuid(), nullable=False, comment="The module that ran."),
        sa.Column(
            "execution_stage",
            sa.Enum("stage4", "stage5", name="execution_stage"),
            nullable=False,
            comment="The stage that it ran in.",
        ),
        sa.Column("variables", postgresql.JSONB(), nullable=False, comment="The variables that its script set."),
        sa.Column(
            "execution_metadata",
            postgresql.JSONB(),
            nullable=False,
            comment="Duration, tokens, and the error if it failed.",
        ),
        sa.Column("executed_at", sa.DateTime(timezone=True), nullable=False, comment="When it ran."),
        *changing(),
        reference("module_id", "modules"),
        reference("thread_id", "threads"),
        sa.UniqueConstraint("thread_id", "module_id", "execution_stage"),
        comment="What a module of stage 4 or 5 left for the next turn of a thread.",
    )
    index("module_states", ("module_id",), ("user_id", "created_at", "id"))
