"""Migrations: they make the tables that the models describe, they can be taken back, and only one at a time runs."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import LiteralString

import psycopg
import pytest
from alembic.config import Config as AlembicConfig
from alembic.script import ScriptDirectory
from tests.conftest import Cluster

from clew.infra.config import Config
from clew.infra.embedded_postgres import Addresses
from clew.main.database import (
    ROOT,
    DatabaseUnfit,
    bring_up_to_date,
    current,
    head,
    known,
    migrate,
    prepare,
    require_current,
)

LOCK = 4_127_001  # of migrations/env.py
LONGER_THAN_FOR_TABLES = 5.5  # seconds; a migration waits at most 5 for a table, but longer for another migrator
SCHEMA: dict[str, LiteralString] = {
    "columns": """select c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
        pg_get_expr(d.adbin, d.adrelid)
        from pg_attribute a join pg_class c on c.oid = a.attrelid
        left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
        where c.relnamespace = 'public'::regnamespace and a.attnum > 0 and not a.attisdropped""",
    "tables": """select relname, relkind, relowner::regrole::text, relrowsecurity, relforcerowsecurity
        from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v', 'm', 'S', 'i')""",
    "constraints": """select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint
        where connamespace = 'public'::regnamespace""",
    "indexes": "select indexdef from pg_indexes where schemaname = 'public'",
    "policies": "select * from pg_policies where schemaname = 'public'",
    "functions": """select p.oid::regprocedure::text, p.proowner::regrole::text, md5(pg_get_functiondef(p.oid))
        from pg_proc p where p.pronamespace = 'public'::regnamespace and p.prokind = 'f'""",
    "triggers": """select tgrelid::regclass::text, pg_get_triggerdef(oid) from pg_trigger where not tgisinternal""",
    "types": """select t.typname, t.typtype, array_agg(e.enumlabel::text order by e.enumsortorder) from pg_type t
        left join pg_enum e on e.enumtypid = t.oid where t.typnamespace = 'public'::regnamespace group by 1, 2""",
    "grants": """select c.relname, a.grantee::regrole::text, a.privilege_type from pg_class c, aclexplode(c.relacl) a
        where c.relnamespace = 'public'::regnamespace""",
    "grants of columns": """select a.attrelid::regclass::text, a.attname, g.grantee::regrole::text, g.privilege_type
        from pg_attribute a join pg_class c on c.oid = a.attrelid, aclexplode(a.attacl) g
        where c.relnamespace = 'public'::regnamespace""",
    "grants of functions": """select p.oid::regprocedure::text, a.grantee, a.privilege_type
        from pg_proc p, aclexplode(p.proacl) a where p.pronamespace = 'public'::regnamespace""",
    "seeds": """select 'role', name, id from roles union all select 'permission', name, id from permissions
        union all select 'model', name, id from ai_models""",
}


def config_of(addresses: Addresses) -> Config:
    return Config(database_url=addresses.application, database_owner_url=addresses.owner)


def schema(addresses: Addresses, *parts: str) -> dict[str, list[str]]:
    """All that migrations make, in words."""
    with psycopg.connect(addresses.owner) as connection:
        return {part: sorted(str(row) for row in connection.execute(SCHEMA[part])) for part in parts or SCHEMA}


def stamp(addresses: Addresses, revision: str) -> None:
    with psycopg.connect(addresses.owner) as connection:
        connection.execute("update alembic_version set version_num = %s", [revision])


def scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(AlembicConfig(ROOT / "alembic.ini"))


class TestRevisions:
    def test_the_newest_is_the_one_that_alembic_takes_for_it(self) -> None:
        assert scripts().get_heads() == [head()]

    def test_are_known_by_the_names_of_their_files(self) -> None:
        revisions = {script.revision for script in scripts().walk_revisions()}
        assert revisions == known()
        assert all(script.path.rpartition("/")[2].startswith(script.revision) for script in scripts().walk_revisions())


