"""`clew doctor`: look at everything that Clew needs, and say what to do about what is missing."""

import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import psycopg

from clew import __version__
from clew.infra.config import Config, read_config
from clew.infra.crypto import UnsafeKeyFile, load_keys
from clew.infra.embedded_postgres import Addresses
from clew.kit.errors import ClewError
from clew.main.app import KEY_FILE
from clew.main.database import DatabaseUnfit, embedded, external, require_current, require_durable
from clew.main.web import DIST
from clew.providers.embedded import find_model

ENOUGH_DISK = 2 * 1024**3  # bytes
OLDEST_POSTGRES = 150000
EXTENSIONS = ("vector", "pg_trgm", "unaccent")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; `advice` is empty where all is well."""

    subject: str
    state: str
    advice: str = ""


@click.command()
def doctor() -> None:
    """Check versions, database, keys, disk and model, and say what to do. Exits with 1 if something is wrong."""
    config = read_config()
    findings = [*_look_at_machine(config), *_look_at_database(config)]
    for finding in findings:
        click.echo(f"{'ok  ' if not finding.advice else 'FAIL'}  {finding.subject}: {finding.state}")
        if finding.advice:
            click.echo(f"      {finding.advice}")
    sys.exit(1 if any(finding.advice for finding in findings) else 0)


def _look_at_machine(config: Config) -> Iterator[Finding]:
    yield Finding("Clew", f"{__version__} on Python {platform.python_version()}, {platform.platform()}")
    yield Finding("data folder", str(config.data_dir))
    free = shutil.disk_usage(_existing(config.data_dir)).free
    enough = free >= ENOUGH_DISK
    yield Finding("disk", f"{free / 1024**3:.1f} GiB free", "" if enough else "Make room: Clew wants 2 GiB.")
    yield _key_file(config.data_dir / KEY_FILE)
    try:
        yield Finding("embedded model", str(find_model()))
    except ClewError as error:
        yield Finding("embedded model", str(error), "Run `make run` to install it again.")
    built = (DIST / "index.html").is_file()
    yield Finding("web client", "built" if built else "not built", "" if built else "Run `make run`.")


def _look_at_database(config: Config) -> Iterator[Finding]:
    addresses = external(config)
    if addresses is not None:
        yield from _look_inside(addresses)
        return
    server = embedded(config)
    try:
        yield from _look_inside(server.start())
    except Exception as error:  # noqa: BLE001 whatever it is, it is what the person wants to know
        yield Finding("PostgreSQL", "does not start", str(error))
    finally:
        server.stop()


def _look_inside(addresses: Addresses) -> Iterator[Finding]:
    url = addresses.application
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            yield from _look_at_server(connection)
    except psycopg.OperationalError as error:
        yield Finding("PostgreSQL", "does not answer", str(error).strip())
        return
    yield _passes("durability", "acknowledged data is on disk", lambda: require_durable(url))
    yield _passes("tables", "up to date", lambda: require_current(url))


def _look_at_server(connection: psycopg.Connection) -> Iterator[Finding]:
    version = connection.info.server_version
    old = version < OLDEST_POSTGRES
    yield Finding("PostgreSQL", f"{version // 10000}.{version % 10000}", "Clew needs version 15." if old else "")
    available = {str(name) for (name,) in connection.execute("select name from pg_available_extensions")}
    missing = [name for name in EXTENSIONS if name not in available]
    advice = f"Install {', '.join(missing)} on the database server." if missing else ""
    yield Finding("extensions", "missing: " + ", ".join(missing) if missing else "available", advice)
    row = connection.execute("select rolsuper or rolbypassrls from pg_roles where rolname = current_user").fetchone()
    bypasses = row is not None and bool(row[0])
    advice = "Use a role without SUPERUSER and BYPASSRLS in CLEW_DATABASE_URL." if bypasses else ""
    yield Finding("application role", "can bypass row security" if bypasses else "held by row security", advice)


def _passes(subject: str, well: str, check: Callable[[], None]) -> Finding:
    try:
        check()
    except DatabaseUnfit as error:
        return Finding(subject, "not as it must be", str(error))
    return Finding(subject, well)


def _key_file(file: Path) -> Finding:
    try:
        load_keys(file)
    except UnsafeKeyFile as error:
        return Finding("key file", "unusable", str(error))
    return Finding("key file", f"{file} (keep a copy: without it, stored secrets cannot be read)")


def _existing(path: Path) -> Path:
    return path if path.exists() else _existing(path.parent)
