"""Todos, reminders, projects and what belongs to them."""

import sqlalchemy as sa
from alembic import op
from migrations.parts import changing, dated, drop, index, let_use, owned, personal, protect, reference
from sqlalchemy.dialects import postgresql

revision = "2026_11_22_0630"
down_revision = "2026_11_22_0620"
branch_labels = None
depends_on = None

TABLES = (
    "projects",
    "todos",
    "reminders",
    "interviews",
    "prompts",
    "tasks",
    "chat_sessions",
    "commits",
    "task_dependencies",
)
ENUMERATIONS = (
    "todo_priority",
    "todo_status",
    "energy",
    "reminder_status",
    "interview_status",
    "task_status",
    "chat_session_status",
    "commit_type",
)


def upgrade() -> None:
    create_projects()
    create_todos()
    create_reminders()
    create_interviews()
    create_prompts()
    create_tasks()
    create_chat_sessions()
    create_commits()
    create_task_dependencies()
    for table in TABLES:
        protect(table)
    let_use(*TABLES)


def downgrade() -> None:
    drop(reversed(TABLES), ENUMERATIONS)


def create_projects() -> None:
    op.create_table(
        "projects",
        *personal(),
        sa.Column("name", sa.String(255), nullable=False, comment="What the person calls it."),
        sa.Column("description", sa.Text(), comment="What it is to become."),
        sa.Column("git_repository_info", postgresql.JSONB(), comment="Where its repository is, and its main branch."),
        *changing(),
        sa.UniqueConstraint("id", "user_id"),
        comment="Something that a person makes.",
    )
    index("projects", ("name",), ("user_id", "created_at", "id"), ("user_id", "name", "id"))


def create_todos() -> None:
    op.create_table(
        "todos",
        *personal(),
        sa.Column("title", sa.String(255), nullable=False, comment="What is to be done."),
        sa.Column("description", sa.Text(), comment="What else there is to know."),
        sa.Column(
            "priority",
            sa.Enum("low", "medium", "high", "urgent", name="todo_priority"),
            server_default="medium",
            nullable=False,
            comment="How much it matters.",
        ),
        sa.Column(
            "priority_rank",
            sa.SmallInteger(),
            sa.Computed(
                "case priority when 'low' then 0 when 'medium' then 1 when 'high' then 2 else 3 end", persisted=True
            ),
            nullable=False,
            comment="The priority as a number, from 0 on: what lists are ordered by.",
        ),
        sa.Column(
            "status",
            sa.Enum("pending", "in_progress", "completed", "cancelled", name="todo_status"),
            server_default="pending",
            nullable=False,
            comment="How far it is.",
        ),
        sa.Column("category", sa.String(100), comment="What part of life it belongs to."),
        sa.Column("energy", sa.Enum("low", "medium", "high", name="energy"), comment="How much energy it takes."),
        sa.Column("due_date", sa.DateTime(timezone=True), comment="Until when it should be done."),
        sa.Column("completed_at", sa.DateTime(timezone=True), comment="When it was done."),
        sa.Column("parent_id", sa.Uuid(), comment="The todo that it is a step of."),
        sa.Column("position", sa.Integer(), comment="Its place among the steps, from 0."),
        sa.Column("recurrence", sa.Text(), comment="When it comes again: an RRULE of RFC 5545."),
        sa.Column(
            "missed_count", sa.Integer(), server_default=sa.text("0"), nullable=False, comment="Deadlines that passed."
        ),
        sa.Column("last_missed_at", sa.DateTime(timezone=True), comment="The last deadline that passed."),
        sa.Column(
            "is_segmented",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="Whether it was split into steps.",
        ),
        sa.Column("estimated_minutes", sa.Integer(), comment="How long the person thought it would take."),
        sa.Column("actual_minutes", sa.Integer(), comment="How long it took."),
        *changing(),
        reference("parent_id", "todos"),
        sa.UniqueConstraint("id", "user_id"),
        comment="Something that a person wants to do.",
    )
    index(
        "todos",
        ("due_date",),
        ("parent_id", "position"),
        ("user_id", "created_at", "id"),
        ("user_id", "priority_rank", "id"),
        ("user_id", "status"),
    )
    due = sa.text("(case when due_date is null then 'infinity'::timestamptz else due_date end)")
    op.create_index("ix_todos_due", "todos", ["user_id", due, "id"])


