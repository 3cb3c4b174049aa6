"""Accounts at other services over HTTP: shown, and taken back."""

from clew.infra.crud import Schemas, crud_router
from clew.integrations.oauth.schemas import (
    OAuthIntegrationList,
    OAuthIntegrationResponse,
    OAuthIntegrationSearchRequest,
)
from clew.integrations.oauth.store import OAuthIntegrations

router = crud_router(
    "oauth-integration",
    OAuthIntegrations,
    Schemas(response=OAuthIntegrationResponse, page=OAuthIntegrationList, query=OAuthIntegrationSearchRequest),
    verbs={"list", "get", "remove"},
)
