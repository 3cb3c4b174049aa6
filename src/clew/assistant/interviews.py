"""Interviews: a guided conversation about a project, in a thread of its own."""

from fastapi.responses import Response

from clew.conversations.schemas import ThreadCreate
from clew.conversations.store import Threads
from clew.infra.caller import Caller, CallerDep
from clew.infra.db import AsyncSession, SessionDep
from clew.infra.idempotency import OnceDep
from clew.infra.routing import Router
from clew.kit.text import first_words
from clew.projects.interviews.schemas import InterviewCreate, InterviewResponse
from clew.projects.interviews.store import Interviews
from clew.projects.models import Interview
from clew.projects.store import Projects

LONGEST_TITLE = 255
router = Router("/interviews", "interview")


@router.post(
    "",
    status_code=201,
    response_model=InterviewResponse,
    operation_id="create_interview",
    responses={200: {"model": InterviewResponse, "description": "The one that goes on already."}},
)
async def create(session: SessionDep, caller: CallerDep, once: OnceDep, asked: InterviewCreate) -> Response:
    """Start an interview with a conversation of its own, or go on with the one of the project that is active."""
    return await once.as_told(InterviewResponse, lambda: start(session, caller, asked))


async def start(session: AsyncSession, caller: Caller, asked: InterviewCreate) -> tuple[int, Interview]:
    """The status to answer with, and the interview. Raises `NotFound`."""
    interviews, threads = Interviews(session, caller), Threads(session, caller)
    project = await Projects(session, caller).referred("project_id", asked.project_id)
    await interviews.alone()
    if (active := await interviews.find_active(project.id)) is not None:
        if await threads.find(active.thread_id) is not None:
            return 200, active
        await interviews.cancel(active)  # the person put its conversation into the bin
    thread = await threads.create(ThreadCreate(title=first_words(f"Interview: {project.name}", LONGEST_TITLE)))
    return 201, await interviews.begin(project.id, thread.id, asked.ai_model_used)
