"""What Prefect's pages show of a run: progress that moves, a table, a summary, an event. Counts and names, never text.

Whatever Prefect makes of it, the run goes on: its troubles are counted and told, not raised.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import UUID

from flows.books.catalog import Catalog
from flows.books.receipts import Receipt
from flows.config.settings import Settings
from flows.recorded import embedded
from flows.runs.lock import Busy, locked
from flows.runs.summary import Progress, Summary, Watcher
from flows.runs.verdict import Verdict, counted, counts
from flows.writers import atomic

embedded.prepare()

from httpx import HTTPError  # noqa: E402
from prefect.artifacts import (  # noqa: E402
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.client.schemas.objects import State  # noqa: E402
from prefect.events import emit_event  # noqa: E402
from prefect.exceptions import PrefectException  # noqa: E402

TROUBLE = (PrefectException, HTTPError, OSError, RuntimeError, ValueError)
"""What may come out of a call to Prefect's API."""
EVERY = 1.0
"""Seconds between two movements of the progress bar; each is a request."""
ROWS = 50
"""Sources with a row of their own in the table."""


class RunArtifacts:
    """The artifacts of one flow run. Made inside the flow."""

    def __init__(self, settings: Settings, onwards: Watcher | None = None) -> None:
        self._settings = settings
        self._onwards = onwards or (lambda _: None)
        self._bar: UUID | None = None
        self._moved = 0.0

    def tick(self, progress: Progress) -> None:
        """Move the bar, and tell whoever else listens."""
        self._onwards(progress)
        now = time.monotonic()
        final = progress.stage == "commit"
        if now - self._moved < EVERY and not final:
            return
        self._moved = now
        share = 100.0 if final else 100.0 * progress.done / progress.total if progress.total else 0.0
        with suppress(*TROUBLE):
            if self._bar is None:
                key, description = self.key("progress"), f"Documents of {self._settings.raw} done"
                self._bar = create_progress_artifact(progress=share, key=key, description=description)  # type: ignore[assignment]
            else:
                update_progress_artifact(artifact_id=self._bar, progress=share)

    def tell(self, summary: Summary, verdict: Verdict, receipts: Iterable[Receipt]) -> None:
        """The table, the summary and the event of a run that came to its end."""
        clean = self._settings.clean
        with suppress(*TROUBLE):
            rows = table(receipts)
            create_table_artifact(
                table=rows, key=self.key("outcomes"), description="Documents by source, and pieces taken out by label"
            )
            create_markdown_artifact(
                markdown=markdown(summary, verdict, self._settings), key=self.key("summary"), description=verdict.line
            )
        with suppress(*TROUBLE):
            emit_event(f"winnow.run.{verdict.word}", resource=resource(clean), payload=payload(summary, verdict))

    def key(self, what: str) -> str:
        """The key under which Prefect keeps the history of an artifact, one for each clean/.

        >>> RunArtifacts(Settings(raw=Path("raw"), clean=Path("out/My News"))).key("summary")
        'my-news-summary'
        """
        name = "".join(c if c.isascii() and c.isalnum() else "-" for c in self._settings.clean.resolve().name.lower())
        return f"{name.strip('-') or 'clean'}-{what}"


def interrupted(clean: Path, state: State[Any]) -> None:
    """After a run that was cancelled or crashed: clear away what it was writing, and emit ``winnow.run.interrupted``.

    Published documents are whole at any moment and the manifest is written last, so there is nothing to repair; the
    next run goes on from there. If another run has begun already, the folder is its business.
    """
    catalog = Catalog(clean.absolute())
    with suppress(Busy, OSError), locked(catalog.lock, wait=False):
        if catalog.staging.is_dir():
            atomic.empty(catalog.staging)
    with suppress(*TROUBLE):
        message = f"{state.name}: {state.message or 'no reason given'}; the next run goes on from there"
        emit_event("winnow.run.interrupted", resource=resource(clean), payload={"message": message})


def resource(clean: Path) -> dict[str, str]:
    """What an event is about: the folder of clean documents."""
    return {"prefect.resource.id": f"winnow.clean.{clean.resolve()}", "prefect.resource.name": clean.name}


def payload(summary: Summary, verdict: Verdict) -> dict[str, Any]:
    """What automations get to know."""
    names = ("total", "cleaned", "duplicate", "quarantined", "unchanged", "in_quarantine", "reasons", "removals")
    told = {name: getattr(summary, name) for name in names}
    return {"verdict": verdict.word, "message": verdict.line, **told, "seconds": round(summary.seconds, 1)}


def table(receipts: Iterable[Receipt]) -> list[dict[str, Any]]:
    """A row for each source: a site, or a folder of raw/ where no site is known. The largest first, then all others."""
    outcomes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    labels: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for receipt in receipts:
        name = source_name(receipt)
        outcomes[name][receipt.outcome] += 1
        if receipt.outcome == "cleaned":
            labels[name].update(receipt.removals)
    ranked = sorted(outcomes, key=lambda name: (-outcomes[name].total(), name))
    rows = [_row(name, outcomes[name], labels[name]) for name in ranked[:ROWS]]
    if rest := ranked[ROWS:]:
        counts = sum((outcomes[name] for name in rest), Counter[str]())
        rows.append(_row(f"{len(rest):,} others", counts, sum((labels[name] for name in rest), Counter[str]())))
    return rows


def source_name(receipt: Receipt) -> str:
    """Where a document comes from, as a person would group it."""
    folder, slash, _ = receipt.source.partition("/")
    return receipt.host or (folder + "/" if slash else "(top folder)")


def _row(name: str, outcomes: Mapping[str, int], labels: Counter[str]) -> dict[str, Any]:
    top = ", ".join(f"{label} {count:,}" for label, count in sorted(labels.items(), key=lambda x: (-x[1], x[0]))[:6])
    return {
        "source": name,
        "cleaned": outcomes.get("cleaned", 0),
        "duplicate": outcomes.get("duplicate", 0),
        "quarantined": outcomes.get("quarantined", 0),
        "taken out": top or "nothing",
    }


def markdown(summary: Summary, verdict: Verdict, settings: Settings) -> str:
    """The summary as a page: what was done, what was taken out, what is set aside, and where to look."""
    clean = settings.clean.resolve()
    share = 1 - summary.chars_after / summary.chars_before if summary.chars_before else 0.0
    lines = [f"## {verdict.word.capitalize()}", "", verdict.line, "", "| documents | |", "|---|---:|"]
    lines += [f"| {name} | {count:,} |" for name, count in (counts(summary) | {"in raw/": summary.total}).items()]
    if summary.removals:
        lines += ["", f"Taken out: {share:.1%} of all characters.", "", "| label | pieces |", "|---|---:|"]
        ranked = sorted(summary.removals.items(), key=lambda entry: (-entry[1], entry[0]))
        lines += [f"| {label} | {count:,} |" for label, count in ranked]
    if summary.reasons:
        lines += ["", f"In quarantine, in [{clean.name}/quarantine/]({(clean / 'quarantine').as_uri()}):", ""]
        lines += [f"- {reason}: {count:,}" for reason, count in summary.reasons.items()]
    manifest = Catalog(clean).manifest
    lines += ["", f"See [{manifest.name}]({manifest.as_uri()}) in `{clean}`."]
    lines += ["", f"{summary.seconds:.1f} s with {summary.workers} workers; {counted(summary)}."]
    return "\n".join(lines + [f"> {note}" for note in summary.notes])
