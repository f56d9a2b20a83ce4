"""A project in a folder of its own, with winnow and Prefect as real processes; used by the tests of operation."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
PATIENCE = 90.0
"""Seconds; machines that run tests are busy."""


class Project:
    """raw/, clean/ and .prefect/ in `folder`. Every process that is started from it, by whomever, can be found."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.raw = folder / "raw"
        self.clean = folder / "clean"
        self.raw.mkdir(parents=True)
        self.mark = f"WINNOW_TEST={uuid.uuid4()}"
        self.started: list[subprocess.Popen[str]] = []

    @property
    def environment(self) -> dict[str, str]:
        name, _, value = self.mark.partition("=")
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("PREFECT_", "WINNOW_", "COV_"))}
        return kept | {"PYTHONPATH": str(ROOT), "DO_NOT_TRACK": "1", name: value, "PYTHONUNBUFFERED": "1"}

    def start(self, *arguments: str, module: str = "flows", **variables: str) -> subprocess.Popen[str]:
        """A command that goes on."""
        with open(self.folder / "out.log", "ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                cwd=self.folder,
                env=self.environment | variables,
                stdout=log,
                stderr=subprocess.STDOUT,
                text=True,
            )
        self.started.append(process)
        return process

    def run(self, *arguments: str, module: str = "flows", **variables: str) -> subprocess.CompletedProcess[str]:
        """A command that ends."""
        return subprocess.run(
            [sys.executable, "-m", module, *arguments],
            cwd=self.folder,
            env=self.environment | variables,
            capture_output=True,
            text=True,
            timeout=2 * PATIENCE,
        )

    def drop(self, name: str, words: str) -> Path:
        """A new raw file, moved into place as a careful scraper does it."""
        text = (
            f"Report on {words}\n\nThe council voted by nine to four on {words}, and nobody in the hall spoke against "
            "it until the clerk had read the letter from the harbour master to the very end.\n"
        )
        path = self.raw / name
        path.parent.mkdir(parents=True, exist_ok=True)
        waiting = self.raw / f".{path.name}.new"
        waiting.write_text(text, "utf-8")
        return waiting.rename(path)

    def cleaned(self, name: str) -> bool:
        return (self.clean / "documents" / name).is_file() and name in self.receipts()

    def receipts(self) -> dict[str, dict[str, Any]]:
        try:
            lines = (self.clean / "manifest.jsonl").read_text("utf-8").splitlines()
        except FileNotFoundError:
            return {}
        return {record["source"]: record for record in map(json.loads, lines)}

    @property
    def log(self) -> str:
        return (self.folder / "out.log").read_text("utf-8")

    def until(self, truth: Callable[[], Any], what: str, patience: float = PATIENCE) -> Any:
        """Wait until something holds; it is the result."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            if found := truth():
                return found
            time.sleep(0.1)
        logs = sorted((self.folder / ".prefect").glob("*.log"))
        said = "\n".join(f"== {path.name}\n{path.read_text('utf-8')[-3000:]}" for path in logs)
        raise AssertionError(f"in {patience:g} s not {what}\n{self.log}\n{said}")

    def url(self) -> str:
        """The address of the project's own server, once it answers."""
        path = self.folder / ".prefect" / "server.json"
        found: str = self.until(lambda: path.is_file() and json.loads(path.read_text())["url"], "a server")
        return found

    def ask(self, path: str, **body: Any) -> Any:
        """Prefect's own API."""
        request = urllib.request.Request(
            f"{self.url()}/{path}", json.dumps(body).encode() if body else None, {"content-type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def runs(self, *states: str) -> list[dict[str, Any]]:
        """Flow runs in these states, the youngest first."""
        wanted = {"state": {"name": {"any_": list(states)}}}
        found: list[dict[str, Any]] = self.ask(
            "flow_runs/filter", flow_runs=wanted, sort="EXPECTED_START_TIME_DESC", limit=50
        )
        return found

    def processes(self, holding: str = "") -> Iterator[int]:
        """Numbers of all processes that descend from this project, or of those with `holding` in their command."""
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                mine = self.mark.encode() in (entry / "environ").read_bytes()
                command = (entry / "cmdline").read_bytes().decode(errors="replace")
                dead = (entry / "stat").read_text().rpartition(")")[2].split()[0] == "Z"
            except OSError:
                continue
            if mine and holding in command and not dead and int(entry.name) != os.getpid():
                yield int(entry.name)

    def kill(self, holding: str) -> list[int]:
        """SIGKILL for every process with this in its command."""
        killed = list(self.processes(holding))
        for number in killed:
            os.kill(number, signal.SIGKILL)
        return killed

    def end(self) -> None:
        """Whatever is left, after a test."""
        for process in self.started:
            if process.poll() is None:
                process.terminate()
        for process in self.started:
            try:
                process.wait(40)
            except subprocess.TimeoutExpired:
                process.kill()
        self.kill("")
