"""Projects, and all that belongs to them."""

from tests.conftest import Person
from tests.fakes.provider import FakeProvider
from tests.made import act
from tests.made import make as made
from tests.main.operations.operation import CANARY, Operation, Reach, Things, resource

MORNING = "2026-12-01T09:00:00Z"
MESSAGE = {"type": "feat", "message": "feat: sow", "author": "Ann", "timestamp": MORNING}
CHANGES = {"changes": [{"path": "beds.py", "change": "added", "additions": 1, "deletions": 0}]}
REPOSITORY = {"git_repository_info": {"url": "https://git.example.org/garden.git", "path": "garden"}}
PROMPT = "/api/v1/prompts/{prompt_id}"
TASK = "/api/v1/tasks/{task_id}"


def _prompt(things: Things) -> dict[str, object]:
    return {"project_id": things.project_id, "type": "feature", "content": "Sow.", "components": ["soil"]}


def _commit(things: Things) -> dict[str, object]:
    return {**MESSAGE, **CHANGES, "project_id": things.project_id}


OPERATIONS = {
    **resource(
        "project", Reach.theirs, lambda _: {"name": "New"} | REPOSITORY, lambda _: {"name": "Mine now"} | REPOSITORY
    ),
    **resource("interview", Reach.theirs, None, lambda _: {"status": "completed"}),
    "create_interview": Operation(
        Reach.theirs, "POST", "/api/v1/interviews", lambda things: {"project_id": things.project_id}
    ),
    "replace_interview": Operation(
        Reach.theirs, "PUT", "/api/v1/interviews/{interview_id}", lambda _: {"status": "completed"}
    ),
    **resource("prompt", Reach.theirs, _prompt, lambda _: {"is_reusable": True}),
    "create_prompt": Operation(Reach.theirs, "POST", "/api/v1/prompts", _prompt),
    "replace_prompt": Operation(Reach.theirs, "PUT", PROMPT, lambda _: {"type": "mine"}),
    "list_prompt_versions": Operation(Reach.theirs, "GET", f"{PROMPT}/versions"),
    "add_prompt_version": Operation(
        Reach.theirs, "POST", f"{PROMPT}/versions", lambda _: {"content": "Mine now", "components": ["x"]}
    ),
    "restore_prompt": Operation(Reach.theirs, "POST", f"{PROMPT}/restore"),
    **resource("task", Reach.theirs, lambda _: {"title": "New"}, lambda _: {"title": "Mine now"}, is_many=True),
    "move_task": Operation(Reach.theirs, "POST", f"{TASK}/move", lambda _: {"status": "done", "position": 0}),
    "complete_task": Operation(Reach.theirs, "POST", f"{TASK}/complete"),
    "prioritise_task": Operation(Reach.theirs, "POST", f"{TASK}/priority", lambda _: {"priority": 1}),
    "add_task_dependency": Operation(
        Reach.theirs, "POST", f"{TASK}/dependencies", lambda things: {"depends_on_id": things.other_task_id}
    ),
    "remove_task_dependency": Operation(Reach.theirs, "DELETE", f"{TASK}/dependencies/{{first_task_id}}"),
    "get_task_context": Operation(Reach.theirs, "GET", f"{TASK}/context"),
    **resource("chat-session", Reach.theirs, None, lambda _: {"status": "failed"}),
    "create_chat_session": Operation(
        Reach.theirs, "POST", "/api/v1/chat-sessions", lambda things: {"task_id": things.task_id}
    ),
    "replace_chat_session": Operation(
        Reach.theirs, "PUT", "/api/v1/chat-sessions/{chat_session_id}", lambda _: {"status": "failed"}
    ),
    **resource("commit", Reach.theirs, _commit, lambda _: {"author": "Me now"} | CHANGES),
    "create_commit": Operation(Reach.theirs, "POST", "/api/v1/commits", _commit),
}
WRITES_OF_TASKS = ("create_task", "replace_task", "change_task", "create_many_tasks")
REFERENCES = {
    ("create_interview", "project_id"): "project_id",
    ("create_prompt", "project_id"): "project_id",
    ("create_prompt", "created_from_interview_id"): "interview_id",
    **{(name, "project_id"): "project_id" for name in WRITES_OF_TASKS},
    **{(name, "prompt_id"): "prompt_id" for name in WRITES_OF_TASKS},
    **{(name, "thread_id"): "origin_thread_id" for name in WRITES_OF_TASKS},
    **{(name, "parent_id"): "other_task_id" for name in WRITES_OF_TASKS},
    ("remove_many_tasks", "ids"): "task_id",
    ("add_task_dependency", "depends_on_id"): "other_task_id",
    ("create_chat_session", "task_id"): "task_id",
    ("create_commit", "project_id"): "project_id",
    ("replace_commit", "project_id"): "project_id",
    **{(name, "task_id"): "task_id" for name in ("create_commit", "replace_commit", "change_commit")},
}
FILTERS = {
    ("list_interviews", "project_id"): "project_id",
    ("list_interviews", "thread_id"): "interview_thread_id",
    ("list_prompts", "project_id"): "project_id",
    ("list_prompts", "created_from_interview_id"): "interview_id",
    ("list_prompts", "root_id"): "prompt_id",
    ("list_tasks", "project_id"): "project_id",
    ("list_tasks", "prompt_id"): "prompt_id",
    ("list_tasks", "thread_id"): "origin_thread_id",
    ("list_tasks", "parent_id"): "first_task_id",
    ("list_chat_sessions", "task_id"): "task_id",
    ("list_chat_sessions", "thread_id"): "session_thread_id",
    ("list_commits", "project_id"): "project_id",
    ("list_commits", "task_id"): "task_id",
}


async def make(person: Person, _owner: Person, _fake: FakeProvider) -> dict[str, object]:
    """A project with one thing of each kind, and a task that waits for another one."""
    thread = await person.thread(CANARY)
    project = (await made(person, "projects", name=CANARY))["id"]
    interview = await made(person, "interviews", project_id=project)
    asked = {"project_id": project, "created_from_interview_id": interview["id"]}
    prompt = await made(person, "prompts", type="feature", content=CANARY, **asked)
    first, other = [await made(person, "tasks", title=CANARY) for _ in range(2)]
    values = {"project_id": project, "prompt_id": prompt["id"], "thread_id": thread, "parent_id": first["id"]}
    task = await made(person, "tasks", title=CANARY, **values)
    await act(person, "tasks", task["id"], "dependencies", depends_on_id=first["id"])
    session = await made(person, "chat-sessions", task_id=task["id"])
    commit = await made(person, "commits", project_id=project, task_id=task["id"], **MESSAGE)
    return {
        "origin_thread_id": thread,
        "project_id": project,
        "interview_id": interview["id"],
        "interview_thread_id": interview["thread_id"],
        "prompt_id": prompt["id"],
        "first_task_id": first["id"],
        "other_task_id": other["id"],
        "task_id": task["id"],
        "chat_session_id": session["id"],
        "session_thread_id": session["thread_id"],
        "commit_id": commit["id"],
    }
