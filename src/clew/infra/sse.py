"""Server-sent events on the wire (WHATWG HTML, section 9.2)."""

import asyncio
from collections.abc import AsyncIterator

import orjson
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from clew.infra.caller import Caller
from clew.infra.open_streams import OpenStreams

PING = b": still here\n\n"


def frame(event: str, data: object, event_id: str | None = None) -> bytes:
    """One event. `data` becomes one line of JSON, so no text can break out of its field."""
    lines = b"id: %s\n" % event_id.encode() if event_id is not None else b""
    return b"event: %s\n%sdata: %s\n\n" % (event.encode(), lines, orjson.dumps(data))


class EventStream(StreamingResponse):
    """A response of server-sent events that no proxy keeps back or stores, for as long as its caller is signed in."""

    media_type = "text/event-stream"

    # FastAPI reads the default of `status_code` from this signature.
    def __init__(self, frames: AsyncIterator[bytes], caller: Caller, status_code: int = 200) -> None:
        super().__init__(frames, status_code, {"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        self._caller = caller

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        streams: OpenStreams = scope["app"].state.streams
        limit = asyncio.timeout(None)
        try:
            async with limit:
                with streams.opened(self._caller, limit):
                    await super().__call__(scope, receive, send)
        except TimeoutError:
            if not limit.expired():
                raise
            await send({"type": "http.response.body", "body": b"", "more_body": False})
