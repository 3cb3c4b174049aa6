"""What is exported can be imported, once; what is no export is refused."""

from typing import Any

import pytest
from tests.answers import add_model, say, settled
from tests.conftest import Person
from tests.fakes.provider import FakeProvider

from clew.kit.ids import new_id

ID = "01980000-0000-7000-8000-00000000000"
MESSAGE: dict[str, Any] = {
    "id": f"{ID}1",
    "parent_id": None,
    "role": "user",
    "content": "Hi",
    "created_at": "2026-01-01T00:00:00Z",
}
FILE: dict[str, Any] = {"format": "clew.thread", "version": 1, "title": "T", "messages": [MESSAGE]}


async def tree(person: Person, owner: Person, fake: FakeProvider, title: str) -> str:
    model = await add_model(owner, fake, "echo")
    thread = await person.thread(title)
    _, answer = await say(person, thread, "A", model_id=model)
    await settled(person, answer)
    await settled(person, (await say(person, thread, "B", model_id=model))[1])
    await settled(person, (await say(person, thread, "C", model_id=model, parent_id=answer))[1])
    return thread


async def shape(person: Person, thread: str) -> list[tuple[str, str | None]]:
    """Every message's text beside that of its parent."""
    items = (await person.client.get(f"/api/v1/threads/{thread}/messages")).json()["items"]
    texts = {item["id"]: item["content"] for item in items}
    return sorted((item["role"] + item["content"], texts.get(item["parent_id"])) for item in items)


class TestTransfer:
    async def test_keeps_the_tree_and_comes_once(
        self, ann: Person, bob: Person, owner: Person, fake: FakeProvider
    ) -> None:
        thread = await tree(ann, owner, fake, "Plans")
        exported = await ann.client.get(f"/api/v1/threads/{thread}/export", params={"format": "json"})
        made = await bob.client.post("/api/v1/threads/import", json=exported.json())
        assert made.status_code == 201, made.text
        copy = made.json()["id"]
        assert await shape(bob, copy) == await shape(ann, thread)
        branch = (await bob.client.get(f"/api/v1/threads/{copy}/branch")).json()["items"]
        assert [one["content"] for one in branch if one["role"] == "user"] == ["A", "C"]
        again = await ann.client.get(f"/api/v1/threads/{thread}/export")
        assert (await bob.client.post("/api/v1/threads/import", json=again.json())).json()["id"] == copy
        await bob.client.delete(f"/api/v1/threads/{copy}")
        assert (await bob.client.post("/api/v1/threads/import", json=again.json())).json()["id"] == copy
        assert (await bob.client.get(f"/api/v1/threads/{copy}")).status_code == 200
        assert (await bob.client.get(f"/api/v1/threads/{thread}/export")).status_code == 404

    async def test_takes_back_the_file_of_a_long_thread(self, ann: Person, bob: Person) -> None:
        ids = [str(new_id()) for _ in range(5000)]
        said = [
            {**MESSAGE, "id": id, "parent_id": parent, "content": f"{number} " + "long " * 200}
            for number, (id, parent) in enumerate(zip(ids, [None, *ids], strict=False))
        ]
        for person in (ann, bob):
            file = {**FILE, "messages": said}
            made = await person.client.post("/api/v1/threads/import", json=file, timeout=60)
            assert made.status_code == 201, made.text
            exported = await person.client.get(f"/api/v1/threads/{made.json()['id']}/export", timeout=60)
            assert len(exported.content) > 5_000_000
            said = exported.json()["messages"]
        assert [message["content"][:5].split()[0] for message in said] == [str(number) for number in range(5000)]

    async def test_writes_out_an_answer_that_is_being_written(
        self, ann: Person, owner: Person, fake: FakeProvider
    ) -> None:
        model = await add_model(owner, fake, "hang:1")
        thread = await ann.thread()
        _, message = await say(ann, thread, "Go.", model_id=model)
        exported = await ann.client.get(f"/api/v1/threads/{thread}/export")
        assert [one["status"] for one in exported.json()["messages"]] == ["complete", "interrupted"]
        assert (await ann.client.post("/api/v1/threads/import", json=exported.json())).status_code == 201
        await ann.client.post(f"/api/v1/messages/{message}/stop")

    async def test_nothing_was_said_in_the_future(self, ann: Person) -> None:
        """Else it would stand behind all that is said from now on."""
        file = {**FILE, "messages": [{**MESSAGE, "created_at": "2999-01-01T00:00:00Z"}]}
        made = (await ann.client.post("/api/v1/threads/import", json=file)).json()
        (message,) = (await ann.client.get(f"/api/v1/threads/{made['id']}/messages")).json()["items"]
        assert not message["created_at"].startswith("2999")

    @pytest.mark.parametrize("title", ['../../etc/"passwd"\r\nX: y', "Ünïcode 漢字", "...", "a" * 255])
    async def test_is_a_file_with_a_safe_name(self, ann: Person, owner: Person, fake: FakeProvider, title: str) -> None:
        thread = await tree(ann, owner, fake, title)
        for kind in ("markdown", "json"):
            exported = await ann.client.get(f"/api/v1/threads/{thread}/export", params={"format": kind})
            disposition = exported.headers["Content-Disposition"]
            assert disposition.startswith("attachment; ")
            assert not set("/\\\r\n") & set(disposition)
            assert ".." not in disposition
            assert exported.headers["X-Content-Type-Options"] == "nosniff"
        markdown = (await ann.client.get(f"/api/v1/threads/{thread}/export", params={"format": "markdown"})).text
        assert "## You\n\nA" in markdown
        assert "\n\nB" not in markdown

    @pytest.mark.parametrize(
        "change",
        [
            {"version": 2},
            {"format": "other"},
            {"title": "x" * 256},
            {"title": "\0"},
            {"user_id": f"{ID}1"},
            {"head_message_id": f"{ID}9"},
            {"messages": [MESSAGE, MESSAGE]},
            {"messages": [{**MESSAGE, "parent_id": f"{ID}1"}]},
            {"messages": [{**MESSAGE, "parent_id": f"{ID}2"}, {**MESSAGE, "id": f"{ID}2", "parent_id": f"{ID}1"}]},
            {"messages": [{**MESSAGE, "status": "streaming"}]},
            {"messages": [{**MESSAGE, "user_id": f"{ID}1"}]},
            {"messages": [{**MESSAGE, "content": "\0"}]},
            {"messages": [{**MESSAGE, "created_at": "2026-01-01T00:00:00"}]},
            {"messages": [{**MESSAGE, "created_at": 1e300}]},
            {"messages": {}},
        ],
    )
    async def test_refuses_what_it_did_not_write(self, ann: Person, change: dict[str, Any]) -> None:
        answer = await ann.client.post("/api/v1/threads/import", json={**FILE, **change})
        assert answer.status_code == 422, answer.text
        assert (await ann.client.get("/api/v1/threads")).json()["items"] == []
