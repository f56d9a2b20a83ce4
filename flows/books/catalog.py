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
        manifest             SHA-256 of the manifest that goes with it; with another one nothing in it is believed
        gone                 documents that are kept although their files no longer hold them
        shards/              what the shards of each format are made of, and their hashes
        rules                stands for the rules under which all documents were looked through last
        staging/             files on their way

The manifest is written last. Whatever a killed run left is put in order by the next one: it merges the journals, and
cleans again what the plan names and no journal has.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from heapq import merge
from pathlib import Path
from typing import Any, Literal, NamedTuple

from cleaners.errors import ConfigurationError
from flows.books.ledger import Ledger
from flows.books.receipts import Receipt, checked
from flows.raw.names import is_key
from flows.raw.sources import MANIFEST, STATE, Source
from flows.writers import atomic

Files = Mapping[str, Source]
"""Raw files by key."""
_NONE: Files = {}
List = Literal["plan", "stale", "gone"]
"""Sources that are written down before files are touched, before the manifest ceases to speak of them, and because
nobody looks into a file that is as it was."""


class Seen(NamedTuple):
    """What is known of a raw file."""

    signature: str = ""
    """Empty if it was too fresh to be trusted."""
    content: str = ""
    """What stands for its content, and for that of its sidecar; of a container it ends in a colon and the fingerprint
    that it was read with."""

    @property
    def is_container(self) -> bool:
        """Was it read as a file of many documents?"""
        return ":" in self.content


@dataclass(frozen=True, slots=True)
class EndOfFile:
    """All documents of a file have come. What to remember of it."""

    file: str
    seen: Seen = Seen()  # noqa: RUF009 - it never changes


@dataclass(slots=True)
class Journaled:
    """What journals hold."""

    receipts: Ledger = field(default_factory=Ledger)
    seen: dict[str, Seen] = field(default_factory=dict)
    """Of the files that were read to their end."""


def entry(receipt: Receipt) -> bytes:
    """A document's line in a journal."""
    return receipt.line().encode() + b"\n"


def ended(end: EndOfFile) -> bytes:
    """A file's line in a journal: all its documents stand before it."""
    return json.dumps({"file": end.file, "seen": end.seen}, ensure_ascii=False).encode() + b"\n"


