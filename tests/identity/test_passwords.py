"""Passwords as people type them: any characters, any length that is allowed, in either spelling."""

import asyncio
import unicodedata

import argon2
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from clew.identity import passwords
from clew.identity.passwords import acceptable, hash_password, is_outdated, matches
from clew.kit.errors import Invalid, Unavailable

ANY = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=80)


class TestHash:
    @settings(max_examples=8, deadline=None, derandomize=True)
    @given(ANY)
    @example("a" * 71 + "b")
    @example("\u00e9" * 40)
    @example("\ufdfa" * 20)
    @example("pass\u0301word \U0001f511 \u202e reversed")
    @example(" leading and trailing ")
    def test_is_of_the_whole_password_in_any_spelling(self, password: str) -> None:
        hashed = asyncio.run(hash_password(password))
        for form in ("NFC", "NFKD"):
            assert asyncio.run(matches(unicodedata.normalize(form, password), hashed))
        assert not asyncio.run(matches(password + "x", hashed))

    async def test_says_how_it_was_made(self) -> None:
        hashed = await hash_password("a password long enough")
        made = argon2.extract_parameters(hashed)
        assert made.type is argon2.Type.ID
        assert (made.memory_cost, made.time_cost, made.parallelism) == (47104, 1, 1)
        assert (made.hash_len, made.salt_len, made.version) == (32, 16, 19)
        assert hashed != await hash_password("a password long enough"), "each has a salt of its own"

    @pytest.mark.parametrize(
        ("memory", "time", "outdated"), [(47104, 1, False), (19456, 2, True), (47104, 2, True), (8, 1, True)]
    )
    def test_of_other_parameters_is_outdated(self, memory: int, time: int, outdated: bool) -> None:  # noqa: FBT001 the expectation
        other = argon2.PasswordHasher(time_cost=time, memory_cost=memory, parallelism=1)
        assert is_outdated(other.hash("x")) is outdated

    async def test_at_most_four_are_made_at_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Each takes 46 MiB: fifty sign-ins at once must not fill the memory."""
        running, most = 0, 0

        async def pretend(*_: object) -> str:
            nonlocal running, most
            running += 1
            most = max(most, running)
            await asyncio.sleep(0.005)
            running -= 1
            return ""

        monkeypatch.setattr(passwords.asyncio, "to_thread", pretend)
        await asyncio.gather(*(hash_password("x") for _ in range(10)), *(matches("x", None) for _ in range(10)))
        assert most == passwords.AT_ONCE == 4

    async def test_that_too_many_wait_for_comes_back_later(self) -> None:
        """Whoever waits holds a request; those beyond learn at once when to come back, and nobody is lost."""
        tried = await asyncio.gather(*(matches("x", None) for _ in range(50)), return_exceptions=True)
        refused = [one for one in tried if isinstance(one, Unavailable)]
        assert len(refused) == 50 - passwords.AT_ONCE - passwords.WAITING
        assert {one.retry_after for one in refused} == {passwords.COME_BACK}
        assert [one for one in tried if one is False] == [False] * (50 - len(refused))
        assert await matches("x", None) is False


class TestRule:
    @pytest.mark.parametrize("password", ["", "x" * 14, "correct horse", "\U0001f511" * 14])
    def test_too_short(self, password: str) -> None:
        with pytest.raises(Invalid, match="at least 15 characters"):
            acceptable(password)

    @pytest.mark.parametrize("password", ["xyz1" * 257, "\U0001f511abc" * 150])
    def test_too_long(self, password: str) -> None:
        with pytest.raises(Invalid, match="at most 1024 bytes"):
            acceptable(password)

    @pytest.mark.parametrize(
        "password", ["a" * 20, "abababababababab", "clewclewclewclew", "CLEWclewClewcLew", "olgaolgaolgaolga"]
    )
    def test_too_easy(self, password: str) -> None:
        with pytest.raises(Invalid, match="too easy"):
            acceptable(password, "olga", "clew")

    @pytest.mark.parametrize(
        "password", ["fifteen letters", "x1y2" * 256, "\u5bc6\u7801\u5f88\u957f" * 4, "olga likes long walks"]
    )
    def test_good(self, password: str) -> None:
        assert acceptable(password, "olga", "clew") == password

    @settings(max_examples=200, deadline=None, derandomize=True)
    @given(st.text(max_size=300))
    def test_never_fails_in_another_way(self, password: str) -> None:
        try:
            assert acceptable(password, "olga") == password
        except Invalid as refused:
            assert str(refused).endswith(".")  # noqa: PT017 it may be taken as well

    @pytest.mark.parametrize(
        "password",
        ["Password123", "qwertyuiop", "1q2w3e4r5t", "iloveyou", "abcabcabcabcabc", "olga.clew", "clewolga12"],
    )
    def test_too_often_guessed(self, password: str) -> None:
        """Also beside a second factor, where fewer characters are enough."""
        with pytest.raises(Invalid, match="too easy"):
            acceptable(password, "olga", "clew", has_second_factor=True)

    @pytest.mark.parametrize("password", ["9 signs!x", "olga likes rye", "tr0ub4dor&"])
    def test_short_but_beside_a_second_factor(self, password: str) -> None:
        assert acceptable(password, "olga", "clew", has_second_factor=True) == password
        with pytest.raises(Invalid, match="at least 15"):
            acceptable(password, "olga", "clew")
        with pytest.raises(Invalid, match="at least 8"):
            acceptable(password[:7], has_second_factor=True)
