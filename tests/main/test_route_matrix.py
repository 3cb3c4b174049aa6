"""Every operation by everybody who must not call it, from the list of what the application really serves."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, ClassVar

import httpx
import pytest
from fastapi import FastAPI
from tests.conftest import People, Person
from tests.fakes.provider import FakeProvider
from tests.identity.administration import Administrator
from tests.main.actors import (
    Actor,
    as_deactivated,
    as_deactivated_in_a_browser,
    before_the_second_factor,
    with_access_token_before_the_last,
    with_expired_session,
    with_expired_token,
    with_refresh_token,
    with_revoked_token,
    with_signed_out_session,
    with_token_for_another_use,
)
from tests.main.ids_inside import ids_inside
from tests.main.operations import (
    CANARY,
    EVERYBODYS,
    FILTERS,
    GUARDED,
    HIDDEN,
    OPERATIONS,
    REFERENCES,
    THEIRS,
    WATCHED,
    Reach,
    Things,
    described,
    make_things,
    nameless,
    served,
)

from clew.kit.ids import new_id
from clew.main.problems import MEDIA_TYPE

MALFORMED = [
    "Bearer",
    "Bearer two words",
    "Bearer nonsense",
    "Bearer clew_" + "A" * 43,
    "Basic YTpi",
    "clew_x",
    "Bearer \xe9 \xff",
]


@dataclass(frozen=True, slots=True)
class Ann:
    """Who owns what the matrix tries to reach."""

    person: Person
    things: Things

    async def everything(self) -> dict[str, Any]:
        """All that she has, as the API shows it."""
        thread = f"/api/v1/threads/{self.things.thread_id}"
        paths = ["/api/v1/users/me", "/api/v1/threads", thread, f"{thread}/messages", f"{thread}/branch"]
        paths += [f"{thread}/draft", f"{thread}/queue", f"{thread}/shares", f"/api/v1/shared/{self.things.token}"]
        paths += [f"/api/v1/messages/{self.things.answer_id}", f"/api/v1/ai-models/{self.things.model_id}"]
        lists = [OPERATIONS[name].path for name, _ in FILTERS if name != "export_memories"]  # which names its time
        paths += ["/api/v1/threads/bin", *lists]
        answers = {path: await self.person.client.get(path) for path in paths}
        assert {answer.status_code for answer in answers.values()} == {200}
        return {path: answer.json() for path, answer in answers.items()}


@pytest.fixture(scope="module")
async def provider() -> AsyncIterator[FakeProvider]:
    async with FakeProvider() as fake:
        yield fake


@pytest.fixture(scope="module")
async def anns(people: People, owner: Person, provider: FakeProvider) -> Ann:
    ann = await people.join()
    return Ann(ann, await make_things(ann, owner, provider))


class TestCoverage:
    def test_every_operation_has_a_request(self, app: FastAPI) -> None:
        named = described(app)
        assert set(OPERATIONS) == set(named)
        assert served(app) - HIDDEN == set(named.values())
        wrong = [
            name
            for name, one in OPERATIONS.items()
            if (one.method, nameless(one.path)) != (named[name][0], nameless(named[name][1]))
        ]
        assert wrong == []

    async def test_every_request_is_valid(self, people: People, owner: Person, provider: FakeProvider) -> None:
        """Refusals mean something only where the same request from the right person is taken."""
        for name, operation in GUARDED.items():
            person = owner if operation.reach is Reach.guarded else await people.join()
            answer = await operation.call(person, await make_things(person, owner, provider, of=name))
            assert answer.status_code in {200, 201, 204}, (name, answer.text)


class TestNobody:
    @pytest.mark.parametrize("header", ["", *MALFORMED])
    async def test_without_a_credential_or_with_a_broken_one(self, server: str, anns: Ann, header: str) -> None:
        headers = [(b"Authorization", header.encode("latin-1"))] if header else []
        before = await anns.everything()
        async with httpx.AsyncClient(base_url=server, headers=headers) as client:
            await refused(client, anns.things)
        assert await anns.everything() == before

    @pytest.mark.parametrize("body", [b'{"unknown": 1}', b"[]", b"1"])
    async def test_before_a_body_is_looked_at(self, server: str, anns: Ann, body: bytes) -> None:
        """What is wrong with a request is told only to those who may make it."""
        async with httpx.AsyncClient(base_url=server) as client:
            for name, operation in GUARDED.items():
                if operation.body is not None:
                    answer = await operation.call(
                        client, anns.things, json=None, content=body, headers={"Content-Type": "application/json"}
                    )
                    assert answer.status_code == 401, name

    @pytest.mark.parametrize(
        "actor",
        [
            with_expired_session,
            with_signed_out_session,
            with_revoked_token,
            with_expired_token,
            with_token_for_another_use,
            before_the_second_factor,
            with_refresh_token,
            with_access_token_before_the_last,
            as_deactivated,
            as_deactivated_in_a_browser,
        ],
    )
    async def test_with_a_credential_that_has_ended(
        self, app: FastAPI, server: str, people: People, anns: Ann, actor: Actor
    ) -> None:
        headers = await actor(app, server, people, anns.person)
        before = await anns.everything()
        async with httpx.AsyncClient(base_url=server, headers=headers) as client:
            await refused(client, anns.things)
        assert await anns.everything() == before


class TestProgram:
    @pytest.mark.parametrize("name", sorted(name for name, one in OPERATIONS.items() if one.is_confirmed))
    async def test_does_nothing_that_needs_a_fresh_proof(self, anns: Ann, name: str) -> None:
        """Its token is the person's own, and may have been lying about for months."""
        before = await anns.everything()
        answer = await OPERATIONS[name].call(anns.person.client, anns.things)
        assert answer.status_code == 403, answer.text
        assert answer.json()["code"] in {"confirmation_needed", "forbidden"}
        assert await anns.everything() == before


