"""Accounts, and what stands of people."""

import json
import secrets
from dataclasses import replace
from datetime import timedelta

from tests.conftest import PASSWORD, Person
from tests.fakes.authenticator import Authenticator
from tests.fakes.provider import FakeProvider
from tests.main.operations.accounts import registration
from tests.main.operations.operation import CANARY, Operation, Reach, Things, resource

from clew.identity.factors.challenges.store import Challenges
from clew.identity.factors.models import ChallengeKind, TrustedDevice, UserPhoneMapping, WebauthnCredential
from clew.identity.factors.passkeys.ceremony import RelyingParty
from clew.identity.factors.passkeys.service import begin as begin_passkey
from clew.identity.factors.phones.store import Phones
from clew.identity.factors.store import MFAConfigurations
from clew.identity.factors.totp import code_at, new_secret
from clew.identity.remembered.store import remember
from clew.identity.signed_in.store import ApiTokens, RefreshTokens, Sessions
from clew.infra.caller import Caller
from clew.infra.db import AsyncSession
from clew.infra.facts import SecurityFact
from clew.kit.clock import now


def _credential(things: Things) -> object:
    written = things.passkey_response
    return json.loads(written) if written.startswith("{") else {"id": written}


def _phone_number() -> str:
    return f"+44{secrets.randbelow(9 * 10**9) + 10**9}"


CONFIRMED = {
    "confirm": Operation(
        Reach.own, "POST", "/api/v1/auth/confirm", lambda _: {"method": "password", "password": PASSWORD}
    ),
    "ask_to_confirm": Operation(
        Reach.theirs, "POST", "/api/v1/auth/confirm/challenge", lambda _: {"method": "passkey"}
    ),
    "begin_totp": Operation(Reach.own, "POST", "/api/v1/mfa/totp"),
    "enable_totp": Operation(
        Reach.theirs, "POST", "/api/v1/mfa/totp/enable", lambda things: {"code": things.totp_code[:20]}
    ),
    "disable_totp": Operation(Reach.own, "DELETE", "/api/v1/mfa/totp"),
    "enable_sms": Operation(Reach.theirs, "POST", "/api/v1/mfa/sms"),
    "disable_sms": Operation(Reach.own, "DELETE", "/api/v1/mfa/sms"),
    "generate_backup_codes": Operation(Reach.own, "POST", "/api/v1/mfa/backup-codes"),
    "begin_phone": Operation(
        Reach.own, "POST", "/api/v1/phones/verification", lambda _: {"phone_number": _phone_number()}
    ),
    "create_phone": Operation(
        Reach.theirs, "POST", "/api/v1/phones", lambda things: {"token": things.phone_token, "code": "123456"}
    ),
    "choose_primary_phone": Operation(Reach.theirs, "POST", "/api/v1/phones/{phone_id}/primary"),
    "remove_phone": Operation(Reach.theirs, "DELETE", "/api/v1/phones/{phone_id}"),
    "begin_passkey": Operation(Reach.own, "POST", "/api/v1/passkeys/challenge"),
    "create_passkey": Operation(
        Reach.theirs,
        "POST",
        "/api/v1/passkeys",
        lambda things: {"token": things.passkey_token, "name": CANARY, "response": _credential(things)},
    ),
    "remove_passkey": Operation(Reach.theirs, "DELETE", "/api/v1/passkeys/{passkey_id}"),
}
FACTORS = {
    "ask_at_sign_in": Operation(Reach.public, "POST", "/api/v1/auth/challenge", lambda _: {"method": "passkey"}),
    "finish_sign_in": Operation(
        Reach.public,
        "POST",
        "/api/v1/auth/second-factor",
        lambda _: {"token": "challenge_of_nobody", "method": "totp", "code": "123456", "trust_device": False},
    ),
    **{name: replace(one, is_confirmed=True) for name, one in CONFIRMED.items()},
    **resource("mfa-configuration", Reach.theirs, plural="mfa"),
    **resource("phone", Reach.theirs),
    **resource("passkey", Reach.theirs),
    "change_passkey": Operation(
        Reach.theirs, "PATCH", "/api/v1/passkeys/{passkey_id}", lambda _: {"name": "Another name"}
    ),
    "replace_passkey": Operation(
        Reach.theirs, "PUT", "/api/v1/passkeys/{passkey_id}", lambda _: {"name": "Another name"}
    ),
    **resource("trusted-device", Reach.theirs),
    "remove_trusted_device": Operation(Reach.theirs, "DELETE", "/api/v1/trusted-devices/{trusted_device_id}"),
}
OPERATIONS = {
    "register": Operation(Reach.public, "POST", "/api/v1/auth/register", registration),
    "sign_in": Operation(
        Reach.public, "POST", "/api/v1/auth/sign-in", lambda _: {"username": "nobody", "password": PASSWORD}
    ),
    "refresh_tokens": Operation(
        Reach.public, "POST", "/api/v1/auth/refresh", lambda _: {"refresh_token": "refresh_of_nobody"}
    ),
    "sign_out": Operation(Reach.own, "POST", "/api/v1/auth/sign-out"),
    "get_own_profile": Operation(Reach.own, "GET", "/api/v1/users/me"),
    "change_own_profile": Operation(Reach.own, "PATCH", "/api/v1/users/me", lambda _: {"full_name": "Somebody Else"}),
    "replace_own_profile": Operation(Reach.own, "PUT", "/api/v1/users/me", lambda _: {"full_name": "Somebody Else"}),
    "list_users": Operation(Reach.guarded, "GET", "/api/v1/users"),
    "get_user": Operation(Reach.shared, "GET", "/api/v1/users/{user_id}"),
    "get_user_by_username": Operation(Reach.shared, "GET", "/api/v1/users/by-username/{username}"),
    **resource("security-event", Reach.watched),
    **resource("session", Reach.theirs),
    "end_session": Operation(Reach.theirs, "DELETE", "/api/v1/sessions/{session_id}", is_confirmed=True),
    "extend_session": Operation(Reach.theirs, "POST", "/api/v1/sessions/{session_id}/extend", is_confirmed=True),
    "end_other_sessions": Operation(Reach.own, "POST", "/api/v1/sessions/end-others", is_confirmed=True),
    **resource("api-token", Reach.theirs),
    "create_api_token": Operation(
        Reach.own,
        "POST",
        "/api/v1/api-tokens",
        lambda _: {"name": "a script", "scopes": ["threads:read"], "expires_at": f"{now() + timedelta(days=9):%FT%TZ}"},
        is_confirmed=True,
    ),
    "change_api_token": Operation(
        Reach.theirs, "PATCH", "/api/v1/api-tokens/{api_token_id}", lambda _: {"name": "another script"}
    ),
    "replace_api_token": Operation(
        Reach.theirs, "PUT", "/api/v1/api-tokens/{api_token_id}", lambda _: {"name": "another script"}
    ),
    "revoke_api_token": Operation(Reach.theirs, "DELETE", "/api/v1/api-tokens/{api_token_id}"),
    **FACTORS,
}
EVERYBODYS = {("list_security_events", "user_id"): "user_id"}


