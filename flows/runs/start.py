"""The front door to runs: one-off ingest, recorded by Prefect or not."""

from __future__ import annotations

import contextlib
import errno
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Literal

from cleaners.errors import ConfigurationError
from flows.books.plan import Job
from flows.config.settings import Settings
from flows.recorded import recording
from flows.runs.journey import Hire, Journey
from flows.runs.lock import locked
from flows.runs.summary import Progress, Summary
from flows.workers import ticket

Recording = Literal["auto", "always", "never"]
"""Is the run recorded by Prefect: if an API is configured and answers; in any case; not at all."""

Watcher = Callable[[Progress], None]
RETRIES = 2
HOPELESS = frozenset(
    {0, errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EPERM, errno.EDQUOT, errno.ENOTDIR, errno.EEXIST, errno.EISDIR}
)
"""Errors that another try a second later does not do away with; 0 is not an error of a disk or network at all."""


def run(settings: Settings, *, prefect: Recording = "auto", progress: Watcher | None = None) -> Summary:
    """Clean what is due in raw/. Raises `ConfigurationError` if the run cannot start, `WorkFailed` if it cannot go on;
    everything about single documents is in the summary."""
    settings.check()
    if settings.raw_url or settings.clean_url:
        from flows.raw import remote  # and with it fsspec

        with remote.near(settings) as near:
            near.check_clean(settings.clean_url or settings.clean)
            return here(near, prefect=prefect, progress=progress)
    return here(settings, prefect=prefect, progress=progress)


def here(settings: Settings, *, prefect: Recording, progress: Watcher | None) -> Summary:
    """The run, with clean/ on this machine."""
    if prefect == "never":
        if settings.on:
            raise ConfigurationError("shards are sent to a cluster by Prefect: --on does not go with --prefect never")
        return direct(settings, progress=progress)
    found = recording.find_api()
    if found.url is None and prefect == "auto" and not settings.on:
        return with_notes(direct(settings, progress=progress), found.note)
    if found.url is not None:
        os.environ["PREFECT_API_URL"] = found.url  # Prefect itself does not look for the server of a project
    from flows.recorded import record

    return record.recorded(settings, own_api=found.url is None, progress=progress)


def direct(settings: Settings, *, progress: Watcher | None = None) -> Summary:
    """The run without Prefect."""
    with begun(settings, progress=progress) as journey:
        patiently(journey, journey.discover())
        while jobs := journey.promote():
            patiently(journey, jobs)
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


def patiently(journey: Journey, jobs: Sequence[Job]) -> None:
    """Clean, and try again what is left if a disk or network stumbles."""
    for attempt in range(1, RETRIES + 2):
        try:
            return journey.clean(jobs)
        except OSError as error:
            if attempt > RETRIES or not worth_another_try(error):
                raise
        time.sleep(attempt)
        jobs = journey.left(jobs)


def worth_another_try(error: BaseException) -> bool:
    """Is it a disk or network that may be back in a moment?"""
    return isinstance(error, OSError) and (error.errno or 0) not in HOPELESS


def with_notes(summary: Summary, *notes: str) -> Summary:
    """The summary with more lines for a person."""
    return replace(summary, notes=(*summary.notes, *(note for note in notes if note)))
