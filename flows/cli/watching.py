"""``winnow watch``: one line for each run that had something to do."""

from __future__ import annotations

import json as json_format

from cleaners.errors import ConfigurationError
from flows.cli import FAILED, OK, folder, say
from flows.config.settings import Settings
from flows.operation.watch import Arrivals, check_watchfiles, runs_due, stopped_by_signals
from flows.runs import start as runs
from flows.runs.lines import line
from flows.runs.summary import Summary
from flows.runs.verdict import verdict
from flows.workers.pool import WorkFailed


def watch(settings: Settings, wishes: folder.Wishes, *, once: bool) -> int:
    """Watch until stopped; returns the exit code. Raises `ConfigurationError` if it cannot start."""
    settings.check()
    if settings.raw_url:
        raise ConfigurationError(f"a folder can be watched, {settings.raw_url} cannot; have it looked at by a schedule")
    check_watchfiles()
    stop = stopped_by_signals()

    def tell(event: str, message: str) -> None:
        if not wishes.quiet:
            say.note(line(event, message, format=wishes.log))

    arrivals = Arrivals(settings)
    noted: tuple[str, ...] = ()
    tell("watching", f"watching {settings.raw}, writing {settings.clean_url or settings.clean}; Ctrl-C stops")
    for _ in runs_due(arrivals, stop):
        try:
            summary = runs.run(settings, prefect=wishes.prefect)
        except WorkFailed as error:
            say.note(line("trouble", f"winnow: {error}; the next run will try again", format=wishes.log))
            arrivals.failed()
            if once:
                return FAILED
            continue
        for note in () if summary.notes == noted else summary.notes:
            tell("note", note)
        noted = summary.notes
        if anything(summary):
            code = show(summary, settings, wishes)
            if once:
                return code
    tell("stopped", "stopped")
    return OK


def anything(summary: Summary) -> bool:
    """Did the run have anything to do?"""
    return bool(summary.cleaned or summary.duplicate or summary.quarantined)


def show(summary: Summary, settings: Settings, wishes: folder.Wishes) -> int:
    """One run in one line; its exit code."""
    judged = verdict(summary, max_quarantine=settings.max_quarantine)
    record = folder.record(summary, judged)
    if wishes.json:
        say.out(json_format.dumps(record, ensure_ascii=False))
    elif not wishes.quiet:
        fields = record if wishes.log == "json" else {}
        say.out(line(f"run.{judged.word}", f"{judged.word}: {judged.line}", format=wishes.log, **fields))
    return judged.exit_code
