"""A batch of raw files, door to door: read, clean, write, receipt. No Prefect, no decisions about other batches.

Only paths and counts come in and go out; the documents themselves are read and written here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from cleaners import CleanDocument, Policy, Quarantined, RawDocument, clean_many
from flows.books.catalog import Catalog, EndOfFile, ended, entry
from flows.books.plan import Job, Plan
from flows.books.receipts import Receipt
from flows.raw.opening import sha256
from flows.raw.sources import Source, Trouble
from flows.workers.loading import Loaded, bug, described, load
from flows.writers import atomic, files

CHUNK = 32
"""Documents that are cleaned and published together."""
CHUNK_BYTES = 4_000_000
ALONE = 32
"""Documents that are cleaned one by one after a worker has died: the chunk that it was on is among them."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What a chunk came to: files finished, documents cleaned and quarantined, and how many documents of an unfinished
    container are done."""

    files: int = 0
    cleaned: int = 0
    quarantined: int = 0
    inside: int = 0


Tell = Callable[[Tally], None]
Trying = Callable[[str | None], None]
"""Called with the source of a document before it is cleaned alone, with None before several are cleaned together."""


def ingest(jobs: Sequence[Job], plan: Plan, journal: Path, *, tell: Tell, trying: Trying | None = None) -> None:
    """Ingest a batch. What cannot be cleaned is quarantined, not lost. With `trying`, the first documents go one by
    one. Raises OSError if clean/ cannot be written."""
    inside = 0
    for chunk in _chunks(jobs, plan, alone=ALONE if trying else 0):
        if trying:
            trying(chunk.documents[0].receipt.source if len(chunk.documents) == 1 else None)
        receipts = _publish(chunk.documents, plan)
        lines = [entry(receipt) for receipt in receipts] + [ended(end) for end in chunk.ends]
        atomic.append(journal, b"".join(lines))
        quarantined = sum(receipt.outcome == "quarantined" for receipt in receipts)
        inside = (0 if chunk.ends else inside) + chunk.inside
        skipped = chunk.job.skip if inside and chunk.job else 0
        tell(Tally(len(chunk.ends), len(receipts) - quarantined, quarantined, inside + skipped))


def quarantine(source: Source, trouble: Trouble, plan: Plan) -> bytes:
    """Quarantine a file that cannot even be tried: publishes its entry and returns the lines for the journal."""
    receipt, end = described(source, plan)
    receipt = _quarantined(receipt, Quarantined(*trouble))
    staged = atomic.StagedFiles(Catalog(plan.clean).staging)
    receipt = _stage(staged, receipt, dict([files.quarantine_file(receipt)]), plan)
    staged.publish()
    return entry(receipt) + ended(end)


@dataclass(slots=True)
class Chunk:
    """Documents that go together, and the ends of files among them."""

    documents: list[Loaded] = field(default_factory=list)
    ends: list[EndOfFile] = field(default_factory=list)
    inside: int = 0
    """How many documents came after the last end."""
    job: Job | None = None
    """The file that they belong to."""


def _chunks(jobs: Iterable[Job], plan: Plan, *, alone: int) -> Iterator[Chunk]:
    """Documents in chunks, the first `alone` of them one by one."""
    chunk, size = Chunk(), 0
    for job in jobs:
        for found in load(job, plan):
            chunk.job = job
            if isinstance(found, EndOfFile):
                chunk.ends.append(found)
                chunk.inside = 0
            else:
                chunk.documents.append(found)
                chunk.inside += 1
                size += found.size
            # A file of one document and its end belong together; a chunk is given up between documents only.
            full = len(chunk.documents) >= (1 if alone > 0 else CHUNK) or size >= CHUNK_BYTES
            if full and (isinstance(found, EndOfFile) or found.receipt.source != job.source.key):
                alone -= len(chunk.documents)
                yield chunk
                chunk, size = Chunk(), 0
    if chunk.documents or chunk.ends:
        yield chunk


def _publish(chunk: Sequence[Loaded], plan: Plan) -> list[Receipt]:
    """Clean a chunk and make its files visible, all at once; returns its receipts."""
    staged = atomic.StagedFiles(Catalog(plan.clean).staging)
    receipts = []
    for loaded, result in zip(chunk, _clean(chunk, plan), strict=True):
        if isinstance(result, Quarantined):
            receipt = _quarantined(loaded.receipt, result)
            contents = dict([files.quarantine_file(receipt)])
        else:
            receipt = _cleaned(loaded.receipt, result, plan)
            contents = dict(files.document_files(result, receipt))
        receipts.append(_stage(staged, receipt, contents, plan))
    staged.publish()
    return receipts


def _stage(staged: atomic.StagedFiles, receipt: Receipt, contents: Mapping[str, bytes], plan: Plan) -> Receipt:
    """Have a document's files wait, as far as they are not there already; the receipt, which then speaks of them."""
    for path, content in contents.items():
        if not atomic.same(plan.clean / path, content):
            staged.add(plan.clean / path, content)
    return replace(receipt, sha256_beside=files.sha256_beside(contents, contents.__getitem__))


