"""What a run has found and done so far, and the summary of it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flows.catalog import Entry
from flows.pending import Due
from flows.receipts import Receipt
from flows.sources import Source
from flows.summary import Summary


@dataclass(slots=True)
class Outcome:
    """Grows while the run goes on. Receipts and seen are by source."""

    started: float
    run: int = 0
    changed: bool = False
    """Is there anything to commit?"""
    before: dict[str, Receipt] = field(default_factory=dict)
    """The manifest as it was."""
    receipts: dict[str, Receipt] = field(default_factory=dict)
    """The manifest as it will be."""
    seen: dict[str, tuple[str, str]] = field(default_factory=dict)
    present: dict[str, Source] = field(default_factory=dict)
    """What lies in raw/."""
    touched: set[str] = field(default_factory=set)
    """Sources named by this run's plan, or by that of an unfinished run before it."""
    recovered: set[str] = field(default_factory=set)
    looked_at: set[str] = field(default_factory=set)
    """Sources that got a receipt in this run."""
    notes: tuple[str, ...] = ()
    todo: int = 0
    done: int = 0
    cleaned: int = 0
    aside: int = 0

    def found(self, sources: Sequence[Source], due: Due, torn: set[str]) -> None:
        """Take in what discovery says."""
        self.present = {source.key: source for source in sources}
        self.todo = len(due.jobs)
        self.touched = set(torn)

    def take(self, entries: Mapping[str, Entry]) -> None:
        """Take in what the journals of this run say."""
        for source, entry in entries.items():
            self.receipts[source] = entry.receipt
            self.looked_at.add(source)
            if entry.signature:
                self.seen[source] = entry.seen
            else:
                self.seen.pop(source, None)

    def stale(self) -> set[str]:
        """Sources that may still have files which their receipt does not speak of."""
        known = {s for s in self.looked_at | self.recovered if s in self.before}
        changed = {s for s, receipt in self.receipts.items() if receipt.outcome == "duplicate"} & self.looked_at
        demoted = {s for s, old in self.before.items() if old.outcome == "cleaned" and self._outcome(s) != "cleaned"}
        return known | changed | demoted | (self.touched - self.looked_at)

    def summary(self, *, workers: int) -> Summary:
        """The run in numbers."""
        present = [receipt for source, receipt in self.receipts.items() if source in self.present]
        aside = [receipt for receipt in present if receipt.outcome == "quarantined"]
        mine = [receipt for receipt in present if receipt.source in self.looked_at or self._differs(receipt)]
        counts = Counter(receipt.outcome for receipt in mine)
        texts = [receipt for receipt in mine if receipt.outcome == "cleaned"]
        removals: Counter[str] = Counter()
        for receipt in texts:
            removals.update(receipt.removals)
        after = sum(receipt.chars or 0 for receipt in texts)
        return Summary(
            total=len(self.present),
            cleaned=counts["cleaned"],
            duplicate=counts["duplicate"],
            quarantined=counts["quarantined"],
            unchanged=len(present) - len(mine),
            gone=len(self.receipts) - len(present),
            in_quarantine=len(aside),
            reasons=dict(sorted(Counter(str(r.reason) for r in aside).items())),
            removals=dict(removals.most_common()),
            languages=dict(Counter(r.language or "und" for r in texts).most_common()),
            chars_before=after + sum(receipt.removed_chars or 0 for receipt in texts),
            chars_after=after,
            seconds=time.monotonic() - self.started,
            workers=workers,
            notes=self.notes,
            bugs=tuple(sorted(r.source for r in mine if r.reason == "bug")),
        )

    def _outcome(self, source: str) -> str | None:
        receipt = self.receipts.get(source)
        return receipt.outcome if receipt else None

    def _differs(self, receipt: Receipt) -> bool:
        return self.before.get(receipt.source) != receipt