def create_reminders() -> None:
    op.create_table(
        "reminders",
        *personal(),
        sa.Column("todo_id", sa.Uuid(), comment="What it reminds of."),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=False, comment="When it is due next."),
        sa.Column(
            "status",
            sa.Enum("scheduled", "sent", "snoozed", "done", "cancelled", name="reminder_status"),
            server_default="scheduled",
            nullable=False,
            comment="What has become of it.",
        ),
        sa.Column("recurrence", sa.Text(), comment="When it comes again: an RRULE of RFC 5545."),
        *changing(),
        reference("todo_id", "todos"),
        comment="When to remind a person, of a todo or of nothing in particular.",
    )
    index(
        "reminders",
        ("status", "remind_at"),
        ("todo_id",),
        ("user_id", "created_at", "id"),
        ("user_id", "remind_at", "id"),
    )


def create_interviews() -> None:
    op.create_table(
        "interviews",
        *personal(),
        sa.Column("project_id", sa.Uuid(), nullable=False, comment="The project that it is about."),
        sa.Column("thread_id", sa.Uuid(), nullable=False, comment="Its conversation."),
        sa.Column("ai_model_used", sa.String(100), comment="The model that asked."),
        sa.Column(
            "status",
            sa.Enum("active", "completed", "cancelled", name="interview_status"),
            server_default="active",
            nullable=False,
            comment="Whether it goes on.",
        ),
        *changing(),
        reference("project_id", "projects"),
        reference("thread_id", "threads"),
        sa.UniqueConstraint("id", "user_id"),
        sa.UniqueConstraint("thread_id"),
        comment="A guided conversation about a project.",
    )
    index("interviews", ("project_id",), ("status",), ("user_id", "created_at", "id"))


def create_prompts() -> None:
    op.create_table(
        "prompts",
        *personal(),
        sa.Column("project_id", sa.Uuid(), nullable=False, comment="The project that it is for."),
        sa.Column("created_from_interview_id", sa.Uuid(), comment="The interview that it was made from."),
        sa.Column("parent_id", sa.Uuid(), comment="The version before."),
        sa.Column(
            "root_id", sa.Uuid(), nullable=False, comment="The first version of its line; its own id for that one."
        ),
        sa.Column("content", sa.Text(), nullable=False, comment="The instruction."),
        sa.Column("type", sa.String(50), nullable=False, comment="What part of the work it is for."),
        sa.Column(
            "is_reusable",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="Whether other projects may use it.",
        ),
        sa.Column(
            "components", postgresql.JSONB(), nullable=False, comment="The parts of the product that it touches."
        ),
        sa.Column(
            "version",
            sa.Integer(),
            server_default=sa.text("1"),
            nullable=False,
            comment="Its number in the line, from 1.",
        ),
        *changing(),
        reference("created_from_interview_id", "interviews", ondelete="SET NULL"),
        reference("parent_id", "prompts", ondelete="SET NULL"),
        reference("project_id", "projects"),
        sa.UniqueConstraint("id", "user_id"),
        sa.UniqueConstraint("root_id", "version"),
        comment="One version of an instruction for a coding assistant; `root_id` names the line of versions.",
    )
    index(
        "prompts",
        ("created_from_interview_id",),
        ("parent_id",),
        ("project_id",),
        ("type",),
        ("user_id", "created_at", "id"),
    )


