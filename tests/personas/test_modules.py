"""Modules: their life, all of one kind at once, and what they leave behind for the next turn."""

from typing import Any
from uuid import UUID

import pytest
from tests.conftest import Person

from clew.kit.errors import NotFound
from clew.kit.ids import new_id
from clew.personas.models import ExecutionStage, ModuleState
from clew.personas.store import ExecutionResult, ModuleStates

MODULES = "/api/v1/modules"
STATES = "/api/v1/module-states"
ADVANCED = {"type": "advanced", "script": "ctx.set_variable('n', 1)", "execution_context": "POST_RESPONSE"}


async def add(person: Person, name: str, **values: object) -> dict[str, Any]:
    answer = await person.client.post(MODULES, json={"name": name, "content": "Seems ${mood}.", **values})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def listed(person: Person, path: str = MODULES, **query: str) -> list[dict[str, Any]]:
    answer = await person.client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


async def names(person: Person, **query: str) -> list[str]:
    return [one["name"] for one in await listed(person, **query)]


class TestLife:
    async def test_from_the_first_word_to_the_last(self, ann: Person) -> None:
        made = await add(ann, "mood", trigger_pattern="sad|glad")
        assert (made["type"], made["execution_context"], made["is_active"]) == ("simple", "ON_DEMAND", True)
        assert (made["requires_ai_inference"], made["script_analysis_metadata"]) == (False, None)
        address = f"{MODULES}/{made['id']}"
        changed = await ann.client.patch(address, json={**ADVANCED, "trigger_pattern": None})
        assert (changed.json()["type"], changed.json()["trigger_pattern"]) == ("advanced", None)
        shown = await ann.client.get(address)
        assert (shown.json(), shown.headers["etag"]) == (changed.json(), '"2"')
        replaced = await ann.client.put(address, json={"name": "mood", "content": "Plain."})
        assert (replaced.json()["type"], replaced.json()["script"]) == ("simple", None)
        stale = await ann.client.delete(address, headers={"If-Match": '"2"'})
        assert stale.status_code == 412
        assert (await ann.client.delete(address)).status_code == 204
        assert await names(ann) == []

    @pytest.mark.parametrize("name", ["a", "mood", "m_2_", "x" * 50])
    async def test_has_a_name_that_templates_can_say(self, ann: Person, name: str) -> None:
        assert (await add(ann, name))["name"] == name

    @pytest.mark.parametrize("name", ["", "A", "2a", "_a", "a-b", "a b", "ä", "x" * 51, "a\n", " a"])
    async def test_has_no_other_name(self, ann: Person, name: str) -> None:
        answer = await ann.client.post(MODULES, json={"name": name, "content": "x"})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "name")

    async def test_shares_its_name_with_no_other_of_the_same_person(self, ann: Person, bob: Person) -> None:
        await add(ann, "mood")
        other = await add(ann, "weather")
        await add(bob, "mood")
        again = await ann.client.post(MODULES, json={"name": "mood", "content": "x"})
        renamed = await ann.client.patch(f"{MODULES}/{other['id']}", json={"name": "mood"})
        for answer in (again, renamed):
            assert (answer.status_code, answer.json()["code"]) == (409, "already_exists")
            assert [error["field"] for error in answer.json()["errors"]] == ["name"]
        assert await names(ann, sort="name") == ["mood", "weather"]

    async def test_of_an_advanced_one_holds_a_script(self, ann: Person) -> None:
        body = {"name": "mood", "content": "x", "type": "advanced"}
        for script in ({}, {"script": None}, {"script": " \n"}):
            refused = await ann.client.post(MODULES, json={**body, **script})
            assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "script")
        made = await add(ann, "mood", **ADVANCED)
        address = f"{MODULES}/{made['id']}"
        assert (await ann.client.patch(address, json={"script": None})).status_code == 422
        assert (await ann.client.get(address)).json() == made
        assert (await ann.client.patch(address, json={"type": "simple", "script": None})).status_code == 200

    @pytest.mark.parametrize(("field", "value"), [("requires_ai_inference", True), ("script_analysis_metadata", None)])
    async def test_is_analysed_by_nobody_but_the_server(self, ann: Person, field: str, value: object) -> None:
        made = await add(ann, "mood")
        body = {"name": "other", "content": "x", field: value}
        assert (await ann.client.post(MODULES, json=body)).status_code == 422
        assert (await ann.client.patch(f"{MODULES}/{made['id']}", json={field: None})).status_code == 422
        assert await names(ann) == ["mood"]


