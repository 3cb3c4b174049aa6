"""Roles that people manage, with the rules that must hold whoever asks at the same time, and a log that stays.

Every entry of the audit log and every security event gets a link of one chain: its hash covers the link before, what
the row says, and a salted digest of what goes with a closed account. So the chain verifies when that is gone, and the
salt, which goes with it, keeps anybody from guessing it out of the digest.
"""

import sqlalchemy as sa
from alembic import op
from migrations.parts import ADMINISTRATOR, ME, dated, hand_over, permit

revision = "2026_11_22_0840"
down_revision = "2026_11_22_0830"
branch_labels = None
depends_on = None

USER = "01980000-0000-7000-8000-000000000001"
NEW_PERMISSIONS = {
    "role": ("create", "change", "remove"),
    "permission": ("create", "change", "remove"),
    "role_permission": ("create", "remove"),
    "user_role": ("create", "change", "remove"),
    "user": ("suspend",),
}
FIRST_PERMISSION = 0x400
REMEMBERED = ("access_audit_logs", "security_events")
COUNTS = "(expires_at is null or expires_at > now())"
# The ids of what migrations bring along begin alike; what people make has the time in it.
BUILT_IN = "id >= '01980000-0000-7000-8000-000000000000'::uuid and id <= '01980000-0000-7000-8000-ffffffffffff'::uuid"
NAMED = "permissions.name = permission"
OWN_RULE = "23CLW"  # infra/store.py makes a conflict of it, with our words
PINNED = "set search_path = pg_catalog, public, pg_temp"
ACCESS_LOCK, CHAIN_LOCK = "pg_advisory_xact_lock(8, 1)", "pg_advisory_xact_lock(8, 2)"


def upgrade() -> None:
    for number, (resource, actions) in enumerate(NEW_PERMISSIONS.items()):
        permit(FIRST_PERMISSION + 0x10 * number, resource, *actions)
    mark_what_is_built_in()
    create_held_roles()
    let_decide(f"held_roles({ME}) as held (role_id)", NAMED)
    create_covers()
    refuse_circles()
    keep_an_administrator()
    create_chain()
    create_verification()
    close_the_log()


def downgrade() -> None:
    for table in (*REMEMBERED, "audit_chain"):
        op.execute(f"drop trigger stay on {table}; drop trigger erase_only on {table}")
    for table in REMEMBERED:
        op.execute(f"drop trigger chain on {table}; revoke select on {table} from clew_system")
        op.execute(f"grant select (user_id) on {table} to clew_system")
    op.execute("""
        drop function refuse_change(); drop function erase_only(); drop function erase_salt_only();
        drop function verify_audit(bigint, bytea); drop function audit_head(); drop function chain_row();
        drop function link_row(text, uuid); drop function audit_hash(bytea, bigint, text, jsonb, bytea);
        drop function audit_part(jsonb, boolean)""")
    op.drop_table("audit_chain")
    op.execute("drop trigger keep_administrator on user_roles; drop trigger keep_administrator on users")
    op.execute("drop function keep_administrator(); drop trigger refuse_circle on roles; drop function refuse_circle()")
    op.execute("drop function covers(uuid); drop function covers_roles(uuid[]); drop function permissions_of(uuid[])")
    counts = COUNTS.replace("expires_at", "held.expires_at")
    let_decide("user_roles held", f"held.user_id = {ME} and {counts}\n                    and {NAMED}")
    op.execute("drop function descent(uuid); drop function held_roles(uuid)")
    op.execute("revoke select (default_role_id) on users from clew_system")
    for table in ("roles", "permissions"):
        op.drop_column(table, "is_built_in")
    for resource, actions in NEW_PERMISSIONS.items():
        named = ", ".join(f"'{resource}:{action}'" for action in actions)
        op.execute(f"delete from permissions where name in ({named})")


