"""What a repeated request gets says which version it shows, as the first answer did."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_0700"
down_revision = "2026_11_22_0650"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("idempotency_keys", sa.Column("etag", sa.Text(), comment="The version of what the answer shows."))


def downgrade() -> None:
    op.drop_column("idempotency_keys", "etag")
