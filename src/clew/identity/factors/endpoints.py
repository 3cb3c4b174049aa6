"""Second factors over HTTP. Whatever weakens or replaces one needs a proof that is minutes old."""

from fastapi import Request, Response

from clew.identity.confirmation import ConfirmedDep
from clew.identity.factors import service
from clew.identity.factors.models import MFAConfiguration
from clew.identity.factors.schemas import (
    BackupCodes,
    MFAConfigurationList,
    MFAConfigurationResponse,
    TotpCode,
    TotpSetUp,
)
from clew.identity.factors.store import MFAConfigurations
from clew.infra.afterwards import Afterwards
from clew.infra.crud import READ, Schemas, crud_router
from clew.infra.db import SessionDep
from clew.infra.routing import Router

router = Router("/mfa", "mfa-configuration")
router.add(
    crud_router(
        "mfa-configuration",
        MFAConfigurations,
        Schemas(response=MFAConfigurationResponse, page=MFAConfigurationList),
        path="/mfa",
        verbs=READ,
    )
)


@router.post("/totp", operation_id="begin_totp")
async def set_up_totp(session: SessionDep, caller: ConfirmedDep) -> TotpSetUp:
    """A secret for an authenticator app; it counts once a first code of it was right."""
    return await service.set_up_totp(session, caller)


@router.post("/totp/enable", response_model=MFAConfigurationResponse, operation_id="enable_totp")
async def enable_totp(session: SessionDep, caller: ConfirmedDep, values: TotpCode) -> MFAConfiguration:
    return await service.enable_totp(session, caller, values.code)


@router.delete("/totp", status_code=204, operation_id="disable_totp")
async def disable_totp(session: SessionDep, caller: ConfirmedDep) -> None:
    await service.disable_totp(session, caller)


@router.post("/sms", response_model=MFAConfigurationResponse, operation_id="enable_sms")
async def enable_sms(session: SessionDep, caller: ConfirmedDep) -> MFAConfiguration:
    """Send codes to the primary number."""
    return await service.enable_sms(session, caller)


@router.delete("/sms", status_code=204, operation_id="disable_sms")
async def disable_sms(session: SessionDep, caller: ConfirmedDep) -> None:
    await service.disable_sms(session, caller)


@router.post("/backup-codes", response_model=BackupCodes, operation_id="generate_backup_codes")
async def generate_backup_codes(request: Request, caller: ConfirmedDep) -> Response:
    """Ten new ones, shown this once; those of before work no longer."""
    database = request.app.state.database
    return Afterwards(lambda: service.generate_backup_codes(database, caller))
