"""Personas, modules, and what modules leave for the next turn."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column

from clew.infra.db import Base, Changing, Json, Personal, Str255, database_enum, reference


@database_enum
class PersonaMode(StrEnum):
    """`autonomous` personas take turns of their own."""

    reactive = "reactive"
    autonomous = "autonomous"


@database_enum
class ModuleType(StrEnum):
    """`simple` is text; `advanced` is text and a script."""

    simple = "simple"
    advanced = "advanced"


@database_enum
class ExecutionContext(StrEnum):
    """When a module runs: before the answer, after it, or when asked for."""

    immediate = "IMMEDIATE"
    post_response = "POST_RESPONSE"
    on_demand = "ON_DEMAND"


@database_enum
class ExecutionStage(StrEnum):
    """The two stages after the answer: without and with inference."""

    stage4 = "stage4"
    stage5 = "stage5"


class Persona(Changing, Personal, Base):
    """A character of the assistant: a template for its system prompt, and how it behaves."""

    __tablename__ = "personas"
    __table_args__ = (
        UniqueConstraint("id", "user_id"),
        Index(None, "user_id", "created_at", "id"),
        Index(None, "user_id", "name", "id"),
    )

    ai_model_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("ai_models.id", ondelete="SET NULL"),
        index=True,
        comment="The model that it speaks with, if its own.",
    )
    name: Mapped[Str255] = mapped_column(comment="What the person calls it.")
    description: Mapped[str | None] = mapped_column(comment="What it is for.")
    template: Mapped[str] = mapped_column(comment="The system prompt, with @names of modules.")
    mode: Mapped[PersonaMode] = mapped_column(
        server_default=PersonaMode.reactive.value, comment="Whether it takes turns of its own."
    )
    loop_frequency: Mapped[float | None] = mapped_column(comment="Seconds between turns of its own.")
    first_message: Mapped[str | None] = mapped_column(comment="What it says before the person has said anything.")
    image_path: Mapped[str | None] = mapped_column(String(500), comment="Where its picture is, in the store of files.")
    extra_data: Mapped[Json | None] = mapped_column(comment="What an imported persona brought along.")
    is_active: Mapped[bool] = mapped_column(server_default=true(), comment="Whether it can be chosen.")

    @property
    def is_autonomous(self) -> bool:
        return self.mode is PersonaMode.autonomous


class Module(Changing, Personal, Base):
    """A part of system prompts that templates name as @name."""

    __tablename__ = "modules"
    __table_args__ = (
        UniqueConstraint("id", "user_id"),
        UniqueConstraint("user_id", "name"),
        Index(None, "is_active", "execution_context"),
        Index(None, "user_id", "created_at", "id"),
    )

    name: Mapped[Str255] = mapped_column(comment="What templates call it, after the @.")
    description: Mapped[str | None] = mapped_column(comment="What it adds.")
    content: Mapped[str] = mapped_column(comment="The text that takes the place of @name, with ${variables}.")
    type: Mapped[ModuleType] = mapped_column(
        server_default=ModuleType.simple.value, comment="Whether a script belongs to it."
    )
    trigger_pattern: Mapped[str | None] = mapped_column(
        String(500), comment="Word or expression that the message must match; null or * for always."
    )
    script: Mapped[str | None] = mapped_column(comment="Python, run in the sandbox; sets the variables.")
    execution_context: Mapped[ExecutionContext] = mapped_column(
        server_default=ExecutionContext.on_demand.value, comment="When it runs."
    )
    requires_ai_inference: Mapped[bool] = mapped_column(
        server_default=false(), comment="Whether the script asks a model, as its analysis found."
    )
    script_analysis_metadata: Mapped[Json | None] = mapped_column(comment="What the analysis of the script found.")
    is_active: Mapped[bool] = mapped_column(server_default=true(), comment="Whether it runs at all.")

    @property
    def is_advanced(self) -> bool:
        return self.type is ModuleType.advanced


class ModuleState(Changing, Personal, Base):
    """What a module of stage 4 or 5 left for the next turn of a thread."""

    __tablename__ = "module_states"
    __table_args__ = (
        UniqueConstraint("thread_id", "module_id", "execution_stage"),
        reference("thread_id", "threads"),
        reference("module_id", "modules"),
        Index(None, "module_id"),
        Index(None, "user_id", "created_at", "id"),
        Index(None, "user_id", "executed_at", "id"),
    )

    thread_id: Mapped[UUID] = mapped_column(comment="The thread that it ran for.")
    module_id: Mapped[UUID] = mapped_column(comment="The module that ran.")
    execution_stage: Mapped[ExecutionStage] = mapped_column(comment="The stage that it ran in.")
    variables: Mapped[Json] = mapped_column(comment="The variables that its script set.")
    execution_metadata: Mapped[Json] = mapped_column(comment="Duration, tokens, and the error if it failed.")
    executed_at: Mapped[datetime] = mapped_column(comment="When it ran.")
