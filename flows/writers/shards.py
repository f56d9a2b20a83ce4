"""All published documents in a few large files: sorted by id, of bounded size, the same bytes for the same documents.

A document's shard follows from its id, so a change rewrites one shard. The number of shards is a power of two that
follows from how much text there is: large enough to keep a shard small, and a small part of all. A new set of shards is
made beside the old one, with links to what stays the same, and takes its place in one step; no reader ever meets half
of it.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib
import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, cast

from cleaners.errors import ConfigurationError
from flows.books import contract
from flows.books.catalog import Catalog
from flows.books.ledger import Ledger
from flows.books.receipts import Receipt
from flows.raw.names import document_id
from flows.writers import atomic, files

FORMATS = {"jsonl": "jsonl", "jsonl.gz": "jsonl_gz", "parquet": "parquet"}
"""What can be asked for, and the module that writes it, which is also the name of its folder in clean/."""
SHARD_CHARS = 64_000_000
SHARD_DOCUMENTS = 20_000
FINE = 32
FINE_CHARS = 1_000_000
"""Texts of so many characters make shards of their own, up to `FINE` of them: then a change costs a small part."""


class Writer(Protocol):
    """What a module of a format looks like."""

    SUFFIX: str

    def check(self) -> None:
        """Raise `ConfigurationError` if a package is missing."""

    def write(self, rows: Iterator[dict[str, Any]], path: Path) -> None:
        """Write the rows to a file. The same rows give the same bytes."""

    def rows(self, path: Path) -> Iterator[dict[str, Any]]:
        """The rows of a file, as they were written. Raises `Damaged` where it is not as it was written."""


def writer(name: str) -> Writer:
    """The writer of a format. Raises `ConfigurationError` if there is none, or a package is missing."""
    if name not in FORMATS:
        raise ConfigurationError(f"there is no format {name!r}; formats: {', '.join(FORMATS)}")
    found = cast(Writer, importlib.import_module(f"flows.writers.{FORMATS[name]}"))
    found.check()
    return found


@dataclass(frozen=True, slots=True)
class Shards:
    """The shards of one format in one clean/ folder."""

    root: Path
    name: str

    @property
    def _state(self) -> Path:
        return Catalog(self.root).state / "shards" / self.name

    def known(self) -> bool:
        """Were they written before, and are still here?"""
        return self._state.exists() and (self.root / FORMATS[self.name]).is_dir()

    def whole(self) -> bool:
        """Is every one of them that was written still here?"""
        return self.known() and all((self.root / FORMATS[self.name] / name).is_file() for name in self._before())

    def is_as_written(self, name: str) -> bool | None:
        """Has the shard of this name the bytes that a run has given it? Flipped bits show in no other way where a
        format has no checksums. None if that is not known, as of one that an early version wrote."""
        _, told = self._before().get(name, ("", ""))
        try:
            return atomic.digest(self.root / FORMATS[self.name] / name) == told if told else None
        except OSError:
            return False

    def strangers(self) -> Iterator[Path]:
        """What lies in their place although nothing is known of them and no run has given it its name."""
        if self.known():
            return
        ours = f"documents-*-of-*{writer(self.name).SUFFIX}"
        yield from (path for path in (self.root / FORMATS[self.name]).glob("*") if not path.match(ours))

    def update(self, share: Division, *, staging: Path) -> int:
        """Bring the shards up to date; how many were written. Rows of documents whose receipt is the same as before
        are taken from the old shard, if that shard is what the earlier receipts say."""
        form = writer(self.name)
        count = len(share.sources)
        names = [f"documents-{k:05d}-of-{count:05d}{form.SUFFIX}" for k in range(count)]
        wanted = dict(zip(names, share.digests, strict=True))
        folder, before = self.root / FORMATS[self.name], self._before()
        if {name: made_of for name, (made_of, _) in before.items()} == wanted and self.whole():
            return 0
        fresh = staging / f"{FORMATS[self.name]}.new"
        atomic.empty(fresh)
        written = []
        for number, name in enumerate(names):
            made_of, _ = before.get(name, ("", ""))
            if made_of == wanted[name] and (folder / name).is_file():
                os.link(folder / name, fresh / name)
            else:
                known = made_of == share.earlier_digests[number] and self.is_as_written(name) is True
                with atomic.naming(folder / name):
                    self._write(share, number, fresh / name, known=known)
                before[name] = (wanted[name], atomic.digest(fresh / name) or "")
                written.append(fresh / name)
        atomic.sync_files(written)
        self._state.parent.mkdir(parents=True, exist_ok=True)
        # Killed between the next two steps, a run leaves shards of which nothing is known but that they are there.
        atomic.write(self._state, b"{}\n", staging=staging)
        exchange(fresh, folder)
        state = {name: " ".join(before[name]) for name in names}
        atomic.write(self._state, json.dumps(state, indent=1).encode() + b"\n", staging=staging)
        return len(written)

    def _write(self, share: Division, number: int, path: Path, *, known: bool) -> None:
        """Write one shard to `path`, with the rows of the old one that are to stay if it is `known` what they are."""
        form = writer(self.name)
        group = sorted((share.receipts[source] for source in share.sources[number]), key=lambda r: r.id)
        kept = {r.id for r in group if share.receipts.is_as_in(share.earlier, r.source)} if known else set()
        old = form.rows(self.root / FORMATS[self.name] / path.name) if kept else iter(())
        form.write(self._rows(group, old, kept), path)

    def _rows(
        self, group: Sequence[Receipt], old: Iterator[dict[str, Any]], kept: Set[str]
    ) -> Iterator[dict[str, Any]]:
        """The rows of a group, sorted by id: those that are kept from the old shard, the others from their files."""
        row = next(old, None)
        for receipt in group:
            while row is not None and row["id"] < receipt.id:
                row = next(old, None)
            if row is not None and row["id"] == receipt.id and receipt.id in kept:
                yield row
            else:
                yield self._row(receipt)

    def _row(self, receipt: Receipt) -> dict[str, Any]:
        assert receipt.path is not None
        try:
            text = (self.root / receipt.path).read_text("utf-8").removesuffix("\n")
            metadata = json.loads((self.root / files.metadata_path(receipt.source)).read_bytes())
        except (OSError, ValueError) as error:
            raise ConfigurationError(
                f"{receipt.path}, or its metadata, {files.unreadable(error, receipt.source)} "
                f"(winnow verify on {self.root} names all that is off)"
            ) from None
        return contract.row(metadata, text)

    def _before(self) -> dict[str, tuple[str, str]]:
        """By name, of every shard that was written: what stands for all that its rows are made of, and the SHA-256 of
        the file. Whatever cannot be made out is as good as never written."""
        try:
            found = json.loads(self._state.read_bytes())
            parts = {name: str(value).partition(" ") for name, value in found.items()}
        except (OSError, ValueError, AttributeError):
            return {}
        return {name: (made_of, digest) for name, (made_of, _, digest) in parts.items()}


def kept_up(root: Path, asked: Sequence[str]) -> list[str]:
    """The formats to write: those asked for, and those that were written before and are still there. Whoever wants one
    no more removes its folder."""
    return [name for name in FORMATS if name in asked or Shards(root, name).known()]


def complete(root: Path, formats: Sequence[str]) -> bool:
    """Are the shards of all these formats there, of whatever age?"""
    return all(Shards(root, name).whole() for name in formats)


def update(root: Path, formats: Sequence[str], receipts: Ledger, *, earlier: Ledger) -> None:
    """Bring the shards of these formats up to date with the receipts. `earlier`: those of the last run."""
    if formats:
        share = Division.of(receipts, earlier)
        for name in formats:
            Shards(root, name).update(share, staging=Catalog(root).staging)


@dataclass(frozen=True, slots=True)
class Division:
    """Which published document belongs into which shard, now and under the earlier receipts."""

    receipts: Ledger
    earlier: Ledger
    sources: Sequence[Sequence[str]]
    """By shard, in no order."""
    digests: Sequence[str]
    """By shard: stands for everything that its rows are made of."""
    earlier_digests: Sequence[str]

    @classmethod
    def of(cls, receipts: Ledger, earlier: Ledger) -> Division:
        """Divide `receipts`, which lie over `earlier`."""
        sizes = [chars or 0 for _, (outcome, chars) in receipts.columns("outcome", "chars") if outcome == "cleaned"]
        sources: list[list[str]] = [[] for _ in range(shards_for(len(sizes), sum(sizes)))]
        sums, before = [0] * len(sources), [0] * len(sources)
        for source, shard, number in _numbered(receipts, len(sources)):
            sources[shard].append(source)
            sums[shard] += number
        for _, shard, number in _numbered(earlier, len(sources)):
            before[shard] += number
        return cls(receipts, earlier, sources, list(map(_digest, sums)), list(map(_digest, before)))


MADE_OF = ("fingerprint", "sha256_raw", "sha256_sidecar", "sha256_text", "cleaned_at")
"""What a row follows from, besides the source."""


def _numbered(receipts: Ledger, count: int) -> Iterator[tuple[str, int, int]]:
    """Source, shard and a number that stands for the row, of every published document. The numbers of a shard's rows
    are added up, so nothing has to be sorted."""
    for source, (outcome, *made_of) in receipts.columns("outcome", *MADE_OF):
        if outcome == "cleaned":
            row = hashlib.blake2b(f"{source}\n{made_of}".encode(), digest_size=16).digest()
            yield source, shard_of(document_id(source), count), int.from_bytes(row)


def _digest(total: int) -> str:
    return hashlib.sha256(f"{contract.ROWS} {total}".encode()).hexdigest()[:16]


def published(receipts: Mapping[str, Receipt]) -> list[Receipt]:
    """The receipts of documents that are published, sorted by id."""
    return sorted((r for r in receipts.values() if r.outcome == "cleaned"), key=lambda r: r.id)


def divided(receipts: Sequence[Receipt]) -> list[list[Receipt]]:
    """Documents, sorted by id, cut into shards."""
    groups: list[list[Receipt]] = [
        [] for _ in range(shards_for(len(receipts), sum(receipt.chars or 0 for receipt in receipts)))
    ]
    for receipt in receipts:
        groups[shard_of(receipt.id, len(groups))].append(receipt)
    return groups


def shards_for(documents: int, chars: int) -> int:
    """How many shards there are, a power of two.

    >>> shards_for(5, 10_000), shards_for(5_000, 20_000_000), shards_for(1_000_000, 3_000_000_000)
    (1, 32, 64)
    """
    count = 1
    while (
        chars > count * SHARD_CHARS
        or documents > count * SHARD_DOCUMENTS
        or (count < FINE and chars > count * FINE_CHARS)
    ):
        count *= 2
    return count


def shard_of(name: str, count: int) -> int:
    """The shard of a document: the first digits of its id decide, so the order of shards is that of ids."""
    return int(name[1:9], 16) * count >> 32


def exchange(fresh: Path, folder: Path) -> None:
    """Put `fresh` in the place of `folder`, in one step where the system can do that, and drop the old one."""
    if not folder.exists():
        os.replace(fresh, folder)
    elif not _swap(fresh, folder):
        old = fresh.with_suffix(".old")
        shutil.rmtree(old, ignore_errors=True)
        os.replace(folder, old)
        os.replace(fresh, folder)
        shutil.rmtree(old, ignore_errors=True)
    shutil.rmtree(fresh, ignore_errors=True)
    atomic.sync_folders([folder, folder.parent])


def _swap(one: Path, other: Path) -> bool:
    """Two paths change places (renameat2 with RENAME_EXCHANGE). False where there is no such thing."""
    if not sys.platform.startswith("linux"):
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    at_cwd, exchange_flag = -100, 2
    return bool(rename and rename(at_cwd, os.fsencode(one), at_cwd, os.fsencode(other), exchange_flag) == 0)
