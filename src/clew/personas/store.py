"""The SQL of personas, modules and what modules leave behind."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import func, or_, update
from sqlalchemy.dialects.postgresql import insert

from clew.infra.db import Json
from clew.infra.store import Store
from clew.kit.clock import now
from clew.kit.errors import Invalid, NotFound
from clew.kit.ids import new_id
from clew.personas.models import ExecutionStage, Module, ModuleState, Persona
from clew.personas.schemas import ModuleBulkUpdate


class Personas(Store[Persona]):
    model = Persona
    searched = ("name", "description", "template")

    def new(self, values: BaseModel) -> Persona:
        return _with_rhythm(super().new(values))

    async def change(self, record: Persona, values: BaseModel) -> Persona:
        return _with_rhythm(await super().change(record, values))

    async def get_to_remove(self, id: UUID) -> Persona:
        """The persona, locked: until the transaction ends nobody begins a thread with it. Raises `NotFound`."""
        persona = await self.session.scalar(self.visible().where(Persona.id == id).with_for_update())
        if persona is None:
            raise NotFound
        return persona


class Modules(Store[Module]):
    model = Module
    searched = ("name", "description", "content", "script")

    def new(self, values: BaseModel) -> Module:
        return _with_script(super().new(values))

    async def change(self, record: Module, values: BaseModel) -> Module:
        return _with_script(await super().change(record, values))

    async def change_by_type(self, values: ModuleBulkUpdate) -> int:
        """Change all modules of one type; return how many were different before."""
        asked = values.model_dump(exclude_unset=True, exclude={"type"})
        differs = or_(*(getattr(Module, name) != value for name, value in asked.items()))
        rows = update(Module).where(Module.user_id == self.caller.user_id, Module.type == values.type, differs)
        changed = rows.values(**asked, revision=Module.revision + 1).returning(Module.id)
        return len((await self.session.scalars(changed)).all())


@dataclass(frozen=True, slots=True)
class ExecutionResult:
    """What came of one run of a module after an answer."""

    thread_id: UUID
    module_id: UUID
    execution_stage: ExecutionStage
    variables: Json
    execution_metadata: Json


class ModuleStates(Store[ModuleState]):
    """What the next turn of a thread reads. Only runs of modules write it."""

    model = ModuleState

    async def get_for_conversation(self, thread_id: UUID) -> Sequence[ModuleState]:
        """All that modules left for this thread, of either stage, in the order in which they ran."""
        rows = self.visible().where(ModuleState.thread_id == thread_id)
        return (await self.session.scalars(rows.order_by(ModuleState.executed_at, ModuleState.id))).all()

    async def get_latest_for_module(self, thread_id: UUID, module_id: UUID) -> ModuleState:
        """What its last run left for this thread, whatever the stage. Raises `NotFound` where it never ran."""
        rows = self.visible().where(ModuleState.thread_id == thread_id, ModuleState.module_id == module_id)
        latest = rows.order_by(ModuleState.executed_at.desc(), ModuleState.id.desc()).limit(1)
        if (state := await self.session.scalar(latest)) is None:
            raise NotFound
        return state

    async def store_execution_result(self, result: ExecutionResult) -> ModuleState:
        """Keep it in place of what the same module left for this thread in the same stage before."""
        left: dict[str, Any] = {**asdict(result), "executed_at": now()}
        row = insert(ModuleState).values(id=new_id(), user_id=self.caller.user_id, **left)
        kept = {name: row.excluded[name] for name in ("variables", "execution_metadata", "executed_at")}
        again = {**kept, "updated_at": func.now(), "revision": ModuleState.revision + 1}
        one = row.on_conflict_do_update(index_elements=["thread_id", "module_id", "execution_stage"], set_=again)
        states = await self.session.scalars(one.returning(ModuleState), execution_options={"populate_existing": True})
        return states.one()


def _with_rhythm(persona: Persona) -> Persona:
    if persona.is_autonomous and persona.loop_frequency is None:
        raise Invalid("An autonomous persona needs a loop_frequency.", fields=("loop_frequency",))
    return persona


def _with_script(module: Module) -> Module:
    if module.is_advanced and not (module.script or "").strip():
        raise Invalid("An advanced module needs a script.", fields=("script",))
    return module
