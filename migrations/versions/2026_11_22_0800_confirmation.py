"""Sessions know when their person last proved who they are, and end when they are not used."""

import sqlalchemy as sa
from alembic import op
from migrations.parts import hand_over

revision = "2026_11_22_0800"
down_revision = "2026_11_22_0780"
branch_labels = None
depends_on = None

SESSION = "s.is_active and s.expires_at > now() and u.is_active"
# A use is written down once a minute.
USED = f"{SESSION} and s.last_accessed > now() - s.idle_limit - interval '1 minute'"


def upgrade() -> None:
    op.add_column(
        "user_sessions",
        sa.Column(
            "idle_limit",
            sa.Interval(),
            server_default=sa.text("'12:00:00'"),
            nullable=False,
            comment="After how long without use it no longer works.",
        ),
    )
    op.add_column(
        "user_sessions",
        sa.Column(
            "confirmed_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the person last proved in it that it is them.",
        ),
    )
    op.execute("""
        grant select (idle_limit, confirmed_at) on user_sessions to clew_system;
        grant select (scopes) on auth_tokens to clew_system""")
    authenticate("confirmed_at timestamptz, scopes jsonb", "s.confirmed_at", USED, "t.scopes")


def downgrade() -> None:
    authenticate("", "", SESSION, "")
    op.execute("revoke select (scopes) on auth_tokens from clew_system")
    op.drop_column("user_sessions", "confirmed_at")
    op.drop_column("user_sessions", "idle_limit")


def authenticate(more: str, of_session: str, session: str, of_token: str) -> None:
    """Who a token stands for, and what else is known of it."""
    columns = more and f", {more}"
    confirmed, into_confirmed = (of_session and f", {of_session}"), (of_session and ", confirmed_at")
    scopes, into_scopes = (of_token and f", {of_token}"), (of_token and ", scopes")
    op.execute("drop function authenticate(bytea)")
    op.execute(f"""
        create function authenticate(digest bytea)
            returns table (user_id uuid, session_id uuid, token_id uuid{columns})
            language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
        #variable_conflict use_column
        declare
            seen timestamptz;
        begin
            select s.user_id, s.id, s.last_accessed{confirmed} into user_id, session_id, seen{into_confirmed}
                from user_sessions s join users u on u.id = s.user_id
                where s.session_id = encode(digest, 'hex') and {session};
            if found then
                if seen < now() - interval '1 minute' then
                    update user_sessions s set last_accessed = now() where s.id = authenticate.session_id;
                end if;
            else
                select t.user_id, t.id, t.last_used_at{scopes} into user_id, token_id, seen{into_scopes}
                    from auth_tokens t join users u on u.id = t.user_id
                    where t.token_hash = digest and t.token_type = 'api' and not t.is_revoked
                        and t.expires_at > now() and u.is_active;
                if not found then
                    return;
                end if;
                if seen is null or seen < now() - interval '1 minute' then
                    update auth_tokens t set last_used_at = now() where t.id = authenticate.token_id;
                end if;
            end if;
            -- Whoever has the token is that person from here on, for this transaction.
            perform set_config('app.user_id', authenticate.user_id::text, true);
            return next;
        end $$""")
    hand_over("authenticate(bytea)")
