"""Serve a schedule: Prefect's server (if there is none), and a process that starts the runs. Both are kept running.

This process imports nothing of Prefect, holds the reins, and leaves nothing behind when it stops.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from cleaners.errors import ConfigurationError
from flows.config.schedule_times import When
from flows.operation.server import FOLDER, Child, Server, environment, running
from flows.runs.lock import Busy, locked

Say = Callable[[str], None]
Overlap = Literal["skip", "queue"]
BACKOFF = (1.0, 2.0, 5.0, 15.0, 60.0)
"""Seconds before a process that ended by itself is started again: the first time, the second time …"""
STEADY = 120.0
"""A process that has run for so long is forgiven."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A deployment of the flow `ingest` with its schedule. Goes to another process as JSON."""

    name: str
    raw: str
    """A path from the root, or an address."""
    clean: str
    when: When
    workers: int | None = None
    overlap: Overlap = "skip"

    @property
    def short(self) -> str:
        """What it does, for people."""
        return f"{PurePosixPath(self.raw).name} → {PurePosixPath(self.clean).name}"

    def parameters(self) -> dict[str, Any]:
        """What every run is told."""
        return {"raw": self.raw, "clean": self.clean} | ({"workers": self.workers} if self.workers is not None else {})

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Served:
        """
        >>> served = Served(name="news", raw="/srv/raw", clean="s3://bucket/clean", when=When(every=5))
        >>> Served.from_json(served.to_json()) == served
        True
        """
        fields = json.loads(text)
        return cls(**fields | {"when": When(**fields["when"])})


def serve(served: Served, folder: Path, stop: threading.Event, *, say: Say, report: Say) -> None:
    """Serve until `stop` is set; `say` what goes on, `report` how runs end. Raises `ConfigurationError` if it cannot
    start, `ServerFailed` if there is no API."""
    home = folder / FOLDER
    try:
        with locked(home / f"schedule-{served.name}.lock", wait=False):
            if Server(folder).configured is None:
                say("starting Prefect's server; the first start takes half a minute, on a busy machine longer")
            with running(folder) as server:
                _keep(served, server, stop, say, report)
    except Busy:
        raise ConfigurationError(f"a schedule called {served.name} is being served from {folder} already") from None


def _keep(served: Served, server: Server, stop: threading.Event, say: Say, report: Say) -> None:
    page = server.url.removesuffix("/api")
    reports = Reports(server.home / f"schedule-{served.name}.told")
    say(f"{served.short} {served.when}; see {page}/runs, or winnow trigger {served.name} --wait")
    runner = Child(
        [sys.executable, "-P", "-m", "flows.operation.schedule_runner", served.to_json()],
        environment(server.folder) | {"PREFECT_API_URL": server.url, "WINNOW_TELL": str(reports.path.absolute())},
        server.home / f"schedule-{served.name}.log",
    )
    keeper = Keeper(runner)
    try:
        while not stop.is_set():
            for line in (server.tend(), keeper.tend()):
                if line:
                    say(line)
            if runner.environment["PREFECT_API_URL"] != server.url:
                runner.environment = {**runner.environment, "PREFECT_API_URL": server.url}
                runner.stop()
            reports.hand_on(report)
            stop.wait(1.0)
    finally:
        say("stopping")
        runner.stop()
        reports.hand_on(report)


class Reports:
    """A file to which runs add a line when they end. Their processes are not ours, and what Prefect prints in them is
    nothing for people."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._read = 0
        path.write_bytes(b"")

    def hand_on(self, report: Say) -> None:
        """Report the lines that are new."""
        with open(self.path, "rb") as file:
            file.seek(self._read)
            complete, found, _ = file.read().rpartition(b"\n")
        self._read += len(complete) + len(found)
        for line in complete.splitlines():
            report(line.decode("utf-8", "replace"))


class Keeper:
    """Keeps a process running, with longer and longer breaks if it keeps ending."""

    def __init__(self, child: Child) -> None:
        self._child = child
        self._starts = 0
        self._started = 0.0
        self._next = 0.0

    def tend(self) -> str:
        """Start the process if it is not running and it is time. Returns a line if it had ended."""
        now = time.monotonic()
        if self._child.alive:
            if now - self._started > STEADY:
                self._starts = 0
            return ""
        line = ""
        if self._child.process is not None:
            status = self._child.process.returncode
            self._child.stop()
            self._next = now + BACKOFF[min(self._starts, len(BACKOFF)) - 1]
            line = f"the process that starts runs ended (status {status}); it starts again, {self._child.log} says why"
        if now >= self._next:
            self._child.start()
            self._starts += 1
            self._started = now
        return line
