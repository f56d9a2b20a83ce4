"""How far a run is: a bar on a terminal, now and then a line where there is none, JSON on request."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

from flows.cli import say
from flows.runs.lines import Format, line
from flows.runs.summary import Progress, Watcher

STAGES = {
    "wait": "waiting for another run on the same clean documents",
    "discover": "looking through raw files",
    "clean": "cleaning",
    "commit": "writing the manifest",
}
DUMB = ("dumb", "unknown")
"""Terminals that cannot draw a line anew; rich shows nothing on them."""
EVERY = 10.0
"""Seconds between two lines about progress where there is no terminal to draw a bar on."""
EARLY = 100
"""After so many documents, or a tenth of all, the remaining time is told: large files come first, and a start costs."""


@contextmanager
def watching(*, quiet: bool, log: Format = "plain") -> Iterator[Watcher]:
    """Something to tell progress to."""
    if quiet:
        yield lambda progress: None
    elif log == "json" or not sys.stderr.isatty() or os.environ.get("TERM", "").lower() in DUMB:
        yield Lines(log)
    else:
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        words, speed = TextColumn("{task.description}"), TextColumn("{task.fields[speed]}")
        columns = (words, BarColumn(), MofNCompleteColumn(), speed, TimeRemainingColumn(compact=True))
        with Bar(*columns, console=say.console(sys.stderr), transient=True) as bar:
            task = bar.add_task(STAGES["discover"], total=None, speed="")
            pace = Pace()

            def watch(progress: Progress) -> None:
                bar.update(
                    task,
                    description=described(progress),
                    completed=progress.done,
                    total=progress.total or None,
                    speed=pace.told(progress),
                )

            yield watch


def described(progress: Progress) -> str:
    """What goes on, in words."""
    aside = f", {progress.quarantined:,} set aside" if progress.quarantined else ""
    return STAGES.get(progress.stage, progress.stage) + aside


class Pace:
    """How many documents a second, since the cleaning began."""

    def __init__(self) -> None:
        self._began: float | None = None

    def of(self, progress: Progress) -> float:
        """Documents a second; 0 if it is too early to say."""
        if progress.stage != "clean":
            return 0.0
        now = time.monotonic()
        self._began = self._began or now
        seconds = now - self._began
        return progress.done / seconds if seconds > 0.5 else 0.0

    def told(self, progress: Progress) -> str:
        """The same in words."""
        pace = self.of(progress)
        return f"{pace:,.0f} a second" if pace >= 1 else f"{60 * pace:,.0f} a minute" if pace else ""


class Lines:
    """Progress as lines on stderr, not more often than every ten seconds; as JSON also every change of stage."""

    def __init__(self, log: Format = "plain") -> None:
        self._log = log
        self._last = time.monotonic()
        self._stage = ""
        self._pace = Pace()

    def __call__(self, progress: Progress) -> None:
        pace = self._pace.of(progress)
        now = time.monotonic()
        late = progress.stage == "clean" and progress.done < progress.total and now - self._last >= EVERY
        if late:
            self._last = now
        new, self._stage = progress.stage != self._stage, progress.stage
        if self._log == "json" and (late or new):
            say.note(line("progress", described(progress), format="json", **asdict(progress), pace=round(pace, 2)))
        elif self._log == "plain" and progress.stage == "wait":
            say.note(described(progress))
        elif self._log == "plain" and late:
            known = pace and progress.done >= min(EARLY, progress.total / 10)
            left = f", {_time((progress.total - progress.done) / pace)} left" if known else ""
            speed = f", {self._pace.told(progress)}" if pace else ""
            say.note(f"{described(progress)}: {progress.done:,} of {progress.total:,}{speed}{left}")


def _time(seconds: float) -> str:
    """
    >>> _time(50), _time(150), _time(9000)
    ('50 s', '2 min', '2.5 h')
    """
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"
