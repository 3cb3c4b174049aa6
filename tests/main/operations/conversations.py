"""Threads and what is said in them."""

import secrets

from tests.answers import add_model, say, settled
from tests.conftest import Person
from tests.fakes.provider import FakeProvider
from tests.main.operations.operation import CANARY, Operation, Reach, Things

from clew.kit.ids import new_id


def _file(_: Things) -> dict[str, object]:
    message: dict[str, object] = {"id": str(new_id()), "parent_id": None, "role": "user", "content": "Read in."}
    message |= {"thinking": None, "status": "complete", "model": None, "created_at": "2026-01-01T00:00:00Z"}
    file: dict[str, object] = {"format": "clew.thread", "version": 1, "title": "Read in", "messages": [message]}
    return {**file, "head_message_id": message["id"], "exported_at": "2026-01-01T00:00:00Z"}


THREAD = "/api/v1/threads/{thread_id}"
OPERATIONS = {
    "list_threads": Operation(Reach.own, "GET", "/api/v1/threads"),
    "create_thread": Operation(Reach.own, "POST", "/api/v1/threads", lambda _: {"title": "New"}),
    "get_thread": Operation(Reach.theirs, "GET", THREAD),
    "replace_thread": Operation(Reach.theirs, "PUT", THREAD, lambda _: {"title": "Mine now"}),
    "change_thread": Operation(Reach.theirs, "PATCH", THREAD, lambda _: {"title": "Mine now", "is_pinned": True}),
    "remove_thread": Operation(Reach.theirs, "DELETE", THREAD),
    "list_messages_of_thread": Operation(Reach.theirs, "GET", f"{THREAD}/messages"),
    "list_messages": Operation(Reach.own, "GET", "/api/v1/messages"),
    "get_branch": Operation(Reach.theirs, "GET", f"{THREAD}/branch"),
    "get_usage": Operation(Reach.theirs, "GET", f"{THREAD}/usage"),
    "take_turn": Operation(
        Reach.theirs,
        "POST",
        f"{THREAD}/turns",
        lambda things: {"content": "And then?", "model_id": str(things.model_id)},
    ),
    "list_bin": Operation(Reach.own, "GET", "/api/v1/threads/bin"),
    "restore_thread": Operation(Reach.theirs, "POST", "/api/v1/threads/{binned_id}/restore"),
    "search_threads": Operation(Reach.own, "GET", "/api/v1/threads/search", query="q=canary"),
    "choose_branch": Operation(
        Reach.theirs, "POST", f"{THREAD}/choose", lambda things: {"message_id": str(things.answer_id)}
    ),
    "fork_thread": Operation(
        Reach.theirs, "POST", f"{THREAD}/fork", lambda things: {"message_id": str(things.answer_id), "title": "Copy"}
    ),
    "get_draft": Operation(Reach.theirs, "GET", f"{THREAD}/draft"),
    "write_draft": Operation(
        Reach.theirs, "PUT", f"{THREAD}/draft", lambda _: {"content": "Typed", "edited_at": "2099-01-01T00:00:00Z"}
    ),
    "clear_draft": Operation(Reach.theirs, "DELETE", f"{THREAD}/draft"),
    "get_queue": Operation(Reach.theirs, "GET", f"{THREAD}/queue"),
    "queue_message": Operation(
        Reach.theirs, "POST", f"{THREAD}/queue", lambda things: {"content": "Next", "model_id": str(things.model_id)}
    ),
    "order_queue": Operation(
        Reach.theirs, "POST", f"{THREAD}/queue/order", lambda things: {"ids": [str(things.item_id)]}
    ),
    "change_queued_message": Operation(
        Reach.theirs,
        "PATCH",
        f"{THREAD}/queue/{{item_id}}",
        lambda things: {"content": "Mine now", "model_id": str(things.model_id)},
    ),
    "remove_queued_message": Operation(Reach.theirs, "DELETE", f"{THREAD}/queue/{{item_id}}"),
    "send_queued_message": Operation(Reach.theirs, "POST", f"{THREAD}/queue/{{item_id}}/send-now"),
    "share_thread": Operation(Reach.theirs, "POST", f"{THREAD}/shares", lambda _: {"expires_in_days": 1}),
    "list_shares": Operation(Reach.theirs, "GET", f"{THREAD}/shares"),
    "revoke_share": Operation(Reach.theirs, "DELETE", f"{THREAD}/shares/{{share_id}}"),
    "read_shared": Operation(Reach.public, "GET", "/api/v1/shared/{token}"),
    "export_thread": Operation(Reach.theirs, "GET", f"{THREAD}/export"),
    "import_thread": Operation(Reach.own, "POST", "/api/v1/threads/import", _file),
    "get_message": Operation(Reach.theirs, "GET", "/api/v1/messages/{answer_id}"),
    "change_message": Operation(
        Reach.theirs, "PATCH", "/api/v1/messages/{answer_id}", lambda _: {"metadata": {"note": "Mine now"}}
    ),
    "replace_message": Operation(
        Reach.theirs, "PUT", "/api/v1/messages/{answer_id}", lambda _: {"metadata": {"note": "Mine now"}}
    ),
    "regenerate": Operation(
        Reach.theirs,
        "POST",
        "/api/v1/messages/{answer_id}/regenerate",
        lambda things: {"model_id": str(things.model_id)},
    ),
    "follow_answer": Operation(Reach.theirs, "GET", "/api/v1/messages/{answer_id}/events"),
    "follow_threads": Operation(Reach.own, "GET", "/api/v1/events", is_endless=True),
    "stop_answer": Operation(Reach.theirs, "POST", "/api/v1/messages/{answer_id}/stop"),
}

FILTERS = {("list_messages", "thread_id"): "thread_id"}


async def make(person: Person, owner: Person, fake: FakeProvider) -> dict[str, object]:
    """A thread with a turn that a model of the instance answered and one that failed, so that its queue waits."""
    model = await add_model(owner, fake, "echo", window=4096 + secrets.randbelow(4096))
    thread = await person.thread(CANARY)
    question, answer = await say(person, thread, CANARY, model_id=model)
    assert (await settled(person, answer))["status"] == "complete"
    _, failed = await say(person, thread, CANARY, model_id=await add_model(owner, fake, "status:401"))
    assert (await settled(person, failed))["status"] == "failed"
    path = f"/api/v1/threads/{thread}"
    written = await person.client.put(f"{path}/draft", json={"content": CANARY, "edited_at": "2026-01-01T00:00:00Z"})
    assert written.status_code == 200, written.text
    item = await person.client.post(f"{path}/queue", json={"content": CANARY, "model_id": model})
    share = (await person.client.post(f"{path}/shares", json={})).json()
    binned = await person.thread(CANARY)
    assert (await person.client.delete(f"/api/v1/threads/{binned}")).status_code == 204
    token = share["url"].removeprefix("/s/")
    return {
        "thread_id": thread,
        "question_id": question,
        "answer_id": answer,
        "model_id": model,
        "binned_id": binned,
        "item_id": item.json()["id"],
        "share_id": share["id"],
        "token": token,
    }
