"""Memories, and what is known of each."""

from typing import Any

from tests.conftest import Person
from tests.fakes.provider import FakeProvider
from tests.made import make as made
from tests.main.operations.operation import CANARY, Operation, Reach, Things, below, resource

from clew.kit.ids import new_id

MEMORIES = "/api/v1/memories"
MEMORY = "/memories/{memory_id}"
CONTEXT: dict[str, object] = {"context_type": "spatial", "context_key": "place", "context_value": CANARY}


def _memory(_: Things) -> dict[str, object]:
    return {"content": "New", "memory_type": "fact", "tags": [{"name": "person", "value": "Ada"}]}


def _relationship(things: Things) -> dict[str, object]:
    return {"target_memory_id": things.other_memory_id, "relationship_type": "similar"}


def _kind(_: Things) -> dict[str, object]:
    return {"relationship_type": "opposite", "strength": 0.1}


def _file(_: Things) -> dict[str, object]:
    one, other = [
        _memory(Things({})) | {"id": str(new_id()), "created_at": "2026-01-01T00:00:00Z", "contexts": [CONTEXT]}
        for _ in range(2)
    ]
    relationship = {"source_memory_id": one["id"], "target_memory_id": other["id"], "relationship_type": "related"}
    return {"format": "clew.memories", "version": 1, "memories": [one, other], "relationships": [relationship]}


OPERATIONS = {
    **resource(
        "memory",
        Reach.theirs,
        _memory,
        lambda _: {"content": "Mine now", "tags": [{"name": "mine", "value": "now"}]},
        plural="memories",
        is_many=True,
    ),
    **below(MEMORY, resource("context", Reach.theirs, lambda _: CONTEXT, lambda _: {"context_value": "Mine now"})),
    **below(MEMORY, resource("relationship", Reach.theirs, _relationship, _kind)),
    "replace_relationship": Operation(Reach.theirs, "PUT", f"/api/v1{MEMORY}/relationships/{{relationship_id}}", _kind),
    **below(MEMORY, resource("access", Reach.theirs, plural="accesses")),
    "increment_access": Operation(Reach.theirs, "POST", f"/api/v1{MEMORY}/access", lambda _: {"access_context": "x"}),
    "list_related_memories": Operation(Reach.theirs, "GET", f"/api/v1{MEMORY}/related"),
    "archive_memory": Operation(Reach.theirs, "POST", f"/api/v1{MEMORY}/archive", lambda _: {"reason": "Old."}),
    "restore_memory": Operation(Reach.theirs, "POST", f"/api/v1{MEMORY}/restore"),
    "archive_many_memories": Operation(
        Reach.theirs, "POST", f"{MEMORIES}/bulk-archive", lambda things: {"ids": [things.memory_id], "reason": "Old."}
    ),
    "update_importance": Operation(
        Reach.theirs, "POST", f"/api/v1{MEMORY}/importance", lambda _: {"importance_score": 0.1}
    ),
    "add_tag": Operation(Reach.theirs, "PUT", f"/api/v1{MEMORY}/tags/{{tag}}", lambda _: {"value": "Mine now"}),
    "remove_tag": Operation(Reach.theirs, "DELETE", f"/api/v1{MEMORY}/tags/{{tag}}"),
    "export_memories": Operation(Reach.own, "GET", f"{MEMORIES}/export"),
    "import_memories": Operation(Reach.own, "POST", f"{MEMORIES}/import", _file),
}
WRITES = ("create_memory", "create_many_memories", "change_memory", "replace_memory")
REFERENCES = {
    **dict.fromkeys([(name, "parent_memory_id") for name in WRITES], "other_memory_id"),
    ("create_relationship", "target_memory_id"): "other_memory_id",
    ("remove_many_memories", "ids"): "memory_id",
    ("archive_many_memories", "ids"): "memory_id",
}
FILTERS = {(name, "parent_memory_id"): "memory_id" for name in ("list_memories", "export_memories")}


async def make(person: Person, _owner: Person, _fake: FakeProvider) -> dict[str, object]:
    tags = [{"name": "canary", "value": CANARY}]
    memory = await made(person, "memories", content=CANARY, memory_type="fact", tags=tags)
    other = await made(person, "memories", content=CANARY, memory_type="goal")
    await made(person, "memories", content=CANARY, memory_type="goal", parent_memory_id=memory["id"])
    ids: dict[str, object] = {"memory_id": memory["id"], "other_memory_id": other["id"], "tag": "canary"}
    return ids | await about(person, memory["id"], other["id"])


async def about(person: Person, memory_id: str, other_id: str) -> dict[str, object]:
    """One of everything that hangs on a memory."""
    resource = f"memories/{memory_id}"
    relationship: dict[str, Any] = {"target_memory_id": other_id, "relationship_type": "related"}
    context = await made(person, f"{resource}/contexts", **CONTEXT)
    related = await made(person, f"{resource}/relationships", **relationship, description=CANARY)
    access = await made(person, f"{resource}/access", user_query=CANARY)
    return {"context_id": context["id"], "relationship_id": related["id"], "access_id": access["id"]}
