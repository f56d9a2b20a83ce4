"""A shard of raw documents, door to door: read, clean, write, receipt. No Prefect, no decisions about other shards.

Only paths and counts come in and go out; the documents themselves are read and written here.
"""

from __future__ import annotations

import dataclasses
import hashlib
import os
import stat
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cleaners import CleanDocument, Policy, Quarantined, RawDocument, Unreadable, clean_many
from flows.catalog import Catalog, Entry
from flows.readers import reader_for, sidecar
from flows.readers.opened import RawFile, in_memory, too_large, unpacked
from flows.receipts import Receipt
from flows.sites import Way, nearest_way, site_of
from flows.sources import Source, signature_of
from flows.writers import atomic, files

CHUNK = 32
"""Documents that are cleaned and published together."""
CHUNK_BYTES = 4_000_000
FRESH_NS = 2_000_000_000
"""A file that was written to less than two seconds ago may change again without showing it in its time."""
ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Job:
    """A document that is due, and what its last receipt said of its content."""

    source: Source
    sha256_text: str | None = None
    cleaned_at: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What all shards of a run have in common."""

    raw: str
    clean: Path
    policy: Policy
    fingerprint: str
    now: str
    max_bytes: int
    by_host: Mapping[str, Way] = dataclasses.field(default_factory=dict)
    """Hosts whose documents are cleaned by a policy of their own."""

    def way(self, host: str | None) -> Way:
        """How documents from `host` are cleaned."""
        return nearest_way(self.by_host, host) or Way(self.policy, self.fingerprint)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A raw document in memory, or why it is not."""

    job: Job
    receipt: Receipt
    """With what is known before cleaning."""
    signature: str
    document: RawDocument | Quarantined

    @property
    def size(self) -> int:
        return len(self.document.body) if isinstance(self.document, RawDocument) else 0


Tell = Callable[[int, int, int], None]
"""Called after every chunk with the number of documents done, of those cleaned, and of those set aside."""


def ingest(jobs: Sequence[Job], plan: Plan, journal: Path, tell: Tell) -> None:
    """Ingest a shard. What cannot be cleaned is set aside, not lost. Raises OSError if clean/ cannot be written."""
    for chunk in _chunks(_load(job, plan) for job in jobs):
        done = [entry for loaded in chunk if (entry := loaded) is not None]
        entries = _publish(done, plan)
        atomic.append(journal, b"".join(entry.line() for entry in entries))
        aside = sum(entry.receipt.outcome == "quarantined" for entry in entries)
        tell(len(chunk), len(entries) - aside, aside)


def set_aside(source: Source, trouble: tuple[str, str], plan: Plan) -> Entry:
    """Quarantine a document that cannot even be tried: publishes its entry and returns the journal's."""
    reason, detail = trouble
    receipt = _receipt(source, "" if source.trouble else plan.fingerprint)
    signature = ""
    if not source.trouble:
        try:
            with _open(plan, source.relative) as opened:
                signature = opened.signature
                receipt = dataclasses.replace(receipt, sha256_raw=opened.hash_all(), bytes_raw=source.size)
            receipt = dataclasses.replace(receipt, sha256_sidecar=_sidecar_hash(source, plan))
        except (OSError, Quarantined):
            pass
    receipt = _quarantined(receipt, Quarantined(reason, detail))
    batch = atomic.Batch(Catalog(plan.clean).staging)
    _stage(batch, plan.clean, [files.quarantine_file(receipt)])
    batch.publish()
    return Entry(receipt, signature if source.sidecar is None else "")


def content_hashes(source: Source, plan: Plan) -> tuple[str, str | None] | None:
    """Hashes of the file and its sidecar, or None if they cannot be read."""
    try:
        with _open(plan, source.relative) as opened:
            return opened.hash_all(), _sidecar_hash(source, plan)
    except (OSError, Quarantined):
        return None


def _chunks(loaded: Iterator[Loaded | None]) -> Iterator[list[Loaded | None]]:
    chunk: list[Loaded | None] = []
    size = 0
    for one in loaded:
        chunk.append(one)
        size += one.size if one else 0
        if len(chunk) >= CHUNK or size >= CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _load(job: Job, plan: Plan) -> Loaded | None:
    """Read one raw document. None if it has vanished since it was found."""
    receipt = _receipt(job.source, plan.fingerprint)
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return _read(job, plan, receipt)
        except FileNotFoundError:
            return None
        except PermissionError:
            detail = "the file may not be read; check its permissions"
            return Loaded(job, receipt, "", Unreadable("unreadable", detail))
        except OSError as error:
            if attempt == ATTEMPTS:
                detail = f"the file cannot be read ({error.strerror}); check the disk it lies on"
                return Loaded(job, receipt, "", Unreadable("unreadable", detail))
            time.sleep(0.1 * attempt)
    raise AssertionError("unreachable")


def _read(job: Job, plan: Plan, receipt: Receipt) -> Loaded:
    source = job.source
    with _open(plan, source.relative) as opened:
        whole = opened.read_all(plan.max_bytes)
        receipt = dataclasses.replace(
            receipt, sha256_raw=opened.hash_all() if whole is None else _sha256(whole), bytes_raw=opened.size
        )
        signature = opened.unchanged_signature()
    hints: Mapping[str, Any] = {}
    if source.sidecar:
        with _open(plan, source.sidecar) as beside:
            content = beside.read_all(sidecar.MAX_BYTES)
            fields = None if content is None else sidecar.parse(content)
            hints = {"sidecar": "unreadable"} if fields is None else fields
            receipt = dataclasses.replace(
                receipt, sha256_sidecar=beside.hash_all() if content is None else _sha256(content)
            )
            second = beside.unchanged_signature()
            signature = f"{signature}+{second}" if signature and second else ""
    file = RawFile(source.key, plan.max_bytes, sidecar.url(hints), hints)
    document: RawDocument | Quarantined
    try:
        if whole is None:
            raise too_large(file)
        document = next(reader_for(file).read(unpacked(in_memory(whole)), file))
    except Quarantined as error:
        document = error
    host = site_of(document.url if isinstance(document, RawDocument) else file.url, source.key)
    receipt = dataclasses.replace(receipt, host=host, fingerprint=plan.way(host).fingerprint)
    return Loaded(job, receipt, signature, document)


