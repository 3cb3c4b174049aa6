"""What the model registry sends and takes."""

from datetime import datetime
from typing import Annotated, Literal
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import Field, StringConstraints, field_validator

from clew.infra.store import ListQuery
from clew.kit.schema import Input, Output, Page, absent
from clew.providers.models import Provider, UsageType

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
ApiKey = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4096)]


class ModelConfig(Input):
    """How a model is reached. `window` is in tokens, question and answer together."""

    base_url: str = Field(max_length=1000, examples=["https://models.example.org/v1"])
    """Up to and with the version, as the provider's documentation gives it."""
    model: str = Field(min_length=1, max_length=255)
    """The name that the provider knows it by."""
    window: int = Field(default=8192, ge=512, le=10_000_000)
    allow_private_network: bool = False
    """An administrator's consent that this address points into the host's own network."""

    @field_validator("base_url")
    @classmethod
    def _is_web_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0 or not value.isprintable():
            raise ValueError("must be an address that begins with http:// or https://")
        if "@" in parts.netloc or parts.query or parts.fragment:
            # Everybody may read a model's address; what opens it is kept sealed.
            raise ValueError("must hold no password and no query: a key belongs into api_key")
        return value.rstrip("/")


class AIModelCreate(Input):
    name: Name
    provider: Literal[Provider.openai_compatible] = Provider.openai_compatible
    api_key: ApiKey | None = None
    """Write-only: kept sealed, shown as a mask."""
    usage_type: UsageType = UsageType.general
    is_active: bool = True
    config: ModelConfig


class AIModelUpdate(Input):
    name: Name = absent()
    api_key: ApiKey | None = absent()
    usage_type: UsageType = absent()
    is_active: bool = absent()
    config: ModelConfig = absent()
    """Another base URL clears the key, unless a new one comes with it: a key belongs to one host."""


class AIModelSearchRequest(ListQuery):
    provider: Provider | None = None
    usage_type: UsageType | None = None
    is_active: bool | None = None


class AIModelResponse(Output):
    id: UUID
    name: str
    provider: Provider
    usage_type: UsageType
    is_active: bool
    has_key: bool
    config: dict[str, str | int | bool]
    created_at: datetime
    updated_at: datetime


class AIModelList(Page[AIModelResponse]):
    pass
