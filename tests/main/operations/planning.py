"""Todos and reminders."""

from tests.conftest import Person
from tests.fakes.provider import FakeProvider
from tests.made import make as made
from tests.main.operations.operation import CANARY, Operation, Reach, resource

SOON = "2099-01-01T09:00:00Z"
TODO = "/api/v1/todos/{todo_id}"
OPERATIONS = {
    **resource("todo", Reach.theirs, lambda _: {"title": "New"}, lambda _: {"title": "Mine now"}, is_many=True),
    "complete_todo": Operation(Reach.theirs, "POST", f"{TODO}/complete"),
    "reopen_todo": Operation(Reach.theirs, "POST", f"{TODO}/reopen"),
    "prioritise_todo": Operation(Reach.theirs, "POST", f"{TODO}/priority", lambda _: {"priority": "low"}),
    **resource("reminder", Reach.theirs, lambda _: {"remind_at": SOON}, lambda _: {"status": "done"}),
}
REFERENCES = {
    **dict.fromkeys(
        [(name, "parent_id") for name in ("create_todo", "replace_todo", "change_todo", "create_many_todos")],
        "other_todo_id",
    ),
    **dict.fromkeys(
        [(name, "todo_id") for name in ("create_reminder", "replace_reminder", "change_reminder")], "todo_id"
    ),
    ("remove_many_todos", "ids"): "todo_id",
}
FILTERS = {("list_todos", "parent_id"): "todo_id", ("list_reminders", "todo_id"): "todo_id"}


async def make(person: Person, _owner: Person, _fake: FakeProvider) -> dict[str, object]:
    todo = await made(person, "todos", title=CANARY, due_date=SOON)
    step = await made(person, "todos", title=CANARY, parent_id=todo["id"])
    other = await made(person, "todos", title=CANARY)
    reminder = await made(person, "reminders", todo_id=todo["id"], remind_at=SOON)
    return {"todo_id": todo["id"], "step_id": step["id"], "other_todo_id": other["id"], "reminder_id": reminder["id"]}
