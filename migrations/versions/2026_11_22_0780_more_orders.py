"""Orders that threads and events can be listed in."""

from alembic import op
from migrations.parts import index

revision = "2026_11_22_0780"
down_revision = "2026_11_22_0770"
branch_labels = None
depends_on = None


def upgrade() -> None:
    index("threads", ("user_id", "created_at", "id"))
    index("analytics_events", ("user_id", "event_type", "id"))


def downgrade() -> None:
    op.drop_index("ix_analytics_events_user_id_event_type_id")
    op.drop_index("ix_threads_user_id_created_at_id")
