"""Second factors and phone numbers over HTTP."""

from clew.identity.factors.schemas import (
    MFAConfigurationList,
    MFAConfigurationResponse,
    PhoneList,
    PhoneResponse,
    PhoneSearchRequest,
)
from clew.identity.factors.store import MFAConfigurations, Phones
from clew.infra.crud import READ, Schemas, crud_router
from clew.infra.routing import Router

router = Router()
router.add(
    crud_router(
        "mfa-configuration",
        MFAConfigurations,
        Schemas(response=MFAConfigurationResponse, page=MFAConfigurationList),
        path="/mfa",
        verbs=READ,
    )
)
router.add(
    crud_router("phone", Phones, Schemas(response=PhoneResponse, page=PhoneList, query=PhoneSearchRequest), verbs=READ)
)
