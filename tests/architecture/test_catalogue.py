"""What the catalogue of the database says about roles, policies, functions and keys."""

from collections.abc import Iterator
from typing import LiteralString

import psycopg
import pytest
from tests.architecture.rows import personal_tables

from clew.infra.embedded_postgres import Addresses
from clew.infra.postgres_cluster import APPLICATION
from clew.main.tables import metadata

UNPROTECTED: LiteralString = """
select c.relname from pg_class c
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
    and (c.relname = 'users' or exists (
        select from pg_attribute a where a.attrelid = c.oid and a.attname = 'user_id' and not a.attisdropped))
    and not (c.relrowsecurity and c.relforcerowsecurity and exists (
        select from pg_policy p where p.polrelid = c.oid and p.polcmd = '*' and p.polroles = '{0}'
            and p.polqual is not null and p.polwithcheck is not null))
"""
PROTECTED: LiteralString = """
select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relforcerowsecurity
"""
# Policies for everybody must ask who is there; those that do not are of the look-ups alone, or stand below.
CARELESS: LiteralString = """
select tablename, policyname from pg_policies
where schemaname = 'public' and roles <> '{clew_system}' and policyname <> 'across'
    and not (coalesce(qual, '') like '%app.user_id%' and coalesce(with_check, '') like '%app.user_id%')
"""
# What administrators see of other people, and nothing else: who there is and which roles they have, since they give
# these; what happened to accounts and what the gate decided, since they watch over both. They only read, and each
# statement asks their permission once: in a sub-select, and for the person of the transaction alone.
ACROSS = {
    "users": "user:list",
    "user_roles": "user_role:list",
    "security_events": "security_event:list",
    "access_audit_logs": "access_audit_log:list",
}
ACROSS_POLICIES: LiteralString = """
select tablename, cmd, permissive, roles::text[], qual, with_check from pg_policies
where schemaname = 'public' and policyname = 'across'
"""
ASKS: LiteralString = """
select p.provolatile, pg_get_functiondef(p.oid) from pg_proc p where p.oid = 'may(text)'::regprocedure
"""
CHAINED = ("access_audit_logs", "security_events")
ROLE: LiteralString = """
select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication from pg_roles where rolname = current_user
"""
OWNED: LiteralString = """
select 'class', relname from pg_class where relowner = current_user::regrole
union all select 'function', proname from pg_proc where proowner = current_user::regrole
union all select 'type', typname from pg_type where typowner = current_user::regrole
union all select 'schema', nspname from pg_namespace where nspowner = current_user::regrole
union all select 'database', datname from pg_database where datdba = current_user::regrole
"""
TOO_MUCH: LiteralString = """
select c.relname, p.privilege from pg_class c cross join unnest(array['TRUNCATE', 'REFERENCES', 'TRIGGER']) p(privilege)
where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and has_table_privilege(c.oid, p.privilege)
"""
BECOMES: LiteralString = """
select rolname from pg_roles where rolname <> current_user and pg_has_role(current_user, oid, 'MEMBER')
"""
DEFINERS: LiteralString = """
select p.proname, coalesce(array_to_string(p.proconfig, '; '), ''),
    r.rolcanlogin or r.rolsuper or r.rolbypassrls,
    exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee = 0)
from pg_proc p join pg_roles r on r.oid = p.proowner
where p.prosecdef and p.pronamespace = 'public'::regnamespace
"""
LEAKY_VIEWS: LiteralString = """
select c.relname from pg_class c
where c.relnamespace = 'public'::regnamespace and c.relkind in ('v', 'm')
    and not ('security_invoker=true' = any (coalesce(c.reloptions, '{}')))
    and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
"""
READABLE_BY_SYSTEM: LiteralString = """
select c.relname, a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid
where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
    and has_column_privilege('clew_system', c.oid, a.attnum, 'SELECT')
"""
# Both tables personal, and the key does not name the person.
CROSSING: LiteralString = """
select k.conname from pg_constraint k
where k.contype = 'f' and k.connamespace = 'public'::regnamespace
    and (select count(*) from pg_attribute a
        where a.attrelid in (k.conrelid, k.confrelid) and a.attname = 'user_id' and not a.attisdropped) = 2
    and not exists (select from unnest(k.conkey, k.confkey) u(here, there)
        join pg_attribute h on h.attrelid = k.conrelid and h.attnum = u.here and h.attname = 'user_id'
        join pg_attribute t on t.attrelid = k.confrelid and t.attnum = u.there and t.attname = 'user_id')
"""
UNINDEXED: LiteralString = """
select k.conrelid::regclass::text, k.conname from pg_constraint k
where k.contype = 'f' and k.connamespace = 'public'::regnamespace
    and k.conrelid::regclass::text not like 'procrastinate_%'
    and not exists (select from pg_index i where i.indrelid = k.conrelid and i.indkey[0] = k.conkey[1]
        and (i.indpred is null or i.indisunique))
"""


@pytest.fixture(scope="module")
def application(database: Addresses) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database.application, autocommit=True) as connection:
        yield connection


def ask(connection: psycopg.Connection, question: LiteralString) -> list[tuple[object, ...]]:
    return connection.execute(question).fetchall()


