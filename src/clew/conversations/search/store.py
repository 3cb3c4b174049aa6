"""The SQL of search.

The function finds ids and ranks them, past row-level security, for the person of this transaction; the text is read
here, under it. Markers around hits are made anew for each search, so that no text can contain them.
"""

import base64
import binascii
import re
import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import ColumnElement, DateTime, Double, Uuid, and_, column, func, literal, or_, select
from sqlalchemy.dialects.postgresql import REGCONFIG, TSQUERY

from clew.conversations.models import Message, MessageRole, Thread
from clew.conversations.search.schemas import Hit, HitList, SnippetPart, ThreadSearch
from clew.conversations.store import Threads
from clew.kit.clock import now
from clew.kit.errors import Invalid

SEARCHED = 50_000  # characters of a message, as in its column `search`
INDEXED_LETTERS = 3
_POSITION = TypeAdapter(tuple[datetime, float, UUID])
_WORDS = literal("clew_words", REGCONFIG)


class Search(Threads):
    """Search in the threads that the caller sees."""

    async def find_text(self, asked: ThreadSearch) -> HitList:
        """The latest and best places first. Of a word that is everywhere, the newest 200 messages and titles count."""
        as_of, score, last_id = _decode(asked.cursor) if asked.cursor is not None else (now(), None, None)
        page = self._ranked(asked, as_of)
        key = func.coalesce(page.c.message_id, page.c.thread_id).label("key")
        ranked = select(page, key).order_by(page.c.score.desc(), key.desc()).limit(asked.limit + 1)
        if score is not None:
            ranked = ranked.where(
                or_(page.c.score < score, and_(page.c.score == score, key < literal(last_id, Uuid())))
            )
        found = ranked.subquery()  # cut before it is joined, or a plan for thousands of rows is made
        statement = (
            select(found.c.score, found.c.key, Thread, Message.id, Message.role, Message.created_at)
            .join(Thread, and_(Thread.id == found.c.thread_id, Thread.user_id == self.caller.user_id))
            .outerjoin(Message, and_(Message.id == found.c.message_id, Message.user_id == self.caller.user_id))
            .order_by(found.c.score.desc(), found.c.key.desc())
        )
        rows: list[tuple[Any, ...]] = [tuple(row) for row in await self.session.execute(statement)]
        shown = rows[: asked.limit]
        snippets = await self._snippets(asked.q, [(row[1], row[3] is None) for row in shown])
        items = [_hit(row, snippets[row[1]]) for row in shown if row[1] in snippets]
        more = len(rows) > asked.limit
        cursor = _encode(as_of, shown[-1][0], shown[-1][1]) if more else None
        return HitList(items=items, next_cursor=cursor, total=None)

    def _ranked(self, asked: ThreadSearch, as_of: datetime) -> Any:
        return func.search_messages(
            _query(asked.q),
            _indexed(asked.q),
            literal(as_of, DateTime(timezone=True)),
            literal(asked.is_archived, Thread.is_archived.type),
            literal(asked.is_pinned, Thread.is_pinned.type),
            literal(asked.after, DateTime(timezone=True)),
            literal(asked.before, DateTime(timezone=True)),
            literal(asked.role, Message.role.type),
        ).table_valued(column("thread_id", Uuid()), column("message_id", Uuid()), column("score", Double()))

    async def _snippets(self, q: str, keys: list[tuple[UUID, bool]]) -> dict[UUID, list[SnippetPart]]:
        """Only for what is shown: cutting a snippet reads the whole text."""
        if not keys:
            return {}
        start, stop = secrets.token_hex(16), secrets.token_hex(16)
        options = f"StartSel={start}, StopSel={stop}, MaxWords=30, MinWords=12, MaxFragments=2, FragmentDelimiter=…"
        messages = select(
            Message.id, func.ts_headline(_WORDS, func.left(Message.content, SEARCHED), _query(q), options)
        ).where(Message.id.in_([id for id, is_title in keys if not is_title]))
        titles = select(Thread.id, func.ts_headline(_WORDS, Thread.title, _query(q), options)).where(
            Thread.id.in_([id for id, is_title in keys if is_title])
        )
        rows = await self.session.execute(messages.union_all(titles))
        return {id: _parts(text, start, stop) for id, text in rows}


def _query(q: str) -> ColumnElement[Any]:
    whole, begun = _split(q)
    query = func.websearch_to_tsquery(_WORDS, whole, type_=TSQUERY)
    if begun is None:
        return query
    prefix = func.to_tsquery(_WORDS, f"'{begun}':*", type_=TSQUERY)
    return query.op("&&", return_type=TSQUERY())(prefix) if whole.strip() else prefix


def _indexed(q: str) -> ColumnElement[Any]:
    """What the index is asked for: of a query with more in it not the first letters of a word, which fit too many."""
    whole, begun = _split(q)
    few_letters = begun is not None and len(begun) < INDEXED_LETTERS and bool(whole.strip())
    return func.websearch_to_tsquery(_WORDS, whole, type_=TSQUERY) if few_letters else _query(q)


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
