"""Personas and modules over HTTP. A persona is removed in assistant/personas.py, since its threads go with it."""

from typing import Annotated

from fastapi import Depends
from fastapi.responses import Response

from clew.infra.crud import EVERY, MANY, READ, Schemas, crud_router
from clew.infra.idempotency import OnceDep
from clew.infra.routing import Router
from clew.personas.schemas import (
    ModuleBulkResponse,
    ModuleBulkUpdate,
    ModuleCreate,
    ModuleList,
    ModuleResponse,
    ModuleSearchRequest,
    ModuleStateList,
    ModuleStateResponse,
    ModuleStateSearchRequest,
    ModuleUpdate,
    PersonaCreate,
    PersonaList,
    PersonaResponse,
    PersonaSearchRequest,
    PersonaUpdate,
)
from clew.personas.store import Modules, ModuleStates, Personas

PersonasDep = Annotated[Personas, Depends(Personas.for_request)]
ModulesDep = Annotated[Modules, Depends(Modules.for_request)]
router = Router()


@router.post(
    "/modules/bulk-update-by-type",
    tags=["module"],
    response_model=ModuleBulkResponse,
    operation_id="change_modules_by_type",
)
async def change_by_type(modules: ModulesDep, once: OnceDep, values: ModuleBulkUpdate) -> Response:
    async def work() -> ModuleBulkResponse:
        return ModuleBulkResponse(changed=await modules.change_by_type(values))

    return await once(200, ModuleBulkResponse, work)


personas = crud_router(
    "persona",
    Personas,
    Schemas(
        response=PersonaResponse,
        page=PersonaList,
        query=PersonaSearchRequest,
        create=PersonaCreate,
        change=PersonaUpdate,
    ),
    verbs=EVERY - {"remove"},
)
modules = crud_router(
    "module",
    Modules,
    Schemas(
        response=ModuleResponse, page=ModuleList, query=ModuleSearchRequest, create=ModuleCreate, change=ModuleUpdate
    ),
    verbs=EVERY | MANY,
)
module_states = crud_router(
    "module-state",
    ModuleStates,
    Schemas(response=ModuleStateResponse, page=ModuleStateList, query=ModuleStateSearchRequest),
    verbs=READ,
)
router.add(personas, modules, module_states)
