"""The command line as a person or a script uses it: real processes, a data folder of their own."""

import re
import signal
import socket
import subprocess

import httpx
import psycopg
import pytest
from tests.conftest import PASSWORD
from tests.main.command import COMMAND, Clew

from clew import __version__
from clew.main.database import head

NEWEST = head()
LINE = re.compile(r"^clew: [^\n]+\n$")


class TestDatabase:
    def test_outlives_the_command_that_started_it(self, clew: Clew) -> None:
        said = clew("db", "url")
        assert (said.returncode, said.stderr) == (0, "")
        with psycopg.connect(said.stdout.strip()) as connection:
            assert connection.execute("select current_user, count(*) from threads").fetchone() == ("clew_app", 0)

    def test_check_lists_the_tables_and_finds_nothing(self, clew: Clew) -> None:
        said = clew("db", "check")
        assert said.returncode == 0, said.stderr
        assert "0 differences" in said.stdout
        for name in ("threads", "messages", "users", "message_status", "row security"):
            assert name in said.stdout
        assert re.search(r"^  roles +about +3 rows", said.stdout, re.MULTILINE), "before anybody analysed the tables"

    def test_check_finds_what_differs(self, clew: Clew) -> None:
        with psycopg.connect(clew.addresses.owner) as owner:
            owner.execute("alter table messages add column planted text")
            owner.execute("alter table threads no force row level security")
            owner.execute("alter type energy rename value 'low' to 'little'")
            owner.execute("alter table tasks drop constraint ck_tasks_priority")
        try:
            said = clew("db", "check")
        finally:
            with psycopg.connect(clew.addresses.owner) as owner:
                owner.execute("alter table messages drop column planted")
                owner.execute("alter table threads force row level security")
                owner.execute("alter type energy rename value 'little' to 'low'")
                owner.execute("alter table tasks add constraint ck_tasks_priority check (priority between 1 and 10)")
        assert said.returncode == 1
        assert "planted" in said.stdout
        assert "threads has no forced row-level security" in said.stdout
        assert "enum type energy low medium high is missing" in said.stdout
        assert "enum type energy little medium high is not in the models" in said.stdout
        assert "check tasks ck_tasks_priority is missing" in said.stdout
        assert "5 differences" in said.stdout

    def test_a_reader_that_has_enough_is_no_failure(self, clew: Clew) -> None:
        with subprocess.Popen(
            [*COMMAND, "db", "check"], env=clew.environment({}), stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            process.stdout.close()
            assert process.stderr.read() == b""

    def test_reset_asks_for_a_word(self, clew: Clew) -> None:
        before = clew.count("roles")
        assert clew.here("db", "reset").returncode == 2
        assert clew.count("roles") == before


class TestUser:
    def test_gets_a_token_that_works(self, clew: Clew, port: str) -> None:
        with clew.running("serve", CLEW_PORT=port) as (_, line):
            made = clew(
                "user", "create", "Olga", "--email", "olga@example.org", "--owner", "--password-stdin", "--token",
                typed=PASSWORD + "\n",
            )  # fmt: skip
            assert made.returncode == 0, made.stderr
            assert re.fullmatch(r"clew_[\w-]{43}\n", made.stdout)
            client = httpx.Client(base_url=f"http://127.0.0.1:{port}")
            with client:
                headers = {"Authorization": f"Bearer {made.stdout.strip()}"}
                me = client.get("/api/v1/users/me", headers=headers).json()
                assert (me["username"], me["roles"]) == ("Olga", ["administrator"])
                who = {"username": "olga", "password": PASSWORD}
                assert client.post("/api/v1/auth/sign-in", json=who).status_code == 200
                # Now that there is an owner, the link that this start printed makes no second one.
                link = line.partition("#token=")[2].split()[0]
                other = {"username": "eve", "email": "eve@example.org", "password": PASSWORD, "setup_token": link}
                assert client.post("/api/v1/auth/register", json=other).status_code == 403

    @pytest.mark.parametrize(
        ("name", "email", "password", "code", "word"),
        [
            ("bob", "bob@example.org", "short", 1, "15 characters"),
            ("bob", "bob@example.org", "", 1, "15 characters"),
            ("bob", "bob", PASSWORD, 2, "email"),
            ("b ob", "bob@example.org", PASSWORD, 2, "username"),
            ("bob", "bob@example.org", "with NUL \0 inside it", 2, "NUL"),
        ],
    )
    def test_that_cannot_be_is_refused(
        self, clew: Clew, name: str, email: str, password: str, code: int, word: str
    ) -> None:
        before = clew.count("users")
        said = clew.here("user", "create", name, "--email", email, "--password-stdin", typed=password + "\n")
        assert said.returncode == code
        assert word in said.stderr
        assert "Traceback" not in said.stderr
        assert said.stdout == ""
        assert clew.count("users") == before

    def test_that_exists_is_refused(self, clew: Clew) -> None:
        made = clew("user", "create", "Twin", "--email", "twin@example.org", "--password-stdin", typed=PASSWORD)
        assert made.stdout == "Created Twin.\n"
        said = clew("user", "create", "ＴＷＩＮ", "--email", "other@example.org", "--password-stdin", typed=PASSWORD)
        assert said.returncode == 1
        assert LINE.match(said.stderr)
        assert "taken" in said.stderr

    def test_gives_no_password_on_the_command_line(self, clew: Clew) -> None:
        """Other users of the machine could read it there."""
        assert clew.here("user", "create", "bob", "--email", "bob@example.org").returncode == 2


class TestDemo:
    def test_comes_once_and_goes_again(self, clew: Clew) -> None:
        assert clew("user", "create", "Mara", "--email", "mara@example.org", "--password-stdin", typed=PASSWORD).stdout
        before = clew.count("todos")
        assert clew("demo", "mara").stdout == "The account mara has a month behind it now.\n"
        assert clew.count("todos") > before
        again = clew("demo", "mara@example.org")
        assert again.returncode == 1
        assert LINE.match(again.stderr)
        assert "already" in again.stderr
        assert re.fullmatch(r"Took \d{3} rows away\.\n", clew("demo", "mara", "--remove").stdout)
        assert clew.count("todos") == before

    def test_needs_an_account(self, clew: Clew) -> None:
        said = clew("demo", "nobody-at-all")
        assert (said.returncode, said.stdout) == (1, "")
        assert "nobody-at-all" in said.stderr


class TestServe:
    def test_ends_when_asked_and_leaves_the_database_that_it_found(self, clew: Clew, port: str) -> None:
        with clew.running("serve", CLEW_PORT=port) as (process, line):
            assert f"http://127.0.0.1:{port}" in line
            assert httpx.get(f"http://127.0.0.1:{port}/ready").json() == {"status": "ok"}
            process.send_signal(signal.SIGTERM)
            rest, _ = process.communicate(timeout=30)
        assert process.returncode == 0
        assert rest.endswith("Clew has stopped.\n")
        assert clew.count("roles") == 3

    def test_a_worker_ends_when_asked(self, clew: Clew) -> None:
        with clew.running("worker") as (process, line):
            assert "worker is ready" in line
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=30)
        assert process.returncode == 0

    def test_on_a_port_that_is_taken(self, clew: Clew) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            self._is_refused(clew, f"Port {port}", CLEW_PORT=str(port))

    def test_to_a_network_in_clear_text(self, clew: Clew) -> None:
        said = clew.here("serve", CLEW_HOST="0.0.0.0")  # noqa: S104 it is what is tested
        assert said.returncode == 78
        assert LINE.match(said.stderr)
        assert "clear text" in said.stderr

    @pytest.mark.parametrize("command", [("serve",), ("worker",), ("doctor",), ("db", "url"), ("db", "check")])
    def test_with_a_setting_that_is_none(self, clew: Clew, command: tuple[str, ...]) -> None:
        said = clew.here(*command, CLEW_PORT="eighty")
        assert said.returncode == 78
        assert LINE.match(said.stderr)
        assert "CLEW_PORT" in said.stderr

    @pytest.mark.parametrize("folder", ["/dev/null", "/dev/null/clew", "/proc/clew"])
    def test_with_a_data_folder_that_cannot_be(self, clew: Clew, folder: str) -> None:
        said = clew.here("db", "url", "--start", CLEW_DATA_DIR=folder)
        assert said.returncode == 78
        assert LINE.match(said.stderr)
        assert "CLEW_DATA_DIR" in said.stderr

    def test_with_a_key_file_that_others_can_read(self, clew: Clew, port: str) -> None:
        file = clew.home / "instance.key"
        mode = file.stat().st_mode
        file.chmod(0o644)
        try:
            self._is_refused(clew, "chmod 600", CLEW_PORT=port)
        finally:
            file.chmod(mode)

    def test_with_a_database_that_does_not_answer(self, clew: Clew) -> None:
        said = clew.here("db", "check", CLEW_DATABASE_URL="postgresql://app:hunter2@127.0.0.1:1/clew")
        assert said.returncode == 1
        assert LINE.match(said.stderr)
        assert "does not answer" in said.stderr
        assert "hunter2" not in said.stderr

    @staticmethod
    def _is_refused(clew: Clew, word: str, **environment: str) -> None:
        """With the exit code for a configuration that cannot work, and one line that says which part."""
        said = clew("serve", **environment)
        assert said.returncode == 78, said.stderr
        assert LINE.match(said.stderr), said.stderr
        assert word in said.stderr


