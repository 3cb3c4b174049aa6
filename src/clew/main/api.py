"""The table of contents of the API."""

from clew.analytics import endpoints as analytics
from clew.assistant import attachments, queue, task_sessions
from clew.assistant import endpoints as assistant
from clew.assistant import interviews as interview_starts
from clew.assistant import personas as persona_removal
from clew.assistant import removal as owners
from clew.conversations import endpoints as conversations
from clew.conversations.bin import endpoints as removal
from clew.conversations.composer import endpoints as composer
from clew.conversations.context_items import endpoints as context_items
from clew.conversations.live import endpoints as live
from clew.conversations.search import endpoints as search
from clew.conversations.segments import endpoints as segments
from clew.conversations.shares import endpoints as shares
from clew.conversations.states import endpoints as states
from clew.conversations.transfer import endpoints as transfer
from clew.conversations.usage import endpoints as usage
from clew.documents import endpoints as documents
from clew.identity import endpoints as identity
from clew.identity.access import endpoints as access
from clew.identity.accounts import endpoints as accounts
from clew.identity.factors import endpoints as factors
from clew.identity.factors.devices import endpoints as devices
from clew.identity.factors.passkeys import endpoints as passkeys
from clew.identity.factors.phones import endpoints as phones
from clew.identity.invitations import endpoints as invitations
from clew.identity.mails import endpoints as mails
from clew.identity.people import endpoints as people
from clew.identity.remembered import endpoints as remembered
from clew.identity.signed_in import endpoints as signed_in
from clew.integrations.oauth import endpoints as oauth
from clew.integrations.sms import endpoints as sms
from clew.main import inventory
from clew.memory import endpoints as memory
from clew.memory.accesses import endpoints as accesses
from clew.memory.contexts import endpoints as contexts
from clew.memory.relationships import endpoints as relationships
from clew.memory.transfer import endpoints as memory_transfer
from clew.personas import endpoints as personas
from clew.planning.reminders import endpoints as reminders
from clew.planning.todos import endpoints as todos
from clew.projects import endpoints as projects
from clew.projects.commits import endpoints as commits
from clew.projects.interviews import endpoints as interviews
from clew.projects.prompts import endpoints as prompts
from clew.projects.sessions import endpoints as sessions
from clew.projects.tasks import endpoints as tasks
from clew.providers import endpoints as providers
from clew.settings import endpoints as settings

# The only routes that need no caller. Every other one names its policy by depending on one; see app.require_policies.
PUBLIC = frozenset(
    {
        ("GET", "/health"),
        ("GET", "/ready"),
        ("GET", "/api/v1/auth/status"),
        ("POST", "/api/v1/auth/register"),
        ("POST", "/api/v1/auth/sign-in"),
        ("POST", "/api/v1/auth/forgot-password"),
        ("POST", "/api/v1/auth/reset-password"),
        ("POST", "/api/v1/auth/verify-email"),
        ("POST", "/api/v1/auth/challenge"),
        ("POST", "/api/v1/auth/second-factor"),
        ("POST", "/api/v1/auth/refresh"),
        ("GET", "/api/v1/shared/{token}"),
    }
)

# The bytes of requests that may have more than `edge.LONGEST_BODY`. Their routes say the same number.
LONGER_BODIES = {
    "/api/v1/threads/import": transfer.LONGEST_FILE,
    "/api/v1/memories/import": memory_transfer.LONGEST_FILE,
}

ROUTERS = (
    assistant.router,  # those with the same first word are tried in this order
    identity.router,
    accounts.router,
    invitations.router,
    mails.router,
    people.router,
    access.router,
    remembered.router,
    signed_in.router,
    factors.router,
    devices.router,
    passkeys.router,
    phones.router,
    search.router,  # before the threads: its path looks like the id of one
    removal.router,  # before the threads, too
    conversations.thread_router,
    conversations.message_router,
    composer.router,
    shares.router,
    transfer.router,
    usage.router,
    states.router,
    context_items.router,
    segments.router,
    live.router,
    queue.router,
    providers.router,
    memory_transfer.router,  # before the memories: its path looks like the id of one
    memory.router,
    contexts.router,
    relationships.router,
    accesses.router,
    documents.router,
    attachments.router,
    inventory.router,
    todos.router,
    reminders.router,
    personas.router,
    persona_removal.router,
    settings.router,
    oauth.router,
    sms.router,
    analytics.router,
    projects.router,
    interviews.router,
    interview_starts.router,
    prompts.router,
    tasks.router,
    sessions.router,
    task_sessions.router,
    commits.router,
    owners.router,
)
