"""One-time challenges, trusted devices, and the name that authenticators know a person by."""

import sqlalchemy as sa
from alembic import op
from migrations.parts import ME, changing, drop, hand_over, index, let_use, personal, protect, record, reference
from sqlalchemy.dialects import postgresql

revision = "2026_11_22_0820"
down_revision = "2026_11_22_0810"
branch_labels = None
depends_on = None

KINDS = ("sign_in", "passkey_sign_in", "confirmation", "passkey_registration", "phone")
FUNCTIONS = ("find_challenge(bytea)", "find_passkey(bytea)")


def upgrade() -> None:
    op.add_column(
        "users",
        sa.Column(
            "passkey_handle",
            sa.LargeBinary(),
            nullable=True,
            comment="64 random bytes that authenticators know the person by.",
        ),
    )
    op.create_unique_constraint(None, "users", ["passkey_handle"])
    op.create_unique_constraint(None, "user_sessions", ["id", "user_id"])
    create_challenges()
    create_trusted_devices()
    let_use("challenges", "trusted_devices")
    op.execute("create policy look_up on challenges for select to clew_system using (true)")
    op.execute("create policy look_up on webauthn_credentials for select to clew_system using (true)")
    op.execute("""
        grant select (user_id, token_digest, expires_at, spent_at) on challenges to clew_system;
        grant select (user_id, credential_id) on webauthn_credentials to clew_system""")
    create_look_ups()


def downgrade() -> None:
    for function in FUNCTIONS:
        op.execute(f"drop function {function}")
    op.execute("drop policy look_up on webauthn_credentials")
    op.execute("revoke select (user_id, credential_id) on webauthn_credentials from clew_system")
    drop(["challenges", "trusted_devices"], ["challenge_kind"])
    op.drop_constraint("uq_user_sessions_id_user_id", "user_sessions")
    op.drop_column("users", "passkey_handle")


def create_challenges() -> None:
    op.create_table(
        "challenges",
        *record(),
        sa.Column("user_id", sa.Uuid(), comment="Who is to answer; null before it is known who signs in."),
        sa.Column(
            "kind", postgresql.ENUM(*KINDS, name="challenge_kind"), nullable=False, comment="What the answer is for."
        ),
        sa.Column("token_digest", sa.LargeBinary(), nullable=False, comment="SHA-256 of the token that names it."),
        sa.Column("code_digest", sa.LargeBinary(), comment="SHA-256 of the token and the code that was sent last."),
        sa.Column("data", postgresql.JSONB(), comment="What the answer is checked against, by kind."),
        sa.Column("attempts_left", sa.Integer(), nullable=False, comment="How many answers are looked at still."),
        sa.Column("session_id", sa.Uuid(), comment="The session that is to be confirmed."),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False, comment="Until when it can be answered."),
        sa.Column("spent_at", sa.DateTime(timezone=True), comment="When the right answer came."),
        *changing(),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], ondelete="CASCADE"),
        reference("session_id", "user_sessions"),
        sa.UniqueConstraint("token_digest"),
        comment="A question that is answered once: a sign-in that waits for its second factor, or another proof.",
    )
    index("challenges", ("user_id",), ("session_id", "user_id"), ("expires_at",))
    protect("challenges", f"user_id is null or user_id = {ME}")


def create_trusted_devices() -> None:
    op.create_table(
        "trusted_devices",
        *personal(),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False, comment="SHA-256 of the cookie."),
        sa.Column("user_agent", sa.Text(), comment="With which program it was trusted."),
        sa.Column("ip_address", postgresql.INET(), comment="From where it was trusted."),
        sa.Column("last_used_at", sa.DateTime(timezone=True), comment="When it last stood in for a second factor."),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False, comment="Until when it does."),
        *changing(),
        sa.UniqueConstraint("token_hash"),
        comment="A browser that is not asked for a second factor at every sign-in.",
    )
    index("trusted_devices", ("user_id", "created_at", "id"))
    protect("trusted_devices")


def create_look_ups() -> None:
    """Whoever has the token of a challenge, or says which passkey they answer with, is known by that."""
    op.execute("""
        create function find_challenge(digest bytea) returns uuid
            language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
        declare
            found_id uuid;
        begin
            select c.user_id into found_id from challenges c join users u on u.id = c.user_id
                where c.token_digest = digest and c.spent_at is null and c.expires_at > now() and u.is_active;
            -- Whoever has the token may answer for that person from here on, for this transaction.
            if found then
                perform set_config('app.user_id', found_id::text, true);
            end if;
            return found_id;
        end $$""")
    op.execute("""
        create function find_passkey(credential bytea) returns uuid
            language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
            select p.user_id from webauthn_credentials p join users u on u.id = p.user_id
                where p.credential_id = credential and u.is_active $$""")
    hand_over(*FUNCTIONS)
