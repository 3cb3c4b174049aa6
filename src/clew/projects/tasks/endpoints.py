"""Tasks and their board over HTTP. Removing one, with the conversations of its attempts, is the assistant's."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Response

from clew.infra.crud import EVERY, MANY, IfMatch, Schemas, crud_router, matching, require_match
from clew.infra.idempotency import OnceDep
from clew.projects.models import Task, TaskDependency
from clew.projects.tasks.schemas import (
    TaskCreate,
    TaskDependencyCreate,
    TaskDependencyResponse,
    TaskList,
    TaskMove,
    TaskPriorityUpdate,
    TaskResponse,
    TaskSearchRequest,
    TaskUpdate,
    TaskWithRelations,
)
from clew.projects.tasks.store import Tasks

TasksDep = Annotated[Tasks, Depends(Tasks.for_request)]
schemas = Schemas(
    response=TaskResponse,
    page=TaskList,
    query=TaskSearchRequest,
    create=TaskCreate,
    change=TaskUpdate,
    detail=TaskWithRelations,
)
router = crud_router("task", Tasks, schemas, verbs=(EVERY | MANY) - {"remove", "remove_many"})


@router.post("/{id}/move", response_model=TaskResponse, operation_id="move_task")
async def move(tasks: TasksDep, once: OnceDep, id: UUID, asked: TaskMove, if_match: IfMatch = None) -> Response:
    """Put the card into a column, at a place; the others make room."""

    async def work() -> Task:
        task = await tasks.get_for_move(id)
        require_match(task, if_match)
        return await tasks.move(task, asked)

    return await once(200, TaskResponse, work)


@router.post("/{id}/complete", response_model=TaskResponse, operation_id="complete_task")
async def complete(tasks: TasksDep, once: OnceDep, id: UUID, if_match: IfMatch = None) -> Response:
    """Mark the task as done, now."""

    async def work() -> Task:
        task = await tasks.get_for_move(id)
        require_match(task, if_match)
        return await tasks.complete(task)

    return await once(200, TaskResponse, work)


@router.post("/{id}/priority", response_model=TaskResponse, operation_id="prioritise_task")
async def prioritise(
    tasks: TasksDep, once: OnceDep, id: UUID, asked: TaskPriorityUpdate, if_match: IfMatch = None
) -> Response:
    """Say how much the task matters."""

    async def work() -> Task:
        return await tasks.prioritise(await matching(tasks, id, if_match), asked.priority)

    return await once(200, TaskResponse, work)


@router.post(
    "/{id}/dependencies",
    status_code=201,
    response_model=TaskDependencyResponse,
    operation_id="add_task_dependency",
)
async def add_dependency(tasks: TasksDep, once: OnceDep, id: UUID, asked: TaskDependencyCreate) -> Response:
    """Let the task wait for another one."""

    async def work() -> TaskDependency:
        return await tasks.add_dependency(await tasks.get(id), asked.depends_on_id)

    return await once(201, TaskDependencyResponse, work)


@router.delete("/{id}/dependencies/{depends_on_id}", status_code=204, operation_id="remove_task_dependency")
async def remove_dependency(tasks: TasksDep, once: OnceDep, id: UUID, depends_on_id: UUID) -> Response:
    """Let the task wait for that one no longer."""

    async def work() -> None:
        await tasks.remove_dependency(await tasks.get(id), depends_on_id)

    return await once.nothing(work)
