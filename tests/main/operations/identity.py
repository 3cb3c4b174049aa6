"""Accounts, and what stands of people."""

import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from tests.conftest import PASSWORD, Person
from tests.fakes.provider import FakeProvider
from tests.main.operations.operation import CANARY, Operation, Reach, Things, resource

from clew.identity.accounts.service import create_account
from clew.identity.factors.models import MFAConfiguration, UserPhoneMapping
from clew.identity.models import AccessAuditLog, Permission, Role, RolePermission, UserRole
from clew.identity.remembered.store import remember
from clew.identity.schemas import Registration
from clew.identity.signed_in.store import ApiTokens, Sessions
from clew.infra.facts import SecurityFact
from clew.kit.clock import now
from clew.kit.ids import new_id

USER = "01980000-0000-7000-8000-000000000001"
PREMIUM = "01980000-0000-7000-8000-000000000002"
ADMINISTRATOR = "01980000-0000-7000-8000-000000000003"
LIST_USERS = "01980000-0000-7000-8000-000000000300"


def _registration(_: Things) -> dict[str, str]:
    name = f"new{secrets.token_hex(4)}"
    return {"username": name, "email": f"{name}@example.org", "password": PASSWORD}


def _role(_: Things) -> dict[str, object]:
    return {"name": f"role {secrets.token_hex(4)}", "description": "Made by a test.", "parent_role_id": USER}


def _permission(_: Things) -> dict[str, object]:
    return {"resource_type": "book", "action": f"read_{secrets.token_hex(4)}", "description": "Made by a test."}


LINK = "/api/v1/role-permissions/{role_id}/{permission_id}"
ROLE_OPERATIONS = {
    **resource("role", Reach.guarded, _role, lambda _: {"description": "Another one."}, is_confirmed=True),
    "get_parent_roles": Operation(Reach.guarded, "GET", "/api/v1/roles/{role_id}/parents"),
    "get_child_roles": Operation(Reach.guarded, "GET", "/api/v1/roles/{role_id}/children"),
    "get_all_permissions": Operation(Reach.guarded, "GET", "/api/v1/roles/{role_id}/permissions"),
    **resource("permission", Reach.guarded, _permission, lambda _: {"description": "Another one."}, is_confirmed=True),
    "replace_permission": Operation(
        Reach.guarded,
        "PUT",
        "/api/v1/permissions/{permission_id}",
        lambda _: {"description": "Another one."},
        is_confirmed=True,
    ),
    "list_role_permissions": Operation(Reach.guarded, "GET", "/api/v1/role-permissions"),
    "get_role_permission": Operation(Reach.guarded, "GET", LINK),
    "create_role_permission": Operation(
        Reach.guarded,
        "POST",
        "/api/v1/role-permissions",
        lambda things: {"role_id": things.role_id, "permission_id": LIST_USERS},
        is_confirmed=True,
    ),
    "remove_role_permission": Operation(Reach.guarded, "DELETE", LINK, is_confirmed=True),
    **resource("user-role", Reach.watched),
    "create_user_role": Operation(
        Reach.guarded,
        "POST",
        "/api/v1/user-roles",
        lambda things: {"user_id": things.user_id, "role_id": PREMIUM, "is_primary": True, "expires_at": None},
        is_confirmed=True,
    ),
    "change_user_role": Operation(
        Reach.guarded, "PATCH", "/api/v1/user-roles/{user_role_id}", lambda _: {"is_primary": True}, is_confirmed=True
    ),
    "replace_user_role": Operation(
        Reach.guarded, "PUT", "/api/v1/user-roles/{user_role_id}", lambda _: {"is_primary": False}, is_confirmed=True
    ),
    "remove_user_role": Operation(Reach.guarded, "DELETE", "/api/v1/user-roles/{user_role_id}", is_confirmed=True),
    "check_user_access": Operation(Reach.watched, "GET", "/api/v1/users/{user_id}/access"),
    "suspend_user": Operation(Reach.guarded, "POST", "/api/v1/users/{member_id}/suspend", is_confirmed=True),
    "reactivate_user": Operation(Reach.guarded, "POST", "/api/v1/users/{member_id}/reactivate", is_confirmed=True),
    "unlock_user": Operation(Reach.guarded, "POST", "/api/v1/users/{member_id}/unlock", is_confirmed=True),
}
OPERATIONS = {
    "register": Operation(Reach.public, "POST", "/api/v1/auth/register", _registration),
    "sign_in": Operation(
        Reach.public, "POST", "/api/v1/auth/sign-in", lambda _: {"username": "nobody", "password": PASSWORD}
    ),
    "sign_out": Operation(Reach.own, "POST", "/api/v1/auth/sign-out"),
    "get_own_profile": Operation(Reach.own, "GET", "/api/v1/users/me"),
    "change_own_profile": Operation(Reach.own, "PATCH", "/api/v1/users/me", lambda _: {"full_name": "Somebody Else"}),
    "replace_own_profile": Operation(Reach.own, "PUT", "/api/v1/users/me", lambda _: {"full_name": "Somebody Else"}),
    "list_users": Operation(Reach.guarded, "GET", "/api/v1/users"),
    "get_user": Operation(Reach.shared, "GET", "/api/v1/users/{user_id}"),
    "get_user_by_username": Operation(Reach.shared, "GET", "/api/v1/users/by-username/{username}"),
    **ROLE_OPERATIONS,
    **resource("access-audit-log", Reach.watched),
    **resource("security-event", Reach.watched),
    **resource("session", Reach.theirs),
    **resource("api-token", Reach.theirs),
    **resource("mfa-configuration", Reach.theirs, plural="mfa"),
    **resource("phone", Reach.theirs),
}
EVERYBODYS = {
    **dict.fromkeys(
        [(name, "user_id") for name in ("list_user_roles", "list_access_audit_logs", "list_security_events")], "user_id"
    ),
    **dict.fromkeys([("list_user_roles", "role_id"), ("list_role_permissions", "role_id")], "role_id"),
    ("list_role_permissions", "permission_id"): "permission_id",
    **dict.fromkeys(
        [(name, "parent_role_id") for name in ("list_roles", "create_role", "change_role", "replace_role")], "role_id"
    ),
    ("create_role_permission", "role_id"): "role_id",
    ("create_role_permission", "permission_id"): "permission_id",
    ("create_user_role", "user_id"): "user_id",
    ("create_user_role", "role_id"): "role_id",
}


async def _member(person: Person) -> UUID:
    """Somebody else, who may be suspended without anybody missing them."""
    assert person.app is not None
    name = f"member{secrets.token_hex(4)}"
    values = Registration(username=name, email=f"{name}@example.org", password=PASSWORD)
    async with person.app.state.database.begin() as session:
        return (await create_account(session, values, "never signed in", is_owner=False)).id


async def make(person: Person, _owner: Person, _fake: FakeProvider) -> dict[str, object]:
    """What no request makes yet, in that person's name."""
    async with person.acting() as (session, caller):
        me = {"user_id": caller.user_id}
        role = Role(id=new_id(), name=f"planted {secrets.token_hex(4)}")
        action = f"get_{secrets.token_hex(4)}"
        permission = Permission(id=new_id(), name=f"planted:{action}", resource_type="planted", action=action)
        session.add_all([role, permission])
        await session.flush()
        # Administrators have every permission; who makes one over HTTP gives it to them.
        links = [RolePermission(role_id=id, permission_id=permission.id) for id in (role.id, UUID(ADMINISTRATOR))]
        session.add_all(links)
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
    member = await _member(person)
    return {**ids, **about, "role_id": role.id, "permission_id": permission.id, "member_id": member}
