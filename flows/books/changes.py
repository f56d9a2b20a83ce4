"""The change feed: what each run added to clean/, changed in it and removed from it, for those who follow along.

``clean/changes.jsonl`` grows at its end. A line has ``run`` (1, 2, … of those that changed anything), ``change``
(``added``, ``changed`` or ``removed``), ``id``, ``source``, ``path``, ``sha256_text``, ``cleaned_at`` and ``reason``
(of a removal: ``duplicate``, ``quarantined``, ``gone``, ``forgotten``). The feed speaks of documents that are
published, and holds no text; of a forgotten document it keeps the id alone. Read from its beginning, it adds up to the
manifest.

What is to be added is written down before the manifest is replaced and added after it, so a run that is killed in
between has its lines added by the next one, and a run that did not get as far has none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from os import SEEK_END
from pathlib import Path
from typing import Any, cast

from cleaners.errors import ConfigurationError
from flows.books.catalog import Catalog
from flows.books.forgotten import Forgotten
from flows.books.ledger import Ledger
from flows.books.receipts import Receipt
from flows.writers import atomic

NAME = "changes.jsonl"
BLOCK = 100_000
"""Bytes that are read at the end of the feed; no line has as many."""

Change = dict[str, Any]


def between(before: Mapping[str, Receipt], after: Mapping[str, Receipt], sources: Iterable[str]) -> Iterator[Change]:
    """What became of published documents from one manifest to the next. `sources`: those to look at."""
    for source in sorted(sources):
        old, new = (r if r and r.outcome == "cleaned" else None for r in (before.get(source), after.get(source)))
        if new and new != old:
            yield _line("changed" if old else "added", new)
        elif old and not new:
            yield _line("removed", old, reason=after[source].outcome if source in after else "gone")


def _nameless(change: Change) -> Change:
    return {**change, "source": None, "path": None, "sha256_text": None}


def _line(change: str, receipt: Receipt, reason: str | None = None) -> Change:
    names = ("id", "source", "path", "sha256_text", "cleaned_at")
    return {"change": change, **{name: getattr(receipt, name) for name in names}, "reason": reason}


@dataclass(frozen=True, slots=True)
class Feed:
    """The feed of one clean/ folder."""

    root: Path

    @property
    def path(self) -> Path:
        return self.root / NAME

    @property
    def _waiting(self) -> Path:
        return Catalog(self.root).state / "feed"

    def read(self, *, since: int = 0) -> Iterator[Change]:
        """The lines of all runs after number `since`. A last line that is not complete is not there yet. Raises
        `ConfigurationError` for a line that is no change."""
        try:
            with self.path.open("rb") as lines:
                for line in lines:
                    if line.endswith(b"\n") and (change := self._change(line))["run"] > since:
                        yield change
        except FileNotFoundError:
            return

    def check(self, before: Mapping[str, Receipt], forgotten: Forgotten) -> None:
        """Raise `ConfigurationError` now for a line that would keep the run from its end."""
        self.last_run()
        if self._must_forget(before, forgotten):
            for _ in self.read():
                pass

    def _must_forget(self, before: Mapping[str, Receipt], forgotten: Forgotten) -> bool:
        return bool(forgotten.by_id) and self.path.exists() and any(source in forgotten for source in before)

    def forget(self, before: Mapping[str, Receipt], forgotten: Forgotten) -> None:
        """Take source, path and hash out of the lines of documents that are about to leave because they are forgotten.
        Must come before `intend`."""
        if not self._must_forget(before, forgotten):
            return
        lines = (_nameless(change) if change["id"] in forgotten.by_id else change for change in self.read())
        atomic.write_lines(self.path, map(_encoded, lines), staging=Catalog(self.root).staging)

    def intend(self, before: Ledger, after: Ledger, manifest: str, forgotten: Forgotten) -> None:
        """Write down what is to be added once the manifest with this SHA-256 is in place. `after` lies over `before`.
        Without a feed, it begins with everything."""
        run, end = 1 + self.last_run(), self._end()
        changes = between(before, after, after.touched()) if end else between({}, after, after)
        told = (_nameless(c) | {"reason": "forgotten"} if c["source"] in forgotten else c for c in changes)
        lines = (_encoded({"run": run, **change}) for change in told)
        first = next(lines, None)
        if first is not None:
            head = {"at": end, "manifest": manifest}
            noted = chain((_encoded(head), first), lines)
            atomic.write_lines(self._waiting, noted, staging=Catalog(self.root).staging)

    def publish(self) -> None:
        """Add what was written down, if the manifest has come to be what it was written down for. May be repeated."""
        try:
            head, _, lines = self._waiting.read_bytes().partition(b"\n")
        except FileNotFoundError:
            return
        with suppress(ValueError, KeyError, TypeError):  # somebody else wrote into it: as good as lost
            intended = json.loads(head)
            if atomic.digest(Catalog(self.root).manifest) == intended["manifest"]:
                atomic.append_at(self.path, lines, at=intended["at"])
        atomic.remove(self._waiting)

    def _end(self) -> int:
        """Where the last whole line ends; what stands behind it was torn and is written over."""
        try:
            with self.path.open("rb") as file:
                at = file.seek(0, SEEK_END)
                while at:
                    start = max(0, at - BLOCK)
                    file.seek(start)
                    if (found := file.read(at - start).rfind(b"\n")) >= 0:
                        return start + found + 1
                    at = start
        except FileNotFoundError:
            pass
        return 0

    def last_run(self) -> int:
        """The number of the last run in the feed; 0 if there is none. Raises `ConfigurationError`."""
        if not (end := self._end()):
            return 0
        with self.path.open("rb") as file:
            start = max(0, end - BLOCK)
            file.seek(start)
            return int(self._change(file.read(end - 1 - start).rpartition(b"\n")[2])["run"])

    def _change(self, line: bytes) -> Change:
        try:
            change = json.loads(line)
            if isinstance(change["run"], int) and change["id"]:
                return cast(Change, change)
        except (ValueError, KeyError, TypeError):
            pass
        raise ConfigurationError(
            f"{self.path} has a line that is no change; put it right, or remove the file to begin a new one"
        )


def _encoded(record: Mapping[str, Any]) -> bytes:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