def _publish(chunk: Sequence[Loaded], plan: Plan) -> list[Entry]:
    """Clean a chunk and make its files visible, all at once; returns its receipts."""
    batch = atomic.Batch(Catalog(plan.clean).staging)
    entries = []
    for loaded, result in zip(chunk, _clean(chunk, plan), strict=True):
        if isinstance(result, Quarantined):
            receipt = _quarantined(loaded.receipt, result)
            _stage(batch, plan.clean, [files.quarantine_file(receipt)])
        else:
            receipt = _cleaned(loaded, result, plan.now)
            _stage(batch, plan.clean, files.document_files(result, receipt))
        entries.append(Entry(receipt, loaded.signature))
    batch.publish()
    return entries


def _stage(batch: atomic.Batch, clean: Path, contents: Iterator[tuple[str, bytes]] | list[tuple[str, bytes]]) -> None:
    for path, content in contents:
        if not atomic.same(clean / path, content):
            batch.add(clean / path, content)


def _clean(chunk: Sequence[Loaded], plan: Plan) -> Iterator[CleanDocument | Quarantined]:
    """One result for each of the chunk, each by the policy of its site."""
    asked: dict[Policy, list[RawDocument]] = {}
    for loaded in chunk:
        if isinstance(loaded.document, RawDocument):
            asked.setdefault(plan.way(loaded.receipt.host).policy, []).append(loaded.document)
    results = {policy: iter(_together(raws, policy)) for policy, raws in asked.items()}
    for loaded in chunk:
        if isinstance(loaded.document, Quarantined):
            yield loaded.document
        else:
            yield next(results[plan.way(loaded.receipt.host).policy])


def _together(raws: Sequence[RawDocument], policy: Policy) -> list[CleanDocument | Quarantined]:
    """Clean by one policy. A document on which the code fails does not take its neighbours along."""
    try:
        return list(clean_many(raws, policy))
    except Exception:
        return [_alone(raw, policy) for raw in raws]


def _alone(raw: RawDocument, policy: Policy) -> CleanDocument | Quarantined:
    try:
        return next(clean_many([raw], policy))
    except MemoryError:
        return Quarantined("out-of-memory", "the document takes more memory than there is; split it")
    except Exception as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(frame.filename).name}:{frame.lineno}"
        return Quarantined("bug", f"{type(error).__name__} at {where}; please report it with the raw file")


def _receipt(source: Source, fingerprint: str) -> Receipt:
    return Receipt(source=source.key, outcome="quarantined", fingerprint=fingerprint)


def _quarantined(receipt: Receipt, why: Quarantined) -> Receipt:
    path = files.quarantine_path(receipt.source)
    return dataclasses.replace(receipt, outcome="quarantined", reason=why.reason, detail=why.detail, path=path)


def _cleaned(loaded: Loaded, clean: CleanDocument, now: str) -> Receipt:
    metadata = clean.metadata
    text_hash = _sha256(clean.text.encode())
    same_content = text_hash == loaded.job.sha256_text and loaded.job.cleaned_at
    return dataclasses.replace(
        loaded.receipt,
        outcome="cleaned",
        path=files.text_path(loaded.receipt.source),
        sha256_text=text_hash,
        chars=len(clean.text),
        removed_chars=sum(len(removal.text) for removal in clean.removals),
        removals=dict(metadata["removals"]),
        language=metadata["language"],
        cleaned_at=loaded.job.cleaned_at if same_content else now,
    )


def _sidecar_hash(source: Source, plan: Plan) -> str | None:
    if source.sidecar is None:
        return None
    with _open(plan, source.sidecar) as beside:
        return beside.hash_all()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _open(plan: Plan, relative: str) -> Opened:
    return Opened(os.path.join(plan.raw, relative))


class Opened:
    """A raw file, open for reading. Never waits: what is no regular file is refused."""

    def __init__(self, path: str) -> None:
        self._descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        self.signature, self._changed = signature_of(self._descriptor)
        status = os.fstat(self._descriptor)
        self.size = status.st_size
        if not stat.S_ISREG(status.st_mode):
            os.close(self._descriptor)
            raise Unreadable("not-a-file", "a pipe, socket or device is no document; remove it from raw/")

    def __enter__(self) -> Opened:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)

    def read_all(self, limit: int) -> bytes | None:
        """The content, or None if there is more than `limit`."""
        if self.size > limit:
            return None
        with open(self._descriptor, "rb", closefd=False) as file:
            content = file.read(limit + 1)
        return content if len(content) <= limit else None

    def hash_all(self) -> str:
        """SHA-256 of the content, without having it in memory."""
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        with open(self._descriptor, "rb", closefd=False) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def unchanged_signature(self) -> str:
        """The signature, if the file is the same as when it was opened and has been at rest for a while, else ''."""
        now, _ = signature_of(self._descriptor)
        rested = self._changed < time.time_ns() - FRESH_NS
        return self.signature if now == self.signature and rested else ""
