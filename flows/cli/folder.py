"""``winnow ingest``: a folder into a folder, with a bar while it runs and a summary at its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal

from flows.cli import say
from flows.cli.progress import watching
from flows.config.settings import Settings
from flows.runs.lines import Format, line
from flows.runs.summary import Summary
from flows.runs.verdict import Verdict, verdict

if TYPE_CHECKING:
    from rich.table import Table

LABELS = 12
"""As many labels as the summary shows by name."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """How the user wants a run to go and to look."""

    prefect: Literal["auto", "always", "never"] = "auto"
    quiet: bool = False
    json: bool = False
    log: Format = "plain"


def ingest(settings: Settings, wishes: Wishes) -> int:
    """Run one ingest and print what it did. Returns the exit code."""
    from flows.runs import start as runs

    settings.check()
    with watching(quiet=wishes.quiet, log=wishes.log) as watcher:
        summary = runs.run(settings, prefect=wishes.prefect, progress=watcher)
    judged = verdict(summary, max_quarantine=settings.max_quarantine)
    if wishes.json:
        say.record(record(summary, judged))
    elif wishes.log == "plain" and not wishes.quiet:
        show(summary, settings)
    if wishes.log == "json" and not wishes.quiet:
        say.note(line(f"run.{judged.word}", judged.line, format="json", **record(summary, judged)))
    elif judged.word == "failed":
        say.note(f"winnow: {judged.line}")
    return judged.exit_code


def record(summary: Summary, judged: Verdict) -> dict[str, object]:
    """The summary as plain JSON."""
    return {**asdict(summary), "verdict": judged.word, "exit_code": judged.exit_code}


def show(summary: Summary, settings: Settings) -> None:
    """The summary for people; it fits one screen whatever was found."""
    for note in summary.notes:
        say.note(note)
    clean = settings.clean_url or settings.clean
    done = summary.cleaned + summary.duplicate + summary.quarantined
    if done:
        say.out(
            f"{settings.raw_url or settings.raw} → {clean}: {say.plural(done, 'document')} in {summary.seconds:.1f} s"
        )
        say.console().print(tables(summary))
        if summary.languages:
            say.out(f"languages: {listed(summary.languages)}")
    else:
        say.out(f"nothing to do: {say.plural(summary.unchanged, 'document')} unchanged")
    if summary.gone:
        say.out(f"{say.plural(summary.gone, 'document')} kept whose raw files are gone (--gone remove takes them out)")
    if summary.in_quarantine:
        say.out(f"in quarantine: {listed(summary.reasons)} (see {clean}/quarantine/)")


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
