"""How long a warm start takes beside the bare imports, and how much memory an idle Clew needs.

Prints a table and a line of JSON. Times are in seconds, memory in MB: resident for the server, proportional (PSS) for
PostgreSQL, whose processes share most of theirs.
"""

import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil

ROUNDS = 5
PORT = 8799
ALLOWED_SECONDS, ALLOWED_RATIO = 1.0, 1.5


def imports() -> float:
    """Starting Python and importing all that the server needs."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import clew.main.serve"], check=True)
    return time.perf_counter() - begun


def start(environment: dict[str, str]) -> tuple[subprocess.Popen[bytes], float]:
    """`clew serve` until its first 200."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "clew", "serve"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/health", timeout=1).read()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            if process.poll() is not None:
                sys.exit("clew serve has ended")
            time.sleep(0.01)
        else:
            return process, time.perf_counter() - begun


def proportional(process: psutil.Process) -> float:
    rollup = Path(f"/proc/{process.pid}/smaps_rollup").read_text()
    return sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) / 1024


def main() -> None:
    figures: dict[str, list[float]] = {
        name: [] for name in ("imports", "start", "allowed", "server", "postgres", "stop")
    }
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        environment = os.environ | {"CLEW_DATA_DIR": folder, "CLEW_PORT": str(PORT)}
        first, _ = start(environment)  # makes the database
        first.send_signal(signal.SIGINT)
        first.wait()
        for _ in range(ROUNDS):
            bare = imports()
            process, taken = start(environment)
            time.sleep(2)
            server = psutil.Process(process.pid)
            postgres = [child for child in server.children(recursive=True) if child.name() == "postgres"]
            figures["imports"].append(bare)
            figures["start"].append(taken)
            figures["allowed"].append(ALLOWED_SECONDS + ALLOWED_RATIO * bare)
            figures["server"].append(server.memory_info().rss / 1e6)
            figures["postgres"].append(sum(map(proportional, postgres)))
            begun = time.perf_counter()
            process.send_signal(signal.SIGINT)
            process.wait()
            figures["stop"].append(time.perf_counter() - begun)
    for name, values in figures.items():
        print(f"{name:10} median {statistics.median(values):8.2f}   {min(values):8.2f} to {max(values):.2f}")
    print(json.dumps({name: statistics.median(values) for name, values in figures.items()}))


if __name__ == "__main__":
    main()
