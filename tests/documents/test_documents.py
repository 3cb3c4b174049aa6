"""Documents from texts: kept once, listed without their text, attached to threads and found from both sides."""

import asyncio
import hashlib
from typing import Any

import httpx
import pytest
from tests.conftest import Person, Statements

from clew.kit.ids import new_id

DOCUMENTS = "/api/v1/documents"
TEXT = "# Packing list\n\n- passport – and Ä"


def told(answer: httpx.Response, status: int = 200) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    return answer.json()


def wrong(answer: httpx.Response, status: int, *fields: str) -> None:
    assert answer.status_code == status, answer.text
    assert tuple(one["field"] for one in answer.json()["errors"] or ()) == fields


async def keep(person: Person, title: str = "List", **more: object) -> dict[str, Any]:
    body = {"title": title, "content": f"The text of {title}", **more}
    return told(await person.client.post(DOCUMENTS, json=body), 201)


async def titles(person: Person, address: str = DOCUMENTS, **query: object) -> list[str]:
    params: Any = query
    return [one["title"] for one in told(await person.client.get(address, params=params))["items"]]


class TestLife:
    async def test_is_kept_read_renamed_and_removed(self, ann: Person) -> None:
        made = await keep(ann, content=TEXT, file_type="text/markdown", metadata={"language": "en", "size": 1})
        assert made["digest"] == hashlib.sha256(TEXT.encode()).hexdigest()
        assert (made["status"], made["error"], made["content"]) == ("ready", None, TEXT)
        facts = {"size": len(TEXT.encode()), "characters": len(TEXT)}
        assert made["metadata"] == {"language": "en", **facts}
        address = f"{DOCUMENTS}/{made['id']}"
        assert told(await ann.client.get(address)) == made
        changed = told(await ann.client.patch(address, json={"metadata": {"mine": 1, "characters": 0}}))
        assert (changed["title"], changed["metadata"]) == ("List", {"mine": 1, **facts})
        assert told(await ann.client.patch(address, json={"metadata": None}))["metadata"] == facts
        replaced = told(await ann.client.put(address, json={"title": "Other"}))
        assert (replaced["title"], replaced["metadata"], replaced["content"]) == ("Other", facts, TEXT)
        late = await ann.client.patch(address, json={"title": "x"}, headers={"If-Match": '"1"'})
        assert late.status_code == 412
        assert (await ann.client.delete(address)).status_code == 204
        assert (await ann.client.get(address)).status_code == 404

    async def test_of_the_same_text_is_the_same(self, ann: Person, bob: Person) -> None:
        made = await keep(ann, content=TEXT)
        body = {"title": "Another name", "content": TEXT}
        assert told(await ann.client.post(DOCUMENTS, json=body), 200) == made
        assert told(await bob.client.post(DOCUMENTS, json=body), 201)["id"] != made["id"]
        assert await titles(ann) == ["List"]

    async def test_of_the_same_text_at_once_is_made_once(self, ann: Person) -> None:
        body = {"title": "List", "content": TEXT}
        answers = await asyncio.gather(*(ann.client.post(DOCUMENTS, json=body) for _ in range(4)))
        assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
        assert len({answer.json()["id"] for answer in answers}) == 1

    async def test_sent_twice_gets_the_first_answer(self, ann: Person) -> None:
        key = {"Idempotency-Key": str(new_id())}
        body = {"title": "List", "content": TEXT}
        first, again = [await ann.client.post(DOCUMENTS, json=body, headers=key) for _ in range(2)]
        assert (first.status_code, first.json()) == (again.status_code, again.json()) == (201, again.json())
        other = await ann.client.post(DOCUMENTS, json=body | {"title": "x"}, headers=key)
        assert other.json()["code"] == "idempotency_key_reused"

    async def test_many_are_removed_together_or_not_at_all(self, ann: Person, bob: Person) -> None:
        ids = [(await keep(ann, str(number)))["id"] for number in range(3)]
        foreign = (await keep(bob))["id"]
        wrong(await ann.client.post(f"{DOCUMENTS}/bulk-delete", json={"ids": [*ids, foreign]}), 404, "ids")
        assert len(await titles(ann)) == 3
        assert (await ann.client.post(f"{DOCUMENTS}/bulk-delete", json={"ids": ids[:2]})).status_code == 204
        assert await titles(ann) == ["2"]

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"content": " "}, "content"),
            ({"content": "x" * 1_000_001}, "content"),
            ({"title": " "}, "title"),
            ({"file_type": "application/pdf"}, "file_type"),
            ({"file_type": "text/"}, "file_type"),
            ({"digest": "00"}, "digest"),
            ({"status": "failed"}, "status"),
        ],
    )
    async def test_that_breaks_a_rule_is_refused_by_name(
        self, ann: Person, change: dict[str, object], field: str
    ) -> None:
        wrong(await ann.client.post(DOCUMENTS, json={"title": "T", "content": "x", **change}), 422, field)
        assert await titles(ann) == []

    async def test_keeps_its_text(self, ann: Person) -> None:
        made = await keep(ann)
        for method in ("PATCH", "PUT"):
            answer = await ann.client.request(
                method, f"{DOCUMENTS}/{made['id']}", json={"title": "x", "content": "another"}
            )
            wrong(answer, 422, "content")


