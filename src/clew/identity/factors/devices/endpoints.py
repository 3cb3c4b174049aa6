"""Trusted devices over HTTP."""

from uuid import UUID

from clew.identity.factors.devices import service
from clew.identity.factors.devices.schemas import TrustedDeviceList, TrustedDeviceResponse
from clew.identity.factors.devices.store import TrustedDevices
from clew.infra.caller import CallerDep
from clew.infra.crud import READ, Schemas, crud_router
from clew.infra.db import SessionDep
from clew.infra.routing import Router

router = Router("/trusted-devices", "trusted-device")
router.add(
    crud_router(
        "trusted-device",
        TrustedDevices,
        Schemas(response=TrustedDeviceResponse, page=TrustedDeviceList),
        verbs=READ,
    )
)


@router.delete("/{id}", status_code=204, operation_id="remove_trusted_device")
async def remove_trusted_device(session: SessionDep, caller: CallerDep, id: UUID) -> None:
    """Ask that browser again. It takes nothing but convenience, so no fresh proof is needed."""
    await service.forget(session, caller, id)
