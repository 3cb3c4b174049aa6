"""What the database holds, for administrators: tables and their sizes, never a row."""

from clew.infra.db import SessionDep
from clew.infra.guard import guard
from clew.infra.routing import Router
from clew.infra.table_sizes import table_sizes
from clew.kit.schema import Output
from clew.main.tables import packages

router = Router("", "database")


class TableResponse(Output):
    name: str
    package: str | None
    """The part of Clew that the table belongs to; null for those of the job queue and of the migrations."""
    rows: int
    """About how many, by PostgreSQL's own statistics."""
    bytes: int
    """With indexes."""
    comment: str | None
    is_protected: bool
    """Whether row-level security shows everybody their own rows only."""


class DatabaseResponse(Output):
    tables: list[TableResponse]
    bytes: int
    """Of all tables together."""


@router.get("/database", operation_id="get_database", dependencies=[guard("database:get")])
async def get_database(session: SessionDep) -> DatabaseResponse:
    """Every table with its size."""
    owners = packages()
    tables = [
        TableResponse(
            name=table.name,
            package=owners.get(table.name),
            rows=table.rows,
            bytes=table.bytes,
            comment=table.comment,
            is_protected=table.is_protected,
        )
        for table in await table_sizes(session)
    ]
    return DatabaseResponse(tables=tables, bytes=sum(table.bytes for table in tables))
