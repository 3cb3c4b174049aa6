from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.providers.sse_parser import EventTooLong, SseParser

STREAM = (
    ": a comment keeps the line open\n"
    "\n"
    'data: {"text": "grüße 🧵"}\n'
    "\n"
    "event: error\n"
    "id: 7\n"
    "retry: 10\n"
    "data:first\n"
    "data: second\n"
    "data:  two spaces\n"
    "data\n"
    "\n"
    "dat: no field of ours\n"
    "\n\n"
    "data: [DONE]\n"
    "\n"
)
EVENTS = ['{"text": "grüße 🧵"}', "first\nsecond\n two spaces\n", "[DONE]"]


def parse(chunks: list[bytes]) -> list[str]:
    parser = SseParser()
    found = [event for chunk in chunks for event in parser.feed(chunk)]
    return [event.decode() for event in [*found, *parser.finish()]]


def cut(stream: bytes, places: list[int]) -> list[bytes]:
    edges = [0, *sorted(place % (len(stream) + 1) for place in places), len(stream)]
    return [stream[start:end] for start, end in pairwise(edges)]


class TestLineEnds:
    @pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
    def test_all_three_give_the_same_events(self, end: str) -> None:
        assert parse([STREAM.replace("\n", end).encode()]) == EVENTS

    def test_they_may_be_mixed(self) -> None:
        assert parse([b"data: a\r\n\ndata: b\r\rdata: c\n\r\n"]) == ["a", "b", "c"]

    def test_a_line_feed_after_a_cut_belongs_to_the_carriage_return_before_it(self) -> None:
        assert parse([b"data: a\r", b"\ndata: b\r", b"\n\r", b"\n"]) == ["a\nb"]

    def test_an_empty_chunk_does_not_part_them(self) -> None:
        assert parse([b"data: a\r", b"", b"\ndata: b\n\n"]) == ["a\nb"]


class TestCuts:
    @given(st.sampled_from(["\n", "\r", "\r\n"]), st.lists(st.integers(min_value=0), max_size=40))
    def test_any_cut_gives_the_same_events(self, end: str, places: list[int]) -> None:
        assert parse(cut(STREAM.replace("\n", end).encode(), places)) == EVENTS

    @pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
    def test_byte_by_byte(self, end: str) -> None:
        assert parse([bytes([byte]) for byte in STREAM.replace("\n", end).encode()]) == EVENTS

    @given(st.binary(max_size=300), st.lists(st.integers(min_value=0), max_size=20))
    def test_no_bytes_break_it(self, stream: bytes, places: list[int]) -> None:
        def events(chunks: list[bytes]) -> list[bytes]:
            parser = SseParser()
            return [event for chunk in chunks for event in parser.feed(chunk)] + parser.finish()

        assert events(cut(stream, places)) == events([stream])


class TestEnd:
    def test_an_event_is_given_as_soon_as_it_is_complete(self) -> None:
        parser = SseParser()
        assert parser.feed(b"data: a\n") == []
        assert parser.feed(b"\ndata: b") == [b"a"]
        assert parser.finish() == [b"b"]


class TestBound:
    def test_a_line_without_end_is_refused(self) -> None:
        parser = SseParser(longest=100)
        parser.feed(b"data: " + b"x" * 90)
        with pytest.raises(EventTooLong):
            parser.feed(b"x" * 10)

    def test_so_is_an_event_without_end(self) -> None:
        with pytest.raises(EventTooLong):
            SseParser(longest=100).feed(b"data: 123456\n" * 20)

    def test_even_if_its_lines_are_empty(self) -> None:
        with pytest.raises(EventTooLong):
            SseParser(longest=100).feed(b"data\n" * 200)

    def test_so_is_a_long_line_that_ends_in_the_same_chunk(self) -> None:
        with pytest.raises(EventTooLong):
            SseParser(longest=100).feed(b"data: " + b"x" * 101 + b"\n\n")

    def test_many_events_are_not(self) -> None:
        parser = SseParser(longest=100)
        assert sum(len(parser.feed(b"data: 123456\n\n")) for _ in range(100)) == 100
