"""Worker processes under supervision. A worker that dies or takes too long is killed and replaced, the document that
did it is found and handed back, and the rest of its batch goes on.

Not `concurrent.futures`: there a dead worker breaks the pool, and nothing can stop a document that hangs in C code.
Workers are fresh interpreters (never forks), so that they share no locks and do not run the caller's main module.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, Pipe, wait
from pathlib import Path
from typing import Any, Protocol

from cleaners.errors import ConfigurationError, WinnowError
from flows.books.plan import Job, Plan
from flows.raw.sources import Trouble
from flows.workers.ingest import ALONE, Tally

START_SECONDS = 120.0
STARTS = 3
"""So many processes that end before they can start, one after the other, are no accident: one may have been killed by a
machine that is short of memory, or by its keeper."""
GRACE_SECONDS = 2.0
TICK = 0.5
RECYCLED_AFTER = 20_000
"""Documents after which a worker is replaced by a fresh one: what libraries leak is given back."""
KEEPING = {
    "MALLOC_MMAP_THRESHOLD_": str(32 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(128 << 20),
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
}
"""What has glibc keep the memory of one document for the next, in large pages where there are any. Otherwise it gives
large arrays back to the system and asks for them again, and the system clears them every time: a sixteenth of the time
of web texts. Whoever sets these variables knows better."""
STARVED = 5
"""On a machine that is busy with other things a document may take so many times its time, as long as it does not get
to use it."""
SEE_WHY = "run with WINNOW_DEBUG=1 to see why"

Report = Callable[[Tally], None]
Culprit = Callable[[Job, Trouble], None]
"""Called with a file that killed its worker, and what it did. (A document in a container is dealt with here.)"""


class WorkFailed(WinnowError, OSError):
    """Workers cannot go on: clean/ cannot be written, or they cannot start."""

    def __init__(self, number: int, message: str) -> None:
        OSError.__init__(self, number, message)

    def __str__(self) -> str:
        return str(self.strerror)


@dataclass(slots=True)
class Batch:
    """Files that one worker takes at a time, and how far it is."""

    jobs: Sequence[Job]
    alone: bool = False
    """Tried once more, one by one, after a worker died over it."""
    done: int = 0
    inside: int = 0
    """Documents done of a container that is not finished."""
    trying: str | None = None
    """The document that is being cleaned, if it is cleaned alone."""

    def __post_init__(self) -> None:
        self.inside = self.jobs[0].skip

    def advance(self, tally: Tally) -> None:
        """A chunk is done."""
        self.done += tally.files
        self.inside = tally.inside
        self.trying = None

    def rest(self) -> list[Job]:
        """What is left to do."""
        left = list(self.jobs[self.done :])
        return [replace(left[0], skip=self.inside), *left[1:]] if left else []


@dataclass(frozen=True, slots=True)
class Limits:
    """What there may be at most."""

    workers: int
    deadline: float
    """Seconds for one document."""
    memory: int
    """Bytes for one worker."""


class Worker:
    """One process, its pipe, and what it is doing."""

    def __init__(self, number: int, limits: Limits, inherited: Sequence[int]) -> None:
        self.number = number
        self.batch: Batch | None = None
        self.documents = 0
        self._limits = limits
        self.connection, theirs = Pipe()
        command = [sys.executable, "-P", "-c", "from flows.workers.worker import main; main()"]
        command += [str(theirs.fileno()), str(limits.memory)]
        path = os.pathsep.join(entry or os.getcwd() for entry in sys.path)
        threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        self.process = subprocess.Popen(
            command,
            pass_fds=[theirs.fileno(), *inherited],
            env=KEEPING | dict(os.environ) | threads | {"PYTHONPATH": path},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=None if os.environ.get("WINNOW_DEBUG") else subprocess.DEVNULL,
        )
        theirs.close()
        self.ready = False
        self.mark()

    def take(self, batch: Batch, plan: Plan, journal: Path) -> None:
        """Start on a batch."""
        self.batch = batch
        self.mark()
        self.connection.send((plan, journal, list(batch.jobs), batch.alone))

    def mark(self) -> None:
        """Its time begins anew."""
        self._since, self._used = time.monotonic(), _processor_time(self.process.pid)

    def is_late(self, limit: float) -> bool:
        """Has it been silent for too long? Processor time counts; where there was little, so does waiting."""
        if self.ready and self.batch is None:
            return False
        passed = time.monotonic() - self._since
        if passed <= limit:
            return False
        used = _processor_time(self.process.pid)
        working = used is None or self._used is None or used - self._used > limit / 2
        return working or passed > STARVED * limit

    def is_worn(self) -> bool:
        """Has it done its share, or does it hold more memory than one document should need?"""
        return self.documents >= RECYCLED_AFTER or _memory(self.process.pid) > self._limits.memory / 2

    def stop(self) -> int:
        """End the process at once; its exit status."""
        self.connection.close()
        self.process.kill()
        return self.process.wait()


class Executor(Protocol):
    """Whoever ingests batches: the processes of a `Pool`, or a cluster."""

    @property
    def size(self) -> int:
        """How many workers there are now."""

    def run(self, batches: Sequence[Sequence[Job]], *, report: Report, culprit: Culprit) -> None:
        """Have all batches ingested. Raises `WorkFailed`."""

    def stop(self) -> None:
        """Stop in the middle of whatever goes on; `run` would start anew."""


class Pool:
    """Workers that live until they are stopped; `run` may be called any number of times."""

    def __init__(
        self, plan: Plan, journal: Callable[[int], Path], *, limits: Limits, inherited: Sequence[int] = ()
    ) -> None:
        self._plan = plan
        self._journal = journal
        self._limits = limits
        self._inherited = inherited
        self._workers: list[Worker] = []
        self._started = 0
        self._failed_starts = 0

    def stop(self) -> None:
        """End all workers, in the middle of whatever they do; `run` would start new ones."""
        for worker in self._workers:
            worker.stop()
        self._workers.clear()

    @property
    def size(self) -> int:
        """How many workers there are now."""
        return len(self._workers)

    def run(self, batches: Sequence[Sequence[Job]], *, report: Report, culprit: Culprit) -> None:
        """Have all batches ingested. Raises `WorkFailed`."""
        waiting = deque(Batch(jobs) for jobs in batches if jobs)
        while waiting or any(worker.batch for worker in self._workers):
            self._start(len(waiting))
            for worker in self._workers:
                if worker.ready and worker.batch is None and waiting:
                    self._give(worker, waiting)
            for worker in self._listen(report):
                waiting.extendleft(reversed(self._bury(worker, culprit, report)))

    def _start(self, batches: int) -> None:
        idle = sum(worker.batch is None for worker in self._workers)
        while len(self._workers) < self._limits.workers and idle < batches:
            self._workers.append(Worker(self._started, self._limits, self._inherited))
            self._started += 1
            idle += 1

    def _give(self, worker: Worker, waiting: deque[Batch]) -> None:
        batch = waiting.popleft()
        # If it has just died, `_listen` will find out, and its batch goes to the next one.
        with contextlib.suppress(OSError):
            worker.take(batch, self._plan, self._journal(worker.number))

    def _listen(self, report: Report) -> list[Worker]:
        """Hear what workers have to say; returns those that are dead or over their time."""
        by_connection: dict[Any, Worker] = {worker.connection: worker for worker in self._workers}
        fallen = []
        for connection in wait(list(by_connection), timeout=TICK):
            worker = by_connection[connection]
            try:
                self._hear(worker, report)
            except (EOFError, ConnectionResetError, BrokenPipeError):
                fallen.append(worker)
        for worker in self._workers:
            limit = self._limits.deadline if worker.ready else START_SECONDS
            if worker not in fallen and worker.is_late(limit) and not worker.connection.poll():
                fallen.append(worker)
        return fallen

    def _hear(self, worker: Worker, report: Report) -> None:
        kind, *rest = worker.connection.recv()
        worker.mark()
        if kind == "ready":
            worker.ready = True
            self._failed_starts = 0
        elif kind == "chunk" and worker.batch:
            worker.batch.advance(rest[0])
            worker.documents += rest[0].cleaned + rest[0].quarantined
            report(rest[0])
        elif kind == "trying" and worker.batch:
            worker.batch.trying = rest[0]
        elif kind == "end":
            worker.batch = None
            if worker.is_worn():
                worker.stop()
                self._workers.remove(worker)
        elif kind == "wrong":
            raise ConfigurationError(rest[0])
        elif kind == "failed":
            raise WorkFailed(*rest)
        elif kind == "broken":
            raise WorkFailed(0, f"a worker cannot start: {rest[0]}")

    def _bury(self, worker: Worker, culprit: Culprit, report: Report) -> list[Batch]:
        """Remove a dead or late worker; returns what is left of its batch, the suspects one by one."""
        late = worker.process.poll() is None
        hung_up = _has_hung_up(worker.connection)
        if hung_up:  # it is about to end by itself; killed now, it would be said to have been killed
            with contextlib.suppress(subprocess.TimeoutExpired):
                worker.process.wait(GRACE_SECONDS)
        status = worker.stop()
        self._workers.remove(worker)
        if not worker.ready:
            self._failed_starts += 1
            if late and not hung_up:
                raise WorkFailed(0, f"a worker process was not ready after {START_SECONDS:g} seconds; {SEE_WHY}")
            if self._failed_starts >= STARTS:
                ends = f"ended before they could start, the last with {_status(status)}"
                raise WorkFailed(0, f"{STARTS} worker processes in a row {ends}; {SEE_WHY}")
            return []
        batch = worker.batch
        if batch is None:
            return []
        if late and not hung_up:
            trouble = Trouble(
                "timeout", f"took more than {self._limits.deadline:g} seconds; split it or raise the deadline"
            )
        else:
            trouble = Trouble("crashed", f"its worker ended with {_status(status)}; please report it with the file")
        return self._after(batch, trouble, culprit, report)

    def _after(self, batch: Batch, trouble: Trouble, culprit: Culprit, report: Report) -> list[Batch]:
        """What to do with the rest of a batch that killed its worker: look for the culprit, or set it aside."""
        left = batch.rest()
        if not left:
            return []
        first, others = left[0], left[1:]
        again = [Batch(others)] if others else []
        if not batch.alone:
            alone = [Batch([job], alone=True) for job in left[:ALONE]]
            return [*alone, Batch(left[ALONE:])] if left[ALONE:] else alone
        if batch.trying and batch.trying != first.source.key:
            return [Batch([replace(first, poison={**first.poison, batch.trying: trouble})]), *again]
        culprit(first, trouble)
        report(Tally(files=1, quarantined=1))
        return again


def _has_hung_up(connection: Connection) -> bool:
    """Is the other end gone? (A process that was killed a moment ago may not have been reaped yet.)"""
    try:
        return connection.poll() and connection.recv() is None
    except (EOFError, OSError):
        return True


def _processor_time(pid: int) -> float | None:
    """Seconds of processor time that a process has used; None where the system does not say."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            fields = file.read().rpartition(b")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError):
        return None


def _memory(pid: int) -> int:
    """Bytes of memory that a process holds; 0 where the system does not say."""
    try:
        with open(f"/proc/{pid}/statm", "rb") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


def _status(status: int) -> str:
    return f"signal {-status}" if status < 0 else f"exit status {status}"