async def _asked(session: AsyncSession, caller: Caller, place: str) -> dict[str, object]:
    """What the person was asked, with the answers."""
    secret = new_secret()
    await MFAConfigurations(session, caller).put_totp_secret(secret)
    challenges = Challenges(session)
    _, phone = await challenges.open(ChallengeKind.phone, caller.user_id, data={"phone_number": _phone_number()})
    await challenges.put_code(phone, "123456", ChallengeKind.phone)
    party = RelyingParty("127.0.0.1", place)
    asked = await begin_passkey(session, caller, party)
    credential = Authenticator(place).make(asked.options)
    return {
        "totp_code": code_at(secret, now()),
        "phone_token": phone,
        "passkey_token": asked.token,
        "passkey_response": json.dumps(credential),
    }


async def make(person: Person, _owner: Person, _fake: FakeProvider) -> dict[str, object]:
    """What no request makes yet, in that person's name."""
    async with person.acting() as (session, caller):
        me = {"user_id": caller.user_id}
        opened = await Sessions(session, caller).open(secrets.token_bytes(32), timedelta(days=1))
        made = {
            "phone_id": UserPhoneMapping(
                **me,
                phone_number=_phone_number(),
                is_primary=await Phones(session, caller).primary() is None,
                is_verified=True,
            ),
            "session_id": opened,
            "api_token_id": await ApiTokens(session, caller).issue(secrets.token_bytes(32), CANARY, now()),
            "mfa_configuration_id": await MFAConfigurations(session, caller).ensure(),
            "passkey_id": WebauthnCredential(
                **me, credential_id=secrets.token_bytes(32), public_key=secrets.token_bytes(77), name=CANARY
            ),
            "trusted_device_id": TrustedDevice(
                **me, token_hash=secrets.token_bytes(32), user_agent=CANARY, expires_at=now() + timedelta(days=1)
            ),
        }
        session.add_all(made.values())
        await RefreshTokens(session, caller).issue(secrets.token_bytes(32), opened)
        event = SecurityFact(user_id=caller.user_id, event_type="planted", event_data={"note": CANARY})
        await remember(session, event)
        answers = await _asked(session, caller, str(person.client.base_url).rstrip("/"))
    ids: dict[str, object] = {name: record.id for name, record in made.items()}
    about = {"user_id": caller.user_id, "username": person.username, "security_event_id": event.id}
    return {**ids, **answers, **about}
