"""Whether this process lives, and whether it can serve."""

from fastapi import APIRouter, Request

from clew.infra.db import Database
from clew.kit.errors import Unavailable
from clew.kit.schema import Output
from clew.main.database import head

router = APIRouter(tags=["health"])


class Health(Output):
    status: str


@router.get("/health", operation_id="get_health")
async def health() -> Health:
    """The process lives. Asks nothing of the database."""
    return Health(status="ok")


@router.get("/ready", operation_id="get_readiness")
async def ready(request: Request) -> Health:
    """The database answers and its tables are those that this code needs."""
    database: Database = request.app.state.database
    if (at := await database.migration()) != head():
        raise Unavailable(f"The database is at migration {at or 'none'} and must be at {head()}.")
    return Health(status="ok")
