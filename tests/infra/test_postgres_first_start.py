"""The first start of the embedded PostgreSQL, and who may reach it: every test has a cluster of its own."""

import os
import shutil
import stat
import subprocess
import time
from pathlib import Path

import psutil
import psycopg
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from tests.infra.clusters import (
    STRANGER,
    Hold,
    answers,
    eventually,
    postmaster,
    power_cut,
    processes_of,
    query,
    remember,
    remembered,
)

from clew.infra import postgres_cluster
from clew.infra import postgres_process as platform
from clew.infra.embedded_postgres import EmbeddedPostgres
from clew.infra.postgres_cluster import Cluster
from clew.kit.errors import Unavailable

root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root has privileges to drop")


class TestTheFirstStart:
    def test_makes_a_database_that_the_next_start_finds_again(self, empty_dir: Path) -> None:
        said: list[str] = []
        first = EmbeddedPostgres(empty_dir, said.append)
        assert not first.is_running()
        addresses = first.start()
        assert "Creating" in said[0]
        remember(addresses.owner, "the first day")
        first.stop()
        assert not processes_of(empty_dir)

        second = EmbeddedPostgres(empty_dir, said.append)
        begun = time.monotonic()
        assert second.start() == addresses == second.addresses()
        assert time.monotonic() - begun < 3
        assert remembered(addresses.owner) == ["the first day"]
        assert len(said) == 1  # a warm start has nothing to tell
        second.stop()

    def test_provides_roles_and_extensions_for_clew_and_for_databases_made_later(
        self, running: EmbeddedPostgres
    ) -> None:
        at = running.addresses()
        roles = """
            SELECT rolname, rolcanlogin, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb
            FROM pg_roles WHERE rolname LIKE 'clew%' ORDER BY 1
        """
        assert query(at.admin, roles) == [
            ("clew_admin", True, True, True, True, True),
            ("clew_app", True, False, False, False, False),
            ("clew_owner", True, False, False, True, False),
            ("clew_system", False, False, False, False, False),
        ]
        query(at.admin, "DROP DATABASE IF EXISTS later")
        query(at.admin, "CREATE DATABASE later OWNER clew_owner")
        for owner in (at.owner, at.owner.replace("/clew?", "/later?")):
            extensions = {row[0] for row in query(owner, "SELECT extname FROM pg_extension")}
            assert extensions == {"plpgsql", "vector", "pg_trgm", "unaccent", "btree_gin", "citext"}
            query(owner, "CREATE FUNCTION two() RETURNS int LANGUAGE sql SECURITY DEFINER RETURN 2")
            query(owner, "ALTER FUNCTION two() OWNER TO clew_system")
            query(owner, "CREATE TABLE near (place vector(3))")
        assert query(at.application, "SELECT current_user::text, two()") == [("clew_app", 2)]

    def test_gives_the_application_no_more_than_it_needs(self, running: EmbeddedPostgres) -> None:
        at = running.addresses()
        for statement in ("CREATE TABLE mine (x int)", "SET ROLE clew_system", "CREATE TEMP TABLE mine (x int)"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                query(at.application, statement)
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            query(at.application.replace("/clew?", "/template1?"), "SELECT 1")

    def test_is_set_up_to_keep_what_it_promised_and_to_sort_the_same_everywhere(
        self, running: EmbeddedPostgres
    ) -> None:
        at = running.addresses()
        expected = {
            "fsync": "on",
            "synchronous_commit": "on",
            "full_page_writes": "on",
            "data_checksums": "on",
            "listen_addresses": "",
            "unix_socket_permissions": "0700",
            "TimeZone": "UTC",
            "server_encoding": "UTF8",
            "statement_timeout": "0",
        }
        settings = {str(name): value for name, value in query(at.application, "SELECT name, setting FROM pg_settings")}
        assert {name: settings[name] for name in expected} == expected
        assert query(at.application, "SELECT datlocprovider, datlocale FROM pg_database WHERE datname = 'clew'") == [
            ("b", "C.UTF-8")
        ]
        # Letters beyond ASCII are letters for similarity search too.
        assert query(at.application, "SELECT similarity('größe', 'GRÖSSE') > 0.1, similarity('öäü', 'öäü')") == [
            (True, 1.0)
        ]

    def test_names_its_address_so_that_sqlalchemy_understands_it(
        self, running: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PGPORT", "1")  # somebody's habits must not lead elsewhere
        url = make_url(running.addresses().application).set(drivername="postgresql+psycopg")
        engine = create_engine(url)
        with engine.connect() as connection:
            assert connection.execute(text("SELECT current_user")).scalar_one() == "clew_app"
        engine.dispose()

    def test_repairs_a_set_up_that_was_cut_off(self, empty_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(Cluster, "_equip", power_cut)
            with pytest.raises(OSError, match="power cut"):
                EmbeddedPostgres(empty_dir).start()
        assert not processes_of(empty_dir)
        postgres = EmbeddedPostgres(empty_dir)
        assert query(postgres.start().owner, "SELECT '[1]'::vector::text") == [("[1]",)]
        postgres.stop()

    def test_makes_up_for_an_initdb_that_was_killed(self, empty_dir: Path, hold: Hold) -> None:
        postgres = EmbeddedPostgres(empty_dir)
        folder = postgres.cluster.folder
        first = hold(empty_dir, wait=False)
        eventually(lambda: list(folder.glob("cluster.new-*/global")))
        first.kill()
        assert not postgres.cluster.data.exists()
        postgres.start()
        assert [path.name for path in folder.glob("cluster*")] == ["cluster"]
        assert postgres.is_running()
        postgres.stop()

    def test_brings_what_a_newer_clew_adds_to_an_older_cluster(
        self, empty_dir: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(postgres_cluster, "EXTENSIONS", ("vector",))
            older = EmbeddedPostgres(empty_dir)
            older.start()
        monkeypatch.setattr(postgres_cluster, "PROVISIONING", postgres_cluster.PROVISIONING + 1)
        newer = EmbeddedPostgres(empty_dir)
        at = newer.start()  # shares the server, and provisions it all the same
        assert query(at.owner, "SELECT similarity('a', 'a')") == [(1.0,)]
        newer.stop()
        older.stop()


class TestWhoMayReachIt:
    @root_only
    def test_the_server_is_not_root_and_knows_none_of_our_secrets(self, running: EmbeddedPostgres) -> None:
        server = running.cluster.postmaster()
        assert server
        assert 0 not in (*server.uids(), *server.gids())
        assert "canary" not in Path(f"/proc/{server.pid}/environ").read_text(encoding="utf-8")
        assert Path(f"/proc/{server.pid}/status").read_text(encoding="utf-8").count("\nGroups:\t \n") == 1

    @root_only
    def test_other_users_of_the_machine_do_not_get_in(self, running: EmbeddedPostgres) -> None:
        url = running.addresses().application
        psql = [platform.installed() / "pginstall" / "bin" / "psql", url, "-c", "SELECT 1"]
        assert subprocess.run(psql, check=False, capture_output=True).returncode == 0
        stranger = subprocess.run(psql, check=False, capture_output=True, text=True, user=STRANGER, group=STRANGER)
        assert "Permission denied" in stranger.stderr

    @root_only
    def test_a_folder_that_the_database_cannot_enter_is_named(self, empty_dir: Path) -> None:
        closed = empty_dir / "closed"
        closed.mkdir(mode=0o700)
        with pytest.raises(Unavailable, match=f"postgres, who may not enter {closed}\\..*CLEW_DATA_DIR"):
            EmbeddedPostgres(closed / "data").start()
        assert not list(closed.glob("data/postgres"))
        closed.chmod(0o711)
        EmbeddedPostgres(closed / "data").cluster.open()

    @root_only
    def test_programs_in_roots_home_are_copied_to_where_they_can_run(
        self, empty_dir: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        home = empty_dir / "root"
        for part in (platform.installed(), platform.installed().with_suffix(".libs")):
            shutil.copytree(part, home / part.name, symlinks=True)
        home.chmod(0o700)
        monkeypatch.setattr(platform, "installed", lambda: home / platform.WHEEL)
        postgres = EmbeddedPostgres(empty_dir / "data")
        postgres.start()
        assert Path(postmaster(empty_dir / "data").exe()).is_relative_to(empty_dir / "data")
        postgres.stop()

    def test_a_long_path_gets_a_short_socket_that_is_as_private(self, empty_dir: Path) -> None:
        deep = empty_dir / ("d" * 60) / ("e" * 60)
        postgres = EmbeddedPostgres(deep)
        url = postgres.start().application
        assert answers(url)
        [folder] = {Path(path).parent for path in _sockets_of(postmaster(deep))}
        assert folder.parent == Path("/tmp")  # noqa: S108
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert folder.stat().st_uid == postmaster(deep).uids().real
        postgres.stop()
        folder.rmdir()

    @root_only
    def test_a_short_folder_that_a_stranger_made_first_is_refused(self, empty_dir: Path) -> None:
        postgres = EmbeddedPostgres(empty_dir / ("d" * 60) / ("e" * 60))
        assert isinstance(postgres.cluster.endpoint, platform.SocketEndpoint)
        trap = postgres.cluster.endpoint.folder
        trap.mkdir()
        os.chown(trap, STRANGER, STRANGER)
        with pytest.raises(Unavailable, match="belongs to another user"):
            postgres.start()
        assert not list(trap.iterdir())
        trap.rmdir()

    def test_the_log_tells_of_failures_but_not_what_people_wrote(self, running: EmbeddedPostgres) -> None:
        at = running.addresses()
        query(at.owner, "CREATE TABLE person (email text PRIMARY KEY)")
        query(at.owner, "INSERT INTO person VALUES ('ann@example.org')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            query(at.owner, "INSERT INTO person VALUES ('ann@example.org')")
        log = running.cluster.log.read_text(encoding="utf-8")
        assert "duplicate key" in log
        assert "ann@example.org" not in log

    def test_the_log_does_not_grow_for_ever(self, running: EmbeddedPostgres) -> None:
        at = running.addresses()
        with running.cluster.log.open("a", encoding="utf-8") as log:
            log.write("x" * postgres_cluster.LARGEST_LOG)
        running.cluster.trim_log()
        with pytest.raises(psycopg.errors.UndefinedTable):
            query(at.owner, "SELECT * FROM nowhere")
        assert "nowhere" in running.cluster.log.read_text(encoding="utf-8")[:500]
        assert sum(path.stat().st_size for path in running.cluster.folder.glob("*.log*")) < 6_000_000


def _sockets_of(process: psutil.Process) -> list[str]:
    return [connection.laddr for connection in process.net_connections("unix") if isinstance(connection.laddr, str)]
