"""A feed gives every follower the same text, from wherever it goes on."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.infra import live
from clew.infra.live import End, Feed, Kind, Offset, Piece, Reader
from clew.kit.ids import new_id

ANN = new_id()
texts = st.text(alphabet="aé😀\n漢", min_size=1, max_size=4)
parts = st.lists(st.tuples(st.sampled_from(Kind), texts), max_size=12)


def joined(pieces: list[Piece], kind: Kind) -> str:
    return "".join(piece.text for piece in pieces if piece.kind is kind)


class TestReader:
    @given(parts=parts, cut=st.integers(min_value=0, max_value=40))
    def test_goes_on_at_every_offset_as_if_nothing_had_happened(self, parts: list[tuple[Kind, str]], cut: int) -> None:
        whole = Reader(Offset()).take(parts)
        seen = Reader(Offset()).take(parts[:cut])
        rest = Reader(seen[-1].offset if seen else Offset()).take(parts)
        for kind in Kind:
            assert joined(seen, kind) + joined(rest, kind) == joined(whole, kind)

    @given(parts=parts, thinking=st.integers(0, 60), text=st.integers(0, 60))
    def test_leaves_out_exactly_what_the_follower_has(
        self, parts: list[tuple[Kind, str]], thinking: int, text: int
    ) -> None:
        whole = Reader(Offset()).take(parts)
        rest = Reader(Offset(thinking, text)).take(parts)
        assert joined(rest, Kind.thinking) == joined(whole, Kind.thinking)[thinking:]
        assert joined(rest, Kind.text) == joined(whole, Kind.text)[text:]

    @given(parts=parts)
    def test_counts_in_offsets_that_survive_the_wire(self, parts: list[tuple[Kind, str]]) -> None:
        for piece in Reader(Offset()).take(parts):
            assert Offset.parse(str(piece.offset)) == piece.offset

    @pytest.mark.parametrize("value", ["", "-", "1", "1-", "-1", "a-b", "1-2-3", "١-١", "1 -2"])
    def test_refuses_what_is_no_offset(self, value: str) -> None:
        with pytest.raises(ValueError, match="offset"):
            Offset.parse(value)


class TestFeed:
    async def test_wakes_a_follower_that_waits(self) -> None:
        feed = Feed(ANN)
        following = asyncio.create_task(collect(feed, Offset()))
        await asyncio.sleep(0)
        feed.add(Kind.text, "a")
        await asyncio.sleep(0)
        feed.add(Kind.text, "b")
        feed.close(End("complete"))
        assert joined(await following, Kind.text) == "ab"

    async def test_gives_a_late_follower_everything_at_once(self) -> None:
        feed = Feed(ANN)
        for letter in "abc":
            feed.add(Kind.text, letter)
        feed.close(End("complete"))
        pieces = await collect(feed, Offset())
        assert [piece.text for piece in pieces] == ["abc"]

    async def test_gives_a_sign_of_life_in_silence(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(live, "HEARTBEAT", 0.01)
        feed = Feed(ANN)
        following = feed.follow(Offset())
        assert await anext(following) is None
        feed.close(End("complete"))

    async def test_paces_what_comes_token_by_token(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(live, "PACE", 0.05)
        feed = Feed(ANN)
        following = asyncio.create_task(collect(feed, Offset()))
        for letter in "abcdefghij":
            feed.add(Kind.text, letter)
            await asyncio.sleep(0)
        feed.close(End("complete"))
        pieces = await following
        assert joined(pieces, Kind.text) == "abcdefghij"
        assert len(pieces) < 5


async def collect(feed: Feed, offset: Offset) -> list[Piece]:
    return [piece async for piece in feed.follow(offset) if piece is not None]
