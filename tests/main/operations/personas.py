"""Personas, their modules, and what these left behind."""

import secrets
from uuid import UUID

from tests.conftest import Person
from tests.fakes.provider import FakeProvider
from tests.made import make as made
from tests.main.operations.operation import CANARY, Operation, Reach, Things, resource

from clew.personas.models import ExecutionStage
from clew.personas.store import ExecutionResult, ModuleStates


def _persona(_: Things) -> dict[str, object]:
    return {"name": "New", "template": "New"}


def _module(_: Things) -> dict[str, object]:
    return {"name": f"new_{secrets.token_hex(8)}", "content": "New"}


OPERATIONS = {
    **resource("persona", Reach.theirs, _persona, lambda _: {"name": "Mine now", "is_active": False}),
    **resource("module", Reach.theirs, _module, lambda _: {"content": "Mine now"}, is_many=True),
    **resource("module-state", Reach.theirs),
    "change_modules_by_type": Operation(
        Reach.own, "POST", "/api/v1/modules/bulk-update-by-type", lambda _: {"type": "simple", "is_active": False}
    ),
}
REFERENCES = {("remove_many_modules", "ids"): "module_id"}
FILTERS = {("list_module_states", "thread_id"): "state_thread_id", ("list_module_states", "module_id"): "module_id"}
EVERYBODYS = {
    (f"{verb}_persona{plural}", "ai_model_id"): "ai_model_id"
    for verb, plural in (("create", ""), ("replace", ""), ("change", ""), ("list", "s"))
}


async def make(person: Person, _owner: Person, _fake: FakeProvider) -> dict[str, object]:
    persona = await made(person, "personas", name=CANARY, template=CANARY)
    module = await made(person, "modules", name=f"canary_{secrets.token_hex(8)}", content=CANARY)
    thread = UUID(await person.thread(CANARY))
    async with person.acting() as (session, caller):
        result = ExecutionResult(thread, UUID(module["id"]), ExecutionStage.stage4, {"mood": CANARY}, {})
        state = await ModuleStates(session, caller).store_execution_result(result)
    ids = {"persona_id": persona["id"], "module_id": module["id"], "module_state_id": state.id}
    return {**ids, "state_thread_id": thread}