class TestDoctor:
    def test_is_content(self, clew: Clew) -> None:
        said = clew("doctor")
        found = [line for line in said.stdout.splitlines() if line.startswith("FAIL") and "web client" not in line]
        assert found == []
        for subject in ("PostgreSQL: 18", "extensions", "durability", "key file", "disk", "embedded model", "tables"):
            assert f"ok    {subject}" in said.stdout
        assert said.returncode == (1 if "FAIL" in said.stdout else 0)

    def test_says_what_is_wrong_and_what_to_do(self, clew: Clew) -> None:
        with psycopg.connect(clew.addresses.owner) as owner:
            owner.execute("update alembic_version set version_num = '2026_11_21_2331'")
        try:
            said = clew("doctor")
        finally:
            with psycopg.connect(clew.addresses.admin, dbname="clew") as admin:
                admin.execute("update alembic_version set version_num = %s", [NEWEST])
        assert said.returncode == 1
        assert "FAIL  tables" in said.stdout
        assert "clew db upgrade" in said.stdout


class TestEnd:
    """Last, since nothing is left behind."""

    def test_reset_begins_anew(self, clew: Clew) -> None:
        said = clew("db", "reset", "--yes")
        assert said.returncode == 0, said.stderr
        assert (clew.count("users"), clew.count("roles")) == (0, 3)

    def test_stop_stops_it_whoever_started_it(self, clew: Clew) -> None:
        assert clew("db", "stop").stdout == "PostgreSQL has stopped.\n"
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(clew.addresses.application)
        again = clew.here("db", "stop")
        assert (again.returncode, again.stdout) == (0, "PostgreSQL is not running.\n")


class TestVersion:
    def test_is_printed(self, clew: Clew) -> None:
        said = clew("version")
        assert (said.returncode, said.stdout, said.stderr) == (0, f"{__version__}\n", "")

    def test_an_unknown_command_is_wrong_usage(self, clew: Clew) -> None:
        assert clew.here("nonsense").returncode == 2
