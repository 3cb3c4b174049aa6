"""Models show a mask of their key; two more things that administrators may do with them."""

from uuid import UUID

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_0100"
down_revision = "2026_11_21_2332"
branch_labels = None
depends_on = None

ADMINISTRATOR = UUID("01980000-0000-7000-8000-000000000003")
PERMISSIONS = (
    (UUID("01980000-0000-7000-8000-000000000220"), "discover"),
    (UUID("01980000-0000-7000-8000-000000000221"), "test"),
)


def upgrade() -> None:
    op.add_column("ai_models", sa.Column("key_hint", sa.String(length=8), nullable=True))
    op.add_column("ai_models", sa.Column("key_set_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("update ai_models set key_hint = '…', key_set_at = updated_at where api_key is not null")
    op.execute("comment on column ai_models.key_hint is 'As much of the key as everybody may see.'")
    op.execute("""comment on column ai_models.config is
        'base_url, model, window, allow_private_network, price_input, price_output; never a secret.'""")
    for id, action in PERMISSIONS:
        op.execute(f"""insert into permissions (id, name, resource_type, action)
            values ('{id}', 'ai_model:{action}', 'ai_model', '{action}')""")
        op.execute(f"insert into role_permissions (role_id, permission_id) values ('{ADMINISTRATOR}', '{id}')")


def downgrade() -> None:
    for id, _ in PERMISSIONS:
        op.execute(f"delete from role_permissions where permission_id = '{id}'")
        op.execute(f"delete from permissions where id = '{id}'")
    op.execute("""comment on column ai_models.config is
        'base_url, model, window, allow_private_network; never a secret.'""")
    op.drop_column("ai_models", "key_set_at")
    op.drop_column("ai_models", "key_hint")
