"""People over HTTP, and everybody's own profile."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Request, Response
from pydantic import BaseModel

from clew.identity.across.endpoints import shown
from clew.identity.models import User
from clew.identity.people.schemas import (
    GivenName,
    UserBase,
    UserList,
    UserPublicResponse,
    UserSearchRequest,
    UserUpdate,
)
from clew.identity.people.store import PublicProfile, Users
from clew.identity.schemas import UserResponse
from clew.infra.crud import IfMatch, require_match
from clew.infra.guard import guard
from clew.infra.idempotency import Once, OnceDep, etag
from clew.infra.routing import Router
from clew.kit.errors import NotFound

UsersDep = Annotated[Users, Depends(Users.for_request)]
router = Router("/users", "user")


@router.get("", response_model=UserList, operation_id="list_users", dependencies=[guard("user:list")])
async def list_users(users: UsersDep, query: Annotated[UserSearchRequest, Query()]) -> Any:
    """For administrators."""
    return await users.everyones().page(query)


@router.get("/me", response_model=UserResponse, operation_id="get_own_profile")
async def profile(response: Response, users: UsersDep) -> User:
    user = await users.get(users.caller.user_id)
    response.headers["ETag"] = etag(user) or ""
    return user


@router.patch("/me", response_model=UserResponse, operation_id="change_own_profile")
async def change_profile(once: OnceDep, users: UsersDep, values: UserUpdate, if_match: IfMatch = None) -> Response:
    return await _change(once, users, values, if_match)


@router.put("/me", response_model=UserResponse, operation_id="replace_own_profile")
async def replace_profile(once: OnceDep, users: UsersDep, values: UserBase, if_match: IfMatch = None) -> Response:
    return await _change(once, users, values, if_match)


@router.get("/by-username/{username}", response_model=UserPublicResponse, operation_id="get_user_by_username")
async def get_by_username(users: UsersDep, username: GivenName) -> PublicProfile:
    return await users.get_by_username(username)


@router.get("/{id}", response_model=UserResponse | UserPublicResponse, operation_id="get_user")
async def get_user(request: Request, users: UsersDep, id: UUID) -> UserResponse | UserPublicResponse:
    """All of it for the person and for administrators, the public profile for everyone else."""
    try:
        return UserResponse.model_validate(await shown(request, "user", users, id))
    except NotFound:
        return UserPublicResponse.model_validate(await users.public_profile(id))


async def _change(once: Once, users: Users, values: BaseModel, if_match: str | None) -> Response:
    async def work() -> User:
        user = await users.get(users.caller.user_id)
        require_match(user, if_match)
        return await users.change(user, values)

    return await once(200, UserResponse, work)
