"""`clew serve` as a process of its own, to be killed and started again."""

import asyncio
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

ROOT = Path(__file__).parents[1]
START_TIMEOUT = 60.0


class Served:
    """A data folder with an embedded PostgreSQL, and a server on it."""

    def __init__(self, beside: "Served | None" = None) -> None:
        """`beside` is one whose data folder it shares, and which lives longer."""
        self._owns_data = beside is None
        # Not pytest's folder: root's cannot be entered by the user that PostgreSQL runs as.
        self.data_dir = Path(tempfile.mkdtemp(prefix="clew-served-")) if beside is None else beside.data_dir
        self.data_dir.chmod(0o755)
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = os.environ | {
            "CLEW_DATA_DIR": str(self.data_dir),
            "CLEW_PORT": str(self.port),
            "CLEW_LOG_LEVEL": "warning",
        }
        self._log = (self.data_dir / f"serve-{self.port}.log").open("wb")
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def output(self) -> str:
        """All that the server has printed, over all its lives."""
        return (self.data_dir / f"serve-{self.port}.log").read_text()

    @property
    def setup_link(self) -> str:
        """The latest one printed."""
        return re.findall(r"http://\S+/setup#token=\S+", self.output)[-1]

    async def start(self) -> None:
        """Return when it serves."""
        command = [sys.executable, "-m", "clew", "serve"]
        self.process = subprocess.Popen(command, env=self.environment, stdout=self._log, stderr=self._log)
        async with httpx.AsyncClient() as client, asyncio.timeout(START_TIMEOUT):
            while True:
                assert self.process.poll() is None, self.output
                try:
                    if (await client.get(f"{self.url}/ready")).status_code == 200:
                        return
                except httpx.TransportError:
                    await asyncio.sleep(0.02)

    def kill(self) -> None:
        """As if the power went for this process alone."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    async def stop(self) -> None:
        """As Ctrl-C does it."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        await asyncio.to_thread(self.process.wait, 30)

    def command(self, *arguments: str, text: str = "") -> str:
        """What a `clew` command on the same data prints."""
        done = subprocess.run(
            [sys.executable, "-m", "clew", *arguments],
            env=self.environment,
            input=text,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            await asyncio.to_thread(self.process.wait, 30)
        self._log.close()
        if self._owns_data:
            shutil.rmtree(self.data_dir, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
