"""The board: columns stay dense and nothing is lost, however many move cards at once."""

import random
from asyncio import Semaphore, gather, sleep
from collections.abc import Mapping
from typing import Any

import httpx
import pytest
from tests.conftest import Person, Statements
from tests.made import act, blamed, change, look, make, remove

COLUMNS = ("backlog", "todo", "in_progress", "review", "done", "cancelled")


async def board(person: Person, *titles: str, **values: Any) -> tuple[str, dict[str, str]]:
    """A project with these cards in one column, and their ids."""
    project = (await make(person, "projects", name="Garden"))["id"]
    items = [{"title": title, "project_id": project, **values} for title in titles]
    made = await person.client.post("/api/v1/tasks/bulk", json={"items": items})
    assert made.status_code == 201, made.text
    return project, {task["title"]: task["id"] for task in made.json()["items"]}


async def columns(person: Person, project: str) -> dict[str, str]:
    """The titles of each column in their order; their numbers must have no gaps."""
    found: dict[str, list[str]] = {}
    cursor: dict[str, str] = {}
    while True:
        query = {"project_id": project, "sort": "position", "limit": 100, **cursor}
        page = (await person.client.get("/api/v1/tasks", params=query)).json()
        for task in page["items"]:
            column = found.setdefault(task["board_column"], [])
            assert task["position"] == len(column), "dense"
            assert task["status"] == task["board_column"] or task["board_column"] not in COLUMNS
            column.append(task["title"])
        if page["next_cursor"] is None:
            return {name: "".join(titles) for name, titles in found.items()}
        cursor = {"cursor": page["next_cursor"]}


class TestMove:
    @pytest.mark.parametrize(
        ("card", "where", "todo", "review"),
        [
            ("A", {"status": "review", "position": 0}, "BCD", "A"),
            ("B", {"board_column": "review"}, "ACD", "B"),
            ("A", {"position": 2}, "BCAD", None),
            ("D", {"position": 0}, "DABC", None),
            ("B", {"position": 1}, "ABCD", None),
            ("B", {"position": 99}, "ACDB", None),
            ("B", {"status": "todo"}, "ACDB", None),
            ("C", {"status": "review", "board_column": "review", "position": 7}, "ABD", "C"),
        ],
    )
    async def test_puts_a_card_where_it_is_told(
        self, ann: Person, card: str, where: dict[str, object], todo: str, review: str | None
    ) -> None:
        project, ids = await board(ann, *"ABCD")
        moved = await act(ann, "tasks", ids[card], "move", **where)
        found = await columns(ann, project)
        assert (found["todo"], found.get("review")) == (todo, review)
        assert moved["position"] == found[moved["board_column"]].index(card)

    async def test_to_a_column_of_the_projects_own_keeps_the_status(self, ann: Person) -> None:
        project, ids = await board(ann, *"AB")
        parked = await act(ann, "tasks", ids["A"], "move", board_column="Parking lot")
        assert (parked["status"], parked["board_column"]) == ("todo", "Parking lot")
        waiting = await act(ann, "tasks", ids["B"], "move", board_column="Parking lot", status="review", position=0)
        assert (waiting["status"], waiting["position"]) == ("review", 0)
        assert await columns(ann, project) == {"Parking lot": "BA"}
        assert (await act(ann, "tasks", ids["A"], "complete"))["board_column"] == "Parking lot"
        back = await act(ann, "tasks", ids["A"], "move", board_column="todo")
        assert (back["status"], back["completed_at"]) == ("todo", None)

    async def test_leaves_the_versions_of_other_cards(self, ann: Person) -> None:
        """A form that is open elsewhere can be saved although its card was shifted."""
        _, ids = await board(ann, *"ABC")
        path = f"/api/v1/tasks/{ids['C']}"
        before = await ann.client.get(path)
        await act(ann, "tasks", ids["A"], "move", status="done")
        after = await ann.client.get(path)
        assert (before.json()["position"], after.json()["position"]) == (2, 1)
        assert after.headers["etag"] == before.headers["etag"]
        assert after.json()["updated_at"] == before.json()["updated_at"]
        seen = {"If-Match": before.headers["etag"]}
        assert (await ann.client.patch(path, json={"title": "Saved"}, headers=seen)).json()["position"] == 1

    async def test_on_one_board_leaves_others(self, ann: Person, bob: Person) -> None:
        project, ids = await board(ann, *"AB")
        other, _ = await board(ann, *"CD")
        his, _ = await board(bob, *"EF")
        await make(ann, "tasks", title="Without a project")
        assert (await act(ann, "tasks", ids["A"], "move", position=1))["position"] == 1
        assert await columns(ann, project) == {"todo": "BA"}
        assert await columns(ann, other) == {"todo": "CD"}
        assert await columns(bob, his) == {"todo": "EF"}

    async def test_takes_as_many_statements_for_many_cards(self, ann: Person, statements: Statements) -> None:
        sent: list[int] = []
        for titles in ("AB", "ABCDEFGHIJKLMNOP"):
            _, ids = await board(ann, *titles)
            answer = await ann.client.post(f"/api/v1/tasks/{ids['A']}/move", json={"status": "done", "position": 0})
            assert answer.status_code == 200
            sent.append(len(statements.of(answer)))
        assert sent == [4, 4]

    async def test_of_two_hundred_at_once_loses_nothing(self, ann: Person) -> None:
        titles = [chr(0x4E00 + number) for number in range(40)]
        project, ids = await board(ann, *titles)
        dice = random.Random(7)  # noqa: S311 the same moves each time
        moves = [
            (ids[dice.choice(titles)], {"status": dice.choice(COLUMNS), "position": dice.randrange(12)})
            for _ in range(200)
        ]
        door = Semaphore(50)  # as many connections as the client opens

        async def move(id: str, where: Mapping[str, object]) -> httpx.Response:
            async with door:
                while True:
                    answer = await ann.client.post(f"/api/v1/tasks/{id}/move", json=where)
                    if answer.status_code != 503:  # on a machine that is busy otherwise: nothing was done, try again
                        return answer
                    await sleep(int(answer.headers["retry-after"]))

        answers = await gather(*(move(*one) for one in moves))
        assert {answer.status_code for answer in answers} == {200}
        found = await columns(ann, project)  # which looks whether they are dense
        assert sorted("".join(found.values())) == sorted(titles)
        last = {answer.json()["id"]: answer.json() for answer in answers}
        moved = [id for id, _ in moves]
        for id in (id for id in set(moved) if moved.count(id) == 1):  # who was moved once is where it was put
            assert (await look(ann, "tasks", id))["board_column"] == last[id]["board_column"]

    @pytest.mark.parametrize(
        "where",
        [{}, {"status": None}, {"position": -1}, {"position": "first"}, {"status": "lost"}, {"board_column": ""},
         {"status": "done", "board_column": "review"}, {"column": "done"}],
    )  # fmt: skip
    async def test_to_nowhere_is_refused(self, ann: Person, where: dict[str, object]) -> None:
        project, ids = await board(ann, *"AB")
        answer = await ann.client.post(f"/api/v1/tasks/{ids['A']}/move", json=where)
        assert answer.status_code == 422
        assert await columns(ann, project) == {"todo": "AB"}

    async def test_of_somebody_elses_card_is_not_there(self, ann: Person, bob: Person) -> None:
        project, ids = await board(bob, *"AB")
        answer = await ann.client.post(f"/api/v1/tasks/{ids['A']}/move", json={"position": 1})
        assert answer.status_code == 404
        assert await columns(bob, project) == {"todo": "AB"}


