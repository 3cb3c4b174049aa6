"""The SQL of suspending accounts."""

from uuid import UUID

from sqlalchemy import update

from clew.identity.access.rights.store import Rights
from clew.identity.models import AuthToken, User, UserSession
from clew.identity.people.store import Users
from clew.identity.remembered.service import log_event
from clew.infra.caller import Caller
from clew.infra.db import AsyncSession, act_for
from clew.infra.facts import Severity


class Suspensions:
    """Changes whether somebody may use their account. Nobody does that to who may do more than they."""

    def __init__(self, session: AsyncSession, caller: Caller) -> None:
        self._session = session
        self._caller = caller
        self._users = Users(session, caller).everyones()
        self._rights = Rights(session, caller)

    async def suspend(self, user_id: UUID) -> User:
        """All that they are signed in with ends.

        Raises `Forbidden`, and `Conflict` where no administrator would stay.
        """
        user = await self._begin(user_id)
        if user.is_active:
            user.is_active = False
            await self._users.flush()
            ended = update(UserSession).where(UserSession.user_id == user_id, UserSession.is_active)
            await self._session.execute(ended.values(is_active=False))
            revoked = update(AuthToken).where(AuthToken.user_id == user_id, ~AuthToken.is_revoked)
            await self._session.execute(revoked.values(is_revoked=True))
        return await self._end(user_id, "account_suspended")

    async def reactivate(self, user_id: UUID) -> User:
        """They may sign in again; what had ended stays so. Raises `Forbidden`."""
        user = await self._begin(user_id)
        user.is_active = True
        await self._users.flush()
        return await self._end(user_id, "account_reactivated")

    async def _begin(self, user_id: UUID) -> User:
        await self._rights.alone()
        user = await self._users.get(user_id)
        await self._rights.cover_person(user_id)
        await act_for(self._session, user_id)
        return user

    async def _end(self, user_id: UUID, event_type: str) -> User:
        await act_for(self._session, self._caller.user_id)
        await log_event(self._session, self._caller, event_type, Severity.warning, about=user_id)
        return await self._users.get(user_id)
