"""Who has which role over HTTP. Everybody reads what is about them, administrators the rest."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from clew.identity.access.assignments import service
from clew.identity.access.assignments.schemas import (
    AccessQuery,
    AccessResponse,
    UserRoleBase,
    UserRoleCreate,
    UserRoleList,
    UserRoleResponse,
    UserRoleSearchRequest,
    UserRoleUpdate,
)
from clew.identity.access.assignments.store import UserRoles
from clew.identity.across.endpoints import listed, shown
from clew.identity.confirmation import confirmed
from clew.identity.models import UserRole
from clew.identity.people.store import Users
from clew.infra.caller import Gate
from clew.infra.crud import IfMatch, require_match
from clew.infra.guard import guard
from clew.infra.idempotency import Once, OnceDep, etag
from clew.infra.routing import Router

UserRolesDep = Annotated[UserRoles, Depends(UserRoles.for_request)]
UsersDep = Annotated[Users, Depends(Users.for_request)]
router = Router()
assignments = Router("/user-roles", "user-role")


def _changing(action: str) -> list[Any]:
    return [guard(f"user_role:{action}"), Depends(confirmed)]


@assignments.get("", response_model=UserRoleList, operation_id="list_user_roles")
async def list_user_roles(
    request: Request, roles: UserRolesDep, query: Annotated[UserRoleSearchRequest, Query()]
) -> Any:
    """One's own; `everyone=true` needs the permission `user_role:list`."""
    return await listed(request, "user_role", roles, query)


@assignments.get("/{id}", response_model=UserRoleResponse, operation_id="get_user_role")
async def get_user_role(request: Request, response: Response, roles: UserRolesDep, id: UUID) -> Any:
    """One's own; another's needs the permission `user_role:get`."""
    record = await shown(request, "user_role", roles, id)
    response.headers["ETag"] = etag(record) or ""
    return record


@assignments.post(
    "",
    status_code=201,
    response_model=UserRoleResponse,
    operation_id="create_user_role",
    dependencies=_changing("create"),
)
async def create_user_role(once: OnceDep, roles: UserRolesDep, values: UserRoleCreate) -> Response:
    """Give somebody a role, of whose permissions the caller has all, as of those of the person."""
    return await once(201, UserRoleResponse, lambda: service.grant(roles, values))


@assignments.patch(
    "/{id}", response_model=UserRoleResponse, operation_id="change_user_role", dependencies=_changing("change")
)
async def change_user_role(
    once: OnceDep, roles: UserRolesDep, id: UUID, values: UserRoleUpdate, if_match: IfMatch = None
) -> Response:
    return await _change(once, roles, id, values, if_match)


@assignments.put(
    "/{id}", response_model=UserRoleResponse, operation_id="replace_user_role", dependencies=_changing("change")
)
async def replace_user_role(
    once: OnceDep, roles: UserRolesDep, id: UUID, values: UserRoleBase, if_match: IfMatch = None
) -> Response:
    """What is left out becomes its default."""
    return await _change(once, roles, id, UserRoleBase(**values.model_dump()), if_match)


@assignments.delete("/{id}", status_code=204, operation_id="remove_user_role", dependencies=_changing("remove"))
async def remove_user_role(once: OnceDep, roles: UserRolesDep, id: UUID, if_match: IfMatch = None) -> Response:
    async def work() -> None:
        record = await roles.everyones().get(id)
        require_match(record, if_match)
        await roles.revoke(record)

    return await once.nothing(work)


@router.get("/users/{id}/access", tags=["user"], response_model=AccessResponse, operation_id="check_user_access")
async def check_user_access(
    request: Request, users: UsersDep, roles: UserRolesDep, id: UUID, query: Annotated[AccessQuery, Query()]
) -> dict[str, Any]:
    """What a person may do, and by which role. One's own; another's needs the permission `user_role:list`."""
    user = await users.everyones().get(id)
    if not users.is_own(user):
        gate: Gate = request.app.state.gate
        await gate(users.session, users.caller, "user_role:list", id)
    held = await roles.check_user_access(id, query.permission) if user.is_active else []
    return {"user_id": id, "is_active": user.is_active, "roles": await roles.get_roles(id), "permissions": held}


async def _change(once: Once, roles: UserRoles, id: UUID, values: UserRoleBase, if_match: str | None) -> Response:
    async def work() -> UserRole:
        record = await roles.everyones().get(id)
        require_match(record, if_match)
        return await service.amend(roles, record, values)

    return await once(200, UserRoleResponse, work)


router.add(assignments)
