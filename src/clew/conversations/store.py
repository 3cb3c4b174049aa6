"""The SQL of threads and messages."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import (
    CTE,
    FromClause,
    Integer,
    Select,
    Text,
    Update,
    bindparam,
    cast,
    exists,
    func,
    literal,
    literal_column,
    select,
    text,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, aliased

from clew.conversations.models import Message, MessageStatus, Thread, in_live_thread, is_live
from clew.conversations.schemas import ThreadChange
from clew.conversations.turns import HeldThread, NewTurn, Outcome, Said, Saved
from clew.infra.db import Json
from clew.infra.listing import PageQuery, Slice
from clew.infra.presence import CHANNEL, Notice, payload
from clew.infra.store import Store
from clew.kit.clock import now
from clew.kit.errors import AnswerInProgress, NotFound
from clew.kit.ids import new_id

TEMPORARY = timedelta(hours=24)  # how long a temporary thread stays after it was last used
FORKED_AT_MOST = 10_000  # messages

_HELD = (
    select(Thread.id, Thread.head_message_id, Thread.title, Thread.is_temporary, Thread.is_queue_paused)
    .where(Thread.id == bindparam("id"), Thread.user_id == bindparam("me"), is_live())
    .with_for_update()
)
# Statements of every turn are made once, since SQLAlchemy takes longer to make one than PostgreSQL to run it. What they
# set are the parameters that no condition names.
_THREAD = update(Thread).where(Thread.id == bindparam("thread")).execution_options(synchronize_session=False)


async def stop_answers(session: AsyncSession, *thread_ids: UUID) -> None:
    """End what is being written there, in whatever process, once this transaction is committed."""
    stop = func.pg_notify(CHANNEL, literal(f"{Notice.stop}:").op("||")(cast(Message.id, Text)))
    streaming = (Message.thread_id.in_(thread_ids), Message.status == MessageStatus.streaming)
    await session.execute(select(stop).where(*streaming))


async def keep(store: Store[Thread], thread: Thread) -> Thread:
    """Write the thread, and let those who follow know."""
    await store.flush()
    await store.hint(thread.id, ThreadChange.thread)
    return thread


class Threads(Store[Thread]):
    model = Thread

    def visible(self) -> Select[Thread]:
        return super().visible().where(is_live())

    async def create(self, values: BaseModel) -> Thread:
        thread = Thread(user_id=self.caller.user_id, title="")
        if getattr(values, "is_temporary", False):
            thread.is_temporary, thread.expires_at = True, now() + TEMPORARY
        if title := getattr(values, "title", None):
            thread.title, thread.title_is_manual = title, True
        self.session.add(thread)
        return await keep(self, thread)

    async def change(self, record: Thread, values: BaseModel) -> Thread:
        if "title" in values.model_fields_set:
            record.title_is_manual = True
        if "is_temporary" in values.model_fields_set:
            record.expires_at = None
        return await keep(self, await super().change(record, values))

    async def remove(self, record: Thread) -> None:
        """Put it into the bin; answers that are being written are stopped, in whatever process."""
        await stop_answers(self.session, record.id)
        record.deleted_at = now()
        await keep(self, record)

    async def get_for_turn(self, id: UUID) -> HeldThread:
        """The thread, locked, so that two turns at once see each other. Raises `NotFound`."""
        row = (await self.session.execute(_HELD, {"id": id, "me": self.caller.user_id})).one_or_none()
        if row is None:
            raise NotFound
        return HeldThread(*row)

    async def page_among(self, ids: Sequence[UUID], query: PageQuery) -> Slice[Thread]:
        """A page of those of them that are there."""
        return await self.page(query, Thread.id.in_(ids))

    async def choose(self, thread: HeldThread, head_message_id: UUID, title: str | None) -> None:
        """Make this message the end of the chosen branch, and give an untitled thread this title."""
        values: Json = {"head_message_id": head_message_id, "updated_at": now()}
        if title is not None and not thread.title:
            values["title"] = title
        if thread.is_temporary:
            values["expires_at"] = now() + TEMPORARY
        if thread.is_queue_paused:
            values["is_queue_paused"] = False
        await self._set(thread.id, ThreadChange.messages, values)

    async def walk_to(self, thread: HeldThread, leaf_id: UUID) -> None:
        """Show the branch that ends in this leaf from now on; looking around is no activity."""
        await self._set(thread.id, ThreadChange.messages, {"head_message_id": leaf_id})
        await self.session.execute(update(Message).where(Message.id == leaf_id).values(chosen_at=now()))

    async def pause_queue(self, id: UUID) -> None:
        """What waits there is not said before the person speaks again."""
        await self._set(id, ThreadChange.queue, {"is_queue_paused": True})

    async def fork(self, origin: Thread, message_id: UUID, title: str | None) -> Thread:
        """A new thread with copies of the branch that ends in this message. Tokens were paid for once."""
        thread = Thread(user_id=self.caller.user_id, title=title or origin.title, title_is_manual=title is not None)
        thread.metadata_ = {"forked_from": {"thread_id": str(origin.id), "message_id": str(message_id)}}
        self.session.add(thread)
        await keep(self, thread)
        path = {"leaf_id": message_id, "limit": FORKED_AT_MOST, "me": self.caller.user_id}
        old = list(await self.session.scalars(select(_PATH.c.id).order_by(_PATH.c.depth.desc()), path))
        new = [new_id() for _ in old]
        copies = {"old": old, "new": new, "parents": [None, *new[:-1]]}
        await self.session.execute(_COPY, {**copies, "thread_id": thread.id, "me": self.caller.user_id})
        await self.session.execute(update(Thread).where(Thread.id == thread.id).values(head_message_id=new[-1]))
        await self.session.refresh(thread)
        return thread

    async def entitle(self, id: UUID, title: str) -> None:
        """Set a title that no person wrote; one set by a person stays."""
        row = _THREAD.where(Thread.title_is_manual.is_(False))
        await self.session.execute(row, {"thread": id, "title": title})
        await self.hint(id, ThreadChange.thread)

    async def _set(self, id: UUID, what: ThreadChange, values: Json) -> None:
        """Change the row of a thread."""
        await self.session.execute(_THREAD, {"thread": id, **values})
        await self.hint(id, what)


def looked_up(rows: Select[*tuple[Any, ...]]) -> FromClause:
    """The next rows of a recursion, looked up for each of the last.

    Without `offset 0` PostgreSQL, where it has no statistics yet or most people have few messages, reads all messages
    of the person at every step.
    """
    return rows.offset(literal_column("0")).lateral("next")


def _ancestors(*columns: InstrumentedAttribute[Any]) -> CTE:
    """A message and those above it, with these columns and their distance from it."""
    columns = (Message.id, Message.parent_id, *columns)
    leaf = (Message.id == bindparam("leaf_id"), Message.user_id == bindparam("me"))
    path = select(*columns, literal(1).label("depth")).where(*leaf).cte("path", recursive=True)
    above = looked_up(select(*columns).where(Message.id == path.c.parent_id))
    step = select(*above.c, path.c.depth + 1).select_from(path.join(above, true()))
    return path.union_all(step.where(path.c.depth < bindparam("limit", type_=Integer)))


_PATH = _ancestors()
_BRANCH = select(Message).join(_PATH, _PATH.c.id == Message.id).order_by(_PATH.c.depth.desc())
_SAYING = _ancestors(Message.role, Message.content, Message.status, Message.thread_id)
_SAID = select(_SAYING.c.role, _SAYING.c.content, _SAYING.c.status, _SAYING.c.thread_id).order_by(
    _SAYING.c.depth.desc()
)
_COPY = text("""
    insert into messages (id, parent_id, thread_id, user_id, role, content, thinking, status, message_type,
        tool_name, tool_success, model, created_at)
    select c.new, c.parent, :thread_id, m.user_id, m.role, m.content, m.thinking, m.status, m.message_type,
        m.tool_name, m.tool_success, m.model, m.created_at
    from unnest(cast(:old as uuid[]), cast(:new as uuid[]), cast(:parents as uuid[])) c (old, new, parent)
        join messages m on m.id = c.old and m.user_id = :me""")


# By the clock, for a transaction may have begun before the turn that it waited for: what follows is never earlier.
_NEW = """insert into messages (id, user_id, thread_id, parent_id, role, content, status, model, runner, metadata,
    created_at, updated_at) values"""
_TIMES = "clock_timestamp(), clock_timestamp()"
_NEW_QUESTION = f"(:question, :me, :thread_id, :parent_id, 'user', :content, 'complete', null, null, null, {_TIMES})"
_NEW_ANSWER = f"""(:answer, :me, :thread_id, :question, 'assistant', '', 'streaming', :model, :runner, :metadata,
    {_TIMES})"""
_METADATA = bindparam("metadata", type_=JSONB(none_as_null=True))
_TURN = text(f"{_NEW} {_NEW_QUESTION}, {_NEW_ANSWER}").bindparams(_METADATA)
_ANSWER = text(f"{_NEW} {_NEW_ANSWER}").bindparams(_METADATA)
_OWN_ANSWER = (
    update(Message)
    .where(Message.id == bindparam("message"), Message.runner == bindparam("by"))
    .execution_options(synchronize_session=False)
)
_GROWING_ANSWER = _OWN_ANSWER.where(Message.status == MessageStatus.streaming)


def _leaves() -> Select[UUID]:
    """The leaf below a message that a person was last at: walked to, or written."""
    tree = (
        select(Message.id, Message.created_at, Message.chosen_at)
        .where(Message.id == bindparam("root_id"), Message.user_id == bindparam("me"))
        .cte("tree", recursive=True)
    )
    below, child = aliased(Message), aliased(Message)
    tree = tree.union_all(select(below.id, below.created_at, below.chosen_at).where(below.parent_id == tree.c.id))
    last_at = func.greatest(tree.c.created_at, tree.c.chosen_at)
    return (
        select(tree.c.id)
        .where(~exists().where(child.parent_id == tree.c.id))
        .order_by(last_at.desc(), tree.c.id.desc())
        .limit(1)
    )


_LAST_LEAF = _leaves()
_IN_LIVE_THREAD = in_live_thread(Message.thread_id, Message.user_id)


class Messages(Store[Message]):
    model = Message

    def visible(self) -> Select[Message]:
        return super().visible().where(_IN_LIVE_THREAD)

    async def last_leaf(self, message_id: UUID) -> UUID:
        """The end of the branch through this message that the person was last at."""
        (leaf,) = await self.session.scalars(_LAST_LEAF, {"root_id": message_id, "me": self.caller.user_id})
        return leaf

    async def streaming_in(self, thread_id: UUID) -> list[UUID]:
        """The answers that are being written there; none of them ends before this transaction does.

        Whoever queues a message under this lock knows that the end of the answer will see it.
        """
        mine = (Message.thread_id == thread_id, Message.user_id == self.caller.user_id)
        streaming = (*mine, Message.status == MessageStatus.streaming)
        return list(await self.session.scalars(select(Message.id).where(*streaming).with_for_update(read=True)))

    async def add_turn(self, turn: NewTurn) -> tuple[UUID, UUID]:
        """Write the person's message and the still empty answer; return both ids."""
        question, answer = turn.parent_id if turn.content is None else new_id(), new_id()
        assert question is not None, "an answer answers a message"  # noqa: S101
        row: Json = {"answer": answer, "me": self.caller.user_id, "thread_id": turn.thread_id, "question": question}
        row |= {"model": turn.model, "runner": turn.runner}
        row["metadata"] = None if turn.instruction is None else {"instruction": turn.instruction}
        if turn.content is None:
            await self.session.execute(_ANSWER, row)
        else:
            await self.session.execute(_TURN, {**row, "parent_id": turn.parent_id, "content": turn.content})
        return question, answer

    async def change(self, record: Message, values: BaseModel) -> Message:
        """Note something. Raises `AnswerInProgress`: the end of an answer writes its metadata anew."""
        if record.status is MessageStatus.streaming:
            raise AnswerInProgress
        record.annotate(self.given(values).get("metadata_"))
        await self.flush()
        return record

    async def get_of(self, thread_id: UUID, id: UUID) -> Message:
        """A message of that thread; raises `NotFound` for one of another."""
        message = await self.get(id)
        if message.thread_id != thread_id:
            raise NotFound
        return message

    async def page_of(self, thread_id: UUID, query: PageQuery) -> Slice[Message]:
        return await self.page(query, Message.thread_id == thread_id)

    async def has_streaming_child(self, parent_id: UUID) -> bool:
        streaming = Message.status == MessageStatus.streaming
        return bool(await self.session.scalar(select(exists().where(Message.parent_id == parent_id, streaming))))

    async def branch(self, leaf_id: UUID, limit: int) -> list[Message]:
        """The message and its ancestors, at most `limit`, oldest first. The cost does not grow with the thread."""
        return list(await self.session.scalars(_BRANCH, self._path(leaf_id, limit)))

    async def said(self, thread_id: UUID, leaf_id: UUID, limit: int) -> list[Said]:
        """The branch that ends in this message of the thread, as much of it as a model reads.

        Raises `NotFound` for a message of another thread, and `AnswerInProgress` for one that is still being written.
        """
        rows = (await self.session.execute(_SAID, self._path(leaf_id, limit))).all()
        if not rows or rows[-1].thread_id != thread_id:
            raise NotFound
        if rows[-1].status is MessageStatus.streaming:
            raise AnswerInProgress
        return [Said(row.role, row.content) for row in rows]

    def _path(self, leaf_id: UUID, limit: int) -> Json:
        return {"leaf_id": leaf_id, "limit": limit, "me": self.caller.user_id}

    async def siblings(self, messages: Sequence[Message]) -> dict[UUID, list[UUID]]:
        """For each message all that have the same parent, itself among them, oldest first."""
        if not messages:
            return {}
        parents = {message.parent_id for message in messages}
        thread_id = messages[0].thread_id
        same_parent = Message.parent_id.in_(parents - {None})
        if None in parents:
            same_parent |= Message.parent_id.is_(None)
        rows = await self.session.execute(
            select(Message.parent_id, Message.id)
            .where(Message.thread_id == thread_id, same_parent)
            .order_by(Message.id)
        )
        children: dict[UUID | None, list[UUID]] = {}
        for parent_id, id in rows:
            children.setdefault(parent_id, []).append(id)
        return {message.id: children[message.parent_id] for message in messages}

    async def save_partial(self, id: UUID, runner: int, content: str, thinking: str | None, *, tell: bool) -> None:
        """Keep what has been written so far; `tell` announces it to followers in other processes."""
        row = {"message": id, "by": runner, "content": content, "thinking": thinking}
        await self._write(_GROWING_ANSWER, row, tell=tell)

    async def finish(self, id: UUID, runner: int, outcome: Outcome, *, tell: bool) -> None:
        """Write the end. It stands even where a sweep was quicker: the process that wrote the answer knows best."""
        await self._write(_OWN_ANSWER, {"message": id, "by": runner, **asdict(outcome)}, tell=tell)

    async def saved(self, id: UUID) -> Saved:
        """The message as it stands; raises `NotFound`."""
        columns = (Message.content, Message.thinking, Message.status, Message.metadata_)
        mine = (Message.id == id, Message.user_id == self.caller.user_id, _IN_LIVE_THREAD)
        row = (await self.session.execute(select(*columns).where(*mine))).one_or_none()
        if row is None:
            raise NotFound
        return Saved(*row)

    async def tell(self, notice: Notice, id: UUID) -> None:
        await self.session.execute(select(func.pg_notify(CHANNEL, payload(notice, id))))

    async def _write(self, statement: Update, row: Json, *, tell: bool) -> None:
        await self.session.execute(statement, row)
        if tell:
            await self.tell(Notice.saved, row["message"])


async def interrupt_orphans(session: AsyncSession) -> int:
    """Mark the answers of processes that are no more; return how many."""
    return await session.scalar(select(func.interrupt_orphans())) or 0