def create_tasks() -> None:
    op.create_table(
        "tasks",
        *personal(),
        sa.Column("project_id", sa.Uuid(), comment="The project that it belongs to."),
        sa.Column("prompt_id", sa.Uuid(), comment="The prompt that it carries out."),
        sa.Column("thread_id", sa.Uuid(), comment="The conversation that it came from."),
        sa.Column("parent_id", sa.Uuid(), comment="The task that it is a part of."),
        sa.Column("task_type", sa.String(50), nullable=False, comment="What kind of work it is."),
        sa.Column("title", sa.String(255), nullable=False, comment="What is to be done."),
        sa.Column("description", sa.Text(), comment="What else there is to know."),
        sa.Column(
            "status",
            sa.Enum("backlog", "todo", "in_progress", "review", "done", "cancelled", name="task_status"),
            server_default="todo",
            nullable=False,
            comment="How far it is.",
        ),
        sa.Column(
            "board_column",
            sa.String(50),
            nullable=False,
            comment="The status, unless the project names columns of its own.",
        ),
        sa.Column("position", sa.Integer(), nullable=False, comment="Its place in the column, from 0."),
        sa.Column(
            "priority", sa.Integer(), server_default=sa.text("5"), nullable=False, comment="1 to 10, 10 matters most."
        ),
        sa.Column("due_date", sa.DateTime(timezone=True), comment="Until when it should be done."),
        sa.Column("completed_at", sa.DateTime(timezone=True), comment="When it was done."),
        *changing(),
        sa.CheckConstraint("priority between 1 and 10", name="priority"),
        reference("parent_id", "tasks"),
        reference("project_id", "projects"),
        reference("prompt_id", "prompts", ondelete="SET NULL"),
        reference("thread_id", "threads", ondelete="SET NULL"),
        sa.UniqueConstraint("id", "user_id"),
        comment="Something planned or carried out, in a project or by the assistant: a card of the board.",
    )
    index(
        "tasks",
        ("parent_id",),
        ("project_id", "board_column", "position"),
        ("prompt_id",),
        ("status",),
        ("thread_id",),
        ("user_id", "created_at", "id"),
        ("user_id", "priority", "id"),
    )
    due = sa.text("(case when due_date is null then 'infinity'::timestamptz else due_date end)")
    op.create_index("ix_tasks_due", "tasks", ["user_id", due, "id"])


def create_chat_sessions() -> None:
    op.create_table(
        "chat_sessions",
        *personal(),
        sa.Column("task_id", sa.Uuid(), nullable=False, comment="The task that it is an attempt at."),
        sa.Column("thread_id", sa.Uuid(), nullable=False, comment="Its conversation."),
        sa.Column("ai_model_used", sa.String(100), comment="The model that worked."),
        sa.Column(
            "status",
            sa.Enum("active", "completed", "failed", name="chat_session_status"),
            server_default="active",
            nullable=False,
            comment="What has become of it.",
        ),
        *changing(),
        reference("task_id", "tasks"),
        reference("thread_id", "threads"),
        sa.UniqueConstraint("id", "user_id"),
        sa.UniqueConstraint("thread_id"),
        comment="One attempt of the assistant at one task.",
    )
    index("chat_sessions", ("status",), ("task_id",), ("user_id", "created_at", "id"))


def create_commits() -> None:
    op.create_table(
        "commits",
        *personal(),
        sa.Column("project_id", sa.Uuid(), nullable=False, comment="The project that was changed."),
        sa.Column("task_id", sa.Uuid(), comment="The task that it carries out."),
        sa.Column(
            "type",
            sa.Enum("feat", "fix", "docs", "style", "refactor", "test", "chore", "perf", name="commit_type"),
            nullable=False,
            comment="What kind of change it is.",
        ),
        sa.Column("message", sa.Text(), nullable=False, comment="Subject and body."),
        sa.Column("changes", postgresql.JSONB(), nullable=False, comment="The files that changed, and how."),
        sa.Column("created_by_ai_model", sa.String(100), comment="The model that wrote the message."),
        sa.Column("author", sa.String(100), nullable=False, comment="Who made the change."),
        sa.Column("timestamp", sa.DateTime(timezone=True), nullable=False, comment="When the change was made."),
        *changing(),
        reference("project_id", "projects"),
        reference("task_id", "tasks", ondelete="SET NULL"),
        comment="A change of a project's code, with a message after Conventional Commits.",
    )
    index(
        "commits",
        ("project_id", "timestamp"),
        ("task_id",),
        ("timestamp",),
        ("type",),
        ("user_id", "created_at", "id"),
        ("user_id", "timestamp", "id"),
    )


def create_task_dependencies() -> None:
    op.create_table(
        "task_dependencies",
        *owned(),
        sa.Column("task_id", sa.Uuid(), nullable=False, comment="The task that waits."),
        sa.Column("depends_on_id", sa.Uuid(), nullable=False, comment="The task that must be done first."),
        *dated(),
        sa.PrimaryKeyConstraint("task_id", "depends_on_id"),
        sa.CheckConstraint("task_id <> depends_on_id", name="of_two"),
        reference("depends_on_id", "tasks"),
        reference("task_id", "tasks"),
        comment="That a task has to wait for another one.",
    )
    index("task_dependencies", ("depends_on_id",), ("user_id",))
