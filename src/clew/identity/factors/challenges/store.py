"""The SQL of challenges. Who answers is not known before the token is looked up, so that is a function of its own."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, null, text, update

from clew.identity.factors.models import Challenge, ChallengeKind
from clew.infra.crypto import digest, new_token
from clew.infra.db import AsyncSession, Json
from clew.kit.clock import now

LIFETIME = timedelta(minutes=5)
ATTEMPTS = 5
ATTEMPTS_PER_CODE = 3
_FIND = text("select find_challenge(:digest)")


class Challenges:
    """Each use is one conditional update: of fifty at once, one succeeds."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def open(
        self, kind: ChallengeKind, user_id: UUID | None, *, session_id: UUID | None = None, data: Json | None = None
    ) -> tuple[Challenge, str]:
        """A new one, and the token that names it, which is shown this once."""
        # Those of this person and of nobody that are over go, so that the table does not grow for ever.
        await self._session.execute(delete(Challenge).where(Challenge.expires_at < now()))
        token = new_token("challenge")
        challenge = Challenge(
            user_id=user_id,
            kind=kind,
            token_digest=digest(token),
            data=data,
            attempts_left=ATTEMPTS,
            session_id=session_id,
            expires_at=now() + LIFETIME,
        )
        self._session.add(challenge)
        await self._session.flush()
        return challenge, token

    async def attempt(self, token: str, *kinds: ChallengeKind) -> Challenge | None:
        """The challenge with one answer less left; None where it is over, has none left or is somebody else's.

        A transaction for nobody acts for the person who is to answer from here on, where that is known.
        """
        return await self._change(token, kinds, attempts_left=Challenge.attempts_left - 1)

    async def find(self, token: str, *kinds: ChallengeKind) -> Challenge | None:
        """The same without counting."""
        return await self._change(token, kinds)

    async def put_code(self, token: str, code: str, *kinds: ChallengeKind) -> Challenge | None:
        """Expect this code, and none that was sent before, for as long as a new challenge lives."""
        sent = {"code_digest": digest_of(token, code), "attempts_left": ATTEMPTS_PER_CODE}
        return await self._change(token, kinds, **sent, expires_at=now() + LIFETIME)

    async def put_data(self, token: str, data: Json, *kinds: ChallengeKind) -> Challenge | None:
        """Expect an answer to this, and to nothing that was asked before."""
        return await self._change(token, kinds, data=data, expires_at=now() + LIFETIME)

    async def spend(self, challenge_id: UUID) -> bool:
        """Whether this is the one right answer that counts."""
        row = update(Challenge).where(Challenge.id == challenge_id, Challenge.spent_at.is_(None))
        spent = row.where(Challenge.expires_at > now()).values(spent_at=now(), code_digest=null(), data=null())
        return await self._session.scalar(spent.returning(Challenge.id)) is not None

    async def _change(self, token: str, kinds: tuple[ChallengeKind, ...], **values: Any) -> Challenge | None:
        if self._session.info.get("user_id") is None:
            await self._name_user(token)
        row = update(Challenge).where(Challenge.token_digest == digest(token), Challenge.kind.in_(kinds))
        live = row.where(Challenge.spent_at.is_(None), Challenge.expires_at > now(), Challenge.attempts_left > 0)
        return await self._session.scalar(live.values(**values, updated_at=now()).returning(Challenge))

    async def _name_user(self, token: str) -> None:
        user_id = await self._session.scalar(_FIND, {"digest": digest(token)})
        if user_id is not None:
            self._session.info["user_id"] = user_id


def digest_of(token: str, code: str) -> bytes:
    """Of a code of few digits: with the token, which the database does not know, nobody finds it by trying."""
    return digest(f"{token}:{code}")
