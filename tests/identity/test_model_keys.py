"""Keys of models: sealed in the database, never shown again, and never carried to another host."""

from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from tests.answers import say, settled
from tests.conftest import Person
from tests.fakes.provider import FakeProvider

from clew.infra.crypto import Place, UnreadableSecret
from clew.kit.ids import new_id

MODELS = "/api/v1/ai-models"
KEY = "sk-canary-0123456789"


async def make(owner: Person, fake: FakeProvider, **more: object) -> dict[str, Any]:
    config = {"base_url": fake.base_url, "model": "echo", "allow_private_network": True}
    body = {"name": f"model {new_id()}", "api_key": KEY, "config": config, **more}
    answer = await owner.client.post(MODELS, json=body)
    assert answer.status_code == 201, answer.text
    assert KEY not in answer.text
    return answer.json()


async def change(owner: Person, model: dict[str, Any], **values: object) -> dict[str, Any]:
    answer = await owner.client.patch(f"{MODELS}/{model['id']}", json=values)
    assert answer.status_code == 200, answer.text
    assert KEY not in answer.text
    return answer.json()


async def sent_key(owner: Person, fake: FakeProvider, model: dict[str, Any]) -> str | None:
    """What the provider gets when the model is asked."""
    await settled(owner, (await say(owner, await owner.thread("kept"), "Go.", model_id=model["id"]))[1])
    return fake.asked[-1].headers.get("authorization")


async def stored(app: FastAPI, model: dict[str, Any]) -> Any:
    async with app.state.database.begin() as session:
        row = await session.execute(text("select api_key, m::text as whole from ai_models m where id = :id"), model)
        return row.one()


class TestKey:
    async def test_is_sealed_and_opens_for_its_own_model_only(
        self, app: FastAPI, owner: Person, fake: FakeProvider
    ) -> None:
        model = await make(owner, fake)
        row = await stored(app, model)
        assert KEY not in row.whole
        assert KEY.encode().hex() not in row.whole
        keys = app.state.keys
        assert keys.open(row.api_key, Place("ai_models", "api_key", model["id"])) == KEY
        with pytest.raises(UnreadableSecret):
            keys.open(row.api_key, Place("ai_models", "api_key", new_id()))

    async def test_is_used_and_never_shown(self, owner: Person, ann: Person, fake: FakeProvider) -> None:
        model = await make(owner, fake)
        assert model["has_key"] is True
        for person in (owner, ann):
            for path in (MODELS, f"{MODELS}/{model['id']}"):
                assert KEY not in (await person.client.get(path)).text
        assert await sent_key(owner, fake, model) == f"Bearer {KEY}"

    async def test_is_not_repeated_with_an_idempotent_answer(
        self, app: FastAPI, owner: Person, fake: FakeProvider
    ) -> None:
        config = {"base_url": fake.base_url, "model": "echo"}
        body = {"name": f"model {new_id()}", "api_key": KEY, "config": config}
        answers = [await owner.client.post(MODELS, json=body, headers={"Idempotency-Key": "once"}) for _ in range(2)]
        assert answers[0].text == answers[1].text
        user_id = (await owner.client.get("/api/v1/users/me")).json()["id"]
        async with app.state.database.begin(user_id) as session:
            rows = (await session.execute(text("select k::text from idempotency_keys k"))).scalars().all()
        assert rows
        assert KEY not in str(rows)

    async def test_stays_when_something_else_changes(self, owner: Person, fake: FakeProvider) -> None:
        model = await make(owner, fake)
        changed = await change(owner, model, name=f"renamed {new_id()}", config=model["config"] | {"window": 4096})
        assert (changed["has_key"], changed["config"]["window"]) == (True, 4096)
        assert await sent_key(owner, fake, model) == f"Bearer {KEY}"

    @pytest.mark.parametrize("other", ["{}/other", "http://localhost:1/v1", "https://127.0.0.1/v1"])
    async def test_is_not_carried_to_another_address(self, owner: Person, fake: FakeProvider, other: str) -> None:
        """Whoever may change the address could have the key sent to themself."""
        model = await make(owner, fake)
        changed = await change(owner, model, config=model["config"] | {"base_url": other.format(fake.base_url)})
        assert changed["has_key"] is False
        again = await change(owner, model, config=model["config"])
        assert again["has_key"] is False
        assert await sent_key(owner, fake, model) is None

    async def test_may_come_with_a_new_address(self, owner: Person, fake: FakeProvider) -> None:
        model = await make(owner, fake, config={"base_url": "http://127.0.0.1:1/v1", "model": "echo"})
        config = {"base_url": fake.base_url, "model": "echo", "allow_private_network": True}
        assert (await change(owner, model, config=config, api_key="sk-another"))["has_key"] is True
        assert await sent_key(owner, fake, model) == "Bearer sk-another"

    async def test_can_be_taken_away(self, owner: Person, fake: FakeProvider) -> None:
        model = await make(owner, fake)
        assert (await change(owner, model, api_key=None))["has_key"] is False
        assert await sent_key(owner, fake, model) is None

    async def test_of_another_instance_is_told_and_not_sent(
        self, app: FastAPI, owner: Person, fake: FakeProvider
    ) -> None:
        """A restored database without its key file."""
        model = await make(owner, fake)
        async with app.state.database.begin() as session:
            await session.execute(text("update ai_models set api_key = '\\x01aa' where id = :id"), {"id": model["id"]})
        body = {"content": "Go.", "model_id": model["id"]}
        answer = await owner.client.post(f"/api/v1/threads/{await owner.thread()}/turns", json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, "model_not_configured")
        assert "enter it again" in answer.json()["detail"]
        assert fake.seen == []


class TestEmbedded:
    async def test_can_be_switched_off_and_nothing_else(self, owner: Person) -> None:
        listed = (await owner.client.get(MODELS, params={"provider": "embedded"})).json()["items"]
        (path,) = [f"{MODELS}/{one['id']}" for one in listed]
        for values in ({"api_key": KEY}, {"config": {"base_url": "http://127.0.0.1:1", "model": "x"}}):
            assert (await owner.client.patch(path, json=values)).status_code == 422
        assert (await owner.client.delete(path)).status_code == 422
        for is_active in (False, True):
            assert (await owner.client.patch(path, json={"is_active": is_active})).json()["is_active"] is is_active
