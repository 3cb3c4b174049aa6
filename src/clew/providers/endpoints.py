"""The model registry over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response

from clew.infra.afterwards import Afterwards
from clew.infra.crud import Schemas, crud_router
from clew.infra.guard import guard
from clew.infra.routing import Router
from clew.kit.errors import ModelNotConfigured
from clew.providers.clients import ModelClients
from clew.providers.discovery import discover
from clew.providers.schemas import (
    AIModelCreate,
    AIModelDetailResponse,
    AIModelList,
    AIModelResponse,
    AIModelSearchRequest,
    AIModelTestResponse,
    AIModelUpdate,
    DiscoveredModels,
)
from clew.providers.store import AIModels
from clew.providers.trial import failed, try_out

AIModelsDep = Annotated[AIModels, Depends(AIModels.for_request)]
router = Router()


@router.get(
    "/ai-models/discovered",
    tags=["ai-model"],
    response_model=DiscoveredModels,
    operation_id="discover_models",
    dependencies=[guard("ai_model:discover")],
)
async def discovered(request: Request, models: AIModelsDep) -> Response:
    """Models of an Ollama on this machine, with what adds each of them."""
    clients: ModelClients = request.app.state.clients
    added = await models.addresses()

    async def look() -> DiscoveredModels:
        return DiscoveredModels(items=await discover(clients.private(clients.ollama), clients.ollama, added))

    return Afterwards(look)


@router.post(
    "/ai-models/{id}/test",
    tags=["ai-model"],
    response_model=AIModelTestResponse,
    operation_id="test_model",
    dependencies=[guard("ai_model:test")],
)
async def test(request: Request, models: AIModelsDep, id: UUID) -> Response | AIModelTestResponse:
    """Really ask the model something tiny, and tell how it went."""
    try:
        spec = models.spec(await models.get(id))
    except ModelNotConfigured as error:
        return failed(error)
    clients: ModelClients = request.app.state.clients
    return Afterwards(lambda: try_out(clients, spec))


router.add(  # behind the others: `/{id}` takes what nobody took before
    crud_router(
        "ai-model",
        AIModels,
        Schemas(
            response=AIModelResponse,
            page=AIModelList,
            query=AIModelSearchRequest,
            create=AIModelCreate,
            change=AIModelUpdate,
            detail=AIModelDetailResponse,
        ),
        guarded={"create", "change", "remove"},
    )
)
