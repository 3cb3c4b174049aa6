"""Programs sign in for a pair of tokens, API tokens remember where they were used, streams end with their session."""

import sqlalchemy as sa
from alembic import op
from migrations.parts import hand_over
from sqlalchemy.dialects.postgresql import JSONB

revision = "2026_11_22_0830"
down_revision = "2026_11_22_0820"
branch_labels = None
depends_on = None

# A use is written down once a minute.
GOOD_SESSION = """s.is_active and s.expires_at > now() and u.is_active
                and s.last_accessed > now() - s.idle_limit - interval '1 minute'"""
GOOD_ACCESS = f"{GOOD_SESSION} and (s.access_until is null or s.access_until > now())"
GOOD_API_KEY = "t.token_type = 'api' and not t.is_revoked and t.expires_at > now() and u.is_active"

COMMENTS = {
    "table user_sessions": ("One signed-in browser.", "One signed-in browser, or program that holds a pair of tokens."),
    "column user_sessions.session_id": (
        "SHA-256 of the cookie, in hex.",
        "SHA-256 of the cookie or access token, in hex.",
    ),
    "column auth_tokens.family_id": (
        "The tokens that came out of one sign-in.",
        "The tokens that came out of one sign-in: the id of its session.",
    ),
}


def upgrade() -> None:
    op.add_column(
        "user_sessions",
        sa.Column(
            "access_until",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Until when the access token of a program works; null for browsers.",
        ),
    )
    op.add_column(
        "auth_tokens",
        sa.Column(
            "addresses",
            JSONB(),
            server_default=sa.text("'[]'"),
            nullable=False,
            comment="From where it was used, the latest that was new last; 20 at most.",
        ),
    )
    op.execute("""
        grant select (access_until, ip_address), update (ip_address) on user_sessions to clew_system;
        grant select (addresses), update (addresses) on auth_tokens to clew_system;
        update system_settings set value = '365' where key = 'tokens.days' and value::text::int > 365""")
    for what, (_, comment) in COMMENTS.items():
        op.execute(f"comment on {what} is '{comment}'")
    op.execute("drop function authenticate(bytea)")
    create_authenticate()
    create_still_signed_in()
    create_find_refresh_token()


def downgrade() -> None:
    op.execute("drop function find_refresh_token(bytea); drop function still_signed_in(uuid[])")
    op.execute("drop function authenticate(bytea, inet)")
    op.execute("""
        revoke select (ip_address), update (ip_address) on user_sessions from clew_system;
        revoke update (addresses) on auth_tokens from clew_system""")
    for what, (comment, _) in COMMENTS.items():
        op.execute(f"comment on {what} is '{comment}'")
    op.drop_column("auth_tokens", "addresses")
    op.drop_column("user_sessions", "access_until")
    create_authenticate_without_addresses()


def create_authenticate() -> None:
    """Who a token stands for, and what else is known of it."""
    op.execute(f"""
        create function authenticate(digest bytea, address inet)
            returns table (
                user_id uuid, session_id uuid, token_id uuid,
                confirmed_at timestamptz, scopes jsonb, is_elsewhere boolean
            )
            language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
        #variable_conflict use_column
        declare
            seen timestamptz;
            known jsonb;
        begin
            is_elsewhere := false;
            select s.user_id, s.id, s.last_accessed, s.confirmed_at into user_id, session_id, seen, confirmed_at
                from user_sessions s join users u on u.id = s.user_id
                where s.session_id = encode(digest, 'hex') and {GOOD_ACCESS};
            if found then
                if seen < now() - interval '1 minute' then
                    update user_sessions s set last_accessed = now(), ip_address = coalesce(address, s.ip_address)
                        where s.id = authenticate.session_id;
                end if;
            else
                select t.user_id, t.id, t.last_used_at, t.scopes, t.addresses
                    into user_id, token_id, seen, scopes, known
                    from auth_tokens t join users u on u.id = t.user_id
                    where t.token_hash = digest and {GOOD_API_KEY};
                if not found then
                    return;
                end if;
                if not known ? host(address) then
                    is_elsewhere := known <> '[]';
                    known := case when jsonb_array_length(known) < 20 then known else known - 0 end
                        || to_jsonb(host(address));
                    update auth_tokens t set last_used_at = now(), addresses = known
                        where t.id = authenticate.token_id;
                elsif seen is null or seen < now() - interval '1 minute' then
                    update auth_tokens t set last_used_at = now() where t.id = authenticate.token_id;
                end if;
            end if;
            -- Whoever has the token is that person from here on, for this transaction.
            perform set_config('app.user_id', authenticate.user_id::text, true);
            return next;
        end $$""")
    hand_over("authenticate(bytea, inet)")


def create_still_signed_in() -> None:
    """Which of these sessions and API tokens are good yet."""
    op.execute(f"""
        create function still_signed_in(ids uuid[]) returns setof uuid
            language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
            select s.id from user_sessions s join users u on u.id = s.user_id
                where s.id = any(ids) and {GOOD_ACCESS}
            union all
            select t.id from auth_tokens t join users u on u.id = t.user_id
                where t.id = any(ids) and {GOOD_API_KEY} $$""")
    hand_over("still_signed_in(uuid[])")


def create_find_refresh_token() -> None:
    """Whose it is, whatever has become of it."""
    op.execute("""
        create function find_refresh_token(digest bytea) returns uuid
            language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
            select t.user_id from auth_tokens t join users u on u.id = t.user_id
            where t.token_hash = digest and t.token_type = 'refresh' and u.is_active $$""")
    hand_over("find_refresh_token(bytea)")


def create_authenticate_without_addresses() -> None:
    op.execute(f"""
        create function authenticate(digest bytea)
            returns table (user_id uuid, session_id uuid, token_id uuid, confirmed_at timestamptz, scopes jsonb)
            language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
        #variable_conflict use_column
        declare
            seen timestamptz;
        begin
            select s.user_id, s.id, s.last_accessed, s.confirmed_at into user_id, session_id, seen, confirmed_at
                from user_sessions s join users u on u.id = s.user_id
                where s.session_id = encode(digest, 'hex') and {GOOD_SESSION};
            if found then
                if seen < now() - interval '1 minute' then
                    update user_sessions s set last_accessed = now() where s.id = authenticate.session_id;
                end if;
            else
                select t.user_id, t.id, t.last_used_at, t.scopes into user_id, token_id, seen, scopes
                    from auth_tokens t join users u on u.id = t.user_id
                    where t.token_hash = digest and {GOOD_API_KEY};
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
