"""The embedded PostgreSQL is killed, and so are those that hold it: nothing is lost, nothing is left behind."""

import os
import signal
import subprocess
import threading
import time
from pathlib import Path

import psutil
import psycopg
import pytest
from tests.infra.clusters import (
    Hold,
    adopting_orphans,
    answers,
    eventually,
    postmaster,
    processes_of,
    query,
    remember,
    remembered,
)

from clew.infra.embedded_postgres import EmbeddedPostgres
from clew.infra.postgres_cluster import Cluster
from clew.kit.errors import Unavailable

root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root has privileges to drop")


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
