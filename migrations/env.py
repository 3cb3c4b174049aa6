"""How Alembic reaches the database: as the owner role, one migrator at a time, never waiting long for a lock."""

from datetime import UTC, datetime

from alembic import context
from alembic.operations import MigrationScript
from sqlalchemy import create_engine, pool, text
from sqlalchemy.engine import Connection

from clew.infra.db import sqlalchemy_url
from clew.main.database import owner_url
from clew.main.tables import metadata

LOCK = 4_127_001  # of the advisory lock that only one migrator holds


def include_name(name: str | None, kind: str, _parents: object) -> bool:
    # The queue's tables belong to procrastinate and come with its own schema.
    return kind != "table" or name is None or not name.startswith("procrastinate_")


def name_by_date(_context: object, _revision: object, directives: list[MigrationScript]) -> None:
    """A migration's id is the date in its file's name, so that the newest is known without reading the files."""
    for directive in directives:
        directive.rev_id = f"{datetime.now(UTC):%Y_%m_%d_%H%M}"


def migrate(connection: Connection) -> None:
    # The other migrator may take its time; the tables that people use are not waited for as long.
    connection.execute(text("set lock_timeout = '10min'"))
    connection.execute(text("select pg_advisory_lock(:lock)"), {"lock": LOCK})
    connection.execute(text("set lock_timeout = '5s'"))
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=metadata,
        include_name=include_name,
        compare_server_default=True,
        transaction_per_migration=True,
        process_revision_directives=name_by_date,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    with owner_url() as url:
        engine = create_engine(sqlalchemy_url(url), poolclass=pool.NullPool)
        with engine.connect() as connection:
            migrate(connection)
