"""The embedded PostgreSQL, for real: every test has a cluster of its own in a folder made for it."""

import ctypes
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from clew.infra import postgres_cluster
from clew.infra import postgres_process as platform
from clew.infra.embedded_postgres import EmbeddedPostgres
from clew.infra.postgres_cluster import Cluster
from clew.kit.errors import Unavailable

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kills and looks at processes the way Linux has them")
root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root has privileges to drop")

Hold = Callable[..., subprocess.Popen[str]]
SOON = 15.0  # seconds; what is waited for takes one or two on a free machine
STRANGER = 54321

HOLD = """
import pathlib, sys, time
from clew.infra import postgres_process
from clew.infra.embedded_postgres import EmbeddedPostgres
postgres_process.HAS_PARENT_DEATH_SIGNAL = "guarded" not in sys.argv
EmbeddedPostgres(pathlib.Path(sys.argv[1])).start()
print("ready", flush=True)
time.sleep(600)
"""
DETACH = """
import pathlib, sys
from clew.infra.embedded_postgres import EmbeddedPostgres
print(EmbeddedPostgres(pathlib.Path(sys.argv[1])).start_detached(float(sys.argv[2])).application)
"""


def new_folder() -> Path:
    # Not tmp_path: that of root cannot be entered by the user that the database runs as.
    folder = Path(tempfile.mkdtemp(prefix="clew test ü"))
    folder.chmod(0o755)
    return folder


@pytest.fixture
def empty_dir() -> Generator[Path]:
    """Where no Clew has ever been."""
    folder = new_folder()
    yield folder
    EmbeddedPostgres(folder).stop_any()
    eventually(lambda: not processes_of(folder))
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def made_before() -> Generator[Path]:
    folder = new_folder()
    postgres = EmbeddedPostgres(folder)
    postgres.start()
    postgres.stop()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def data_dir(made_before: Path) -> Generator[Path]:
    """Where a Clew has been before; no server runs. One for all tests, since a first start writes 50 MB."""
    assert not processes_of(made_before)
    yield made_before
    EmbeddedPostgres(made_before).stop_any()
    eventually(lambda: not processes_of(made_before))


