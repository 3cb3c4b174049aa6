"""The SQL of threads and messages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Select,
    Text,
    bindparam,
    cast,
    exists,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from clew.conversations.models import Message, MessageRole, MessageStatus, Thread
from clew.conversations.schemas import ThreadChange
from clew.infra.db import Json
from clew.infra.listing import PageQuery, Slice
from clew.infra.presence import CHANNEL, Notice, payload
from clew.infra.store import Store
from clew.kit.clock import now
from clew.kit.errors import NotFound
from clew.kit.ids import new_id

TEMPORARY = timedelta(hours=24)  # how long a temporary thread stays after it was last used
FORKED_AT_MOST = 10_000  # messages


def _is_live() -> ColumnElement[bool]:
    """Neither in the bin nor expired: the purge may come later."""
    return Thread.deleted_at.is_(None) & or_(Thread.expires_at.is_(None), Thread.expires_at > func.now())


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
        return super().visible().where(_is_live())

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

    async def get_for_turn(self, id: UUID) -> Thread:
        """The thread, locked until the transaction ends, so that two turns at once see each other."""
        thread = await self.session.scalar(self.visible().where(Thread.id == id).with_for_update())
        if thread is None:
            raise NotFound
        return thread

    async def choose(self, thread: Thread, head_message_id: UUID, title: str | None) -> None:
        """Make this message the end of the chosen branch, and give an untitled thread this title."""
        values: Json = {"head_message_id": head_message_id, "updated_at": now()}
        if title is not None and not thread.title:
            values["title"] = title
        if thread.is_temporary:
            values["expires_at"] = now() + TEMPORARY
        if thread.is_queue_paused:
            values["is_queue_paused"] = False
        await self._set(thread.id, ThreadChange.messages, values)

    async def walk_to(self, thread: Thread, leaf_id: UUID) -> None:
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
        await self._set(id, ThreadChange.thread, {"title": title}, Thread.title_is_manual.is_(False))

    async def _set(self, id: UUID, what: ThreadChange, values: Json, *conditions: ColumnElement[bool]) -> None:
        """Change the row of a thread."""
        mine = update(Thread).where(Thread.id == id, *conditions)
        await self.session.execute(mine.values(values))
        await self.hint(id, what)


@dataclass(frozen=True, slots=True)
class NewTurn:
    """Two messages to write: what the person said (None where an answer is written anew) and the answer's place."""

    thread_id: UUID
    parent_id: UUID | None
    content: str | None
    model: str
    runner: int
    instruction: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an answer ended."""

    status: MessageStatus
    content: str
    thinking: str | None
    input_tokens: int | None = None
    output_tokens: int | None = None
    metadata: Json | None = None
    model: str | None = None
    """Where another one answered than was asked."""
    cost_usd: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """As much of a message as a follower needs."""

    content: str
    thinking: str | None
    status: MessageStatus
    metadata: Json | None


@dataclass(frozen=True, slots=True)
class Said:
    """As much of a message as a model needs."""

    role: MessageRole
    content: str


def _ancestors() -> CTE:
    """A message and those above it, with their distance from it; built once, for it is the longest statement of all."""
    path = (
        select(Message.id, Message.parent_id, literal(1).label("depth"))
        .where(Message.id == bindparam("leaf_id"), Message.user_id == bindparam("me"))
        .cte("path", recursive=True)
    )
    above = aliased(Message)
    return path.union_all(
        select(above.id, above.parent_id, path.c.depth + 1).where(
            above.id == path.c.parent_id, path.c.depth < bindparam("limit", type_=Integer)
        )
    )


_PATH = _ancestors()
_BRANCH = select(Message).join(_PATH, _PATH.c.id == Message.id).order_by(_PATH.c.depth.desc())
_SAID = _BRANCH.with_only_columns(Message.role, Message.content)
_COPY = text("""
    insert into messages (id, parent_id, thread_id, user_id, role, content, thinking, status, message_type,
        tool_name, tool_success, model, created_at)
    select c.new, c.parent, :thread_id, m.user_id, m.role, m.content, m.thinking, m.status, m.message_type,
        m.tool_name, m.tool_success, m.model, m.created_at
    from unnest(cast(:old as uuid[]), cast(:new as uuid[]), cast(:parents as uuid[])) c (old, new, parent)
        join messages m on m.id = c.old and m.user_id = :me""")


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
_IN_LIVE_THREAD = exists().where(Thread.id == Message.thread_id, Thread.user_id == Message.user_id, _is_live())


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
        common = {"user_id": self.caller.user_id, "thread_id": turn.thread_id}
        rows: list[dict[str, object]] = []
        user_message_id = turn.parent_id
        if turn.content is not None:
            user_message_id = new_id()
            said = {"id": user_message_id, "parent_id": turn.parent_id, "role": MessageRole.user}
            done = {"status": MessageStatus.complete, "model": None, "runner": None, "metadata_": null()}
            rows.append({**common, **said, **done, "content": turn.content})
        assert user_message_id is not None, "an answer answers a message"  # noqa: S101
        message_id = new_id()
        answer = {"id": message_id, "parent_id": user_message_id, "role": MessageRole.assistant, "content": ""}
        work: Json = {"status": MessageStatus.streaming, "model": turn.model, "runner": turn.runner}
        work["metadata_"] = null() if turn.instruction is None else {"instruction": turn.instruction}
        rows.append({**common, **answer, **work})
        await self.session.execute(insert(Message).values(rows))
        return user_message_id, message_id

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

    async def said(self, leaf_id: UUID, limit: int) -> list[Said]:
        """The same branch, as much of it as a model reads."""
        rows = await self.session.execute(_SAID, self._path(leaf_id, limit))
        return [Said(role, content) for role, content in rows]

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
        mine = (Message.id == id, Message.runner == runner, Message.status == MessageStatus.streaming)
        row = update(Message).where(*mine).values(content=content, thinking=thinking)
        await self._write(row.returning(Message.id), id, tell=tell)

    async def finish(self, id: UUID, runner: int, outcome: Outcome, *, tell: bool) -> None:
        """Write the end. It stands even where a sweep was quicker: the process that wrote the answer knows best."""
        values: Json = {
            "status": outcome.status,
            "content": outcome.content,
            "thinking": outcome.thinking,
            "input_tokens": outcome.input_tokens,
            "output_tokens": outcome.output_tokens,
            "metadata_": outcome.metadata,
            "cost_usd": outcome.cost_usd,
            "updated_at": now(),
        }
        if outcome.model is not None:
            values["model"] = outcome.model
        row = update(Message).where(Message.id == id, Message.runner == runner).values(**values)
        await self._write(row.returning(Message.id), id, tell=tell)

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

    async def _write(self, row: object, id: UUID, *, tell: bool) -> None:
        await self.session.execute(row)  # pyright: ignore[reportArgumentType, reportCallIssue]
        if tell:
            await self.tell(Notice.saved, id)


async def interrupt_orphans(session: AsyncSession) -> int:
    """Mark the answers of processes that are no more; return how many."""
    return await session.scalar(select(func.interrupt_orphans())) or 0
