"""The format of server-sent events, read from bytes that arrive cut anywhere."""

LONGEST_EVENT = 1024 * 1024
"""In bytes. An event is a few hundred of them; a stream that never ends its line must not fill our memory."""


class EventTooLong(Exception):
    """An event is over the bound."""


class SseParser:
    """Takes chunks, gives the data of the events that they complete.

    Lines end in LF, CR or CRLF. The names of events are left out: in the formats we read, the data says it all, and
    whoever could forge the one could forge the other.
    """

    def __init__(self, longest: int = LONGEST_EVENT) -> None:
        self._longest = longest
        self._line = bytearray()
        self._data: list[bytes] = []
        self._size = 0
        self._after_cr = False

    def feed(self, chunk: bytes) -> list[bytes]:
        """The data of the events that this chunk completes, in order."""
        if self._after_cr and chunk:
            self._after_cr = False
            chunk = chunk.removeprefix(b"\n")
        if b"\r" in chunk:
            self._after_cr = chunk.endswith(b"\r")
            chunk = chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        end = chunk.rfind(b"\n")
        if end < 0:
            self._keep(chunk)
            return []
        lines = bytes(self._line + chunk[:end]).split(b"\n")
        self._line.clear()
        events = self._complete(lines)
        self._keep(chunk[end + 1 :])
        return events

    def finish(self) -> list[bytes]:
        """What stood at the end of a stream that did not close its last event with an empty line."""
        return self.feed(b"\n\n")

    def _keep(self, rest: bytes) -> None:
        self._line += rest
        if len(self._line) + self._size > self._longest:
            raise EventTooLong

    def _hold(self, value: bytes) -> None:
        self._data.append(value)
        self._size += len(value) + 1
        if self._size > self._longest:
            raise EventTooLong

    def _complete(self, lines: list[bytes]) -> list[bytes]:
        events: list[bytes] = []
        for line in lines:
            if line.startswith(b"data:"):
                value = line[6:] if line[5:6] == b" " else line[5:]
                self._hold(value)
            elif line == b"data":
                self._hold(b"")
            elif not line and self._data:
                events.append(b"\n".join(self._data))
                self._data.clear()
                self._size = 0
        return events
