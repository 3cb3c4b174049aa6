"""The PostgreSQL that Clew brings along and looks after, so that nobody has to install one.

`start()` gives a server for as long as this process lives; `start_detached()` one that outlives it and ends when
nobody uses it. Whoever comes second, in whatever process, shares the server that is there. Why it is done this way:
docs/decisions/0003-embedded-postgresql.md.
"""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
from psycopg import pq

from clew.infra import postgres_process as platform
from clew.infra.postgres_cluster import ADMIN, APPLICATION, DATABASE, OWNER, Cluster
from clew.kit.errors import Unavailable

LOOK_SECONDS = 0.5
"""How often a watcher looks whether the server lives."""
_TRIM_EVERY = 120  # looks
_SILENT_SECONDS = 60.0  # a server that neither answers nor says why is given up after this
_ORPHAN_SECONDS = 2.0  # within this a server notices that the Clew it belongs to is gone
_STOP_SECONDS = 30.0
_PATIENCE_SECONDS = 5.0
_ATTEMPTS = 3
_MOST_DOUBLINGS = 6  # then it tries every 32 seconds


@dataclass(frozen=True, slots=True)
class Addresses:
    """URLs for libpq; for SQLAlchemy the scheme becomes `postgresql+psycopg`."""

    application: str
    """The role `clew_app`: no superuser, held by row-level security."""
    owner: str
    """The role `clew_owner`: migrations."""
    admin: str
    """The superuser, in the database `postgres`: CREATE DATABASE for tests, backup."""


def _quiet(_: str) -> None:
    pass


