"""The one client for everything that leaves the house, and the one place that decides where it may go.

Whoever may name an address (a user's model provider, a webhook, a document to fetch) must not reach our own network
with it. The text of an address is never judged: what counts is the IP a connection is about to be made to, checked
where the resolver answers and once more where the socket is made.
"""

import asyncio
import socket
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TypeAlias

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

IP: TypeAlias = IPv4Address | IPv6Address
Lookup: TypeAlias = Callable[[str, int], Awaitable[Sequence[str]]]
"""From a host and a port to its addresses, as text."""

DENIED = tuple(
    ip_network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24"),
        *("203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        *("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"),
    )
)
"""`ip.is_global` is not enough: in Python 3.11 it lets several of these pass."""
GLOBAL_V6 = IPv6Network("2000::/3")
CARRIES_V4 = IPv6Network("::ffff:0:0/96"), IPv6Network("64:ff9b::/96"), IPv6Network("::/96")
PUBLIC_PORTS = frozenset({80, 443})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
MOST_REDIRECTS = 3
MIB = 1024 * 1024


class EgressError(Exception):
    """A request that did not work out. Never shown as it is: whoever asked tells it in their own words."""


class EgressRefused(EgressError):
    """We do not go there: a private address, a scheme or a port that is not allowed, an address that tricks."""


class EgressUnreachable(EgressError):
    """No answer: no such host, no connection, or it was closed before the first byte came back."""


class EgressTimeout(EgressError):
    """They took too long."""


class EgressBroken(EgressError):
    """The answer broke off, or it is not HTTP."""


class EgressTooLarge(EgressError):
    """The body is over the bound."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How long, in seconds, and how much, in bytes, we let the other side go on."""

    connect: float = 10.0
    first_byte: float = 30.0
    """From sending the request to the first byte of the body."""
    idle: float = 30.0
    """Between two pieces of the body."""
    total: float | None = 30.0
    body: int = 10 * MIB
    redirects: int = 0
    """At most three, for reading only; each is judged like the first address."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer. `headers` are looked up in any case of letters; `url` is where the redirects ended."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str


def is_private(ip: IP) -> bool:
    """Whether an address belongs to a network that strangers must not reach through us, or carries such a one in it."""
    if isinstance(ip, IPv6Address):
        if any(ip in network for network in CARRIES_V4):
            return is_private(IPv4Address(int(ip) & 0xFFFFFFFF))
        if ip not in GLOBAL_V6:
            return True
    return any(ip in network for network in DENIED if network.version == ip.version)


def judge(address: str) -> None:
    """Raise `EgressRefused` unless this text is a public IP address."""
    try:
        ip = ip_address(address)
    except ValueError:
        raise EgressRefused(f"{address} is not an address") from None
    if is_private(ip):
        raise EgressRefused(f"{address} is a private address")


def parse(address: str) -> URL:
    """The address as the client will use it, or `EgressRefused` where it is anything but plain http(s)."""
    try:
        url = URL(address)
        scheme, host, port = url.scheme, url.raw_host, url.explicit_port
    except ValueError as error:
        raise EgressRefused(f"not a web address: {error}") from None
    if scheme not in {"http", "https"} or not host or port == 0:
        raise EgressRefused("only addresses like https://example.org are allowed")
    if "@" in url.raw_authority:
        raise EgressRefused("a name or password has no place in an address")
    if not host.isascii() or set(host) & set("%\\ \t\r\n"):
        raise EgressRefused("the name of the host is not valid")
    return url


def origin_of(url: URL) -> str:
    return f"{url.scheme}://{url.host_subcomponent}:{url.port}"


async def look_up(host: str, port: int) -> Sequence[str]:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


class _PublicOnly(AbstractResolver):
    """Answers with what was judged, so that the connection goes to the checked address and not to a second answer."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        addresses = await self._lookup(host, port)
        for address in addresses:
            judge(address)
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST,
            )
            for address in addresses
            if family in {socket.AF_UNSPEC, socket.AF_INET6 if ":" in address else socket.AF_INET}
        ]

    async def close(self) -> None:
        """Nothing is held."""


def _public_socket(
    info: tuple[int | socket.AddressFamily, int | socket.SocketKind, int, str, tuple[object, ...]],
) -> socket.socket:
    """The last gate. aiohttp does not ask the resolver about addresses written as numbers; nothing gets past here."""
    family, kind, proto, _, address = info
    judge(str(address[0]))
    return socket.socket(family, kind, proto)


class Streaming:
    """An answer whose body is still coming: iterate over it, chunk by chunk, as it arrives."""

    def __init__(self, response: aiohttp.ClientResponse, bounds: Bounds, started: float) -> None:
        self.status = response.status
        self.headers: Mapping[str, str] = response.headers
        self.url = str(response.url)
        self._response = response
        self._content = response.content
        self._time = asyncio.get_running_loop().time
        self._bounds = bounds
        self._idle = bounds.idle
        self._end = started + bounds.total if bounds.total is not None else None
        self._first: float | None = started + bounds.first_byte

    def __aiter__(self) -> "Streaming":
        return self

    async def __anext__(self) -> bytes:
        until = self._first if self._first is not None else self._time() + self._idle
        with _BODY:
            async with asyncio.timeout_at(until if self._end is None else min(until, self._end)):
                chunk = await self._content.readany()
        self._first = None
        if not chunk:
            raise StopAsyncIteration
        return chunk

    async def body(self) -> bytes:
        """The rest in one piece; `EgressTooLarge` past the bound."""
        body = bytearray()
        async for chunk in self:
            body += chunk
            if len(body) > self._bounds.body:
                raise EgressTooLarge(f"the answer is larger than {self._bounds.body} bytes")
        return bytes(body)

    def hurry(self, within: float) -> None:
        """Nothing more is needed: what still comes has to come within so many seconds."""
        end = self._time() + within
        self._end = end if self._end is None else min(self._end, end)


