"""Tasks: cards of a board on which nothing gets lost, and what they have to wait for."""

from typing import Any

import pytest
from tests.answers import add_model, say, settled
from tests.conftest import Person, Statements
from tests.fakes.provider import FakeProvider
from tests.made import act, blamed, change, listed, look, make, remove

from clew.kit.ids import new_id


async def project(person: Person) -> str:
    return (await make(person, "projects", name="Garden"))["id"]


async def task(person: Person, title: str, **values: Any) -> str:
    return (await make(person, "tasks", title=title, **values))["id"]


class TestLife:
    async def test_begins_on_the_board_and_ends_when_it_is_removed(self, ann: Person) -> None:
        made = await make(ann, "tasks", title=" Sow ", due_date="2026-12-01T10:00:00+01:00")
        assert (made["title"], made["status"], made["board_column"], made["position"]) == ("Sow", "todo", "todo", 0)
        assert (made["task_type"], made["priority"], made["due_date"]) == ("task", 5, "2026-12-01T09:00:00Z")
        assert made == {name: (await look(ann, "tasks", made["id"]))[name] for name in made}
        changed = await change(ann, "tasks", made["id"], description="In rows.", task_type="feature")
        assert (changed["description"], changed["task_type"]) == ("In rows.", "feature")
        replaced = await ann.client.put(f"/api/v1/tasks/{made['id']}", json={"title": "Reap"})
        assert (replaced.json()["description"], replaced.json()["due_date"]) == (None, None)
        assert (await act(ann, "tasks", made["id"], "priority", priority=9))["priority"] == 9
        await remove(ann, "tasks", made["id"])
        assert (await ann.client.get(f"/api/v1/tasks/{made['id']}")).status_code == 404

    async def test_is_done_at_a_time_by_whatever_way_it_is_set(self, ann: Person) -> None:
        id = await task(ann, "Sow")
        done = await act(ann, "tasks", id, "complete")
        assert (done["status"], done["board_column"], done["completed_at"] is None) == ("done", "done", False)
        assert (await act(ann, "tasks", id, "complete"))["completed_at"] == done["completed_at"]
        assert (await act(ann, "tasks", id, "move", board_column="review"))["completed_at"] is None
        assert (await change(ann, "tasks", id, status="done"))["completed_at"] is not None
        whole = await ann.client.put(f"/api/v1/tasks/{id}", json={"title": "Sow"})
        assert (whole.json()["status"], whole.json()["completed_at"]) == ("todo", None)
        assert (await make(ann, "tasks", title="Dug", status="done"))["completed_at"] is not None

    @pytest.mark.parametrize(
        ("verb", "body"), [("complete", None), ("priority", {"priority": 1}), ("move", {"status": "review"})]
    )
    async def test_operations_heed_versions_and_keys(
        self, ann: Person, verb: str, body: dict[str, object] | None
    ) -> None:
        path = f"/api/v1/tasks/{await task(ann, 'Watched')}"
        seen = {"If-Match": (await ann.client.get(path)).headers["etag"]}
        once = {**seen, "Idempotency-Key": f"{verb} once"}
        first, again = [await ann.client.post(f"{path}/{verb}", json=body, headers=once) for _ in range(2)]
        assert (first.status_code, again.json()) == (200, first.json())
        assert first.headers["etag"] != seen["If-Match"]
        late = await ann.client.post(f"{path}/{verb}", json=body, headers=seen)
        assert (late.status_code, late.json()["code"]) == (412, "version_mismatch")


