"""What a run has found and done so far, and the summary of it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from flows.books.catalog import Journaled, Seen
from flows.books.ledger import Ledger
from flows.books.pending import Due
from flows.books.receipts import Receipt
from flows.raw.names import file_key
from flows.raw.sources import OF_FOLDERS, UNLISTED, Source
from flows.runs.summary import Summary

BROKEN = frozenset(
    {"bad-csv", "bad-json", "bomb", "bug", "corrupt", "crashed", "limit", "missing-package", "out-of-memory", "timeout",
     "too-large", "undecodable", "unreadable"}
)  # fmt: skip
"""Reasons of one document behind which others in the same file may be hidden."""


@dataclass(slots=True)
class RunState:
    """Grows while the run goes on. Receipts and seen are by source."""

    started: float
    number: int = 0
    """Of the run, among those whose journals are here; 0 as long as it has none."""
    changed: bool = False
    """Is there anything to commit?"""
    is_migrated: bool = False
    """Had the manifest receipts that an earlier version wrote, and that now say more?"""
    is_unseen: bool = False
    """Is nothing known of raw files, or nothing that can be believed?"""
    is_all: bool = False
    """Has it looked at everything in raw/, and does it take everything that is due?"""
    before: Ledger = field(default_factory=Ledger)
    """The manifest as it was."""
    receipts: Ledger = field(default_factory=Ledger)
    """The manifest as it will be; lies over the one before."""
    seen: dict[str, Seen] = field(default_factory=dict)
    """What is new about raw files."""
    files: dict[str, Source] = field(default_factory=dict)
    """What lies in raw/."""
    due: set[str] = field(default_factory=set)
    """Those of them that this run has to read."""
    touched: set[str] = field(default_factory=set)
    """Files named by this run's plan, or by that of an unfinished run before it."""
    recovered: set[str] = field(default_factory=set)
    """Documents that an unfinished run left in whatever state."""
    finished: Journaled = field(default_factory=Journaled)
    """What an unfinished run did, and need not be done again: of the files that it read to their end, no other
    documents are there than those that it met."""
    absent: set[str] = field(default_factory=set)
    """Documents that files which are not due no longer held when they were last read."""
    looked_at: set[str] = field(default_factory=set)
    """Documents that got a receipt in this run."""
    notes: tuple[str, ...] = ()
    todo: int = 0
    done: int = 0
    cleaned: int = 0
    quarantined: int = 0

    def recover(self, journaled: Journaled) -> None:
        """Take in what an unfinished run did, as far as it holds."""
        self.finished = journaled
        self._enter(journaled)

    def begin(self, due: Due) -> None:
        """Take in what is due."""
        self.seen = due.rested
        self.todo = len(due.jobs)
        self.due = {job.source.key for job in due.jobs}
        looked_into = self.due | self.finished.seen.keys()
        self.absent = {source for source in self.absent if file_key(source) not in looked_into}

    def take(self, journaled: Journaled) -> None:
        """Take in what the journals of this run say."""
        self._enter(journaled)
        self.looked_at.update(journaled.receipts)
        self.seen.update(journaled.seen)
        for file, seen in journaled.seen.items():
            if not seen.content and file not in journaled.receipts:
                self.files.pop(file, None)  # it has vanished since it was found

    def _enter(self, journaled: Journaled) -> None:
        self.receipts.take(journaled.receipts)
        for file, seen in journaled.seen.items():
            # What used to be in quarantine as a file may turn out to be a container after all.
            if seen.is_container and file not in journaled.receipts:
                self.receipts.pop(file, None)

    def is_present(self, source: str) -> bool:
        """Does the document lie in raw/?"""
        file = file_key(source)
        if source in self.looked_at or file not in self.files:
            return source in self.looked_at
        met = file not in self.finished.seen or source in self.finished.receipts
        return met and file not in self.due and source not in self.absent

    def __contains__(self, source: object) -> bool:
        """Could the document be cleaned again?"""
        return isinstance(source, str) and file_key(source) in self.files and self.is_present(source)

    def gone(self) -> set[str]:
        """Documents whose raw file, or row in one, is no longer there. Where one cannot look, nothing is gone: below a
        folder that cannot be listed, in a container that could not be read to its end, in a raw/ without any file."""
        unseen = [key for key, source in self.files.items() if source.trouble and source.trouble[0] == UNLISTED]
        if not self.files or "." in unseen:
            return set()
        hidden = tuple(f"{key}/" for key in unseen)
        reasons = self.receipts.columns("reason")
        broken = {file_key(s) for s, (reason,) in reasons if reason in BROKEN and self.is_present(s)}
        return {
            source
            for source in self.receipts
            if not self.is_present(source)
            and file_key(source) not in broken
            and not source.startswith(hidden)
            and self._is_gone(source)
        }

    def mended(self) -> set[str]:
        """Folders that a run could not look into, and that are as they should be now."""
        reasons = self.receipts.columns("reason")
        return {source for source, (reason,) in reasons if reason in OF_FOLDERS and not self.is_present(source)}

    def _is_gone(self, source: str) -> bool:
        file = file_key(source)
        if file not in self.files or source in self.absent:
            return True
        known = self.seen.get(file) or self.finished.seen.get(file, Seen())
        return bool(known.content)

    def stale(self) -> set[str]:
        """Documents that may still have files which their receipt does not speak of."""
        again = {s for s in self.looked_at if s in self.before} | self.recovered
        demoted = {s for s in self.looked_at if self._outcome(s) == "duplicate"}
        turned = {s for s in self.receipts.touched() if s in self.before and self._outcome(s) != self.before[s].outcome}
        return again | demoted | turned | (self.touched - self.looked_at)

    def dropped(self) -> Iterator[str]:
        """Documents that have a receipt no more."""
        lost = (s for s in self.receipts.touched() if s in self.before and s not in self.receipts)
        return (s for s in lost if self.before[s].reason not in OF_FOLDERS)

    def summary(self, *, workers: int) -> Summary:
        """The run in numbers."""
        total, reasons = 0, Counter[str]()
        for source, (outcome, reason) in self.receipts.columns("outcome", "reason"):
            if self.is_present(source):
                total += 1
                reasons.update([str(reason)] if outcome == "quarantined" else ())
        counts, languages, removals = Counter[str](), Counter[str](), Counter[str]()
        before, after, bugs = 0, 0, []
        for receipt in self._mine():
            counts[receipt.outcome] += 1
            if receipt.reason == "bug":
                bugs.append(receipt.source)
            if receipt.outcome == "cleaned":
                languages[receipt.language or "und"] += 1
                removals.update(receipt.removals)
                after += receipt.chars or 0
                before += (receipt.chars or 0) + (receipt.removed_chars or 0)
        return Summary(
            total=total,
            cleaned=counts["cleaned"],
            duplicate=counts["duplicate"],
            quarantined=counts["quarantined"],
            unchanged=total - counts.total(),
            gone=len(self.receipts) - total,
            in_quarantine=reasons.total(),
            reasons=dict(sorted(reasons.items())),
            removals=dict(removals.most_common()),
            languages=dict(languages.most_common()),
            chars_before=before,
            chars_after=after,
            seconds=time.monotonic() - self.started,
            workers=workers,
            notes=self.notes,
            bugs=tuple(sorted(bugs)),
        )

    def _mine(self) -> Iterator[Receipt]:
        """The receipts of documents that this run has looked at, or that it changed, in the order of the manifest."""
        for source in sorted(self.looked_at | self.receipts.touched()):
            mine = source in self.looked_at or not self.receipts.is_as_in(self.before, source)
            if mine and source in self.receipts and self.is_present(source):
                yield self.receipts[source]

    def _outcome(self, source: str) -> str | None:
        receipt = self.receipts.get(source)
        return receipt.outcome if receipt else None
