"""The front door to runs: one-off ingest, recorded by Prefect or not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from flows.journey import Journey
from flows.lock import locked
from flows.settings import Settings
from flows.summary import Progress, Summary

Recording = Literal["auto", "always", "never"]
"""Is the run recorded by Prefect: if an API is configured and answers; in any case; not at all."""


def run(
    settings: Settings, *, prefect: Recording = "auto", progress: Callable[[Progress], None] | None = None
) -> Summary:
    """Clean what is due in raw/. Raises `ConfigurationError` if the run cannot start, `WorkFailed` if it cannot go on;
    everything about single documents is in the summary."""
    settings.check()
    return direct(settings, progress=progress)


def direct(settings: Settings, *, progress: Callable[[Progress], None] | None = None) -> Summary:
    """The run without Prefect."""
    notes: list[str] = []
    with locked(settings.clean / ".winnow" / "lock", wait=settings.wait, said=notes) as lock:
        with Journey(settings, lock=lock, progress=progress) as journey:
            jobs = journey.discover()
            while jobs:
                journey.clean(jobs)
                jobs = journey.promote()
            journey.promote()
            summary = journey.commit()
    return replace(summary, notes=(*notes, *summary.notes))
