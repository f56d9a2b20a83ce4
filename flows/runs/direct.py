"""A run without Prefect, and what a recorded run has in common with it: the lock, and patience with disks."""

from __future__ import annotations

import contextlib
import errno
import time
from collections.abc import Callable, Iterator, Sequence

from flows.books.plan import Job
from flows.config.settings import Settings
from flows.runs.journey import Hire, Journey
from flows.runs.lock import locked
from flows.runs.summary import Progress, Summary
from flows.workers import ticket

Watcher = Callable[[Progress], None]
RETRIES = 2
PERMANENT = frozenset(
    {0, errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EPERM, errno.EDQUOT, errno.ENOTDIR, errno.EEXIST, errno.EISDIR}
)
"""Errors that another try a second later does not do away with; 0 is not an error of a disk or network at all."""


def run_directly(settings: Settings, *, progress: Watcher | None = None) -> Summary:
    """The run without Prefect."""
    with begun(settings, progress=progress) as journey:
        clean_with_retries(journey, journey.discover())
        while jobs := journey.promote():
            clean_with_retries(journey, jobs)
        return journey.commit()


@contextlib.contextmanager
def begun(settings: Settings, *, progress: Watcher | None = None, hire: Hire | None = None) -> Iterator[Journey]:
    """A journey, with the lock on clean/. `hire` finds workers elsewhere."""
    lock_file = settings.clean / ".winnow" / "lock"
    with (
        locked(lock_file, wait=settings.wait) as held,
        Journey(settings, lock=held.descriptor, progress=progress, hire=hire) as journey,
    ):
        ticket.revoke(journey.catalog.ticket)
        journey.outcome.notes += held.notes
        yield journey


def clean_with_retries(journey: Journey, jobs: Sequence[Job]) -> None:
    """Clean, and try again what is left if a disk or network stumbles."""
    for attempt in range(1, RETRIES + 2):
        try:
            return journey.clean(jobs)
        except OSError as error:
            if attempt > RETRIES or not is_transient(error):
                raise
        time.sleep(attempt)
        jobs = journey.left(jobs)


def is_transient(error: BaseException) -> bool:
    """Is it a disk or network that may be back in a moment?"""
    return isinstance(error, OSError) and (error.errno or 0) not in PERMANENT
