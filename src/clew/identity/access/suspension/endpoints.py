"""Suspending accounts over HTTP, for administrators."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Response

from clew.identity.access.suspension.store import Suspensions
from clew.identity.confirmation import ConfirmedDep, confirmed
from clew.identity.schemas import UserResponse
from clew.infra.db import SessionDep
from clew.infra.guard import guard
from clew.infra.idempotency import OnceDep
from clew.infra.routing import Router

router = Router("/users", "user")


async def _suspensions(session: SessionDep, caller: ConfirmedDep) -> Suspensions:
    return Suspensions(session, caller)


SuspensionsDep = Annotated[Suspensions, Depends(_suspensions)]


@router.post(
    "/{id}/suspend",
    response_model=UserResponse,
    operation_id="suspend_user",
    dependencies=[guard("user:suspend"), Depends(confirmed)],
)
async def suspend(once: OnceDep, suspensions: SuspensionsDep, id: UUID) -> Response:
    """They are signed out everywhere, and their tokens end."""
    return await once(200, UserResponse, lambda: suspensions.suspend(id))


@router.post(
    "/{id}/reactivate",
    response_model=UserResponse,
    operation_id="reactivate_user",
    dependencies=[guard("user:suspend"), Depends(confirmed)],
)
async def reactivate(once: OnceDep, suspensions: SuspensionsDep, id: UUID) -> Response:
    return await once(200, UserResponse, lambda: suspensions.reactivate(id))
