"""What Clew adds to a provider's answer, and how much it carries, on this machine, against the fake provider.

Each figure is compared with a call to the provider itself in the same run, since machines are shared and noisy. Prints
tables and one line of JSON. `python bench/turn.py latency throughput threads` runs some of the parts.
"""

import asyncio
import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID

import aiohttp
import psutil
import psycopg

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.served import Served

from clew.infra.embedded_postgres import EmbeddedPostgres
from clew.kit.ids import new_id

BEHAVIOURS = {"burst": "burst:64", "5 ms apart": "slow:64:5"}
CLIENTS = (1, 8, 32)
ROUNDS = 40
PASSWORD = "a password for a benchmark"
THREADS, MESSAGES = 10_000, 10
WORDS = 20_000
SYLLABLES = ("ka", "ri", "tom", "el", "us", "ano", "vi", "der", "pe", "s")


@dataclass(slots=True)
class Bench:
    """A running Clew, a running provider, and a client that is signed in."""

    served: Served
    provider: str
    provider_pid: int
    http: aiohttp.ClientSession
    models: dict[str, str]
    user_id: UUID

    def cpu(self) -> dict[str, float]:
        """CPU milliseconds so far of all who take part: what is left of two cores is what a turn may cost."""
        assert self.served.process is not None
        server = psutil.Process(self.served.process.pid)
        parts = {
            "server": [server],
            "database": server.children(recursive=True),
            "provider": [psutil.Process(self.provider_pid)],
            "client": [psutil.Process()],
        }
        return {name: 1000 * sum(sum(one.cpu_times()[:2]) for one in part) for name, part in parts.items()}

    async def post(self, path: str, body: object) -> dict[str, str]:
        async with self.http.post(self.served.url + path, json=body) as answer:
            assert answer.status in {200, 201}, await answer.text()
            return await answer.json()

    async def thread(self) -> str:
        return (await self.post("/api/v1/threads", {}))["id"]

    async def turn(self, thread: str, behaviour: str) -> tuple[float, float]:
        """Seconds to the first token and to the end of the answer."""
        begun = time.perf_counter()
        url = f"{self.served.url}/api/v1/threads/{thread}/turns"
        body = {"content": "Tell me something.", "model_id": self.models[behaviour]}
        first = None
        async with self.http.post(url, json=body, headers={"Accept": "text/event-stream"}) as stream:
            assert stream.status == 201, await stream.text()
            async for line in stream.content:
                if first is None and line.startswith(b"event: text"):
                    first = time.perf_counter() - begun
                if line.startswith(b"data: ") and b'"status"' in line:
                    assert b'"complete"' in line, line
        assert first is not None
        return first, time.perf_counter() - begun

    async def direct(self, behaviour: str) -> tuple[float, float]:
        """The same from the provider itself."""
        begun = time.perf_counter()
        body = {"model": BEHAVIOURS[behaviour], "stream": True, "messages": [{"role": "user", "content": "Go."}]}
        first = None
        async with self.http.post(f"{self.provider}/chat/completions", json=body) as stream:
            async for line in stream.content:
                if first is None and b'"content"' in line:
                    first = time.perf_counter() - begun
        assert first is not None
        return first, time.perf_counter() - begun


async def latency(bench: Bench) -> dict[str, object]:
    """Added milliseconds at one client, turn after turn, alternating with direct calls."""
    figures: dict[str, object] = {}
    print("\nAdded by Clew at one client, ms          first token: median   p99    whole answer: median")
    for behaviour in BEHAVIOURS:
        thread = await bench.thread()
        for _ in range(5):
            await bench.turn(thread, behaviour)
        firsts: list[float] = []
        totals: list[float] = []
        for _ in range(ROUNDS * 3):
            ours, theirs = await bench.turn(thread, behaviour), await bench.direct(behaviour)
            firsts.append((ours[0] - theirs[0]) * 1000)
            totals.append((ours[1] - theirs[1]) * 1000)
        median, p99 = statistics.median(firsts), percentile(firsts, 99)
        print(f"  {behaviour:38} {median:20.1f} {p99:6.1f} {statistics.median(totals):22.1f}")
        figures[behaviour] = {"first_ms": median, "first_p99_ms": p99, "total_ms": statistics.median(totals)}
    return figures


