"""The documents of a raw file, ready to be cleaned, each with as much of a receipt as is known by then.

Trouble with reading is told as a document that cannot be read, never raised: raw/ is what it is, and the neighbours
are none the worse for it.
"""

from __future__ import annotations

import io
import json
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from cleaners import Quarantined, RawDocument, Unreadable
from cleaners.errors import ConfigurationError
from flows.books.catalog import EndOfFile, Seen
from flows.books.plan import Job, Plan
from flows.books.receipts import Receipt, content_key
from flows.raw import sidecars
from flows.raw.opening import ATTEMPTS, open_raw, sha256
from flows.raw.sites import site_of
from flows.raw.sources import Source
from flows.readers import is_container, open_file, sidecar
from flows.readers.opened import RawFile, Unread

IN_MEMORY = 8_000_000
"""Files up to this size are read once; larger ones are hashed first and then read as a stream."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A raw document in memory, or why it is not."""

    receipt: Receipt
    """With what is known before cleaning."""
    document: RawDocument | Quarantined

    @property
    def size(self) -> int:
        return len(self.document.body) if isinstance(self.document, RawDocument) else 0


def load(job: Job, plan: Plan) -> Iterator[Loaded | EndOfFile]:
    """The documents of a file, then its `EndOfFile`. Nothing but the end if the file has vanished."""
    for attempt in range(1, ATTEMPTS + 1):
        begun = False
        try:
            for found in _load(job, plan):
                begun = True
                yield found
            return
        except FileNotFoundError:
            yield EndOfFile(job.source.key)
            return
        except (Unreadable, OSError) as error:
            may_pass = isinstance(error, OSError) and not isinstance(error, PermissionError)
            if may_pass and not begun and attempt < ATTEMPTS:  # a disk or network that only stumbles
                time.sleep(0.1 * attempt)
                continue
            yield from _given_up(job, plan, error if isinstance(error, Unreadable) else _unreadable(error))
            return
        except ConfigurationError:
            raise
        except Exception as error:
            yield from _given_up(job, plan, bug(error))
            return


def _given_up(job: Job, plan: Plan, why: Quarantined) -> Iterator[Loaded | EndOfFile]:
    yield Loaded(Receipt(source=job.source.key, outcome="quarantined", fingerprint=plan.fingerprint), why)
    yield EndOfFile(job.source.key)


def bug(error: Exception) -> Quarantined:
    """An error of ours, as the reason of a receipt; as `kind_and_place` has it."""
    return Quarantined("bug", f"{kind_and_place(error)}; please report it with the raw file")


def kind_and_place(error: Exception) -> str:
    """Kind and place of an error in our code; what it says may quote a document."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {Path(frame.filename).name}:{frame.lineno}"


def described(source: Source, plan: Plan) -> tuple[Receipt, EndOfFile]:
    """As much of a receipt as can be told of a file without reading it as a document."""
    receipt = Receipt(source=source.key, outcome="quarantined", fingerprint="" if source.trouble else plan.fingerprint)
    if source.trouble:
        return receipt, EndOfFile(source.key)
    try:
        with open_raw(plan.raw, source.relative) as opened:
            raw, signature = opened.hash_all(), "" if source.sidecar else opened.rested_signature()
            beside = sidecars.hash_of(source, plan.raw)
            if source.sidecar_trouble and signature:
                signature += f"+{source.sidecar_trouble.reason}"
    except (OSError, Quarantined):
        return receipt, EndOfFile(source.key)
    receipt = replace(receipt, sha256_raw=raw, sha256_sidecar=beside, bytes_raw=opened.size)
    return receipt, EndOfFile(source.key, Seen(signature, content_key(raw, beside)))


def _load(job: Job, plan: Plan) -> Iterator[Loaded | EndOfFile]:
    source = job.source
    beside = sidecars.read(source, plan.raw)
    file = RawFile(source.key, plan.max_bytes, sidecar.url(beside.hints), beside.hints, plan.fields)
    with open_raw(plan.raw, source.relative) as opened:
        content = opened.read_all(IN_MEMORY)
        raw_hash = opened.hash_all() if content is None else sha256(content)
        receipt = Receipt(
            source=source.key, outcome="quarantined", fingerprint=plan.fingerprint, sha256_raw=raw_hash,
            sha256_sidecar=beside.sha256, bytes_raw=opened.size,
        )  # fmt: skip
        container = again = False
        try:
            reader, stream = open_file(opened.stream() if content is None else io.BytesIO(content), file)
            container = is_container(reader)
            if not container and opened.size > plan.max_bytes:
                raise file.too_large()
            yield from _documents(reader.read(stream, file), receipt, job, plan)
        except Quarantined as error:
            again = error.reason == "missing-package"  # every run tries it
            yield Loaded(_placed(receipt, file.url, plan), error)
        signature = opened.rested_signature()
    known = content_key(raw_hash, beside.sha256)
    if container:
        known += f":{plan.container_fingerprint(source.key)}"
    yield EndOfFile(source.key) if again else EndOfFile(source.key, Seen(beside.signed(signature), known))


def _documents(found: Iterator[RawDocument | Unread], receipt: Receipt, job: Job, plan: Plan) -> Iterator[Loaded]:
    """What the reader finds in the file, but for documents that are done or forgotten. Raises `Unreadable` if it finds
    nothing."""
    number = -1
    for number, document in enumerate(found):
        if number >= job.skip and document.source not in plan.forgotten:
            yield _loaded(document, receipt, job, plan)
    if number < 0:
        raise Unreadable("empty", "there is no document in the file; check the scraper that wrote it")


def _loaded(found: RawDocument | Unread, receipt: Receipt, job: Job, plan: Plan) -> Loaded:
    """A document with its receipt so far; in a container it has a hash of its own."""
    document: RawDocument | Quarantined = found.error if isinstance(found, Unread) else found
    if found.source != receipt.source:
        body = found.body if isinstance(found, RawDocument) else b""
        raw = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
        receipt = replace(receipt, source=found.source, sha256_raw=sha256(raw), bytes_raw=len(raw))
        if isinstance(found, RawDocument):
            receipt = replace(receipt, sha256_sidecar=_besides(found))
    if found.source in job.poison:
        document = Quarantined(*job.poison[found.source])
    return Loaded(_placed(receipt, found.url if isinstance(found, RawDocument) else None, plan), document)


def _besides(found: RawDocument) -> str:
    """Hash of what a row or record says besides its text."""
    said = [found.url, found.media_type, dict(found.hints)]
    return sha256(json.dumps(said, sort_keys=True, default=str).encode())


def _placed(receipt: Receipt, url: str | None, plan: Plan) -> Receipt:
    """The receipt with the site that the document comes from, and how its documents are cleaned."""
    host = site_of(url, receipt.source)
    return replace(receipt, host=host, fingerprint=plan.recipe(host, receipt.source).fingerprint)


def _unreadable(error: OSError) -> Unreadable:
    if isinstance(error, PermissionError):
        return Unreadable("unreadable", "the file may not be read; check its permissions")
    return Unreadable("unreadable", f"the file cannot be read ({error.strerror}); check the disk it lies on")
