"""The SQL of invitations."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from clew.identity.invitations.models import Invitation
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


async def take_invitation(session: AsyncSession, digest: bytes) -> Invitation | None:
    """Use it up. Of any number of attempts at once one succeeds; it is unused again where the transaction fails."""
    good = (Invitation.token_hash == digest, Invitation.spent_at.is_(None), Invitation.expires_at > now())
    return await session.scalar(update(Invitation).where(*good).values(spent_at=now()).returning(Invitation))
