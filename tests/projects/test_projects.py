"""Projects: what a person makes, and how much belongs to it."""

from asyncio import gather

import pytest
from tests.conftest import Person, Statements
from tests.made import act, blamed, change, listed, look, make, remove

from clew.kit.ids import new_id


async def project(person: Person, name: str = "Garden") -> str:
    return (await make(person, "projects", name=name))["id"]


class TestLife:
    async def test_begins_empty_and_counts_what_is_added(self, ann: Person, statements: Statements) -> None:
        repository = {"url": "https://git.example.org/garden.git"}
        made = await make(ann, "projects", name=" Garden ", git_repository_info=repository)
        assert made["name"] == "Garden"
        assert made["git_repository_info"] == {**repository, "path": None, "main_branch": "main"}
        shown = await ann.client.get(f"/api/v1/projects/{made['id']}")
        counts = {name: count for name, count in shown.json().items() if name.endswith("_count")}
        assert counts == {"interview_count": 0, "prompt_count": 0, "task_count": 0, "commit_count": 0}
        assert len(statements.of(shown)) == 1
        await make(ann, "interviews", project_id=made["id"])
        prompt = await make(ann, "prompts", project_id=made["id"], type="feature", content="Sow.")
        await act(ann, "prompts", prompt["id"], "restore")
        for number in range(3):
            await make(ann, "tasks", project_id=made["id"], title=f"Task {number}")
        await make(ann, "tasks", project_id=await project(ann), title="Of another project")
        message = {"type": "feat", "message": "feat: sow", "author": "Ann", "timestamp": "2026-01-01T00:00:00Z"}
        await make(ann, "commits", project_id=made["id"], **message)
        found = await look(ann, "projects", made["id"])
        counts = [found[f"{name}_count"] for name in ("interview", "prompt", "task", "commit")]
        assert counts == [1, 2, 3, 1]

    async def test_changes_with_versions(self, ann: Person) -> None:
        path = f"/api/v1/projects/{await project(ann)}"
        seen = (await ann.client.get(path)).headers["etag"]
        changed = await ann.client.patch(path, json={"description": "Grows."}, headers={"If-Match": seen})
        assert changed.json()["description"] == "Grows."
        assert (await ann.client.patch(path, json={"name": "x"}, headers={"If-Match": seen})).status_code == 412
        replaced = await ann.client.put(path, json={"name": "Field"}, headers={"If-Match": changed.headers["etag"]})
        assert (replaced.json()["name"], replaced.json()["description"]) == ("Field", None)
        assert (await ann.client.patch(path, json={"git_repository_info": None})).status_code == 200

    async def test_takes_everything_along_with_its_conversations(self, ann: Person) -> None:
        id = await project(ann)
        interview = await make(ann, "interviews", project_id=id)
        task = await make(ann, "tasks", project_id=id, title="Sow")
        part = await make(ann, "tasks", title="Dig", parent_id=task["id"])  # a part, but not on the board
        sessions = [await make(ann, "chat-sessions", task_id=one["id"]) for one in (task, part)]
        kept = await make(ann, "interviews", project_id=await project(ann, "Another"))
        removed = await ann.client.delete(f"/api/v1/projects/{id}")
        assert removed.status_code == 204
        for resource in ("tasks", "chat-sessions", "prompts"):
            assert await listed(ann, resource, "id") == []
        for thread in (interview["thread_id"], *(session["thread_id"] for session in sessions)):
            assert (await ann.client.get(f"/api/v1/threads/{thread}")).status_code == 404
        assert await listed(ann, "threads/bin", "id") == []
        assert await listed(ann, "threads", "id") == [kept["thread_id"]]


class TestList:
    @pytest.mark.parametrize(
        ("query", "names"),
        [({}, "BCA"), ({"sort": "created_at"}, "ACB"), ({"sort": "name"}, "ABC"), ({"sort": "-name"}, "CBA"),
         ({"q": "BET"}, "B"), ({"q": "letter"}, "A"), ({"q": "nothing"}, "")],
    )  # fmt: skip
    async def test_orders_and_filters(self, ann: Person, query: dict[str, str], names: str) -> None:
        await make(ann, "projects", name="Alpha", description="The first letter")
        await project(ann, "Cee")
        await project(ann, "Beta")
        assert "".join(name[0] for name in await listed(ann, "projects", "name", **query)) == names


