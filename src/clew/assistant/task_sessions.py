"""Tasks and conversations: attempts of the assistant at a task, and the conversation that a task came from."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from fastapi.responses import Response

from clew.assistant.schemas import TaskContext, TaskContextQuery
from clew.conversations.schemas import MessageResponse, ThreadCreate
from clew.conversations.store import Messages, Threads
from clew.infra.caller import CallerDep
from clew.infra.db import SessionDep
from clew.infra.idempotency import OnceDep
from clew.infra.routing import Router
from clew.projects.models import ChatSession
from clew.projects.sessions.schemas import ChatSessionCreate, ChatSessionResponse
from clew.projects.sessions.store import ChatSessions
from clew.projects.tasks.store import Tasks

router = Router()


@router.post(
    "/chat-sessions",
    status_code=201,
    response_model=ChatSessionResponse,
    operation_id="create_chat_session",
    tags=["chat-session"],
)
async def create(session: SessionDep, caller: CallerDep, once: OnceDep, asked: ChatSessionCreate) -> Response:
    """Begin an attempt at a task, with a conversation of its own."""

    async def work() -> ChatSession:
        task = await Tasks(session, caller).referred("task_id", asked.task_id)
        thread = await Threads(session, caller).create(ThreadCreate(title=task.title))
        return await ChatSessions(session, caller).begin(task.id, thread.id, asked.ai_model_used)

    return await once(201, ChatSessionResponse, work)


@router.get("/tasks/{id}/context", operation_id="get_task_context", tags=["task"])
async def context(
    session: SessionDep, caller: CallerDep, id: UUID, query: Annotated[TaskContextQuery, Query()]
) -> TaskContext:
    """The end of the conversation that the task came from."""
    task = await Tasks(session, caller).get(id)
    thread = None if task.thread_id is None else await Threads(session, caller).find(task.thread_id)
    if thread is None:
        return TaskContext(thread_id=None, title=None, messages=[])
    head = thread.head_message_id
    branch = [] if head is None else await Messages(session, caller).branch(head, query.limit)
    messages = [MessageResponse.model_validate(message) for message in branch]
    return TaskContext(thread_id=thread.id, title=thread.title, messages=messages)
