"""`clew keys`: the keys that secrets are sealed with."""

import asyncio
from functools import partial

import click

from clew.infra.config import read_config
from clew.infra.crypto import KeyFile, load_keys
from clew.infra.db import Database
from clew.infra.rotation import Rotated
from clew.infra.rotation import rotate as rotate_keys
from clew.main.app import KEY_FILE
from clew.main.database import open_database
from clew.main.tables import map_tables


@click.group()
def keys() -> None:
    """The keys of secrets."""


@keys.command()
def rotate() -> None:
    """Make a new key and seal every secret with it.

    Clew may run meanwhile. Where it was interrupted, running it again goes on. A backup of the database from before
    opens only with a copy of the key file from then.
    """
    config = read_config()
    file = load_keys(config.data_dir / KEY_FILE)
    map_tables()
    with open_database(config, partial(click.echo, err=True)) as addresses:
        done = asyncio.run(_rotate(addresses.application, file))
    click.echo(f"Sealed anew: {done.sealed}.")
    if done.unreadable:
        click.echo(
            f"Not readable with any key of the file: {done.unreadable}. They stay as they are; enter them again.",
            err=True,
        )


async def _rotate(url: str, file: KeyFile) -> Rotated:
    database = Database(url, file)
    try:
        return await rotate_keys(database, file)
    finally:
        await database.close()
