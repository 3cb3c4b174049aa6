"""What has to be asked for before it can be answered: a code by SMS, or what a passkey must sign."""

from datetime import timedelta
from uuid import UUID

from clew.identity.factors.challenges.store import Challenges
from clew.identity.factors.models import ChallengeKind
from clew.identity.factors.passkeys import ceremony
from clew.identity.factors.passkeys.ceremony import RelyingParty
from clew.identity.factors.passkeys.store import Passkeys
from clew.identity.factors.phones.service import count_message, new_code, send_code
from clew.identity.factors.proofs import methods_of
from clew.identity.factors.schemas import Asked, ChallengeResponse, Method
from clew.identity.factors.store import MFAConfigurations
from clew.identity.origin import Origin
from clew.identity.throttling.service import Bucket, Throttle, network_of
from clew.identity.throttling.store import Limit
from clew.infra.caller import Caller
from clew.infra.db import AsyncSession, Database
from clew.infra.texting import SmsSender
from clew.kit.errors import Forbidden, NotFound, SignInExpired

ASKED = Bucket("passkey by address", (Limit(60, timedelta(minutes=5)),))
"""Questions to nobody in particular: each is a row."""
SIGN_IN, CONFIRMATION = ChallengeKind.sign_in, ChallengeKind.confirmation


class Questions:
    """Asks people, by what their challenge says."""

    def __init__(self, database: Database, sender: SmsSender, party: RelyingParty | None) -> None:
        """`party` where a passkey is asked for."""
        self._database = database
        self._sender = sender
        self._party = party

    async def ask_anybody(self, origin: Origin) -> ChallengeResponse:
        """Let a passkey say who signs in. Raises `TooManyAttempts`."""
        await Throttle(self._database).spend(ASKED, network_of(origin.ip_address))
        options, data = ceremony.ask(self._required_party(), [])
        async with self._database.begin() as session:
            challenge, token = await Challenges(session).open(ChallengeKind.passkey_sign_in, None, data=data)
        return ChallengeResponse(token=token, options=options, expires_at=challenge.expires_at)

    async def ask_in_sign_in(self, token: str, method: Asked) -> ChallengeResponse:
        """Raises `SignInExpired`, and `NotFound` where the person has no such factor."""
        async with self._database.begin() as session:
            challenge = await Challenges(session).find(token, SIGN_IN)
        if challenge is None or challenge.user_id is None:
            raise SignInExpired
        return await self._ask(challenge.user_id, token, method, SIGN_IN)

    async def ask_in_session(self, caller: Caller, method: Asked) -> ChallengeResponse:
        """For a confirmation. Raises `NotFound` where the person has no such factor, `Forbidden` for programs."""
        if caller.session_id is None:
            raise Forbidden("A program cannot do this. Please sign in.")
        async with self._database.begin(caller.user_id) as session:
            challenges = Challenges(session)
            _, token = await challenges.open(CONFIRMATION, caller.user_id, session_id=caller.session_id)
        return await self._ask(caller.user_id, token, method, CONFIRMATION)

    async def _ask(self, user_id: UUID, token: str, method: Asked, kind: ChallengeKind) -> ChallengeResponse:
        if method is Asked.sms:
            return await self._send(user_id, token, kind)
        async with self._database.begin(user_id) as session:
            known = await Passkeys(session, Caller(user_id)).ids()
            if not known:
                raise NotFound("There is no passkey of this account.")
            options, data = ceremony.ask(self._required_party(), known)
            challenge = await Challenges(session).put_data(token, data, kind)
        if challenge is None:
            raise SignInExpired
        return ChallengeResponse(token=token, options=options, expires_at=challenge.expires_at)

    async def _send(self, user_id: UUID, token: str, kind: ChallengeKind) -> ChallengeResponse:
        code = new_code()
        async with self._database.begin(user_id) as session:
            number = await _number(session, user_id)
        await count_message(self._database, user_id, number)
        async with self._database.begin(user_id) as session:
            challenge = await Challenges(session).put_code(token, code, kind)
        if challenge is None:
            raise SignInExpired
        await send_code(self._sender, number, code)
        return ChallengeResponse(token=token, options=None, expires_at=challenge.expires_at)

    def _required_party(self) -> RelyingParty:
        assert self._party is not None  # noqa: S101 whoever asks for a passkey gives it
        return self._party


async def _number(session: AsyncSession, user_id: UUID) -> str:
    mfa = await MFAConfigurations(session, Caller(user_id)).own()
    if mfa is None or mfa.phone_number is None or Method.sms not in await methods_of(session, user_id):
        raise NotFound("Codes by SMS are not switched on for this account.")
    return mfa.phone_number