def mark_what_is_built_in() -> None:
    for table in ("roles", "permissions"):
        column = sa.Column(
            "is_built_in",
            sa.Boolean(),
            sa.Computed(BUILT_IN, persisted=True),
            nullable=False,
            comment="Whether every Clew has it, so that it can neither be removed nor renamed.",
        )
        op.add_column(table, column)
    # The owner's was that of administrators, who could not have been demoted: it would have been given back.
    see_all("users")
    op.execute(f"update users set default_role_id = '{USER}' where default_role_id = '{ADMINISTRATOR}'")
    see_all("users", end=True)


def see_all(*tables: str, end: bool = False) -> None:
    """Let the owner of the tables see rows of everybody for a moment."""
    for table in tables:
        op.execute(f"alter table {table} {'' if end else 'no '}force row level security")


def create_held_roles() -> None:
    """What counts of a person: assignments that have not expired, and the role that is given back where none is left.

    Both under the row-level security of whoever asks.
    """
    op.execute(f"""
        create function held_roles(person uuid) returns setof uuid language sql stable {PINNED} as $$
            select role_id from user_roles where user_id = person and {COUNTS}
            union all
            select default_role_id from users where id = person and default_role_id is not null
                and not exists (select from user_roles where user_id = person and {COUNTS}) $$;
        create function descent(role uuid) returns setof uuid language sql stable {PINNED} as $$
            with recursive line as (
                select id from roles where id = role
                union
                select below.id from roles below join line on below.parent_role_id = line.id
            ) select id from line $$;
        create function permissions_of(held uuid[]) returns setof uuid language sql stable {PINNED} as $$
            select distinct given.permission_id from unnest(held) as one (role_id)
                cross join lateral lineage(one.role_id) as line (role_id)
                join role_permissions given on given.role_id = line.role_id $$;
        grant select (default_role_id) on users to clew_system""")
    for function in ("held_roles(uuid)", "descent(uuid)", "permissions_of(uuid[])"):
        op.execute(f"revoke all on function {function} from public")
        op.execute(f"grant execute on function {function} to clew_app, clew_system")


def let_decide(held: str, condition: str) -> None:
    """Which roles `may` goes by. Only its owner may replace it, and policies stand on it."""
    op.execute("grant create on schema public to clew_system; set local role clew_system")
    op.execute(f"""
        create or replace function may(permission text) returns boolean
            language sql stable security definer {PINNED} as $$
            select exists (
                select from {held}
                    cross join lateral lineage(held.role_id) as line (role_id)
                    join role_permissions given on given.role_id = line.role_id
                    join permissions on permissions.id = given.permission_id
                where {condition}
            ) $$""")
    op.execute("reset role; revoke create on schema public from clew_system")


def create_covers() -> None:
    """Whether the person of the transaction may do all that another may, or that comes with roles; only that."""
    mine = f"select permissions_of(array(select held_roles({ME})))"
    op.execute(f"""
        create function covers(person uuid) returns boolean language sql stable security definer {PINNED} as $$
            select not exists (select permissions_of(array(select held_roles(person))) except {mine}) $$;
        create function covers_roles(held uuid[]) returns boolean language sql stable security definer {PINNED} as $$
            select not exists (select permissions_of(held) except {mine}) $$""")
    hand_over("covers(uuid)", "covers_roles(uuid[])")


def refuse_circles() -> None:
    op.execute(f"""
        create function refuse_circle() returns trigger language plpgsql {PINNED} as $$
        begin
            -- Two halves of a circle may be closed at once: the second looks when the first is durable.
            perform {ACCESS_LOCK};
            if new.parent_role_id = new.id or new.id in (select lineage(new.parent_role_id)) then
                raise exception 'A role cannot stand below itself.' using errcode = '{OWN_RULE}', table = 'roles';
            end if;
            return new;
        end $$;
        create trigger refuse_circle before insert or update of parent_role_id on roles
            for each row when (new.parent_role_id is not null) execute function refuse_circle()""")


