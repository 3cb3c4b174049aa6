"""All tables of the product: importing a package's models is what puts them into the metadata."""

from sqlalchemy.orm import configure_mappers

from clew.analytics import models as analytics
from clew.conversations import models as conversations
from clew.conversations.composer import models as composer
from clew.conversations.context_items import models as context_items
from clew.conversations.segments import models as segments
from clew.conversations.shares import models as shares
from clew.conversations.states import models as states
from clew.documents import models as documents
from clew.identity import models as identity
from clew.identity.accounts import models as accounts
from clew.identity.factors import models as factors
from clew.identity.invitations import models as invitations
from clew.identity.mails import models as mails
from clew.identity.remembered.chain import models as chain
from clew.identity.throttling import models as throttling
from clew.infra import idempotency, secrets
from clew.infra.db import Base
from clew.integrations import models as integrations
from clew.memory import models as memory
from clew.personas import models as personas
from clew.planning import models as planning
from clew.projects import models as projects
from clew.providers import models as providers
from clew.retrieval import models as retrieval
from clew.settings import models as settings

MODULES = (
    *(identity, accounts, factors, invitations, mails, throttling, chain, secrets, idempotency),
    *(conversations, composer, context_items, segments, shares, states),
    *(documents, retrieval, personas, memory, planning, projects),
    *(providers, settings, integrations, analytics),
)

metadata = Base.metadata


def map_tables() -> None:
    """Resolve what the models say of each other: here, where all are known, and not at somebody's first request."""
    configure_mappers()


def packages() -> dict[str, str]:
    """By name of the table, the package that owns it."""
    return {
        str(table.name): mapper.class_.__module__.split(".")[1]
        for mapper in Base.registry.mappers
        for table in mapper.tables
    }
