"""The embedded PostgreSQL's data on disk: making it, provisioning it, and telling which process serves it."""

import os
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import LiteralString

import psutil
import psycopg
from psycopg import pq, sql

from clew.infra import postgres_process as platform
from clew.kit.errors import Unavailable

DATABASE = "clew"
ADMIN, OWNER, APPLICATION, SYSTEM = "clew_admin", "clew_owner", "clew_app", "clew_system"
EXTENSIONS = ("vector", "pg_trgm", "unaccent", "btree_gin", "citext")
PROVISIONING = 2
"""Raise it when `provision` has more to do, and every existing cluster gets that at its next start."""

LARGEST_LOG = 5 * 1024 * 1024
_ANSWER_SECONDS = 2  # libpq's least connect_timeout
_LEFTOVER_SECONDS = 1.0

# For a machine that does other things too. ALTER SYSTEM overrides each of them.
_SETTINGS = {
    "max_connections": "60",
    "shared_buffers": "48MB",
    "effective_cache_size": "512MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "huge_pages": "off",
    "io_method": "sync",  # the default keeps three processes for it
    "jit": "off",
    "random_page_cost": "1.1",
    "max_worker_processes": "2",
    "max_parallel_workers": "0",  # parallel queries need /dev/shm, of which a container has little
    "max_parallel_workers_per_gather": "0",
    "max_parallel_maintenance_workers": "0",
    "max_logical_replication_workers": "0",
    "max_wal_senders": "2",  # pg_basebackup
    "autovacuum_worker_slots": "2",
    "autovacuum_max_workers": "2",
    "min_wal_size": "64MB",
    "max_wal_size": "256MB",
    "checkpoint_timeout": "15min",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    # What people write must not reach the log: no statements, no "Key (email)=(…) already exists".
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "cluster_name": "clew",
}

_ROLES: LiteralString = """
DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['clew_owner', 'clew_app', 'clew_system'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
            EXECUTE format('CREATE ROLE %I', name);
        END IF;
    END LOOP;
END $$;
ALTER ROLE clew_owner LOGIN NOSUPERUSER NOBYPASSRLS NOREPLICATION NOCREATEDB CREATEROLE;
ALTER ROLE clew_app LOGIN NOSUPERUSER NOBYPASSRLS NOREPLICATION NOCREATEDB NOCREATEROLE;
ALTER ROLE clew_system NOLOGIN NOSUPERUSER NOBYPASSRLS NOREPLICATION NOCREATEDB NOCREATEROLE;
-- So that migrations can give a function to clew_system. The owner does not inherit what that role sees of all people.
GRANT clew_system TO clew_owner WITH ADMIN FALSE, INHERIT FALSE, SET TRUE;
"""


