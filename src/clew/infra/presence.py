"""That this process lives, and what processes tell one another, on one connection of its own.

The connection holds an advisory lock: it goes with the connection, so a killed process is known as dead at once,
without a lease to wait for or heartbeats to write. The same connection listens for short notices.
"""

import asyncio
import secrets
from collections import defaultdict
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from enum import StrEnum
from typing import Protocol
from uuid import UUID

import psycopg
import structlog
from psycopg import sql

CHANNEL = "clew_live"
LOCK_CLASS = 7  # the first key of the advisory locks that say "this process lives"
log = structlog.get_logger()


class Notice(StrEnum):
    """What one process may tell all others about a message."""

    stop = "stop"  # whoever writes this answer, end it
    watch = "watch"  # somebody follows this answer elsewhere, announce your saves
    saved = "saved"  # there is more to read


class Listener(Protocol):
    """Hears notices of another kind, on a channel of their own."""

    channel: str

    def joined(self) -> str:
        """Called whenever the channel is heard, at first and after every loss; what to say there then."""
        ...

    def hear(self, notice: str) -> None:
        """Raises `ValueError` for what is no notice."""
        ...


class Presence:
    """The process in the eyes of the others. `runner` names it in the rows it is responsible for."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.runner = secrets.randbits(31)
        self._handlers: dict[Notice, Callable[[UUID], None]] = {}
        self._waiting: defaultdict[UUID, set[asyncio.Event]] = defaultdict(set)
        self._listeners: dict[str, Listener] = {}
        self._task: asyncio.Task[None] | None = None

    def on(self, notice: Notice, handle: Callable[[UUID], None]) -> None:
        self._handlers[notice] = handle

    def add(self, listener: Listener) -> None:
        self._listeners[listener.channel] = listener

    async def start(self) -> None:
        """Return once the lock is held and the channel is heard."""
        connection = await self._connect()
        self._task = asyncio.create_task(self._listen(connection), name="presence")

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    @contextmanager
    def changes(self, message_id: UUID) -> Generator[asyncio.Event]:
        """An event that is set whenever another process saves this message; clear it before you read."""
        event = asyncio.Event()
        self._waiting[message_id].add(event)
        try:
            yield event
        finally:
            self._waiting[message_id].discard(event)
            if not self._waiting[message_id]:
                del self._waiting[message_id]

    async def _connect(self) -> psycopg.AsyncConnection:
        connection = await psycopg.AsyncConnection.connect(
            self._url, autocommit=True, application_name="clew presence", connect_timeout=5
        )
        await connection.execute("select pg_advisory_lock(%s, %s)", [LOCK_CLASS, self.runner])
        await connection.execute(f"listen {CHANNEL}")
        for channel, listener in self._listeners.items():
            await connection.execute(sql.SQL("listen {}").format(sql.Identifier(channel)))
            await connection.execute("select pg_notify(%s, %s)", [channel, listener.joined()])
        return connection

    async def _listen(self, connection: psycopg.AsyncConnection) -> None:
        while True:
            try:
                async with connection:
                    async for notification in connection.notifies():
                        self._hear(notification)
            except psycopg.OperationalError as error:
                log.warning("the connection to the database is lost", reason=str(error).strip())
            connection = await self._reconnect()

    async def _reconnect(self) -> psycopg.AsyncConnection:
        while True:
            await asyncio.sleep(0.5)
            try:
                connection = await self._connect()
            except psycopg.OperationalError:
                continue
            log.info("connected to the database again")
            return connection

    def _hear(self, notification: psycopg.Notify) -> None:
        try:
            if listener := self._listeners.get(notification.channel):
                listener.hear(notification.payload)
            else:
                self._take(notification.payload)
        except ValueError:
            log.warning("a notice that nobody understands", payload=notification.payload[:80])

    def _take(self, payload: str) -> None:
        """Raises `ValueError` for what is no notice about a message."""
        name, _, text = payload.partition(":")
        notice, message_id = Notice(name), UUID(text)
        if notice is Notice.saved:
            for event in self._waiting.get(message_id, ()):
                event.set()
        elif handle := self._handlers.get(notice):
            handle(message_id)


def payload(notice: Notice, message_id: UUID) -> str:
    return f"{notice}:{message_id}"
