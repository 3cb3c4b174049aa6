"""Search finds what its person wrote, fast, and nothing of anybody else."""

from typing import Any, LiteralString

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict
from tests.answers import add_model, say, settled
from tests.conftest import Person
from tests.conversations.planted import NAME_USER, plant
from tests.fakes.provider import FakeProvider

from clew.infra.embedded_postgres import Addresses


async def find(person: Person, q: str, **more: str | bool) -> list[dict[str, Any]]:
    answer = await person.client.get("/api/v1/threads/search", params={"q": q, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


async def spoken(person: Person, owner: Person, fake: FakeProvider, content: str) -> tuple[str, str]:
    """A thread in which the person said this and the model echoed it; its id and that of the person's message."""
    model = await add_model(owner, fake, "echo")
    thread = await person.thread()
    user_message, message = await say(person, thread, content, model_id=model)
    await settled(person, message)
    return thread, user_message


class TestFinding:
    async def test_jumps_to_the_message(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        thread, message = await spoken(ann, owner, fake, "My grandmother kept a Zweihänder above the stove.")
        hits = await find(ann, "zweihander grandmother", role="user")
        assert [(hit["thread_id"], hit["message_id"], hit["role"]) for hit in hits] == [(thread, message, "user")]
        parts = hits[0]["snippet"]
        assert {part["text"] for part in parts if part["hit"]} == {"grandmother", "Zweihänder"}
        assert "".join(part["text"] for part in parts).startswith("grandmother kept a Zwei")

    async def test_knows_titles(self, ann: Person) -> None:
        thread = await ann.thread("Voyage à Québec")
        (hit,) = await find(ann, "quebec")
        assert (hit["thread_id"], hit["message_id"], hit["role"]) == (thread, None, None)

    @pytest.mark.parametrize("q", ["q", "qu", "queb", "voyage qué", "Voyage"])
    async def test_finds_while_one_types(self, ann: Person, q: str) -> None:
        thread = await ann.thread("Voyage à Québec")
        assert [hit["thread_id"] for hit in await find(ann, q)] == [thread]

    async def test_a_finished_word_is_taken_as_it_is(self, ann: Person) -> None:
        await ann.thread("Voyage à Québec")
        assert await find(ann, "voy ") == []
        assert await find(ann, "voyage -quebec") == []
        assert len(await find(ann, "lyon or quebec")) == 1
        assert await find(ann, '"quebec voyage"') == []

    @pytest.mark.parametrize("q", ["!", "'", "\\", "a'b", "&|!()", '"', "-", "' | 'x':*", "🙂", "<b>", "or", "é'", "%"])
    async def test_takes_anything(self, ann: Person, q: str) -> None:
        await find(ann, q)

    async def test_text_cannot_pose_as_a_hit(self, ann: Person) -> None:
        await ann.thread("\x02fox\x03 <b>fox</b> StartSel=x")
        (hit,) = await find(ann, "startsel")
        assert [part["text"] for part in hit["snippet"] if part["hit"]] == ["StartSel"]

    async def test_filters(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        thread, message = await spoken(ann, owner, fake, "The kumquat is ripe.")
        await ann.client.patch(f"/api/v1/threads/{thread}", json={"is_archived": True, "title": "Fruit"})
        assert len(await find(ann, "kumquat", is_archived=True)) == 2
        assert await find(ann, "kumquat", is_archived=False) == []
        assert await find(ann, "kumquat", is_pinned=True) == []
        assert [hit["message_id"] for hit in await find(ann, "kumquat", role="user")] == [message]
        assert await find(ann, "kumquat", after="2999-01-01T00:00:00Z") == []
        assert await find(ann, "kumquat", before="2001-01-01T00:00:00Z") == []
        assert len(await find(ann, "kumquat", after="2001-01-01T00:00:00Z")) == 2

    async def test_pages_show_everything_once(self, ann: Person) -> None:
        threads = {await ann.thread(f"Walrus {number}") for number in range(7)}
        seen: list[str] = []
        asked = {"q": "walrus", "limit": "2"}
        for _ in range(4):
            page = (await ann.client.get("/api/v1/threads/search", params=asked)).json()
            seen += [hit["thread_id"] for hit in page["items"]]
            asked["cursor"] = page["next_cursor"]
        assert asked["cursor"] is None
        assert sorted(seen) == sorted(threads)

    @pytest.mark.parametrize("cursor", ["x", "e30", "WzEsMl0", "ŋ"])
    async def test_refuses_a_cursor_that_it_never_gave(self, ann: Person, cursor: str) -> None:
        answer = await ann.client.get("/api/v1/threads/search", params={"q": "a", "cursor": cursor})
        assert answer.status_code == 422

    async def test_the_longest_message_of_different_words_is_kept(
        self, ann: Person, owner: Person, fake: FakeProvider
    ) -> None:
        """A tsvector has room for 1 MiB; what does not fit must not be refused."""
        model = await add_model(owner, fake, "burst:1", window=4096)
        content = "".join(f"{chr(0x20000 + n % 40000)}{n} " for n in range(140_000))[:990_000]
        _, message = await say(ann, await ann.thread("Long"), content, model_id=model)
        assert (await settled(ann, message))["status"] == "complete"

    async def test_takes_few_statements(self, ann: Person, statements: list[str]) -> None:
        await ann.thread("Walrus")
        statements.clear()
        await find(ann, "walrus")
        assert 0 < len([one for one in statements if "set_config" not in one and "authenticate" not in one]) <= 5


class TestIsolation:
    async def test_nothing_of_another_is_found(
        self, ann: Person, bob: Person, owner: Person, fake: FakeProvider
    ) -> None:
        await spoken(ann, owner, fake, "The secret is xylophone.")
        await ann.thread("Xylophone lessons")
        assert await find(bob, "xylophone") == []
        assert len(await find(ann, "xylophone")) == 4

    async def test_without_a_name_there_is_nothing(self, ann: Person, database: Addresses) -> None:
        await ann.thread("Xylophone lessons")
        with psycopg.connect(database.application) as connection:
            assert connection.execute(SEARCH, {"query": "xylophone", "indexed": "xylophone"}).fetchall() == []

    async def test_the_bin_is_not_searched(self, ann: Person) -> None:
        thread = await ann.thread("Xylophone lessons")
        await ann.client.delete(f"/api/v1/threads/{thread}")
        assert await find(ann, "xylophone") == []


class TestSpeed:
    """By what is read; `bench/` holds the milliseconds."""

    async def test_uses_the_index_among_many_people(self, ann: Person, bob: Person, database: Addresses) -> None:
        plant(database, bob.username, 3000, 10)
        plant(database, ann.username, 3000, 10)
        plan = plan_of(database, ann.username, "zanzibar")
        assert "ix_messages_search" in plan, plan
        assert "Seq Scan" not in plan, plan

    @pytest.mark.parametrize("words", ["river", "riv:*", "w:*", "word123:*", "river & gar:*", "!river"])
    async def test_reads_only_the_newest_for_frequent_words(self, ann: Person, database: Addresses, words: str) -> None:
        plant(database, ann.username, 1000, 10)
        plan = plan_of(database, ann.username, words)
        assert "ix_messages_user_id_created_at_id" in plan, plan
        assert "m.search @@ indexed" not in plan, plan

    async def test_knows_frequent_words_that_were_not_said_of_late(self, ann: Person, database: Addresses) -> None:
        plant(database, ann.username, 1000, 10)
        with psycopg.connect(database.application) as rows:
            rows.execute(NAME_USER, [ann.username])
            rows.execute(
                """update messages set content = 'Nothing.'
                where id in (select id from messages order by created_at desc limit 2000)"""
            )
        plan = plan_of(database, ann.username, "riv:*")
        assert "m.search @@ indexed" not in plan, plan

    async def test_the_first_letters_of_a_word_are_not_asked_of_the_index(
        self, ann: Person, database: Addresses
    ) -> None:
        plant(database, ann.username, 1000, 10)
        plan = plan_of(database, ann.username, "zanzibar & w:*", "zanzibar")
        asked = [line for line in plan.splitlines() if "Index Cond: ((user_id" in line and "@@" in line]
        assert asked, plan
        assert not [line for line in asked if "'w'" in line]


class TestCompleteness:
    """Whichever way is taken, the newest messages with the words are found, each once."""

    @pytest.mark.parametrize(
        "words", ["river", "riv:*", "zanzibar", "word77:*", "word1234:*", "zanzibar & r:*", "river<->garden", "axolotl"]
    )
    async def test_is_what_reading_everything_finds(self, ann: Person, database: Addresses, words: str) -> None:
        plant(database, ann.username, 1000, 10)
        with psycopg.connect(database.application) as rows:
            rows.execute(NAME_USER, [ann.username])
            rows.execute(
                """update messages set content = 'An axolotl.'
                where id in (select id from messages order by created_at limit 1)"""
            )
            # As an import may leave them: many messages of one moment, across the steps in which they are read.
            rows.execute(
                """update messages set created_at = (select min(created_at) from messages)
                where created_at < (select max(created_at) - interval '10 hours' from messages)"""
            )
            expected = rows.execute(
                """select id from messages where search @@ to_tsquery('clew_words', %s)
                order by created_at desc, id desc limit 200""",
                [words],
            ).fetchall()
            found = rows.execute(SEARCH, {"query": words, "indexed": words}).fetchall()
        assert expected or words == "river<->garden"
        assert sorted(id for _, id, _ in found if id is not None) == sorted(id for (id,) in expected)

    async def test_pages_go_through_all_of_a_frequent_word(self, ann: Person, database: Addresses) -> None:
        plant(database, ann.username, 100, 10)
        seen: list[str] = []
        asked = {"q": "riv", "limit": "50"}
        while True:
            page = (await ann.client.get("/api/v1/threads/search", params=asked)).json()
            seen += [hit["message_id"] for hit in page["items"]]
            if page["next_cursor"] is None:
                break
            asked["cursor"] = page["next_cursor"]
        assert len(seen) == len(set(seen)) == 200


SEARCH: LiteralString = """
select * from search_messages(to_tsquery('clew_words', %(query)s), to_tsquery('clew_words', %(indexed)s), now(),
    null, null, null, null, null)
"""


def plan_of(database: Addresses, username: str, query: str, indexed: str | None = None) -> str:
    """What PostgreSQL does inside of the function, as `auto_explain` tells it."""
    address = database.admin.replace("/postgres?", f"/{conninfo_to_dict(database.owner)['dbname']}?")
    told: list[str] = []
    with psycopg.connect(address) as admin:
        admin.add_notice_handler(lambda notice: told.append(notice.message_primary or ""))
        admin.execute("load 'auto_explain'")
        for setting in (
            "auto_explain.log_min_duration = 0",
            "auto_explain.log_nested_statements = on",
            "auto_explain.log_analyze = on",
            "client_min_messages = log",
        ):
            admin.execute(f"set {setting}".encode())
        admin.execute(NAME_USER, [username])
        admin.execute("set role clew_app")
        admin.execute(SEARCH, {"query": query, "indexed": indexed or query})
    return "\n".join(text for text in told if "messages m" in text)
