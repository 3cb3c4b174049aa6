"""What personas and their modules send and take."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from clew.infra.db import Json
from clew.infra.listing import PageQuery, Sort, TextQuery
from clew.kit.schema import Input, JsonObject, Moment, Output, Page, absent
from clew.personas.models import ExecutionContext, ExecutionStage, ModuleType, PersonaMode

MONTH = 31 * 24 * 3600.0  # seconds

PersonaName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=255)]
ModuleName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,49}$")]
"""What templates call a module, behind the @."""
Description = Annotated[str, StringConstraints(max_length=2_000)]
Text = Annotated[str, StringConstraints(max_length=100_000)]
Template = Annotated[str, StringConstraints(min_length=1, max_length=100_000)]
Seconds = Annotated[float, Field(ge=1, le=MONTH, allow_inf_nan=False)]


class NameSort(StrEnum):
    newest = "-created_at"
    oldest = "created_at"
    by_name = "name"
    by_name_backwards = "-name"


class PersonaBase(Input):
    """What a persona may have and may be without."""

    description: Description | None = Field(default=None, examples=["Asks one question at a time."])
    ai_model_id: UUID | None = None
    """The model that it speaks with; without one, the usual one."""
    loop_frequency: Seconds | None = Field(default=None, examples=[3600])
    """Seconds between turns of its own; an autonomous persona needs it."""
    first_message: Text | None = Field(default=None, examples=["Good morning! What is on your mind?"])
    """What it says before the person has said anything."""
    extra_data: JsonObject | None = None
    """What an imported persona brought along."""


class PersonaCreate(PersonaBase):
    name: PersonaName = Field(examples=["Coach"])
    template: Template = Field(examples=["You are a calm coach. @current_mood"])
    """The system prompt. `@name` stands for a module, `\\@` for an at sign."""
    mode: PersonaMode = PersonaMode.reactive
    is_active: bool = True


class PersonaUpdate(PersonaBase):
    name: PersonaName = absent()
    template: Template = absent()
    mode: PersonaMode = absent()
    is_active: bool = absent()


class PersonaSearchRequest(TextQuery):
    """`q` looks into names, descriptions and templates."""

    sort: NameSort = NameSort.newest
    mode: PersonaMode | None = None
    is_active: bool | None = None
    ai_model_id: UUID | None = None
    created_after: Moment | None = None
    created_before: Moment | None = None


class PersonaResponse(Output):
    id: UUID
    name: str
    description: str | None
    template: str
    mode: PersonaMode
    loop_frequency: float | None
    first_message: str | None
    image_path: str | None
    ai_model_id: UUID | None
    extra_data: Json | None
    is_active: bool
    created_at: datetime
    updated_at: datetime


class PersonaList(Page[PersonaResponse]):
    pass


class ModuleBase(Input):
    """What a module may have and may be without."""

    description: Description | None = Field(default=None, examples=["How the person seems to feel."])
    trigger_pattern: str | None = Field(default=None, max_length=500, examples=["mood|feeling"])
    """Word or expression that the message must match; null, empty or `*` for always."""
    script: Text | None = Field(default=None, examples=['ctx.set_variable("mood", ctx.reflect("Name their mood."))'])
    """Python; an advanced module needs it."""


class ModuleCreate(ModuleBase):
    name: ModuleName = Field(examples=["current_mood"])
    content: Text = Field(examples=["The person seems ${mood}."])
    """The text that takes the place of `@name`, with `${variables}`."""
    type: ModuleType = ModuleType.simple
    execution_context: ExecutionContext = ExecutionContext.on_demand
    is_active: bool = True


class ModuleUpdate(ModuleBase):
    name: ModuleName = absent()
    content: Text = absent()
    type: ModuleType = absent()
    execution_context: ExecutionContext = absent()
    is_active: bool = absent()


class ModuleBulkUpdate(Input):
    """What all modules of one type become."""

    type: ModuleType = Field(examples=["advanced"])
    execution_context: ExecutionContext = absent()
    is_active: bool = absent()

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if not self.model_fields_set - {"type"}:
            raise ValueError("say execution_context, is_active or both")
        return self


class ModuleBulkResponse(Output):
    changed: int
    """Modules that were different before."""


class ModuleSearchRequest(TextQuery):
    """`q` looks into names, descriptions, contents and scripts."""

    sort: NameSort = NameSort.newest
    type: ModuleType | None = None
    execution_context: ExecutionContext | None = None
    requires_ai_inference: bool | None = None
    is_active: bool | None = None
    created_after: Moment | None = None
    created_before: Moment | None = None


class ModuleResponse(Output):
    id: UUID
    name: str
    description: str | None
    content: str
    type: ModuleType
    trigger_pattern: str | None
    script: str | None
    execution_context: ExecutionContext
    requires_ai_inference: bool
    """Whether the script asks a model, as its analysis found."""
    script_analysis_metadata: Json | None
    is_active: bool
    created_at: datetime
    updated_at: datetime


class ModuleList(Page[ModuleResponse]):
    pass


class ModuleStateSort(StrEnum):
    newest = Sort.newest.value
    oldest = Sort.oldest.value
    last_run = "-executed_at"
    first_run = "executed_at"


class ModuleStateSearchRequest(PageQuery):
    sort: ModuleStateSort = ModuleStateSort.last_run
    thread_id: UUID | None = None
    module_id: UUID | None = None
    execution_stage: ExecutionStage | None = None
    executed_after: Moment | None = None
    executed_before: Moment | None = None


class ModuleStateResponse(Output):
    id: UUID
    thread_id: UUID
    module_id: UUID
    execution_stage: ExecutionStage
    variables: Json
    execution_metadata: Json
    """Duration, tokens, and the error if it failed."""
    executed_at: datetime
    created_at: datetime
    updated_at: datetime


class ModuleStateList(Page[ModuleStateResponse]):
    pass
