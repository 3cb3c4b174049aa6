"""The SQL of decisions: what a person may do, and the log of what was decided."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from clew.identity.models import AccessAuditLog, Role, UserRole
from clew.infra.caller import Caller
from clew.kit.ids import new_id


class Decisions:
    """What a person may do, and the log of what was decided."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def decide(self, caller: Caller, permission: str, resource_id: UUID | None) -> tuple[bool, list[str]]:
        """Whether the person of this transaction has the permission, and the roles looked at; it is written down.

        The database knows how roles inherit, and decides by the same function which rows of others they see.
        """
        line = select(func.lineage(UserRole.role_id)).where(UserRole.user_id == caller.user_id, UserRole.counts())
        names = select(func.coalesce(func.jsonb_agg(Role.name.distinct()), text("'[]'"))).where(Role.id.in_(line))
        entry = _entry(caller, permission, resource_id)
        statement = insert(AccessAuditLog).values(
            **entry, permission_granted=func.may(permission), roles_checked=names.scalar_subquery()
        )
        returned = statement.returning(AccessAuditLog.permission_granted, AccessAuditLog.roles_checked)
        granted, roles = (await self._session.execute(returned)).one()
        return granted, roles

    async def record_refusal(self, caller: Caller, permission: str, resource_id: UUID | None, roles: list[str]) -> None:
        entry = _entry(caller, permission, resource_id)
        self._session.add(AccessAuditLog(**entry, permission_granted=False, roles_checked=roles))
        await self._session.flush()


def _entry(caller: Caller, permission: str, resource_id: UUID | None) -> dict[str, Any]:
    resource_type, _, action = permission.partition(":")
    return {
        "id": new_id(),
        "user_id": caller.user_id,
        "resource_type": resource_type,
        "resource_id": None if resource_id is None else str(resource_id),
        "action": action,
        "ip_address": caller.ip_address,
        "user_agent": caller.user_agent,
    }
