"""The SQL of decisions: what a person may do, and the log of what was decided."""

from typing import TypeAlias, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from clew.identity.models import AccessAuditLog, Role
from clew.infra.caller import Caller
from clew.kit.ids import new_id

Decision: TypeAlias = AccessAuditLog
_log = cast("Table", AccessAuditLog.__table__)
_held = select(func.held_roles(bindparam("user_id")).label("id")).subquery()
_names = (
    select(func.coalesce(func.jsonb_agg(Role.name.distinct()), text("'[]'")))
    .where(Role.id.in_(select(func.lineage(_held.c.id))))
    .scalar_subquery()
)
_GIVEN = ("id", "user_id", "resource_type", "resource_id", "action", "ip_address", "user_agent")
# Made once: to put it together takes longer than to run it.
_DECIDE = (
    insert(_log)
    .values(
        {name: bindparam(name, type_=_log.c[name].type) for name in _GIVEN}
        | {"permission_granted": func.may(bindparam("asked")), "roles_checked": _names}
    )
    .returning(_log.c.permission_granted, _log.c.roles_checked)
)


class Decisions:
    """What a person may do, and the log of what was decided."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def decide(self, caller: Caller, permission: str, resource_id: UUID | None) -> Decision:
        """Whether the person of this transaction has the permission, and the roles looked at; it is written down.

        The database knows how roles inherit, and decides by the same function which rows of others they see.
        """
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
        granted, roles = (await self._session.execute(_DECIDE, {**entry, "asked": permission})).one()
        return Decision(**entry, permission_granted=granted, roles_checked=roles)

    async def keep(self, decision: Decision) -> None:
        """Write down what was decided in a transaction that failed."""
        self._session.add(decision)
        await self._session.flush()
