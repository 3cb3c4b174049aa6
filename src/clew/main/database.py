"""Which database this Clew uses, and whether its tables are those that this code needs."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from clew.infra.config import Config, read_config
from clew.infra.embedded_postgres import Addresses, EmbeddedPostgres
from clew.infra.postgres_cluster import APPLICATION

ROOT = Path(__file__).parents[3]
MIGRATIONS = ROOT / "migrations"
# Alembic's own word on a failure, or the last line of a traceback; SQLAlchemy adds more lines behind that.
FAILURE = re.compile(r"^(?:FAILED|[a-z]\w*(?:\.\w+)+): (.+)$", re.MULTILINE)
UNSAFE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class DatabaseUnfit(Exception):
    """The database cannot be used as it is; the message says why and what to do, in one line."""


def head() -> str:
    """The newest migration. Their ids are the dates in their files' names, so the last file is the newest.

    Read from the names because importing Alembic takes a third of a second of every start.
    """
    return max(file.stem[:15] for file in (MIGRATIONS / "versions").glob("2*.py"))


def known() -> set[str]:
    return {file.stem[:15] for file in (MIGRATIONS / "versions").glob("2*.py")}


def current(url: str) -> str | None:
    """The migration that the database is at; None for an empty one."""
    with psycopg.connect(url, connect_timeout=5) as connection:
        table = connection.execute("select to_regclass('alembic_version')").fetchone()
        if table is None or table[0] is None:
            return None
        row = connection.execute("select version_num from alembic_version").fetchone()
        return None if row is None else str(row[0])


def require_current(url: str) -> None:
    """Raises `DatabaseUnfit` unless the tables are exactly those that this code needs."""
    at = current(url)
    if at == head():
        return
    if at is not None and at not in known():
        raise DatabaseUnfit(f"The database is at migration {at}, which this Clew does not know: start the newer Clew.")
    raise DatabaseUnfit(f"The database is at migration {at or 'none'} and must be at {head()}: run `clew db upgrade`.")


def require_durable(url: str) -> None:
    """Raises `DatabaseUnfit` where the server may lose what it has acknowledged."""
    with psycopg.connect(url, connect_timeout=5) as connection:
        for name, unsafe in UNSAFE.items():
            row = connection.execute("select current_setting(%s)", [name]).fetchone()
            if row is not None and row[0] == unsafe:
                raise DatabaseUnfit(f"The PostgreSQL server runs with {name} = off and may lose data: switch it on.")


def embedded(config: Config, say: Callable[[str], None] = print) -> EmbeddedPostgres:
    return EmbeddedPostgres(config.data_dir, say)


def external(config: Config) -> Addresses | None:
    """The addresses of an external PostgreSQL, or None where the embedded one is used."""
    if config.database_url is None:
        return None
    return Addresses(
        application=config.database_url,
        owner=config.database_owner_url or "",
        admin="",
    )


@contextmanager
def owner_url() -> Generator[str]:
    """The owner role's address for Alembic's own command line, with a server behind it as long as the block lasts."""
    config = read_config()
    if config.database_url is not None:
        if config.database_owner_url is None:
            raise DatabaseUnfit("Set CLEW_DATABASE_OWNER_URL: the role that owns the tables runs the migrations.")
        yield config.database_owner_url
        return
    server = embedded(config)
    try:
        yield server.start().owner
    finally:
        server.stop()


@contextmanager
def open_database(config: Config, say: Callable[[str], None]) -> Generator[Addresses]:
    """A database that runs, is durable and has the tables of this code, as long as the block lasts.

    Raises `DatabaseUnfit`.
    """
    if (addresses := external(config)) is not None:
        prepare(config, addresses, say)
        yield addresses
        return
    server = embedded(config, say)
    try:
        addresses = server.start()
        prepare(config, addresses, say)
        yield addresses
    finally:
        server.stop()


def bring_up_to_date(config: Config, addresses: Addresses) -> None:
    """Migrate, and let the application's role use the tables, whatever its name. Raises `DatabaseUnfit`."""
    migrate(config)
    role = conninfo_to_dict(addresses.application).get("user")
    if role is not None and role != APPLICATION:
        with psycopg.connect(addresses.owner, connect_timeout=5) as connection:
            _let_use(connection, str(role))


def _let_use(connection: psycopg.Connection, role: str) -> None:
    has = connection.execute("select pg_has_role(%s, %s, 'MEMBER')", [role, APPLICATION]).fetchone()
    if has == (True,):
        return
    try:
        connection.execute(sql.SQL("grant {} to {}").format(sql.Identifier(APPLICATION), sql.Identifier(role)))
    except psycopg.errors.InsufficientPrivilege:
        raise DatabaseUnfit(f"Run this as an administrator of PostgreSQL: grant {APPLICATION} to {role}") from None


def prepare(config: Config, addresses: Addresses, say: Callable[[str], None]) -> None:
    """Check what is there, and migrate where this process may."""
    require_durable(addresses.application)
    if addresses.owner and current(addresses.owner) in {None, *known()} - {head()}:
        say("Updating the database …")
        bring_up_to_date(config, addresses)
    require_current(addresses.application)


def migrate(config: Config, *arguments: str) -> None:
    """Run Alembic in a process of its own: most starts have nothing to migrate and need not import it."""
    command = [
        sys.executable,
        "-m",
        "alembic",
        "--config",
        str(ROOT / "alembic.ini"),
        *(arguments or ("upgrade", "head")),
    ]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment(config),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        reasons = FAILURE.findall(done.stdout)
        raise DatabaseUnfit(f"The migration failed and was taken back: {reasons[-1] if reasons else 'no reason given'}")


def environment(config: Config) -> dict[str, str]:
    """What a child process needs to find the same database."""
    chosen = {"CLEW_DATA_DIR": str(config.data_dir)}
    if config.database_url is not None:
        chosen |= {
            "CLEW_DATABASE_URL": config.database_url,
            "CLEW_DATABASE_OWNER_URL": config.database_owner_url or "",
        }
    return os.environ | chosen
