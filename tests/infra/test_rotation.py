"""A new key for the instance, killed at any moment, while servers go on."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import LargeBinary, select, text
from tests.conftest import People, Person

from clew.infra import rotation
from clew.infra.config import Config
from clew.infra.crypto import KeyFile, Place, UnreadableSecret, load_keys, sealed_with
from clew.infra.db import Database, Sealed
from clew.infra.embedded_postgres import Addresses
from clew.infra.rotation import rotate, sealed_columns
from clew.infra.secrets import DataKey, Secret, personal_keys
from clew.integrations.models import OAuthIntegration
from clew.integrations.oauth.store import OAuthIntegrations, Tokens
from clew.kit.errors import Conflict
from clew.kit.ids import new_id
from clew.main.app import KEY_FILE
from clew.main.tables import metadata

NOT_SECRET = {
    *("auth_tokens.token_hash", "thread_shares.token_hash"),  # SHA-256 of 256 random bits
    *("idempotency_keys.request_digest", "documents.digest", "threads.import_digest"),  # tell the same from another
    "conversation_memories.message_digest",  # so does this
    *("invitations.token_hash", "attempt_counts.key"),  # the first as above; the second counts who tries
    *("webauthn_credentials.credential_id", "webauthn_credentials.public_key", "users.passkey_handle"),
    *("trusted_devices.token_hash", "challenges.token_digest"),  # the first as above
    "challenges.code_digest",  # with the token, which stands nowhere
    *("audit_chain.hash", "audit_chain.salt", "audit_chain.personal_digest"),  # they hide what is erased, by the salt
}
BYTES = """
select c.relname || '.' || a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid
where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.atttypid = 'bytea'::regtype
"""


class Killed(BaseException):
    """As if the process was no more."""


@pytest.fixture
def keys(config: Config) -> KeyFile:
    """As another process has them, which read the file once."""
    return load_keys(config.data_dir / KEY_FILE)


@pytest.fixture
async def elsewhere(database: Addresses, keys: KeyFile) -> AsyncIterator[Database]:
    """The connections of another process."""
    opened = Database(database.application, keys)
    yield opened
    await opened.close()


def in_file(config: Config) -> dict[str, Any]:
    return json.loads((config.data_dir / KEY_FILE).read_text())


async def connected(person: Person, token: str) -> UUID:
    """An account elsewhere with that token."""
    async with person.acting() as (session, caller):
        store = OAuthIntegrations(session, caller)
        return (await store.store("github", "ann", Tokens(token, f"refresh {token}", None, ["repo"]))).id


async def opened(person: Person, id: UUID) -> tuple[str, str | None]:
    async with person.acting() as (session, caller):
        store = OAuthIntegrations(session, caller)
        tokens = await store.tokens(await store.get(id))
        return tokens.access, tokens.refresh


async def model_with_key(owner: Person, key: str) -> str:
    body = {"name": f"model {new_id()}", "api_key": key, "config": {"base_url": "http://127.0.0.1:1", "model": "x"}}
    answer = await owner.client.post("/api/v1/ai-models", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


async def opened_key(elsewhere: Database, keys: KeyFile, id: str) -> str:
    async with elsewhere.begin() as session:
        sealed = await session.scalar(text("select api_key from ai_models where id = :id"), {"id": id})
    assert isinstance(sealed, bytes)
    return keys.open(sealed, Place("ai_models", "api_key", UUID(id)))


async def key_ids(elsewhere: Database, person: Person, id: str) -> set[str]:
    """The keys of the instance that a model's key and a person's data key are sealed with."""
    async with elsewhere.begin() as session:
        sealed = await session.scalar(text("select api_key from ai_models where id = :id"), {"id": id})
    async with person.acting() as (session, caller):
        row = (await session.scalars(select(DataKey).where(DataKey.user_id == caller.user_id))).one()
        assert row.key_id == sealed_with(row.wrapped_key)
    assert isinstance(sealed, bytes)
    return {sealed_with(sealed), row.key_id}


class TestRegistry:
    def test_knows_every_column_of_bytes(self, cluster_columns: set[str]) -> None:
        """Whoever adds a column says whether it is sealed, and by whom."""
        sealed = {
            f"{table.name}.{column.name}"
            for holder in ("instance", "person")
            for table, column in sealed_columns(holder)
        }
        assert sealed | NOT_SECRET == cluster_columns
        assert sealed & NOT_SECRET == set()

    def test_what_people_keep_is_sealed_with_keys_of_their_own(self) -> None:
        for table, _ in sealed_columns("person"):
            assert "user_id" in table.columns
        of_the_instance = {table.name for table, _ in sealed_columns("instance") if "user_id" in table.columns}
        assert of_the_instance == {DataKey.__tablename__}

    def test_a_column_without_a_word_would_be_seen(self) -> None:
        plain = [c for table in metadata.sorted_tables for c in table.columns if type(c.type) is LargeBinary]
        assert {f"{column.table.name}.{column.name}" for column in plain} == NOT_SECRET
        assert isinstance(OAuthIntegration.__table__.columns["access_token"].type, Sealed)


@pytest.fixture
def cluster_columns(request: pytest.FixtureRequest) -> set[str]:
    cluster = request.getfixturevalue("cluster")
    with psycopg.connect(cluster.at(cluster.template).owner) as connection:
        return {name for (name,) in connection.execute(sql.SQL(BYTES))}


class TestRotation:
    async def test_seals_everything_with_a_new_key_and_forgets_the_older(
        self, elsewhere: Database, keys: KeyFile, config: Config, ann: Person, owner: Person
    ) -> None:
        account, model = await connected(ann, "canary"), await model_with_key(owner, "sk-of-a-model")
        secret = Secret(id=new_id(), name=f"smtp {new_id()}")
        secret.value = keys.seal("of the instance", Place("secrets", "value", secret.id))
        async with elsewhere.begin() as session:
            session.add(secret)
        before = in_file(config)["current"]
        done = await rotate(elsewhere, keys)
        after = in_file(config)
        assert done.unreadable == 0
        assert done.sealed >= 3
        assert after["current"] != before
        assert list(after["keys"]) == [after["current"]]
        assert await key_ids(elsewhere, ann, model) == {after["current"]}
        fresh = load_keys(config.data_dir / KEY_FILE)
        assert await opened_key(elsewhere, fresh, model) == "sk-of-a-model"
        async with elsewhere.begin() as session:
            row = (await session.scalars(select(Secret).where(Secret.id == secret.id))).one()
            assert fresh.open(row.value, Place("secrets", "value", row.id)) == "of the instance"
            assert (row.revision, row.updated_at) == (1, secret.updated_at), "nobody changed it"
        assert await opened(ann, account) == ("canary", "refresh canary")

    async def test_leaves_what_people_keep_as_it_is(self, elsewhere: Database, keys: KeyFile, ann: Person) -> None:
        """Only the wrapping of their keys changes, however much they keep."""
        account = await connected(ann, "canary")

        async def stored() -> object:
            async with ann.acting() as (session, _):
                return await session.scalar(select(OAuthIntegration.access_token).where(OAuthIntegration.id == account))

        before = await stored()
        await rotate(elsewhere, keys)
        assert await stored() == before

    async def test_goes_on_in_servers_that_run(
        self, elsewhere: Database, keys: KeyFile, config: Config, ann: Person, owner: Person
    ) -> None:
        """The server has read its key file long ago, and what it does first is to seal."""
        account, model = await connected(ann, "before"), await model_with_key(owner, "sk-before")
        await rotate(elsewhere, keys)
        later = await model_with_key(owner, "sk-after")
        assert await opened(ann, account) == ("before", "refresh before")
        tried = await owner.client.post(f"/api/v1/ai-models/{model}/test")
        assert "cannot be read" not in tried.text
        current = in_file(config)["current"]
        assert await key_ids(elsewhere, ann, later) == {current}
        assert await opened_key(elsewhere, load_keys(config.data_dir / KEY_FILE), later) == "sk-after"

    async def test_waits_for_those_who_may_seal_with_the_older_key(
        self, elsewhere: Database, keys: KeyFile, config: Config
    ) -> None:
        """What they write comes after the first look, so there must be a second, or no look before they are done."""
        older = Database(str(elsewhere.engine.url.render_as_string(hide_password=False)), keys)
        row = Secret(id=new_id(), name=f"late {new_id()}")
        async with older.begin() as session:
            row.value = load_keys(config.data_dir / KEY_FILE).seal("late", Place("secrets", "value", row.id))
            await session.execute(text("select 1"))
            with pytest.raises(Conflict, match="does not end"):
                await rotate(elsewhere, keys, patience=0.3)
            assert len(in_file(config)["keys"]) == 2, "the older key stays"
            rotating = asyncio.create_task(rotate(elsewhere, keys))
            await asyncio.sleep(0.5)
            assert not rotating.done()
            session.add(row)
        await rotating
        await older.close()
        async with elsewhere.begin() as session:
            sealed = (await session.scalars(select(Secret.value).where(Secret.id == row.id))).one()
        fresh = load_keys(config.data_dir / KEY_FILE)
        assert fresh.open(sealed, Place("secrets", "value", row.id)) == "late"
        assert len(in_file(config)["keys"]) == 1

    async def test_is_done_by_one_at_a_time(self, elsewhere: Database, keys: KeyFile, config: Config) -> None:
        async with elsewhere.begin() as session:
            await session.execute(text("select pg_advisory_xact_lock(8, 0)"))
            before = in_file(config)
            with pytest.raises(Conflict, match="already"):
                await rotate(elsewhere, keys)
        assert in_file(config) == before

    async def test_leaves_what_no_key_opens_and_the_keys_that_it_names(
        self, elsewhere: Database, keys: KeyFile, config: Config
    ) -> None:
        row = Secret(id=new_id(), name=f"moved {new_id()}")
        row.value = keys.seal("of another row", Place("secrets", "value", new_id()))
        named = sealed_with(row.value)
        async with elsewhere.begin() as session:
            session.add(row)
        done = await rotate(elsewhere, keys)
        assert done.unreadable == 1
        assert named in in_file(config)["keys"]
        async with elsewhere.begin() as session:
            await session.delete(await session.merge(row))
        await rotate(elsewhere, keys)
        assert named not in in_file(config)["keys"]


class TestKill:
    """Wherever it ends, everything opens, and the next one goes on with the same key."""

    @pytest.mark.parametrize(
        "where", ["_wait_for_older", "_seal_column", "_seal_data_keys", "_seal_data_key", "finish"]
    )
    async def test_loses_nothing(
        self,
        elsewhere: Database,
        config: Config,
        people: People,
        owner: Person,
        monkeypatch: pytest.MonkeyPatch,
        where: str,
    ) -> None:
        keys, (ann, bob) = load_keys(config.data_dir / KEY_FILE), [await people.join() for _ in range(2)]
        accounts = {person.username: await connected(person, person.username) for person in (ann, bob)}
        model = await model_with_key(owner, "sk-kept")
        with monkeypatch.context() as patch:
            place: Any = keys if where == "finish" else rotation
            patch.setattr(place, where, killed_after_the_first(getattr(place, where), where))
            with pytest.raises(Killed):
                await rotate(elsewhere, keys)
        current = in_file(config)["current"]
        assert len(in_file(config)["keys"]) >= 2
        survivor = load_keys(config.data_dir / KEY_FILE)
        await self._all_opens(elsewhere, survivor, model, [ann, bob], accounts)
        await rotate(elsewhere, survivor)
        assert in_file(config)["current"] == current, "it went on and did not begin anew"
        assert list(in_file(config)["keys"]) == [current]
        await self._all_opens(elsewhere, load_keys(config.data_dir / KEY_FILE), model, [ann, bob], accounts)

    @staticmethod
    async def _all_opens(
        elsewhere: Database, keys: KeyFile, model: str, people: list[Person], accounts: dict[str, UUID]
    ) -> None:
        assert await opened_key(elsewhere, keys, model) == "sk-kept"
        for person in people:
            async with elsewhere.begin(UUID((await person.client.get("/api/v1/users/me")).json()["id"])) as session:
                found = await session.scalar(select(OAuthIntegration).where(OAuthIntegration.provider == "github"))
                assert found is not None
                own = await personal_keys(session, found.user_id)
                place = Place("oauth_integrations", "access_token", found.id, found.user_id)
                assert own.open(found.access_token, place) == person.username
            assert (await opened(person, accounts[person.username]))[0] == person.username

    def test_of_the_writing_of_the_file_leaves_the_one_before(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        file = tmp_path / "instance.key"
        keys = load_keys(file)
        before = file.read_text()

        def killed(*_: object) -> None:
            raise Killed

        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", killed)
            with pytest.raises(Killed):
                keys.add()
        assert file.read_text() == before
        assert load_keys(file).current == keys.current


def killed_after_the_first(step: Callable[..., Any], where: str) -> Callable[..., Any]:
    """The step done once and the next never begun; what writes the file is not even begun."""
    calls: list[None] = []

    async def steps(*arguments: Any) -> None:
        if calls:
            raise Killed
        calls.append(None)
        await step(*arguments)
        if where in {"_wait_for_older", "_seal_data_keys"}:
            raise Killed

    def begun(*_: Any) -> None:
        raise Killed

    return begun if where == "finish" else steps


class TestPersonalKeys:
    async def test_are_made_once_by_any_number_at_once(self, ann: Person) -> None:
        async def sealed() -> bytes:
            async with ann.acting() as (session, caller):
                return (await personal_keys(session, caller.user_id)).seal("x", Place("t", "c", caller.user_id))

        results = await asyncio.gather(*(sealed() for _ in range(8)))
        assert len({sealed_with(one) for one in results}) == 1
        async with ann.acting() as (session, caller):
            own = await personal_keys(session, caller.user_id)
            assert {own.open(one, Place("t", "c", caller.user_id)) for one in results} == {"x"}

    async def test_open_nothing_of_anybody_else(self, app: Any, ann: Person, bob: Person) -> None:
        account = await connected(ann, "canary")
        async with ann.acting() as (session, caller):
            row = await OAuthIntegrations(session, caller).get(account)
        place = Place("oauth_integrations", "access_token", row.id, row.user_id)
        async with bob.acting() as (session, caller):
            with pytest.raises(UnreadableSecret):
                (await personal_keys(session, caller.user_id)).open(row.access_token, place)
        with pytest.raises(UnreadableSecret):
            app.state.keys.open(row.access_token, place)

    async def test_do_not_open_in_the_name_of_another(self, ann: Person, bob: Person) -> None:
        """A row of `data_keys` that was copied to another person is no use there."""
        await connected(ann, "canary")
        await connected(bob, "other")
        async with ann.acting() as (session, caller):
            row = (await session.scalars(select(DataKey).where(DataKey.user_id == caller.user_id))).one()
        async with bob.acting() as (session, caller):
            stolen = {"key": row.wrapped_key, "id": caller.user_id}
            await session.execute(text("update data_keys set wrapped_key = :key where user_id = :id"), stolen)
            with pytest.raises(UnreadableSecret):
                await personal_keys(session, caller.user_id)
