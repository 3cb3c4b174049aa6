"""Passkeys over HTTP."""

from uuid import UUID

from fastapi import Request

from clew.identity.confirmation import ConfirmedDep
from clew.identity.factors.models import WebauthnCredential
from clew.identity.factors.passkeys import service
from clew.identity.factors.passkeys.ceremony import relying_party
from clew.identity.factors.passkeys.schemas import (
    PasskeyCreate,
    PasskeyList,
    PasskeyOptions,
    PasskeyReplace,
    PasskeyResponse,
    PasskeyUpdate,
)
from clew.identity.factors.passkeys.store import Passkeys
from clew.infra.crud import READ, Schemas, crud_router
from clew.infra.db import SessionDep
from clew.infra.routing import Router

router = Router("/passkeys", "passkey")
router.add(
    crud_router(
        "passkey",
        Passkeys,
        Schemas(response=PasskeyResponse, page=PasskeyList, change=PasskeyUpdate, replace=PasskeyReplace),
        verbs={*READ, "change"},
    )
)


@router.post("/challenge", operation_id="begin_passkey")
async def begin_passkey(request: Request, session: SessionDep, caller: ConfirmedDep) -> PasskeyOptions:
    """What a browser asks its authenticator for."""
    return await service.begin(session, caller, relying_party(request))


@router.post("", status_code=201, response_model=PasskeyResponse, operation_id="create_passkey")
async def create_passkey(
    request: Request, session: SessionDep, caller: ConfirmedDep, values: PasskeyCreate
) -> WebauthnCredential:
    return await service.finish(session, caller, relying_party(request), values)


@router.delete("/{id}", status_code=204, operation_id="remove_passkey")
async def remove_passkey(session: SessionDep, caller: ConfirmedDep, id: UUID) -> None:
    await service.remove(session, caller, id)
