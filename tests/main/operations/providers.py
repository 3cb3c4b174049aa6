"""The model registry."""

import secrets

from tests.answers import add_model
from tests.conftest import Person
from tests.fakes.provider import FakeProvider
from tests.main.operations.operation import Operation, Reach, Things, resource


def _model(_: Things) -> dict[str, object]:
    return {"name": secrets.token_hex(8), "config": {"base_url": "http://127.0.0.1:1/v1", "model": "none"}}


OPERATIONS = {
    **resource("ai-model", Reach.guarded, _model, lambda things: {"is_active": False} | _model(things)),
    "list_ai_models": Operation(Reach.own, "GET", "/api/v1/ai-models"),
    "get_ai_model": Operation(Reach.shared, "GET", "/api/v1/ai-models/{ai_model_id}"),
    "discover_models": Operation(Reach.guarded, "GET", "/api/v1/ai-models/discovered"),
    "test_model": Operation(Reach.guarded, "POST", "/api/v1/ai-models/{ai_model_id}/test"),
}


async def make(_person: Person, owner: Person, fake: FakeProvider) -> dict[str, object]:
    return {"ai_model_id": await add_model(owner, fake, "echo")}
