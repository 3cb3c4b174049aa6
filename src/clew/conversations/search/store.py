"""The SQL of search.

The function finds ids and ranks them, past row-level security, for the person of this transaction; the text is read
here, under it. Markers around hits are made anew for each search, so that no text can contain them.
"""

import base64
import binascii
import re
import secrets
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

import orjson
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import (
    Boolean,
    ColumnElement,
    CompoundSelect,
    DateTime,
    Double,
    Integer,
    Select,
    Text,
    Uuid,
    and_,
    bindparam,
    column,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import REGCONFIG, TSQUERY

from clew.conversations.models import Message, MessageRole, Thread
from clew.conversations.search.schemas import Hit, HitList, SnippetPart, ThreadSearch
from clew.conversations.store import Threads
from clew.kit.clock import now
from clew.kit.errors import Invalid

SEARCHED = 50_000  # characters of a message, as in its column `search`
INDEXED_LETTERS = 3
_POSITION = TypeAdapter(tuple[datetime, float, UUID])
_CONFIG = literal("clew_words", REGCONFIG)
_SCORE = Double[float]()
_FILTERS = {
    "is_archived": Boolean(),
    "is_pinned": Boolean(),
    "after": DateTime(timezone=True),
    "before": DateTime(timezone=True),
    "role": Message.role.type,
}
"""In the order in which the function takes them."""


class Shape(StrEnum):
    """What a query is made of: words that are complete, one that is being written, or both."""

    whole = "whole"
    begun = "begun"
    both = "both"


class Search(Threads):
    """Search in the threads that the caller sees."""

    async def find_text(self, asked: ThreadSearch) -> HitList:
        """The latest and best places first. Of a word that is everywhere, the newest 200 messages and titles count."""
        as_of, score, last_id = _decode(asked.cursor) if asked.cursor is not None else (now(), None, None)
        words = _words(asked.q)
        filters = asked.model_dump(include=set(_FILTERS))
        behind = {"score": score, "last_id": last_id} if score is not None else {}
        place = {"as_of": as_of, "limit": asked.limit + 1, "me": self.caller.user_id, **behind}
        statement = _hits(*_shape(asked.q), goes_on=score is not None)
        rows: list[tuple[Any, ...]] = [
            tuple(row) for row in await self.session.execute(statement, {**words, **filters, **place})
        ]
        shown = rows[: asked.limit]
        snippets = await self._snippets(asked.q, [(row[1], row[3] is None) for row in shown])
        items = [_hit(row, snippets[row[1]]) for row in shown if row[1] in snippets]
        more = len(rows) > asked.limit
        cursor = _encode(as_of, shown[-1][0], shown[-1][1]) if more else None
        return HitList(items=items, next_cursor=cursor, total=None)

    async def _snippets(self, q: str, keys: list[tuple[UUID, bool]]) -> dict[UUID, list[SnippetPart]]:
        """Only for what is shown: cutting a snippet reads the whole text."""
        if not keys:
            return {}
        start, stop = secrets.token_hex(16), secrets.token_hex(16)
        options = f"StartSel={start}, StopSel={stop}, MaxWords=30, MinWords=12, MaxFragments=2, FragmentDelimiter=…"
        places = {
            "messages": [id for id, is_title in keys if not is_title],
            "titles": [id for id, is_title in keys if is_title],
        }
        rows = await self.session.execute(_headlines(_shape(q)[0]), {**_words(q), **places, "options": options})
        return {id: _parts(text, start, stop) for id, text in rows}


@cache
def _hits(query: Shape, indexed: Shape, *, goes_on: bool) -> Select[Any, Any, Thread, UUID, MessageRole, datetime]:
    """The statement of a search. Made once for each shape: making it takes longer than many a search."""
    filters = [bindparam(name, type_=kind) for name, kind in _FILTERS.items()]
    as_of = bindparam("as_of", type_=DateTime(timezone=True))
    page = func.search_messages(_query(query), _query(indexed), as_of, *filters).table_valued(
        column("thread_id", Uuid()), column("message_id", Uuid()), column("score", _SCORE)
    )
    key = func.coalesce(page.c.message_id, page.c.thread_id).label("key")
    ranked = select(page, key).order_by(page.c.score.desc(), key.desc()).limit(bindparam("limit", type_=Integer))
    if goes_on:
        score, last_id = bindparam("score", type_=_SCORE), bindparam("last_id", type_=Uuid())
        ranked = ranked.where(or_(page.c.score < score, and_(page.c.score == score, key < last_id)))
    found = ranked.subquery()  # cut before it is joined, or a plan for thousands of rows is made
    me = bindparam("me", type_=Uuid())
    return (
        select(found.c.score, found.c.key, Thread, Message.id, Message.role, Message.created_at)
        .join(Thread, and_(Thread.id == found.c.thread_id, Thread.user_id == me))
        .outerjoin(Message, and_(Message.id == found.c.message_id, Message.user_id == me))
        .order_by(found.c.score.desc(), found.c.key.desc())
    )


@cache
def _headlines(query: Shape) -> CompoundSelect[UUID, str]:
    """The statement of the snippets, of messages and of titles."""
    words, options = _query(query), bindparam("options", type_=Text)
    content = func.left(Message.content, SEARCHED)
    messages = select(Message.id, func.ts_headline(_CONFIG, content, words, options, type_=Text))
    titles = select(Thread.id, func.ts_headline(_CONFIG, Thread.title, words, options, type_=Text))
    return messages.where(Message.id.in_(bindparam("messages", expanding=True))).union_all(
        titles.where(Thread.id.in_(bindparam("titles", expanding=True)))
    )


def _query(shape: Shape) -> ColumnElement[Any]:
    whole = func.websearch_to_tsquery(_CONFIG, bindparam("whole", type_=Text), type_=TSQUERY)
    prefix = func.to_tsquery(_CONFIG, bindparam("begun", type_=Text), type_=TSQUERY)
    match shape:
        case Shape.whole:
            return whole
        case Shape.begun:
            return prefix
        case Shape.both:
            return whole.op("&&", return_type=TSQUERY())(prefix)


def _shape(q: str) -> tuple[Shape, Shape]:
    """What the query is made of, and what of it the index is asked for.

    Of a query with more in it that is not the first letters of a word, which fit too many.
    """
    whole, begun = _split(q)
    if begun is None:
        return Shape.whole, Shape.whole
    if not whole.strip():
        return Shape.begun, Shape.begun
    return Shape.both, Shape.whole if len(begun) < INDEXED_LETTERS else Shape.both


def _words(q: str) -> dict[str, str]:
    whole, begun = _split(q)
    return {"whole": whole, "begun": f"'{begun}':*"}


def _split(q: str) -> tuple[str, str | None]:
    """What is complete of the query, and the word that is being written, if its beginning can be told."""
    words = q.split()
    last = words[-1] if words else ""
    plain = bool(re.fullmatch(r"[\w.@-]*\w", last)) and not last.startswith("-")
    if not plain or q[-1].isspace() or '"' in q or "or" in {word.lower() for word in words}:
        return q, None
    return q[: q.rindex(last)], last


def _parts(text: str, start: str, stop: str) -> list[SnippetPart]:
    parts: list[SnippetPart] = []
    for place, piece in enumerate(re.split(f"{start}|{stop}", text)):
        if piece:
            parts.append(SnippetPart(text=piece, hit=place % 2 == 1))
    return parts


def _hit(row: tuple[Any, ...], snippet: list[SnippetPart]) -> Hit:
    _, _, thread, message_id, role, created_at = row
    return Hit(
        thread_id=thread.id,
        thread_title=thread.title,
        message_id=message_id,
        role=None if role is None else MessageRole(role),
        created_at=created_at or thread.created_at,
        is_archived=thread.is_archived,
        is_pinned=thread.is_pinned,
        snippet=snippet,
    )


def _encode(as_of: datetime, score: float, last_id: UUID) -> str:
    return base64.urlsafe_b64encode(orjson.dumps([as_of, score, last_id])).decode().rstrip("=")


def _decode(cursor: str) -> tuple[datetime, float, UUID]:
    """Raises `Invalid`."""
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        as_of, score, last_id = _POSITION.validate_json(raw)
    except (ValidationError, binascii.Error, ValueError):
        raise Invalid("The cursor is not one that a search gave.") from None
    if as_of.tzinfo is None:
        raise Invalid("The cursor is not one that a search gave.")
    return as_of, score, last_id