class TestSomebodyElse:
    @pytest.mark.parametrize("name", sorted({*THEIRS, *WATCHED}))
    async def test_finds_nothing(self, anns: Ann, bob: Person, name: str) -> None:
        before = await anns.everything()
        answer = await OPERATIONS[name].call(bob, anns.things)
        unknown = await OPERATIONS[name].call(bob, Things.unknown())
        assert answer.status_code == 404, answer.text
        assert told(answer) == told(unknown)
        assert await anns.everything() == before

    @pytest.mark.parametrize("name", sorted(name for name, one in OPERATIONS.items() if one.reach is Reach.own))
    async def test_gets_their_own(self, anns: Ann, bob: Person, name: str) -> None:
        before = await anns.everything()
        answer = await OPERATIONS[name].call(bob, anns.things)
        assert answer.status_code in {200, 201, 204}
        assert CANARY not in answer.text
        assert str(anns.things.thread_id) not in answer.text
        assert anns.person.username not in answer.text
        assert await anns.everything() == before

    @pytest.mark.parametrize("name", sorted(name for name, one in OPERATIONS.items() if one.reach is Reach.guarded))
    async def test_is_stopped_at_the_gate(self, anns: Ann, bob: Person, name: str) -> None:
        before = await anns.everything()
        answer = await OPERATIONS[name].call(bob, anns.things)
        unknown = await OPERATIONS[name].call(bob, Things.unknown())
        assert answer.status_code == 403
        assert told(answer) == told(unknown)
        assert await anns.everything() == before

    async def test_with_a_lower_role_goes_where_it_leads_and_nowhere_else(
        self, people: People, owner: Person, anns: Ann
    ) -> None:
        helper = await people.join()
        async with people.browser(owner) as confirmed:
            admin = Administrator(owner, confirmed)
            role = await admin.role()
            await admin.allow(role, "role:list")
            await admin.grant(helper, role)
        for name, operation in OPERATIONS.items():
            if operation.reach is Reach.guarded:
                answer = await operation.call(helper, anns.things)
                assert answer.status_code == (200 if name == "list_roles" else 403), name

    async def test_is_stopped_there_before_what_was_sent_is_looked_at(self, anns: Ann, bob: Person) -> None:
        for name, operation in OPERATIONS.items():
            if operation.reach is Reach.guarded and operation.body is not None:
                for body in (b'{"unknown": 1}', b"[]", b"1"):
                    sent = {"json": None, "content": body, "headers": {"Content-Type": "application/json"}}
                    answer = await operation.call(bob, anns.things, **sent)
                    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden"), name

    async def test_who_runs_the_instance_is_somebody_else_too(self, people: People, anns: Ann) -> None:
        owner = await people.join(owner=True)  # with nothing of their own
        before = await anns.everything()
        for name, operation in THEIRS.items():
            answer = await operation.call(owner, anns.things)
            assert answer.status_code == 404, name
        assert await anns.everything() == before

    @pytest.mark.parametrize("name", sorted(WATCHED))
    async def test_but_for_what_they_watch_over(self, anns: Ann, owner: Person, name: str) -> None:
        answer = await WATCHED[name].call(owner, anns.things)
        assert answer.status_code == 200, answer.text


