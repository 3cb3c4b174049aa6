"""Roles, permissions and who has them, over HTTP. Everybody reads their own roles, administrators the rest."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Request

from clew.identity.access.schemas import (
    PermissionList,
    PermissionResponse,
    PermissionSearchRequest,
    RoleList,
    RolePermissionList,
    RolePermissionResponse,
    RolePermissionSearchRequest,
    RoleResponse,
    RoleSearchRequest,
    UserRoleList,
    UserRoleResponse,
    UserRoleSearchRequest,
)
from clew.identity.access.store import Permissions, RolePermissions, Roles, UserRoles
from clew.identity.across.endpoints import listed, shown
from clew.infra.caller import Gate
from clew.infra.crud import READ, Schemas, crud_router
from clew.infra.routing import Router

RolePermissionsDep = Annotated[RolePermissions, Depends(RolePermissions.for_request)]
UserRolesDep = Annotated[UserRoles, Depends(UserRoles.for_request)]
router = Router()


router.add(
    crud_router(
        "role", Roles, Schemas(response=RoleResponse, page=RoleList, query=RoleSearchRequest), verbs=READ, guarded=READ
    )
)
router.add(
    crud_router(
        "permission",
        Permissions,
        Schemas(response=PermissionResponse, page=PermissionList, query=PermissionSearchRequest),
        verbs=READ,
        guarded=READ,
    )
)
router.add(
    crud_router(
        "role-permission",
        RolePermissions,
        Schemas(response=RolePermissionResponse, page=RolePermissionList, query=RolePermissionSearchRequest),
        verbs={"list"},
        guarded={"list"},
    )
)


@router.get(
    "/role-permissions/{role_id}/{permission_id}",
    tags=["role-permission"],
    response_model=RolePermissionResponse,
    operation_id="get_role_permission",
)
async def get_role_permission(
    request: Request, permissions: RolePermissionsDep, role_id: UUID, permission_id: UUID
) -> Any:
    gate: Gate = request.app.state.gate
    await gate(permissions.session, permissions.caller, "role_permission:get", permission_id)
    return await permissions.get_pair(role_id, permission_id)


@router.get("/user-roles", tags=["user-role"], response_model=UserRoleList, operation_id="list_user_roles")
async def list_user_roles(
    request: Request, roles: UserRolesDep, query: Annotated[UserRoleSearchRequest, Query()]
) -> Any:
    """One's own; `everyone=true` needs the permission `user_role:list`."""
    return await listed(request, "user_role", roles, query)


@router.get("/user-roles/{id}", tags=["user-role"], response_model=UserRoleResponse, operation_id="get_user_role")
async def get_user_role(request: Request, roles: UserRolesDep, id: UUID) -> Any:
    """One's own; another's needs the permission `user_role:get`."""
    return await shown(request, "user_role", roles, id)
