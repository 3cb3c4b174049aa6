"""The rules of being signed in: how a session begins and ends, who a request comes from."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from clew.identity.models import AuthToken, User, UserSession
from clew.identity.origin import Origin, fact
from clew.identity.signed_in.limits import limits_of
from clew.identity.signed_in.schemas import ApiTokenCreate
from clew.identity.signed_in.store import FRESH, ApiTokens, Beginning, RefreshTokens, Sessions, authenticate
from clew.identity.store import Accounts
from clew.infra.caller import Caller
from clew.infra.crypto import digest, new_token
from clew.infra.db import AsyncSession, Database, act_for
from clew.infra.facts import Severity
from clew.infra.jobs import enqueue
from clew.infra.scopes import is_within
from clew.kit.clock import now
from clew.kit.errors import Conflict, Forbidden, Invalid, Unauthenticated
from clew.settings.registry import TOKEN_DAYS
from clew.settings.store import Settings

LONGEST_TOKEN = timedelta(days=365)


async def begin_session(
    database: Database, user_id: UUID, origin: Origin, how: Beginning = FRESH
) -> tuple[User, str, timedelta]:
    """The person, the token of their new session, and how long it lasts. They have just proved who they are."""
    token = new_token("session")
    async with database.begin(user_id) as session:
        user, opened = await open_session(session, user_id, origin, digest(token), how)
    return user, token, opened.expires_at - opened.last_accessed


async def open_session(
    session: AsyncSession, user_id: UUID, origin: Origin, token: bytes, how: Beginning = FRESH
) -> tuple[User, UserSession]:
    """The person and their new session, in this transaction."""
    sessions = Sessions(session, Caller(user_id, ip_address=origin.ip_address, user_agent=origin.user_agent))
    await sessions.note_sign_in()
    user = await Accounts(session).get(user_id)
    limits = await limits_of(sessions, trusted=how.is_trusted)
    opened = await sessions.open(token, limits.lifetime, limits.idle, how)
    await enqueue(session, fact(user.id, "signed_in", Severity.info, origin))
    return user, opened


@dataclass(frozen=True, slots=True)
class Renewed:
    """A session that goes on by another token."""

    token: str
    expires_at: datetime


async def renew(session: AsyncSession, caller: Caller, *, is_confirmed: bool = False) -> Renewed:
    """Another token for the caller's session. Raises `Unauthenticated` where it has ended."""
    token = new_token("session")
    if caller.session_id is None:
        raise Unauthenticated
    expires_at = await Sessions(session, caller).renew(caller.session_id, digest(token), is_confirmed=is_confirmed)
    if expires_at is None:
        raise Unauthenticated
    return Renewed(token, expires_at)


async def heed_new_role(session: AsyncSession, user_id: UUID) -> None:
    """Their sessions last no longer than one that they would begin with the roles that they have now."""
    sessions = Sessions(session, Caller(user_id))
    if await sessions.is_administrative():
        limits = await limits_of(sessions)
        await sessions.tighten(limits.lifetime, limits.idle)


async def sign_out(session: AsyncSession, caller: Caller) -> None:
    """End the session or revoke the token that this request came with."""
    if caller.session_id is not None:
        await Sessions(session, caller).invalidate(caller.session_id)
    if caller.token_id is not None:
        await ApiTokens(session, caller).revoke(caller.token_id)
    await _remember(session, caller, "signed_out")


async def end_session(session: AsyncSession, caller: Caller, id: UUID) -> None:
    """Raises `NotFound`. One that has ended stays so."""
    sessions = Sessions(session, caller)
    await sessions.get(id)
    if await sessions.invalidate(id):
        await _remember(session, caller, "session_ended", session_id=str(id))


async def end_other_sessions(session: AsyncSession, caller: Caller) -> None:
    """All but that of this request."""
    count = await Sessions(session, caller).invalidate_others(caller.session_id)
    await _remember(session, caller, "other_sessions_ended", count=count)


async def end_everything(session: AsyncSession, caller: Caller) -> None:
    """End all sessions and revoke all API tokens of a person but for what this request came with, if it did with any.

    For whoever changes what they are proved by, and tells that itself.
    """
    await Sessions(session, caller).invalidate_others(caller.session_id)
    await ApiTokens(session, caller).revoke_others(caller.token_id)


async def extend_session(session: AsyncSession, caller: Caller, id: UUID) -> UserSession:
    """Let it last as long as one that begins now. Raises `NotFound`, and `Conflict` where it has ended."""
    sessions = Sessions(session, caller)
    row = await sessions.get(id)
    if row.is_expired or not row.is_active:
        raise Conflict("This session has ended.")
    row.extend((await limits_of(sessions)).lifetime)
    await sessions.flush()
    await RefreshTokens(session, caller).extend(row)
    await _remember(session, caller, "session_extended", session_id=str(id))
    return await sessions.get(id)


async def create_token(session: AsyncSession, caller: Caller, values: ApiTokenCreate) -> tuple[AuthToken, str]:
    """A new API token and itself, which is shown this once. Raises `Invalid` and `Forbidden`."""
    if caller.scopes is not None and not (values.scopes and is_within(values.scopes, caller.scopes)):
        raise Forbidden("A token may not do more than the one that makes it.")
    expires_at = values.expires_at or await _default_end(session)
    if not now() < expires_at <= now() + LONGEST_TOKEN:
        raise Invalid("The token must end within a year.", fields=("expires_at",))
    token = new_token("clew")
    tokens = ApiTokens(session, caller)
    row = await tokens.issue(digest(token), values.name, expires_at, values.scopes)
    await _remember(session, caller, "api_token_created", api_token_id=str(row.id))
    return await tokens.get(row.id), token


async def issue_token(session: AsyncSession, user_id: UUID, name: str) -> str:
    """A new API token for everything, from whoever runs this Clew; only its digest is kept."""
    token = new_token("clew")
    await act_for(session, user_id)
    await ApiTokens(session, Caller(user_id)).issue(digest(token), name, await _default_end(session))
    return token


async def revoke_token(session: AsyncSession, caller: Caller, id: UUID) -> None:
    """Raises `NotFound`. One that is revoked stays so."""
    tokens = ApiTokens(session, caller)
    await tokens.get(id)
    if await tokens.revoke(id):
        await _remember(session, caller, "api_token_revoked", api_token_id=str(id))


async def identify(session: AsyncSession, token: str | None, origin: Origin) -> Caller:
    """Who this token stands for. Raises `Unauthenticated`."""
    proof = await authenticate(session, digest(token), origin.ip_address) if token else None
    if proof is None:
        raise Unauthenticated
    caller = Caller(
        proof.user_id,
        proof.session_id,
        proof.token_id,
        origin.ip_address,
        origin.user_agent,
        confirmed_at=proof.confirmed_at,
        scopes=None if proof.scopes is None else frozenset(proof.scopes),
    )
    if proof.is_elsewhere:
        event = fact(
            caller.user_id, "api_token_used_elsewhere", Severity.warning, origin, api_token_id=str(proof.token_id)
        )
        await enqueue(session, event)
    return caller


async def _default_end(session: AsyncSession) -> datetime:
    return now() + timedelta(days=await Settings(session).get(TOKEN_DAYS))


async def _remember(session: AsyncSession, caller: Caller, event_type: str, **details: str | int) -> None:
    origin = Origin(caller.ip_address, caller.user_agent)
    await enqueue(session, fact(caller.user_id, event_type, Severity.info, origin, **details))