class TestColumns:
    async def test_take_new_cards_at_their_end(self, ann: Person) -> None:
        project, _ = await board(ann, *"AB")
        await make(ann, "tasks", title="C", project_id=project)
        items = [
            {"title": title, "project_id": project, "status": status}
            for title, status in (("D", "done"), ("E", "todo"), ("F", "done"), ("G", "review"))
        ]
        assert (await ann.client.post("/api/v1/tasks/bulk", json={"items": items})).status_code == 201
        assert await columns(ann, project) == {"todo": "ABCE", "done": "DF", "review": "G"}

    async def test_of_many_that_write_at_once_stay_dense(self, ann: Person) -> None:
        project, _ = await board(ann, *"AB")
        await gather(*(make(ann, "tasks", title=title, project_id=project) for title in "CDEFGH"))
        assert sorted((await columns(ann, project))["todo"]) == list("ABCDEFGH")

    async def test_close_up_when_cards_leave(self, ann: Person) -> None:
        project, ids = await board(ann, *"ABCDEFG")
        await remove(ann, "tasks", ids["A"])
        assert (await ann.client.post("/api/v1/tasks/bulk-delete", json={"ids": [ids["C"], ids["D"]]})).is_success
        assert (await change(ann, "tasks", ids["B"], status="done"))["board_column"] == "done"
        await act(ann, "tasks", ids["F"], "complete")
        assert await columns(ann, project) == {"todo": "EG", "done": "BF"}

    async def test_close_up_when_a_card_goes_to_another_project(self, ann: Person) -> None:
        project, ids = await board(ann, *"AB")
        other, _ = await board(ann, *"CD")
        await change(ann, "tasks", ids["A"], project_id=other)
        assert await columns(ann, project) == {"todo": "B"}
        assert await columns(ann, other) == {"todo": "CDA"}
        whole = await ann.client.put(f"/api/v1/tasks/{ids['A']}", json={"title": "A", "board_column": "review"})
        assert (whole.json()["project_id"], whole.json()["status"]) == (None, "review")
        assert await columns(ann, other) == {"todo": "CD"}

    async def test_and_status_never_disagree(self, ann: Person) -> None:
        body = {"title": "x", "status": "done", "board_column": "todo"}
        refused = await ann.client.post("/api/v1/tasks", json=body)
        assert refused.status_code == 422
        assert "board_column" in refused.text
        assert not blamed(refused) & {"title"}
        made = await make(ann, "tasks", title="x", board_column="done")
        assert (made["status"], made["completed_at"] is not None) == ("done", True)
        assert (await change(ann, "tasks", made["id"], board_column="backlog"))["status"] == "backlog"
