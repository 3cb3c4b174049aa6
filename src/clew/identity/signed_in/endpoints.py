"""Sessions and tokens over HTTP."""

from uuid import UUID

from fastapi import Request

from clew.identity.confirmation import ConfirmedDep
from clew.identity.models import UserSession
from clew.identity.origin import origin_of
from clew.identity.signed_in import pairs, service
from clew.identity.signed_in.schemas import (
    ApiTokenBase,
    ApiTokenCreate,
    ApiTokenCreated,
    ApiTokenList,
    ApiTokenResponse,
    ApiTokenSearchRequest,
    ApiTokenUpdate,
    Refreshing,
    TokenPair,
    UserSessionList,
    UserSessionResponse,
    UserSessionSearchRequest,
)
from clew.identity.signed_in.store import ApiTokens, Sessions
from clew.infra.caller import CallerDep
from clew.infra.crud import READ, Schemas, crud_router
from clew.infra.db import SessionDep
from clew.infra.routing import Router

router = Router()
sessions = crud_router(
    "session",
    Sessions,
    Schemas(response=UserSessionResponse, page=UserSessionList, query=UserSessionSearchRequest),
    verbs=READ,
)
tokens = crud_router(
    "api-token",
    ApiTokens,
    Schemas(
        response=ApiTokenResponse,
        page=ApiTokenList,
        query=ApiTokenSearchRequest,
        change=ApiTokenUpdate,
        replace=ApiTokenBase,
    ),
    verbs={*READ, "change"},
)


@router.post("/auth/refresh", operation_id="refresh_tokens", tags=["auth"])
async def refresh(request: Request, values: Refreshing) -> TokenPair:
    """The next pair. The refresh token is used up; for ten seconds it gives the same pair again."""
    pair = await pairs.refresh_pair(request.app.state.database, values.refresh_token, origin_of(request))
    return TokenPair.model_validate(pair)


@sessions.delete("/{id}", status_code=204, operation_id="end_session")
async def end_session(session: SessionDep, caller: ConfirmedDep, id: UUID) -> None:
    await service.end_session(session, caller, id)


@sessions.post("/end-others", status_code=204, operation_id="end_other_sessions")
async def end_other_sessions(session: SessionDep, caller: ConfirmedDep) -> None:
    """All but the one that this request came with."""
    await service.end_other_sessions(session, caller)


@sessions.post("/{id}/extend", response_model=UserSessionResponse, operation_id="extend_session")
async def extend_session(session: SessionDep, caller: ConfirmedDep, id: UUID) -> UserSession:
    """Let it last as long as one that begins now."""
    return await service.extend_session(session, caller, id)


@tokens.post("", status_code=201, operation_id="create_api_token")
async def create_token(session: SessionDep, caller: ConfirmedDep, values: ApiTokenCreate) -> ApiTokenCreated:
    """The answer holds the token, which is shown this once: so it is kept for no idempotency key."""
    row, token = await service.create_token(session, caller, values)
    return ApiTokenCreated(**ApiTokenResponse.model_validate(row).model_dump(), token=token)


@tokens.delete("/{id}", status_code=204, operation_id="revoke_api_token")
async def revoke_token(session: SessionDep, caller: CallerDep, id: UUID) -> None:
    await service.revoke_token(session, caller, id)


router.add(sessions, tokens)
