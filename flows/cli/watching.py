"""``winnow watch``: one line for each run that had something to do."""

from __future__ import annotations

import json as json_format
import time
from typing import Literal

from flows import runs
from flows.cli import FAILED, OK, many, say
from flows.pool import WorkFailed
from flows.settings import Settings
from flows.summary import Summary
from flows.watch import Arrivals, runs_due, stopped_by_signals


def watch(
    settings: Settings, prefect: Literal["auto", "always", "never"], *, quiet: bool, json: bool, once: bool
) -> int:
    """Watch until stopped; returns the exit code. Raises `ConfigurationError` if it cannot start."""
    settings.check()
    stop = stopped_by_signals()
    if not quiet:
        say.note(f"watching {settings.raw}, writing {settings.clean}; Ctrl-C stops")
    noted: tuple[str, ...] = ()
    arrivals = Arrivals(settings)
    for _ in runs_due(arrivals, stop):
        try:
            summary = runs.run(settings, prefect=prefect)
        except WorkFailed as error:
            say.note(f"winnow: {error}; the next run will try again")
            arrivals.failed()
            if once:
                return FAILED
            continue
        if not quiet and summary.notes != noted:
            noted = summary.notes
            for note in noted:
                say.note(note)
        if anything(summary):
            if json:
                say.out(json_format.dumps(many.record(summary), ensure_ascii=False))
            elif not quiet:
                say.out(line(summary))
            if once:
                return summary.exit_code
    if not quiet:
        say.note("stopped")
    return OK


def anything(summary: Summary) -> bool:
    """Did the run have anything to do?"""
    return bool(summary.cleaned or summary.duplicate or summary.quarantined)


def line(summary: Summary) -> str:
    """One run in one line."""
    parts = [say.plural(summary.cleaned, "document") + " cleaned"]
    if summary.duplicate:
        parts.append(f"{summary.duplicate:,} duplicate")
    if summary.quarantined:
        parts.append(f"{summary.quarantined:,} set aside ({many.listed(summary.reasons)})")
    return f"{time.strftime('%H:%M:%S')}  {', '.join(parts)} in {summary.seconds:.1f} s"
