"""The rules of accounts: who may register, how one signs in, who a request comes from, what they may do."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from fastapi import Request

from clew.identity.models import User
from clew.identity.passwords import acceptable, hash_password, is_outdated, matches
from clew.identity.schemas import Registration, SignIn
from clew.identity.signed_in.store import ApiTokens, Sessions
from clew.identity.store import FIRST_ROLE, OWNER_ROLE, Accounts, Decisions
from clew.infra.caller import Caller
from clew.infra.crypto import digest, new_token
from clew.infra.db import AsyncSession, Database, act_for
from clew.infra.facts import SecurityFact, Severity
from clew.infra.jobs import enqueue
from clew.kit.clock import now
from clew.kit.errors import Forbidden, RegistrationClosed, Unauthenticated, WrongCredentials
from clew.settings.registry import REGISTRATION_OPEN, SESSION_DAYS, TOKEN_DAYS
from clew.settings.store import Settings, SetupLink

SETUP_LIFETIME = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request came from, for the records."""

    ip_address: str | None
    user_agent: str | None


async def new_setup_link(session: AsyncSession) -> str | None:
    """A token that may create the owner within an hour, in place of any before; None where there is an owner."""
    if await Accounts(session).has_owner():
        return None
    token = new_token("setup")
    await Settings(session).put_setup_link(SetupLink(digest=digest(token).hex(), expires_at=now() + SETUP_LIFETIME))
    return token


async def register(session: AsyncSession, values: Registration) -> User:
    """A new account. Raises `RegistrationClosed`, `Invalid` and `AlreadyExists`."""
    is_owner = await _may_register(session, values.setup_token)
    acceptable(values.password, values.username, values.email.partition("@")[0], "clew")
    hashed = await hash_password(values.password)
    return await create_account(session, values, hashed, is_owner=is_owner)


async def create_account(session: AsyncSession, values: Registration, hashed: str, *, is_owner: bool) -> User:
    accounts = Accounts(session)
    user = await accounts.create(
        username=values.username, email=values.email, full_name=values.full_name, hashed_password=hashed
    )
    await accounts.assign_role(user, OWNER_ROLE if is_owner else FIRST_ROLE)
    await enqueue(session, SecurityFact(user_id=user.id, event_type="registered", event_data={"owner": is_owner}))
    return user


async def sign_in(database: Database, values: SignIn, origin: Origin) -> tuple[User, str, timedelta]:
    """The person, the token of their new session, and how long it lasts. Raises `WrongCredentials`.

    No transaction is open while the password is checked: that takes as long as thirty statements.
    """
    async with database.begin() as session:
        found = await Accounts(session).credentials(values.username)
    correct = await matches(values.password, found.hashed_password if found else None)
    if found is None or not correct or not found.is_active:
        await _remember_failure(database, None if found is None else found.user_id, origin)
        raise WrongCredentials
    token = new_token("session")
    async with database.begin(found.user_id) as session:
        user = await Accounts(session).get(found.user_id)
        user.last_login = now()
        if found.hashed_password is not None and is_outdated(found.hashed_password):
            user.hashed_password = await hash_password(values.password)
        caller = Caller(user.id, ip_address=origin.ip_address, user_agent=origin.user_agent)
        lifetime = timedelta(days=await Settings(session).get(SESSION_DAYS))
        await Sessions(session, caller).open(digest(token), lifetime)
        await enqueue(session, _fact(user.id, "signed_in", Severity.info, origin))
    return user, token, lifetime


async def sign_out(session: AsyncSession, caller: Caller) -> None:
    """End the session or revoke the token that this request came with."""
    if caller.session_id is not None:
        await Sessions(session, caller).end(caller.session_id)
    if caller.token_id is not None:
        await ApiTokens(session, caller).revoke(caller.token_id)
    origin = Origin(caller.ip_address, caller.user_agent)
    await enqueue(session, _fact(caller.user_id, "signed_out", Severity.info, origin))


async def issue_token(session: AsyncSession, user_id: UUID, name: str) -> str:
    """A new API token; it is shown this once and only its digest is kept."""
    token = new_token("clew")
    await act_for(session, user_id)
    lifetime = timedelta(days=await Settings(session).get(TOKEN_DAYS))
    await ApiTokens(session, Caller(user_id)).issue(digest(token), name, now() + lifetime)
    return token


async def identify(session: AsyncSession, token: str | None, origin: Origin) -> Caller:
    """Who this token stands for. Raises `Unauthenticated`."""
    proof = await Accounts(session).authenticate(digest(token)) if token else None
    if proof is None:
        raise Unauthenticated
    return Caller(proof.user_id, proof.session_id, proof.token_id, origin.ip_address, origin.user_agent)


class RoleGate:
    """Decides by the caller's roles, and writes every decision down."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(self, session: AsyncSession, caller: Caller, permission: str, resource_id: UUID | None) -> None:
        granted, roles = await Decisions(session).decide(caller, permission, resource_id)
        if granted:
            return
        # The refusal rolls its request back, and what it wrote; so its record has a transaction of its own.
        async with self._database.begin(caller.user_id) as own:
            await Decisions(own).record_refusal(caller, permission, resource_id, roles)
        raise Forbidden


def origin_of(request: Request) -> Origin:
    agent = request.headers.get("user-agent")
    return Origin(request.client.host if request.client else None, agent[:1000] if agent else None)


async def _may_register(session: AsyncSession, setup_token: str | None) -> bool:
    """Whether this registration makes the owner; raises `RegistrationClosed` where it may make nobody."""
    has_owner = await Accounts(session).has_owner()
    if setup_token is not None:
        if not has_owner and await Settings(session).take_setup_link(digest(setup_token).hex(), now()):
            return True
        raise RegistrationClosed("This set-up link is used up or too old. Starting Clew again prints a new one.")
    if not has_owner:
        raise RegistrationClosed("Clew has no owner yet: please use the set-up link that the server printed.")
    if not await Settings(session).get(REGISTRATION_OPEN):
        raise RegistrationClosed("Please ask the owner of this Clew for an account.")
    return False


async def _remember_failure(database: Database, user_id: UUID | None, origin: Origin) -> None:
    async with database.begin(user_id) as session:
        await enqueue(session, _fact(user_id, "sign_in_failed", Severity.warning, origin))


def _fact(user_id: UUID | None, event_type: str, severity: Severity, origin: Origin) -> SecurityFact:
    return SecurityFact(
        user_id=user_id,
        event_type=event_type,
        severity=severity,
        ip_address=origin.ip_address,
        user_agent=origin.user_agent,
    )
