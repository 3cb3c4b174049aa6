"""What accounts bring along: second factors, passkeys, phones, keys, settings, integrations, events."""

import sqlalchemy as sa
from alembic import op
from migrations.parts import ME, changing, dated, drop, hand_over, index, let_use, personal, protect, record
from sqlalchemy.dialects import postgresql

revision = "2026_11_22_0600"
down_revision = "2026_11_22_0110"
branch_labels = None
depends_on = None

SHARED = ("secrets", "sms_router_configs")
PERSONAL = (
    *("data_keys", "mfa_configurations", "webauthn_credentials", "user_phone_mappings"),
    *("user_settings", "oauth_integrations", "sms_usage_logs"),
)
REMEMBERED = {
    "analytics_events": "session_id = null, ip_address = null, user_agent = null, event_data = null",
    "security_events": "ip_address = null, user_agent = null, event_data = null",
    "access_audit_logs": "ip_address = null, user_agent = null",
}
"""What outlives an account, and what of it does not."""


def upgrade() -> None:
    create_secrets()
    create_sms_router_configs()
    create_analytics_events()
    create_data_keys()
    create_mfa_configurations()
    create_oauth_integrations()
    create_sms_usage_logs()
    create_user_phone_mappings()
    create_user_settings()
    create_webauthn_credentials()
    for table in PERSONAL:
        protect(table)
    let_use(*SHARED, *PERSONAL)
    # Told about nobody, too: a visit before the sign-in. Changed by nobody.
    protect("analytics_events", f"user_id = {ME}", f"user_id is null or user_id = {ME}")
    op.execute("grant select, insert on analytics_events to clew_app")
    create_erasure()


def downgrade() -> None:
    op.execute("drop trigger erase on users; drop function erase_account()")
    for table in REMEMBERED:
        op.execute(f"drop policy erase_see on {table}; drop policy erase on {table}")
        op.execute(f"revoke select (user_id), update on {table} from clew_system")
    drop((*PERSONAL, *SHARED, "analytics_events"), ["sms_direction"])


def create_erasure() -> None:
    """What is remembered of an account that is closed says no longer whose it was."""
    for table in REMEMBERED:
        # Two policies: the updated row must pass the SELECT policy too.
        op.execute(f"create policy erase_see on {table} for select to clew_system using (true)")
        op.execute(
            f"create policy erase on {table} for update to clew_system using (true) with check (user_id is null)"
        )
        op.execute(f"grant select (user_id) on {table} to clew_system")
    op.execute("""
        grant update (user_id, session_id, ip_address, user_agent, event_data) on analytics_events to clew_system;
        grant update (user_id, ip_address, user_agent, event_data) on security_events to clew_system;
        grant update (user_id, ip_address, user_agent) on access_audit_logs to clew_system""")
    updates = "; ".join(
        f"update {table} set user_id = null, {erased} where user_id = old.id" for table, erased in REMEMBERED.items()
    )
    op.execute(f"""
        create function erase_account() returns trigger
            language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
        begin
            {updates};
            return old;
        end $$""")
    op.execute("create trigger erase before delete on users for each row execute function erase_account()")
    hand_over("erase_account()")


def create_secrets() -> None:
    op.create_table(
        "secrets",
        *record(),
        sa.Column("name", sa.String(100), nullable=False, comment="What it is for."),
        sa.Column("value", sa.LargeBinary(), nullable=False, comment="Sealed with the instance's key."),
        *changing(),
        sa.UniqueConstraint("name"),
        comment="A secret of the whole instance, as the password of its mail server.",
    )


def create_sms_router_configs() -> None:
    op.create_table(
        "sms_router_configs",
        *record(),
        sa.Column("config_key", sa.String(100), nullable=False, comment="The name of the setting."),
        sa.Column("config_value", sa.Text(), nullable=False, comment="Its value; never a secret."),
        sa.Column("description", sa.Text(), comment="What it decides."),
        sa.Column("is_active", sa.Boolean(), server_default=sa.true(), nullable=False, comment="Whether it counts."),
        *changing(),
        sa.UniqueConstraint("config_key"),
        comment="One setting of the sending and receiving of text messages.",
    )


def create_analytics_events() -> None:
    op.create_table(
        "analytics_events",
        *record(),
        sa.Column("user_id", sa.Uuid(), comment="Who it is about; null once the account is closed."),
        sa.Column("event_type", sa.String(100), nullable=False, comment="What happened."),
        sa.Column("event_data", postgresql.JSONB(), comment="Details that depend on the type."),
        sa.Column("session_id", sa.String(255), comment="The session that it happened in."),
        sa.Column("ip_address", postgresql.INET(), comment="From where."),
        sa.Column("user_agent", sa.Text(), comment="With which program."),
        *dated(),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], ondelete="SET NULL"),
        comment="Something that happened, for counting; of a person, or of nobody once their account is closed.",
    )
    index("analytics_events", ("event_type", "created_at"), ("user_id", "created_at", "id"))


def create_data_keys() -> None:
    op.create_table(
        "data_keys",
        *personal(),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False, comment="Sealed with the instance's key."),
        sa.Column("key_id", sa.String(64), nullable=False, comment="Which key of the instance sealed it."),
        *changing(),
        sa.UniqueConstraint("user_id"),
        comment="The key that one person's secrets are sealed with, itself sealed with the instance's.",
    )


