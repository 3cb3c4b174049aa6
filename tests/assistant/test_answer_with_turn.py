"""Who accepts events gets the answer with the response to the turn, and need not ask for it."""

from tests.answers import add_model, ask, follow, kept, settled
from tests.conftest import Person
from tests.fakes.provider import FakeProvider


class TestAnswerWithTheTurn:
    async def test_names_its_messages_and_is_told_to_the_end(
        self, ann: Person, owner: Person, fake: FakeProvider
    ) -> None:
        model = await add_model(owner, fake, "slow:20:5")
        thread = await ann.thread()
        ids, answer = await ask(ann, f"/threads/{thread}/turns", {"content": "Count.", "model_id": model})
        assert len(answer.of("text")) > 1, "it is told while it is written"
        saved = await kept(ann, ids["message_id"])
        assert (saved["content"], saved["status"]) == (answer.text, answer.status) == (answer.text, "complete")
        assert saved["parent_id"] == ids["user_message_id"]
        last_but_one = answer.of("text")[-2]
        rest = await follow(ann.client, ids["message_id"], last_event_id=last_but_one.id)
        assert rest.text == answer.of("text")[-1].data["text"]

    async def test_of_a_request_sent_again_is_the_one_that_was_given(
        self, ann: Person, owner: Person, fake: FakeProvider
    ) -> None:
        model = await add_model(owner, fake, "echo")
        path, body = f"/threads/{await ann.thread()}/turns", {"content": "Once and only once.", "model_id": model}
        ids, answer = await ask(ann, path, body, key="sent again")
        again, same = await ask(ann, path, body, key="sent again")
        assert (again, same.text, same.status) == (ids, answer.text, "complete")
        assert len(fake.asked) == 1

    async def test_that_was_removed_since_is_told_of_no_more(
        self, ann: Person, owner: Person, fake: FakeProvider
    ) -> None:
        model, thread = await add_model(owner, fake, "echo"), await ann.thread()
        body = {"content": "Gone soon.", "model_id": model}
        ids, _ = await ask(ann, f"/threads/{thread}/turns", body, key="gone")
        assert (await ann.client.delete(f"/api/v1/threads/{thread}")).status_code == 204
        again, nothing = await ask(ann, f"/threads/{thread}/turns", body, key="gone")
        assert (again, nothing.events) == (ids, [])

    async def test_that_is_written_anew_is_told_too(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        model = await add_model(owner, fake, "echo")
        ids, first = await ask(ann, f"/threads/{await ann.thread()}/turns", {"content": "One.", "model_id": model})
        anew, second = await ask(ann, f"/messages/{ids['message_id']}/regenerate", {"model_id": model})
        assert anew["user_message_id"] == ids["user_message_id"]
        assert anew["message_id"] != ids["message_id"]
        assert second.text == first.text

    async def test_goes_on_when_the_reader_hangs_up(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        model = await add_model(owner, fake, "slow:20:10")
        path = f"/threads/{await ann.thread()}/turns"
        ids, answer = await ask(ann, path, {"content": "Count.", "model_id": model}, until=2)
        assert answer.status is None
        assert len((await settled(ann, ids["message_id"]))["content"].split()) == 20

    async def test_is_not_promised_where_the_turn_is_refused(self, ann: Person, bob: Person) -> None:
        answer = await bob.client.post(
            f"/api/v1/threads/{await ann.thread()}/turns",
            json={"content": "Mine?"},
            headers={"Accept": "text/event-stream"},
        )
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
