"""A run without Prefect, and what a recorded run has in common with it: the lock, and patience with disks."""

from __future__ import annotations

import contextlib
import errno
import time
from collections.abc import Callable, Iterator, Sequence

from flows.books.catalog import Catalog
from flows.books.plan import Job
from flows.config.settings import Settings
from flows.runs.lock import locked
from flows.runs.run import MakeExecutor, Run
from flows.runs.summary import Progress, Summary, Watcher
from flows.workers import ticket

RETRIES = 2
PERMANENT = frozenset(
    {0, errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EPERM, errno.EDQUOT, errno.ENOTDIR, errno.EEXIST, errno.EISDIR}
)
"""Errors that another try a second later does not do away with; 0 is not an error of a disk or network at all."""


def run_directly(settings: Settings, *, progress: Watcher | None = None) -> Summary:
    """The run without Prefect."""
    with begun(settings, progress=progress) as run:
        clean_with_retries(run, run.discover())
        while jobs := run.promote():
            clean_with_retries(run, jobs)
        return run.commit()


@contextlib.contextmanager
def begun(
    settings: Settings, *, progress: Watcher | None = None, make_executor: MakeExecutor | None = None
) -> Iterator[Run]:
    """A run, with the lock on clean/. `make_executor` finds workers elsewhere."""
    with (
        locked(Catalog(settings.clean).lock, wait=settings.wait, waiting=waiting(progress)) as held,
        Run(settings, lock=held.descriptor, progress=progress, make_executor=make_executor) as run,
    ):
        ticket.revoke(run.catalog.ticket)
        run.state.notes += held.notes
        yield run


def waiting(progress: Watcher | None) -> Callable[[], None]:
    """Tells that the run waits for another one."""
    return lambda: progress(Progress("wait")) if progress else None


def clean_with_retries(run: Run, jobs: Sequence[Job]) -> None:
    """Clean, and try again what is left if a disk or network stumbles."""
    for attempt in range(1, RETRIES + 2):
        try:
            return run.clean(jobs)
        except OSError as error:
            if attempt > RETRIES or not is_transient(error):
                raise
        time.sleep(attempt)
        jobs = run.left(jobs)


def is_transient(error: BaseException) -> bool:
    """Is it a disk or network that may be back in a moment?"""
    return isinstance(error, OSError) and (error.errno or 0) not in PERMANENT
