"""Phone numbers over HTTP."""

from uuid import UUID

from fastapi import Request, Response

from clew.identity.confirmation import ConfirmedDep
from clew.identity.factors.models import UserPhoneMapping
from clew.identity.factors.phones import service
from clew.identity.factors.phones.schemas import (
    PhoneChallenge,
    PhoneCreate,
    PhoneList,
    PhoneResponse,
    PhoneSearchRequest,
    PhoneVerification,
)
from clew.identity.factors.phones.store import Phones
from clew.infra.afterwards import Afterwards, as_json
from clew.infra.crud import READ, Schemas, crud_router
from clew.infra.db import SessionDep
from clew.infra.routing import Router

router = Router("/phones", "phone")
router.add(
    crud_router("phone", Phones, Schemas(response=PhoneResponse, page=PhoneList, query=PhoneSearchRequest), verbs=READ)
)


@router.post("/verification", response_model=PhoneChallenge, operation_id="begin_phone")
async def begin_phone(request: Request, caller: ConfirmedDep, values: PhoneVerification) -> Response:
    """Have a code sent to a number."""
    state = request.app.state
    return Afterwards(lambda: service.begin(state.database, state.texting, caller, values.phone_number))


@router.post("", status_code=201, response_model=PhoneResponse, operation_id="create_phone")
async def create_phone(request: Request, caller: ConfirmedDep, values: PhoneCreate) -> Response:
    """Add the number that a code was sent to; the first is the primary."""
    database = request.app.state.database

    async def work() -> Response:
        phone = await service.finish(database, caller, values.token, values.code)
        return as_json(PhoneResponse.model_validate(phone), 201)

    return Afterwards(work)


@router.post("/{id}/primary", response_model=PhoneResponse, operation_id="choose_primary_phone")
async def make_phone_primary(session: SessionDep, caller: ConfirmedDep, id: UUID) -> UserPhoneMapping:
    """It becomes the account's number."""
    return await service.make_primary(session, caller, id)


@router.delete("/{id}", status_code=204, operation_id="remove_phone")
async def remove_phone(session: SessionDep, caller: ConfirmedDep, id: UUID) -> None:
    await service.remove(session, caller, id)
