"""The SQL of decisions: what a person may do, and the log of what was decided."""

from typing import TypeAlias
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from clew.identity.models import AccessAuditLog, Role
from clew.infra.caller import Caller
from clew.kit.ids import new_id

Decision: TypeAlias = AccessAuditLog


class Decisions:
    """What a person may do, and the log of what was decided."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def decide(self, caller: Caller, permission: str, resource_id: UUID | None) -> Decision:
        """Whether the person of this transaction has the permission, and the roles looked at; it is written down.

        The database knows how roles inherit, and decides by the same function which rows of others they see.
        """
        held = select(func.held_roles(caller.user_id).label("id")).subquery()
        line = select(func.lineage(held.c.id))
        names = select(func.coalesce(func.jsonb_agg(Role.name.distinct()), text("'[]'"))).where(Role.id.in_(line))
        resource_type, _, action = permission.partition(":")
        entry = {
            "id": new_id(),
            "user_id": caller.user_id,
            "resource_type": resource_type,
            "resource_id": None if resource_id is None else str(resource_id),
            "action": action,
            "ip_address": caller.ip_address,
            "user_agent": caller.user_agent,
        }
        statement = insert(AccessAuditLog).values(
            **entry, permission_granted=func.may(permission), roles_checked=names.scalar_subquery()
        )
        returned = statement.returning(AccessAuditLog.permission_granted, AccessAuditLog.roles_checked)
        granted, roles = (await self._session.execute(returned)).one()
        return Decision(**entry, permission_granted=granted, roles_checked=roles)

    async def keep(self, decision: Decision) -> None:
        """Write down what was decided in a transaction that failed."""
        self._session.add(decision)
        await self._session.flush()