class Cluster:
    """`data_dir / "postgres"`: the cluster itself, its socket, log, lock and settings."""

    def __init__(self, data_dir: Path, say: Callable[[str], None]) -> None:
        self.folder = data_dir.resolve() / "postgres"
        self.data = self.folder / "cluster"
        self.log = self.folder / "postgres.log"
        self._stop_request = self.folder / "stop-requested"
        self._say = say
        self._account = platform.database_account(self.folder)
        self.endpoint = platform.endpoint(self.folder, self._account)

    # --- the folder ---

    def open(self) -> None:
        """Makes the folder; raises `Unavailable` where that cannot be done safely."""
        platform.make_private(self.folder, self._account)
        self.endpoint.prepare()

    @contextmanager
    def lock(self, give_up: Callable[[], bool] = lambda: False) -> Generator[None]:
        """Held over every decision about which process serves the data."""
        said = False

        def hold_on(seconds: float) -> None:
            nonlocal said
            if give_up():
                raise Unavailable("The start of the database was called off")
            if seconds > 2 and not said:  # noqa: PLR2004 - seconds
                said = True
                self._say("Waiting for another Clew that is starting or stopping the database …")

        with platform.file_lock(self.folder / "lock", self._account, hold_on):
            yield

    def request_stop(self) -> None:
        """Tells every Clew that watches this server to leave it stopped."""
        platform.write_private(self._stop_request, "", self._account)

    def allow_start(self) -> None:
        self._stop_request.unlink(missing_ok=True)

    def is_stop_requested(self) -> bool:
        return self._stop_request.exists()

    def open_log(self) -> int:
        """A descriptor to append with; the caller closes it."""
        return self._open_log(os.O_WRONLY | os.O_APPEND)

    def _open_log(self, flags: int) -> int:
        return platform.open_private(self.log, flags, self._account)

    def trim_log(self) -> None:
        """One older log is kept. The server appends, so that emptying the file under it is safe."""
        with suppress(OSError, Unavailable), os.fdopen(self._open_log(os.O_RDWR), "r+b") as log:
            if os.fstat(log.fileno()).st_size > LARGEST_LOG:
                text = log.read().decode(errors="replace")
                platform.write_private(self.log.with_suffix(".log.1"), text, self._account)
                log.truncate(0)

    def end_of_log(self, since: int = 0) -> str:
        with suppress(OSError, Unavailable), os.fdopen(self._open_log(os.O_RDONLY), "rb") as log:
            log.seek(since)
            return log.read().decode(errors="replace").strip()[-1500:]
        return ""

    # --- making it ---

    def make(self) -> None:
        """initdb, into a folder that gets its name when it is complete: a kill in between leaves no half cluster."""
        if self.data.exists():
            self._refuse_other_version()
            return
        for half_made in self.folder.glob("cluster.new-*"):
            shutil.rmtree(half_made, ignore_errors=True)
        self._say("Creating the database (this once; a few seconds) …")
        # A name of its own for each attempt, since the initdb of a killed Clew may still be at work in the last one.
        fresh = self.folder / f"cluster.new-{secrets.token_hex(4)}"
        for ctype in ("C.UTF-8", "en_US.UTF-8", "C"):
            begun = self.log.stat().st_size if self.log.exists() else 0
            if self._initdb(fresh, ctype):
                fresh.rename(self.data)
                platform.make_durable(self.folder)
                return
            if "invalid locale name" not in self.end_of_log(begun):
                break
        raise Unavailable(f"initdb failed:\n{self.end_of_log()}")

    def _initdb(self, fresh: Path, ctype: str) -> bool:
        options = [
            *("-D", fresh, "-U", ADMIN, "--encoding=UTF8", "--no-instructions"),
            # The built-in provider sorts the same on every machine and in every year: an index made with the C
            # library's or ICU's rules breaks when these are updated.
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
            # But pg_trgm still asks the C library what a letter is, and with C none beyond ASCII is one.
            f"--lc-ctype={ctype}",
            *self.endpoint.authentication(),
        ]
        output = self.open_log()
        try:
            process = platform.launch(
                [self.programs / "initdb", *options], account=self._account, output=output, death_signal=signal.SIGTERM
            )
        finally:
            os.close(output)
        return process.wait() == 0

    def _refuse_other_version(self) -> None:
        mine = platform.postgres_version().split(".", 1)[0]
        with suppress(OSError):
            theirs = (self.data / "PG_VERSION").read_text(encoding="ascii").strip()
            if theirs != mine:
                raise Unavailable(
                    f"The data in {self.data} was written by PostgreSQL {theirs}, and this Clew brings PostgreSQL "
                    f"{mine}. Export it with the Clew that wrote it, and import it here."
                )

    @property
    def programs(self) -> Path:
        return platform.programs(self.folder, self._account)

    # --- the server ---

    def spawn(self) -> subprocess.Popen[bytes]:
        """A server that dies with the calling thread. It takes a moment until it answers."""
        settings = self.folder / "settings.conf"
        lines = [f"{name} = '{value}'" for name, value in _SETTINGS.items()]
        platform.write_private(settings, "\n".join([*lines, ""]), self._account)
        command = ["-D", str(self.data), "-c", f"config_file={settings}", *self.endpoint.arguments()]
        output = self.open_log()
        try:
            return platform.launch(
                [self.programs / "postgres", *command],
                account=self._account,
                output=output,
                death_signal=signal.SIGINT,
            )
        finally:
            os.close(output)

    def ping(self) -> pq.Ping:
        """REJECT means that there is a server which is starting, recovering or stopping."""
        url = f"{self.endpoint.url(ADMIN, 'postgres')}&connect_timeout={_ANSWER_SECONDS}"
        return pq.Ping(pq.PGconn.ping(url.encode()))

    def answers(self) -> bool:
        return self.ping() is pq.Ping.OK

    def stop_fast(self, pid: int) -> None:
        platform.stop_fast(pid, self.programs, self.data)

    def postmaster(self) -> psutil.Process | None:
        """The living server of this data, whoever started it."""
        pid = _pid_in(self.data / "postmaster.pid")
        if pid is None:
            return None
        with suppress(psutil.Error):
            process = psutil.Process(pid)
            if self.is_server(process):
                return process
        return None

    def is_orphaned(self) -> bool:
        """Whether the server has lost the Clew that started it, so that it is about to end (or nobody's)."""
        with suppress(psutil.Error):
            server = self.postmaster()
            return server is not None and server.environ().get(platform.OWNER) != str(server.ppid())
        return False

    def is_server(self, process: psutil.Process) -> bool:
        """Whether this is a living PostgreSQL process at work on this data: numbers of processes are used again."""
        try:
            # Every process of PostgreSQL works in its data folder. A zombie has no folder any more.
            return (
                process.is_running()
                and process.name() in {"postgres", "postgres.exe"}
                and process.status() != psutil.STATUS_ZOMBIE
                and Path(process.cwd()) == self.data
            )
        except psutil.NoSuchProcess:
            return False

    def clear_remains(self) -> None:
        """Removes what a killed server leaves and the next would stumble over.

        That is processes that did not notice yet, and lock files whose process number now belongs to a zombie or a
        stranger (PostgreSQL would believe them). Only call it, with the lock held, when `postmaster()` is None.
        """
        locks = [self.data / "postmaster.pid", *self._socket_locks()]
        if not any(lock.exists() for lock in locks):
            return
        begun = time.monotonic()
        while remains := [process for process in psutil.process_iter() if self._is_remaining(process)]:
            waited = time.monotonic() - begun
            # A busy query does not look whether its server lives. Without one, its work is lost anyway.
            if waited > _LEFTOVER_SECONDS:
                for process in remains:
                    with suppress(psutil.NoSuchProcess):
                        process.kill()
            time.sleep(0.02)
        for lock in locks:
            if self._is_misleading(lock):
                lock.unlink(missing_ok=True)

    def _socket_locks(self) -> list[Path]:
        if isinstance(self.endpoint, platform.SocketEndpoint):
            return [self.endpoint.folder / f"{platform.SOCKET_NAME}.lock"]
        return []

    def _is_remaining(self, process: psutil.Process) -> bool:
        with suppress(psutil.Error):
            return self.is_server(process)
        return False

    def _is_misleading(self, lock: Path) -> bool:
        pid = _pid_in(lock)
        if pid is None or not psutil.pid_exists(pid):
            return False  # PostgreSQL handles these
        try:
            return not self.is_server(psutil.Process(pid))
        except psutil.ZombieProcess:
            return True
        except psutil.Error:
            return False  # when in doubt, PostgreSQL refuses to start, which loses nothing

    # --- what is in it ---

    def connect(self, database: str = "postgres", role: str = ADMIN) -> psycopg.Connection:
        return psycopg.connect(self.endpoint.url(role, database), autocommit=True, connect_timeout=10)

    def is_provisioned(self) -> bool:
        with self.connect() as connection:
            return self._is_marked(connection)

    def is_ready(self) -> bool:
        try:
            return self.answers() and self.is_provisioned()
        except psycopg.OperationalError:
            return False

    def provision(self) -> None:
        """Roles, extensions and the database `clew`; what is there already stays. The mark comes last."""
        with self.connect() as connection:
            if self._is_marked(connection):
                return
            connection.execute(_ROLES)
            if self.endpoint.password:
                for role in (OWNER, APPLICATION):
                    statement = sql.SQL("ALTER ROLE {} PASSWORD {}")
                    connection.execute(statement.format(sql.Identifier(role), sql.Literal(self.endpoint.password)))
            for template in ("postgres", "template1"):
                connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(template)))
            # In the template too, so that every database that tests or a restore make has them: only a superuser may.
            self._equip("template1")
            self._wait_until_left(connection, "template1")
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute("CREATE DATABASE clew OWNER clew_owner")
            else:
                self._equip(DATABASE)
            connection.execute("REVOKE ALL ON DATABASE clew FROM PUBLIC")
            connection.execute("GRANT CONNECT ON DATABASE clew TO clew_app")
            connection.execute(sql.SQL("COMMENT ON DATABASE clew IS {}").format(sql.Literal(_mark())))

    def _equip(self, database: str) -> None:
        with self.connect(database) as connection, connection.transaction():
            connection.execute("SET LOCAL client_min_messages = warning")
            for extension in EXTENSIONS:
                name = sql.Identifier(extension)
                connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(name))
                connection.execute(sql.SQL("ALTER EXTENSION {} UPDATE").format(name))
            connection.execute("GRANT USAGE, CREATE ON SCHEMA public TO clew_system")

    @staticmethod
    def _wait_until_left(connection: psycopg.Connection, database: str) -> None:
        """A backend takes some milliseconds to go, and CREATE DATABASE looks only every 100 for an unused template."""
        query = "SELECT 1 FROM pg_stat_activity WHERE datname = %s"
        for _ in range(100):
            if not connection.execute(query, [database]).fetchone():
                return
            time.sleep(0.002)

    @staticmethod
    def _is_marked(connection: psycopg.Connection) -> bool:
        query = "SELECT shobj_description(oid, 'pg_database') = %s FROM pg_database WHERE datname = %s"
        found = connection.execute(query, [_mark(), DATABASE]).fetchone()
        return bool(found and found[0])


def _mark() -> str:
    return f"provisioned {PROVISIONING} with PostgreSQL {platform.postgres_version()}"


def _pid_in(lock: Path) -> int | None:
    try:
        return int(lock.read_text(encoding="utf-8", errors="replace").split("\n", 1)[0])
    except (OSError, ValueError):
        return None
