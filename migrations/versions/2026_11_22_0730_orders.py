"""Orders that todos and tasks can be listed in, and one interview of a project at a time."""

import sqlalchemy as sa
from alembic import op
from migrations.parts import index

revision = "2026_11_22_0730"
down_revision = "2026_11_22_0720"
branch_labels = None
depends_on = None


def upgrade() -> None:
    index("todos", ("user_id", "updated_at", "id"))
    index("tasks", ("user_id", "position", "id"))
    op.create_index(
        "uq_interviews_active", "interviews", ["project_id"], unique=True, postgresql_where=sa.text("status = 'active'")
    )


def downgrade() -> None:
    op.drop_index("uq_interviews_active")
    op.drop_index("ix_tasks_user_id_position_id")
    op.drop_index("ix_todos_user_id_updated_at_id")