def keep_an_administrator() -> None:
    """One who may sign in, and whose role does not expire."""
    op.execute(f"""
        create function keep_administrator() returns trigger
            language plpgsql security definer {PINNED} as $$
        begin
            perform {ACCESS_LOCK};
            if tg_table_name = 'users' and not exists (
                select from user_roles where user_id = old.id and role_id = '{ADMINISTRATOR}' and expires_at is null
            ) then
                return null;
            end if;
            if not exists (
                select from user_roles held join users on users.id = held.user_id
                where held.role_id = '{ADMINISTRATOR}' and held.expires_at is null and users.is_active
            ) then
                raise exception 'Somebody must stay who administers this Clew.' using errcode = '{OWN_RULE}';
            end if;
            return null;
        end $$;
        create trigger keep_administrator after update or delete on user_roles for each row
            when (old.role_id = '{ADMINISTRATOR}' and old.expires_at is null) execute function keep_administrator();
        create trigger keep_administrator after update of is_active on users for each row
            when (old.is_active and not new.is_active) execute function keep_administrator()""")
    hand_over("keep_administrator()")


def create_chain() -> None:
    op.create_table(
        "audit_chain",
        sa.Column("id", sa.Uuid(), nullable=False, comment="That of the row which the link is about."),
        sa.Column("number", sa.BigInteger(), nullable=False, comment="Counts the links from 1 on, without a gap."),
        sa.Column("table_name", sa.Text(), nullable=False, comment="Where that row stands."),
        sa.Column("salt", sa.LargeBinary(), comment="Of the digest; null once what it covers is erased."),
        sa.Column(
            "personal_digest", sa.LargeBinary(), nullable=False, comment="SHA-256 of the salt and what can be erased."
        ),
        sa.Column("hash", sa.LargeBinary(), nullable=False, comment="SHA-256 of the hash before and of all the rest."),
        *dated(),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
        comment="One link of the chain over the audit log and the security events, written by the database.",
    )
    op.execute("""
        grant insert, update (salt) on audit_chain to clew_system;
        grant select on audit_chain, access_audit_logs, security_events to clew_system""")
    # A column that is added later is null in older rows, and what is null counts as if it were not there.
    op.execute(f"""
        create function audit_part(content jsonb, personal boolean) returns text language sql immutable {PINNED} as $$
            select coalesce(jsonb_object_agg(key, value), '{{}}')::text from jsonb_each(content)
            where (key in ('user_id', 'ip_address', 'user_agent', 'event_data')) = personal and value <> 'null' $$;
        create function audit_hash(before bytea, number bigint, table_name text, content jsonb, digest bytea)
            returns bytea language sql immutable {PINNED} as $$
            select sha256(before || convert_to(
                number || ' ' || table_name || ' ' || encode(digest, 'hex') || ' ' || audit_part(content, false),
                'UTF8')) $$;
        create function link_row(table_name text, row_id uuid) returns void
            language plpgsql security definer {PINNED} set timezone = 'UTC' as $$
        declare
            content jsonb;
            salt bytea := uuid_send(gen_random_uuid());
            digest bytea;
            before record;
        begin
            -- As it stands at the commit: the account may have been closed in the same transaction.
            execute format('select to_jsonb(one) from %I one where id = $1', table_name) into content using row_id;
            digest := sha256(salt || convert_to(audit_part(content, true), 'UTF8'));
            perform {CHAIN_LOCK};
            select c.number, c.hash into before from audit_chain c order by c.number desc limit 1;
            before.number := coalesce(before.number, 0) + 1;
            insert into audit_chain values (row_id, before.number, table_name, salt, digest,
                audit_hash(coalesce(before.hash, ''), before.number, table_name, content, digest));
        end $$;
        create function chain_row() returns trigger language plpgsql security definer {PINNED} as $$
        begin
            perform link_row(tg_table_name, new.id);
            return null;
        end $$""")
    see_all(*REMEMBERED)
    op.execute("""
        do $$ declare one record; begin
            for one in
                select 'access_audit_logs' as place, id, created_at from access_audit_logs
                union all select 'security_events', id, created_at from security_events order by created_at, id
            loop perform link_row(one.place, one.id); end loop;
        end $$""")
    see_all(*REMEMBERED, end=True)
    # At the commit: who writes next waits for no more than that, and not for all that the request does.
    for table in REMEMBERED:
        op.execute(f"""create constraint trigger chain after insert on {table}
            deferrable initially deferred for each row execute function chain_row()""")
    hand_over("chain_row()", "audit_part(jsonb, boolean)", "audit_hash(bytea, bigint, text, jsonb, bytea)")
    hand_over("link_row(text, uuid)")
    op.execute("set local role clew_system; revoke execute on function link_row(text, uuid) from clew_app; reset role")


