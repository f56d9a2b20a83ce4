"""What a command costs: wall time, processor time of everything that it started, and the most memory it held."""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

TICK = 0.2
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(slots=True)
class Cost:
    """Seconds and bytes. `samples` are (seconds since the start, bytes of the parent, bytes of the largest child)."""

    wall: float = 0.0
    cpu: float = 0.0
    largest: int = 0
    """The most that any one process held."""
    total: int = 0
    """The most that all held at one moment (shared pages count for each)."""
    samples: list[tuple[float, int, int]] = field(default_factory=list)

    def largest_child(self) -> int:
        """The most that any process but the first held."""
        return max((child for _, _, child in self.samples), default=0)

    def record(self) -> dict[str, float]:
        """For JSON, without the samples."""
        return {name: value for name, value in asdict(self).items() if name != "samples"}


def measured(command: Sequence[str], *, environment: Mapping[str, str] | None = None, cwd: Path | None = None) -> Cost:
    """Run a command to its end. Raises RuntimeError with the end of its stderr if it fails."""
    ctypes.CDLL(None).prctl(36, 1)  # PR_SET_CHILD_SUBREAPER: processes that lose their parent become ours to wait for
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    cost, begin = Cost(), time.monotonic()
    process = subprocess.Popen(
        command, env={**os.environ, **(environment or {})}, cwd=cwd, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stderr is not None
    os.set_blocking(process.stderr.fileno(), False)
    said = b""
    while process.poll() is None:
        said = (said + (process.stderr.read() or b""))[-4000:]
        held = memory(process.pid)
        parent = held.pop(process.pid, 0)
        cost.samples.append((time.monotonic() - begin, parent, max(held.values(), default=0)))
        cost.largest = max(cost.largest, parent, *held.values())
        cost.total = max(cost.total, parent + sum(held.values()))
        time.sleep(TICK)
    cost.wall = time.monotonic() - begin
    with suppress(ChildProcessError):
        while os.waitpid(-process.pid, 0)[0]:  # those of its process group; a server of ours goes on
            pass
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cost.cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if process.returncode not in (0, 3):
        raise RuntimeError(f"{' '.join(command)}: exit {process.returncode}: {said.decode(errors='replace')[-600:]}")
    return cost


def memory(session: int) -> dict[int, int]:
    """Resident bytes of every process of a session, by its number."""
    found = {}
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            with suppress(OSError, IndexError, ValueError):
                fields = Path(entry.path, "stat").read_bytes().rpartition(b")")[2].split()
                if int(fields[3]) == session:
                    found[int(entry.name)] = int(fields[21]) * PAGE
    return found
