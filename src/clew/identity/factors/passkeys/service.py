"""The rules of passkeys: how one is added, and whether one was answered with."""

import secrets
from uuid import UUID

from clew.identity.factors.challenges.store import Challenges
from clew.identity.factors.models import ChallengeKind, WebauthnCredential
from clew.identity.factors.passkeys.ceremony import (
    HANDLE,
    RelyingParty,
    WrongSignature,
    answered_with,
    ask_for_new,
    handle_in,
    read,
    read_new,
)
from clew.identity.factors.passkeys.schemas import PasskeyCreate, PasskeyOptions
from clew.identity.factors.passkeys.store import Passkeys
from clew.identity.origin import Origin, fact
from clew.identity.store import Accounts
from clew.infra.caller import Caller
from clew.infra.db import AsyncSession, Json
from clew.infra.facts import Severity
from clew.infra.jobs import enqueue
from clew.kit.errors import NotFound, WrongProof

KIND = ChallengeKind.passkey_registration
_OVER = "This took too long. Please add the passkey again."


class CopiedPasskey(Exception):
    """The authenticator has counted back: there are two with one key, and one of them is not the person's."""


async def begin(session: AsyncSession, caller: Caller, party: RelyingParty) -> PasskeyOptions:
    passkeys = Passkeys(session, caller)
    handle = await passkeys.handle(secrets.token_bytes(HANDLE))
    user = await Accounts(session).get(caller.user_id)
    options, data = ask_for_new(party, handle, user.username, await passkeys.ids())
    challenges = Challenges(session)
    challenge, token = await challenges.open(KIND, caller.user_id, data=data)
    return PasskeyOptions(token=token, options=options, expires_at=challenge.expires_at)


async def finish(
    session: AsyncSession, caller: Caller, party: RelyingParty, values: PasskeyCreate
) -> WebauthnCredential:
    """Keep what the authenticator made. Raises `NotFound`, `WrongProof` and `AlreadyExists`."""
    challenges = Challenges(session)
    challenge = await challenges.find(values.token, KIND)
    if challenge is None:
        raise NotFound(_OVER)
    try:
        made = read_new(party, challenge.data, values.response)
    except WrongSignature:
        raise WrongProof("The passkey's answer does not fit. Please add it again.") from None
    if not await challenges.spend(challenge.id):
        raise NotFound(_OVER)
    passkey = await Passkeys(session, caller).add(made, values.name)
    await enqueue(session, fact(caller.user_id, "passkey_added", Severity.warning, _origin(caller)))
    return passkey


async def remove(session: AsyncSession, caller: Caller, id: UUID) -> None:
    """Raises `NotFound`."""
    passkeys = Passkeys(session, caller)
    await passkeys.remove(await passkeys.get(id))
    await enqueue(session, fact(caller.user_id, "passkey_removed", Severity.warning, _origin(caller)))


async def answers(session: AsyncSession, user_id: UUID, party: RelyingParty, data: Json | None, response: Json) -> bool:
    """Whether this is signed by one of that person's passkeys, which counts as a use. Raises `CopiedPasskey`."""
    passkeys = Passkeys(session, Caller(user_id))
    try:
        passkey = await passkeys.named(answered_with(response))
        handle = handle_in(response)
        if passkey is None or (handle is not None and not await passkeys.is_handle(handle)):
            return False
        sign_count = read(party, data, response, passkey.public_key)
    except WrongSignature:
        return False
    if not await passkeys.update_usage(passkey.id, sign_count):
        raise CopiedPasskey
    return True


def _origin(caller: Caller) -> Origin:
    return Origin(caller.ip_address, caller.user_agent)