@dataclass(frozen=True, slots=True)
class Catalog:
    """The books of one clean/ folder."""

    root: Path

    @property
    def manifest(self) -> Path:
        return self.root / MANIFEST

    @property
    def state(self) -> Path:
        return self.root / STATE

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

    def why_no_manifest(self) -> str:
        """What to say of a folder in which there is none."""
        if self.listed("plan"):
            return "has no manifest.jsonl yet; let its first run end, or run winnow ingest again"
        return "holds no manifest.jsonl; name a folder that winnow ingest has written"

    def receipts(self, files: Files = _NONE, damaged: list[int] | None = None) -> Ledger:
        """The manifest, by source. Names that are among `files` are taken from there: memory holds them once.

        A line that is no receipt raises `ConfigurationError`; or its number goes to `damaged`, if that is given."""
        found = Ledger()
        for number, line in enumerate(_lines(self.manifest), 1):
            try:
                record = checked(json.loads(line.decode()))  # of bytes it would first guess the encoding
                found.enter(_name(record["source"], files), record)
            except (ValueError, TypeError, AttributeError):
                if damaged is None:
                    raise ConfigurationError(
                        f"line {number} of {self.manifest} is no receipt; remove that line to have its document "
                        "cleaned again (winnow verify names all that is off)"
                    ) from None
                damaged.append(number)
        return found

    def stage_manifest(self, receipts: Mapping[str, Receipt], staged: atomic.StagedFiles) -> str:
        """Have the receipts wait, sorted by source, to become the manifest; the SHA-256 that it will have."""
        return staged.add_lines(self.manifest, (entry(receipts[source]) for source in sorted(receipts)))

    def listed(self, name: List) -> set[str]:
        """The sources in a list; a line that names none is as good as lost."""
        return {key for line in _lines(self.state / name) if is_key(key := line.decode("utf-8", "replace"))}

    def write_list(self, name: List, sources: Iterable[str]) -> None:
        """Replace a list; an empty one goes."""
        content = "".join(f"{source}\n" for source in sorted(sources)).encode()
        atomic.write_or_remove(self.state / name, content, staging=self.staging)

    def journal(self, run: int, worker: int) -> Path:
        """The journal of one worker of a run."""
        return self.journals / f"{run:08d}-{worker:04d}.jsonl"

    def next_run(self) -> int:
        """A number higher than that of any run whose journals are still here."""
        return 1 + max((int(path.name[:8]) for path in self.journals.glob("*.jsonl")), default=0)

    def journaled(self, *, since: int = 0, files: Files = _NONE) -> Journaled:
        """What the journals hold, from run number `since` on; later lines win. `files` as for `receipts`. A line that
        cannot be read is as good as never written: what it spoke of is cleaned again."""
        found = Journaled()
        for path in sorted(self.journals.glob("*.jsonl")):
            if int(path.name[:8]) < since:
                continue
            for line in _lines(path):
                with suppress(ValueError, KeyError, TypeError, AttributeError):
                    _take(json.loads(line), found, files)
        return found

    def seen(self) -> Iterator[tuple[str, Seen]]:
        """What is known of raw files, by key. Whatever cannot be made out is as good as never seen."""
        parts = (line.decode("utf-8", "replace").split("\t") for line in _lines(self.state / "seen"))
        return ((part[0], Seen(part[1], part[2])) for part in parts if len(part) == 3)

    def rules(self) -> str | None:
        """What stands for the rules under which all documents were looked through last; None if that is not known."""
        return next((line.decode("utf-8", "replace") for line in _lines(self.state / "rules")), None)

    def write_rules(self, rules: str | None) -> None:
        """Say under which rules that was; None: under different ones, from now on."""
        content = b"" if rules is None else f"{rules}\n".encode()
        atomic.write_or_remove(self.state / "rules", content, staging=self.staging)

    def seen_holds(self) -> bool:
        """Is the manifest the one that a run left beside what it had seen? If somebody has changed it since, or put
        back an earlier one, documents may lack a receipt although their file is as it was."""
        known = {line.decode("utf-8", "replace") for line in _lines(self.state / "manifest")}
        return (self.state / "seen").exists() and atomic.digest(self.manifest) in known

    def forget_seen(self) -> None:
        """Have every raw file read again."""
        atomic.remove(self.state / "seen")

    def vouch(self, *manifests: str | None) -> None:
        """Say that `seen` goes with each of the manifests with these SHA-256: the one before a run, and that after."""
        content = "".join(f"{digest}\n" for digest in manifests if digest).encode()
        atomic.write(self.state / "manifest", content, staging=self.staging)

    def write_seen(self, seen: Mapping[str, Seen], files: Container[str]) -> None:
        """Remember this of raw files, and of all other `files` what was known of them before."""
        before = ((key, known) for key, known in self.seen() if key in files and key not in seen)
        now = ((key, seen[key]) for key in sorted(seen))
        lines = (f"{key}\t{known.signature}\t{known.content}\n".encode() for key, known in merge(before, now))
        atomic.write_lines(self.state / "seen", lines, staging=self.staging)

    def settle(self) -> None:
        """The manifest holds everything, and nothing else is left: drop the notes on the way there, in this order."""
        atomic.remove(self.state / "stale")
        for path in sorted(self.journals.glob("*.jsonl")):
            atomic.remove(path)
        atomic.remove(self.state / "plan")
        atomic.sync_folders([self.journals, self.state])


def _take(record: Mapping[str, Any], found: Journaled, files: Files) -> None:
    """Take in a line of a journal."""
    if not is_key(record.get("file") or record["source"]):
        raise ValueError("no source key")
    if "file" in record:
        signature, content = record["seen"]
        source = files.get(record["file"])
        if source is not None and source.signature == signature:
            signature = source.signature
        found.seen[_name(record["file"], files)] = Seen(signature, content)
    else:
        found.receipts.enter(_name(record["source"], files), checked(record))


def _name(source: str, files: Files) -> str:
    found = files.get(source)
    return source if found is None else found.key


def _lines(path: Path) -> Iterator[bytes]:
    """The complete lines of a file; what follows the last line feed was torn off by a crash."""
    try:
        with path.open("rb") as file:
            yield from (line[:-1] for line in file if line.endswith(b"\n"))
    except FileNotFoundError:
        return