class TestBadInput:
    @pytest.mark.parametrize(
        ("field", "value", "named"),
        [
            ("name", "", "name"),
            ("name", None, "name"),
            ("description", "x" * 20_001, "description"),
            ("git_repository_info", {"token": "x"}, "git_repository_info.token"),
            ("git_repository_info", "here", "git_repository_info"),
            ("owner", "me", "owner"),
        ],
    )
    async def test_is_named_and_nothing_is_written(self, ann: Person, field: str, value: object, named: str) -> None:
        kept = await make(ann, "projects", name="Kept")
        for method, path in (("POST", ""), ("PUT", f"/{kept['id']}"), ("PATCH", f"/{kept['id']}")):
            answer = await ann.client.request(method, f"/api/v1/projects{path}", json={"name": "x", field: value})
            assert (answer.status_code, blamed(answer)) == (422, {named})
        assert (await ann.client.get("/api/v1/projects")).json()["items"] == [kept]

    async def test_somebody_elses_is_not_there(self, ann: Person, bob: Person) -> None:
        his = await project(bob)
        for method in ("GET", "PATCH", "DELETE"):
            json = {"name": "Mine"} if method == "PATCH" else None
            assert (await ann.client.request(method, f"/api/v1/projects/{his}", json=json)).status_code == 404
        assert (await look(bob, "projects", his))["name"] == "Garden"


class TestInterview:
    async def test_has_a_conversation_of_its_own(self, ann: Person) -> None:
        interview = await make(ann, "interviews", project_id=await project(ann), ai_model_used="small")
        assert (interview["status"], interview["ai_model_used"]) == ("active", "small")
        thread = await look(ann, "threads", interview["thread_id"])
        assert thread["title"] == "Interview: Garden"

    async def test_started_twice_is_the_same(self, ann: Person) -> None:
        body = {"project_id": await project(ann)}
        first = await ann.client.post("/api/v1/interviews", json=body, headers={"Idempotency-Key": "start"})
        again = await ann.client.post("/api/v1/interviews", json=body)
        repeated = await ann.client.post("/api/v1/interviews", json=body, headers={"Idempotency-Key": "start"})
        assert [answer.status_code for answer in (first, again, repeated)] == [201, 200, 201]
        assert first.json() == again.json() == repeated.json()
        assert await listed(ann, "threads", "id") == [first.json()["thread_id"]]

    async def test_started_by_two_devices_at_once_is_the_same(self, ann: Person) -> None:
        body = {"project_id": await project(ann)}
        answers = await gather(*(ann.client.post("/api/v1/interviews", json=body) for _ in range(6)))
        assert sorted(answer.status_code for answer in answers) == [200] * 5 + [201]
        assert len({answer.json()["id"] for answer in answers}) == 1
        assert len(await listed(ann, "threads", "id")) == 1

    async def test_that_has_ended_makes_room_for_another_one(self, ann: Person) -> None:
        body = {"project_id": await project(ann)}
        first = await make(ann, "interviews", **body)
        assert (await change(ann, "interviews", first["id"], status="completed"))["status"] == "completed"
        second = await make(ann, "interviews", **body)
        assert second["thread_id"] != first["thread_id"]
        answer = await ann.client.patch(f"/api/v1/interviews/{first['id']}", json={"status": "active"})
        assert (answer.status_code, blamed(answer)) == (409, {"project_id"})
        whole = await ann.client.put(f"/api/v1/interviews/{second['id']}", json={"status": "cancelled"})
        assert whole.json()["status"] == "cancelled"
        assert await listed(ann, "interviews", "id", status=["active", "completed"]) == [first["id"]]

    async def test_whose_conversation_is_in_the_bin_is_over(self, ann: Person) -> None:
        body = {"project_id": await project(ann)}
        first = await make(ann, "interviews", **body)
        await remove(ann, "threads", first["thread_id"])
        second = await make(ann, "interviews", **body)
        assert second["thread_id"] != first["thread_id"]
        assert (await look(ann, "interviews", first["id"]))["status"] == "cancelled"

    async def test_goes_with_its_conversation_and_the_other_way_round(self, ann: Person) -> None:
        body = {"project_id": await project(ann)}
        first = await make(ann, "interviews", **body)
        await remove(ann, "interviews", first["id"])
        assert (await ann.client.get(f"/api/v1/threads/{first['thread_id']}")).status_code == 404
        second = await make(ann, "interviews", **body)
        await ann.client.delete(f"/api/v1/threads/{second['thread_id']}?permanently=true")
        assert await listed(ann, "interviews", "id") == []

    async def test_of_a_project_that_is_not_theirs_is_not_started(self, ann: Person, bob: Person) -> None:
        for foreign in (await project(bob), str(new_id())):
            answer = await ann.client.post("/api/v1/interviews", json={"project_id": foreign})
            assert (answer.status_code, blamed(answer)) == (404, {"project_id"})
        assert await listed(ann, "threads", "id") == []

    async def test_lists_by_project_and_conversation(self, ann: Person) -> None:
        one, other = [await make(ann, "interviews", project_id=await project(ann)) for _ in range(2)]
        assert await listed(ann, "interviews", "id", project_id=one["project_id"]) == [one["id"]]
        assert await listed(ann, "interviews", "id", thread_id=other["thread_id"]) == [other["id"]]
        assert await listed(ann, "interviews", "id") == [other["id"], one["id"]]
        assert await listed(ann, "interviews", "id", sort="created_at", status="cancelled") == []
