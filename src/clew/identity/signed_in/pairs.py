"""Clients without cookies: an access token for minutes, and a refresh token that each time gives way to the next.

The tokens of one sign-in are a family, whose session is one row from the first pair to the last. A refresh token works
once. Who did not get the answer may ask again at once and gets the same pair, which follows from the token by a key of
the instance, so that nothing but digests is kept. Whatever else uses a spent token means that two have it, and nobody
knows who is the thief: the family ends (RFC 9700, section 4.14.2).
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from clew.identity.models import User, UserSession
from clew.identity.origin import Origin, fact
from clew.identity.signed_in.service import open_session
from clew.identity.signed_in.store import FRESH, Beginning, RefreshTokens, Sessions, act_for_holder
from clew.infra.caller import Caller
from clew.infra.crypto import digest, new_token
from clew.infra.db import AsyncSession, Database, keys_of
from clew.infra.facts import Severity
from clew.infra.jobs import enqueue
from clew.kit.clock import now
from clew.kit.errors import Unauthenticated

ACCESS = timedelta(minutes=15)
GRACE = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Pair:
    """What a client without cookies holds."""

    access_token: str
    access_until: datetime
    refresh_token: str
    refresh_until: datetime
    """The end of the family, which no refresh moves."""


async def begin_pair(database: Database, user_id: UUID, origin: Origin, how: Beginning = FRESH) -> tuple[User, Pair]:
    """The person, who has just proved who they are, and the first pair of a new session."""
    access, refresh = new_token("access"), new_token("refresh")
    async with database.begin(user_id) as session:
        user, family = await open_session(session, user_id, origin, digest(access), replace(how, access=ACCESS))
        await RefreshTokens(session, Caller(user_id)).issue(digest(refresh), family)
    return user, _pair(access, refresh, family)


async def refresh_pair(database: Database, token: str, origin: Origin) -> Pair:
    """The next pair of the family. Raises `Unauthenticated`."""
    async with database.begin() as session:
        pair = await _next(session, token, origin)
    # Not before the commit: what a reuse ends has to stay ended.
    if pair is None:
        raise Unauthenticated
    return pair


async def _next(session: AsyncSession, token: str, origin: Origin) -> Pair | None:
    user_id = await act_for_holder(session, digest(token))
    if user_id is None:
        return None
    caller = Caller(user_id, ip_address=origin.ip_address, user_agent=origin.user_agent)
    sessions, tokens = Sessions(session, caller), RefreshTokens(session, caller)
    family = await sessions.lock_of(digest(token))
    if family is None or family.is_expired or not family.is_active:
        return None
    keys = keys_of(session)
    children = list(zip(keys.derived("access", token), keys.derived("refresh", token), strict=True))
    if await tokens.spend(digest(token)):
        access, refresh = children[0]
        family.session_id, family.access_until = digest(access).hex(), now() + ACCESS
        family.update_access(origin.ip_address)
        await tokens.issue(digest(refresh), family)
        return _pair(access, refresh, family)
    spent = await tokens.by_digest(digest(token))
    if spent is None or spent.spent_at is None:
        return None
    child = await tokens.by_digest(*(digest(refresh) for _, refresh in children))
    if child is not None and child.spent_at is None and spent.spent_at > now() - GRACE:
        access, refresh = next(pair for pair in children if digest(pair[1]) == child.token_hash)
        return _pair(access, refresh, family)
    await sessions.invalidate(family.id)  # with all descendants
    event = fact(user_id, "refresh_token_reused", Severity.critical, origin, session_id=str(family.id))
    await enqueue(session, event)
    return None


def _pair(access: str, refresh: str, family: UserSession) -> Pair:
    assert family.access_until is not None  # noqa: S101 it is the session of a program
    return Pair(access, family.access_until, refresh, family.expires_at)
