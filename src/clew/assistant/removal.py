"""Removing what owns conversations: they go with it for good, and answers that are being written there end."""

from collections.abc import Sequence
from typing import TypeVar

from clew.conversations.bin.store import EveryThread
from clew.infra.crud import crud_router
from clew.infra.db import Record
from clew.infra.routing import Router
from clew.projects import endpoints as projects
from clew.projects.interviews import endpoints as interviews
from clew.projects.interviews.store import Interviews
from clew.projects.models import ChatSession, Interview, Project, Task
from clew.projects.owners import Owners
from clew.projects.sessions import endpoints as sessions
from clew.projects.sessions.store import ChatSessions
from clew.projects.store import Projects
from clew.projects.tasks import endpoints as tasks
from clew.projects.tasks.store import Tasks

M = TypeVar("M", bound=Record)


class WithThreads(Owners[M]):
    """Stands before a store of owners and takes their conversations along."""

    async def remove_many(self, records: Sequence[M]) -> None:
        threads = await self.threads_of(records)
        await super().remove_many(records)
        await EveryThread(self.session, self.caller).erase_many(threads)


class OwningProjects(WithThreads[Project], Projects): ...


class OwningInterviews(WithThreads[Interview], Interviews): ...


class OwningTasks(WithThreads[Task], Tasks): ...


class OwningSessions(WithThreads[ChatSession], ChatSessions): ...


router = Router()
router.add(
    crud_router("project", OwningProjects, projects.schemas, verbs={"remove"}),
    crud_router("interview", OwningInterviews, interviews.schemas, verbs={"remove"}),
    crud_router("task", OwningTasks, tasks.schemas, verbs={"remove", "remove_many"}),
    crud_router("chat-session", OwningSessions, sessions.schemas, verbs={"remove"}),
)
