"""Who may do what beyond their own rows."""

from uuid import UUID

from clew.identity.access.decisions.store import Decisions
from clew.infra.caller import Caller
from clew.infra.db import AsyncSession, Database, after_rollback
from clew.kit.errors import Forbidden


class RoleGate:
    """Decides by the caller's roles, and writes every decision down."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(self, session: AsyncSession, caller: Caller, permission: str, resource_id: UUID | None) -> None:
        """In one statement. A request that fails, here or later, takes the decision back, which is then kept anew."""
        decision = await Decisions(session).decide(caller, permission, resource_id)

        async def keep() -> None:
            async with self._database.begin(caller.user_id) as own:
                await Decisions(own).keep(decision)

        after_rollback(session, keep)
        if not decision.permission_granted:
            raise Forbidden