class TestPolicies:
    def test_protect_every_personal_table(self, application: psycopg.Connection) -> None:
        assert ask(application, UNPROTECTED) == []
        protected = {name for (name,) in ask(application, PROTECTED)}
        assert protected == {table.name for table in personal_tables()}

    def test_ask_who_is_there(self, application: psycopg.Connection) -> None:
        assert ask(application, CARELESS) == []

    def test_show_administrators_what_stands_here_and_nothing_else(self, application: psycopg.Connection) -> None:
        expected = {
            (table, "SELECT", "PERMISSIVE", ("clew_app",), f"( SELECT may('{permission}'::text) AS may)", None)
            for table, permission in ACROSS.items()
        }
        found = {(*row[:3], tuple(row[3]), *row[4:]) for row in application.execute(ACROSS_POLICIES)}
        assert found == expected

    def test_ask_for_the_permission_of_who_is_there(self, application: psycopg.Connection) -> None:
        ((volatility, definition),) = ask(application, ASKS)
        assert volatility == "s"
        assert "from held_roles(nullif(current_setting('app.user_id', true), '')::uuid) as held" in str(definition)

    def test_are_not_gone_round_by_views(self, application: psycopg.Connection) -> None:
        assert ask(application, LEAKY_VIEWS) == []


class TestRoles:
    def test_the_application_has_no_powers(self, application: psycopg.Connection) -> None:
        assert application.info.user == APPLICATION
        assert ask(application, ROLE) == [(False, False, False, False, False)]

    def test_the_application_owns_nothing(self, application: psycopg.Connection) -> None:
        assert ask(application, OWNED) == []

    def test_the_application_can_neither_empty_nor_rig_tables(self, application: psycopg.Connection) -> None:
        assert ask(application, TOO_MUCH) == []
        assert ask(application, "select has_schema_privilege('public', 'CREATE')") == [(False,)]

    def test_the_application_can_become_nobody_else(self, application: psycopg.Connection) -> None:
        assert ask(application, BECOMES) == []

    def test_the_role_of_the_look_ups_reads_no_content(self, application: psycopg.Connection) -> None:
        readable = {f"{table}.{column}" for table, column in ask(application, READABLE_BY_SYSTEM)}
        assert "users.hashed_password" in readable, "the question is asked rightly"
        assert (
            readable & {"messages.content", "messages.thinking", "threads.title", "users.email", "ai_models.api_key"}
            == set()
        )
        assert not [one for one in readable if one.startswith(("ai_models.", "drafts.", "secrets.", "oauth_"))]
        assert {one for one in readable if one.startswith("data_keys.")} == {"data_keys.user_id", "data_keys.key_id"}
        # Whose they are, so that a closed account can be taken out of them; never what they say.
        assert {one for one in readable if one.startswith("analytics_events.")} == {"analytics_events.user_id"}
        # All of these, for `verify_audit`, which says only whether a row is as it was written.
        chained = {f"{table}.{one.name}" for table in CHAINED for one in metadata.tables[table].columns}
        assert {one for one in readable if one.startswith(tuple(f"{table}." for table in CHAINED))} == chained
        # Times and flags for the purge and the queues, and the words of the title for search; never the title itself.
        assert {one.removeprefix("threads.") for one in readable if one.startswith("threads.")} <= {
            *("id", "user_id", "search", "is_archived", "is_pinned", "is_queue_paused"),
            *("deleted_at", "expires_at", "updated_at"),
        }
        assert readable & {"queued_messages.content"} == set()


class TestFunctions:
    def test_that_look_across_people_are_held_tight(self, application: psycopg.Connection) -> None:
        definers = ask(application, DEFINERS)
        assert len(definers) >= 4
        for name, settings, is_powerful, is_public in definers:
            assert "search_path=pg_catalog, public, pg_temp" in str(settings).split("; "), name
            assert not is_powerful, name
            assert not is_public, name


class TestKeys:
    def test_between_personal_tables_name_the_person(self, application: psycopg.Connection) -> None:
        assert ask(application, CROSSING) == []

    def test_that_refer_have_an_index(self, application: psycopg.Connection) -> None:
        assert ask(application, UNINDEXED) == []

    def test_what_breaks_a_rule_is_found(self, database: Addresses) -> None:
        """All of these questions, asked where something is wrong; nothing of it stays."""
        with psycopg.connect(database.owner) as owner:
            owner.execute("""
                create table careless (
                    id uuid primary key, user_id uuid not null references users (id),
                    thread_id uuid not null references threads (id));
                create view leak as select * from threads;
                create policy all_see on threads for select using (true);
                create policy across on threads for select to clew_app using ((select may('user:list')))""")
            assert ask(owner, UNPROTECTED) == [("careless",)]
            assert [table for table, _ in ask(owner, UNINDEXED)] == ["careless", "careless"]
            assert ask(owner, CROSSING) == [("careless_thread_id_fkey",)]
            assert ask(owner, CARELESS) == [("threads", "all_see")]
            assert ask(owner, LEAKY_VIEWS) == [("leak",)]
            assert {row[0] for row in ask(owner, ACROSS_POLICIES)} == {*ACROSS, "threads"}
            owner.rollback()
