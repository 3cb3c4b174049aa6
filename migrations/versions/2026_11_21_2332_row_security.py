"""Who sees what: grants, row-level security, the look-ups that run before anybody is known, the built-in roles."""

from uuid import UUID

from alembic import op
from procrastinate.schema import SchemaManager

revision = "2026_11_21_2332"
down_revision = "2026_11_21_2331"
branch_labels = None
depends_on = None

ME = "nullif(current_setting('app.user_id', true), '')::uuid"  # '' and not null once a transaction has set it
PERSONAL = ("user_sessions", "auth_tokens", "user_roles", "idempotency_keys", "threads", "messages")
SHARED = ("roles", "permissions", "role_permissions", "ai_models", "system_settings")
FUNCTIONS = (
    "authenticate(bytea)",
    "find_account(text)",
    "owner_exists()",
    "interrupt_orphans()",
)

# Roles and permissions that every instance has; ids are fixed so that they are the same everywhere.
USER = UUID("01980000-0000-7000-8000-000000000001")
PREMIUM = UUID("01980000-0000-7000-8000-000000000002")
ADMINISTRATOR = UUID("01980000-0000-7000-8000-000000000003")
ROLES = (
    (USER, "user", "Everybody with an account.", None),
    (PREMIUM, "premium", "People with larger allowances.", USER),
    (ADMINISTRATOR, "administrator", "Those who run this Clew.", PREMIUM),
)
PERMISSIONS = (("ai_model", "create"), ("ai_model", "change"), ("ai_model", "remove"))
EMBEDDED_MODEL = UUID("01980000-0000-7000-8000-000000000101")


def upgrade() -> None:
    create_roles()
    op.execute("grant usage on schema public to clew_app, clew_system")
    for table in PERSONAL:
        protect(table, f"user_id = {ME}")
        op.execute(f"grant select, insert, update, delete on {table} to clew_app")
    protect("users", f"id = {ME}")
    op.execute("grant select, insert, update, delete on users to clew_app")
    for table in ("security_events", "access_audit_logs"):
        # Written about nobody, too: a sign-in with an unknown name. Read only about oneself, changed by nobody.
        protect(table, f"user_id = {ME}", f"user_id is null or user_id = {ME}")
        op.execute(f"grant select, insert on {table} to clew_app")
    for table in SHARED:
        op.execute(f"grant select, insert, update, delete on {table} to clew_app")
    op.execute("grant select on alembic_version to clew_app")
    create_look_ups()
    create_queue()
    seed()


def downgrade() -> None:
    op.execute("delete from ai_models; delete from role_permissions; delete from permissions; delete from user_roles")
    op.execute("update users set default_role_id = null; delete from roles")
    for function in FUNCTIONS:
        op.execute(f"drop function {function}")
    for name in ("procrastinate_%",):
        op.execute(f"""
            do $$ declare one record; begin
                for one in select oid::regclass as it from pg_class
                    where relnamespace = 'public'::regnamespace and relkind = 'r' and relname like '{name}'
                loop execute format('drop table %s cascade', one.it); end loop;
                for one in select oid::regprocedure as it from pg_proc
                    where pronamespace = 'public'::regnamespace and proname like '{name}'
                loop execute format('drop function %s cascade', one.it); end loop;
                for one in select oid::regtype as it from pg_type
                    where typnamespace = 'public'::regnamespace and typtype in ('e', 'c') and typname like '{name}'
                loop execute format('drop type %s cascade', one.it); end loop;
            end $$""")
    for table in (*PERSONAL, "users", "security_events", "access_audit_logs"):
        op.execute(f"drop policy own on {table}")
        op.execute(f"alter table {table} no force row level security, disable row level security")
    for table, policy in (
        ("users", "look_up"),
        ("user_sessions", "look_up"),
        ("user_sessions", "touch"),
        ("auth_tokens", "look_up"),
        ("auth_tokens", "touch"),
        ("user_roles", "look_up"),
        ("messages", "sweep_see"),
        ("messages", "sweep_end"),
    ):
        op.execute(f"drop policy {policy} on {table}")
    op.execute("revoke all on all tables in schema public from clew_app, clew_system")
    op.execute("revoke usage on schema public from clew_app, clew_system")


def create_roles() -> None:
    """The embedded PostgreSQL has them already; elsewhere the owner makes them, which needs CREATEROLE."""
    for role in ("clew_app", "clew_system"):
        op.execute(f"""
            do $$ begin
                if not exists (select from pg_roles where rolname = '{role}') then
                    create role {role} nologin;
                    execute format('grant {role} to %I', current_user)
                        -- PostgreSQL 15 has no such choice; its owner of the tables sees what look-ups see.
                        || case when current_setting('server_version_num')::int < 160000 then ''
                            else ' with inherit false' end;
                end if;
            end $$""")


def protect(table: str, using: str, check: str | None = None) -> None:
    """Rows are seen and written only as the policy says, by the table's owner too."""
    op.execute(f"alter table {table} enable row level security, force row level security")
    op.execute(f"create policy own on {table} using ({using}) with check ({check or using})")


