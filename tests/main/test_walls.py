"""Two walls stand between people: what a store asks for, and what the database shows. Each holds without the other."""

from typing import Any

import pytest
from sqlalchemy import Select, select
from tests.architecture.test_errors import import_everything
from tests.conftest import Person
from tests.fakes.provider import FakeProvider
from tests.main.operations import CANARY, THEIRS, make_things

from clew.infra.caller import Caller
from clew.infra.config import Config
from clew.infra.crypto import load_keys
from clew.infra.db import Database
from clew.infra.embedded_postgres import Addresses
from clew.infra.listing import ListQuery
from clew.infra.store import Store
from clew.kit.errors import NotFound


def stores() -> list[type[Store[Any]]]:
    """Of everything that belongs to a person."""
    import_everything()
    known = [one for one in below(Store) if hasattr(one, "model")]
    return [one for one in known if "user_id" in one.model.__table__.c]


def below(above: type[Store[Any]]) -> list[type[Store[Any]]]:
    """All that are made from it, directly or not."""
    return [found for one in above.__subclasses__() for found in (one, *below(one))]


class TestStores:
    async def test_ask_for_nothing_foreign_even_where_the_database_would_show_it(
        self, database: Addresses, config: Config, ann: Person, bob: Person, owner: Person, fake: FakeProvider
    ) -> None:
        await make_things(ann, owner, fake)
        name = database.application.partition("?")[0].rpartition("/")[2]
        everything = Database(
            database.admin.replace("/postgres?", f"/{name}?"), load_keys(config.data_dir / "walls.key")
        )
        bobs = Caller((await bob.client.get("/api/v1/users/me")).json()["id"])
        anns = Caller((await ann.client.get("/api/v1/users/me")).json()["id"])
        try:
            async with everything.begin() as session:
                for store in stores():
                    hers = (await store(session, anns).page(ListQuery())).items
                    assert hers, store
                    his = (await store(session, bobs).page(ListQuery())).items
                    assert not {row.id for row in his} & {row.id for row in hers}, store
                    assert await store(session, bobs).find(hers[0].id) is None, store
                    with pytest.raises(NotFound):
                        await store(session, bobs).get(hers[0].id)
        finally:
            await everything.close()

    def test_are_all_looked_at(self) -> None:
        assert {one.__name__ for one in stores()} >= {"Threads", "Messages"}


class TestDatabase:
    async def test_shows_nothing_foreign_even_where_a_store_asks_for_it(
        self, monkeypatch: pytest.MonkeyPatch, ann: Person, bob: Person, owner: Person, fake: FakeProvider
    ) -> None:
        things = await make_things(ann, owner, fake)

        def careless(store: Store[Any]) -> Select[Any]:
            return select(store.model)

        monkeypatch.setattr(Store, "visible", careless)
        assert CANARY in (await ann.client.get("/api/v1/threads")).text
        for name, operation in THEIRS.items():
            answer = await operation.call(bob, things)
            assert answer.status_code == 404, name
        for path in ("/api/v1/threads", "/api/v1/threads?sort=created_at&limit=1"):
            assert (await bob.client.get(path)).json()["items"] == []
        assert CANARY in (await ann.client.get(f"/api/v1/threads/{things.thread_id}")).text
