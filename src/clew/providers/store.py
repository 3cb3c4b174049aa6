"""The SQL of the model registry."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeVar, cast
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import ARRAY, ColumnElement, Select, String, bindparam, false, func, or_, select
from sqlalchemy.orm import aliased, with_expression
from sqlalchemy.sql.base import ExecutableOption

from clew.infra.crypto import Place, UnreadableSecret
from clew.infra.db import Json, keys_of
from clew.infra.store import Store
from clew.kit.clock import now
from clew.kit.errors import Invalid, ModelNotConfigured, NotFound
from clew.kit.ids import new_id
from clew.providers.clients import ModelSpec
from clew.providers.models import BASE_URLS, AIModel, Provider, UsageType
from clew.providers.schemas import AIModelCreate, AIModelUpdate, ModelConfig

S = TypeVar("S", bound=Select[Any])
SHORT_KEY = 16  # characters; the last four of a shorter one would say too much


def _in_line(statement: S, of: type[AIModel], usage: ColumnElement[UsageType]) -> S:
    """Those who are asked for a usage, in their order; see `AIModels.line`."""
    kinds = ((of.provider == Provider.embedded).asc(), (of.usage_type == usage).desc())
    usable = (of.is_active, or_(of.usage_type == usage, of.usage_type == UsageType.general))
    latest = func.greatest(of.preferred_at, of.created_at).desc()
    return statement.where(*usable).order_by(*kinds, latest, of.id.desc())


def _said_by_others() -> tuple[ExecutableOption, ExecutableOption]:
    """What loads whether a model is the default of its usage, and what loads the names in line for that."""
    other = aliased(AIModel)
    usage = AIModel.usage_type.expression
    first = _in_line(select(other.id), other, usage).limit(1).correlate(AIModel).scalar_subquery()
    names = _in_line(select(other.name), other, usage).correlate(AIModel).scalar_subquery()
    return (
        with_expression(AIModel.is_default, func.coalesce(AIModel.id == first, false())),
        with_expression(AIModel.line, func.array(names, type_=ARRAY(String))),
    )


# Made once: every turn asks for the line.
_LINE = _in_line(select(AIModel), AIModel, bindparam("usage", type_=AIModel.usage_type.type))
_ONE_IN_LINE = _LINE.where(AIModel.id == bindparam("model_id"))
_IS_DEFAULT, _NAMES_IN_LINE = _said_by_others()


class AIModels(Store[AIModel]):
    """Models belong to the instance: everybody sees them, administrators change them."""

    model = AIModel
    searched = ("name",)

    def visible(self) -> Select[AIModel]:
        return super().visible().options(_IS_DEFAULT)

    async def show(self, id: UUID) -> AIModel:
        statement = self.visible().where(AIModel.id == id).options(_NAMES_IN_LINE)
        if (record := await self.session.scalar(statement)) is None:
            raise NotFound
        return record

    async def create(self, values: BaseModel) -> AIModel:
        asked = cast("AIModelCreate", values)
        config = _stored(asked.provider, asked.config)
        record = AIModel(id=new_id(), **asked.model_dump(exclude={"api_key", "config"}), config=config)
        self._seal(record, asked.api_key)
        self.session.add(record)
        return await self._kept(record)

    async def change(self, record: AIModel, values: BaseModel) -> AIModel:
        if record.provider == Provider.embedded and values.model_fields_set - {"name", "is_active"}:
            raise Invalid("The embedded model can be renamed or switched off, nothing else.")
        asked, given = cast("AIModelUpdate", values), values.model_fields_set
        before = record.provider, record.config.get("base_url")
        if "provider" in given and asked.provider != record.provider and "config" not in given:
            raise Invalid("Another provider has models of its own: send the config with it.")
        for name in given - {"api_key", "config", "is_default"}:
            setattr(record, name, getattr(asked, name))
        if "is_default" in given:
            record.preferred_at = now()
        if "config" in given:
            record.config = _stored(record.provider, asked.config)
        if "api_key" in given:
            self._seal(record, asked.api_key)
        elif (record.provider, record.config.get("base_url")) != before:
            self._seal(record, None)  # a key belongs to one host
        return await self._kept(record)

    async def remove(self, record: AIModel) -> None:
        if record.provider == Provider.embedded:
            raise Invalid("The embedded model cannot be removed; it can be switched off.")
        await super().remove(record)

    async def resolve(self, model_id: UUID | None, usage: UsageType = UsageType.general) -> AIModel:
        """The model asked for, or the first in line for this usage. Raises `ModelNotConfigured`."""
        return (await self.line(model_id, usage))[0]

    async def line(self, model_id: UUID | None, usage: UsageType = UsageType.general) -> Sequence[AIModel]:
        """The models to ask, one after the other until one answers: only the one asked for where there is one.

        Else those of this usage, those for conversations, and the embedded one last; of each, the one first that
        was added or made the default last.
        Raises `ModelNotConfigured`.
        """
        statement = _LINE if model_id is None else _ONE_IN_LINE
        models = (await self.session.scalars(statement, {"usage": usage, "model_id": model_id})).all()
        if not models:
            raise ModelNotConfigured
        return models

    async def addresses(self) -> set[tuple[str, str]]:
        """Base URL and name of every model, whether it is in use or not."""
        where = (AIModel.config["base_url"].astext, AIModel.config["model"].astext)
        rows = await self.session.execute(select(*where).where(AIModel.provider != Provider.embedded))
        return {(base_url, model) for base_url, model in rows}

    def spec(self, record: AIModel) -> ModelSpec:
        """How to reach the model, with its key opened. Raises `ModelNotConfigured` where the key does not open."""
        try:
            key = None if record.api_key is None else keys_of(self.session).open(record.api_key, _place(record))
        except UnreadableSecret as error:
            raise ModelNotConfigured(
                f"The API key of “{record.name}” cannot be read; please enter it again."
            ) from error
        config: Mapping[str, Any] = record.config
        return ModelSpec(provider=record.provider, name=record.name, api_key=key, **config)

    def specs(self, line: Sequence[AIModel]) -> list[ModelSpec]:
        """How to reach the models in line. Where the first one's key does not open it raises, others are left out."""
        found = [self.spec(line[0])]
        for record in line[1:]:
            with suppress(ModelNotConfigured):
                found.append(self.spec(record))
        return found

    async def _kept(self, record: AIModel) -> AIModel:
        """The row once it is written, with its place among the others, which the change may have moved."""
        await self.flush()
        anew = self.visible().where(AIModel.id == record.id).execution_options(populate_existing=True)
        return (await self.session.scalars(anew)).one()

    def _seal(self, record: AIModel, key: str | None) -> None:
        record.api_key = None if key is None else keys_of(self.session).seal(key, _place(record))
        record.key_hint = None if key is None else masked(key)
        record.key_set_at = None if key is None else now()


def masked(key: str) -> str:
    """As much of a key as tells it from another: `sk-…abcd`. Kept beside the sealed key, which nobody opens to look."""
    if len(key) < SHORT_KEY:
        return "…"
    return f"{'sk-' if key.startswith('sk-') else ''}…{key[-4:]}"


def _stored(provider: str, config: ModelConfig) -> Json:
    """The configuration with its address written out, so that a later change of our defaults moves no key."""
    base_url = config.base_url or BASE_URLS.get(Provider(provider))
    if base_url is None:
        raise Invalid("This provider may be anywhere: config.base_url says where.")
    return {**config.model_dump(exclude_none=True), "base_url": base_url}


def _place(record: AIModel) -> Place:
    return Place(AIModel.__tablename__, "api_key", record.id)
