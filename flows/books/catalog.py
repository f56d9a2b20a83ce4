"""The layout of clean/, and its books: manifest, plan, journals, and what was seen in raw/.

::

    clean/
      README.md              what lies here, written by the run
      manifest.jsonl         one receipt per raw document, sorted by source
      changes.jsonl          what each run added, changed and removed
      exceptions.jsonl       pieces that the user has put back; never written by a run
      forgotten.jsonl        hashes of documents that are passed over; never written by a run
      documents/             a.html → a.html.txt, a.html.json, a.html.removals.jsonl
      quarantine/            a.html → a.html.json: why it is not published
      .winnow/               bookkeeping; safe to lose, at the price of a slower next run
        lock                 held by the run
        ticket               which run workers on other machines may write for
        plan                 files that an unfinished run may have touched
        feed                 lines for changes.jsonl that wait for the manifest
        stale                documents whose old files an unfinished run may not have removed
        journals/            receipts of documents that are written but not yet in the manifest
        seen                 size, time and inode of raw files, so that nothing unchanged is read again
        staging/             files on their way

The manifest is written last. Whatever a killed run left is put in order by the next one: it merges the journals, and
cleans again what the plan names and no journal has.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cleaners.errors import ConfigurationError
from flows.books.receipts import Receipt, from_record, parse
from flows.raw.opening import End
from flows.writers import atomic

Seen = tuple[str, str]
"""Of a raw file: its signature (empty if it was too fresh to be trusted), and what stands for its content. The content
of a container ends in a colon and the fingerprint it was read with."""


@dataclass(slots=True)
class Journaled:
    """What journals hold."""

    receipts: dict[str, Receipt] = field(default_factory=dict)
    seen: dict[str, Seen] = field(default_factory=dict)
    """Of the files that were read to their end."""


def entry(receipt: Receipt) -> bytes:
    """A document's line in a journal."""
    return receipt.line().encode() + b"\n"


def ended(end: End) -> bytes:
    """A file's line in a journal: all its documents stand before it."""
    return json.dumps({"file": end.file, "seen": [end.signature, end.content]}, ensure_ascii=False).encode() + b"\n"


@dataclass(frozen=True, slots=True)
class Catalog:
    """The books of one clean/ folder."""

    root: Path

    @property
    def manifest(self) -> Path:
        return self.root / "manifest.jsonl"

    @property
    def state(self) -> Path:
        return self.root / ".winnow"

    @property
    def staging(self) -> Path:
        return self.state / "staging"

    @property
    def journals(self) -> Path:
        return self.state / "journals"

    @property
    def lock(self) -> Path:
        return self.state / "lock"

    @property
    def ticket(self) -> Path:
        return self.state / "ticket"

    def receipts(self) -> dict[str, Receipt]:
        """The manifest, by source."""
        found: dict[str, Receipt] = {}
        for number, line in enumerate(_lines(self.manifest), 1):
            try:
                receipt = parse(line)
            except (ValueError, TypeError):
                raise ConfigurationError(
                    f"line {number} of {self.manifest} is no receipt; put the file right, or remove it to clean "
                    "everything again"
                ) from None
            found[receipt.source] = receipt
        return found

    def write_manifest(self, receipts: Mapping[str, Receipt]) -> bool:
        """Publish the receipts, sorted by source. True if anything is new."""
        return atomic.write(self.manifest, self.lines(receipts), staging=self.staging)

    def lines(self, receipts: Mapping[str, Receipt]) -> bytes:
        """The manifest that says so."""
        return "".join(receipts[source].line() + "\n" for source in sorted(receipts)).encode()

    def plan(self) -> set[str]:
        """The files that an unfinished run may have touched."""
        return {line.decode() for line in _lines(self.state / "plan")}

    def write_plan(self, sources: Iterable[str]) -> None:
        """Say which files are about to be touched, before the first one is."""
        self._write_list("plan", sources)

    def stale(self) -> set[str]:
        """The documents whose old files an unfinished run may not have removed yet."""
        return {line.decode() for line in _lines(self.state / "stale")}

    def write_stale(self, sources: Iterable[str]) -> None:
        """Say whose old files are about to be removed, before the manifest ceases to speak of them."""
        self._write_list("stale", sources)

    def _write_list(self, name: str, sources: Iterable[str]) -> None:
        content = "".join(f"{source}\n" for source in sorted(sources)).encode()
        atomic.write(self.state / name, content, staging=self.staging)

    def journal(self, run: int, worker: int) -> Path:
        """The journal of one worker of a run."""
        return self.journals / f"{run:08d}-{worker:04d}.jsonl"

    def next_run(self) -> int:
        """A number higher than that of any run whose journals are still here."""
        return 1 + max((int(path.name[:8]) for path in self.journals.glob("*.jsonl")), default=0)

    def journaled(self, *, since: int = 0) -> Journaled:
        """What the journals hold, from run number `since` on; later lines win."""
        found = Journaled()
        for path in sorted(self.journals.glob("*.jsonl")):
            if int(path.name[:8]) < since:
                continue
            for line in _lines(path):
                record = json.loads(line)
                if "file" in record:
                    signature, content = record["seen"]
                    found.seen[record["file"]] = (signature, content)
                else:
                    receipt = from_record(record)
                    found.receipts[receipt.source] = receipt
        return found

    def seen(self) -> dict[str, Seen]:
        """What is known of raw files, by key. Whatever cannot be made out is as good as never seen."""
        parts = (line.decode().split("\t") for line in _lines(self.state / "seen"))
        return {part[0]: (part[1], part[2]) for part in parts if len(part) == 3}

    def write_seen(self, seen: Mapping[str, Seen]) -> None:
        """Remember signatures and content hashes."""
        content = "".join(f"{source}\t{seen[source][0]}\t{seen[source][1]}\n" for source in sorted(seen)).encode()
        atomic.write(self.state / "seen", content, staging=self.staging)

    def settle(self) -> None:
        """The manifest holds everything, and nothing else is left: drop the notes on the way there, in this order."""
        atomic.remove(self.state / "stale")
        for path in sorted(self.journals.glob("*.jsonl")):
            atomic.remove(path)
        atomic.remove(self.state / "plan")
        atomic.sync_folders([self.journals, self.state])


def _lines(path: Path) -> list[bytes]:
    """The complete lines of a file; what follows the last line feed was torn off by a crash."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return []
    return content.split(b"\n")[:-1]
