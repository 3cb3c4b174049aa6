"""Second factors and phone numbers over HTTP."""

from fastapi import APIRouter

from clew.identity.factors.schemas import (
    MFAConfigurationList,
    MFAConfigurationResponse,
    PhoneList,
    PhoneResponse,
    PhoneSearchRequest,
)
from clew.identity.factors.store import MFAConfigurations, Phones
from clew.infra.crud import READ, Schemas, crud_router

router = APIRouter()
router.include_router(
    crud_router(
        "mfa-configuration",
        MFAConfigurations,
        Schemas(response=MFAConfigurationResponse, page=MFAConfigurationList),
        plural="mfa",
        verbs=READ,
    )
)
router.include_router(
    crud_router("phone", Phones, Schemas(response=PhoneResponse, page=PhoneList, query=PhoneSearchRequest), verbs=READ)
)