def create_look_ups() -> None:
    """Functions that look across people. They run as a role that cannot sign in and sees only what they need."""
    op.execute("create policy look_up on users for select to clew_system using (true)")
    op.execute("create policy look_up on user_sessions for select to clew_system using (true)")
    op.execute("create policy touch on user_sessions for update to clew_system using (true)")
    op.execute("create policy look_up on auth_tokens for select to clew_system using (true)")
    op.execute("create policy touch on auth_tokens for update to clew_system using (true)")
    op.execute("create policy look_up on user_roles for select to clew_system using (true)")
    # Two policies: the updated row must pass the SELECT policy too.
    op.execute("""create policy sweep_see on messages for select to clew_system
        using (status in ('streaming', 'interrupted'))""")
    op.execute("""create policy sweep_end on messages for update to clew_system
        using (status = 'streaming') with check (status = 'interrupted')""")
    op.execute("""
        grant select (id, username_key, email_key, hashed_password, is_active) on users to clew_system;
        grant select (id, user_id, session_id, is_active, expires_at, last_accessed), update (last_accessed)
            on user_sessions to clew_system;
        grant select (id, user_id, token_hash, token_type, is_revoked, expires_at, last_used_at), update (last_used_at)
            on auth_tokens to clew_system;
        grant select (user_id, role_id, expires_at) on user_roles to clew_system;
        grant select (id, name) on roles to clew_system;
        grant select (id, runner, status), update (status) on messages to clew_system""")
    op.execute("""
        create function authenticate(digest bytea)
            returns table (user_id uuid, session_id uuid, token_id uuid)
            language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
        #variable_conflict use_column
        declare
            seen timestamptz;
        begin
            select s.user_id, s.id, s.last_accessed into user_id, session_id, seen
                from user_sessions s join users u on u.id = s.user_id
                where s.session_id = encode(digest, 'hex') and s.is_active and s.expires_at > now() and u.is_active;
            if found then
                if seen < now() - interval '1 minute' then
                    update user_sessions s set last_accessed = now() where s.id = authenticate.session_id;
                end if;
            else
                select t.user_id, t.id, t.last_used_at into user_id, token_id, seen
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
    op.execute("""
        create function find_account(key text) returns table (user_id uuid, hashed_password text, is_active boolean)
            language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
            select id, hashed_password, is_active from users where username_key = key or email_key = key
            order by username_key = key desc limit 1 $$""")
    op.execute("""
        create function owner_exists() returns boolean
            language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
            select exists (
                select from user_roles g join roles r on r.id = g.role_id where r.name = 'administrator'
            ) $$""")
    op.execute("""
        create function interrupt_orphans() returns integer
            language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
        declare
            swept integer;
        begin
            -- The lock goes with the connection of the process that wrote the answer; see infra/presence.py.
            update messages m set status = 'interrupted' where status = 'streaming' and not exists (
                select from pg_locks l where l.locktype = 'advisory' and l.classid = 7
                    and l.objid::bigint = m.runner and l.granted
                    and l.database = (select d.oid from pg_database d where d.datname = current_database()));
            get diagnostics swept = row_count;
            return swept;
        end $$""")
    op.execute("grant create on schema public to clew_system")
    for function in FUNCTIONS:
        op.execute(f"revoke all on function {function} from public")
        op.execute(f"grant execute on function {function} to clew_app")
        # Last, since nobody else may grant what belongs to clew_system.
        op.execute(f"alter function {function} owner to clew_system")
    op.execute("revoke create on schema public from clew_system")


def create_queue() -> None:
    # procrastinate's own schema, of the version that the lock file pins; its upgrades become migrations here.
    op.get_bind().exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))
    op.execute("""
        do $$ declare one record; begin
            for one in select oid::regclass as it from pg_class
                where relnamespace = 'public'::regnamespace and relkind = 'r' and relname like 'procrastinate_%'
            loop execute format('grant select, insert, update, delete on %s to clew_app', one.it); end loop;
            for one in select oid::regclass as it from pg_class
                where relnamespace = 'public'::regnamespace and relkind = 'S' and relname like 'procrastinate_%'
            loop execute format('grant usage, select on sequence %s to clew_app', one.it); end loop;
        end $$""")


def seed() -> None:
    for id, name, description, parent in ROLES:
        above = f"'{parent}'" if parent else "null"
        op.execute(
            f"insert into roles (id, name, description, parent_role_id) "
            f"values ('{id}', '{name}', '{description}', {above})"
        )
    for number, (resource, action) in enumerate(PERMISSIONS):
        id = UUID(int=EMBEDDED_MODEL.int + 0x100 + number)
        op.execute(f"""insert into permissions (id, name, resource_type, action)
            values ('{id}', '{resource}:{action}', '{resource}', '{action}')""")
        op.execute(f"insert into role_permissions (role_id, permission_id) values ('{ADMINISTRATOR}', '{id}')")
    op.execute(f"""insert into ai_models (id, name, provider, config)
        values ('{EMBEDDED_MODEL}', 'SmolLM2 135M (built in)', 'embedded', '{{}}')""")
