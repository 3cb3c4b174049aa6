"""Documents, and what threads know beside their messages."""

import secrets
from uuid import UUID

from tests.conftest import Person
from tests.fakes.provider import FakeProvider
from tests.made import make as made
from tests.main.operations.operation import CANARY, Operation, Reach, Things, resource

from clew.conversations.context_items.models import ContextSource, MemoryContextItem
from clew.conversations.models import ConversationItem, MessageRole
from clew.conversations.segments.store import ConversationMemories, Segment
from clew.conversations.states.store import ThreadStates
from clew.kit.ids import new_id

THREAD = "/api/v1/threads/{documented_id}"
LINK = f"{THREAD}/documents/{{document_id}}"


def _document(_: Things) -> dict[str, object]:
    return {"title": "New", "content": secrets.token_hex(8), "file_type": "text/markdown"}


def _title(_: Things) -> dict[str, object]:
    return {"title": "Mine now"}


OPERATIONS = {
    **resource("document", Reach.theirs, _document, _title),
    "replace_document": Operation(Reach.theirs, "PUT", "/api/v1/documents/{document_id}", _title),
    "remove_many_documents": Operation(
        Reach.theirs, "POST", "/api/v1/documents/bulk-delete", lambda things: {"ids": [things.document_id]}
    ),
    "attach_document": Operation(Reach.theirs, "PUT", LINK),
    "detach_document": Operation(Reach.theirs, "DELETE", LINK),
    "list_documents_of_thread": Operation(Reach.theirs, "GET", f"{THREAD}/documents"),
    "list_threads_of_document": Operation(Reach.theirs, "GET", "/api/v1/documents/{document_id}/threads"),
    **resource("thread-state", Reach.theirs),
    "get_state_of_thread": Operation(Reach.theirs, "GET", f"{THREAD}/state"),
    **resource("memory-context-item", Reach.theirs),
    **resource("conversation-memory", Reach.theirs, plural="conversation-memories"),
    "remove_conversation_memory": Operation(
        Reach.theirs, "DELETE", "/api/v1/conversation-memories/{conversation_memory_id}"
    ),
    "clear_conversation_memories": Operation(Reach.theirs, "DELETE", f"{THREAD}/conversation-memories"),
}
REFERENCES = {("remove_many_documents", "ids"): "document_id"}
FILTERS = {
    ("list_thread_states", "thread_id"): "documented_id",
    ("list_conversation_memories", "thread_id"): "documented_id",
    ("list_memory_context_items", "thread_id"): "documented_id",
    ("list_memory_context_items", "message_id"): "said_id",
    ("list_memory_context_items", "memory_id"): "recalled_id",
}


async def make(person: Person, _owner: Person, _fake: FakeProvider) -> dict[str, object]:
    thread_id = UUID(await person.thread(CANARY))
    document = await made(person, "documents", title=CANARY, content=f"{CANARY} {secrets.token_hex(8)}")
    attached = await person.client.put(f"/api/v1/threads/{thread_id}/documents/{document['id']}")
    assert attached.status_code == 204, attached.text
    return {"documented_id": thread_id, "document_id": document["id"]} | await about(person, thread_id)


async def about(person: Person, thread_id: UUID) -> dict[str, object]:
    """What is written beside the messages of a thread: of each one more, but for its state."""
    memory = await made(person, "memories", content=CANARY, memory_type="fact")
    async with person.acting() as (session, caller):
        states = ThreadStates(session, caller)
        state = await states.begin(thread_id, CANARY)
        said = await states.add_message(thread_id, ConversationItem(MessageRole.tool, CANARY, "search"))
        segment = await ConversationMemories(session, caller).store_memory(
            thread_id, Segment([said.id], CANARY, "1-1", 1)
        )
        whose = {"user_id": caller.user_id, "thread_id": thread_id, "message_id": said.id}
        item = MemoryContextItem(
            **whose, id=new_id(), memory_id=UUID(memory["id"]), source=ContextSource.ltm, content=CANARY
        )
        session.add(item)
    return {
        "recalled_id": memory["id"],
        "said_id": said.id,
        "thread_state_id": state.id,
        "conversation_memory_id": segment.id,
        "memory_context_item_id": item.id,
    }