class TestList:
    async def test_is_in_the_order_and_of_the_kind_that_was_asked_for(self, ann: Person, bob: Person) -> None:
        await add(ann, "b", description="About Tea")
        await add(ann, "c", **ADVANCED)
        await add(ann, "a", content="tea", is_active=False)
        await add(bob, "d", content="tea")
        assert await names(ann) == ["a", "c", "b"]
        assert await names(ann, sort="created_at") == ["b", "c", "a"]
        assert await names(ann, sort="name") == ["a", "b", "c"]
        assert await names(ann, sort="-name") == ["c", "b", "a"]
        assert await names(ann, type="advanced") == await names(ann, execution_context="POST_RESPONSE") == ["c"]
        assert await names(ann, is_active="false") == ["a"]
        assert await names(ann, requires_ai_inference="true") == []
        assert await names(ann, q="TEA", sort="name") == ["a", "b"]
        assert await names(ann, q="set_variable") == ["c"]
        assert await names(ann, created_before="2020-01-01T00:00:00Z") == []
        assert len(await names(ann, created_after="2020-01-01T00:00:00Z")) == 3

    @pytest.mark.parametrize("query", ["sort=content", "type=odd", "execution_context=SOON", "script=x", "limit=101"])
    async def test_of_something_else_is_refused(self, ann: Person, query: str) -> None:
        assert (await ann.client.get(f"{MODULES}?{query}")).status_code == 422


class TestMany:
    async def test_are_made_and_removed_all_or_none(self, ann: Person, bob: Person) -> None:
        items = [{"name": name, "content": "x"} for name in ("a", "b", "c")]
        made = await ann.client.post(f"{MODULES}/bulk", json={"items": items})
        assert [one["name"] for one in made.json()["items"]] == ["a", "b", "c"]
        for wrong in ({"name": "a", "content": "x"}, {"name": "e", "content": "x", "type": "advanced"}):
            refused = await ann.client.post(f"{MODULES}/bulk", json={"items": [{"name": "d", "content": "x"}, wrong]})
            assert refused.status_code in {409, 422}
        ids = [one["id"] for one in made.json()["items"]]
        bobs = (await add(bob, "a"))["id"]
        foreign = await ann.client.post(f"{MODULES}/bulk-delete", json={"ids": [ids[0], bobs]})
        assert foreign.status_code == 404
        assert await names(ann, sort="name") == ["a", "b", "c"]
        assert (await ann.client.post(f"{MODULES}/bulk-delete", json={"ids": ids[:2]})).status_code == 204
        assert (await names(ann), await names(bob)) == (["c"], ["a"])

    async def test_of_one_type_are_changed_at_once(self, ann: Person, bob: Person) -> None:
        await add(ann, "a")
        await add(ann, "b", is_active=False)
        advanced = await add(ann, "c", **ADVANCED)
        await add(bob, "a")
        asked = {"type": "simple", "is_active": False}
        for changed in (1, 0):
            answer = await ann.client.post(f"{MODULES}/bulk-update-by-type", json=asked)
            assert (answer.status_code, answer.json()) == (200, {"changed": changed}), answer.text
        both = {"type": "simple", "is_active": True, "execution_context": "IMMEDIATE"}
        assert (await ann.client.post(f"{MODULES}/bulk-update-by-type", json=both)).json() == {"changed": 2}
        assert await names(ann, execution_context="IMMEDIATE", is_active="true", sort="name") == ["a", "b"]
        assert (await ann.client.get(f"{MODULES}/{advanced['id']}")).json() == advanced
        assert (await listed(bob))[0]["execution_context"] == "ON_DEMAND"
        versions = [(await ann.client.get(f"{MODULES}/{one['id']}")).headers["etag"] for one in await listed(ann)]
        assert versions == ['"1"', '"2"', '"3"'], "who saw an old version is told"

    @pytest.mark.parametrize(
        "wrong", [{"type": "simple"}, {"is_active": True}, {"type": "simple", "is_active": None}, {"type": "odd"}]
    )
    async def test_of_one_type_are_changed_by_a_clear_word_only(self, ann: Person, wrong: dict[str, object]) -> None:
        await add(ann, "a")
        assert (await ann.client.post(f"{MODULES}/bulk-update-by-type", json=wrong)).status_code == 422
        assert (await listed(ann))[0]["is_active"]


