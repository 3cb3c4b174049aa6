"""An administrator says which model answers where nobody chose one."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_0770"
down_revision = "2026_11_22_0760"
branch_labels = None
depends_on = None


def upgrade() -> None:
    preferred = sa.Column(
        "preferred_at", sa.DateTime(timezone=True), comment="When it was last made the first to be asked for its usage."
    )
    op.add_column("ai_models", preferred)


def downgrade() -> None:
    op.drop_column("ai_models", "preferred_at")