def _clean(chunk: Sequence[Loaded], plan: Plan) -> Iterator[CleanDocument | Quarantined]:
    """One result for each of the chunk, each by the policy of its site."""
    asked: dict[Policy, list[RawDocument]] = {}
    for loaded in chunk:
        if isinstance(loaded.document, RawDocument):
            asked.setdefault(_policy(loaded, plan), []).append(loaded.document)
    results = {policy: iter(_together(raws, policy)) for policy, raws in asked.items()}
    for loaded in chunk:
        if isinstance(loaded.document, Quarantined):
            yield loaded.document
        else:
            yield next(results[_policy(loaded, plan)])


def _policy(loaded: Loaded, plan: Plan) -> Policy:
    return plan.recipe(loaded.receipt.host, loaded.receipt.source).policy


def _together(raws: Sequence[RawDocument], policy: Policy) -> list[CleanDocument | Quarantined]:
    """Clean by one policy. A document on which the code fails does not take its neighbours along."""
    try:
        return list(clean_many(raws, policy))
    except Exception:
        return [_alone(raw, policy) for raw in raws]


def _alone(raw: RawDocument, policy: Policy) -> CleanDocument | Quarantined:
    """The one broad except in the house: a bug becomes a receipt, and fails the run at its end."""
    try:
        return next(clean_many([raw], policy))
    except MemoryError:
        return Quarantined("out-of-memory", "the document takes more memory than there is; split it")
    except Exception as error:
        return bug(error)


def _quarantined(receipt: Receipt, why: Quarantined) -> Receipt:
    path = files.quarantine_path(receipt.source)
    return replace(receipt, outcome="quarantined", reason=why.reason, detail=why.detail, path=path)


def _cleaned(receipt: Receipt, clean: CleanDocument, plan: Plan) -> Receipt:
    text_hash = sha256(clean.text.encode())
    return replace(
        receipt,
        outcome="cleaned",
        fingerprint=plan.recipe(receipt.host, receipt.source).fingerprint_of(clean.document.text, clean.removals),
        path=files.text_path(receipt.source, clean),
        sha256_text=text_hash,
        chars=len(clean.text),
        removed_chars=sum(len(removal.text) for removal in clean.removals),
        removals=dict(clean.metadata["removals"]),
        language=clean.metadata["language"],
        cleaned_at=_since(receipt.source, text_hash, plan) or plan.now,
    )


def _since(source: str, text_hash: str, plan: Plan) -> str | None:
    """Since when the published document has this text, if it has it already."""
    if (known := plan.damaged.get(source)) is not None:
        return known.cleaned_at if known.sha256_text == text_hash else None
    try:
        record = json.loads((plan.clean / files.metadata_path(source)).read_bytes())
    except (OSError, ValueError):
        return None
    is_same = isinstance(record, dict) and record.get("sha256_text") == text_hash
    return str(record["cleaned_at"]) if is_same and record.get("cleaned_at") else None
