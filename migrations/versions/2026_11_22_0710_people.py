"""Administrators see people: who there is, which roles they have, and what is remembered of their safety.

Nothing else of other people is shown to them. Their own permission is asked in the database, once a statement.
"""

from alembic import op
from migrations.parts import ME, forbid, hand_over, permit

revision = "2026_11_22_0710"
down_revision = "2026_11_22_0700"
branch_labels = None
depends_on = None

ACROSS = {
    "users": "user:list",
    "user_roles": "user_role:list",
    "security_events": "security_event:list",
    "access_audit_logs": "access_audit_log:list",
}
"""Which tables administrators see all rows of, and the permission that shows them."""
READ = ("user", "role", "permission", "role_permission", "user_role", "access_audit_log", "security_event")
FIRST_PERMISSION = 0x300
ORDERED = {
    "users": ("created_at", "id"),
    "security_events": ("created_at", "id"),
    "access_audit_logs": ("created_at", "id"),
}
"""What administrators page through."""


def upgrade() -> None:
    create_lineage()
    create_may()
    create_public_profile()
    create_outdated_data_keys()
    for table, permission in ACROSS.items():
        # In a sub-select, so that it is asked once a statement and not for every row.
        op.execute(f"create policy across on {table} for select to clew_app using ((select may('{permission}')))")
    for table, columns in ORDERED.items():
        op.create_index(None, table, list(columns))
    for number, resource in enumerate(READ):
        permit(FIRST_PERMISSION + 2 * number, resource, "list", "get")
    permit(FIRST_PERMISSION + 2 * len(READ), "sms_router_config", "list", "get", "create", "change", "remove")


def downgrade() -> None:
    forbid(*READ, "sms_router_config")
    for table, columns in ORDERED.items():
        op.drop_index(f"ix_{table}_{'_'.join(columns)}", table)
    for table in ACROSS:
        op.execute(f"drop policy across on {table}")
    op.execute("drop function may(text); drop function lineage(uuid)")
    op.execute("drop function public_profile(uuid, text); drop function outdated_data_keys(text, uuid)")
    op.execute("drop policy look_up on data_keys")
    op.execute("""
        revoke select (user_id, key_id) on data_keys from clew_system;
        revoke select (username, full_name, created_at) on users from clew_system;
        revoke select (parent_role_id) on roles from clew_system;
        revoke select (role_id, permission_id) on role_permissions from clew_system;
        revoke select (id, name) on permissions from clew_system""")


def create_lineage() -> None:
    """The only place that knows how roles inherit. A circle, which nobody should make, ends all the same."""
    op.execute("""
        create function lineage(role uuid) returns setof uuid
            language sql stable set search_path = pg_catalog, public, pg_temp as $$
            with recursive line as (
                select id, parent_role_id from roles where id = role
                union
                select above.id, above.parent_role_id from roles above join line on above.id = line.parent_role_id
            ) select id from line $$""")
    op.execute("revoke all on function lineage(uuid) from public")
    op.execute("grant execute on function lineage(uuid) to clew_app, clew_system")


def create_may() -> None:
    op.execute("""
        grant select (parent_role_id) on roles to clew_system;
        grant select (role_id, permission_id) on role_permissions to clew_system;
        grant select (id, name) on permissions to clew_system""")
    op.execute(f"""
        create function may(permission text) returns boolean
            language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
            select exists (
                select from user_roles held
                    cross join lateral lineage(held.role_id) as line (role_id)
                    join role_permissions given on given.role_id = line.role_id
                    join permissions on permissions.id = given.permission_id
                where held.user_id = {ME} and (held.expires_at is null or held.expires_at > now())
                    and permissions.name = permission
            ) $$""")
    hand_over("may(text)")


def create_public_profile() -> None:
    """What everybody may know of a person: only of one at a time, whose id or name they know already."""
    op.execute("grant select (username, full_name, created_at) on users to clew_system")
    op.execute("""
        create function public_profile(by_id uuid, by_key text)
            returns table (id uuid, username text, full_name text, created_at timestamptz)
            language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
            select u.id, u.username, u.full_name, u.created_at from users u
            where (u.id = by_id or u.username_key = by_key) and u.is_active $$""")
    hand_over("public_profile(uuid, text)")


def create_outdated_data_keys() -> None:
    """Whose data key has to be sealed anew; never the key."""
    op.execute("create policy look_up on data_keys for select to clew_system using (true)")
    op.execute("grant select (user_id, key_id) on data_keys to clew_system")
    op.execute("""
        create function outdated_data_keys(current_key text, behind uuid)
            returns table (user_id uuid, key_id text)
            language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
            select d.user_id, d.key_id from data_keys d
            where d.key_id <> current_key and (behind is null or d.user_id > behind)
            order by d.user_id limit 200 $$""")
    hand_over("outdated_data_keys(text, uuid)")