async def throughput(bench: Bench) -> dict[str, object]:
    """Turns a second and CPU a turn with several clients at once."""
    figures: dict[str, object] = {}
    print("\nTurns                    clients   turns/s   failed   CPU ms a turn: server, database, provider, client")
    for behaviour in BEHAVIOURS:
        for clients in CLIENTS:
            threads = [await bench.thread() for _ in range(clients)]
            await asyncio.gather(*(bench.turn(thread, behaviour) for thread in threads))
            rounds = max(4, 400 // clients) if behaviour == "burst" else max(3, 160 // clients)
            cpu, begun = bench.cpu(), time.perf_counter()
            results = await asyncio.gather(*(series(bench, thread, behaviour, rounds) for thread in threads))
            turns, failed, rate = clients * rounds, sum(results), clients * rounds / (time.perf_counter() - begun)
            used = {name: (now - cpu[name]) / turns for name, now in bench.cpu().items()}
            split = " ".join(f"{milliseconds:9.1f}" for milliseconds in used.values())
            print(f"  {behaviour:20} {clients:9} {rate:9.1f} {failed:8}               {split}")
            figures[f"{behaviour}, {clients}"] = {"per_s": rate, "cpu_ms": used, "failed": failed}
    return figures


async def processes(bench: Bench) -> Mapping[str, object]:
    """Turns a second at the most clients, with one server process and with two on the same data, in turns."""
    figures: dict[str, list[object]] = {}
    clients = max(CLIENTS)
    print(f"\nTurns of {clients} clients      processes   turns/s   failed")
    async with Served(beside=bench.served) as second:
        both = (bench, replace(bench, served=second))
        for behaviour in BEHAVIOURS:
            for used in (both[:1], both) * 2:
                threads = [(used[number % len(used)], await bench.thread()) for number in range(clients)]
                await asyncio.gather(*(one.turn(thread, behaviour) for one, thread in threads))
                begun = time.perf_counter()
                results = await asyncio.gather(*(series(one, thread, behaviour, 8) for one, thread in threads))
                rate, failed = clients * 8 / (time.perf_counter() - begun), sum(results)
                print(f"  {behaviour:20} {len(used):14} {rate:9.1f} {failed:8}")
                figures.setdefault(f"{behaviour}, {len(used)}", []).append({"per_s": rate, "failed": failed})
    return figures


async def series(bench: Bench, thread: str, behaviour: str, rounds: int) -> int:
    failed = 0
    for _ in range(rounds):
        try:
            await bench.turn(thread, behaviour)
        except (AssertionError, aiohttp.ClientError):
            failed += 1
    return failed


async def threads(bench: Bench) -> dict[str, object]:
    """What a turn costs in threads of several lengths, and the list and the opening with many threads."""
    figures: dict[str, object] = {}
    await asyncio.to_thread(fill, bench)  # so that the client sees the server close its idle connection
    lengths = {length: await asyncio.to_thread(long_thread, bench, length) for length in (10, 1000, 5000)}
    print("\nA turn in a thread of      ms, median   ratio")
    medians: dict[int, float] = {}
    taken: dict[int, list[float]] = {length: [] for length in lengths}
    for _ in range(ROUNDS):
        for length, thread in lengths.items():
            taken[length].append((await bench.turn(thread, "burst"))[1] * 1000)
    for length, values in taken.items():
        medians[length] = statistics.median(values)
        print(f"  {length:6} messages {medians[length]:20.1f} {medians[length] / medians[10]:7.2f}")
    figures["turn_ms"] = medians
    print(f"\nWith {THREADS:,} threads of {MESSAGES} messages      ms: median    p95")
    paths = {
        "list": "/api/v1/threads?limit=50",
        "open 5,000 messages at the end": f"/api/v1/threads/{lengths[5000]}/branch?limit=50",
    }
    paths |= {f"search: {kind}": f"/api/v1/threads/search?{urlencode({'q': q})}" for kind, q in SEARCHES.items()}
    for name, path in paths.items():
        values = await timed(lambda path=path: get(bench, path))
        figures[name] = {"median_ms": statistics.median(values), "p95_ms": percentile(values, 95)}
        print(f"  {name:40} {statistics.median(values):10.1f} {percentile(values, 95):6.1f}")
    return figures


async def get(bench: Bench, path: str) -> None:
    async with bench.http.get(bench.served.url + path) as answer:
        assert answer.status == 200
        await answer.read()


async def timed(work: Callable[[], Awaitable[None]]) -> list[float]:
    """Milliseconds of each of many runs."""
    values: list[float] = []
    for number in range(ROUNDS * 3 + 5):
        begun = time.perf_counter()
        await work()
        if number >= 5:
            values.append((time.perf_counter() - begun) * 1000)
    return values


def fill(bench: Bench) -> None:
    """Many threads over a year, written as the superuser straight into the tables."""
    chance = random.Random(1)
    with psycopg.connect(admin(bench)) as connection, connection.cursor() as cursor:
        ids = [new_id() for _ in range(THREADS)]
        times = [datetime.now(UTC) - timedelta(days=365 * (1 - number / THREADS)) for number in range(THREADS)]
        with cursor.copy("copy threads (id, user_id, title, created_at, updated_at) from stdin") as copy:
            for id, time_of in zip(ids, times, strict=True):
                copy.write_row((id, bench.user_id, text(chance, 4), time_of, time_of))
        with cursor.copy("copy messages (id, user_id, thread_id, role, content, created_at) from stdin") as copy:
            for id, time_of in zip(ids, times, strict=True):
                for place in range(MESSAGES):
                    said = ("user", "assistant")[place % 2], text(chance, chance.randint(5, 80))
                    copy.write_row((new_id(), bench.user_id, id, *said, time_of + timedelta(seconds=30 * place)))
        connection.commit()
        connection.autocommit = True
        cursor.execute("vacuum analyze")


def text(chance: random.Random, length: int) -> str:
    """Words as frequent as in a language: the n-th is there 1/n times as often as the first."""
    return " ".join(spelled(int(WORDS ** chance.random())) for _ in range(length))


def spelled(rank: int) -> str:
    return "".join(SYLLABLES[int(digit)] for digit in str(rank + 99))


SEARCHES = {
    "the commonest word": f"{spelled(1)} ",
    "its first letter": spelled(1)[0],
    "its beginning": spelled(1)[:3],
    "a word of middling frequency": f"{spelled(500)} ",
    "the beginning of that": spelled(500)[:-1],
    "a rare word": f"{spelled(WORDS - 1)} ",
    "a rare word and a first letter": f"{spelled(WORDS - 1)} {spelled(1)[0]}",
    "two common words, half-typed": f"{spelled(1)} {spelled(2)[:3]}",
    "a phrase of common words": f'"{spelled(1)} {spelled(2)}"',
    "a phrase of rarer words": f'"{spelled(40)} {spelled(60)}"',
    "nothing found": "xyzzy",
}


def long_thread(bench: Bench, length: int) -> str:
    """A thread of one branch with that many messages."""
    thread, parent = new_id(), None
    with psycopg.connect(admin(bench)) as connection, connection.cursor() as cursor:
        cursor.execute("insert into threads (id, user_id, title) values (%s, %s, 'long')", [thread, bench.user_id])
        with cursor.copy("copy messages (id, user_id, thread_id, parent_id, role, content) from stdin") as copy:
            for place in range(length):
                id = new_id()
                role = ("user", "assistant")[place % 2]
                copy.write_row((id, bench.user_id, thread, parent, role, f"Message {place} with a few words in it."))
                parent = id
        cursor.execute("update threads set head_message_id = %s where id = %s", [parent, thread])
    return str(thread)


def admin(bench: Bench) -> str:
    return EmbeddedPostgres(bench.served.data_dir).addresses().admin.replace("/postgres?", "/clew?")


def percentile(values: list[float], share: int) -> float:
    return sorted(values)[min(len(values) - 1, len(values) * share // 100)]


async def main() -> None:
    parts = {"latency": latency, "throughput": throughput, "processes": processes, "threads": threads}
    chosen = sys.argv[1:] or list(parts)
    fake = subprocess.Popen(
        [sys.executable, "-m", "tests.fakes.provider"], stdout=subprocess.PIPE, cwd=Path(__file__).parents[1]
    )
    assert fake.stdout is not None
    provider = json.loads(fake.stdout.readline())["base_url"]
    try:
        async with Served() as served:
            account = (
                "user",
                "create",
                "bench",
                "--email",
                "bench@example.org",
                "--owner",
                "--password-stdin",
                "--token",
            )
            token = await asyncio.to_thread(served.command, *account, text=PASSWORD)
            headers = {"Authorization": f"Bearer {token}"}
            async with aiohttp.ClientSession(headers=headers, connector=aiohttp.TCPConnector(limit=0)) as http:
                bench = Bench(served, provider, fake.pid, http, {}, UUID(int=0))
                async with http.get(f"{served.url}/api/v1/users/me") as answer:
                    bench.user_id = UUID((await answer.json())["id"])
                for name, behaviour in BEHAVIOURS.items():
                    config = {"base_url": provider, "model": behaviour, "allow_private_network": True}
                    model = await bench.post("/api/v1/ai-models", {"name": name, "config": config})
                    bench.models[name] = model["id"]
                print(json.dumps({name: await parts[name](bench) for name in chosen}))
    finally:
        fake.terminate()
        fake.wait()


if __name__ == "__main__":
    asyncio.run(main())
