"""Attempts are counted, mails wait until they are sent, addresses are proved by links, people are invited."""

import sqlalchemy as sa
from alembic import op
from migrations.parts import (
    changing,
    dated,
    drop,
    forbid,
    hand_over,
    index,
    let_use,
    permit,
    personal,
    protect,
    reference,
)
from migrations.parts import record as with_id

revision = "2026_11_22_0810"
down_revision = "2026_11_22_0800"
branch_labels = None
depends_on = None

SHARED = ("attempt_counts", "invitations", "mails")
PERSONAL = ("email_changes",)
PERMISSIONS = {
    "mail": ("list", "get"),
    "invitation": ("list", "get", "create", "remove"),
}
OF_USERS = ("lock", "unlock", "reset_password")


def upgrade() -> None:
    create_attempt_counts()
    create_mails()
    op.create_unique_constraint("uq_auth_tokens_id_user_id", "auth_tokens", ["id", "user_id"])
    create_email_changes()
    create_invitations()
    let_use(*SHARED, *PERSONAL)
    protect("email_changes")
    create_functions()
    permit(0x380, "mail", *PERMISSIONS["mail"])
    permit(0x382, "invitation", *PERMISSIONS["invitation"])
    permit(0x386, "user", *OF_USERS)


def downgrade() -> None:
    forbid(*PERMISSIONS)
    for action in OF_USERS:
        op.execute(f"delete from permissions where name = 'user:{action}'")
    op.execute("drop function find_link(bytea, text)")
    op.execute("revoke select (spent_at) on auth_tokens from clew_system")
    drop((*PERSONAL, *SHARED))
    op.drop_constraint("uq_auth_tokens_id_user_id", "auth_tokens", type_="unique")


def create_attempt_counts() -> None:
    op.create_table(
        "attempt_counts",
        *with_id(),
        sa.Column("key", sa.LargeBinary(), nullable=False, comment="SHA-256 of the bucket, its period and who tries."),
        sa.Column("attempts", sa.Integer(), nullable=False, comment="How many there were since it began."),
        sa.Column("blocked_until", sa.DateTime(timezone=True), comment="Until when the next attempt is refused."),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False, comment="When the count begins anew."),
        *dated(),
        sa.UniqueConstraint("key"),
        comment="How often something was tried lately: by whom is a digest, which leads to nobody.",
    )
    index("attempt_counts", ("ends_at",))


def create_mails() -> None:
    op.create_table(
        "mails",
        *with_id(),
        sa.Column("recipient_id", sa.Uuid(), comment="Whom it is to; null for who has no account."),
        sa.Column("recipient", sa.String(255), nullable=False, comment="The address."),
        sa.Column("subject", sa.String(255), nullable=False, comment="What it is about."),
        sa.Column("body", sa.LargeBinary(), nullable=False, comment="Its text, sealed: it may hold a link that works."),
        *changing(),
        sa.ForeignKeyConstraint(["recipient_id"], ["users.id"], ondelete="CASCADE"),
        comment="A mail that is not sent yet, or that nothing sends. It goes once it is sent.",
    )
    index("mails", ("recipient_id",), ("created_at", "id"))


def create_email_changes() -> None:
    op.create_table(
        "email_changes",
        *personal(),
        sa.Column("old_email", sa.String(255), nullable=False, comment="The address until then."),
        sa.Column("new_email", sa.String(255), nullable=False, comment="The address that they ask for."),
        sa.Column("confirm_token_id", sa.Uuid(), nullable=False, comment="The link to the new address."),
        sa.Column("undo_token_id", sa.Uuid(), comment="The link to the old address, once the new one is proved."),
        *changing(),
        reference("confirm_token_id", "auth_tokens"),
        reference("undo_token_id", "auth_tokens", ondelete="SET NULL"),
        comment="That a person asks for another email address.",
    )
    index("email_changes", ("user_id",), ("confirm_token_id",), ("undo_token_id",))


def create_invitations() -> None:
    op.create_table(
        "invitations",
        *with_id(),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False, comment="SHA-256 of the token in its link."),
        sa.Column("email", sa.String(255), comment="Whom it is for; null for whoever has the link."),
        sa.Column("role_id", sa.Uuid(), comment="The role that they get; null for the first one."),
        sa.Column("invited_by", sa.Uuid(), comment="Who invites; null once their account is closed."),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False, comment="Until when it works."),
        sa.Column("spent_at", sa.DateTime(timezone=True), comment="When an account was made with it."),
        *changing(),
        sa.ForeignKeyConstraint(["role_id"], ["roles.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["invited_by"], ["users.id"], ondelete="SET NULL"),
        sa.UniqueConstraint("token_hash"),
        comment="A link that lets somebody make one account while registration is closed.",
    )
    index("invitations", ("role_id",), ("invited_by",), ("created_at", "id"))


def create_functions() -> None:
    op.execute("grant select (spent_at) on auth_tokens to clew_system")
    op.execute("""
        create function find_link(digest bytea, kind text) returns uuid
            language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
            select t.user_id from auth_tokens t
            where t.token_hash = digest and t.token_type::text = kind and t.token_type::text <> 'api'
                and t.spent_at is null and not t.is_revoked and t.expires_at > now() $$""")
    hand_over("find_link(bytea, text)")
