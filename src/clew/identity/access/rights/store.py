"""What the caller may do, against what others may: nobody gives what they lack, or changes who may do more."""

from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from clew.infra.caller import Caller
from clew.kit.errors import Forbidden


class Rights:
    """The rules of changing who may do what; all raise `Forbidden`."""

    def __init__(self, session: AsyncSession, caller: Caller) -> None:
        self._session = session
        self._caller = caller

    async def alone(self) -> None:
        """Let nobody else change who may do what until the transaction ends: what is asked behind this stays so."""
        # The lock of the triggers that refuse circles and keep an administrator.
        await self._session.execute(text("select pg_advisory_xact_lock(8, 1)"))

    async def cover_person(self, user_id: UUID) -> None:
        if not await self._session.scalar(select(func.covers(user_id))):
            raise Forbidden("They may do what you may not.")

    async def cover_role(self, role_id: UUID) -> None:
        """All that comes with the role."""
        if not await self._session.scalar(select(func.covers_roles([role_id]))):
            raise Forbidden("This role allows what you may not do.")

    async def cover_all_below(self, role_id: UUID) -> None:
        """All that comes with the role, and with those that inherit from it: what it loses, they lose."""
        below = func.array(select(func.descent(role_id)).scalar_subquery())
        if not await self._session.scalar(select(func.covers_roles(below))):
            raise Forbidden("This role, or one that inherits from it, allows what you may not do.")

    async def have(self, permission_id: UUID) -> None:
        mine = select(func.permissions_of(func.array(select(func.held_roles(self._caller.user_id)).scalar_subquery())))
        if permission_id not in (await self._session.scalars(mine)).all():
            raise Forbidden("You do not have this permission yourself.")
