"""`clew demo`: a believable month in an account."""

import asyncio

import click

from clew.identity.store import Accounts
from clew.infra.config import read_config
from clew.infra.crypto import load_keys
from clew.infra.db import Database
from clew.kit.clock import now
from clew.kit.errors import AlreadyExists, NotFound
from clew.main.app import KEY_FILE
from clew.main.database import open_database
from clew.main.demo.store import Demo


@click.command()
@click.argument("name")
@click.option("--remove", is_flag=True, help="Take exactly that away again, with what was added to it.")
def demo(name: str, *, remove: bool) -> None:
    """Fill the account NAME with a month of somebody's life, to look at and to try things on."""
    config = read_config()
    with open_database(config, lambda line: click.echo(line, err=True)) as addresses:
        database = Database(addresses.application, load_keys(config.data_dir / KEY_FILE))
        click.echo(asyncio.run(_run(database, name, remove=remove)))


async def _run(database: Database, name: str, *, remove: bool) -> str:
    try:
        async with database.begin() as session:
            account = await Accounts(session).credentials(name)
        if account is None:
            raise NotFound(f"There is no account with the name or the email address {name}.")
        async with database.begin(account.user_id) as session:
            month = Demo(session, account.user_id)
            if remove:
                return f"Took {await month.remove()} rows away."
            if await month.is_there():
                raise AlreadyExists(f"The demo is in this account already: `clew demo {name} --remove` takes it away.")
            await month.fill(now().date())
            return f"The account {name} has a month behind it now."
    finally:
        await database.close()
