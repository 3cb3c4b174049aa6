"""A summary of a stretch of a thread knows which messages it stands for, so that none is made twice."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_0720"
down_revision = "2026_11_22_0710"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Nothing has written a summary before.
    op.add_column(
        "conversation_memories",
        sa.Column("message_digest", sa.LargeBinary(), nullable=False, comment="SHA-256 of the ids of its messages."),
    )
    op.create_unique_constraint(None, "conversation_memories", ["thread_id", "message_digest"])


def downgrade() -> None:
    op.drop_column("conversation_memories", "message_digest")
