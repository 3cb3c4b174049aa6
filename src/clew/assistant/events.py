"""The events of an answer on the wire: `turn`, `text`, `thinking`, `tool`, `error` and `end`.

`id` is an opaque offset: sent back as `Last-Event-ID`, the stream goes on right behind it.
"""

from collections.abc import AsyncIterator, Iterable

from clew.assistant.schemas import TurnResponse
from clew.conversations.turns import Saved
from clew.infra.live import End, Feed, Kind, Offset, Piece, Reader
from clew.infra.sse import PING, frame


def turn_frame(turn: TurnResponse) -> bytes:
    """What it is about, for those who follow from the beginning of the turn."""
    return frame("turn", turn.model_dump(mode="json"))


async def feed_frames(feed: Feed, offset: Offset) -> AsyncIterator[bytes]:
    """An answer that this process is writing."""
    async for piece in feed.follow(offset):
        yield PING if piece is None else piece_frame(piece)
    if feed.end is not None:
        for ending in end_frames(feed.end):
            yield ending


def saved_pieces(reader: Reader, saved: Saved, before: Saved | None) -> list[Piece]:
    """What a saved message holds beyond the state before."""
    thinking, text = (before.thinking or "", before.content) if before else ("", "")
    return reader.take(
        [
            (Kind.thinking, (saved.thinking or "")[len(thinking) :]),
            (Kind.text, saved.content[len(text) :]),
        ]
    )


def piece_frame(piece: Piece) -> bytes:
    return frame(piece.kind.value, {"text": piece.text}, str(piece.offset))


def end_frames(end: End) -> Iterable[bytes]:
    if end.error is not None:
        yield frame("error", end.error)
    yield frame("end", {"status": end.status})


def end_of(saved: Saved) -> End:
    return End(saved.status.value, (saved.metadata or {}).get("error"))
