import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from ipaddress import ip_address

import pytest

from clew.infra import egress as egress_module
from clew.infra.egress import (
    Bounds,
    Egress,
    EgressBroken,
    EgressRefused,
    EgressTimeout,
    EgressTooLarge,
    EgressUnreachable,
    is_private,
    parse,
)

PUBLIC = "93.184.216.34"


class Site:
    """A site on loopback: raw answers by path, and the requests it got."""

    def __init__(self) -> None:
        self.answers: dict[str, bytes] = {}
        self.requests: list[str] = []
        self.connections = 0
        self.origin = ""
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                self.requests.append(head.decode())
                writer.write(self.answers.get(head.split()[1].decode(), page(b"hello")))
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


def page(body: bytes, status: str = "200 OK", *headers: str) -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]).encode() + body


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    one = Site()
    server = await asyncio.start_server(one.serve, "127.0.0.1", 0)
    one.port = server.sockets[0].getsockname()[1]
    one.origin = f"http://127.0.0.1:{one.port}"
    yield one
    server.close()


@pytest.fixture
async def egress(site: Site) -> AsyncIterator[Egress]:
    """May go to the site, whose port stands for one that an administrator has allowed."""
    one = Egress([site.origin])
    yield one
    await one.aclose()


@pytest.fixture
async def strict() -> AsyncIterator[Egress]:
    one = Egress()
    yield one
    await one.aclose()


class Connections(list[str]):
    """Where sockets were about to be opened. None is: what gets this far is not refused, which is the point."""


@pytest.fixture
def connections(monkeypatch: pytest.MonkeyPatch) -> Connections:
    found, latest = Connections(), [""]

    def refuse(family: int, _kind: int, _proto: int) -> socket.socket:
        found.append(latest[0])
        raise ConnectionRefusedError(f"no network in tests: {family}")

    class Socket:
        AF_INET, AF_INET6, AF_UNSPEC = socket.AF_INET, socket.AF_INET6, socket.AF_UNSPEC
        IPPROTO_TCP, AI_NUMERICHOST, SOCK_STREAM = socket.IPPROTO_TCP, socket.AI_NUMERICHOST, socket.SOCK_STREAM
        socket = staticmethod(refuse)

    judge = egress_module.judge

    def judged(address: str) -> None:
        judge(address)
        latest[0] = address

    monkeypatch.setattr(egress_module, "socket", Socket)
    monkeypatch.setattr(egress_module, "judge", judged)
    return found


def answering(*answers: Sequence[str]) -> egress_module.Lookup:
    """A resolver that gives one answer after the other."""
    left = list(answers)

    async def lookup(_host: str, _port: int) -> Sequence[str]:
        return left.pop(0)

    return lookup


