"""`clew serve`: the database, the tables, the server, and the one line that says where it is."""

import asyncio
import errno
import signal
import socket
import sys
from contextlib import suppress

import click
import uvicorn
from fastapi import FastAPI

from clew.identity.accounts.registration import new_setup_link
from clew.infra.config import Config, ConfigError, read_config
from clew.infra.log import set_up_logging
from clew.main.app import create_app
from clew.main.database import open_database

GRACE = 15  # seconds that open requests get at the end
BACKLOG = 2048


class Server(uvicorn.Server):
    """Ends the turns, and what else is followed, before it waits for the connections that follow."""

    def __init__(self, app: FastAPI, config: Config) -> None:
        super().__init__(options(app, config))
        self.app = app

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            await announce(self.app)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self.app.state.turns.close()
        self.app.state.database.hints.close()
        await super().shutdown(sockets)


@click.command()
def serve() -> None:
    """Run Clew: the web page, the API and the background work."""
    config = read_config()
    set_up_logging(config.log_level)
    listening = bind(config)
    # uvicorn hands SIGTERM on when it is done: as KeyboardInterrupt, so that what was opened here is closed here.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with open_database(config, say) as addresses:
        app = create_app(config, addresses.application)
        server = Server(app, config)
        with suppress(KeyboardInterrupt), asyncio.Runner(loop_factory=server.config.get_loop_factory()) as runner:
            runner.run(server.serve([listening]))
        if not server.started:
            sys.exit(1)
    say("Clew has stopped.")


def options(app: FastAPI, config: Config) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(config.trusted_proxies),
        forwarded_allow_ips=list(config.trusted_proxies) or None,
        ssl_certfile=config.tls_certificate,
        ssl_keyfile=config.tls_key,
        timeout_graceful_shutdown=GRACE,
    )


def bind(config: Config) -> socket.socket:
    """Take the port before anything else is started. Raises `ConfigError` where that is not possible."""
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    # With the protocol named, since asyncio sends small packets at once only where it is: else each answer waits 40 ms.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((config.host, config.port))
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            raise ConfigError(
                f"Port {config.port} on {config.host} is in use. Is Clew running already? Set CLEW_PORT to use another."
            ) from None
        raise ConfigError(f"Clew cannot listen on {config.host}:{config.port}: {error.strerror}.") from None
    listening.listen(BACKLOG)
    listening.set_inheritable(False)
    return listening


async def announce(app: FastAPI) -> None:
    config: Config = app.state.config
    async with app.state.database.begin() as session:
        token = await new_setup_link(session)
    if token is None:
        say(f"Clew is ready: {config.url}")
    else:
        say(f"Clew is ready: {config.url}/setup#token={token} (creates the owner's account; valid for one hour)")


def say(line: str) -> None:
    click.echo(line)
    sys.stdout.flush()
