"""What a run has found and done so far, and the summary of it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flows.books.catalog import Journaled, Seen
from flows.books.pending import Books, Due
from flows.books.receipts import Receipt
from flows.raw.names import file_key
from flows.raw.sources import UNLISTED, Source
from flows.runs.summary import Summary

BROKEN = frozenset(
    {"bad-csv", "bad-json", "bomb", "bug", "corrupt", "crashed", "limit", "missing-package", "out-of-memory", "timeout",
     "too-large", "undecodable", "unreadable"}
)  # fmt: skip
"""Reasons of one document behind which others in the same file may be hidden."""


@dataclass(slots=True)
class Outcome:
    """Grows while the run goes on. Receipts and seen are by source."""

    started: float
    run: int = 0
    changed: bool = False
    """Is there anything to commit?"""
    before: Mapping[str, Receipt] = field(default_factory=dict)
    """The manifest as it was."""
    receipts: dict[str, Receipt] = field(default_factory=dict)
    """The manifest as it will be."""
    seen: dict[str, Seen] = field(default_factory=dict)
    files: dict[str, Source] = field(default_factory=dict)
    """What lies in raw/."""
    present: set[str] = field(default_factory=set)
    """The documents in these files."""
    touched: set[str] = field(default_factory=set)
    """Files named by this run's plan, or by that of an unfinished run before it."""
    recovered: set[str] = field(default_factory=set)
    """Documents that an unfinished run left in whatever state."""
    looked_at: set[str] = field(default_factory=set)
    """Documents that got a receipt in this run."""
    notes: tuple[str, ...] = ()
    todo: int = 0
    done: int = 0
    cleaned: int = 0
    aside: int = 0

    def begin(self, sources: Sequence[Source], due: Due, books: Books) -> None:
        """Take in what discovery says."""
        self.files = {source.key: source for source in sources}
        self.receipts = dict(books.receipts)
        self.seen = due.rested
        self.todo = len(due.jobs)
        again = {job.source.key for job in due.jobs}
        rested = self.files.keys() - again
        self.present = {source for source in self.receipts if file_key(source) in rested}

    def take(self, journaled: Journaled) -> None:
        """Take in what the journals of this run say."""
        for source, receipt in journaled.receipts.items():
            self.receipts[source] = receipt
            self.looked_at.add(source)
            self.present.add(source)
        self.seen.update(journaled.seen)
        for file, (_, content) in journaled.seen.items():
            # What used to be in quarantine as a file may turn out to be a container after all.
            if ":" in content and file not in journaled.receipts:
                self.receipts.pop(file, None)
            if not content and file not in journaled.receipts:
                self.files.pop(file, None)  # it has vanished since it was found

    def cleanable(self) -> set[str]:
        """Documents that could be cleaned again."""
        return {source for source in self.present if file_key(source) in self.files}

    def gone(self) -> set[str]:
        """Documents whose raw file, or row in one, is no longer there. Where one cannot look, nothing is gone: below a
        folder that cannot be listed, in a container that could not be read to its end, in a raw/ without any file."""
        unseen = [key for key, source in self.files.items() if source.trouble and source.trouble[0] == UNLISTED]
        if not self.files or "." in unseen:
            return set()
        hidden = tuple(f"{key}/" for key in unseen)
        broken = {file_key(s) for s, receipt in self.receipts.items() if s in self.present and receipt.reason in BROKEN}
        return {
            source
            for source in self.receipts
            if source not in self.present
            and file_key(source) not in broken
            and not source.startswith(hidden)
            and self._is_gone(source)
        }

    def _is_gone(self, source: str) -> bool:
        file = file_key(source)
        if file not in self.files:
            return True
        return bool(self.seen.get(file, ("", ""))[1])

    def stale(self) -> set[str]:
        """Documents that may still have files which their receipt does not speak of."""
        again = {s for s in self.looked_at | self.recovered if s in self.before or s in self.recovered}
        demoted = {s for s in self.looked_at if s in self.receipts and self.receipts[s].outcome == "duplicate"}
        gone = {s for s, old in self.before.items() if self._outcome(s) not in (old.outcome, None)}
        dropped = self.before.keys() - self.receipts.keys()
        return again | demoted | gone | dropped | (self.touched - self.looked_at)

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
            total=len(present),
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
