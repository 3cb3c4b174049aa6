"""The SQL of the model registry."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from clew.infra.crypto import Place, UnreadableSecret
from clew.infra.db import keys_of
from clew.infra.store import Store
from clew.kit.errors import Invalid, ModelNotConfigured
from clew.kit.ids import new_id
from clew.providers.clients import ModelSpec
from clew.providers.models import AIModel, Provider, UsageType


class AIModels(Store[AIModel]):
    """Models belong to the instance: everybody sees them, administrators change them."""

    model = AIModel

    async def create(self, values: BaseModel) -> AIModel:
        record = AIModel(id=new_id(), **values.model_dump(exclude={"api_key"}))
        self._seal(record, values)
        self.session.add(record)
        await self.flush()
        return record

    async def change(self, record: AIModel, values: BaseModel) -> AIModel:
        if record.provider == Provider.embedded and values.model_fields_set - {"name", "is_active"}:
            raise Invalid("The embedded model can be renamed or switched off, nothing else.")
        before = record.config.get("base_url")
        record = await super().change(record, values)
        if "api_key" in values.model_fields_set:
            self._seal(record, values)
        elif record.config.get("base_url") != before:
            record.api_key = None  # a key belongs to one host
        await self.flush()
        return record

    async def remove(self, record: AIModel) -> None:
        if record.provider == Provider.embedded:
            raise Invalid("The embedded model cannot be removed; it can be switched off.")
        await super().remove(record)

    def given(self, values: BaseModel) -> dict[str, Any]:
        return values.model_dump(exclude={"api_key"}, include=values.model_fields_set)

    async def resolve(self, model_id: UUID | None) -> AIModel:
        """The model asked for, or the one that conversations use: the latest added, the embedded one last.

        Raises `ModelNotConfigured`.
        """
        statement = self.visible().where(AIModel.is_active, AIModel.usage_type == UsageType.general)
        if model_id is not None:
            statement = statement.where(AIModel.id == model_id)
        order = ((AIModel.provider == Provider.embedded).asc(), AIModel.created_at.desc(), AIModel.id.desc())
        model = await self.session.scalar(statement.order_by(*order).limit(1))
        if model is None:
            raise ModelNotConfigured
        return model

    def spec(self, record: AIModel) -> ModelSpec:
        """How to reach the model, with its key opened. Raises `ModelNotConfigured`."""
        try:
            key = None if record.api_key is None else keys_of(self.session).open(record.api_key, _place(record))
        except UnreadableSecret:
            # A database that was restored without its key file.
            raise ModelNotConfigured(f"The key of “{record.name}” cannot be opened: please enter it again.") from None
        config: Mapping[str, Any] = record.config
        return ModelSpec(provider=record.provider, name=record.name, api_key=key, **config)

    def _seal(self, record: AIModel, values: BaseModel) -> None:
        key: str | None = getattr(values, "api_key", None)
        record.api_key = None if key is None else keys_of(self.session).seal(key, _place(record))


def _place(record: AIModel) -> Place:
    return Place(AIModel.__tablename__, "api_key", record.id)