def create_mfa_configurations() -> None:
    op.create_table(
        "mfa_configurations",
        *personal(),
        sa.Column("totp_secret", sa.LargeBinary(), comment="Sealed with the person's key."),
        sa.Column(
            "totp_enabled",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="Whether a first code was right.",
        ),
        sa.Column("last_totp_step", sa.Integer(), comment="The step of the last code: none is taken twice."),
        sa.Column(
            "sms_enabled",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="Whether codes are sent by SMS.",
        ),
        sa.Column("phone_number", sa.String(20), comment="The verified number that codes are sent to."),
        sa.Column("backup_codes", postgresql.JSONB(), comment="Digests of the codes that are left."),
        sa.Column("trusted_devices", postgresql.JSONB(), comment="Digests of devices that are not asked again."),
        *changing(),
        sa.UniqueConstraint("user_id"),
        comment="How a person proves a second time that it is them.",
    )


def create_oauth_integrations() -> None:
    op.create_table(
        "oauth_integrations",
        *personal(),
        sa.Column(
            "provider",
            sa.String(50),
            nullable=False,
            comment="google, microsoft, github, notion or the name of another one.",
        ),
        sa.Column("provider_user_id", sa.String(255), nullable=False, comment="Who the person is there."),
        sa.Column("access_token", sa.LargeBinary(), nullable=False, comment="Sealed with the person's key."),
        sa.Column("refresh_token", sa.LargeBinary(), comment="Sealed with the person's key."),
        sa.Column("scopes", postgresql.JSONB(), comment="What Clew may do there."),
        sa.Column("expires_at", sa.DateTime(timezone=True), comment="Until when the access token is good."),
        *changing(),
        sa.UniqueConstraint("user_id", "provider"),
        comment="A person's account at another service, which they let Clew use.",
    )
    index("oauth_integrations", ("user_id", "created_at", "id"))


def create_sms_usage_logs() -> None:
    op.create_table(
        "sms_usage_logs",
        *personal(),
        sa.Column("phone_number", sa.String(20), nullable=False, comment="The other side's number, as +441632960961."),
        sa.Column("message_content", sa.Text(), nullable=False, comment="The text."),
        sa.Column(
            "direction",
            sa.Enum("inbound", "outbound", name="sms_direction"),
            nullable=False,
            comment="Whether it was received or sent.",
        ),
        sa.Column("status", sa.String(20), nullable=False, comment="What the carrier last told of it."),
        sa.Column("twilio_sid", sa.String(255), comment="The carrier's own name for it."),
        sa.Column("cost_usd", sa.Numeric(10, 4), comment="What it cost, in US dollars."),
        sa.Column("country_code", sa.String(10), comment="The country of the number, as GB."),
        sa.Column("processing_time_ms", sa.Integer(), comment="Milliseconds until it was dealt with."),
        sa.Column("error_message", sa.Text(), comment="Why it failed."),
        *changing(),
        sa.UniqueConstraint("twilio_sid"),
        comment="One text message, sent or received, and what it cost.",
    )
    index("sms_usage_logs", ("user_id", "created_at", "id"))


def create_user_phone_mappings() -> None:
    op.create_table(
        "user_phone_mappings",
        *personal(),
        sa.Column("phone_number", sa.String(20), nullable=False, comment="As +441632960961."),
        sa.Column("is_primary", sa.Boolean(), server_default=sa.false(), nullable=False, comment="At most one is."),
        sa.Column(
            "is_verified",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="Whether a code sent there came back.",
        ),
        sa.Column("verification_method", sa.String(50), comment="How it was verified."),
        *changing(),
        sa.UniqueConstraint("phone_number"),
        comment="That a phone number is a person's.",
    )
    index("user_phone_mappings", ("user_id", "created_at", "id"))
    op.create_index(
        "uq_user_phone_mappings_primary",
        "user_phone_mappings",
        ["user_id"],
        unique=True,
        postgresql_where=sa.text("is_primary"),
    )


def create_user_settings() -> None:
    op.create_table(
        "user_settings",
        *personal(),
        sa.Column(
            "settings", postgresql.JSONB(), nullable=False, comment="What differs from what everybody begins with."
        ),
        *changing(),
        sa.UniqueConstraint("user_id"),
        comment="The settings of one person: time zone, language, quiet hours, and the like.",
    )


def create_webauthn_credentials() -> None:
    op.create_table(
        "webauthn_credentials",
        *personal(),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False, comment="The authenticator's own name for it."),
        sa.Column("public_key", sa.LargeBinary(), nullable=False, comment="In COSE form."),
        sa.Column(
            "sign_count",
            sa.Integer(),
            server_default=sa.text("0"),
            nullable=False,
            comment="Uses that the authenticator counted.",
        ),
        sa.Column("name", sa.String(100), nullable=False, comment="What the person calls it."),
        sa.Column("last_used_at", sa.DateTime(timezone=True), comment="When it was last used."),
        *changing(),
        sa.UniqueConstraint("credential_id"),
        comment="A passkey of a person.",
    )
    index("webauthn_credentials", ("user_id", "created_at", "id"))
