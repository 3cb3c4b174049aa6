"""Models that are on this machine already: those of an Ollama that listens where it does by itself.

Nothing here fails: where nobody answers, or somebody else does, nothing is found.
"""

import asyncio
import re
from collections.abc import Collection, Mapping
from http import HTTPStatus
from typing import TypeVar

import orjson
from pydantic import BaseModel, TypeAdapter, ValidationError

from clew.infra.egress import Bounds, Egress, EgressError
from clew.providers.models import Provider, UsageType
from clew.providers.schemas import DiscoveredConfig, DiscoveredModel, ModelConfig, ModelToAdd

T = TypeVar("T")
BOUNDS = Bounds(connect=1.0, first_byte=2.0, idle=2.0, total=4.0)
MOST = 100  # models that are looked at
UNKNOWN_WINDOW: int = ModelConfig.model_fields["window"].default
NUM_CTX = re.compile(r"^num_ctx\s+(\d+)\s*$", re.MULTILINE)


class _Details(BaseModel):
    parameter_size: str | None = None
    quantization_level: str | None = None


class _Tag(BaseModel):
    model: str
    size: int | None = None
    details: _Details | None = None


class _Tags(BaseModel):
    models: list[_Tag]


class _Shown(BaseModel):
    parameters: str | None = None
    model_info: Mapping[str, object] | None = None
    capabilities: list[str] | None = None

    @property
    def context_length(self) -> int | None:
        """What the model was made for; the name of the field begins with its architecture."""
        for name, value in (self.model_info or {}).items():
            if name.endswith(".context_length") and isinstance(value, int):
                return value
        return None

    @property
    def window(self) -> int:
        """What its own settings give it, else what it was made for."""
        set_to = NUM_CTX.search(self.parameters or "")
        found = int(set_to[1]) if set_to else self.context_length
        return UNKNOWN_WINDOW if found is None else min(max(found, 512), 10_000_000)

    @property
    def usage_type(self) -> UsageType:
        is_embedder = "embedding" in (self.capabilities or ())
        return UsageType.embedding if is_embedder else UsageType.general


async def discover(egress: Egress, origin: str, added: Collection[tuple[str, str]]) -> list[DiscoveredModel]:
    """What the Ollama there has. `added` are base URL and name of the models that Clew has already."""
    tags = await _fetch(egress, f"{origin}/api/tags", TypeAdapter(_Tags))
    if tags is None:
        return []
    found = tags.models[:MOST]
    shown = await asyncio.gather(*(_show(egress, origin, tag.model) for tag in found))
    base_url = f"{origin}/v1"
    return [
        _described(base_url, tag, more, (base_url, tag.model) in added) for tag, more in zip(found, shown, strict=True)
    ]


async def _show(egress: Egress, origin: str, model: str) -> _Shown:
    body = orjson.dumps({"model": model})
    return await _fetch(egress, f"{origin}/api/show", TypeAdapter(_Shown), body) or _Shown()


def _described(base_url: str, tag: _Tag, shown: _Shown, is_added: bool) -> DiscoveredModel:  # noqa: FBT001 a fact, not a switch
    details = tag.details or _Details()
    config = DiscoveredConfig(base_url=base_url, model=tag.model, window=shown.window, allow_private_network=True)
    name = f"{tag.model[:90]} (Ollama)"
    return DiscoveredModel(
        model=tag.model,
        size_bytes=tag.size,
        parameter_size=details.parameter_size,
        quantization=details.quantization_level,
        context_length=shown.context_length,
        is_added=is_added,
        add=ModelToAdd(name=name, provider=Provider.ollama, usage_type=shown.usage_type, config=config),
    )


async def _fetch(egress: Egress, address: str, shape: TypeAdapter[T], body: bytes | None = None) -> T | None:
    try:
        answer = await egress.fetch(address, method="GET" if body is None else "POST", body=body, bounds=BOUNDS)
        return shape.validate_json(answer.body) if answer.status == HTTPStatus.OK else None
    except (EgressError, ValidationError):
        return None