class EmbeddedPostgres:
    """The server of one data folder, as seen by one process."""

    def __init__(self, data_dir: Path, say: Callable[[str], None] = _quiet) -> None:
        """`say` gets a line for a person when something takes long or went wrong; it is called from other threads."""
        self._data_dir = data_dir.resolve()
        self._say = say
        self.cluster = Cluster(data_dir, say)
        self._keeper: threading.Thread | None = None
        self._stopping = threading.Event()
        self._server: subprocess.Popen[bytes] | None = None  # ours; only the keeper touches it
        self._guard: subprocess.Popen[bytes] | None = None
        self._adopted: psutil.Process | None = None
        self.owns_server = False
        """Whether the server that answered last is this process's child."""
        self.gone = threading.Event()
        """Set while the server is down because somebody stopped it with `stop_any`, or deleted its data."""

    def addresses(self) -> Addresses:
        """Whether or not a server runs."""
        url = self.cluster.endpoint.url
        return Addresses(url(APPLICATION, DATABASE), url(OWNER, DATABASE), url(ADMIN, "postgres"))

    def is_running(self) -> bool:
        return self.cluster.answers()

    # --- a server for as long as this process lives ---

    def start(self) -> Addresses:
        """Returns when the server answers and is provisioned; raises `Unavailable` when there can be none.

        From then on a thread restarts a server that dies, and takes over when the process whose server we share is
        gone.
        """
        if self._keeper is None:
            self.cluster.open()
            self._stopping.clear()
            begun: Future[None] = Future()
            # The parent-death signal comes when the *thread* ends that started the server: so it gets a lasting one.
            self._keeper = threading.Thread(target=self._keep, args=[begun], name="embedded-postgres", daemon=True)
            self._keeper.start()
            try:
                begun.result()
            except BaseException:
                self.stop()
                raise
        return self.addresses()

    def stop(self) -> None:
        """Stops the server if this process started it, and stops looking after it in any case."""
        self._stopping.set()
        if self._keeper is not None:
            self._keeper.join()
            self._keeper = None

    def _keep(self, begun: Future[None]) -> None:
        """The keeper thread: all that happens to our server happens here."""
        try:
            self._begin(begun)
            looks, failures = 0, 0
            while begun.exception() is None and not self._stopping.wait(_pause(failures)):
                looks += 1
                if looks % _TRIM_EVERY == 0 and self.owns_server:
                    self.cluster.trim_log()
                failures = 0 if self._lives() or self._heal() else failures + 1
        finally:
            self._end_server()
            self.owns_server, self._adopted = False, None

    def _begin(self, begun: Future[None]) -> None:
        try:
            with self.cluster.lock(self._stopping.is_set):
                self.cluster.allow_start()
                self.cluster.make()
                self._bring_up()
        except BaseException as error:  # noqa: BLE001 - handed to the thread that waits in start()
            begun.set_exception(error)
        else:
            begun.set_result(None)

    def _heal(self) -> bool:
        """True when the server runs again, or shall not: somebody stopped it, or deleted the data."""
        if not self.cluster.data.exists():
            self.gone.set()
            return True
        try:
            with self.cluster.lock(self._stopping.is_set):
                self._end_server()
                if self.cluster.is_stop_requested():
                    self.gone.set()
                else:
                    self._bring_up()
        except Exception as error:  # noqa: BLE001 - whatever it is, the next try may go better
            if not self._stopping.is_set():
                self._say(f"The database is down and could not be restarted: {error}")
            return False
        return True

    def _bring_up(self) -> None:
        """Waits for the server that is there, or starts one. Called with the lock held."""
        failures, begun = 0, time.monotonic()
        while not (self._is_there_to_stay(begun) and self._is_provisioned()):
            if self._stopping.is_set():
                raise Unavailable("The start of the database was called off")
            if self._lives() or self._find():
                begun = self._wait_a_little(begun)
                continue
            if failures == _ATTEMPTS:
                raise Unavailable(f"PostgreSQL does not start:\n{self.cluster.end_of_log()}")
            time.sleep(failures * 0.3)
            failures += 1
            self._spawn()
            begun = time.monotonic()
        if self._server is None:
            self._find()
        self.owns_server = self._server is not None
        self.gone.clear()

    def _is_there_to_stay(self, since: float) -> bool:
        if not self.cluster.answers():
            return False
        is_doubtful = self._server is None and self.cluster.is_orphaned()
        return not is_doubtful or time.monotonic() - since > _ORPHAN_SECONDS

    def _is_provisioned(self) -> bool:
        try:
            self.cluster.provision()
        except psycopg.OperationalError:
            if self.cluster.answers() and not self.cluster.is_orphaned():
                raise
            return False  # it was just being stopped
        return True

    def _wait_a_little(self, begun: float) -> float:
        """A server that recovers may take its time; one that says nothing at all may not."""
        waited = time.monotonic() - begun
        if waited > _SILENT_SECONDS:
            if self.cluster.ping() is not pq.Ping.REJECT:
                raise Unavailable(f"PostgreSQL does not answer:\n{self.cluster.end_of_log()}")
            self._say("The database is still starting …")
            return time.monotonic()
        time.sleep(0.02)
        return begun

    def _spawn(self) -> None:
        self._end_server()
        self.cluster.clear_remains()
        self._server = self.cluster.spawn()
        if not platform.HAS_PARENT_DEATH_SIGNAL:
            self._guard = _python("guard", str(self._data_dir), str(self._server.pid), stdin=subprocess.PIPE)

    def _find(self) -> bool:
        self._adopted = self.cluster.postmaster()
        return self._adopted is not None

    def _lives(self) -> bool:
        if self._server is not None:
            return self._server.poll() is None  # which also reaps it
        with suppress(psutil.Error):
            return self._adopted is not None and self.cluster.is_server(self._adopted)
        return False

    def _end_server(self) -> None:
        if self._server is not None:
            _end(self._server, self.cluster)
            self._server = None
        if self._guard is not None:
            self._guard.communicate()  # its end of the pipe is closed, and it ends
            self._guard = None

    # --- a server that outlives this process ---

    def start_detached(self, idle_minutes: float = 15) -> Addresses:
        """A server that ends after `idle_minutes` without a client, or with `stop_any`. It holds nothing of ours."""
        self.cluster.open()
        with self.cluster.lock():
            self.cluster.allow_start()
            if self.cluster.is_ready() and not self.cluster.is_orphaned():
                self.cluster.connect(DATABASE, APPLICATION).close()  # counts as use, so that it does not end just now
                return self.addresses()
        output = self.cluster.open_log()
        begun = os.fstat(output).st_size
        try:
            watcher = _python("serve", str(self._data_dir), str(idle_minutes * 60), output=output)
        finally:
            os.close(output)
        threading.Thread(target=watcher.wait, daemon=True).start()  # reaps it, should it end before us
        if not self.cluster.data.exists():
            self._say("Creating the database (this once; a few seconds) …")
        asked, is_told = time.monotonic(), False
        while not self.cluster.is_ready():
            if not is_told and time.monotonic() - asked > _PATIENCE_SECONDS:
                is_told = True
                self._say("The database is still starting …")
            if watcher.returncode is not None and not self.cluster.is_ready():
                raise Unavailable(f"The database does not start:\n{self.cluster.end_of_log(begun)}")
            time.sleep(0.03)
        return self.addresses()

    def stop_any(self) -> bool:
        """Stops whichever server serves this data folder, and keeps any Clew from restarting it. False: none ran."""
        if not self.cluster.folder.exists():
            return False
        with self.cluster.lock():
            postmaster = self.cluster.postmaster()
            if postmaster is None:
                return False
            self.cluster.request_stop()
            self.cluster.stop_fast(postmaster.pid)
            deadline = time.monotonic() + _STOP_SECONDS
            while self.cluster.postmaster() == postmaster:
                if time.monotonic() > deadline:
                    raise Unavailable(f"PostgreSQL (process {postmaster.pid}) does not stop")
                time.sleep(0.02)
        return True


def _pause(failures: int) -> float:
    return LOOK_SECONDS * 2 ** min(failures, _MOST_DOUBLINGS)


def _end(server: subprocess.Popen[bytes], cluster: Cluster) -> None:
    if server.poll() is None:
        cluster.stop_fast(server.pid)
        try:
            server.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            server.kill()  # its write-ahead log makes the next start whole
            server.wait()


def _python(
    *arguments: str, output: int = subprocess.DEVNULL, stdin: int = subprocess.DEVNULL
) -> subprocess.Popen[bytes]:
    """A process of `postgres_watch` that shares nothing with us, not even the terminal."""
    command = [sys.executable, "-P", "-m", "clew.infra.postgres_watch", *arguments]
    return subprocess.Popen(command, stdin=stdin, stdout=output, stderr=output, cwd="/", start_new_session=True)
