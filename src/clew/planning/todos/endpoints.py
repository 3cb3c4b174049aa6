"""Todos over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Response

from clew.infra.crud import EVERY, MANY, IfMatch, Schemas, crud_router, matching
from clew.infra.idempotency import OnceDep
from clew.planning.models import Todo
from clew.planning.todos.schemas import (
    TodoCreate,
    TodoList,
    TodoPriorityUpdate,
    TodoResponse,
    TodoSearchRequest,
    TodoUpdate,
)
from clew.planning.todos.store import Todos

TodosDep = Annotated[Todos, Depends(Todos.for_request)]
router = crud_router(
    "todo",
    Todos,
    Schemas(response=TodoResponse, page=TodoList, query=TodoSearchRequest, create=TodoCreate, change=TodoUpdate),
    verbs=EVERY | MANY,
)


@router.post("/{id}/complete", response_model=TodoResponse, operation_id="complete_todo")
async def complete(todos: TodosDep, once: OnceDep, id: UUID, if_match: IfMatch = None) -> Response:
    """Mark the todo as done, now."""

    async def work() -> Todo:
        return await todos.complete(await matching(todos, id, if_match))

    return await once(200, TodoResponse, work)


@router.post("/{id}/reopen", response_model=TodoResponse, operation_id="reopen_todo")
async def reopen(todos: TodosDep, once: OnceDep, id: UUID, if_match: IfMatch = None) -> Response:
    """Mark the todo as still to be done."""

    async def work() -> Todo:
        return await todos.reopen(await matching(todos, id, if_match))

    return await once(200, TodoResponse, work)


@router.post("/{id}/priority", response_model=TodoResponse, operation_id="prioritise_todo")
async def prioritise(
    todos: TodosDep, once: OnceDep, id: UUID, asked: TodoPriorityUpdate, if_match: IfMatch = None
) -> Response:
    """Say how much the todo matters."""

    async def work() -> Todo:
        return await todos.prioritise(await matching(todos, id, if_match), asked.priority)

    return await once(200, TodoResponse, work)
