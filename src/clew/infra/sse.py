"""Server-sent events on the wire (WHATWG HTML, section 9.2)."""

from collections.abc import AsyncIterator

import orjson
from fastapi.responses import StreamingResponse

PING = b": still here\n\n"


def frame(event: str, data: object, event_id: str | None = None) -> bytes:
    """One event. `data` becomes one line of JSON, so no text can break out of its field."""
    lines = b"id: %s\n" % event_id.encode() if event_id is not None else b""
    return b"event: %s\n%sdata: %s\n\n" % (event.encode(), lines, orjson.dumps(data))


class EventStream(StreamingResponse):
    """A response of server-sent events that no proxy keeps back or stores."""

    media_type = "text/event-stream"

    # FastAPI reads the default of `status_code` from this signature.
    def __init__(self, frames: AsyncIterator[bytes], status_code: int = 200) -> None:
        super().__init__(frames, status_code, {"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
