"""Sessions and API tokens over HTTP."""

from fastapi import APIRouter

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

router = APIRouter()
router.include_router(
    crud_router(
        "session",
        Sessions,
        Schemas(response=UserSessionResponse, page=UserSessionList, query=UserSessionSearchRequest),
        verbs=READ,
    )
)
router.include_router(
    crud_router(
        "api-token",
        ApiTokens,
        Schemas(response=ApiTokenResponse, page=ApiTokenList, query=ApiTokenSearchRequest),
        verbs=READ,
    )
)
