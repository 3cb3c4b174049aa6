"""What a read costs the database: a few statements, as many for one row as for many."""

from uuid import UUID

from fastapi import FastAPI
from tests.answers import add_model, say, settled
from tests.conftest import Person, Statements
from tests.fakes.provider import FakeProvider
from tests.main.operations import (
    CANARY,
    OPERATIONS,
    Reach,
    Things,
    access,
    described,
    documents,
    identity,
    integrations,
    make_things,
    memory,
    personas,
    planning,
    projects,
)

AT_MOST = 5  # beside what names the person
OF_ONE = {"list_mfa"}  # there is one at most
STREAMS = {"follow_answer", "follow_threads"}
READS = sorted(
    name
    for name, one in OPERATIONS.items()
    if one.method == "GET" and one.reach is not Reach.guarded and name not in STREAMS
)


def lists(app: FastAPI) -> set[str]:
    """Every read whose answer has items, by the description."""
    document = app.openapi()
    found: set[str] = set()
    for name in READS:
        method, path = described(app)[name]
        shown = document["paths"][path][method.lower()]["responses"]["200"]["content"].get("application/json", {})
        schema = shown.get("schema", {}).get("$ref", "").rpartition("/")[2]
        if "items" in document["components"]["schemas"].get(schema, {}).get("properties", {}):
            found.add(name)
    return found


async def counted(person: Person, things: Things, statements: Statements, name: str) -> tuple[int, list[str]]:
    """How many rows an operation shows, and the statements that it takes."""
    answer = await OPERATIONS[name].call(person, things)
    assert answer.status_code == 200, answer.text
    return answer.text.count('"created_at"'), statements.of(answer)


async def add_more(person: Person, owner: Person, fake: FakeProvider, things: Things) -> None:
    """More of everything that a list shows. What is queued comes last, behind a failed answer: else it is said."""
    assert (await OPERATIONS["remove_queued_message"].call(person, things)).status_code == 204
    thread = str(things.thread_id)
    model, failing = [await add_model(owner, fake, behaviour) for behaviour in ("echo", "status:401")]
    for _ in range(3):
        await identity.make(person, owner, fake)
        await access.make(person, owner, fake)
        await integrations.make(person, owner, fake)
        await settled(person, (await say(person, thread, CANARY, model_id=model))[1])
        assert (await person.client.post(f"/api/v1/threads/{thread}/shares", json={})).status_code == 201
        _, removed = [await person.thread(CANARY) for _ in range(2)]
        assert (await person.client.delete(f"/api/v1/threads/{removed}")).status_code == 204
        await planning.make(person, owner, fake)
        await personas.make(person, owner, fake)
        child = str((await memory.make(person, owner, fake))["memory_id"])
        await memory.about(person, str(things.memory_id), child)
        await add_documents(person, owner, fake, things)
        await projects.make(person, owner, fake)
        assert (await OPERATIONS["add_prompt_version"].call(person, things)).status_code == 201
    await settled(person, (await say(person, thread, CANARY, model_id=failing))[1])
    for _ in range(3):
        assert (await person.client.post(f"/api/v1/threads/{thread}/queue", json={"content": "x"})).status_code == 201


async def add_documents(person: Person, owner: Person, fake: FakeProvider, things: Things) -> None:
    """To the thread another document, to the document another thread."""
    await documents.about(person, UUID(things.documented_id))
    new = await documents.make(person, owner, fake)
    for thread, document in ((things.documented_id, new["document_id"]), (new["documented_id"], things.document_id)):
        answer = await person.client.put(f"/api/v1/threads/{thread}/documents/{document}")
        assert answer.status_code == 204, answer.text


class TestReads:
    def test_all_lists_are_known(self, app: FastAPI) -> None:
        threads = {"list_threads", "list_bin", "search_threads"}
        of_one = {"list_messages", "list_messages_of_thread", "get_branch", "get_queue", "list_shares"}
        plans = {"list_todos", "list_reminders"}
        remembered = {"list_memories", "list_contexts", "list_relationships", "list_related_memories", "list_accesses"}
        read = {"list_documents", "list_documents_of_thread", "list_threads_of_document"}
        beside = {"list_thread_states", "list_memory_context_items", "list_conversation_memories"}
        characters = {"list_personas", "list_modules", "list_module_states"}
        of_oneself = {"list_user_roles", "list_sessions", "list_api_tokens", "list_mfa", "list_phones"}
        of_oneself |= {"list_passkeys", "list_trusted_devices"}
        told = {"list_access_audit_logs", "list_security_events", "list_analytics_events"}
        outside = {"list_oauth_integrations", "list_sms_usage_logs"}
        work = {"list_projects", "list_interviews", "list_prompts", "list_prompt_versions", "list_tasks"}
        work |= {"list_chat_sessions", "list_commits"}
        own = {*threads, *of_one, *plans, *work, *remembered, *read, *beside, *characters, *of_oneself, *told, *outside}
        assert lists(app) == {*own, "list_ai_models"}

    async def test_take_few_statements_and_as_many_for_many_rows(
        self, app: FastAPI, ann: Person, owner: Person, fake: FakeProvider, statements: Statements
    ) -> None:
        things = await make_things(ann, owner, fake)
        before = {name: await counted(ann, things, statements, name) for name in READS}
        await add_more(ann, owner, fake, things)
        for name in READS:
            items, sent = await counted(ann, things, statements, name)
            assert len(sent) == len(before[name][1]) <= AT_MOST, (name, sent)
            assert name not in lists(app) or name in OF_ONE or (items > before[name][0] and sent), name
