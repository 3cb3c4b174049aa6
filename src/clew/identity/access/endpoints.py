"""Roles and permissions over HTTP, for administrators. Changing them needs a proof that it is them."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Response

from clew.identity.access.assignments import endpoints as assignments
from clew.identity.access.schemas import (
    AllPermissions,
    PermissionChange,
    PermissionCreate,
    PermissionList,
    PermissionResponse,
    PermissionSearchRequest,
    PermissionUpdate,
    RoleCreate,
    RoleList,
    RolePermissionCreate,
    RolePermissionList,
    RolePermissionResponse,
    RolePermissionSearchRequest,
    RoleResponse,
    RoleSearchRequest,
    RolesInOrder,
    RoleUpdate,
)
from clew.identity.access.store import Permissions, RolePermissions, Roles
from clew.identity.access.suspension import endpoints as suspension
from clew.identity.confirmation import confirmed
from clew.infra.crud import EVERY, Guarded, Schemas, crud_router
from clew.infra.guard import guard
from clew.infra.idempotency import OnceDep
from clew.infra.routing import Router

RolesDep = Annotated[Roles, Depends(Roles.for_request)]
RolePermissionsDep = Annotated[RolePermissions, Depends(RolePermissions.for_request)]
PROVED = (Depends(confirmed),)
ROLE = Schemas(response=RoleResponse, page=RoleList, query=RoleSearchRequest, create=RoleCreate, change=RoleUpdate)
PERMISSION = Schemas(
    response=PermissionResponse,
    page=PermissionList,
    query=PermissionSearchRequest,
    create=PermissionCreate,
    change=PermissionUpdate,
    replace=PermissionChange,
)
router = Router()
roles = Router("/roles", "role")
links = Router("/role-permissions", "role-permission")


@roles.get(
    "/{id}/parents", response_model=RolesInOrder, operation_id="get_parent_roles", dependencies=[guard("role:get")]
)
async def get_parent_roles(records: RolesDep, id: UUID) -> Any:
    """All that it inherits from, the nearest first."""
    return {"items": await records.get_parent_roles(id)}


@roles.get(
    "/{id}/children", response_model=RolesInOrder, operation_id="get_child_roles", dependencies=[guard("role:get")]
)
async def get_child_roles(records: RolesDep, id: UUID) -> Any:
    """Those right below it, by name."""
    return {"items": await records.get_child_roles(id)}


@roles.get(
    "/{id}/permissions",
    response_model=AllPermissions,
    operation_id="get_all_permissions",
    dependencies=[guard("role:get")],
)
async def get_all_permissions(records: RolesDep, id: UUID) -> Any:
    """Its own and those that it inherits, by name."""
    return {"items": await records.get_all_permissions(id)}


@links.get(
    "",
    response_model=RolePermissionList,
    operation_id="list_role_permissions",
    dependencies=[guard("role_permission:list")],
)
async def list_role_permissions(
    records: RolePermissionsDep, query: Annotated[RolePermissionSearchRequest, Query()]
) -> Any:
    return await records.page(query)


@links.post(
    "",
    status_code=201,
    response_model=RolePermissionResponse,
    operation_id="create_role_permission",
    dependencies=[guard("role_permission:create"), *PROVED],
)
async def add_permission(once: OnceDep, records: RolePermissionsDep, values: RolePermissionCreate) -> Response:
    """Let a role do what the caller may do."""
    return await once(201, RolePermissionResponse, lambda: records.add_permission(values))


@links.get(
    "/{role_id}/{permission_id}",
    response_model=RolePermissionResponse,
    operation_id="get_role_permission",
    dependencies=[guard("role_permission:get", about="permission_id")],
)
async def get_role_permission(records: RolePermissionsDep, role_id: UUID, permission_id: UUID) -> Any:
    return await records.get_pair(role_id, permission_id)


@links.delete(
    "/{role_id}/{permission_id}",
    status_code=204,
    operation_id="remove_role_permission",
    dependencies=[guard("role_permission:remove", about="permission_id"), *PROVED],
)
async def remove_permission(once: OnceDep, records: RolePermissionsDep, role_id: UUID, permission_id: UUID) -> Response:
    async def work() -> None:
        await records.remove_permission(await records.get_pair(role_id, permission_id))

    return await once.nothing(work)


router.add(
    roles,
    crud_router("role", Roles, ROLE, guarded=Guarded(EVERY, PROVED)),
    crud_router("permission", Permissions, PERMISSION, guarded=Guarded(EVERY, PROVED)),
    links,
    assignments.router,
    suspension.router,
)
