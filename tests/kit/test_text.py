"""Text is stored whole, compared alike and cut where one can see it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.kit.text import comparable, cut_middle, first_words, storable


class TestStorable:
    @given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
    def test_is_all_that_postgresql_can_hold(self, text: str) -> None:
        assert storable(text) is text
        text.encode()

    @pytest.mark.parametrize("text", ["\0", "a\0b", "\ud800", "a\udfffb"])
    def test_is_nothing_else(self, text: str) -> None:
        with pytest.raises(ValueError, match="must not contain"):
            storable(text)


class TestComparable:
    @pytest.mark.parametrize("name", ["ANN", " ann ", "\uff41\uff4e\uff4e", "Ann"])
    def test_sees_through_case_width_and_space(self, name: str) -> None:
        assert comparable(name) == "ann"

    def test_keeps_letters_apart_that_only_look_alike(self) -> None:
        assert comparable("\u0430nn") != "ann"


class TestFirstWords:
    def test_keeps_a_short_line(self) -> None:
        assert first_words("  Plan \n my   move ", 60) == "Plan my move"

    def test_cuts_between_words(self) -> None:
        assert first_words("Plan my move to Lyon next month", 20) == "Plan my move to…"

    def test_cuts_where_there_are_no_words(self) -> None:
        assert first_words("漢" * 100, 10) == "漢" * 9 + "…"

    @given(st.text(max_size=300), st.integers(min_value=2, max_value=60))
    def test_never_exceeds_the_limit(self, text: str, limit: int) -> None:
        assert len(first_words(text, limit)) <= limit


class TestCutMiddle:
    def test_says_how_much_is_left_out(self) -> None:
        cut = cut_middle("a" * 600 + "b" * 600, 300)
        assert "900 characters left out" in cut
        assert cut.startswith("a" * 200)
        assert cut.endswith("b" * 100)

    @given(st.text(max_size=100))
    def test_leaves_what_fits(self, text: str) -> None:
        assert cut_middle(text, 100) == text
