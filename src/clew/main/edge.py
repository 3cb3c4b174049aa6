"""What every request meets first and every answer carries: its id, the hosts we answer to, the headers of safety."""

import time
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import urlsplit

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from clew.infra.config import Config
from clew.kit.errors import BadRequest, TooLarge
from clew.kit.ids import new_id
from clew.main.problems import problem

MIB = 1024 * 1024
LONGEST_BODY = 4 * MIB
LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-DNS-Prefetch-Control": "off",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
STRICT_TRANSPORT = "max-age=31536000; includeSubDomains"
log = structlog.get_logger()


class Edge:
    """Pure ASGI, because a middleware of Starlette's base class costs a task and a queue per request."""

    def __init__(self, app: ASGIApp, config: Config, longer_bodies: Mapping[str, int]) -> None:
        """`longer_bodies` says for which paths a request may have more bytes than `LONGEST_BODY`."""
        self._app = app
        self._longer_bodies = longer_bodies
        self._hosts = _hosts(config)
        self._tls = (config.public_url or config.url).startswith("https://")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = str(new_id())
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        send = self._with_headers(scope, request_id, send)
        host = Headers(scope=scope).get("host", "").lower()
        if self._hosts is not None and host.rsplit(":", 1)[0] not in self._hosts and host not in self._hosts:
            await problem(BadRequest("Clew does not answer to this host name; see CLEW_ALLOWED_HOSTS."))(
                scope, receive, send
            )
            return
        length = Headers(scope=scope).get("content-length", "0")
        longest = self._longer_bodies.get(scope["path"], LONGEST_BODY)
        if not length.isdecimal() or int(length[:20]) > longest:
            await problem(TooLarge(f"This request may have at most {longest // MIB} MiB."))(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _with_headers(self, scope: Scope, request_id: str, send: Send) -> Callable[[Message], Awaitable[None]]:
        begun = time.perf_counter()

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = request_id
                for name, value in HEADERS.items():
                    headers[name] = value
                # Pages and their parts say themselves what they may load and how long they keep.
                headers.setdefault("Content-Security-Policy", DATA_POLICY)
                headers.setdefault("Cache-Control", "no-store")
                if self._tls:
                    headers["Strict-Transport-Security"] = STRICT_TRANSPORT
                milliseconds = round((time.perf_counter() - begun) * 1000, 1)
                # The path and not the URL: a query may hold what a person searched for.
                log.debug(
                    "request", method=scope["method"], path=scope["path"], status=message["status"], ms=milliseconds
                )
            await send(message)

        return with_headers


def _hosts(config: Config) -> frozenset[str] | None:
    """The names under which a browser may reach us; anything else is DNS rebinding or a mistake."""
    named = {name.lower() for name in config.allowed_hosts}
    if config.public_url:
        named.add(urlsplit(config.public_url).netloc.lower())
    # On a network every address of this machine may be right, unless the names are said.
    if not (named or config.is_loopback):
        return None
    own = f"[{config.host}]" if ":" in config.host else config.host
    return LOOPBACK | named | {own.lower()}
