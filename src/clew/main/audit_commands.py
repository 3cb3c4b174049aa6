"""`clew audit`: whether what is remembered is still what was written."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

import click

from clew.identity.remembered.chain.store import AuditChain, Fault
from clew.infra.config import read_config
from clew.infra.crypto import load_keys
from clew.infra.db import AsyncSession, Database
from clew.main.app import KEY_FILE
from clew.main.database import open_database
from clew.settings.store import AuditHead, Settings

T = TypeVar("T")
HEAD = re.compile(r"([1-9]\d{0,17}):([0-9a-f]{64})")


@click.group()
def audit() -> None:
    """The audit log and the security events."""


def _read_head(_: click.Context, __: click.Parameter, value: str | None) -> AuditHead | None:
    if value is None:
        return None
    if (found := HEAD.fullmatch(value)) is None:
        raise click.BadParameter("a number, a colon and 64 hexadecimal digits, as `clew audit head` prints them")
    return AuditHead(number=int(found[1]), hash=found[2])


@audit.command()
@click.option("--head", callback=_read_head, help="A head that was noted elsewhere, as NUMBER:HASH.")
def verify(head: AuditHead | None) -> None:
    """Look for rows that were changed, removed or added behind Clew's back, and name the first.

    Where the end was cut off shows only against a head from before: Clew notes one every half hour, in its settings
    and in its log.
    """
    fault, last = _asked(partial(_verify, head))
    if fault is not None:
        click.echo(f"Not as it was written: {fault}.")
        raise SystemExit(1)
    click.echo(f"As it was written: {last.number} links." if last else "Nothing is remembered yet.")


@audit.command(name="head")
def show_head() -> None:
    """Print the last link, to be kept where nobody who can change the database can change it."""
    head = _asked(_head)
    click.echo(f"{head.number}:{head.hash}" if head else "Nothing is remembered yet.")


def _asked(question: Callable[[AsyncSession], Awaitable[T]]) -> T:
    config = read_config()

    async def ask(url: str) -> T:
        database = Database(url, load_keys(config.data_dir / KEY_FILE))
        try:
            async with database.begin() as session:
                return await question(session)
        finally:
            await database.close()

    with open_database(config, partial(click.echo, err=True)) as addresses:
        return asyncio.run(ask(addresses.application))


async def _head(session: AsyncSession) -> AuditHead | None:
    return await AuditChain(session).head()


async def _verify(known: AuditHead | None, session: AsyncSession) -> tuple[Fault | None, AuditHead | None]:
    """What is wrong, if anything, and else where the chain ends."""
    chain = AuditChain(session)
    for earlier in (await Settings(session).audit_head(), known):
        if (fault := await chain.first_fault(earlier)) is not None:
            return fault, None
    return None, await chain.head()
