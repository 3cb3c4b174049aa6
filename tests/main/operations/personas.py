"""Personas, their modules, and what these left behind."""

import secrets
from uuid import UUID

from tests.conftest import Person
from tests.fakes.provider import FakeProvider
from tests.main.operations.operation import CANARY, Operation, Reach, Things, resource

from clew.personas.models import ExecutionStage
from clew.personas.store import ExecutionResult, ModuleStates


def _persona(_: Things) -> dict[str, object]:
    return {"name": CANARY, "template": CANARY}


def _module(_: Things) -> dict[str, object]:
    return {"name": f"canary_{secrets.token_hex(8)}", "content": CANARY}


OPERATIONS = {
    **resource("persona", Reach.theirs, _persona, lambda _: {"name": "Mine now", "is_active": False}),
    **resource("module", Reach.theirs, _module, lambda _: {"content": "Mine now"}, is_many=True),
    **resource("module-state", Reach.theirs),
    "change_modules_by_type": Operation(
        Reach.own, "POST", "/api/v1/modules/bulk-update-by-type", lambda _: {"type": "simple", "is_active": False}
    ),
}


async def make(person: Person, _owner: Person, _fake: FakeProvider) -> dict[str, object]:
    persona = await person.client.post("/api/v1/personas", json=_persona(Things({})))
    module = await person.client.post("/api/v1/modules", json=_module(Things({})))
    thread = UUID(await person.thread(CANARY))
    async with person.acting() as (session, caller):
        result = ExecutionResult(thread, module.json()["id"], ExecutionStage.stage4, {"mood": CANARY}, {})
        state = await ModuleStates(session, caller).store_execution_result(result)
    return {"persona_id": persona.json()["id"], "module_id": module.json()["id"], "module_state_id": state.id}
