"""Roles, permissions, who has them, and who may no longer sign in."""

import secrets
from uuid import UUID

from tests.conftest import PASSWORD, Person
from tests.fakes.provider import FakeProvider
from tests.main.operations.operation import CANARY, Operation, Reach, Things, resource

from clew.identity.accounts.registration import create_account
from clew.identity.models import AccessAuditLog, Permission, Role, RolePermission, UserRole
from clew.identity.schemas import Registration
from clew.kit.clock import now
from clew.kit.ids import new_id

USER = "01980000-0000-7000-8000-000000000001"
PREMIUM = "01980000-0000-7000-8000-000000000002"
ADMINISTRATOR = "01980000-0000-7000-8000-000000000003"
LIST_USERS = "01980000-0000-7000-8000-000000000300"


def _role(_: Things) -> dict[str, object]:
    return {"name": f"role {secrets.token_hex(4)}", "description": "Made by a test.", "parent_role_id": USER}


def _permission(_: Things) -> dict[str, object]:
    return {"resource_type": "book", "action": f"read_{secrets.token_hex(4)}", "description": "Made by a test."}


LINK = "/api/v1/role-permissions/{role_id}/{permission_id}"
OPERATIONS = {
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
    **resource("access-audit-log", Reach.watched),
}
EVERYBODYS = {
    **dict.fromkeys([(name, "user_id") for name in ("list_user_roles", "list_access_audit_logs")], "user_id"),
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
        role = Role(id=new_id(), name=f"planted {secrets.token_hex(4)}")
        action = f"get_{secrets.token_hex(4)}"
        permission = Permission(id=new_id(), name=f"planted:{action}", resource_type="planted", action=action)
        session.add_all([role, permission])
        await session.flush()
        # Administrators have every permission; who makes one over HTTP gives it to them.
        links = [RolePermission(role_id=id, permission_id=permission.id) for id in (role.id, UUID(ADMINISTRATOR))]
        decision = {"resource_type": "planted", "resource_id": CANARY, "action": "get", "permission_granted": False}
        held = UserRole(user_id=caller.user_id, role_id=role.id, granted_at=now())
        entry = AccessAuditLog(user_id=caller.user_id, **decision, roles_checked=[])
        session.add_all([*links, held, entry])
    made = {"user_role_id": held.id, "access_audit_log_id": entry.id, "user_id": caller.user_id}
    member = await _member(person)
    return {**made, "role_id": role.id, "permission_id": permission.id, "member_id": member}
