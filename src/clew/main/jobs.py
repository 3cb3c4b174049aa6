"""All background work, for the server process and for workers alike."""

from clew.assistant import aftermath
from clew.conversations import jobs as conversations
from clew.identity import jobs as identity
from clew.infra.config import Config
from clew.infra.db import Database
from clew.infra.jobs import Worker
from clew.providers.clients import ModelClients


def register_jobs(worker: Worker, database: Database, clients: ModelClients, config: Config) -> None:
    identity.register_jobs(worker, database, config)
    conversations.register_jobs(worker, database)
    aftermath.register_jobs(worker, database, clients)
