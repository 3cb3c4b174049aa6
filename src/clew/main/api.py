"""The table of contents of the API."""

from fastapi import APIRouter

from clew.assistant import endpoints as assistant
from clew.assistant import interviews as interview_starts
from clew.assistant import queue, task_sessions
from clew.assistant import removal as owners
from clew.conversations import endpoints as conversations
from clew.conversations.bin import endpoints as removal
from clew.conversations.composer import endpoints as composer
from clew.conversations.live import endpoints as live
from clew.conversations.search import endpoints as search
from clew.conversations.shares import endpoints as shares
from clew.conversations.transfer import endpoints as transfer
from clew.conversations.usage import endpoints as usage
from clew.identity import endpoints as identity
from clew.main import health
from clew.planning.reminders import endpoints as reminders
from clew.planning.todos import endpoints as todos
from clew.projects import endpoints as projects
from clew.projects.commits import endpoints as commits
from clew.projects.interviews import endpoints as interviews
from clew.projects.prompts import endpoints as prompts
from clew.projects.sessions import endpoints as sessions
from clew.projects.tasks import endpoints as tasks
from clew.providers import endpoints as providers

# The only routes that need no caller. Every other one names its policy by depending on one; see app.require_policies.
PUBLIC = frozenset(
    {
        ("GET", "/health"),
        ("GET", "/ready"),
        ("GET", "/api/v1/auth/status"),
        ("POST", "/api/v1/auth/register"),
        ("POST", "/api/v1/auth/sign-in"),
        ("GET", "/api/v1/shared/{token}"),
    }
)

# The bytes of requests that may have more than `edge.LONGEST_BODY`. Their routes say the same number.
LONGER_BODIES = {"/api/v1/threads/import": transfer.LONGEST_FILE}

api = APIRouter()
api.include_router(health.router)
for router in (
    identity.router,
    search.router,  # before the threads: its path looks like the id of one
    removal.router,  # before the threads, too
    conversations.thread_router,
    conversations.message_router,
    composer.router,
    shares.router,
    transfer.router,
    usage.router,
    live.router,
    queue.router,
    assistant.router,
    providers.router,
    todos.router,
    reminders.router,
    projects.router,
    interviews.router,
    interview_starts.router,
    prompts.router,
    tasks.router,
    sessions.router,
    task_sessions.router,
    commits.router,
    owners.router,
):
    api.include_router(router, prefix="/api/v1")
