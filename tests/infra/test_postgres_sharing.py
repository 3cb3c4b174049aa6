"""One embedded PostgreSQL for many processes: sharing, outliving them, stopping, and where there is no socket."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url
from tests.infra.clusters import (
    DETACH,
    SOON,
    Hold,
    answers,
    eventually,
    postmaster,
    processes_of,
    python,
    query,
    remember,
    remembered,
)

from clew.infra import postgres_process as platform
from clew.infra.embedded_postgres import EmbeddedPostgres
from clew.infra.postgres_cluster import Cluster

root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root has privileges to drop")


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
