"""A turn belongs to the server: it is kept, followed, stopped and resumed, whatever happens to those who watch."""

import asyncio
import time

import pytest
from tests.answers import add_model, follow, kept, say, settled
from tests.conftest import Person, Statements
from tests.fakes.provider import FakeProvider

from clew.assistant import turn

# An accent that is a character of its own, several characters that make one picture, flags, Hangul in its parts, both
# directions, and what is longer than 16 bits.
WRITTEN = "e\u0301 👩\u200d👩\u200d👧 🇩🇪🇯🇵 ✌🏽 日本語 \u1112\u1161\u11ab עברית नमस्ते 𝔘𝕟𝕚 ﷽ ß\u2028."


class TestAnswer:
    async def test_is_streamed_and_kept(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        model = await add_model(owner, fake, "burst:64")
        thread = await ann.thread()
        user_message, message = await say(ann, thread, "Count for me.", model_id=model)
        answer = await follow(ann.client, message)
        assert answer.status == "complete"
        assert len(answer.text.split()) == 64
        saved = await kept(ann, message)
        assert saved["content"] == answer.text
        assert saved["status"] == "complete"
        assert saved["parent_id"] == user_message
        assert (saved["input_tokens"], saved["output_tokens"]) != (None, None)
        assert (await kept(ann, user_message))["content"] == "Count for me."

    async def test_keeps_reasoning_apart(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        model = await add_model(owner, fake, "think")
        _, message = await say(ann, await ann.thread(), "Why?", model_id=model)
        answer = await follow(ann.client, message)
        saved = await kept(ann, message)
        assert answer.thinking
        assert saved["thinking"] == answer.thinking
        assert saved["content"] == answer.text

    async def test_goes_on_when_nobody_follows(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        model = await add_model(owner, fake, "slow:20:10")
        _, message = await say(ann, await ann.thread(), "Count.", model_id=model)
        await follow(ann.client, message, until=1)
        async with asyncio.timeout(10):
            while (await kept(ann, message))["status"] == "streaming":
                await asyncio.sleep(0.05)
        assert len((await kept(ann, message))["content"].split()) == 20

    async def test_is_saved_while_it_grows(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        model = await add_model(owner, fake, "hang:5")
        _, message = await say(ann, await ann.thread(), "Count.", model_id=model)
        async with asyncio.timeout(5):
            while len((await kept(ann, message))["content"].split()) < 5:
                await asyncio.sleep(0.05)
        assert (await kept(ann, message))["status"] == "streaming"
        await ann.client.post(f"/api/v1/messages/{message}/stop")

    async def test_sends_the_branch_to_the_model(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        model = await add_model(owner, fake, "echo")
        thread = await ann.thread()
        for content in ("first", "second"):
            await settled(ann, (await say(ann, thread, content, model_id=model))[1])
        sent = fake.asked[-1].messages
        assert [message["role"] for message in sent] == ["system", "user", "assistant", "user"]
        assert [sent[1]["content"], sent[3]["content"]] == ["first", "second"]

    async def test_survives_text_that_no_database_can_hold(
        self, ann: Person, owner: Person, fake: FakeProvider
    ) -> None:
        model = await add_model(owner, fake, "nul")
        _, message = await say(ann, await ann.thread(), "Go.", model_id=model)
        answer = await follow(ann.client, message)
        saved = await kept(ann, message)
        assert saved["status"] == answer.status == "complete"
        assert saved["content"] == answer.text
        assert "\0" not in answer.text


class TestResume:
    async def test_gives_the_same_bytes_from_every_event_on(
        self, ann: Person, owner: Person, fake: FakeProvider
    ) -> None:
        model = await add_model(owner, fake, "bytes")
        _, message = await say(ann, await ann.thread(), "Go.", model_id=model)
        live = await follow(ann.client, message)
        after = await follow(ann.client, message)
        assert after.text == live.text == (await kept(ann, message))["content"]
        seen = ""
        for event in live.of("text"):
            seen += event.data["text"]
            rest = await follow(ann.client, message, last_event_id=event.id)
            assert seen + rest.text == live.text
            assert rest.status == "complete"

    async def test_gives_the_same_bytes_from_every_offset_on(
        self, ann: Person, owner: Person, fake: FakeProvider
    ) -> None:
        """Also from within what looks like one character, while it is written and afterwards."""
        model = await add_model(owner, fake, "spell:10")
        _, message = await say(ann, await ann.thread(), WRITTEN, model_id=model)
        offsets = [f"0-{length}" for length in range(len(WRITTEN) + 1)]
        live = await asyncio.gather(*(follow(ann.client, message, offset) for offset in offsets))
        saved = [await follow(ann.client, message, offset) for offset in offsets]
        assert len(live[0].of("text")) > 2, "it was followed while it was written"
        for length, answers in enumerate(zip(live, saved, strict=True)):
            for answer in answers:
                assert WRITTEN[:length].encode() + answer.text.encode() == WRITTEN.encode()
                assert answer.status == "complete"
                assert [event.id for event in answer.of("text")][-1:] == [f"0-{len(WRITTEN)}"] * (answer.text != "")

    async def test_knows_how_much_of_each_kind_was_seen(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        model = await add_model(owner, fake, "think")
        _, message = await say(ann, await ann.thread(), "Why?", model_id=model)
        whole = await follow(ann.client, message)
        for thinking in range(len(whole.thinking) + 1):
            for text in range(len(whole.text) + 1):
                rest = await follow(ann.client, message, f"{thinking}-{text}")
                assert (rest.thinking, rest.text) == (whole.thinking[thinking:], whole.text[text:])

    async def test_after_a_reload_in_mid_answer(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        model = await add_model(owner, fake, "slow:30:20")
        _, message = await say(ann, await ann.thread(), "Go.", model_id=model)
        before = await follow(ann.client, message, until=5)
        resumed, fresh = await asyncio.gather(
            follow(ann.client, message, last_event_id=before.events[-1].id), follow(ann.client, message)
        )
        assert before.text + resumed.text == fresh.text
        assert fresh.text == (await kept(ann, message))["content"]

    async def test_two_followers_see_the_same(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        model = await add_model(owner, fake, "slow:20:10")
        _, message = await say(ann, await ann.thread(), "Go.", model_id=model)
        first, second = await asyncio.gather(follow(ann.client, message), follow(ann.client, message))
        assert first.text == second.text
        assert len(first.text.split()) == 20

    @pytest.mark.parametrize("offset", ["x", "1", "1-", "-1", "1-2-3", "١-٢", "0x1-0"])
    async def test_refuses_an_offset_that_it_never_gave(
        self, ann: Person, owner: Person, fake: FakeProvider, offset: str
    ) -> None:
        model = await add_model(owner, fake, "burst:2")
        _, message = await say(ann, await ann.thread(), "Go.", model_id=model)
        answer = await ann.client.get(
            f"/api/v1/messages/{message}/events", headers=[(b"Last-Event-ID", offset.encode())]
        )
        assert answer.status_code == 422

    async def test_is_for_the_owner_only(self, ann: Person, bob: Person, owner: Person, fake: FakeProvider) -> None:
        model = await add_model(owner, fake, "slow:20:10")
        _, message = await say(ann, await ann.thread(), "Secret.", model_id=model)
        assert (await bob.client.get(f"/api/v1/messages/{message}/events")).status_code == 404
        assert (await bob.client.post(f"/api/v1/messages/{message}/stop")).status_code == 404
        assert (await settled(ann, message))["status"] == "complete"


class TestStop:
    async def test_keeps_the_partial_and_reaches_the_provider(
        self, ann: Person, owner: Person, fake: FakeProvider
    ) -> None:
        model = await add_model(owner, fake, "hang:5")
        _, message = await say(ann, await ann.thread(), "Go.", model_id=model)
        watching = asyncio.create_task(follow(ann.client, message))
        seen = await fake.next_request()
        await asyncio.sleep(0.3)
        begun = time.perf_counter()
        stopped = (await ann.client.post(f"/api/v1/messages/{message}/stop")).json()
        elapsed = time.perf_counter() - begun
        answer = await watching
        assert stopped["status"] == answer.status == "interrupted"
        assert stopped["content"] == answer.text == (await kept(ann, message))["content"]
        assert len(answer.text.split()) == 5
        async with asyncio.timeout(2):
            await seen.hung_up.wait()
        assert elapsed < 2

    async def test_before_the_first_token(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        model = await add_model(owner, fake, "hang-headers")
        _, message = await say(ann, await ann.thread(), "Go.", model_id=model)
        await fake.next_request()
        stopped = (await ann.client.post(f"/api/v1/messages/{message}/stop")).json()
        assert (stopped["status"], stopped["content"]) == ("interrupted", "")

    async def test_twice_changes_nothing(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        model = await add_model(owner, fake, "burst:3")
        _, message = await say(ann, await ann.thread(), "Go.", model_id=model)
        before = await settled(ann, message)
        answer = await ann.client.post(f"/api/v1/messages/{message}/stop")
        assert answer.status_code == 200
        assert answer.json() == before

    async def test_at_the_moment_of_the_start(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        model = await add_model(owner, fake, "hang:1")
        for _ in range(10):
            _, message = await say(ann, await ann.thread(), "Go.", model_id=model)
            stopped = await ann.client.post(f"/api/v1/messages/{message}/stop")
            assert stopped.json()["status"] == "interrupted"


class TestFailure:
    @pytest.mark.parametrize(
        ("behaviour", "code"),
        [
            ("fail", "provider_failed"),
            ("busy:60", "provider_busy"),
            ("status:401", "provider_refused"),
            ("garbage", "provider_garbled"),
            ("html", "provider_garbled"),
            ("endless-line", "provider_garbled"),
            ("error:3", "provider_failed"),
        ],
    )
    async def test_is_told_and_kept(
        self, ann: Person, owner: Person, fake: FakeProvider, behaviour: str, code: str
    ) -> None:
        model = await add_model(owner, fake, behaviour)
        user_message, message = await say(ann, await ann.thread(), "Go.", model_id=model)
        answer = await follow(ann.client, message)
        assert answer.status == "failed"
        assert answer.of("error")[0].data["code"] == code
        saved = await kept(ann, message)
        assert saved["status"] == "failed"
        assert saved["error"] == answer.of("error")[0].data
        assert "sk-test" not in str(saved)
        assert (await kept(ann, user_message))["content"] == "Go."

    async def test_in_the_middle_keeps_what_was_said(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        model = await add_model(owner, fake, "cut:5")
        _, message = await say(ann, await ann.thread(), "Go.", model_id=model)
        answer = await follow(ann.client, message)
        assert answer.status == "failed"
        assert len(answer.text.split()) == 5
        assert (await kept(ann, message))["content"] == answer.text

    async def test_of_an_unreachable_provider(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        model = await add_model(owner, fake, "echo", base_url="http://127.0.0.1:1/v1")
        _, message = await say(ann, await ann.thread(), "Go.", model_id=model)
        answer = await follow(ann.client, message)
        assert answer.of("error")[0].data["code"] == "provider_unreachable"

    async def test_a_private_address_needs_consent(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        model = await add_model(owner, fake, "echo", allow_private_network=False)
        _, message = await say(ann, await ann.thread(), "Go.", model_id=model)
        assert (await settled(ann, message))["status"] == "failed"
        assert fake.seen == []

    async def test_can_be_tried_again_beside_it(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        failing, working = await add_model(owner, fake, "fail"), await add_model(owner, fake, "echo")
        thread = await ann.thread()
        user_message, failed = await say(ann, thread, "Go.", model_id=failing)
        await settled(ann, failed)
        retried = await ann.client.post(f"/api/v1/messages/{failed}/regenerate", json={"model_id": working})
        assert retried.status_code == 201
        assert retried.json()["user_message_id"] == user_message
        saved = await settled(ann, retried.json()["message_id"])
        assert (saved["status"], saved["parent_id"]) == ("complete", user_message)
        branch = (await ann.client.get(f"/api/v1/threads/{thread}/branch")).json()["items"]
        assert [message["id"] for message in branch] == [user_message, saved["id"]]
        assert branch[1]["sibling_ids"] == [failed, saved["id"]]


class TestBranches:
    async def test_an_edit_is_a_sibling_and_loses_nothing(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        model = await add_model(owner, fake, "echo")
        thread = await ann.thread()
        first, answer = await say(ann, thread, "One.", model_id=model)
        await settled(ann, answer)
        edited, second_answer = await say(ann, thread, "Two.", model_id=model, parent_id=None)
        await settled(ann, second_answer)
        everything = (await ann.client.get(f"/api/v1/threads/{thread}/messages")).json()["items"]
        assert {message["id"] for message in everything} == {first, answer, edited, second_answer}
        branch = (await ann.client.get(f"/api/v1/threads/{thread}/branch")).json()["items"]
        assert [message["id"] for message in branch] == [edited, second_answer]
        assert branch[0]["sibling_ids"] == [first, edited]

    async def test_an_answer_in_progress_takes_no_reply(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        model = await add_model(owner, fake, "hang:1")
        thread = await ann.thread()
        _, message = await say(ann, thread, "Go.", model_id=model)
        answer = await ann.client.post(f"/api/v1/threads/{thread}/turns", json={"content": "And?"})
        assert (answer.status_code, answer.json()["code"]) == (409, "answer_in_progress")
        again = await ann.client.post(f"/api/v1/messages/{message}/regenerate")
        assert (again.status_code, again.json()["code"]) == (409, "answer_in_progress")
        await ann.client.post(f"/api/v1/messages/{message}/stop")

    async def test_of_fifty_turns_at_once_one_is_taken(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        model = await add_model(owner, fake, "hang:1")
        thread = await ann.thread()
        body = {"content": "Me!", "model_id": model}
        answers = await asyncio.gather(
            *(ann.client.post(f"/api/v1/threads/{thread}/turns", json=body) for _ in range(50))
        )
        statuses = sorted(answer.status_code for answer in answers)
        assert statuses == [201] + [409] * 49
        (taken,) = [answer.json()["message_id"] for answer in answers if answer.status_code == 201]
        await ann.client.post(f"/api/v1/messages/{taken}/stop")

    async def test_a_parent_in_another_thread_is_not_found(
        self, ann: Person, owner: Person, fake: FakeProvider
    ) -> None:
        model = await add_model(owner, fake, "echo")
        _, message = await say(ann, await ann.thread(), "Go.", model_id=model)
        await settled(ann, message)
        answer = await ann.client.post(
            f"/api/v1/threads/{await ann.thread()}/turns", json={"content": "Go.", "parent_id": message}
        )
        assert answer.status_code == 404

    async def test_only_an_answer_is_written_anew(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        model = await add_model(owner, fake, "echo")
        user_message, message = await say(ann, await ann.thread(), "Go.", model_id=model)
        await settled(ann, message)
        answer = await ann.client.post(f"/api/v1/messages/{user_message}/regenerate")
        assert answer.status_code == 409


class TestSending:
    async def test_twice_with_one_key_is_one_turn(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        model = await add_model(owner, fake, "echo")
        thread = await ann.thread()
        body, key = {"content": "Once.", "model_id": model}, {"Idempotency-Key": "k1"}
        answers = await asyncio.gather(
            *(ann.client.post(f"/api/v1/threads/{thread}/turns", json=body, headers=key) for _ in range(5))
        )
        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.text for answer in answers}) == 1
        await settled(ann, answers[0].json()["message_id"])
        assert len((await ann.client.get(f"/api/v1/threads/{thread}/messages")).json()["items"]) == 2
        other = await ann.client.post(
            f"/api/v1/threads/{thread}/turns", json={"content": "Other."}, headers={"Idempotency-Key": "k1"}
        )
        assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")

    async def test_a_hundred_thousand_characters(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        model = await add_model(owner, fake, "burst:3", window=4096)
        content = "".join(f"{number} bottles of beer on the wall. " for number in range(3500))[:100_000]
        user_message, message = await say(ann, await ann.thread(), content, model_id=model)
        saved = await settled(ann, message)
        assert (await kept(ann, user_message))["content"] == content
        assert saved["status"] == "complete"
        assert saved["metadata"]["context"]["cut_characters"] > 50_000
        assert len(fake.asked[-1].messages[-1]["content"]) < 4096 * 4

    async def test_a_model_that_is_not_configured(self, ann: Person) -> None:
        thread = await ann.thread()
        body = {"content": "Go.", "model_id": "01980000-0000-7000-8000-0000000fffff"}
        answer = await ann.client.post(f"/api/v1/threads/{thread}/turns", json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, "model_not_configured")
        assert (await ann.client.get(f"/api/v1/threads/{thread}/messages")).json()["items"] == []


class TestTitle:
    async def test_comes_from_the_first_words_at_once(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        model = await add_model(owner, fake, "hang:1")
        thread = await ann.thread()
        _, message = await say(ann, thread, "Help me to plan  my\nmove to Lyon", model_id=model)
        assert (await ann.client.get(f"/api/v1/threads/{thread}")).json()["title"] == "Help me to plan my move to Lyon"
        await ann.client.post(f"/api/v1/messages/{message}/stop")

    async def test_is_written_by_the_model_after_the_first_turn(
        self, ann: Person, owner: Person, fake: FakeProvider
    ) -> None:
        model = await add_model(owner, fake, "title")
        thread = await ann.thread()
        await settled(ann, (await say(ann, thread, "Tell me about foxes.", model_id=model))[1])
        async with asyncio.timeout(90):  # those of the tests before come first, and their models are gone
            while (await ann.client.get(f"/api/v1/threads/{thread}")).json()["title"] == "Tell me about foxes.":
                await asyncio.sleep(0.1)
        assert any("response_format" in seen.body for seen in fake.seen)

    async def test_of_a_person_is_never_overwritten(self, ann: Person, owner: Person, fake: FakeProvider) -> None:
        model = await add_model(owner, fake, "title")
        thread = await ann.thread("Mine")
        await settled(ann, (await say(ann, thread, "Tell me about foxes.", model_id=model))[1])
        await asyncio.sleep(1)
        assert (await ann.client.get(f"/api/v1/threads/{thread}")).json()["title"] == "Mine"


class TestCost:
    async def test_a_turn_takes_seven_statements(
        self,
        ann: Person,
        owner: Person,
        fake: FakeProvider,
        statements: Statements,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """The thread's lock, the models, the branch, both messages, the new end; the answer, and the queue."""
        monkeypatch.setattr(turn, "SAVE_EVERY", 60)  # one more for every fifth of a second that the answer takes
        model = await add_model(owner, fake, "burst:64")
        thread = await ann.thread()
        await settled(ann, (await say(ann, thread, "Go.", model_id=model))[1])
        body = {"content": "Go on.", "model_id": model}
        taken = await ann.client.post(f"/api/v1/threads/{thread}/turns", json=body)
        assert (await settled(ann, taken.json()["message_id"]))["status"] == "complete"
        assert len(statements.of(taken)) == 7, statements.of(taken)
