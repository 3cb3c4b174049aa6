"""Signing in, from the first proof to the session, and proving once more in it that it is them."""

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from clew.identity.accounts.service import prove_password
from clew.identity.factors.challenges.store import Challenges
from clew.identity.factors.devices.service import trust
from clew.identity.factors.devices.store import TrustedDevices
from clew.identity.factors.models import Challenge, ChallengeKind
from clew.identity.factors.passkeys.ceremony import RelyingParty, WrongSignature, answered_with
from clew.identity.factors.passkeys.store import owner_of
from clew.identity.factors.proofs import Attempt, Question, methods_of, prove
from clew.identity.factors.schemas import Confirmation, ConfirmMethod, Method, PendingSignIn, SecondFactor
from clew.identity.models import User
from clew.identity.origin import Origin, fact
from clew.identity.passwords import matches
from clew.identity.schemas import SignIn
from clew.identity.signed_in.pairs import Pair, begin_pair
from clew.identity.signed_in.schemas import Client
from clew.identity.signed_in.service import Renewed, begin_session, renew
from clew.identity.signed_in.store import Beginning
from clew.identity.store import Accounts
from clew.infra.caller import Caller
from clew.infra.crypto import digest
from clew.infra.db import Database, act_for
from clew.infra.facts import Severity
from clew.infra.jobs import enqueue
from clew.kit.errors import Forbidden, SignInExpired, WrongProof


@dataclass(frozen=True, slots=True)
class Begun:
    """A session that has just begun."""

    user: User
    lifetime: timedelta = timedelta()
    token: str | None = None
    """Of a browser."""
    pair: Pair | None = None
    """Of a program."""
    device: str | None = None
    """The cookie of a browser that is trusted from here on."""


async def sign_in(database: Database, values: SignIn, origin: Origin, device: str | None) -> Begun | PendingSignIn:
    """`device` is what the browser is known by, if it is trusted. Raises `WrongCredentials`."""
    user_id = await prove_password(database, values, origin, await _trusted(database, values.username, device))
    async with database.begin(user_id) as session:
        methods = await methods_of(session, user_id)
        if methods and not await TrustedDevices(session, Caller(user_id), device).is_device_trusted():
            challenge, token = await Challenges(session).open(ChallengeKind.sign_in, user_id)
            return PendingSignIn(token=token, methods=methods, expires_at=challenge.expires_at)
    # A trusted device stands in for a factor at the sign-in, and for nothing else.
    how = Beginning(is_trusted=bool(methods), is_confirmed=not methods)
    return await _begin(database, user_id, origin, values.client, how)


async def finish_sign_in(database: Database, values: SecondFactor, origin: Origin, party: RelyingParty | None) -> Begun:
    """Raises `SignInExpired` where there is nothing to answer any more, and `WrongProof`."""
    async with database.begin() as session:  # the attempt counts whatever becomes of it
        kinds = ChallengeKind.sign_in, ChallengeKind.passkey_sign_in
        challenge = await Challenges(session).attempt(values.token, *kinds)
    if challenge is None:
        raise SignInExpired
    question = Question(await _who(database, challenge, values), origin, party, challenge, values.token)
    await prove(database, question, values)
    how = Beginning(is_trusted=values.trust_device)
    begun = await _begin(database, question.user_id, origin, values.client, how)
    if not values.trust_device or challenge.user_id is None:
        return begun
    async with database.begin(begun.user.id) as session:
        cookie = await trust(session, begun.user.id, origin)
    return replace(begun, device=cookie)


async def confirm(database: Database, caller: Caller, values: Confirmation, party: RelyingParty | None) -> Renewed:
    """Raises `WrongProof`, and `Forbidden` for the token of a program."""
    if caller.session_id is None:
        raise Forbidden("A program cannot do this. Please sign in.")
    origin = Origin(caller.ip_address, caller.user_agent)
    async with database.begin(caller.user_id) as session:
        has_factor = bool(await methods_of(session, caller.user_id))
        hashed = (await Accounts(session).get(caller.user_id)).hashed_password
        challenge = None
        if values.token is not None:
            challenge = await Challenges(session).attempt(values.token, ChallengeKind.confirmation)
    if values.method is ConfirmMethod.password:
        if has_factor:
            raise WrongProof("The password alone is not enough here. Please use your second factor.")
        attempt = Attempt(database, caller.user_id, origin)
        await attempt.count()
        if not await matches(values.password or "", hashed):
            await _remember(database, caller, "proof_failed", Severity.warning)
            raise WrongProof("The password is wrong.")
        await attempt.give_back()
    else:
        if values.token is not None and (challenge is None or challenge.session_id != caller.session_id):
            raise WrongProof("This took too long or too many tries. Please begin again.")
        question = Question(caller.user_id, origin, party, challenge, values.token or "")
        await prove(database, question, values.proof())
    async with database.begin(caller.user_id) as session:
        await enqueue(session, fact(caller.user_id, "confirmed", Severity.info, origin))
        return await renew(session, caller, is_confirmed=True)


async def _begin(database: Database, user_id: UUID, origin: Origin, client: Client, how: Beginning) -> Begun:
    if client is Client.token:
        user, pair = await begin_pair(database, user_id, origin, how)
        return Begun(user, pair=pair)
    user, token, lifetime = await begin_session(database, user_id, origin, how)
    return Begun(user, lifetime, token)


async def _trusted(database: Database, name: str, device: str | None) -> bytes | None:
    """The digest of the device, if the person of this name trusts it: what strangers guess is not counted there."""
    if device is None:
        return None
    async with database.begin() as session:
        found = await Accounts(session).credentials(name)
        if found is None:
            return None
        await act_for(session, found.user_id)
        is_trusted = await TrustedDevices(session, Caller(found.user_id), device).is_device_trusted()
    return digest(device) if is_trusted else None


async def _who(database: Database, challenge: Challenge, values: SecondFactor) -> UUID:
    """Who answers: whoever gave the password, or whoever's passkey it is."""
    if challenge.user_id is not None:
        return challenge.user_id
    user_id = None
    if values.method is Method.passkey and values.response is not None:
        try:
            credential_id = answered_with(values.response)
        except WrongSignature:
            raise WrongProof from None
        async with database.begin() as session:
            user_id = await owner_of(session, credential_id)
    if user_id is None:
        raise WrongProof
    return user_id


async def _remember(database: Database, caller: Caller, what: str, severity: Severity) -> None:
    async with database.begin(caller.user_id) as session:
        await enqueue(session, fact(caller.user_id, what, severity, _origin(caller)))


def _origin(caller: Caller) -> Origin:
    return Origin(caller.ip_address, caller.user_agent)
