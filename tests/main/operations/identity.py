"""Accounts, and what stands of people."""

import secrets
from datetime import timedelta

from sqlalchemy import select
from tests.conftest import PASSWORD, Person
from tests.fakes.provider import FakeProvider
from tests.main.operations.operation import CANARY, Operation, Reach, Things, resource

from clew.identity.factors.models import MFAConfiguration, UserPhoneMapping
from clew.identity.models import AccessAuditLog, Role, UserRole
from clew.identity.remembered.store import remember
from clew.identity.signed_in.store import ApiTokens, Sessions
from clew.infra.facts import SecurityFact
from clew.kit.clock import now
from clew.kit.ids import new_id

ADMINISTRATOR = "01980000-0000-7000-8000-000000000003"
LIST_USERS = "01980000-0000-7000-8000-000000000300"


def _registration(_: Things) -> dict[str, str]:
    name = f"new{secrets.token_hex(4)}"
    return {"username": name, "email": f"{name}@example.org", "password": PASSWORD}


OPERATIONS = {
    "register": Operation(Reach.public, "POST", "/api/v1/auth/register", _registration),
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
    **resource("role", Reach.guarded),
    **resource("permission", Reach.guarded),
    "list_role_permissions": Operation(Reach.guarded, "GET", "/api/v1/role-permissions"),
    "get_role_permission": Operation(Reach.guarded, "GET", "/api/v1/role-permissions/{role_id}/{permission_id}"),
    **resource("user-role", Reach.watched),
    **resource("access-audit-log", Reach.watched),
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
    **resource("mfa-configuration", Reach.theirs, plural="mfa"),
    **resource("phone", Reach.theirs),
}
EVERYBODYS = {
    **dict.fromkeys(
        [(name, "user_id") for name in ("list_user_roles", "list_access_audit_logs", "list_security_events")], "user_id"
    ),
    **dict.fromkeys([("list_user_roles", "role_id"), ("list_role_permissions", "role_id")], "role_id"),
    ("list_role_permissions", "permission_id"): "permission_id",
    ("list_roles", "parent_role_id"): "role_id",
}


async def make(person: Person, _owner: Person, _fake: FakeProvider) -> dict[str, object]:
    """What no request makes yet, in that person's name."""
    async with person.acting() as (session, caller):
        me = {"user_id": caller.user_id}
        role = Role(id=new_id(), name=f"planted {secrets.token_hex(4)}")
        session.add(role)
        await session.flush()
        decision = {"resource_type": "planted", "resource_id": CANARY, "action": "get", "permission_granted": False}
        made = {
            "user_role_id": UserRole(**me, role_id=role.id, granted_at=now()),
            "access_audit_log_id": AccessAuditLog(**me, **decision, roles_checked=[]),
            "phone_id": UserPhoneMapping(**me, phone_number=f"+44{secrets.randbelow(10**10):010}"),
            "session_id": await Sessions(session, caller).open(secrets.token_bytes(32), timedelta(days=1)),
            "api_token_id": await ApiTokens(session, caller).issue(secrets.token_bytes(32), CANARY, now()),
            "mfa_configuration_id": await session.scalar(select(MFAConfiguration)) or MFAConfiguration(**me),
        }
        session.add_all(made.values())
        event = SecurityFact(user_id=caller.user_id, event_type="planted", event_data={"note": CANARY})
        await remember(session, event)
    ids: dict[str, object] = {name: record.id for name, record in made.items()}
    about = {"user_id": caller.user_id, "username": person.username, "security_event_id": event.id}
    return {**ids, **about, "role_id": ADMINISTRATOR, "permission_id": LIST_USERS}
