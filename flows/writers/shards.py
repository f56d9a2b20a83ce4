"""All published documents in a few large files: sorted by id, of bounded size, the same bytes for the same documents.

A document's shard follows from its id, so a change rewrites one shard. The number of shards is a power of two that
follows from how much text there is. A new set of shards is made beside the old one, with links to what stays the same,
and takes its place in one step; no reader ever meets half of it.
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
from flows.books.receipts import Receipt
from flows.writers import atomic, files

FORMATS = {"jsonl": "jsonl", "jsonl.gz": "jsonl_gz", "parquet": "parquet"}
"""What can be asked for, and the module that writes it, which is also the name of its folder in clean/."""
SHARD_CHARS = 64_000_000
SHARD_DOCUMENTS = 20_000


class Writer(Protocol):
    """What a module of a format looks like."""

    SUFFIX: str

    def check(self) -> None:
        """Raise `ConfigurationError` if a package is missing."""

    def write(self, rows: Iterator[dict[str, Any]], path: Path) -> None:
        """Write the rows to a file. The same rows give the same bytes."""

    def rows(self, path: Path) -> Iterator[dict[str, Any]]:
        """The rows of a file, as they were written."""


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
        return self.root / ".winnow" / "shards" / self.name

    def known(self) -> bool:
        """Were they written before, and are still here?"""
        return self._state.exists() and (self.root / FORMATS[self.name]).is_dir()

    def update(self, receipts: Mapping[str, Receipt], *, earlier: Mapping[str, Receipt], staging: Path) -> int:
        """Bring the shards up to date with the receipts; how many were written. Rows of documents whose receipt is the
        same as `earlier` are taken from the old shard, if that shard is what the earlier receipts say."""
        form = writer(self.name)
        groups = divided(published(receipts))
        names = [f"documents-{k:05d}-of-{len(groups):05d}{form.SUFFIX}" for k in range(len(groups))]
        wanted = {name: digest_of(group) for name, group in zip(names, groups, strict=True)}
        folder, before = self.root / FORMATS[self.name], self._before()
        if before == wanted and all((folder / name).is_file() for name in names):
            return 0
        old = dict(zip(names, divided(published(earlier), len(groups)), strict=True))
        fresh = staging / f"{FORMATS[self.name]}.new"
        atomic.empty(fresh)
        written = []
        for name, group in zip(names, groups, strict=True):
            if before.get(name) == wanted[name] and (folder / name).is_file():
                os.link(folder / name, fresh / name)
            else:
                known = before.get(name) == digest_of(old[name]) and (folder / name).is_file()
                kept = {r.id for r in group if earlier.get(r.source) == r} if known else set()
                form.write(self._rows(group, form.rows(folder / name) if kept else iter(()), kept), fresh / name)
                written.append(fresh / name)
        atomic.sync_files(written)
        self._state.parent.mkdir(parents=True, exist_ok=True)
        # Killed between the next two steps, a run leaves shards of which nothing is known but that they are there.
        atomic.write(self._state, b"{}\n", staging=staging)
        exchange(fresh, folder)
        atomic.write(self._state, json.dumps(wanted, indent=1).encode() + b"\n", staging=staging)
        return len(written)

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
        except FileNotFoundError:
            raise ConfigurationError(
                f"{receipt.path} is gone from {self.root}; remove manifest.jsonl to have everything cleaned again"
            ) from None
        return contract.row(metadata, text)

    def _before(self) -> dict[str, str]:
        try:
            found = json.loads(self._state.read_bytes())
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}


def kept_up(root: Path, asked: Sequence[str]) -> list[str]:
    """The formats to write: those asked for, and those that were written before and are still there. Whoever wants one
    no more removes its folder."""
    return [name for name in FORMATS if name in asked or Shards(root, name).known()]


def complete(root: Path, formats: Sequence[str]) -> bool:
    """Are the shards of all these formats there, of whatever age?"""
    return all(Shards(root, name).known() for name in formats)


def update(
    root: Path, formats: Sequence[str], receipts: Mapping[str, Receipt], *, earlier: Mapping[str, Receipt]
) -> None:
    """Bring the shards of these formats up to date with the receipts. `earlier`: those of the last run."""
    for name in formats:
        Shards(root, name).update(receipts, earlier=earlier, staging=root / ".winnow" / "staging")


def published(receipts: Mapping[str, Receipt]) -> list[Receipt]:
    """The receipts of documents that are published, sorted by id."""
    return sorted((r for r in receipts.values() if r.outcome == "cleaned"), key=lambda r: r.id)


def divided(receipts: Sequence[Receipt], count: int = 0) -> list[list[Receipt]]:
    """Documents, sorted by id, cut by the first digits of the id's hash into `count` shards, or as many as it takes."""
    if not count:
        chars, count = sum(receipt.chars or 0 for receipt in receipts), 1
        while chars > count * SHARD_CHARS or len(receipts) > count * SHARD_DOCUMENTS:
            count *= 2
    groups: list[list[Receipt]] = [[] for _ in range(count)]
    for receipt in receipts:
        groups[int(receipt.id[1:9], 16) * count >> 32].append(receipt)
    return groups


def digest_of(group: Sequence[Receipt]) -> str:
    """Stands for everything that a shard's rows are made of."""
    digest = hashlib.sha256(contract.VERSION.encode())
    for receipt in group:
        digest.update(receipt.line().encode() + b"\n")
    return digest.hexdigest()[:16]


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
