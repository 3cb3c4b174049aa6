"""What it costs to know who asks, to sign in and to be permitted something, on this machine, with one server process.

Prints a table and one line of JSON. The client shares the cores with the server, so the CPU of each is told, too.
"""

import asyncio
import json
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import UUID

import aiohttp
import psutil

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.served import Served

from clew.identity.access.gate import RoleGate
from clew.infra.caller import Caller
from clew.infra.crypto import load_keys
from clew.infra.db import Database
from clew.main.app import KEY_FILE

PASSWORD = "a password for a benchmark"
CLIENTS = 8
SECONDS = 10.0
SIGN_INS, AT_ONCE = 80, 4
CHECKS = 500
ME = "/api/v1/users/me"


async def main() -> None:
    async with Served() as served, aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=CLIENTS)) as http:
        words = "user create ann --email ann@example.org --owner --password-stdin --token"
        token = served.command(*words.split(), text=PASSWORD)
        http.headers.update({"Authorization": f"Bearer {token}"})
        figures = {**await requests(served, http), **await sign_ins(served, http), **await checks(served, http)}
    for name, figure in figures.items():
        print(f"{name:48} {figure:10.2f}")
    print(json.dumps(figures))


async def requests(served: Served, http: aiohttp.ClientSession) -> dict[str, float]:
    """`GET /users/me` by clients that keep their connections, after a second to get warm."""

    async def get() -> None:
        async with http.get(served.url + ME) as answer:
            assert answer.status == 200
            await answer.read()

    await repeated(get, CLIENTS, for_seconds(1))
    before, begun = cpu(served), time.perf_counter()
    times = await repeated(get, CLIENTS, for_seconds(SECONDS))
    spent, took = cpu(served), time.perf_counter() - begun
    per_request = {f"… CPU of the {who} in ms": (spent[who] - before[who]) * 1000 / len(times) for who in spent}
    return {f"{ME}, requests a second": len(times) / took, **described("…", times), **per_request}


async def sign_ins(served: Served, http: aiohttp.ClientSession) -> dict[str, float]:
    values = {"username": "ann", "password": PASSWORD, "client": "token"}

    async def sign_in() -> None:
        async with http.post(served.url + "/api/v1/auth/sign-in", json=values) as answer:
            assert answer.status == 200, await answer.text()
            await answer.read()

    left = iter(range(SIGN_INS))
    times = await repeated(sign_in, AT_ONCE, lambda: next(left, None) is not None)
    return described(f"sign-in, {AT_ONCE} at once,", times)


async def checks(served: Served, http: aiohttp.ClientSession) -> dict[str, float]:
    """The gate in this process: asked for the first time, and then again and again."""
    async with http.get(served.url + ME) as answer:
        caller = Caller(UUID((await answer.json())["id"]))
    database = Database(served.command("db", "url"), load_keys(served.data_dir / KEY_FILE))
    gate = RoleGate(database)

    async def check() -> None:
        async with database.begin(caller.user_id) as session:
            begun = time.perf_counter()
            await gate(session, caller, "user:list", None)
            times.append(time.perf_counter() - begun)

    times: list[float] = []
    for _ in range(CHECKS):
        await check()
    await database.close()
    cold, *warm = times
    return {"permission, cold, ms": 1000 * cold, **described("permission, warm,", warm)}


async def repeated(act: Callable[[], Awaitable[None]], at_once: int, goes_on: Callable[[], bool]) -> list[float]:
    """Seconds that each took."""
    times: list[float] = []

    async def one_after_another() -> None:
        while goes_on():
            begun = time.perf_counter()
            await act()
            times.append(time.perf_counter() - begun)

    await asyncio.gather(*(one_after_another() for _ in range(at_once)))
    return times


def for_seconds(seconds: float) -> Callable[[], bool]:
    until = time.perf_counter() + seconds
    return lambda: time.perf_counter() < until


def described(what: str, times: list[float]) -> dict[str, float]:
    return {
        f"{what} median, ms": 1000 * statistics.median(times),
        f"{what} p95, ms": 1000 * statistics.quantiles(times, n=20)[-1],
    }


def cpu(served: Served) -> dict[str, float]:
    """Seconds so far of all who take part."""
    assert served.process is not None
    server = psutil.Process(served.process.pid)
    parts = {"server": [server], "database": server.children(recursive=True), "client": [psutil.Process()]}
    return {name: sum(sum(one.cpu_times()[:2]) for one in part) for name, part in parts.items()}


if __name__ == "__main__":
    asyncio.run(main())
