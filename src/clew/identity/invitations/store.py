"""The SQL of invitations."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from clew.identity.invitations.models import Invitation
from clew.identity.models import UserRole
from clew.infra.store import Store
from clew.kit.clock import now


class Invitations(Store[Invitation]):
    """All invitations; their endpoints ask the gate."""

    model = Invitation

    async def make(self, digest: bytes, email: str | None, role_id: UUID | None, expires_at: datetime) -> Invitation:
        row = Invitation(
            token_hash=digest, email=email, role_id=role_id, invited_by=self.caller.user_id, expires_at=expires_at
        )
        self.session.add(row)
        await self.flush()
        return row

    async def has_role(self, role_id: UUID) -> bool:
        """Whether the caller has that role, itself or by one above it."""
        lines = select(func.lineage(UserRole.role_id).label("id")).where(
            UserRole.user_id == self.caller.user_id, UserRole.counts()
        )
        line = lines.subquery()
        return await self.session.scalar(select(line.c.id).where(line.c.id == role_id).limit(1)) is not None


async def take_invitation(session: AsyncSession, digest: bytes) -> Invitation | None:
    """Use it up. Of any number of attempts at once one succeeds; it is unused again where the transaction fails."""
    good = (Invitation.token_hash == digest, Invitation.spent_at.is_(None), Invitation.expires_at > now())
    return await session.scalar(update(Invitation).where(*good).values(spent_at=now()).returning(Invitation))
