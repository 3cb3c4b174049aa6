"""Administrators may see how much is in the tables."""

from uuid import UUID

from alembic import op

revision = "2026_11_22_0750"
down_revision = "2026_11_22_0740"
branch_labels = None
depends_on = None

ADMINISTRATOR = UUID("01980000-0000-7000-8000-000000000003")
PERMISSION = UUID("01980000-0000-7000-8000-000000000750")


def upgrade() -> None:
    op.execute(f"""insert into permissions (id, name, resource_type, action, description)
        values ('{PERMISSION}', 'database:get', 'database', 'get', 'See the tables and how much is in them.')""")
    op.execute(f"insert into role_permissions (role_id, permission_id) values ('{ADMINISTRATOR}', '{PERMISSION}')")


def downgrade() -> None:
    op.execute(f"delete from permissions where id = '{PERMISSION}'")
