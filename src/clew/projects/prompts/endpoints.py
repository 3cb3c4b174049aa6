"""Prompts over HTTP. A content is never overwritten: it changes by a new version of its line."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response

from clew.infra.crud import Schemas, crud_router
from clew.infra.idempotency import OnceDep
from clew.infra.listing import Slice
from clew.projects.models import Prompt
from clew.projects.prompts.schemas import (
    PromptCreate,
    PromptList,
    PromptReplace,
    PromptResponse,
    PromptSearchRequest,
    PromptUpdate,
    PromptVersionCreate,
    PromptVersionQuery,
)
from clew.projects.prompts.store import Prompts

PromptsDep = Annotated[Prompts, Depends(Prompts.for_request)]
router = crud_router(
    "prompt",
    Prompts,
    Schemas(
        response=PromptResponse,
        page=PromptList,
        query=PromptSearchRequest,
        create=PromptCreate,
        change=PromptUpdate,
        replace=PromptReplace,
    ),
)


@router.get("/{id}/versions", response_model=PromptList, operation_id="list_prompt_versions")
async def versions(prompts: PromptsDep, id: UUID, query: Annotated[PromptVersionQuery, Query()]) -> Slice[Prompt]:
    """All versions of the line that this prompt stands in."""
    return await prompts.versions(await prompts.get(id), query)


@router.post("/{id}/versions", status_code=201, response_model=PromptResponse, operation_id="add_prompt_version")
async def add_version(prompts: PromptsDep, once: OnceDep, id: UUID, asked: PromptVersionCreate) -> Response:
    """The next version of the line, made from this one."""

    async def work() -> Prompt:
        return await prompts.add_version(await prompts.get(id), asked)

    return await once(201, PromptResponse, work)


@router.post("/{id}/restore", status_code=201, response_model=PromptResponse, operation_id="restore_prompt")
async def restore(prompts: PromptsDep, once: OnceDep, id: UUID) -> Response:
    """Make this version the latest again: the next version of the line, with all that this one says."""

    async def work() -> Prompt:
        return await prompts.add_version(await prompts.get(id), PromptVersionCreate())

    return await once(201, PromptResponse, work)
