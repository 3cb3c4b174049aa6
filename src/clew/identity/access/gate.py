"""Who may do what beyond their own rows."""

from uuid import UUID

from clew.identity.access.decisions import Decisions
from clew.infra.caller import Caller
from clew.infra.db import AsyncSession, Database
from clew.kit.errors import Forbidden


class RoleGate:
    """Decides by the caller's roles, and writes every decision down."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(self, session: AsyncSession, caller: Caller, permission: str, resource_id: UUID | None) -> None:
        granted, roles = await Decisions(session).decide(caller, permission, resource_id)
        if granted:
            return
        # The refusal rolls its request back, and what it wrote; so its record has a transaction of its own.
        async with self._database.begin(caller.user_id) as own:
            await Decisions(own).record_refusal(caller, permission, resource_id, roles)
        raise Forbidden
