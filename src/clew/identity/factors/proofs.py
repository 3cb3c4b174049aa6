"""Whether what somebody gives proves that they are the person whose account it is. Nothing of it works twice."""

from dataclasses import dataclass
from uuid import UUID

from clew.identity.factors.backup_codes import FEW, entry_of
from clew.identity.factors.challenges.store import Challenges
from clew.identity.factors.models import Challenge
from clew.identity.factors.passkeys.ceremony import RelyingParty
from clew.identity.factors.passkeys.service import CopiedPasskey, answers
from clew.identity.factors.passkeys.store import Passkeys
from clew.identity.factors.phones.service import is_code
from clew.identity.factors.schemas import Method, Proof
from clew.identity.factors.store import MFAConfigurations
from clew.identity.factors.totp import step_of
from clew.identity.origin import Origin, fact
from clew.identity.store import OWNER_ROLE, Accounts
from clew.identity.throttling.service import SECOND_FACTOR, SECOND_FACTOR_ADDRESS, Throttle, network_of
from clew.infra.caller import Caller
from clew.infra.db import AsyncSession, Database
from clew.infra.facts import SecurityFact, Severity
from clew.infra.jobs import enqueue
from clew.kit.clock import now
from clew.kit.errors import WrongProof


@dataclass(frozen=True, slots=True)
class Question:
    """Who is to prove that it is them, and to what the answer belongs."""

    user_id: UUID
    origin: Origin
    party: RelyingParty | None = None
    """Where a passkey may answer."""
    challenge: Challenge | None = None
    token: str = ""
    """Of the challenge."""


class Attempt:
    """A guess at something that proves who somebody is. Only wrong ones are counted, per person and address."""

    def __init__(self, database: Database, user_id: UUID, origin: Origin) -> None:
        self._throttle = Throttle(database)
        self._charges = (SECOND_FACTOR, str(user_id)), (SECOND_FACTOR_ADDRESS, network_of(origin.ip_address))

    async def count(self) -> None:
        """Raises `TooManyAttempts`."""
        await self._throttle.spend_all(*self._charges)

    async def give_back(self) -> None:
        """It was right."""
        await self._throttle.give_back(*self._charges)


async def methods_of(session: AsyncSession, user_id: UUID) -> list[Method]:
    """What the person can prove themself with besides their password; nothing unless a second factor is on.

    A passkey alone switches none on: who loses it could not sign in any more.
    """
    caller = Caller(user_id)
    mfa = await MFAConfigurations(session, caller).own()
    if mfa is None or not (mfa.totp_enabled or mfa.sms_enabled):
        return []
    has = {
        Method.passkey: bool(await Passkeys(session, caller).ids()),
        Method.totp: mfa.totp_enabled,
        Method.sms: mfa.sms_enabled
        and not (mfa.totp_enabled and await Accounts(session).has_role(user_id, OWNER_ROLE)),
        Method.backup_code: mfa.backup_codes_left > 0,
    }
    return [method for method, is_there in has.items() if is_there]


async def prove(database: Database, question: Question, proof: Proof) -> None:
    """The proof and its challenge are used up together, or none of them.

    Raises `WrongProof`, and `TooManyAttempts` before anything is looked at.
    """
    attempt = Attempt(database, question.user_id, question.origin)
    await attempt.count()
    entry = await _entry(database, question.user_id, proof) if proof.method is Method.backup_code else None
    try:
        async with database.begin(question.user_id) as session:
            if not await _take(session, question, proof, entry):
                raise WrongProof
            if question.challenge is not None and not await Challenges(session).spend(question.challenge.id):
                raise WrongProof
    except (WrongProof, CopiedPasskey) as error:
        await _remember_failure(database, question, proof.method, is_copied=isinstance(error, CopiedPasskey))
        raise WrongProof from None
    await attempt.give_back()


async def _take(session: AsyncSession, question: Question, proof: Proof, entry: str | None) -> bool:
    caller = Caller(question.user_id)
    match proof.method:
        case Method.totp:
            return await _take_totp(MFAConfigurations(session, caller), proof.code or "")
        case Method.backup_code:
            return entry is not None and await _take_backup_code(session, question, entry)
        case Method.sms:
            challenge = question.challenge
            return challenge is not None and is_code(challenge.code_digest, question.token, proof.code or "")
        case Method.passkey:
            if question.party is None or question.challenge is None or proof.response is None:
                return False
            data = question.challenge.data
            return await answers(session, question.user_id, question.party, data, proof.response)


async def _take_totp(configurations: MFAConfigurations, code: str) -> bool:
    kept = await configurations.totp_secret()
    if kept is None:
        return False
    sealed, secret = kept
    step = step_of(secret, code.replace(" ", ""), now())
    return step is not None and await configurations.take_totp_step(sealed, step)


async def _entry(database: Database, user_id: UUID, proof: Proof) -> str | None:
    # No transaction is open while the code is hashed.
    async with database.begin(user_id) as session:
        mfa = await MFAConfigurations(session, Caller(user_id)).own()
    return await entry_of(proof.code or "", (mfa and mfa.backup_codes) or [])


async def _take_backup_code(session: AsyncSession, question: Question, entry: str) -> bool:
    left = await MFAConfigurations(session, Caller(question.user_id)).take_backup_code(entry)
    if left is None:
        return False
    what = "backup_codes_low" if left <= FEW else "backup_code_used"
    event = fact(question.user_id, what, Severity.warning, question.origin)
    await enqueue(session, event.model_copy(update={"event_data": {"left": left}}))
    return True


async def _remember_failure(database: Database, question: Question, method: Method, *, is_copied: bool) -> None:
    what, severity = ("passkey_copied", Severity.critical) if is_copied else ("proof_failed", Severity.warning)
    event: SecurityFact = fact(question.user_id, what, severity, question.origin)
    async with database.begin(question.user_id) as session:
        await enqueue(session, event.model_copy(update={"event_data": {"method": method.value}}))
