"""Is clean/ what it says it is? Hashes, counts, the restore law, orphans, the contract, shards; every fault by name.
And are the raw files, which that does not need, still those that were cleaned? Nothing is written."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cleaners.document import Label, Removal, restore
from cleaners.errors import ConfigurationError
from cleaners.sweep import led_by
from flows.books import changes, contract
from flows.books.catalog import Catalog
from flows.books.pending import content_of
from flows.books.plan import Job, Plan
from flows.books.receipts import Receipt
from flows.config.settings import Settings
from flows.raw.names import file_key
from flows.raw.sources import discover
from flows.workers.loading import Loaded, load
from flows.writers import files, shards
from flows.writers.damage import Damaged

ANEW = "remove it and run winnow ingest again"
UNFINISHED = "a run over {} is going, or was not finished; let it end, or run winnow ingest again"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is off: the path below clean/, and what is wrong with it."""

    path: str
    what: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a look at a clean/ folder came to."""

    documents: int
    files: int
    faults: tuple[Fault, ...]


def verify(root: Path) -> Verdict:
    """Look at everything in a clean/ folder. Raises `ConfigurationError` if it is none. What a run has not brought to
    its end is one fault, and its documents, orphans, feed and shards are looked at once that is done."""
    catalog = Catalog(root)
    if not catalog.manifest.exists():
        raise ConfigurationError(f"{root} {catalog.why_no_manifest()}")
    damaged: list[int] = []
    receipts = catalog.receipts(damaged=damaged)
    published = shards.published(receipts)
    faults = [*_manifest(catalog, receipts, damaged)]
    if torn := catalog.listed("plan"):
        files_torn = "1 raw file" if len(torn) == 1 else f"{len(torn):,} raw files"
        faults.append(Fault(".winnow/plan", UNFINISHED.format(files_torn)))
    by_id = {receipt.id: receipt for receipt in published}
    for receipt in receipts.values():
        if file_key(receipt.source) in torn:
            continue
        faults += [*_files_of(root, receipt)] or _beside(root, receipt)
        if receipt.outcome == "duplicate":
            faults += _duplicate(receipt, by_id)
    expected = {path for receipt in receipts.values() for path in files.expected_paths(receipt)}
    here = {
        path.relative_to(root).as_posix()
        for folder in (files.DOCUMENTS, files.QUARANTINE)
        for path in (root / folder).rglob("*")
        if not path.is_dir()
    }
    if not torn:
        stray = "no receipt speaks of it; " + ("see to the manifest first" if damaged else "remove it")
        faults += [*_feed(root, by_id), *(Fault(path, stray) for path in sorted(here - expected))]
        faults += (each for name in shards.kept_up(root, ()) for each in _shards(root, name, published))
    return Verdict(len(receipts), len(here), tuple(faults))


def _manifest(catalog: Catalog, receipts: Mapping[str, Receipt], damaged: Container[int]) -> Iterator[Fault]:
    """What is wrong with the manifest itself; lines whose numbers are in `damaged` cannot be read."""
    lines = catalog.manifest.read_bytes().split(b"\n")
    if torn := lines.pop():
        what = f"its last {len(torn)} bytes are no whole line; remove them and run winnow ingest again"
        yield Fault("manifest.jsonl", what)
    numbers = range(1, len(lines) + 1)
    yield from (
        Fault("manifest.jsonl", f"line {number} is no receipt; remove that line and run winnow ingest again")
        for number in numbers
        if number in damaged
    )
    records = [json.loads(line) for number, line in zip(numbers, lines, strict=True) if number not in damaged]
    sources = [str(record.get("source")) for record in records]
    if sources != sorted(set(sources)):
        yield Fault("manifest.jsonl", "its lines are not sorted by source, or a source comes twice")
    for record in records:
        for what in _against(record, contract.RECEIPT):
            yield Fault("manifest.jsonl", f"{record.get('source')}: {what}")
        if record.get("id") != receipts[str(record["source"])].id:
            yield Fault("manifest.jsonl", f"{record['source']}: its id is not that of its source")


def _files_of(root: Path, receipt: Receipt) -> Iterator[Fault]:
    """What is wrong with the files of one document."""
    missing = [path for path in sorted(files.expected_paths(receipt)) if not (root / path).is_file()]
    yield from (Fault(path, f"it is gone; {files.again(receipt.source)}") for path in missing)
    if receipt.outcome == "quarantined" and not missing:
        yield from _entry(root, receipt)
    if missing or receipt.outcome != "cleaned" or receipt.path is None:
        return
    try:
        text = (root / receipt.path).read_bytes().decode().removesuffix("\n")
        record = json.loads((root / files.metadata_path(receipt.source)).read_bytes())
        removals = files.removals_of(root, receipt.source)
    except OSError as error:
        path = Path(error.filename).relative_to(root).as_posix() if error.filename else receipt.path
        yield Fault(path, f"it {files.unreadable(error, receipt.source)}")
        return
    except ValueError:
        yield Fault(receipt.path, f"its files cannot be read as text and JSON; {files.again(receipt.source)}")
        return
    if not isinstance(record, dict):
        yield Fault(
            files.metadata_path(receipt.source), f"it cannot be read as a JSON object; {files.again(receipt.source)}"
        )
        return
    if hashlib.sha256(text.encode()).hexdigest() != receipt.sha256_text:
        yield Fault(receipt.path, str(files.Edited(receipt.source)))
    fields = tuple(field for field in contract.DOCUMENT if field.name not in ("text", "duplicate_of"))
    for what in _against(record, fields):
        yield Fault(files.metadata_path(receipt.source), what)
    for name in files.IN_METADATA:
        if record.get(name) != getattr(receipt, name):
            yield Fault(files.metadata_path(receipt.source), f"{name} is not what the manifest says")
    yield from _books(receipt, text, removals)


def _beside(root: Path, receipt: Receipt) -> Iterator[Fault]:
    """Are metadata and removals, or the entry in quarantine, what was written, where they contradict nothing? A title
    that somebody has changed shows in no other way. An earlier version wrote receipts that do not say."""
    if receipt.outcome == "duplicate" or receipt.sha256_beside in (None, files.lies_beside(root, receipt)):
        return
    first, *other = sorted(files.expected_paths(receipt) - {receipt.path} or {str(receipt.path)})
    or_that = "".join(f", or {Path(path).name} beside it," for path in other)
    yield Fault(first, f"it{or_that} is not what was written; {files.again(receipt.source)}")


def _books(receipt: Receipt, text: str, removals: list[Removal]) -> Iterator[Fault]:
    """Do the removed pieces add up, and does each stand where it says in the restored text?"""
    path = files.removals_path(receipt.source)
    if len(text) != receipt.chars or sum(len(removal.text) for removal in removals) != receipt.removed_chars:
        yield Fault(path, "the characters kept and removed do not add up to what the manifest says")
    whole = restore(text, removals)
    if any(whole[removal.span.start : removal.span.end] != removal.text for removal in removals):
        yield Fault(path, "the removed pieces do not go back to where they were taken out")
        return
    gone, line, counted = 0, 1, 0
    for number, removal in enumerate(sorted(removals, key=lambda r: r.span), 1):
        line, counted = line + whole.count("\n", counted, removal.span.start), removal.span.start
        lines = {line + led_by(removal.text)} | (
            {line} if receipt.sha256_beside is None else set()
        )  # of old, its first
        if removal.at != removal.span.start - gone or removal.line not in lines:
            yield Fault(path, f"piece {number} stood at another offset or line than it says")
        gone += len(removal.text)
    counts = Counter(str(removal.label) for removal in removals if removal.label != Label.WHITESPACE)
    if dict(counts) != dict(receipt.removals):
        yield Fault(path, "there are not as many pieces of each label as the manifest says")


def _entry(root: Path, receipt: Receipt) -> Iterator[Fault]:
    """What is wrong with the entry of a document in quarantine."""
    path = files.quarantine_path(receipt.source)
    try:
        said = json.loads((root / path).read_bytes())
        wrong = [name for name in files.IN_QUARANTINE if said.get(name) != getattr(receipt, name)]
    except OSError as error:
        yield Fault(path, f"it {files.unreadable(error, receipt.source)}")
        return
    except (ValueError, AttributeError):
        yield Fault(path, "it cannot be read as a JSON object")
        return
    yield from (Fault(path, f"{name} is not what the manifest says") for name in wrong)


def _feed(root: Path, published: Mapping[str, Receipt]) -> Iterator[Fault]:
    """Does the change feed, if there is one, add up to the manifest?"""
    texts: dict[str, str | None] = {}
    if not (root / changes.NAME).exists():
        return
    try:
        for change in changes.Feed(root).read():
            texts[change["id"]] = change["sha256_text"] if change["change"] != "removed" else None
    except (ConfigurationError, KeyError, TypeError):
        yield Fault(changes.NAME, "a line cannot be read as a change")
        return
    followed = {key: text for key, text in texts.items() if text is not None}
    if followed != {key: receipt.sha256_text for key, receipt in published.items()}:
        yield Fault(changes.NAME, "the changes do not add up to the documents that are published")


def _duplicate(receipt: Receipt, published: Mapping[str, Receipt]) -> Iterator[Fault]:
    original = published.get(str(receipt.duplicate_of))
    if original is None or original.sha256_text != receipt.sha256_text:
        yield Fault("manifest.jsonl", f"{receipt.source}: the document that it is a duplicate of is not published")


def _shards(root: Path, name: str, published: list[Receipt]) -> Iterator[Fault]:
    """Are the rows of the shards the published documents, in order?"""
    folder = shards.FORMATS[name]
    expected = iter(published)
    for path in sorted((root / folder).iterdir()):
        shown = f"{folder}/{path.name}"
        try:
            for row in shards.writer(name).rows(path):
                receipt = next(expected, None)
                if receipt is None or row["id"] != receipt.id:
                    yield Fault(shown, f"row {row['id']} is not the one that belongs here; {ANEW}")
                    return
                if hashlib.sha256(str(row.get("text")).encode()).hexdigest() != receipt.sha256_text:
                    yield Fault(shown, f"row {receipt.id} has another text than the document; {ANEW}")
        except Damaged as damage:
            yield Fault(shown, f"it cannot be read ({damage.kind}); {ANEW}")
            return
        if shards.Shards(root, name).is_as_written(path.name) is False:
            yield Fault(shown, f"it is not what a run has written; {ANEW}")
    if next(expected, None) is not None:
        yield Fault(folder, f"documents are missing at its end; {ANEW}")


_KINDS: Mapping[str, type | tuple[type, ...]] = {
    "string": str, "integer": int, "number": (int, float), "boolean": bool, "strings": list, "counts": dict,
    "object": dict,
}  # fmt: skip


def _against(record: Mapping[str, Any], fields: tuple[contract.Field, ...]) -> Iterator[str]:
    """How a record breaks the contract."""
    for field in fields:
        value = record.get(field.name)
        if field.name not in record:
            if field.since == "1.0":
                yield f"the field {field.name} is missing"
        elif value is None:
            if field.always:
                yield f"{field.name} is null"
        elif not isinstance(value, _KINDS[field.kind]):
            yield f"{field.name} is no {field.kind}"


def verify_raw(settings: Settings) -> Iterator[Fault]:
    """Raw files, rows and members that are not what their receipt speaks of. Files that are gone, or that no run has
    met yet, are no fault of clean/ and are not named."""
    receipts = Catalog(settings.clean).receipts(damaged=[])  # which `verify` names
    plan = Plan(
        raw=str(settings.raw.resolve()), clean=settings.clean, policy=settings.policy, fingerprint="", now="",
        max_bytes=settings.max_bytes, fields=settings.fields,
    )  # fmt: skip
    containers = {file_key(source) for source in receipts if file_key(source) != source}
    for source in discover(settings.raw, leave_out=settings.clean):
        if source.trouble:
            continue
        receipt = receipts.get(source.key)
        if source.key in containers:
            yield from _members(Job(source), plan, receipts)
        elif receipt and receipt.sha256_raw and content_of(source, plan.raw) != receipt.content_key:
            yield _changed(source.key)


def _members(job: Job, plan: Plan, receipts: Mapping[str, Receipt]) -> Iterator[Fault]:
    for now in (found.receipt for found in load(job, plan) if isinstance(found, Loaded)):
        known = receipts.get(now.source)
        if known and known.sha256_raw != now.sha256_raw:
            yield _changed(now.source)


def _changed(source: str) -> Fault:
    return Fault(source, "the raw file is not the one that was cleaned; winnow ingest cleans it again")
