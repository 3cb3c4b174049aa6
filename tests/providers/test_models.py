"""The list of models: who is asked first, what is found in it, and what may stand in it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from tests.conftest import Person, Statements
from tests.made import blamed, change, listed, look, make

CONFIG = {"base_url": "https://models.example.org/v1", "model": "m"}
EMBEDDED = "SmolLM2 135M (built in)"


@pytest.fixture(autouse=True)
async def only_the_built_in_one(app: FastAPI) -> AsyncIterator[None]:
    yield
    async with app.state.database.begin() as session:
        await session.execute(text("delete from ai_models where provider <> 'embedded'"))


async def add(owner: Person, name: str, **values: object) -> dict[str, Any]:
    return await make(owner, "ai-models", **{"name": name, "config": CONFIG, **values})


async def defaults(person: Person) -> list[str]:
    items = (await person.client.get("/api/v1/ai-models", params={"sort": "name"})).json()["items"]
    return [one["name"] for one in items if one["is_default"]]


class TestDefault:
    async def test_is_who_is_asked_first(self, owner: Person, ann: Person) -> None:
        assert await defaults(ann) == [EMBEDDED]
        older, newer = await add(owner, "Older"), await add(owner, "Newer")
        assert (older["is_default"], newer["is_default"]) == (True, True), "each when it was added"
        assert await defaults(ann) == ["Newer"]
        off = await change(owner, "ai-models", newer["id"], is_active=False)
        assert (off["is_default"], await defaults(ann)) == (False, ["Older"])
        memory = await add(owner, "Remembers", usage_type="memory")
        assert (memory["is_default"], await defaults(ann)) == (True, ["Older", "Remembers"])

    async def test_has_a_line_of_others_behind_it(self, owner: Person, ann: Person) -> None:
        for name in ("First", "Second"):
            await add(owner, name)
        memory = await add(owner, "Remembers", usage_type="memory")
        await add(owner, "Sleeps", is_active=False)
        shown = await look(ann, "ai-models", memory["id"])
        assert shown["line"] == ["Remembers", "Second", "First", EMBEDDED]
        first = next(id for id in await listed(ann, "ai-models", "id", q="First"))
        assert (await look(ann, "ai-models", first))["line"] == ["Second", "First", EMBEDDED]

    async def test_is_nobody_where_all_are_switched_off(self, owner: Person, ann: Person) -> None:
        (embedded,) = await listed(owner, "ai-models", "id")
        assert (await change(owner, "ai-models", embedded, is_active=False))["is_default"] is False
        assert (await look(ann, "ai-models", embedded))["line"] == []
        assert (await change(owner, "ai-models", embedded, is_active=True))["is_default"] is True

    async def test_costs_no_statement_more(self, owner: Person, ann: Person, statements: Statements) -> None:
        made = await add(owner, "One")
        for path in ("/api/v1/ai-models", f"/api/v1/ai-models/{made['id']}"):
            assert len(statements.of(await ann.client.get(path))) == 1


class TestDetail:
    async def test_shows_a_mask_and_a_version(self, owner: Person, ann: Person) -> None:
        made = await add(owner, "One", api_key="sk-test-0123456789wxyz")
        shown = await ann.client.get(f"/api/v1/ai-models/{made['id']}")
        assert shown.json() == {**made, "line": ["One", EMBEDDED]}
        assert shown.json()["api_key"]["mask"] == "sk-…wxyz"
        assert shown.headers["etag"] == '"1"'
        assert "0123456789" not in shown.text


class TestList:
    async def test_is_in_the_order_and_of_the_kind_that_was_asked_for(self, owner: Person, ann: Person) -> None:
        await add(owner, "Beta")
        await add(owner, "Gamma", provider="anthropic", usage_type="memory", is_active=False)
        await add(owner, "Alpha", provider="ollama")
        everyone = ["Alpha", "Gamma", "Beta", EMBEDDED]
        assert await listed(ann, "ai-models", "name") == everyone
        assert await listed(ann, "ai-models", "name", sort="created_at") == everyone[::-1]
        assert await listed(ann, "ai-models", "name", sort="name") == ["Alpha", "Beta", "Gamma", EMBEDDED]
        assert await listed(ann, "ai-models", "name", sort="-name") == [EMBEDDED, "Gamma", "Beta", "Alpha"]
        assert await listed(ann, "ai-models", "name", q="ALPH") == ["Alpha"]
        assert await listed(ann, "ai-models", "name", provider="anthropic") == ["Gamma"]
        assert await listed(ann, "ai-models", "name", usage_type="memory") == ["Gamma"]
        assert await listed(ann, "ai-models", "name", is_active="false") == ["Gamma"]
        counted = await ann.client.get("/api/v1/ai-models", params={"total": "true", "limit": 1, "is_active": "true"})
        assert counted.json()["total"] == 3


class TestBadInput:
    async def test_of_a_name_that_is_taken_is_told_with_its_field(self, owner: Person) -> None:
        await add(owner, "One")
        other = await add(owner, "Other")
        again = await owner.client.post("/api/v1/ai-models", json={"name": "One", "config": CONFIG})
        renamed = await owner.client.patch(f"/api/v1/ai-models/{other['id']}", json={"name": "One"})
        for answer in (again, renamed):
            assert (answer.status_code, answer.json()["code"], blamed(answer)) == (409, "already_exists", {"name"})
        assert await listed(owner, "ai-models", "name", sort="name") == ["One", "Other", EMBEDDED]

    @pytest.mark.parametrize("query", ["sort=provider", "provider=nobody", "usage_type=fun", "q=", "api_key=x"])
    async def test_of_a_list_is_refused(self, ann: Person, query: str) -> None:
        assert (await ann.client.get(f"/api/v1/ai-models?{query}")).status_code == 422

    @pytest.mark.parametrize("field", ["is_default", "line", "has_key", "key_hint", "revision"])
    async def test_sets_nothing_that_is_found_out(self, owner: Person, field: str) -> None:
        made = await add(owner, "One")
        answer = await owner.client.patch(f"/api/v1/ai-models/{made['id']}", json={field: None})
        assert (answer.status_code, blamed(answer)) == (422, {field})

    async def test_of_an_old_version_changes_nothing(self, owner: Person) -> None:
        made = await add(owner, "One")
        address, old = f"/api/v1/ai-models/{made['id']}", {"If-Match": '"1"'}
        body = {"name": "Two", "config": CONFIG, "usage_type": "memory"}
        replaced = await owner.client.put(address, json=body, headers=old)
        assert (replaced.status_code, replaced.json()["usage_type"]) == (200, "memory")
        assert (await owner.client.put(address, json=body, headers=old)).status_code == 412
        assert (await owner.client.delete(address, headers=old)).status_code == 412
        assert await listed(owner, "ai-models", "name", sort="name") == [EMBEDDED, "Two"]
