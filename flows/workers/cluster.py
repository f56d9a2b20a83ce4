"""Batches on a cluster: the same supervised worker process, opened on whatever machine a batch is sent to.

`ClusterExecutor` is the side of the run and stands in for `Pool`; `clean_batch` is the side of the cluster's worker.
What carries batches there and counts back is a `Transport`, which this module knows nothing about.
"""

from __future__ import annotations

import os
import queue
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import cleaners
from cleaners.errors import ConfigurationError, WinnowError
from flows.books.catalog import Catalog
from flows.books.plan import Job, Plan
from flows.raw.places import is_url
from flows.raw.sources import Trouble
from flows.workers import ticket
from flows.workers.ingest import Tally, quarantine
from flows.workers.pool import Culprit, Limits, Pool, Report, WorkFailed
from flows.writers import atomic

IN_FLIGHT = 8
"""Batches for each worker that have been sent and not come back: enough for a cluster that is larger than was said."""
AT_LEAST = 64
IDLE_SECONDS = 5.0
"""A worker process that has no batch for so long is given up; until then it keeps the next run from starting."""
TICK = 0.5


@dataclass(frozen=True, slots=True)
class BatchRequest:
    """A batch on its way. Only paths and what to do with them."""

    plan: Plan
    run: int
    jobs: tuple[Job, ...]
    limits: Limits
    token: str
    code: str
    """Stands for the code, rules and packages that must be the same on the other side."""


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What came of a batch: counts, or why it could not be done."""

    tally: Tally = field(default_factory=Tally)
    error: str = ""
    number: int = 0
    """Of the error, as the system counts; 0 is none of the system's."""
    is_ours: bool = False
    """A mistake in the set-up, which trying again does not cure."""


class Transport(Protocol):
    """Takes batches to a cluster. Raises `WorkFailed` or `ConfigurationError` if there is none."""

    def send(self, request: BatchRequest, back: Callable[[Callable[[], BatchResult]], None]) -> None:
        """Send; `back` is called (by any thread) once it has come back, with what returns its result or raises."""

    def stop(self) -> None:
        """Let go of the cluster; `send` would reach out to it again."""


class ClusterExecutor:
    """Does for a cluster what `Pool` does for this machine."""

    def __init__(self, plan: Plan, run: int, *, limits: Limits, transport: Transport) -> None:
        self._plan, self._run, self._limits, self._transport = plan, run, limits, transport
        self._token = ""
        self._code = cleaners.fingerprint(plan.policy)
        self.size = limits.workers

    def stop(self) -> None:
        """Let go of the cluster, in the middle of whatever it does; `run` would reach out to it again."""
        self._transport.stop()

    def run(self, batches: Sequence[Sequence[Job]], *, report: Report, culprit: Culprit) -> None:
        """Have all batches ingested. Raises `WorkFailed`. Culprits are dealt with where they are found."""
        self._token = self._token or ticket.issue(Catalog(self._plan.clean).ticket)
        waiting = deque(batch for batch in batches if batch)
        returned: queue.SimpleQueue[Callable[[], BatchResult]] = queue.SimpleQueue()
        going = 0
        while waiting or going:
            while waiting and going < max(AT_LEAST, IN_FLIGHT * self._limits.workers):
                self._transport.send(self._request(waiting.popleft()), returned.put)
                going += 1
            try:
                result_of = returned.get(timeout=TICK)  # with a limit, so that signals are heard
            except queue.Empty:
                continue
            going -= 1
            report(_accepted(result_of()))

    def _request(self, jobs: Sequence[Job]) -> BatchRequest:
        limits = Limits(1, self._limits.deadline, self._limits.memory)
        return BatchRequest(self._plan, self._run, tuple(jobs), limits, self._token, self._code)


def _accepted(result: BatchResult) -> Tally:
    if result.is_ours:
        raise ConfigurationError(result.error)
    if result.error:
        raise WorkFailed(result.number, result.error)
    return result.tally


