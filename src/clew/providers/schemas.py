"""What the model registry sends and takes."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import Field, StringConstraints, computed_field, field_validator, model_validator

from clew.infra.listing import Sort, TextQuery
from clew.kit.schema import Input, Output, Page, absent
from clew.providers.clients import ModelSpec
from clew.providers.models import Provider, UsageType
from clew.providers.pricing import price_of

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
ApiKey = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4096)]


class ModelConfig(Input):
    """How a model is reached. `window` is in tokens, question and answer together."""

    base_url: str | None = Field(default=None, max_length=1000, examples=["https://models.example.org/v1"])
    """Up to and with the version, as the provider's documentation gives it; by default the provider's own.

    What is merely OpenAI-compatible has none.
    """
    model: str = Field(min_length=1, max_length=255, examples=["claude-haiku-4-5"])
    """The name that the provider knows it by."""
    window: int = Field(default=8192, ge=512, le=10_000_000)
    allow_private_network: bool = False
    """An administrator's consent that this address points into the host's own network."""
    price_input: float | None = Field(default=None, ge=0, le=100_000)
    """US dollars for a million tokens read, in place of the price that Clew knows."""
    price_output: float | None = Field(default=None, ge=0, le=100_000)

    @model_validator(mode="after")
    def _has_both_prices(self) -> Self:
        if (self.price_input is None) != (self.price_output is None):
            raise ValueError("price_input and price_output belong together")
        return self

    @field_validator("base_url")
    @classmethod
    def _is_web_address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0 or not value.isprintable():
            raise ValueError("must be an address that begins with http:// or https://")
        if "@" in parts.netloc or parts.query or parts.fragment:
            # Everybody may read a model's address; what opens it is kept sealed.
            raise ValueError("must hold no password and no query: a key belongs into api_key")
        return value.rstrip("/")


Outside = Literal[Provider.openai_compatible, Provider.ollama, Provider.anthropic, Provider.google]


class AIModelBase(Input):
    """What a model may be without: those who need no key have none."""

    api_key: ApiKey | None = None
    """Write-only: kept sealed, shown as a mask."""


class AIModelCreate(AIModelBase):
    name: Name = Field(examples=["Haiku"])
    provider: Outside = Provider.openai_compatible
    usage_type: UsageType = UsageType.general
    is_active: bool = True
    config: ModelConfig


class AIModelUpdate(AIModelBase):
    name: Name = absent()
    provider: Outside = absent()
    """Another one needs its `config` with it, and clears the key like another base URL."""
    usage_type: UsageType = absent()
    is_active: bool = absent()
    config: ModelConfig = absent()
    """Another base URL clears the key, unless a new one comes with it: a key belongs to one host."""
    is_default: Literal[True] = absent()
    """Have it asked first for its usage, until another model is made the default or added."""


class AIModelSort(StrEnum):
    newest = Sort.newest.value
    oldest = Sort.oldest.value
    by_name = "name"
    by_name_backwards = "-name"


class AIModelSearchRequest(TextQuery):
    """`q` looks into names."""

    sort: AIModelSort = AIModelSort.newest
    provider: Provider | None = None
    usage_type: UsageType | None = None
    is_active: bool | None = None


class ApiKeyResponse(Output):
    """As much of a key as is ever shown, like `sk-…abcd`."""

    mask: str
    set_at: datetime


class ModelPrice(Output):
    """US dollars for a million tokens: an administrator's price, else the one that Clew knows."""

    input: float
    output: float


class AIModelResponse(Output):
    id: UUID
    name: str
    provider: Provider
    usage_type: UsageType
    is_active: bool
    is_default: bool
    """Whether it is asked first for its usage, where nobody chose a model."""
    has_key: bool
    api_key: ApiKeyResponse | None = Field(validation_alias="key_mask")
    config: dict[str, str | int | float | bool]
    created_at: datetime
    updated_at: datetime

    @computed_field
    @property
    def window(self) -> int:
        """Tokens, question and answer together."""
        return self._spec.window

    @computed_field
    @property
    def price(self) -> ModelPrice | None:
        """Null where nobody knows it."""
        price = price_of(self._spec)
        return None if price is None else ModelPrice(input=float(price.input), output=float(price.output))

    @property
    def _spec(self) -> ModelSpec:
        config: dict[str, Any] = self.config
        return ModelSpec(provider=self.provider, name=self.name, **config)


class AIModelDetailResponse(AIModelResponse):
    line: list[str]
    """Names of the models that are asked for its usage, one after the other until one answers."""


class AIModelList(Page[AIModelResponse]):
    pass


class ModelFailure(Output):
    """Why a model did not answer, in words for the person."""

    code: str
    title: str
    detail: str | None


class AIModelTestResponse(Output):
    """How a tiny question to the model went."""

    ok: bool
    milliseconds: int
    """Until the end of its answer."""
    answer: str | None
    """The beginning of it; some models only think at so tiny a question."""
    error: ModelFailure | None


class DiscoveredConfig(Output):
    base_url: str
    model: str
    window: int
    allow_private_network: bool


class ModelToAdd(Output):
    """What to send to `POST /ai-models`, as it is."""

    name: str
    provider: Provider
    usage_type: UsageType
    config: DiscoveredConfig


class DiscoveredModel(Output):
    model: str
    size_bytes: int | None
    parameter_size: str | None
    """As its makers call it, like `4.0B`."""
    quantization: str | None
    context_length: int | None
    """Tokens that the model can take; what its server gives it may be less."""
    is_added: bool
    add: ModelToAdd


class DiscoveredModels(Output):
    """The models of the Ollama on this machine; none where there is none."""

    items: list[DiscoveredModel]
