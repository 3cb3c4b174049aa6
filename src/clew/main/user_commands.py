"""`clew user`: accounts from the command line, for whoever runs this Clew."""

import asyncio
import sys

import click
from pydantic import ValidationError

from clew.identity.accounts.registration import create_account
from clew.identity.passwords import acceptable, hash_password
from clew.identity.schemas import Registration
from clew.identity.signed_in.service import issue_token
from clew.infra.config import read_config
from clew.infra.crypto import load_keys
from clew.infra.db import Database
from clew.main.app import KEY_FILE
from clew.main.database import open_database


@click.group()
def user() -> None:
    """Accounts."""


@user.command()
@click.argument("name")
@click.option("--email", required=True)
@click.option("--owner", is_flag=True, help="Make this account an administrator.")
@click.option("--password-stdin", is_flag=True, required=True, help="Read the password from standard input.")
@click.option("--token", is_flag=True, help="Print an API token for the account.")
def create(name: str, *, email: str, owner: bool, password_stdin: bool, token: bool) -> None:
    """Create the account NAME."""
    assert password_stdin  # noqa: S101 required: a password on the command line can be read by other users
    password = sys.stdin.readline().rstrip("\r\n")
    try:
        values = Registration(username=name, email=email, password=password)
    except ValidationError as error:
        raise click.UsageError("; ".join(f"{one['loc'][0]}: {one['msg']}" for one in error.errors())) from None
    acceptable(password, name, email.partition("@")[0])
    config = read_config()
    with open_database(config, lambda line: click.echo(line, err=True)) as addresses:
        database = Database(addresses.application, load_keys(config.data_dir / KEY_FILE))
        issued = asyncio.run(_create(database, values, owner=owner, token=token))
    click.echo(issued or f"Created {name}.")


async def _create(database: Database, values: Registration, *, owner: bool, token: bool) -> str | None:
    hashed = await hash_password(values.password)
    try:
        async with database.begin() as session:
            account = await create_account(session, values, hashed, is_owner=owner)
            return await issue_token(session, account.id, "command line") if token else None
    finally:
        await database.close()
