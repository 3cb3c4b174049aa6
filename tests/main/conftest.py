"""What tests of the command line stand on."""

import shutil
import socket
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.main.command import Clew

from clew.infra.embedded_postgres import EmbeddedPostgres


@pytest.fixture(scope="module")
def clew() -> Iterator[Clew]:
    """With a database that has been started by `db url --start`, and stays."""
    # Not tmp_path: that of root cannot be entered by the user that the database runs as.
    home = Path(tempfile.mkdtemp(prefix="clew-cli-"))
    home.chmod(0o755)
    command = Clew(home)
    begun = command("db", "url", "--start")
    assert begun.returncode == 0, begun.stderr
    assert begun.stdout == f"{command.addresses.application}\n"
    yield command
    EmbeddedPostgres(home).stop_any()
    deadline = time.monotonic() + 20
    while home.exists():  # the server's last process writes its last lines
        assert time.monotonic() < deadline
        shutil.rmtree(home, ignore_errors=True)
        time.sleep(0.05)


@pytest.fixture
def port() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return str(free.getsockname()[1])
