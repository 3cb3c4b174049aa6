"""A share shows what stood there when it was made, to whoever has the link, until it is closed."""

import asyncio

import httpx
import psycopg
from tests.answers import add_model, say, settled
from tests.conftest import Person
from tests.conversations.planted import NAME_USER
from tests.fakes.provider import FakeProvider

from clew.infra.embedded_postgres import Addresses


async def shared_thread(person: Person, owner: Person, fake: FakeProvider) -> tuple[str, dict[str, str], str]:
    model = await add_model(owner, fake, "think")
    thread = await person.thread("Plans")
    await settled(person, (await say(person, thread, "Public words.", model_id=model))[1])
    made = await person.client.post(f"/api/v1/threads/{thread}/shares", json={})
    assert made.status_code == 201, made.text
    return thread, made.json(), model


def path(share: dict[str, str]) -> str:
    return f"/api/v1/shared/{share['url'].removeprefix('/s/')}"


class TestShare:
    async def test_is_a_snapshot_without_thoughts(
        self, ann: Person, owner: Person, fake: FakeProvider, stranger: httpx.AsyncClient
    ) -> None:
        thread, share, model = await shared_thread(ann, owner, fake)
        await settled(ann, (await say(ann, thread, "Private words.", model_id=model))[1])
        await ann.client.patch(f"/api/v1/threads/{thread}", json={"title": "Private title"})
        shown = await stranger.get(path(share))
        assert shown.headers["X-Robots-Tag"] == "noindex"
        assert shown.json()["title"] == "Plans"
        assert [message["role"] for message in shown.json()["messages"]] == ["user", "assistant"]
        assert set(shown.json()["messages"][0]) == {"role", "content", "created_at"}
        assert "Private" not in shown.text
        assert thread not in shown.text

    async def test_is_closed_at_once_and_alike(
        self, ann: Person, owner: Person, fake: FakeProvider, stranger: httpx.AsyncClient, database: Addresses
    ) -> None:
        thread, revoked, _ = await shared_thread(ann, owner, fake)
        more = [await ann.client.post(f"/api/v1/threads/{thread}/shares", json={}) for _ in range(2)]
        expired, binned = (one.json() for one in more)
        gone = await ann.client.delete(f"/api/v1/threads/{thread}/shares/{revoked['id']}")
        assert gone.status_code == 204
        with psycopg.connect(database.application) as rows:
            rows.execute(NAME_USER, [ann.username])
            rows.execute("update thread_shares set expires_at = now() where id = %s", [expired["id"]])
        assert (await stranger.get(path(binned))).status_code == 200
        await ann.client.delete(f"/api/v1/threads/{thread}")
        links = [path(one) for one in (revoked, expired, binned)]
        links += ["/api/v1/shared/x", f"/api/v1/shared/{'x' * 5000}", "/api/v1/shared/%00"]
        answers = await asyncio.gather(*(stranger.get(link) for link in links))
        assert {answer.status_code for answer in answers} == {404}
        assert len({str({**answer.json(), "request_id": ""}) for answer in answers}) == 1

    async def test_stays_open_as_long_as_was_asked(
        self, ann: Person, owner: Person, fake: FakeProvider, stranger: httpx.AsyncClient
    ) -> None:
        thread, week, _ = await shared_thread(ann, owner, fake)
        made = await ann.client.post(f"/api/v1/threads/{thread}/shares", json={"expires_in_days": None})
        assert week["expires_at"] is not None
        assert made.json()["expires_at"] is None
        assert (await stranger.get(path(made.json()))).json()["expires_at"] is None

    async def test_is_of_one_thread(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        thread, share, _ = await shared_thread(ann, owner, fake)
        other = f"/api/v1/threads/{await ann.thread()}/shares"
        assert (await ann.client.get(other)).json()["items"] == []
        assert (await ann.client.delete(f"{other}/{share['id']}")).status_code == 404
        (listed,) = (await ann.client.get(f"/api/v1/threads/{thread}/shares")).json()["items"]
        assert listed["revoked_at"] is None

    async def test_leaves_no_copy_behind_when_it_is_revoked(
        self, ann: Person, owner: Person, fake: FakeProvider, database: Addresses
    ) -> None:
        thread, share, _ = await shared_thread(ann, owner, fake)
        await ann.client.delete(f"/api/v1/threads/{thread}/shares/{share['id']}")
        with psycopg.connect(database.application) as rows:
            rows.execute(NAME_USER, [ann.username])
            (kept,) = rows.execute("select snapshot from thread_shares").fetchall()
        assert kept == ({},)

    async def test_is_stored_without_its_token(
        self, ann: Person, owner: Person, fake: FakeProvider, database: Addresses
    ) -> None:
        thread, share, _ = await shared_thread(ann, owner, fake)
        token = share["url"].removeprefix("/s/")
        assert len(token) >= 43
        listed = await ann.client.get(f"/api/v1/threads/{thread}/shares")
        assert [one["id"] for one in listed.json()["items"]] == [share["id"]]
        assert token not in listed.text
        with psycopg.connect(database.application) as rows:
            rows.execute(NAME_USER, [ann.username])
            assert token not in str(rows.execute("select * from thread_shares").fetchall())

    async def test_is_made_and_closed_by_its_person_only(
        self, ann: Person, bob: Person, owner: Person, fake: FakeProvider
    ) -> None:
        thread, share, _ = await shared_thread(ann, owner, fake)
        shares = f"/api/v1/threads/{thread}/shares"
        answers = [
            await bob.client.post(shares, json={}),
            await bob.client.get(shares),
            await bob.client.delete(f"{shares}/{share['id']}"),
            await bob.client.delete(f"/api/v1/threads/{await bob.thread()}/shares/{share['id']}"),
        ]
        assert [answer.status_code for answer in answers] == [404] * 4
        for days in (0, 366):
            answer = await ann.client.post(shares, json={"expires_in_days": days})
            assert answer.status_code == 422
