"""Hints over HTTP: an endless stream per person, which says what to load anew."""

import asyncio
from collections.abc import AsyncIterator

from clew.infra import live
from clew.infra.caller import Caller, CallerDep
from clew.infra.db import SessionDep, hints_of
from clew.infra.hints import Hints
from clew.infra.routing import Router
from clew.infra.sse import PING, EventStream, frame
from clew.kit.errors import TooMany

PACE = 0.2  # seconds between two bundles of hints to one follower
STREAMS_AT_MOST = 32  # of one person in one process; the tabs of a browser share one

router = Router("", "thread")


@router.get(
    "/events",
    operation_id="follow_threads",
    response_class=EventStream,
    responses={200: {"content": {"text/event-stream": {}}, "description": "ready, thread"}},
)
async def thread_events(session: SessionDep, caller: CallerDep) -> EventStream:
    """Learn which of one's threads change, and in what: `thread`, `messages`, `queue` or `draft`.

    From `ready` on nothing is missed; what was loaded before may be old.
    """
    hints = hints_of(session)
    if hints.followers_of(caller.user_id) >= STREAMS_AT_MOST:
        raise TooMany("Clew is open in too many places.", retry_after=60)
    await hints.announce(session, caller.user_id)
    return EventStream(_frames(hints, caller), caller)


async def _frames(hints: Hints, caller: Caller) -> AsyncIterator[bytes]:
    with hints.follow(caller.user_id) as follower:
        yield frame("ready", {})
        while True:
            changes = await follower.take(live.HEARTBEAT)
            if follower.is_over:
                return
            told = [frame("thread", {"thread_id": hint.thread_id, "what": hint.what}) for hint in changes]
            yield b"".join(told) or PING
            await asyncio.sleep(PACE)
