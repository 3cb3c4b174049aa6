"""The rules of phone numbers: whoever reads the code that was sent to a number has it."""

import hmac
import secrets
from uuid import UUID

from clew.identity.factors.challenges.store import Challenges, digest_of
from clew.identity.factors.models import ChallengeKind, UserPhoneMapping
from clew.identity.factors.phones.schemas import PhoneChallenge
from clew.identity.factors.phones.store import Phones
from clew.identity.origin import Origin, fact
from clew.identity.throttling.service import TEXT_MESSAGE, TEXT_NUMBER, Throttle
from clew.infra.caller import Caller
from clew.infra.db import AsyncSession, Database
from clew.infra.facts import Severity
from clew.infra.jobs import enqueue
from clew.infra.texting import SmsSender
from clew.kit.errors import NotFound, WrongProof

DIGITS = 6
KIND = ChallengeKind.phone
_OVER = "This code is used up or too old. Please have a new one sent."


def new_code() -> str:
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


async def count_message(database: Database, user_id: UUID, number: str) -> None:
    """Raises `TooManyAttempts` where that person or that number got enough of them."""
    await Throttle(database).spend_all((TEXT_MESSAGE, str(user_id)), (TEXT_NUMBER, number))


async def send_code(sender: SmsSender, number: str, code: str) -> None:
    await sender.send(number, f"{code} is your code for Clew. It works for five minutes. Nobody will ask you for it.")


async def begin(database: Database, sender: SmsSender, caller: Caller, number: str) -> PhoneChallenge:
    """Send a code to that number, whoever's it is. Raises `TooManyAttempts`."""
    await count_message(database, caller.user_id, number)
    code = new_code()
    async with database.begin(caller.user_id) as session:
        challenges = Challenges(session)
        challenge, token = await challenges.open(KIND, caller.user_id, data={"phone_number": number})
        await challenges.put_code(token, code, KIND)
    await send_code(sender, number, code)
    return PhoneChallenge(token=token, expires_at=challenge.expires_at)


async def finish(database: Database, caller: Caller, token: str, code: str) -> UserPhoneMapping:
    """Keep the number that the code was sent to. Raises `NotFound`, `WrongProof` and `AlreadyExists`."""
    async with database.begin(caller.user_id) as session:  # the attempt counts whatever becomes of it
        challenge = await Challenges(session).attempt(token, KIND)
    if challenge is None or challenge.data is None:
        raise NotFound(_OVER)
    if not is_code(challenge.code_digest, token, code):
        raise WrongProof("This is not the code that was sent.")
    async with database.begin(caller.user_id) as session:
        if not await Challenges(session).spend(challenge.id):
            raise NotFound(_OVER)
        phone = await Phones(session, caller).add_verified(challenge.data["phone_number"], "sms")
        await _remember(session, caller, "phone_verified")
    return phone


def is_code(expected: bytes | None, token: str, code: str) -> bool:
    return expected is not None and hmac.compare_digest(expected, digest_of(token, code.strip()))


async def make_primary(session: AsyncSession, caller: Caller, id: UUID) -> UserPhoneMapping:
    """Raises `NotFound`, and `Conflict` where it is not verified."""
    phones = Phones(session, caller)
    phone = await phones.make_primary(await phones.get(id))
    await _remember(session, caller, "phone_primary_changed")
    return phone


async def remove(session: AsyncSession, caller: Caller, id: UUID) -> None:
    """Raises `NotFound`, and `Conflict` where codes are sent there."""
    phones = Phones(session, caller)
    await phones.remove(await phones.get(id))
    await _remember(session, caller, "phone_removed")


async def _remember(session: AsyncSession, caller: Caller, what: str) -> None:
    origin = Origin(caller.ip_address, caller.user_agent)
    await enqueue(session, fact(caller.user_id, what, Severity.warning, origin))
