"""The command line. Exit codes: 0 done, 1 refused or found something wrong, 2 wrong usage, 78 wrong configuration.

A command's module is imported when the command is called, so that the small ones answer at once.
"""

import importlib
import os
import sys

import click
import psycopg

from clew import __version__
from clew.infra.config import ConfigError
from clew.kit.errors import ClewError
from clew.main.database import DatabaseUnfit

COMMANDS = {
    "serve": "clew.main.serve:serve",
    "worker": "clew.main.worker:worker",
    "db": "clew.main.database_commands:db",
    "user": "clew.main.user_commands:user",
    "doctor": "clew.main.doctor:doctor",
    "demo": "clew.main.demo.command:demo",
    "keys": "clew.main.key_commands:keys",
    "audit": "clew.main.audit_commands:audit",
}
EX_CONFIG = 78  # as in sysexits.h


class LazyGroup(click.Group):
    """A group whose commands live in modules of their own."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *COMMANDS])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        module, _, name = COMMANDS[cmd_name].partition(":")
        return getattr(importlib.import_module(module), name)


@click.group(cls=LazyGroup)
def clew() -> None:
    """Clew, a self-hosted personal AI assistant."""


@clew.command()
def version() -> None:
    """Print the version."""
    click.echo(__version__)


def main() -> None:
    try:
        clew()
    except ConfigError as error:
        _fail(str(error), EX_CONFIG)
    except (DatabaseUnfit, ClewError) as error:
        _fail(str(error), 1)
    except psycopg.OperationalError as error:
        _fail(f"The database does not answer: {' '.join(str(error).split())}", 1)
    except BrokenPipeError:
        # Whoever reads our output has enough; nothing is left to say, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        if error.filename is None:
            raise
        reason = f"{error.filename}: {(error.strerror or 'not usable').lower()}"
        _fail(f"{reason}. CLEW_DATA_DIR names the folder in which Clew keeps its data.", EX_CONFIG)


def _fail(message: str, code: int) -> None:
    click.echo(f"clew: {message}", err=True)
    sys.exit(code)
