"""``winnow ingest``: a folder into a folder, with a bar while it runs and a summary at its end."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal

from flows.cli import say
from flows.settings import Settings
from flows.summary import Progress, Summary

if TYPE_CHECKING:
    from rich.table import Table

Watcher = Callable[[Progress], None]
STAGES = {
    "discover": "looking through raw files",
    "clean": "cleaning",
    "duplicates": "looking for duplicates",
    "commit": "writing the manifest",
}
EVERY = 10.0
"""Seconds between two lines about progress where there is no terminal to draw a bar on."""
LABELS = 12
"""As many labels as the summary shows by name."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """How the user wants a run to go and to look."""

    prefect: Literal["auto", "always", "never"] = "auto"
    quiet: bool = False
    json: bool = False


def ingest(settings: Settings, wishes: Wishes) -> int:
    """Run one ingest and print what it did. Returns the exit code."""
    from flows import runs

    settings.check()
    with watching(quiet=wishes.quiet) as watcher:
        summary = runs.run(settings, prefect=wishes.prefect, progress=watcher)
    if wishes.json:
        say.record(record(summary))
    elif not wishes.quiet:
        show(summary, settings)
    for source in summary.bugs[:5]:
        say.note(f"winnow: a bug in winnow on {source}; its entry in {settings.clean}/quarantine/ says where")
    return summary.exit_code


def record(summary: Summary) -> dict[str, object]:
    """The summary as plain JSON."""
    return {**asdict(summary), "exit_code": summary.exit_code}


@contextmanager
def watching(*, quiet: bool) -> Iterator[Watcher]:
    """Something to tell progress to: a bar on a terminal, now and then a line elsewhere, nothing if `quiet`."""
    if quiet:
        yield lambda progress: None
    elif not sys.stderr.isatty():
        yield Lines()
    else:
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        text = TextColumn("{task.description}")
        console = say.console(sys.stderr)
        with Bar(
            text, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=console, transient=True
        ) as bar:
            task = bar.add_task(STAGES["discover"], total=None)

            def watch(progress: Progress) -> None:
                bar.update(task, description=described(progress), completed=progress.done, total=progress.total or None)

            yield watch


def described(progress: Progress) -> str:
    """What goes on, in words."""
    aside = f", {progress.quarantined:,} set aside" if progress.quarantined else ""
    return STAGES.get(progress.stage, progress.stage) + aside


class Lines:
    """Progress as plain lines, not more often than every ten seconds."""

    def __init__(self) -> None:
        self._last = time.monotonic()

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        if progress.stage == "clean" and now - self._last >= EVERY:
            self._last = now
            say.note(f"{described(progress)}: {progress.done:,} of {progress.total:,}")


def show(summary: Summary, settings: Settings) -> None:
    """The summary for people; it fits one screen whatever was found."""
    for line in summary.notes:
        say.note(line)
    done = summary.cleaned + summary.duplicate + summary.quarantined
    if done:
        say.out(f"{settings.raw} → {settings.clean}: {say.plural(done, 'document')} in {summary.seconds:.1f} s")
        say.console().print(tables(summary))
        if summary.languages:
            say.out(f"languages: {listed(summary.languages)}")
    else:
        say.out(f"nothing to do: {say.plural(summary.unchanged, 'document')} unchanged")
    if summary.gone:
        say.out(f"{say.plural(summary.gone, 'document')} kept whose raw files are gone")
    if summary.in_quarantine:
        say.out(f"in quarantine: {listed(summary.reasons)} (see {settings.clean}/quarantine/)")


def tables(summary: Summary) -> Table:
    """Documents by outcome, and beside it what was taken out by label."""
    from rich.table import Table

    outcomes = _table("documents", ("cleaned", summary.cleaned), ("duplicates", summary.duplicate))
    for name, count in (("quarantined", summary.quarantined), ("unchanged", summary.unchanged)):
        outcomes.add_row(name, f"{count:,}")
    pieces = sorted(summary.removals.items(), key=lambda item: (-item[1], item[0]))
    shown, rest = pieces[:LABELS], pieces[LABELS:]
    if rest:
        shown.append((f"{len(rest)} other labels", sum(count for _, count in rest)))
    share = 1 - summary.chars_after / summary.chars_before if summary.chars_before else 0.0
    removed = _table("taken out", *shown)
    removed.add_row("of all characters", f"{share:.1%}")
    both = Table.grid(padding=(0, 4))
    both.add_row(outcomes, removed)
    return both


def _table(title: str, *rows: tuple[str, int]) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, padding=(0, 1))
    table.add_column(title)
    table.add_column("", justify="right")
    for name, count in rows:
        table.add_row(name, f"{count:,}")
    return table


def listed(counts: Mapping[str, int], most: int = 8) -> str:
    """Counts by name, the largest first.

    >>> listed({"de": 2, "en": 1200})
    'en 1,200, de 2'
    """
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    named = [f"{name} {count:,}" for name, count in ranked[:most]]
    if ranked[most:]:
        named.append(f"others {sum(count for _, count in ranked[most:]):,}")
    return ", ".join(named)
