"""The model registry over HTTP."""

from clew.infra.crud import Schemas, crud_router
from clew.providers.schemas import AIModelCreate, AIModelList, AIModelResponse, AIModelSearchRequest, AIModelUpdate
from clew.providers.store import AIModels

router = crud_router(
    "ai-model",
    AIModels,
    Schemas(
        response=AIModelResponse,
        page=AIModelList,
        query=AIModelSearchRequest,
        create=AIModelCreate,
        change=AIModelUpdate,
    ),
    guarded={"create", "change", "remove"},
)
