"""All published documents in the form that another toolkit reads: JSON lines, gzipped, in shards.

``dolma``: ``id``, ``text``, ``source``, ``added``, ``created``, ``metadata``, below ``documents/``, where its commands
look. ``datatrove``: ``text``, ``id``, ``media``, ``metadata``, as its JSON lines reader takes them. Sorted by id; the
same documents give the same bytes.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cleaners.errors import ConfigurationError
from flows.aftercare import provenance
from flows.books import contract
from flows.books.catalog import Catalog
from flows.books.receipts import Receipt
from flows.writers import atomic, files, shards

Record = dict[str, Any]
Form = Callable[[Mapping[str, Any], str], Record]


def dolma(metadata: Mapping[str, Any], text: str) -> Record:
    """One document as Dolma has it. `created` is when it was published, `added` when it was cleaned; both may be
    empty. `source` is where the collection comes from: the site, or else winnow."""
    return {
        "id": metadata["id"],
        "text": text,
        "source": metadata.get("site") or "winnow",
        "added": metadata.get("cleaned_at") or "",
        "created": metadata.get("published") or "",
        "metadata": _rest(metadata),
    }


def datatrove(metadata: Mapping[str, Any], text: str) -> Record:
    """One document as datatrove has it. Values of its metadata are texts, numbers or truth values; null is left out."""
    return {"text": text, "id": metadata["id"], "media": [], "metadata": _flat(_rest(metadata))}


FORMS: Mapping[str, tuple[str, Form]] = {
    "dolma": ("documents", dolma),
    "datatrove": ("", datatrove),
}
"""Who reads it: the folder below the one asked for, and how a document is written."""
WRITTEN, STAGING = "documents-*-of-*.jsonl.gz", ".winnow-export"
"""What an export writes, and where it begins: a killed one leaves that behind."""


def _rest(metadata: Mapping[str, Any]) -> Record:
    """Every other field, in the order of the contract."""
    names = [field.name for field in contract.DOCUMENT if field.name not in ("id", "text", "duplicate_of")]
    return {name: metadata[name] for name in names if name in metadata}


def _flat(values: Mapping[str, Any]) -> Record:
    """Lists and objects as JSON in a text, without what is null."""
    return {
        name: json.dumps(value, ensure_ascii=False, sort_keys=True) if isinstance(value, list | dict) else value
        for name, value in values.items()
        if value is not None
    }


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written."""

    documents: int
    paths: tuple[Path, ...]


def export(clean: Path, target: Path, *, to: str) -> Exported:
    """Write all published documents of `clean` below `target`, in place of an earlier export. Raises
    `ConfigurationError` if `target` is a file, holds anything that such an export does not write, or lies in clean/."""
    folder, form = target / FORMS[to][0], FORMS[to][1]
    there = next(path for path in (folder, *folder.parents) if path.exists())
    if not there.is_dir():
        raise ConfigurationError(f"{there} is a file, not a folder; name a new or empty folder")
    root = clean.resolve()
    if root == target.resolve() or root in target.resolve().parents:
        raise ConfigurationError(f"{target} lies in {clean}; name a folder of its own for the export")
    groups = shards.divided(shards.published(Catalog(clean).receipts()))
    names = [f"documents-{number:05d}-of-{len(groups):05d}.jsonl.gz" for number in range(len(groups))]
    other = next((name for name in FORMS if name != to and any((target / FORMS[name][0]).glob(WRITTEN))), None)
    if other:
        raise ConfigurationError(f"{target} holds an export for {other}; name a folder of its own for {to}")
    # Beside an earlier export there may be folders of its users, such as Dolma's attributes/.
    there = folder if folder.exists() else target
    strangers = [path for path in there.glob("*") if not path.match(WRITTEN) and path.name != STAGING]
    if strangers:
        raise ConfigurationError(f"{strangers[0]} was not written by an export; name a new or empty folder")
    staging = target / STAGING
    atomic.empty(staging)
    for name, group in zip(names, groups, strict=True):
        lines = b"".join(_lines(clean, group, form))
        atomic.write(folder / name, gzip.compress(lines, compresslevel=6, mtime=0), staging=staging)
    for path in folder.glob(WRITTEN):
        if path.name not in names:
            atomic.remove(path)
    staging.rmdir()
    return Exported(sum(map(len, groups)), tuple(folder / name for name in names))


def _lines(clean: Path, group: Sequence[Receipt], form: Form) -> Iterator[bytes]:
    for receipt in group:
        text, path = provenance.text(clean, receipt), files.metadata_path(receipt.source)
        try:
            metadata = json.loads((clean / path).read_bytes())
        except (OSError, ValueError) as error:
            raise ConfigurationError(f"{path} {files.unreadable(error, receipt.source)}") from None
        record = json.dumps(form(metadata, text), ensure_ascii=False, separators=(",", ":"))
        yield record.encode("utf-8", "replace") + b"\n"