PRIVATE = [
    *("127.0.0.1", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
    *("0.0.0.0", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.0.1", "198.18.0.1", "203.0.113.7"),  # noqa: S104
    *("::1", "::", "::7f00:1", "::ffff:127.0.0.1", "::ffff:7f00:1", "64:ff9b::7f00:1", "64:ff9b:1::7f00:1"),
    *("2002:7f00:1::", "fec0::1", "fe80::1", "fc00::1", "ff02::1", "2001::1", "2001:db8::1", "3fff::1", "4000::1"),
]
OPEN = [PUBLIC, "172.32.0.1", "100.128.0.1", "2606:4700::1111", "64:ff9b::5db8:d822", "::ffff:93.184.216.34"]

INWARD = [
    *("http://127.0.0.1/", "http://127.1/", "http://0x7f.1/", "http://2130706433/", "http://0177.0.0.1/"),
    *("http://017700000001/", "http://①②⑦.0.0.1/", "http://127。0。0。1/", "http://127.0.0.1./", "http://0/"),
    *("http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[0:0:0:0:0:ffff:7f00:1]/"),
    *("http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://[::7f00:1]/", "http://[fec0::1]/"),
    *("http://224.0.0.1/", "http://100.64.0.1/", "http://169.254.169.254/latest/meta-data/", "http://0.0.0.0/"),
    *("http://localhost/", "http://LOCALHOST/", "https://localhost/", "http://[fe80::1%25lo]/", "http://[::]/"),
]
TRICKS = [
    *("http://user@93.184.216.34/", "http://user:word@93.184.216.34/", "http://:@93.184.216.34/"),
    *("http://93.184.216.34\\@127.0.0.1/", "http://93.184.216.34\\.evil/", "http:\\\\127.0.0.1/", "http:///127.0.0.1"),
    *("http://1.1.1.1 &@127.0.0.1# @93.184.216.34/", "http://127.0.0.1%00.example.org/", "http://%31%32%37.0.0.1/"),
    *("ftp://93.184.216.34/", "file:///etc/passwd", "gopher://93.184.216.34/", "//93.184.216.34/", "93.184.216.34", ""),
    *("http://93.184.216.34:0/", "http://93.184.216.34:99999/", "http://[::1", "http://[v1.x]:80:80/"),
    *("http://93.184.216.34:22/", "https://93.184.216.34:8443/"),
]


class TestAddresses:
    @pytest.mark.parametrize("address", PRIVATE)
    def test_private(self, address: str) -> None:
        assert is_private(ip_address(address))

    @pytest.mark.parametrize("address", OPEN)
    def test_public(self, address: str) -> None:
        assert not is_private(ip_address(address))


class TestInward:
    @pytest.mark.parametrize("address", INWARD)
    async def test_no_spelling_of_a_private_address_is_connected_to(
        self, strict: Egress, connections: Connections, address: str
    ) -> None:
        with pytest.raises(EgressRefused):
            await strict.fetch(address)
        assert connections == []

    @pytest.mark.parametrize("address", TRICKS)
    async def test_tricks_are_refused(self, strict: Egress, connections: Connections, address: str) -> None:
        with pytest.raises(EgressRefused):
            await strict.fetch(address)
        assert connections == []

    async def test_a_public_address_is_connected_to(self, strict: Egress, connections: Connections) -> None:
        with pytest.raises(EgressUnreachable):
            await strict.fetch(f"http://{PUBLIC}/")
        assert connections == [PUBLIC]

    async def test_an_address_with_a_name_in_it_is_read_as_the_client_reads_it(self) -> None:
        assert parse("http://93.184.216.34#@127.0.0.1/").host == PUBLIC


class TestNames:
    async def test_a_name_for_a_private_address(self, connections: Connections) -> None:
        egress = Egress(lookup=answering(["127.0.0.1"]))
        with pytest.raises(EgressRefused):
            await egress.fetch("http://example.org/")
        await egress.aclose()
        assert connections == []

    async def test_one_private_answer_among_public_ones_is_enough(self, connections: Connections) -> None:
        egress = Egress(lookup=answering([PUBLIC, "2606:4700::1111", "::ffff:10.0.0.1"]))
        with pytest.raises(EgressRefused):
            await egress.fetch("http://example.org/")
        await egress.aclose()
        assert connections == []

    async def test_rebinding_finds_nothing_between_the_check_and_the_connection(self, connections: Connections) -> None:
        egress = Egress(lookup=answering([PUBLIC], ["127.0.0.1"]))
        with pytest.raises(EgressUnreachable):
            await egress.fetch("http://example.org/")
        assert set(connections) == {PUBLIC}  # what was checked is what was connected to, with one look-up
        with pytest.raises(EgressRefused):
            await egress.fetch("http://example.org/")
        await egress.aclose()

    async def test_a_name_that_does_not_exist(self) -> None:
        async def lookup(_host: str, _port: int) -> Sequence[str]:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")

        egress = Egress(lookup=lookup)
        with pytest.raises(EgressUnreachable):
            await egress.fetch("http://example.org/")
        await egress.aclose()


class TestAllowList:
    async def test_an_origin_on_it_is_reached(self, egress: Egress, site: Site) -> None:
        assert (await egress.fetch(f"{site.origin}/page")).body == b"hello"

    async def test_it_is_exact(self, egress: Egress, site: Site) -> None:
        for other in (f"https://127.0.0.1:{site.port}/", f"http://localhost:{site.port}/", "http://127.0.0.1/"):
            with pytest.raises(EgressRefused):
                await egress.fetch(other)
        assert site.requests == []

    async def test_it_names_the_port_even_where_it_is_the_usual_one(self) -> None:
        egress = Egress(["http://127.0.0.1"])
        with pytest.raises(EgressRefused):
            await egress.fetch("http://127.0.0.1:81/")
        await egress.aclose()


class TestProxies:
    async def test_the_environment_names_none(
        self, egress: Egress, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
        monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
        assert (await egress.fetch(f"{site.origin}/page")).status == 200


class TestRedirects:
    async def test_they_are_not_followed_unless_asked(self, egress: Egress, site: Site) -> None:
        site.answers["/from"] = page(b"", "302 Found", "Location: /to")
        assert (await egress.fetch(f"{site.origin}/from")).status == 302
        assert len(site.requests) == 1

    async def test_asked_they_are(self, egress: Egress, site: Site) -> None:
        site.answers["/from"] = page(b"", "302 Found", "Location: to")
        answer = await egress.fetch(f"{site.origin}/from", bounds=Bounds(redirects=1))
        assert (answer.body, answer.url) == (b"hello", f"{site.origin}/to")

    @pytest.mark.parametrize("address", ["http://127.0.0.1/", "http://[::1]/", "http://2130706433/", "file:///etc"])
    async def test_each_is_judged(self, egress: Egress, site: Site, address: str) -> None:
        site.answers["/from"] = page(b"", "302 Found", f"Location: {address}")
        with pytest.raises(EgressRefused):
            await egress.fetch(f"{site.origin}/from", bounds=Bounds(redirects=3))

    async def test_a_circle_ends(self, egress: Egress, site: Site) -> None:
        site.answers["/from"] = page(b"", "302 Found", "Location: /from")
        with pytest.raises(EgressBroken):
            await egress.fetch(f"{site.origin}/from", bounds=Bounds(redirects=3))
        assert len(site.requests) == 4

    async def test_what_was_meant_for_one_host_stays_there(self, site: Site) -> None:
        other = Site()
        server = await asyncio.start_server(other.serve, "127.0.0.1", 0)
        other.origin = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        both = Egress([site.origin, other.origin])
        site.answers["/from"] = page(b"", "302 Found", "Location: /next")
        site.answers["/next"] = page(b"", "302 Found", f"Location: {other.origin}/")
        await both.fetch(f"{site.origin}/from", headers={"Authorization": "Bearer secret"}, bounds=Bounds(redirects=3))
        await both.aclose()
        server.close()
        assert all("secret" in request for request in site.requests)
        assert other.requests
        assert "secret" not in other.requests[0]


class TestBodies:
    async def test_one_over_the_bound(self, egress: Egress, site: Site) -> None:
        site.answers["/big"] = page(b"x" * 200_000)
        with pytest.raises(EgressTooLarge):
            await egress.fetch(f"{site.origin}/big", bounds=Bounds(body=100_000))

    async def test_one_that_breaks_off(self, egress: Egress, site: Site) -> None:
        site.answers["/cut"] = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\nonly this"
        with pytest.raises((EgressBroken, EgressTimeout)):
            await egress.fetch(f"{site.origin}/cut", bounds=Bounds(idle=0.2))

    async def test_one_that_is_compressed_although_we_ask_not_to(self, egress: Egress, site: Site) -> None:
        site.answers["/bomb"] = page(b"\x1f\x8b", "200 OK", "Content-Encoding: gzip")
        with pytest.raises(EgressBroken):
            await egress.fetch(f"{site.origin}/bomb")
        assert "accept-encoding: identity" in site.requests[0].lower()

    async def test_what_is_not_http(self, egress: Egress, site: Site) -> None:
        site.answers["/ssh"] = b"SSH-2.0-OpenSSH_9.2\r\n\r\n"
        with pytest.raises(EgressBroken):
            await egress.fetch(f"{site.origin}/ssh")


class TestTime:
    async def test_an_answer_that_does_not_come(self, egress: Egress, site: Site) -> None:
        site.answers["/never"] = b"HTTP/1.1 200 OK\r\n"
        with pytest.raises(EgressTimeout):
            await egress.fetch(f"{site.origin}/never", bounds=Bounds(first_byte=0.1))

    async def test_a_body_that_does_not_come(self, egress: Egress, site: Site) -> None:
        site.answers["/never"] = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
        with pytest.raises(EgressTimeout):
            await egress.fetch(f"{site.origin}/never", bounds=Bounds(first_byte=0.1))

    async def test_all_in_all(self, egress: Egress, site: Site) -> None:
        site.answers["/never"] = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel"
        with pytest.raises(EgressTimeout):
            await egress.fetch(f"{site.origin}/never", bounds=Bounds(total=0.1))


class TestConnections:
    async def test_one_is_used_again(self, egress: Egress, site: Site) -> None:
        for _ in range(3):
            await egress.fetch(f"{site.origin}/page")
        assert (len(site.requests), site.connections) == (3, 1)

    async def test_or_not_where_that_is_not_wanted(self, site: Site) -> None:
        egress = Egress([site.origin], keep_alive=False)
        for _ in range(3):
            await egress.fetch(f"{site.origin}/page")
        await egress.aclose()
        assert site.connections == 3

    async def test_leaving_before_the_end_closes_it(self, egress: Egress, site: Site) -> None:
        site.answers["/half"] = b"HTTP/1.1 200 OK\r\nContent-Length: 50000\r\n\r\nhel"
        async with egress.stream(f"{site.origin}/half", method="GET") as streaming:
            assert await anext(streaming) == b"hel"
        assert (await egress.fetch(f"{site.origin}/page")).body == b"hello"
        assert site.connections == 2

    async def test_a_port_where_nobody_listens(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            origin = f"http://127.0.0.1:{free.getsockname()[1]}"
        egress = Egress([origin])
        with pytest.raises(EgressUnreachable):
            await egress.fetch(origin)
        await egress.aclose()
