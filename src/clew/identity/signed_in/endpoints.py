"""Sessions and API tokens over HTTP."""

from clew.identity.signed_in.schemas import (
    ApiTokenList,
    ApiTokenResponse,
    ApiTokenSearchRequest,
    UserSessionList,
    UserSessionResponse,
    UserSessionSearchRequest,
)
from clew.identity.signed_in.store import ApiTokens, Sessions
from clew.infra.crud import READ, Schemas, crud_router
from clew.infra.routing import Router

router = Router()
router.add(
    crud_router(
        "session",
        Sessions,
        Schemas(response=UserSessionResponse, page=UserSessionList, query=UserSessionSearchRequest),
        verbs=READ,
    )
)
router.add(
    crud_router(
        "api-token",
        ApiTokens,
        Schemas(response=ApiTokenResponse, page=ApiTokenList, query=ApiTokenSearchRequest),
        verbs=READ,
    )
)
