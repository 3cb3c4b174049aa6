"""Attempts are counted."""

import sqlalchemy as sa
from alembic import op
from migrations.parts import dated, drop, index, let_use

revision = "2026_11_22_0810"
down_revision = "2026_11_22_0800"
branch_labels = None
depends_on = None

SHARED = ("attempt_counts",)


def upgrade() -> None:
    create_attempt_counts()
    let_use(*SHARED)


def downgrade() -> None:
    drop(SHARED)


def create_attempt_counts() -> None:
    op.create_table(
        "attempt_counts",
        sa.Column("key", sa.LargeBinary(), nullable=False, comment="SHA-256 of the bucket, its period and who tries."),
        sa.Column("attempts", sa.Integer(), nullable=False, comment="How many there were since it began."),
        sa.Column("blocked_until", sa.DateTime(timezone=True), comment="Until when the next attempt is refused."),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False, comment="When the count begins anew."),
        *dated(),
        sa.PrimaryKeyConstraint("key"),
        comment="How often something was tried lately: by whom is a digest, which leads to nobody.",
    )
    index("attempt_counts", ("ends_at",))