class TestRelations:
    async def test_are_shown_with_it_in_two_statements(self, ann: Person, statements: Statements) -> None:
        top = await task(ann, "Top")
        first, part = await task(ann, "First"), await task(ann, "Part", parent_id=top)
        both = await task(ann, "Part that comes first", parent_id=top)
        for id in (first, both):
            link = await act(ann, "tasks", top, "dependencies", depends_on_id=id)
            assert (link["task_id"], link["depends_on_id"]) == (top, id)
        session = await make(ann, "chat-sessions", task_id=top)
        await task(ann, "Something else", parent_id=part)
        answer = await ann.client.get(f"/api/v1/tasks/{top}")
        shown = answer.json()
        assert [one["id"] for one in shown["dependencies"]] == [first, both]
        assert [one["id"] for one in shown["subtasks"]] == [part, both]
        assert shown["sessions"] == [session]
        assert len(statements.of(answer)) == 2

    async def test_never_wait_for_each_other(self, ann: Person) -> None:
        one, two, three = [await task(ann, title) for title in ("One", "Two", "Three")]
        await act(ann, "tasks", one, "dependencies", depends_on_id=two)
        await act(ann, "tasks", two, "dependencies", depends_on_id=three)
        for waiting, first in ((three, one), (two, one), (one, one)):
            answer = await ann.client.post(f"/api/v1/tasks/{waiting}/dependencies", json={"depends_on_id": first})
            assert (answer.status_code, blamed(answer)) == (409, {"depends_on_id"})
        again = await ann.client.post(f"/api/v1/tasks/{one}/dependencies", json={"depends_on_id": two})
        assert (again.status_code, again.json()["code"]) == (409, "already_exists")
        assert "depends_on_id" in blamed(again)
        path = f"/api/v1/tasks/{one}/dependencies/{two}"
        assert (await ann.client.delete(path)).status_code == 204
        assert (await ann.client.delete(path)).status_code == 404
        await act(ann, "tasks", two, "dependencies", depends_on_id=one)

    async def test_with_a_part_never_make_a_circle(self, ann: Person) -> None:
        top = await task(ann, "Top")
        part = await task(ann, "Part", parent_id=top)
        answer = await ann.client.patch(f"/api/v1/tasks/{top}", json={"parent_id": part, "status": "done"})
        assert (answer.status_code, blamed(answer)) == (409, {"parent_id"})
        assert (await look(ann, "tasks", top))["status"] == "todo"

    async def test_go_together_when_whole_and_part_are_selected(self, ann: Person) -> None:
        top = await task(ann, "Top")
        ids = [top, await task(ann, "Part", parent_id=top), await task(ann, "Alone", status="review")]
        kept = await task(ann, "Kept")
        session = await make(ann, "chat-sessions", task_id=ids[1])
        answer = await ann.client.post("/api/v1/tasks/bulk-delete", json={"ids": ids})
        assert answer.status_code == 204, answer.text
        assert await listed(ann, "tasks", "id") == [kept]
        assert (await look(ann, "tasks", kept))["position"] == 0
        assert (await ann.client.get(f"/api/v1/threads/{session['thread_id']}")).status_code == 404


class TestSession:
    async def test_has_a_conversation_of_its_own_each(self, ann: Person) -> None:
        id = await task(ann, "Sow the beans")
        first, second = [await make(ann, "chat-sessions", task_id=id, ai_model_used="small") for _ in range(2)]
        assert (first["status"], first["ai_model_used"]) == ("active", "small")
        assert (await look(ann, "threads", first["thread_id"]))["title"] == "Sow the beans"
        assert await listed(ann, "chat-sessions", "id", task_id=id) == [second["id"], first["id"]]
        await change(ann, "chat-sessions", first["id"], status="failed")
        assert await listed(ann, "chat-sessions", "id", status="failed") == [first["id"]]
        assert await listed(ann, "chat-sessions", "id", thread_id=second["thread_id"]) == [second["id"]]
        whole = await ann.client.put(f"/api/v1/chat-sessions/{first['id']}", json={"status": "completed"})
        assert (whole.json()["status"], whole.json()["ai_model_used"]) == ("completed", None)

    async def test_goes_with_its_conversation(self, ann: Person) -> None:
        id = await task(ann, "Sow")
        first, second, third = [await make(ann, "chat-sessions", task_id=id) for _ in range(3)]
        await remove(ann, "chat-sessions", first["id"])
        await ann.client.delete(f"/api/v1/threads/{second['thread_id']}?permanently=true")
        assert await listed(ann, "chat-sessions", "id") == [third["id"]]
        await remove(ann, "tasks", id)
        assert await listed(ann, "threads", "id") == []

    async def test_of_a_task_that_is_not_theirs_does_not_begin(self, ann: Person, bob: Person) -> None:
        for foreign in (await task(bob, "His"), str(new_id())):
            answer = await ann.client.post("/api/v1/chat-sessions", json={"task_id": foreign})
            assert (answer.status_code, blamed(answer)) == (404, {"task_id"})
        assert await listed(ann, "threads", "id") == []


