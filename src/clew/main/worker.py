"""`clew worker`: background work in a process of its own; any number of them share one queue."""

import asyncio
import signal

import click

from clew.infra.config import Config, read_config
from clew.infra.crypto import load_keys
from clew.infra.db import Database
from clew.infra.egress import Egress
from clew.infra.jobs import Worker
from clew.infra.log import set_up_logging
from clew.infra.presence import Presence
from clew.main.app import KEY_FILE, MODEL_LOG
from clew.main.database import open_database
from clew.main.jobs import register_jobs
from clew.main.serve import say
from clew.providers.clients import ModelClients
from clew.providers.embedded import EmbeddedModel


@click.command()
def worker() -> None:
    """Run background work only."""
    config = read_config()
    set_up_logging(config.log_level)
    with open_database(config, say) as addresses:
        asyncio.run(work(config, addresses.application))


async def work(config: Config, url: str) -> None:
    """Work until SIGINT or SIGTERM; jobs under way get a moment to end."""
    database = Database(url, load_keys(config.data_dir / KEY_FILE))
    egress = Egress()
    clients = ModelClients(egress, EmbeddedModel(log=config.data_dir / MODEL_LOG))
    presence = Presence(url)
    presence.add(database.hints)
    jobs = Worker(url)
    register_jobs(jobs, database, clients, config)
    enough = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, enough.set)
    await presence.start()
    await jobs.start()
    say("Clew's worker is ready.")
    await enough.wait()
    await jobs.close()
    await clients.aclose()
    await egress.aclose()
    await presence.close()
    await database.close()
