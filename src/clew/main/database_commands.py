"""`clew db`: the database from the command line."""

import sys
from collections.abc import Generator
from contextlib import contextmanager

import click

from clew.infra.config import Config, read_config
from clew.infra.embedded_postgres import Addresses
from clew.main.database import (
    DatabaseUnfit,
    bring_up_to_date,
    current,
    embedded,
    external,
    head,
    migrate,
    prepare,
    require_durable,
)
from clew.main.database_report import differences, print_report


@click.group()
def db() -> None:
    """The database."""


@db.command()
def upgrade() -> None:
    """Bring the tables up to date."""
    config = read_config()
    with _running(config) as addresses:
        before = current(addresses.owner or addresses.application)
        require_durable(addresses.application)
        if before != head():
            bring_up_to_date(config, addresses)
        click.echo(
            f"The database is at {head()}." if before == head() else f"Upgraded from {before or 'empty'} to {head()}."
        )


@db.command()
@click.option("--yes", is_flag=True, required=True, help="All data will be lost.")
def reset(*, yes: bool) -> None:
    """Drop everything and begin anew."""
    assert yes  # noqa: S101 required
    config = read_config()
    with _running(config):
        migrate(config, "downgrade", "base")
        migrate(config)
        click.echo("The database is empty.")


@db.command()
def check() -> None:
    """Print what is in the database, and what differs from what this code needs. Exits with 1 if anything does."""
    config = read_config()
    with _running(config) as addresses:
        url = addresses.owner or addresses.application
        print_report(url)
        found = differences(url)
    for difference in found:
        click.echo(f"differs: {difference}")
    click.echo(f"{len(found)} differences from the models")
    sys.exit(1 if found else 0)


@db.command()
@click.option("--start", is_flag=True, help="Start a server that stays until `clew db stop` or 15 idle minutes.")
def url(*, start: bool) -> None:
    """Print the application role's address."""
    config = read_config()
    addresses = external(config)
    if addresses is None:
        server = embedded(config, _aside)
        addresses = server.start_detached() if start else server.addresses()
        if start:
            prepare(config, addresses, _aside)
    click.echo(addresses.application)


@db.command()
def stop() -> None:
    """Stop the embedded PostgreSQL, whoever started it."""
    config = read_config()
    if external(config) is not None:
        raise DatabaseUnfit("CLEW_DATABASE_URL names a PostgreSQL that Clew does not run.")
    click.echo("PostgreSQL has stopped." if embedded(config).stop_any() else "PostgreSQL is not running.")


@contextmanager
def _running(config: Config) -> Generator[Addresses]:
    """The database as it is, without a look at its tables."""
    if (addresses := external(config)) is not None:
        yield addresses
        return
    server = embedded(config, _aside)
    try:
        yield server.start()
    finally:
        server.stop()


def _aside(line: str) -> None:
    click.echo(line, err=True)