class TestIdsInside:
    """An id is a question about rights wherever it stands: in the body and in the query as well as in the path."""

    OWN: ClassVar[dict[tuple[str, str], str]] = {
        ("take_turn", "parent_id"): "answer_id",
        ("choose_branch", "message_id"): "answer_id",
        ("fork_thread", "message_id"): "answer_id",
        ("order_queue", "ids"): "item_id",
        ("get_branch", "leaf"): "answer_id",
        ("get_branch", "before"): "answer_id",
        ("get_branch", "after"): "answer_id",
        ("get_branch", "around"): "answer_id",
    }
    SHARED: tuple[tuple[str, str], ...] = (
        ("take_turn", "model_id"),
        ("regenerate", "model_id"),
        ("queue_message", "model_id"),
        ("change_queued_message", "model_id"),
    )
    IN_A_FILE: tuple[tuple[str, str], ...] = (
        ("import_thread", "head_message_id"),
        ("import_thread", "id"),
        ("import_thread", "parent_id"),
        ("import_memories", "id"),
        ("import_memories", "parent_memory_id"),
        ("import_memories", "source_memory_id"),
        ("import_memories", "target_memory_id"),
    )

    def test_are_all_known(self, app: FastAPI) -> None:
        assert set(ids_inside(app)) == {*self.OWN, *self.SHARED, *self.IN_A_FILE, *REFERENCES, *FILTERS, *EVERYBODYS}

    @pytest.mark.parametrize(("operation", "field"), OWN)
    @pytest.mark.parametrize("whose", ["of another person", "of another thread"])
    async def test_that_are_foreign_are_not_there(
        self,
        anns: Ann,
        bob: Person,
        owner: Person,
        provider: FakeProvider,
        operation: str,
        field: str,
        whose: str,
    ) -> None:
        mine = await make_things(bob, owner, provider)
        foreign = anns.things if whose == "of another person" else await make_things(bob, owner, provider)
        before = await anns.everything()
        messages = f"/api/v1/threads/{mine.thread_id}/messages"
        kept = (await bob.client.get(messages)).json()
        thing = self.OWN[operation, field]
        answer = await self._call(bob, mine, operation, field, getattr(foreign, thing))
        unknown = await self._call(bob, mine, operation, field, new_id())
        own = await self._call(bob, mine, operation, field, getattr(mine, thing))
        assert (answer.status_code, unknown.status_code) == (404, 404), answer.text
        assert told(answer) == told(unknown)
        assert await anns.everything() == before
        assert own.status_code in {200, 201}, "only the foreign id is refused"
        if operation != "take_turn":
            assert (await bob.client.get(messages)).json() == kept

    async def test_of_a_file_name_nothing_outside_of_it(self, anns: Ann, bob: Person) -> None:
        """Whoever knows the ids of somebody's messages can write a file that has them; what is made has others."""
        operation, before = OPERATIONS["import_thread"], await anns.everything()
        file: Any = operation.body and operation.body(anns.things)
        question, answer = str(anns.things.question_id), str(anns.things.answer_id)
        first = file["messages"][0] | {"id": question}
        forged = {**file, "messages": [first, {**first, "id": answer, "parent_id": question}]}
        made = await operation.call(bob, anns.things, json={**forged, "head_message_id": answer})
        assert made.status_code == 201, made.text
        messages = (await bob.client.get(f"/api/v1/threads/{made.json()['id']}/messages")).json()["items"]
        ids = {message["id"] for message in messages}
        assert len(ids) == 2
        assert not ids & {question, answer}
        assert [message["parent_id"] in {None, *ids} for message in messages] == [True, True]
        assert made.json()["head_message_id"] in ids
        for id in (new_id(), anns.things.thread_id):
            alone = await operation.call(bob, anns.things, json={**file, "head_message_id": str(id)})
            assert alone.status_code == 422
        assert await anns.everything() == before

    @pytest.mark.parametrize(("operation", "field"), SHARED)
    async def test_of_a_model_that_is_switched_off_is_like_unknown(
        self, bob: Person, owner: Person, provider: FakeProvider, operation: str, field: str
    ) -> None:
        mine, off = await make_things(bob, owner, provider), (await make_things(bob, owner, provider)).model_id
        await owner.client.patch(f"/api/v1/ai-models/{off}", json={"is_active": False})
        answer = await self._call(bob, mine, operation, field, off)
        unknown = await self._call(bob, mine, operation, field, new_id())
        assert (answer.status_code, answer.json()["code"]) == (422, "model_not_configured")
        assert told(answer) == told(unknown)

    async def _call(self, person: Person, things: Things, name: str, field: str, value: object) -> httpx.Response:
        operation = OPERATIONS[name]
        if operation.body is None:
            return await operation.call(person, things, params={field: str(value)})
        body: Any = operation.body(things)
        given = [str(value)] if isinstance(body.get(field), list) else str(value)
        return await operation.call(person, things, json={**body, field: given})


async def refused(client: httpx.AsyncClient, things: Things) -> None:
    """Nothing is answered but that nobody is signed in, whether or not the thing exists."""
    for name, operation in GUARDED.items():
        for about in (things, Things.unknown()):
            answer = await operation.call(client, about)
            assert answer.status_code == 401, (name, answer.status_code, answer.text)
            assert answer.json()["code"] == "unauthenticated"
            assert answer.headers["content-type"] == MEDIA_TYPE
            assert answer.headers["www-authenticate"] == "Bearer"


def told(answer: httpx.Response) -> dict[str, Any]:
    """The answer without what differs between any two."""
    assert answer.headers["content-type"] == MEDIA_TYPE
    return {name: value for name, value in answer.json().items() if name != "request_id"}
