"""Shards on a cluster: the same supervised worker process, opened on whatever machine a shard is sent to.

`Cluster` is the side of the run and stands in for `Pool`; `clean_shard` is the side of the cluster's worker. What
carries shards there and counts back is a `Carrier`, which this module knows nothing about.
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
from flows.workers.ingest import Tally, set_aside
from flows.workers.pool import Culprit, Limits, Pool, Report, WorkFailed
from flows.writers import atomic

IN_FLIGHT = 8
"""Shards for each worker that have been sent and not come back: enough for a cluster that is larger than was said."""
AT_LEAST = 64
IDLE_SECONDS = 5.0
"""A worker process that has no shard for so long is given up; until then it keeps the next run from starting."""
TICK = 0.5


@dataclass(frozen=True, slots=True)
class Parcel:
    """A shard on its way. Only paths and what to do with them."""

    plan: Plan
    run: int
    jobs: tuple[Job, ...]
    limits: Limits
    token: str
    code: str
    """Stands for the code, rules and packages that must be the same on the other side."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a shard: counts, or why it could not be done."""

    tally: Tally = field(default_factory=Tally)
    error: str = ""
    number: int = 0
    """Of the error, as the system counts; 0 is none of the system's."""
    is_ours: bool = False
    """A mistake in the set-up, which trying again does not cure."""


class Carrier(Protocol):
    """Takes parcels to a cluster. Raises `WorkFailed` or `ConfigurationError` if there is none."""

    def send(self, parcel: Parcel, back: Callable[[Callable[[], Outcome]], None]) -> None:
        """Send; `back` is called (by any thread) once it has come back, with what returns its outcome or raises."""

    def stop(self) -> None:
        """Let go of the cluster; `send` would reach out to it again."""


class Cluster:
    """Does for a cluster what `Pool` does for this machine."""

    def __init__(self, plan: Plan, run: int, *, limits: Limits, carrier: Carrier) -> None:
        self._plan, self._run, self._limits, self._carrier = plan, run, limits, carrier
        self._token = ""
        self._code = cleaners.fingerprint(plan.policy)
        self.size = limits.workers

    def stop(self) -> None:
        """Let go of the cluster, in the middle of whatever it does; `run` would reach out to it again."""
        self._carrier.stop()

    def run(self, shards: Sequence[Sequence[Job]], *, report: Report, culprit: Culprit) -> None:
        """Have all shards ingested. Raises `WorkFailed`. Culprits are dealt with where they are found."""
        self._token = self._token or ticket.issue(Catalog(self._plan.clean).ticket)
        waiting = deque(shard for shard in shards if shard)
        returned: queue.SimpleQueue[Callable[[], Outcome]] = queue.SimpleQueue()
        going = 0
        while waiting or going:
            while waiting and going < max(AT_LEAST, IN_FLIGHT * self._limits.workers):
                self._carrier.send(self._parcel(waiting.popleft()), returned.put)
                going += 1
            try:
                result = returned.get(timeout=TICK)  # with a limit, so that signals are heard
            except queue.Empty:
                continue
            going -= 1
            report(_accepted(result()))

    def _parcel(self, jobs: Sequence[Job]) -> Parcel:
        limits = Limits(1, self._limits.deadline, self._limits.memory)
        return Parcel(self._plan, self._run, tuple(jobs), limits, self._token, self._code)


def _accepted(outcome: Outcome) -> Tally:
    if outcome.is_ours:
        raise ConfigurationError(outcome.error)
    if outcome.error:
        raise WorkFailed(outcome.number, outcome.error)
    return outcome.tally


def clean_shard(parcel: Parcel) -> Outcome:
    """Ingest a shard on this machine. Called again for the same shard after a worker was lost, it does it once more."""
    try:
        return Outcome(_posts.clean(parcel))
    except WorkFailed as error:
        return Outcome(error=f"{error} (on {socket.gethostname()})", number=error.errno or 0)
    except WinnowError as error:
        return Outcome(error=f"worker {socket.gethostname()}: {error}", is_ours=True)


class Post:
    """A worker process on this machine that serves one run, and the run's lock."""

    def __init__(self, parcel: Parcel) -> None:
        self.token = parcel.token
        self.idle_since = 0.0
        self._plan = parcel.plan
        self._journal = Path()
        self._lock = ticket.present(Catalog(parcel.plan.clean).ticket, parcel.token)
        self._pool = Pool(parcel.plan, self._numbered, limits=parcel.limits, inherited=(self._lock,))
        if cleaners.fingerprint(parcel.plan.policy) != parcel.code:
            self.close()
            raise ConfigurationError("has another version of winnow, of its packages or of the rules than the run has")

    def clean(self, parcel: Parcel) -> Tally:
        """Ingest; the journal is this attempt's alone, and later attempts' come later in the order of names."""
        _check_raw(parcel)
        name = f"{parcel.run:08d}-{time.time_ns():020d}-{os.getpid()}"
        self._journal = Catalog(parcel.plan.clean).journals / name
        tallies: list[Tally] = []
        self._pool.run([parcel.jobs], report=tallies.append, culprit=self._aside)
        files, cleaned, aside = (
            sum(getattr(tally, name) for tally in tallies) for name in ("files", "cleaned", "aside")
        )
        return Tally(files, cleaned, aside)

    def close(self) -> None:
        """End the process, then let the next run in."""
        self._pool.stop()
        os.close(self._lock)

    def _numbered(self, worker: int) -> Path:
        return Path(f"{self._journal}-{worker:04d}.jsonl")

    def _aside(self, job: Job, trouble: Trouble) -> None:
        atomic.append(self._numbered(9999), set_aside(job.source, trouble, self._plan))


class Posts:
    """Worker processes that are kept from one shard to the next."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[Post] = []

    def clean(self, parcel: Parcel) -> Tally:
        """Ingest with a process that this run has here already, or a new one."""
        post = self._take(parcel.token) or Post(parcel)
        try:
            tally = post.clean(parcel)
        except BaseException:
            post.close()
            raise
        self._keep(post)
        return tally

    def _take(self, token: str) -> Post | None:
        with self._lock:
            mine = [post for post in self._idle if post.token == token]
            others = [post for post in self._idle if post.token != token]
            self._idle = mine[1:]
        for post in others:
            post.close()
        return mine[0] if mine else None

    def _keep(self, post: Post) -> None:
        post.idle_since = time.monotonic()
        with self._lock:
            self._idle.append(post)
        timer = threading.Timer(IDLE_SECONDS, self._give_up)
        timer.daemon = True
        timer.start()

    def _give_up(self) -> None:
        now = time.monotonic()
        with self._lock:
            old = [post for post in self._idle if now - post.idle_since >= IDLE_SECONDS]
            self._idle = [post for post in self._idle if post not in old]
        for post in old:
            post.close()


_posts = Posts()
"""State of the cluster's worker process, which calls `clean_shard` and nothing else."""


def _check_raw(parcel: Parcel) -> None:
    """Missing raw files are files that have vanished; where all of a shard are, it is rather the folder."""
    raw, jobs = parcel.plan.raw, parcel.jobs
    if not is_url(raw) and not any(os.path.lexists(os.path.join(raw, job.source.relative)) for job in jobs):
        raise ConfigurationError(f"{raw} does not hold the raw files; it has to lie on storage that all workers share")