async def ran(person: Person, thread: str, module: str, stage: ExecutionStage, **variables: object) -> ModuleState:
    async with person.acting() as (session, caller):
        result = ExecutionResult(UUID(thread), UUID(module), stage, variables, {"duration_ms": 3})
        return await ModuleStates(session, caller).store_execution_result(result)


class TestStates:
    async def test_are_one_for_thread_module_and_stage(self, ann: Person) -> None:
        thread, module = await ann.thread(), (await add(ann, "mood"))["id"]
        first = await ran(ann, thread, module, ExecutionStage.stage4, mood="sad")
        other = await ran(ann, thread, module, ExecutionStage.stage5, mood="so-so")
        again = await ran(ann, thread, module, ExecutionStage.stage4, mood="glad")
        assert again.id == first.id != other.id
        assert (again.variables, again.revision) == ({"mood": "glad"}, 2)
        assert again.executed_at > first.executed_at
        async with ann.acting() as (session, caller):
            states = ModuleStates(session, caller)
            of_thread = await states.get_for_conversation(UUID(thread))
            assert [state.id for state in of_thread] == [other.id, again.id]
            assert (await states.get_latest_for_module(UUID(thread), UUID(module))).id == again.id
            with pytest.raises(NotFound):
                await states.get_latest_for_module(new_id(), UUID(module))

    async def test_are_shown_to_their_person_only_and_changed_by_none(self, ann: Person, bob: Person) -> None:
        threads = [await ann.thread() for _ in range(2)]
        modules = [(await add(ann, name))["id"] for name in ("a", "b")]
        for thread in threads:
            for module in modules:
                await ran(ann, thread, module, ExecutionStage.stage4)
        again = await ran(ann, threads[0], modules[0], ExecutionStage.stage4, n=2)
        shown = await listed(ann, STATES)
        assert (len(shown), shown[0]["id"], shown[0]["variables"]) == (4, str(again.id), {"n": 2})
        assert shown[0]["execution_metadata"] == {"duration_ms": 3}
        assert (await listed(ann, STATES, sort="executed_at"))[-1] == shown[0]
        assert (await listed(ann, STATES, sort="created_at"))[0] == (await listed(ann, STATES, sort="-created_at"))[-1]
        assert len(await listed(ann, STATES, thread_id=threads[0])) == 2
        only = {"thread_id": threads[0], "module_id": modules[0]}
        assert await listed(ann, STATES, **only) == [shown[0]]
        assert await listed(ann, STATES, **only, execution_stage="stage5") == []
        assert len(await listed(ann, STATES, executed_after=shown[1]["executed_at"])) == 1
        assert len(await listed(ann, STATES, executed_before=shown[0]["executed_at"])) == 3
        assert await listed(bob, STATES, **only) == []
        address = f"{STATES}/{again.id}"
        assert (await ann.client.get(address)).json() == shown[0]
        assert (await bob.client.get(address)).status_code == 404
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            assert (await ann.client.request(method, address, json={})).status_code == 405

    async def test_of_what_somebody_else_has_are_not_kept(self, ann: Person, bob: Person) -> None:
        thread, module = await ann.thread(), (await add(ann, "mood"))["id"]
        for theirs in ((await bob.thread(), module), (thread, (await add(bob, "mood"))["id"])):
            with pytest.raises(Exception, match="violates foreign key"):
                await ran(ann, *theirs, ExecutionStage.stage4)
        assert await listed(ann, STATES) == []

    @pytest.mark.parametrize("query", ["thread_id=x", "execution_stage=stage1", "sort=variables", "executed_after=now"])
    async def test_are_listed_by_nothing_else(self, ann: Person, query: str) -> None:
        assert (await ann.client.get(f"{STATES}?{query}")).status_code == 422
