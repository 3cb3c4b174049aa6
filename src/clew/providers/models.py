"""The models that this instance may use."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String, true
from sqlalchemy.orm import Mapped, mapped_column, query_expression

from clew.infra.db import Base, Changing, Json, SealedByInstance, Str50, Str100, database_enum


@database_enum
class UsageType(StrEnum):
    general = "general"
    interview = "interview"
    prompt_generation = "prompt_generation"
    commit_generation = "commit_generation"
    task_execution = "task_execution"
    memory = "memory"
    embedding = "embedding"


class Provider(StrEnum):
    """Who runs a model, and with it how one speaks to it."""

    embedded = "embedded"
    openai_compatible = "openai_compatible"
    ollama = "ollama"
    anthropic = "anthropic"
    google = "google"


BASE_URLS = {
    Provider.ollama: "http://127.0.0.1:11434/v1",
    Provider.anthropic: "https://api.anthropic.com/v1",
    Provider.google: "https://generativelanguage.googleapis.com/v1beta/openai",
}
"""Where a provider is unless somebody says otherwise. What is merely compatible is anywhere."""


@dataclass(frozen=True, slots=True)
class KeyMask:
    """What is shown of a key."""

    mask: str
    set_at: datetime


class AIModel(Changing, Base):
    """One model: where it is, how it is called, and for what it is used."""

    __tablename__ = "ai_models"
    __table_args__ = (Index(None, "provider"), Index(None, "usage_type"), Index(None, "is_active"))

    name: Mapped[Str100] = mapped_column(unique=True, comment="What people choose it by.")
    provider: Mapped[Str50] = mapped_column(comment="Who runs it, and with it how one speaks to it.")
    api_key: Mapped[SealedByInstance | None] = mapped_column(comment="Sealed with the instance's key.")
    usage_type: Mapped[UsageType] = mapped_column(
        server_default=UsageType.general.value, comment="What it is used for."
    )
    is_active: Mapped[bool] = mapped_column(server_default=true(), comment="Whether it may be used.")
    config: Mapped[Json] = mapped_column(
        comment="base_url, model, window, allow_private_network, price_input, price_output; never a secret."
    )
    key_hint: Mapped[str | None] = mapped_column(String(8), comment="As much of the key as everybody may see.")
    key_set_at: Mapped[datetime | None] = mapped_column(comment="When the key was last set.")
    preferred_at: Mapped[datetime | None] = mapped_column(
        comment="When it was last made the first to be asked for its usage."
    )
    # Both are what other rows say of this one, and loaded by who asks for it.
    is_default: Mapped[bool | None] = query_expression()
    line: Mapped[list[str] | None] = query_expression()

    @property
    def has_key(self) -> bool:
        return self.api_key is not None

    @property
    def key_mask(self) -> KeyMask | None:
        if self.api_key is None or self.key_hint is None or self.key_set_at is None:
            return None
        return KeyMask(self.key_hint, self.key_set_at)
