"""Settings of the instance have one value each; administrators may see and change them. What modules left, by time."""

from alembic import op
from migrations.parts import forbid, index, permit

revision = "2026_11_22_0740"
down_revision = "2026_11_22_0730"
branch_labels = None
depends_on = None


def upgrade() -> None:
    index("module_states", ("user_id", "executed_at", "id"))
    permit(0x340, "system_setting", "list", "get", "change", "remove")
    op.execute("""update system_settings set key = 'registration.open', value = value -> 'open'
        where key = 'registration'""")


def downgrade() -> None:
    op.execute("""update system_settings set key = 'registration', value = jsonb_build_object('open', value)
        where key = 'registration.open'""")
    forbid("system_setting")
    op.drop_index("ix_module_states_user_id_executed_at_id", "module_states")