class TestContext:
    async def test_is_the_end_of_the_conversation(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        model, thread = await add_model(owner, fake, "echo"), await ann.thread("Plans")
        for text in ("One", "Two"):
            await settled(ann, (await say(ann, thread, text, model_id=model))[1])
        path = f"/api/v1/tasks/{await task(ann, 'Sow', thread_id=thread)}/context"
        found = (await ann.client.get(path)).json()
        assert (found["thread_id"], found["title"]) == (thread, "Plans")
        assert [message["role"] for message in found["messages"]] == ["user", "assistant"] * 2
        assert [message["content"] for message in found["messages"]][::2] == ["One", "Two"]
        last = (await ann.client.get(path, params={"limit": 1})).json()["messages"]
        assert last == found["messages"][-1:]

    async def test_is_nothing_without_one(self, ann: Person) -> None:
        thread = await ann.thread("Gone")
        from_thread, alone = await task(ann, "From", thread_id=thread), await task(ann, "Alone")
        empty = await ann.client.get(f"/api/v1/tasks/{from_thread}/context")
        assert empty.json() == {"thread_id": thread, "title": "Gone", "messages": []}
        await remove(ann, "threads", thread)
        for id in (from_thread, alone):
            answer = await ann.client.get(f"/api/v1/tasks/{id}/context")
            assert answer.json() == {"thread_id": None, "title": None, "messages": []}


class TestList:
    async def test_orders_and_filters(self, ann: Person) -> None:
        board = await project(ann)
        prompt = await make(ann, "prompts", project_id=board, type="x", content="x")
        thread = await ann.thread()
        alpha = await task(ann, "Alpha", priority=1, due_date="2026-03-01T00:00:00Z", project_id=board)
        beta = await task(ann, "Beta", priority=10, due_date="2026-01-01T00:00:00Z", parent_id=alpha)
        gamma = await task(ann, "Gamma", status="review", task_type="bug", prompt_id=prompt["id"])
        delta = await task(ann, "Delta", board_column="Parking lot", thread_id=thread, description="Of a river")
        everything = [alpha, beta, gamma, delta]
        for query, found in (
            ({"sort": "created_at"}, everything),
            ({}, everything[::-1]),
            ({"sort": "due_date"}, [beta, alpha, gamma, delta]),
            ({"sort": "-due_date"}, [delta, gamma, alpha, beta]),
            ({"sort": "priority"}, [alpha, gamma, delta, beta]),
            ({"sort": "-priority"}, [beta, delta, gamma, alpha]),
            ({"sort": "position", "status": "todo", "q": "A"}, [alpha, beta, delta]),
            ({"project_id": board}, [alpha]),
            ({"prompt_id": prompt["id"]}, [gamma]),
            ({"thread_id": thread}, [delta]),
            ({"parent_id": alpha}, [beta]),
            ({"status": ["review", "done"]}, [gamma]),
            ({"board_column": "Parking lot"}, [delta]),
            ({"task_type": "bug"}, [gamma]),
            ({"priority_min": 5, "priority_max": 9}, [delta, gamma]),
            ({"due_after": "2026-02-01T00:00:00Z"}, [alpha]),
            ({"due_before": "2026-02-01T00:00:00Z"}, [beta]),
            ({"q": "RIVER"}, [delta]),
        ):
            assert await listed(ann, "tasks", "id", **query) == found, query

    @pytest.mark.parametrize("query", ["sort=title", "status=lost", "priority_min=11", "due_after=soon", "column=x"])
    async def test_refuses_what_it_does_not_offer(self, ann: Person, query: str) -> None:
        assert (await ann.client.get(f"/api/v1/tasks?{query}")).status_code == 422


class TestBadInput:
    @pytest.mark.parametrize(
        ("field", "value"),
        [("title", " "), ("title", None), ("priority", 0), ("priority", 11), ("priority", None), ("status", "pending"),
         ("board_column", ""), ("board_column", "x" * 51), ("task_type", ""), ("due_date", "soon"), ("position", 3)],
    )  # fmt: skip
    async def test_is_named_and_nothing_is_written(self, ann: Person, field: str, value: object) -> None:
        kept = await task(ann, "Kept")
        before = await look(ann, "tasks", kept)
        for method, path in (("POST", ""), ("PUT", f"/{kept}"), ("PATCH", f"/{kept}")):
            answer = await ann.client.request(method, f"/api/v1/tasks{path}", json={"title": "x", field: value})
            assert (answer.status_code, blamed(answer)) == (422, {field})
        assert await look(ann, "tasks", kept) == before
        assert await listed(ann, "tasks", "id") == [kept]

    @pytest.mark.parametrize("field", ["project_id", "prompt_id", "thread_id", "parent_id"])
    async def test_of_somebody_elses_is_not_there(self, ann: Person, bob: Person, field: str) -> None:
        board = await project(bob)
        prompt = await make(bob, "prompts", project_id=board, type="x", content="x")
        his = {"project_id": board, "prompt_id": prompt["id"], "thread_id": await bob.thread()}
        his["parent_id"] = await task(bob, "His")
        mine = await task(ann, "Mine")
        for foreign in (his[field], str(new_id())):
            made = await ann.client.post("/api/v1/tasks", json={"title": "x", field: foreign})
            changed = await ann.client.patch(f"/api/v1/tasks/{mine}", json={field: foreign})
            for answer in (made, changed):
                assert (answer.status_code, blamed(answer)) == (404, {field})
            assert await listed(ann, "tasks", "id", **{field: foreign}) == []
        assert await listed(ann, "tasks", "id") == [mine]