def create_verification() -> None:
    op.execute(f"""
        create function audit_head() returns table (number bigint, hash bytea)
            language sql stable security definer {PINNED} as $$
            select number, hash from audit_chain order by number desc limit 1 $$;
        create function verify_audit(known_number bigint, known_hash bytea)
            returns table (number bigint, table_name text, row_id uuid, problem text)
            language sql stable security definer {PINNED} set timezone = 'UTC' as $$
            with rows as (
                select 'access_audit_logs' as place, id, to_jsonb(one) as content from access_audit_logs one
                union all select 'security_events', id, to_jsonb(one) from security_events one
            ), links as (
                select c.*, lag(c.number, 1, 0::bigint) over (order by c.number) as last_number,
                    lag(c.hash, 1, ''::bytea) over (order by c.number) as before
                from audit_chain c
            ), wrong as (
                select l.number, l.table_name, l.id, case
                    when l.number <> l.last_number + 1 then 'a link before it is missing'
                    when r.id is null then 'the row is missing'
                    when l.salt is null and audit_part(r.content, true) <> '{{}}'
                        or l.personal_digest <> sha256(l.salt || convert_to(audit_part(r.content, true), 'UTF8'))
                        or l.hash <> audit_hash(l.before, l.number, l.table_name, r.content, l.personal_digest)
                        then 'it was changed' end as problem
                from links l left join rows r on r.id = l.id and r.place = l.table_name
                union all
                select null, r.place, r.id, 'it has no link' from rows r
                where not exists (select from audit_chain c where c.id = r.id)
                union all
                select known_number, null, null, 'the end was cut off or made anew'
                where known_number is not null and not exists (
                    select from audit_chain c where c.number = known_number and c.hash = known_hash)
            )
            select * from wrong where wrong.problem is not null order by wrong.number limit 1 $$""")
    hand_over("audit_head()", "verify_audit(bigint, bytea)")


def close_the_log() -> None:
    """For everybody, the superuser included. What a closed account takes along is the one exception."""
    op.execute(f"""
        create function refuse_change() returns trigger language plpgsql {PINNED} as $$
        begin
            raise exception 'What is remembered is neither changed nor removed.'
                using errcode = 'object_not_in_prerequisite_state';
        end $$;
        create function erase_only() returns trigger language plpgsql security definer {PINNED} as $$
        begin
            -- Deeper than one: from within the trigger that closes an account, and not by a statement of somebody.
            if pg_trigger_depth() = 1 or old.user_id is null or audit_part(to_jsonb(new), true) <> '{{}}'
                or audit_part(to_jsonb(new), false) <> audit_part(to_jsonb(old), false) then
                raise exception 'What is remembered is neither changed nor removed.'
                    using errcode = 'object_not_in_prerequisite_state';
            end if;
            update audit_chain set salt = null where id = old.id;
            return new;
        end $$;
        create function erase_salt_only() returns trigger language plpgsql {PINNED} as $$
        begin
            if pg_trigger_depth() = 1 or new.salt is not null
                or to_jsonb(new) - 'salt' <> to_jsonb(old) - 'salt' then
                raise exception 'What is remembered is neither changed nor removed.'
                    using errcode = 'object_not_in_prerequisite_state';
            end if;
            return new;
        end $$""")
    for table in (*REMEMBERED, "audit_chain"):
        rule = "erase_salt_only" if table == "audit_chain" else "erase_only"
        op.execute(f"""
            create trigger stay before delete or truncate on {table}
                for each statement execute function refuse_change();
            create trigger erase_only before update on {table} for each row execute function {rule}()""")
    hand_over("erase_only()")
