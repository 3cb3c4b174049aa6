"""Clusters made for tests, the processes that hold them, and what is in them."""

import ctypes
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg

from clew.infra.postgres_cluster import Cluster

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