class TestMigrations:
    def test_make_what_the_models_describe(self, database: Addresses) -> None:
        migrate(config_of(database), "check")
        with psycopg.connect(database.owner) as connection:
            connection.execute("alter table threads add column planted text")
        with pytest.raises(DatabaseUnfit, match="planted"):
            migrate(config_of(database), "check")

    def test_can_be_taken_back_and_made_again(self, empty: Addresses) -> None:
        before = schema(empty, "tables", "types", "functions")
        migrate(config_of(empty))
        made = schema(empty)
        assert current(empty.owner) == head()
        migrate(config_of(empty), "downgrade", "base")
        left = schema(empty, "tables", "types", "functions")
        assert {part: [one for one in rows if "alembic_version" not in one] for part, rows in left.items()} == before
        migrate(config_of(empty))
        assert schema(empty) == made

    def test_of_two_processes_at_once_are_made_once(self, empty: Addresses) -> None:
        with psycopg.connect(empty.owner) as holder, ThreadPoolExecutor(2) as threads:
            holder.execute("select pg_advisory_lock(%s)", [LOCK])
            begun = time.monotonic()
            both = [threads.submit(migrate, config_of(empty)) for _ in range(2)]
            waiting = "select count(*) from pg_locks where locktype = 'advisory' and not granted and objid = %s"
            while holder.execute(waiting, [LOCK]).fetchone() != (2,):
                assert time.monotonic() - begun < 30, "both ask for the lock"
                time.sleep(0.05)
            time.sleep(LONGER_THAN_FOR_TABLES)
            holder.execute("select pg_advisory_unlock(%s)", [LOCK])
            for one in both:
                one.result()
        require_current(empty.application)

    def test_that_fail_leave_nothing_of_themselves(self, empty: Addresses) -> None:
        with psycopg.connect(empty.owner) as connection:
            connection.execute("create function owner_exists() returns boolean language sql as 'select true'")
        with pytest.raises(DatabaseUnfit, match="owner_exists") as failure:
            migrate(config_of(empty))
        assert "\n" not in str(failure.value)
        assert current(empty.owner) == min(known())
        assert schema(empty, "policies")["policies"] == []
        with pytest.raises(DatabaseUnfit, match="clew db upgrade"):
            require_current(empty.owner)


class TestRefusal:
    def test_of_a_database_that_is_behind(self, database: Addresses) -> None:
        stamp(database, min(known()))
        with pytest.raises(DatabaseUnfit, match=f"must be at {head()}: run `clew db upgrade`") as refusal:
            require_current(database.application)
        assert "\n" not in str(refusal.value)
        stamp(database, head())
        require_current(database.application)

    def test_of_a_database_without_tables(self, empty: Addresses) -> None:
        with pytest.raises(DatabaseUnfit, match="at migration none"):
            require_current(empty.owner)

    def test_of_a_database_of_a_newer_clew(self, database: Addresses) -> None:
        before = schema(database)
        stamp(database, "2999_01_01_0000")
        said: list[str] = []
        with pytest.raises(DatabaseUnfit, match="2999_01_01_0000, which this Clew does not know") as refusal:
            prepare(config_of(database), database, said.append)
        assert "\n" not in str(refusal.value)
        assert said == []
        assert schema(database) == before
        stamp(database, head())

    def test_where_the_owner_is_not_told(self, empty: Addresses) -> None:
        """Nobody migrates with the rights of the application."""
        with psycopg.connect(empty.owner) as connection:
            connection.execute(
                "grant connect on database {} to clew_app".replace("{}", connection.info.dbname).encode()
            )
        without = Addresses(empty.application, "", "")
        with pytest.raises(DatabaseUnfit, match="run `clew db upgrade`"):
            prepare(Config(database_url=without.application), without, print)

    def test_an_empty_one_is_migrated_at_the_start(self, empty: Addresses) -> None:
        said: list[str] = []
        prepare(config_of(empty), empty, said.append)
        assert said == ["Updating the database …"]
        assert current(empty.application) == head()

    def test_of_a_role_that_may_not_use_the_tables(self, cluster: Cluster, empty: Addresses) -> None:
        """The owner cannot let it, so an administrator is asked to; once that is done, all is well."""
        other = Addresses(empty.application.replace("clew_app@", "somebody@"), empty.owner, "")
        with psycopg.connect(cluster.addresses.admin, autocommit=True) as admin:
            admin.execute("drop role if exists somebody")
            admin.execute("create role somebody login")
            try:
                with pytest.raises(DatabaseUnfit, match="grant clew_app to somebody"):
                    bring_up_to_date(config_of(other), other)
                admin.execute("grant clew_app to somebody")
                bring_up_to_date(config_of(other), other)
                require_current(other.application)
            finally:
                admin.execute("drop role somebody")