def clean_batch(request: BatchRequest) -> BatchResult:
    """Ingest a batch on this machine. Called again for the same batch after a worker was lost, it does it once more."""
    try:
        return BatchResult(_local_pools.clean(request))
    except WorkFailed as error:
        return BatchResult(error=f"{error} (on {socket.gethostname()})", number=error.errno or 0)
    except WinnowError as error:
        return BatchResult(error=f"worker {socket.gethostname()}: {error}", is_ours=True)


class LocalPool:
    """A worker process on this machine that serves one run, and the run's lock."""

    def __init__(self, request: BatchRequest) -> None:
        self.token = request.token
        self.idle_since = 0.0
        self._plan = request.plan
        self._journal = Path()
        self._lock = ticket.present(Catalog(request.plan.clean).ticket, request.token)
        self._pool = Pool(request.plan, self._numbered, limits=request.limits, inherited=(self._lock,))
        if cleaners.fingerprint(request.plan.policy) != request.code:
            self.close()
            raise ConfigurationError("has another version of winnow, of its packages or of the rules than the run has")

    def clean(self, request: BatchRequest) -> Tally:
        """Ingest; the journal is this attempt's alone, and later attempts' come later in the order of names."""
        _check_raw(request)
        name = f"{request.run:08d}-{time.time_ns():020d}-{os.getpid()}"
        self._journal = Catalog(request.plan.clean).journals / name
        tallies: list[Tally] = []
        self._pool.run([request.jobs], report=tallies.append, culprit=self._quarantine)
        files, cleaned, quarantined = (
            sum(getattr(tally, name) for tally in tallies) for name in ("files", "cleaned", "quarantined")
        )
        return Tally(files, cleaned, quarantined)

    def close(self) -> None:
        """End the process, then let the next run in."""
        self._pool.stop()
        os.close(self._lock)

    def _numbered(self, worker: int) -> Path:
        return Path(f"{self._journal}-{worker:04d}.jsonl")

    def _quarantine(self, job: Job, trouble: Trouble) -> None:
        atomic.append(self._numbered(9999), quarantine(job.source, trouble, self._plan))


class LocalPools:
    """Worker processes that are kept from one batch to the next."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[LocalPool] = []

    def clean(self, request: BatchRequest) -> Tally:
        """Ingest with a process that this run has here already, or a new one."""
        local = self._take(request.token) or LocalPool(request)
        try:
            tally = local.clean(request)
        except BaseException:
            local.close()
            raise
        self._keep(local)
        return tally

    def _take(self, token: str) -> LocalPool | None:
        with self._lock:
            mine = [local for local in self._idle if local.token == token]
            others = [local for local in self._idle if local.token != token]
            self._idle = mine[1:]
        for local in others:
            local.close()
        return mine[0] if mine else None

    def _keep(self, local: LocalPool) -> None:
        local.idle_since = time.monotonic()
        with self._lock:
            self._idle.append(local)
        timer = threading.Timer(IDLE_SECONDS, self._give_up)
        timer.daemon = True
        timer.start()

    def _give_up(self) -> None:
        now = time.monotonic()
        with self._lock:
            old = [local for local in self._idle if now - local.idle_since >= IDLE_SECONDS]
            self._idle = [local for local in self._idle if local not in old]
        for local in old:
            local.close()


_local_pools = LocalPools()
"""State of the cluster's worker process, which calls `clean_batch` and nothing else."""


def _check_raw(request: BatchRequest) -> None:
    """Missing raw files are files that have vanished; where all of a batch are, it is rather the folder."""
    raw, jobs = request.plan.raw, request.jobs
    if not is_url(raw) and not any(os.path.lexists(os.path.join(raw, job.source.relative)) for job in jobs):
        raise ConfigurationError(f"{raw} does not hold the raw files; it has to lie on storage that all workers share")
