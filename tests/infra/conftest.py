"""Folders with and without a cluster, each test its own."""

import shutil
import subprocess
from collections.abc import Generator
from pathlib import Path

import pytest
from tests.infra.clusters import HOLD, Hold, eventually, new_folder, processes_of, python

from clew.infra.embedded_postgres import EmbeddedPostgres


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
