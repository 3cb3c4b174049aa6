"""The processes beside an embedded PostgreSQL.

python -m clew.infra.postgres_watch serve DATA_DIR IDLE_SECONDS   owns a server until nobody uses it
python -m clew.infra.postgres_watch guard DATA_DIR PID            stops a server when its standard input ends
"""

import signal
import sys
import time
from pathlib import Path
from types import FrameType

import psycopg

from clew.infra.embedded_postgres import EmbeddedPostgres
from clew.infra.postgres_cluster import Cluster
from clew.kit.errors import Unavailable

LONGEST_POLL = 10.0

# Sessions are counted as well, so that a client between two looks is not missed. Our own are in `postgres`.
_USE = """
SELECT (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()),
       (SELECT sum(sessions)::bigint FROM pg_stat_database WHERE datname <> 'postgres')
"""


class Use:
    """Since when nobody has used the server."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._sessions = -1
        self._last = time.monotonic()

    def idle_seconds(self) -> float:
        try:
            with self._cluster.connect() as connection:
                clients, sessions = connection.execute(_USE).fetchone() or (0, 0)
        except psycopg.OperationalError:
            clients, sessions = 0, self._sessions  # it is being restarted, or cannot be: nobody uses it meanwhile
        if clients or sessions != self._sessions:
            self._sessions = sessions
            self._last = time.monotonic()
        return time.monotonic() - self._last


def serve(data_dir: Path, idle_seconds: float) -> None:
    """Returns when the server has ended, or when another process has become its owner."""
    postgres = EmbeddedPostgres(data_dir, say=_say)
    postgres.start()
    try:
        use = Use(postgres.cluster)
        poll = min(idle_seconds / 4, LONGEST_POLL)
        while postgres.owns_server and not postgres.gone.wait(poll):
            if use.idle_seconds() < idle_seconds:
                continue
            # A `start_detached` that finds the server running holds the lock until it has been counted.
            with postgres.cluster.lock():
                if use.idle_seconds() >= idle_seconds:
                    postgres.stop()
                    return
    finally:
        postgres.stop()


def guard(data_dir: Path, pid: int) -> None:
    """Where the kernel sends no signal at a parent's death: the parent holds the other end of our input."""
    sys.stdin.buffer.read()
    cluster = Cluster(data_dir, _say)
    postmaster = cluster.postmaster()
    if postmaster is not None and postmaster.pid == pid:
        cluster.stop_fast(pid)


def _say(line: str) -> None:
    print(f"clew: {line}", file=sys.stderr, flush=True)  # noqa: T201 - standard error is the log


def _leave(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)


def main() -> None:
    signal.signal(signal.SIGTERM, _leave)
    task, data_dir, argument = sys.argv[1:]
    try:
        if task == "guard":
            guard(Path(data_dir), int(argument))
        else:
            serve(Path(data_dir), float(argument))
    except Unavailable as error:
        _say(str(error))
        sys.exit(1)


if __name__ == "__main__":
    main()