@pytest.fixture
def running(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[EmbeddedPostgres]:
    monkeypatch.setenv("CLEW_SECRET", "canary")
    postgres = EmbeddedPostgres(data_dir)
    postgres.start()
    yield postgres
    postgres.stop()


@pytest.fixture
def hold() -> Generator[Hold]:
    """Starts other processes that run the server of a folder, as `clew serve` does."""
    started: list[subprocess.Popen[str]] = []

    def start(folder: Path, *options: str, wait: bool = True) -> subprocess.Popen[str]:
        process = python(HOLD, folder, *options)
        started.append(process)
        if wait:
            assert process.stdout
            assert process.stdout.readline() == "ready\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def python(code: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def eventually(condition: Callable[[], object], seconds: float = SOON) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def processes_of(data_dir: Path) -> list[psutil.Process]:
    """Every living program of PostgreSQL, and every watcher or guard, at work on this folder."""
    found: list[psutil.Process] = []
    for process in psutil.process_iter():
        try:
            if process.name() == "postgres":
                is_ours = Path(process.cwd()) == Cluster(data_dir, print).data
            elif process.name().startswith(("initdb", "python")):
                command = process.cmdline()
                is_ours = str(data_dir) in " ".join(command) and HOLD not in command
            else:
                is_ours = False
        except psutil.Error:
            continue
        if is_ours:
            found.append(process)
    return found


def postmaster(data_dir: Path) -> psutil.Process:
    process = Cluster(data_dir, print).postmaster()
    assert process
    return process


def query(url: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def answers(url: str) -> bool:
    try:
        return query(url, "SELECT 1") == [(1,)]
    except psycopg.OperationalError:
        return False


@contextmanager
def adopting_orphans() -> Generator[None]:
    """The children of dead children become ours, and we do not care."""
    set_child_subreaper = 36
    ctypes.CDLL(None).prctl(set_child_subreaper, 1)
    yield
    ctypes.CDLL(None).prctl(set_child_subreaper, 0)


def power_cut(*_: object) -> None:
    raise OSError("power cut")


def remember(url: str, what: str) -> None:
    query(url, "CREATE TABLE IF NOT EXISTS remembered (what text)")
    query(url, f"INSERT INTO remembered VALUES ('{what}')")  # noqa: S608 - our own words


def remembered(url: str) -> list[object]:
    """And forgets it, for the next test."""
    return [row[0] for row in query(url, "DELETE FROM remembered RETURNING what")]


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


class TestKills:
    @pytest.mark.parametrize("options", [[], ["guarded"]])
    def test_killing_clew_leaves_no_server_and_loses_nothing(
        self, data_dir: Path, hold: Hold, options: list[str]
    ) -> None:
        clew = hold(data_dir, *options)
        at = EmbeddedPostgres(data_dir).addresses()
        remember(at.owner, "committed")
        with psycopg.connect(at.owner):  # an open client must not keep it alive
            clew.kill()
            eventually(lambda: not processes_of(data_dir))
        next_one = EmbeddedPostgres(data_dir)
        next_one.start()
        assert remembered(at.owner) == ["committed"]
        next_one.stop()

    def test_a_start_right_after_the_kill_waits_for_the_old_server_to_end(self, data_dir: Path, hold: Hold) -> None:
        at = EmbeddedPostgres(data_dir).addresses()
        postgres = EmbeddedPostgres(data_dir)
        for round_number in range(3):
            clew = hold(data_dir)
            remember(at.owner, f"round {round_number}")
            clew.kill()
            clew.wait()
            postgres.start()
            assert remembered(at.owner) == [f"round {round_number}"]
            eventually(lambda: answers(at.owner))
            postgres.stop()
            assert not processes_of(data_dir)

    def test_a_server_that_is_about_to_follow_its_owner_is_not_adopted(self, data_dir: Path, hold: Hold) -> None:
        clew = hold(data_dir, "guarded")
        [guard] = [process for process in processes_of(data_dir) if process.name() != "postgres"]
        guard.kill()  # so that the server takes its time
        clew.kill()
        clew.wait()
        orphan = postmaster(data_dir)
        next_one = EmbeddedPostgres(data_dir)
        starting = threading.Thread(target=next_one.start)
        starting.start()
        time.sleep(0.7)
        orphan.send_signal(signal.SIGINT)
        starting.join()
        assert next_one.owns_server
        assert answers(next_one.addresses().owner)
        next_one.stop()

    def test_a_server_that_goes_while_it_is_being_looked_at_is_replaced(
        self, data_dir: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        provision, cut_off = Cluster.provision, [True]

        def provision_the_second_time(cluster: Cluster) -> None:
            if cut_off:
                cut_off.clear()
                cluster.stop_fast(postmaster(data_dir).pid)
                eventually(lambda: not cluster.answers())
                raise psycopg.OperationalError
            provision(cluster)

        monkeypatch.setattr(Cluster, "provision", provision_the_second_time)
        postgres = EmbeddedPostgres(data_dir)
        assert answers(postgres.start().owner)
        postgres.stop()

    def test_a_server_that_nobody_owns_is_adopted_in_the_end(self, data_dir: Path, hold: Hold) -> None:
        clew = hold(data_dir, "guarded")
        next(process for process in processes_of(data_dir) if process.name() != "postgres").kill()
        clew.kill()
        clew.wait()
        orphan = postmaster(data_dir)
        next_one = EmbeddedPostgres(data_dir)
        next_one.start()
        assert postmaster(data_dir) == orphan
        assert not next_one.owns_server
        next_one.stop()

    def test_a_killed_server_is_back_soon(self, data_dir: Path) -> None:
        postgres = EmbeddedPostgres(data_dir)
        at = postgres.start()
        remember(at.owner, "committed")
        killed = postmaster(data_dir)
        killed.kill()
        begun = time.monotonic()
        eventually(lambda: not killed.is_running() and answers(at.owner))
        assert time.monotonic() - begun < 5
        assert remembered(at.owner) == ["committed"]
        postgres.stop()
        assert not processes_of(data_dir)

    def test_a_query_that_did_not_notice_the_kill_does_not_block_the_restart(self, data_dir: Path) -> None:
        postgres = EmbeddedPostgres(data_dir)
        at = postgres.start()
        with psycopg.connect(at.owner, autocommit=True) as busy:
            pid = busy.info.backend_pid
            endless = b"SELECT count(*) FROM generate_series(1, 1e12::bigint) a WHERE a % 7 = 8"

            def ask() -> None:
                with pytest.raises(psycopg.OperationalError):
                    busy.execute(endless)

            thread = threading.Thread(target=ask)
            thread.start()
            eventually(lambda: (pid, "active") in query(at.admin, "SELECT pid, state FROM pg_stat_activity"))
            postmaster(data_dir).kill()
            eventually(lambda: answers(at.owner))
            thread.join()
        postgres.stop()

    def test_a_zombie_that_nobody_buries_does_not_block_the_restart(self, data_dir: Path, hold: Hold) -> None:
        clew = hold(data_dir)
        at = EmbeddedPostgres(data_dir).addresses()
        remember(at.owner, "committed")
        server = postmaster(data_dir)
        with adopting_orphans():  # as process 1 of a container does
            server.suspend()  # so that it cannot take its leave
            clew.kill()
            clew.wait()
            server.kill()
            eventually(lambda: server.status() == psutil.STATUS_ZOMBIE)
            assert server.ppid() == os.getpid()
            next_one = EmbeddedPostgres(data_dir)
            next_one.start()
            assert server.status() == psutil.STATUS_ZOMBIE
            assert remembered(at.owner) == ["committed"]
            next_one.stop()
            os.waitpid(server.pid, 0)

    def test_a_stranger_with_the_process_number_of_the_old_server_is_left_alone(
        self, data_dir: Path, hold: Hold
    ) -> None:
        clew = hold(data_dir)
        server = postmaster(data_dir)
        user = server.uids().real
        clew.send_signal(signal.SIGSTOP)  # or it would start another
        server.kill()
        clew.kill()
        eventually(lambda: not processes_of(data_dir))
        with subprocess.Popen(["/bin/sleep", "60"], user=user) as stranger:  # as after the restart of a container
            for lock in (Cluster(data_dir, print).data / "postmaster.pid", data_dir / "postgres/.s.PGSQL.5432.lock"):
                lines = lock.read_text(encoding="utf-8").split("\n", 1)
                lock.write_text(f"{stranger.pid}\n{lines[1]}", encoding="utf-8")
            postgres = EmbeddedPostgres(data_dir)
            assert not postgres.stop_any()
            postgres.start()
            assert stranger.poll() is None
            postgres.stop()
            stranger.kill()

    def test_a_server_that_cannot_start_says_why(self, data_dir: Path) -> None:
        postgres = EmbeddedPostgres(data_dir)
        at = postgres.start()
        query(at.admin, "ALTER SYSTEM SET shared_preload_libraries = 'no_such_library'")
        postgres.stop()
        with pytest.raises(Unavailable, match="no_such_library"):
            EmbeddedPostgres(data_dir).start()
        with pytest.raises(Unavailable, match="no_such_library"):
            EmbeddedPostgres(data_dir).start_detached()
        assert not processes_of(data_dir)
        (postgres.cluster.data / "postgresql.auto.conf").write_text("", encoding="utf-8")


class TestSharing:
    def test_two_that_start_at_once_share_one_server_and_the_survivor_takes_over(
        self, empty_dir: Path, hold: Hold
    ) -> None:
        clews = [hold(empty_dir, wait=False) for _ in range(3)]
        for clew in clews:
            assert clew.stdout
            assert clew.stdout.readline() == "ready\n"
        at = EmbeddedPostgres(empty_dir).addresses()
        for left in (2, 1):
            assert len([process for process in processes_of(empty_dir) if process.ppid() in _pids(clews)]) == 1
            remember(at.owner, f"while {left} are left")
            owner = next(clew for clew in clews if clew.pid == postmaster(empty_dir).ppid())
            owner.kill()
            owner.wait()
            clews.remove(owner)
            eventually(lambda: Cluster(empty_dir, print).postmaster() and postmaster(empty_dir).ppid() in _pids(clews))
            eventually(lambda: answers(at.owner))
        assert remembered(at.owner) == ["while 2 are left", "while 1 are left"]

    def test_who_shares_a_server_does_not_stop_it(self, data_dir: Path) -> None:
        owner, guest = EmbeddedPostgres(data_dir), EmbeddedPostgres(data_dir)
        assert owner.start() == guest.start()
        assert (owner.owns_server, guest.owns_server) == (True, False)
        guest.stop()
        assert owner.is_running()
        owner.stop()
        assert not owner.is_running()

    def test_stopping_sends_clients_away_at_once(self, data_dir: Path) -> None:
        postgres = EmbeddedPostgres(data_dir)
        with psycopg.connect(postgres.start().application):
            begun = time.monotonic()
            postgres.stop()
        assert time.monotonic() - begun < 5


def _pids(processes: list[subprocess.Popen[str]]) -> set[int]:
    return {process.pid for process in processes}


class TestDetached:
    def test_it_outlives_its_starter_holds_none_of_its_pipes_and_ends_when_idle(self, data_dir: Path) -> None:
        starter = python(DETACH, data_dir, 1.6 / 60)
        url = starter.communicate(timeout=SOON)[0].strip()  # returns when nobody holds the pipe any more
        assert starter.returncode == 0
        with psycopg.connect(url):
            time.sleep(2.5)
            assert answers(url)  # it is in use
        eventually(lambda: not processes_of(data_dir))

    def test_killing_its_watcher_ends_it_and_killing_it_does_not(self, data_dir: Path) -> None:
        postgres = EmbeddedPostgres(data_dir)
        at = postgres.start_detached()
        first = postmaster(data_dir)
        watcher = first.parent()
        assert watcher
        assert os.getsid(watcher.pid) != os.getsid(0)
        first.kill()
        eventually(lambda: not first.is_running() and answers(at.owner))
        assert postmaster(data_dir).parent() == watcher
        watcher.kill()
        eventually(lambda: not processes_of(data_dir))

    def test_its_watcher_leaves_when_the_data_is_deleted(self, empty_dir: Path) -> None:
        EmbeddedPostgres(empty_dir).start_detached()
        shutil.rmtree(empty_dir / "postgres")
        for process in processes_of(empty_dir):
            if process.name() == "postgres":  # it would notice by itself within a minute
                process.kill()
        eventually(lambda: not processes_of(empty_dir))

    def test_a_second_one_finds_the_first(self, empty_dir: Path) -> None:
        starters = [python(DETACH, empty_dir, 1) for _ in range(2)]
        urls = {starter.communicate(timeout=SOON)[0] for starter in starters}
        assert len(urls) == 1
        eventually(lambda: len([p for p in processes_of(empty_dir) if p.name() != "postgres"]) == 1)
        server = postmaster(empty_dir)
        EmbeddedPostgres(empty_dir).start_detached()
        assert postmaster(empty_dir) == server

    def test_it_serves_a_clew_that_comes_later_and_its_end_is_made_up_for(self, data_dir: Path) -> None:
        EmbeddedPostgres(data_dir).start_detached()
        watcher = postmaster(data_dir).parent()
        assert watcher
        clew = EmbeddedPostgres(data_dir)
        at = clew.start()
        assert not clew.owns_server
        watcher.kill()
        eventually(lambda: clew.owns_server and answers(at.owner))
        clew.stop()


class TestStoppingWhateverRuns:
    def test_there_may_be_nothing_to_stop(self, empty_dir: Path) -> None:
        assert not EmbeddedPostgres(empty_dir).stop_any()
        assert not list(empty_dir.iterdir())

    def test_a_detached_server_and_its_watcher_are_gone(self, data_dir: Path) -> None:
        postgres = EmbeddedPostgres(data_dir)
        postgres.start_detached()
        assert postgres.stop_any()
        eventually(lambda: not processes_of(data_dir))
        postgres.start_detached()
        assert postgres.is_running()

    def test_a_running_clew_leaves_it_stopped_and_uses_it_again_when_somebody_starts_it(
        self, data_dir: Path, hold: Hold
    ) -> None:
        clew = hold(data_dir)
        here = EmbeddedPostgres(data_dir)
        assert here.stop_any()
        time.sleep(1.5)
        assert not here.is_running()
        at = here.start()
        assert answers(at.application)
        time.sleep(1)  # for the other to find it
        here.stop()
        eventually(lambda: Cluster(data_dir, print).postmaster() and postmaster(data_dir).ppid() == clew.pid)


class TestWhereThereAreNoUnixSockets:
    def test_a_password_protects_a_port_of_this_machine(self, empty_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(platform, "HAS_UNIX_SOCKETS", False)
        postgres = EmbeddedPostgres(empty_dir)
        at = postgres.start()
        assert answers(at.application)
        assert at == EmbeddedPostgres(empty_dir).addresses()
        assert [connection.laddr[0] for connection in postmaster(empty_dir).net_connections("inet")] == ["127.0.0.1"]
        wrong = make_url(at.application).set(password="wrong").render_as_string(hide_password=False)
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            query(wrong, "SELECT 1")
        postgres.stop()
