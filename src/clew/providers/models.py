"""The models that this instance may use."""

from enum import StrEnum

from sqlalchemy import Index, true
from sqlalchemy.orm import Mapped, mapped_column

from clew.infra.db import Base, Changing, Json, Str50, Str100, database_enum


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
    """Whose wire format a model speaks."""

    embedded = "embedded"
    openai_compatible = "openai_compatible"


class AIModel(Changing, Base):
    """One model: where it is, how it is called, and for what it is used."""

    __tablename__ = "ai_models"
    __table_args__ = (Index(None, "provider"), Index(None, "usage_type"), Index(None, "is_active"))

    name: Mapped[Str100] = mapped_column(unique=True)
    provider: Mapped[Str50]
    api_key: Mapped[bytes | None] = mapped_column(comment="Sealed with the instance's key.")
    usage_type: Mapped[UsageType] = mapped_column(server_default=UsageType.general.value)
    is_active: Mapped[bool] = mapped_column(server_default=true())
    config: Mapped[Json] = mapped_column(comment="base_url, model, window, allow_private_network; never a secret.")

    @property
    def has_key(self) -> bool:
        return self.api_key is not None