class _OwnErrors:
    """aiohttp's failures in our words. A class, not a generator: it stands on the path of every chunk."""

    def __init__(self, lost: type[EgressError]) -> None:
        self._lost = lost

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if error is None:
            return
        if isinstance(error, TimeoutError):
            raise EgressTimeout(str(error) or "no answer in time") from error
        if isinstance(error, aiohttp.InvalidURL):
            raise EgressRefused(str(error)) from error
        if isinstance(error, aiohttp.ClientResponseError):
            raise EgressBroken(str(error)) from error
        if isinstance(error, aiohttp.ClientError | OSError):
            raise self._lost(str(error)) from error


_HEAD = _OwnErrors(lost=EgressUnreachable)
_BODY = _OwnErrors(lost=EgressBroken)


class Egress:
    """Goes to public hosts on the ports of the web, and to the origins on its list wherever they are.

    `private_origins` are exact, as `scheme://host:port`. They are an administrator's word: who may name addresses
    must not be able to name these. `lookup` stands in for the system's resolver in tests. Without `keep_alive` each
    request has a connection of its own, for servers that close theirs without saying so.
    """

    def __init__(
        self, private_origins: Iterable[str] = (), *, lookup: Lookup = look_up, keep_alive: bool = True
    ) -> None:
        self._private_origins = frozenset(origin_of(parse(origin)) for origin in private_origins)
        self._lookup = lookup
        self._force_close = not keep_alive
        self._public: aiohttp.ClientSession | None = None
        self._private: aiohttp.ClientSession | None = None

    @asynccontextmanager
    async def stream(
        self,
        address: str,
        *,
        method: str = "POST",
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        bounds: Bounds = Bounds(),
    ) -> AsyncGenerator[Streaming]:
        """Send, and read the answer while it comes. Leaving the block before its end closes the connection."""
        if bounds.redirects:
            raise ValueError("a stream does not follow redirects")
        url = parse(address)
        session = self._session_for(url)
        started = asyncio.get_running_loop().time()
        limit = bounds.first_byte if bounds.total is None else min(bounds.first_byte, bounds.total)
        with _HEAD:
            async with asyncio.timeout_at(started + limit):
                response = await session.request(
                    method,
                    url,
                    headers=headers,
                    data=body,
                    allow_redirects=False,
                    timeout=aiohttp.ClientTimeout(connect=bounds.connect),
                )
        try:
            if response.headers.get("Content-Encoding", "identity") != "identity":
                raise EgressBroken("the answer is compressed, which was not asked for")
            yield Streaming(response, bounds, started)
        finally:
            response.close()

    async def fetch(
        self,
        address: str,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        bounds: Bounds = Bounds(),
    ) -> Answer:
        """The whole answer, redirects followed as far as the bounds allow."""
        if bounds.redirects and (bounds.redirects > MOST_REDIRECTS or method not in {"GET", "HEAD"}):
            raise ValueError("at most three redirects, and only for reading")
        url, one_hop = parse(address), replace(bounds, redirects=0)
        for _ in range(bounds.redirects + 1):
            async with self.stream(str(url), method=method, headers=headers, body=body, bounds=one_hop) as streaming:
                target = streaming.headers.get("Location")
                if not bounds.redirects or streaming.status not in REDIRECTS or target is None:
                    return Answer(streaming.status, streaming.headers, await streaming.body(), streaming.url)
            onward = _joined(url, target)
            if origin_of(onward) != origin_of(url):
                headers = None  # what was meant for one host (a key, a cookie) is nobody else's business
            url = onward
        raise EgressBroken("too many redirects")

    async def aclose(self) -> None:
        for session in (self._public, self._private):
            if session is not None:
                await session.close()
        self._public = self._private = None

    def _session_for(self, url: URL) -> aiohttp.ClientSession:
        if origin_of(url) in self._private_origins:
            self._private = self._private or _session(
                aiohttp.TCPConnector(limit=0, use_dns_cache=False, force_close=self._force_close)
            )
            return self._private
        if url.port not in PUBLIC_PORTS:
            raise EgressRefused("only the ports 80 and 443 are allowed")
        self._public = self._public or _session(
            aiohttp.TCPConnector(
                limit=0,
                use_dns_cache=False,
                force_close=self._force_close,
                resolver=_PublicOnly(self._lookup),
                socket_factory=_public_socket,
            )
        )
        return self._public


def _joined(url: URL, location: str) -> URL:
    try:
        return parse(str(url.join(URL(location))))
    except ValueError as error:
        raise EgressRefused(f"a redirect to nowhere: {error}") from None


def _session(connector: aiohttp.TCPConnector) -> aiohttp.ClientSession:
    """No cookies, no proxies out of the environment, no compression: small answers and streams gain nothing from it."""
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
        auto_decompress=False,
        headers={"Accept-Encoding": "identity", "User-Agent": "Clew"},
    )
