"""All tables of the product: importing a package's models is what puts them into the metadata."""

from clew.conversations import models as conversations
from clew.conversations.composer import models as composer
from clew.conversations.shares import models as shares
from clew.identity import models as identity
from clew.infra import idempotency
from clew.infra.db import Base
from clew.providers import models as providers
from clew.settings import models as settings

MODULES = (conversations, composer, shares, identity, idempotency, providers, settings)

metadata = Base.metadata