class TestList:
    async def test_is_filtered_and_sorted_without_the_texts(self, ann: Person, statements: Statements) -> None:
        first = await keep(ann, "b", file_type="text/markdown")
        second = await keep(ann, "a")
        wanted: list[tuple[dict[str, Any], list[str]]] = [
            ({}, ["a", "b"]),
            ({"sort": "created_at"}, ["b", "a"]),
            ({"sort": "title"}, ["a", "b"]),
            ({"sort": "-title"}, ["b", "a"]),
            ({"file_type": "text/markdown"}, ["b"]),
            ({"status": ["ready", "failed"]}, ["a", "b"]),
            ({"status": "pending"}, []),
            ({"q": "B"}, ["b"]),
            ({"created_after": first["created_at"]}, ["a"]),
            ({"created_before": second["created_at"]}, ["b"]),
        ]
        for query, found in wanted:
            assert await titles(ann, **query) == found, query
        assert (await ann.client.get(DOCUMENTS, params={"sort": "content"})).status_code == 422
        answer = await ann.client.get(DOCUMENTS)
        assert "content" not in answer.json()["items"][0]
        (sent,) = statements.of(answer)
        assert "content" not in sent


class TestAttachment:
    async def test_is_seen_from_both_sides(self, ann: Person) -> None:
        one, other = await keep(ann, "one"), await keep(ann, "other")
        thread, second = await ann.thread("Trip"), await ann.thread("Work")
        for thread_id, document in ((thread, one), (thread, one), (thread, other), (second, one)):
            answer = await ann.client.put(f"/api/v1/threads/{thread_id}/documents/{document['id']}")
            assert answer.status_code == 204
        assert await titles(ann, f"/api/v1/threads/{thread}/documents", sort="title") == ["one", "other"]
        assert await titles(ann, f"/api/v1/threads/{thread}/documents", q="OTHER") == ["other"]
        assert sorted(await titles(ann, f"{DOCUMENTS}/{one['id']}/threads")) == ["Trip", "Work"]
        assert await titles(ann, f"{DOCUMENTS}/{other['id']}/threads") == ["Trip"]
        link = f"/api/v1/threads/{thread}/documents/{one['id']}"
        assert (await ann.client.delete(link)).status_code == 204
        assert (await ann.client.delete(link)).status_code == 404
        assert await titles(ann, f"/api/v1/threads/{thread}/documents") == ["other"]
        assert await titles(ann, f"{DOCUMENTS}/{one['id']}/threads") == ["Work"]
        told(await ann.client.get(f"{DOCUMENTS}/{one['id']}"))

    async def test_is_of_ones_own_document_to_ones_own_thread(self, ann: Person, bob: Person) -> None:
        hers, his = await keep(ann), await keep(bob)
        thread, foreign = await ann.thread(), await bob.thread()
        for person, thread_id, document in ((ann, foreign, hers), (ann, thread, his), (bob, thread, his)):
            link = f"/api/v1/threads/{thread_id}/documents/{document['id']}"
            assert (await person.client.put(link)).status_code == 404
            assert (await person.client.delete(link)).status_code == 404
        assert (await bob.client.get(f"/api/v1/threads/{thread}/documents")).status_code == 404
        assert (await bob.client.get(f"{DOCUMENTS}/{hers['id']}/threads")).status_code == 404
        assert await titles(ann, f"/api/v1/threads/{thread}/documents") == []

    async def test_goes_with_its_document_and_hides_with_its_thread(self, ann: Person) -> None:
        one, other = await keep(ann, "one"), await keep(ann, "other")
        thread = await ann.thread("Trip")
        for document in (one, other):
            await ann.client.put(f"/api/v1/threads/{thread}/documents/{document['id']}")
        assert (await ann.client.delete(f"{DOCUMENTS}/{one['id']}")).status_code == 204
        assert await titles(ann, f"/api/v1/threads/{thread}/documents") == ["other"]
        assert (await ann.client.delete(f"/api/v1/threads/{thread}")).status_code == 204
        assert await titles(ann, f"{DOCUMENTS}/{other['id']}/threads") == []
