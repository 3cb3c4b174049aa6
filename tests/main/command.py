"""The command line as a person or a script uses it: real processes, a data folder of their own."""

import io
import os
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from clew.infra.embedded_postgres import EmbeddedPostgres
from clew.main.cli import main

COMMAND = (sys.executable, "-m", "clew")


class Clew:
    """Runs `clew` with one data folder."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.addresses = EmbeddedPostgres(home).addresses()

    def __call__(self, *arguments: str, typed: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        # Both pipes are read to their end: a process left behind that holds one would make this hang.
        return subprocess.run(
            [*COMMAND, *arguments], env=self.environment(environment), input=typed, capture_output=True, text=True,
            timeout=60, check=False,
        )  # fmt: skip

    def here(self, *arguments: str, typed: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        """The same in this process, which costs a hundredth: for what is refused before anything is begun."""
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            patch.setattr(sys, "argv", ["clew", *arguments])
            patch.setattr(sys, "stdin", io.StringIO(typed))
            for name, value in {"CLEW_DATA_DIR": str(self.home), **environment}.items():
                patch.setenv(name, value)
            with pytest.raises(SystemExit) as ended:
                main()
        code = ended.value.code
        assert isinstance(code, int)
        return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())

    def environment(self, more: dict[str, str]) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("CLEW_")}
        return clean | {"CLEW_DATA_DIR": str(self.home)} | more

    @contextmanager
    def running(self, *arguments: str, **environment: str) -> Generator[tuple[subprocess.Popen[str], str]]:
        """The process and the line with which it says that it is ready."""
        with subprocess.Popen(
            [*COMMAND, *arguments], env=self.environment(environment), stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            try:
                line = process.stdout.readline()
                while line and "ready" not in line:
                    line = process.stdout.readline()
                yield process, line
            finally:
                process.send_signal(signal.SIGTERM)
                process.communicate(timeout=30)

    def count(self, table: str) -> int:
        """How many rows there are, as the superuser sees it."""
        with psycopg.connect(self.addresses.admin, dbname="clew") as admin:
            row = admin.execute(sql.SQL("select count(*) from {}").format(sql.Identifier(table))).fetchone()
        assert row is not None
        return row[0]
