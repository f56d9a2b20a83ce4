"""A raw file, opened and hashed, and the documents in it, ready to be cleaned.

Trouble with reading is told as a document that cannot be read, never raised: raw/ is what it is, and the neighbours
are none the worse for it.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import stat
import time
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from cleaners import Policy, Quarantined, RawDocument, Unreadable
from cleaners.errors import ConfigurationError
from flows.books.exceptions import of_file
from flows.books.forgotten import Forgotten
from flows.books.receipts import Receipt, short
from flows.raw.names import digest
from flows.raw.places import is_url
from flows.raw.sites import Way, nearest_way, site_of
from flows.raw.sources import Source, Trouble, signature_of
from flows.readers import is_container, open_file, sidecar
from flows.readers.fields import FieldMapping
from flows.readers.opened import RawFile, Unread, in_memory, too_large

FRESH_NS = 2_000_000_000
"""A file that was written to less than two seconds ago may change again without showing it in its time."""
IN_MEMORY = 8_000_000
"""Files up to this size are read once; larger ones are hashed first and then read as a stream."""
ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Plan:
    """What all shards of a run have in common."""

    raw: str
    clean: Path
    policy: Policy
    fingerprint: str
    now: str
    max_bytes: int
    by_host: Mapping[str, Way] = field(default_factory=dict)
    """Hosts whose documents are cleaned by a policy of their own."""
    fields: tuple[FieldMapping, ...] = ()
    spared: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Pieces that stay in single documents, by source."""
    forgotten: Forgotten = field(default_factory=Forgotten)
    """Documents to pass over."""
    harmed: Mapping[str, tuple[str | None, str | None]] = field(default_factory=dict)
    """Of documents whose files are not as they were written: hash of the text, and since when it is so."""

    def way(self, host: str | None, source: str) -> Way:
        """How the document `source` from `host` is cleaned."""
        way = nearest_way(self.by_host, host) or Way(self.policy, self.fingerprint)
        pieces = self.spared.get(source)
        if not pieces:
            return way
        base = digest(f"{way.base} {sorted(pieces)}")[:8]
        return Way(replace(way.policy, spared=pieces), base + way.fingerprint[8:])

    def ways(self, file: str) -> str:
        """Stands for everything but rules that decides how the documents of a container are read and cleaned."""
        sites = sorted((host, way.base) for host, way in self.by_host.items())
        everything = f"{self.fingerprint[:8]} {sites} {self.fields}"
        pieces = of_file(self.spared, file) + [(each, []) for each in self.forgotten.inside(file)]
        return digest(f"{everything} {pieces}" if pieces else everything)[:12]

    @property
    def rules(self) -> str:
        """Stands for all rules, of all sites."""
        sites = sorted((host, way.fingerprint[8:]) for host, way in self.by_host.items())
        return digest(f"{self.fingerprint[8:]} {sites}")


_NO_POISON: Mapping[str, Trouble] = {}


@dataclass(frozen=True, slots=True)
class Job:
    """A raw file that is due. The rest is for finding a document that kills its worker: where to go on in a container,
    and which documents not to touch."""

    source: Source
    skip: int = 0
    poison: Mapping[str, Trouble] = field(default_factory=lambda: _NO_POISON)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A raw document in memory, or why it is not."""

    receipt: Receipt
    """With what is known before cleaning."""
    document: RawDocument | Quarantined

    @property
    def size(self) -> int:
        return len(self.document.body) if isinstance(self.document, RawDocument) else 0


@dataclass(frozen=True, slots=True)
class End:
    """All documents of a file have come. What to remember of it."""

    file: str
    container: bool = False
    signature: str = ""
    content: str = ""
    """Stands for the content of the file and its sidecar."""


def load(job: Job, plan: Plan) -> Iterator[Loaded | End]:
    """The documents of a file, then its `End`. Nothing but the end if the file has vanished."""
    for attempt in range(1, ATTEMPTS + 1):
        begun = False
        try:
            for found in _load(job, plan):
                begun = True
                yield found
            return
        except FileNotFoundError:
            yield End(job.source.key)
            return
        except (Unreadable, OSError) as error:
            if (
                isinstance(error, OSError)
                and not isinstance(error, PermissionError)
                and not begun
                and attempt < ATTEMPTS
            ):
                time.sleep(0.1 * attempt)
                continue
            yield from _given_up(job, plan, error if isinstance(error, Unreadable) else _unreadable(error))
            return
        except ConfigurationError:
            raise
        except Exception as error:
            yield from _given_up(job, plan, bug(error))
            return


def _given_up(job: Job, plan: Plan, why: Quarantined) -> Iterator[Loaded | End]:
    yield Loaded(Receipt(source=job.source.key, outcome="quarantined", fingerprint=plan.fingerprint), why)
    yield End(job.source.key)


def bug(error: Exception) -> Quarantined:
    """An error of ours, as the reason of a receipt; it names the place in the code and quotes nothing."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(frame.filename).name}:{frame.lineno}"
    return Quarantined("bug", f"{type(error).__name__} at {where}; please report it with the raw file")


def content_of(source: Source, plan: Plan) -> str | None:
    """What stands for the content of a file and its sidecar, or None if they cannot be read."""
    try:
        with open_raw(plan, source.relative) as opened:
            raw = opened.hash_all()
        return short(raw, _sidecar_hash(source, plan))
    except (OSError, Quarantined):
        return None


def described(source: Source, plan: Plan) -> tuple[Receipt, End]:
    """As much of a receipt as can be told of a file without reading it as a document."""
    receipt = Receipt(source=source.key, outcome="quarantined", fingerprint="" if source.trouble else plan.fingerprint)
    if source.trouble:
        return receipt, End(source.key)
    try:
        with open_raw(plan, source.relative) as opened:
            raw, signature = opened.hash_all(), "" if source.sidecar else opened.rested_signature()
            beside = _sidecar_hash(source, plan)
            if source.sidecar_trouble and signature:
                signature += f"+{source.sidecar_trouble[0]}"
    except (OSError, Quarantined):
        return receipt, End(source.key)
    receipt = replace(receipt, sha256_raw=raw, sha256_sidecar=beside, bytes_raw=opened.size)
    return receipt, End(source.key, signature=signature, content=short(raw, beside))


def _load(job: Job, plan: Plan) -> Iterator[Loaded | End]:
    source = job.source
    hints, sidecar_hash, sidecar_signature = _read_sidecar(source, plan)
    file = RawFile(source.key, plan.max_bytes, sidecar.url(hints), hints, plan.fields)
    with open_raw(plan, source.relative) as opened:
        content = opened.read_all(IN_MEMORY)
        raw_hash = opened.hash_all() if content is None else sha256(content)
        receipt = Receipt(
            source=source.key, outcome="quarantined", fingerprint=plan.fingerprint, sha256_raw=raw_hash,
            sha256_sidecar=sidecar_hash, bytes_raw=opened.size,
        )  # fmt: skip
        container = unread = False
        try:
            reader, stream = open_file(opened.stream() if content is None else in_memory(content), file)
            container = is_container(reader)
            if not container and opened.size > plan.max_bytes:
                raise too_large(file)
            number = -1
            for number, found in enumerate(reader.read(stream, file)):
                if number >= job.skip and found.source not in plan.forgotten:
                    yield _loaded(found, receipt, job, plan)
            if number < 0:
                raise Unreadable("empty", "there is no document in the file; check the scraper that wrote it")
        except Quarantined as error:
            unread = error.reason == "missing-package"  # to be tried again by every run
            yield Loaded(_placed(receipt, file.url, plan), error)
        signature = opened.rested_signature()
    if sidecar_signature is not None:
        signature = f"{signature}+{sidecar_signature}" if signature and sidecar_signature else ""
    content_key = short(raw_hash, sidecar_hash)
    if container:
        content_key += f":{plan.ways(source.key)}"
    yield End(source.key, container) if unread else End(source.key, container, signature, content_key)


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
    return replace(receipt, host=host, fingerprint=plan.way(host, receipt.source).fingerprint)


def _read_sidecar(source: Source, plan: Plan) -> tuple[Mapping[str, Any], str | None, str | None]:
    """Hints, hash and signature of the sidecar; nothing if there is none, or none any more. One that cannot be read
    costs its document nothing but what it says; the hash is then that of the reason."""
    if source.sidecar_trouble:
        return _without_sidecar(source.sidecar_trouble, signature=source.sidecar_trouble[0])
    if source.sidecar is None:
        return {}, None, None
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return _open_sidecar(source.sidecar, plan)
        except FileNotFoundError:  # else it would look as if the document itself had vanished
            return {}, None, None
        except Unreadable as error:
            return _without_sidecar((error.reason, error.detail))
        except PermissionError as error:
            return _without_sidecar(_sidecar_unreadable(error))
        except OSError as error:
            if attempt == ATTEMPTS:
                return _without_sidecar(_sidecar_unreadable(error))
            time.sleep(0.1 * attempt)
    raise AssertionError("every attempt ends")


def _open_sidecar(relative: str, plan: Plan) -> tuple[Mapping[str, Any], str, str]:
    with open_raw(plan, relative) as beside:
        content = beside.read_all(sidecar.MAX_BYTES)
        fields = None if content is None else sidecar.parse(content)
        hashed = beside.hash_all() if content is None else sha256(content)
        return {"sidecar": "unreadable"} if fields is None else fields, hashed, beside.rested_signature()


def _without_sidecar(trouble: Trouble, *, signature: str = "") -> tuple[Mapping[str, Any], str, str]:
    return {"sidecar": ": ".join(trouble)}, _hash_of(trouble), signature


def _hash_of(trouble: Trouble) -> str:
    """Stands for the content of a sidecar that cannot be read, so that the document is due when that changes."""
    return sha256(trouble[0].encode())


def _sidecar_unreadable(error: OSError) -> Trouble:
    return "unreadable", f"the sidecar cannot be read ({error.strerror}); check its permissions and the disk"


def _sidecar_hash(source: Source, plan: Plan) -> str | None:
    if source.sidecar_trouble:
        return _hash_of(source.sidecar_trouble)
    if source.sidecar is None:
        return None
    try:
        with open_raw(plan, source.sidecar) as beside:
            return beside.hash_all()
    except FileNotFoundError:
        return None
    except Unreadable as error:
        return _hash_of((error.reason, error.detail))
    except OSError as error:
        return _hash_of(_sidecar_unreadable(error))


def _unreadable(error: OSError) -> Unreadable:
    if isinstance(error, PermissionError):
        return Unreadable("unreadable", "the file may not be read; check its permissions")
    return Unreadable("unreadable", f"the file cannot be read ({error.strerror}); check the disk it lies on")


def sha256(content: bytes) -> str:
    """Hex digits."""
    return hashlib.sha256(content).hexdigest()


def open_raw(plan: Plan, relative: str) -> Opened:
    """Open a raw file, wherever it lies. Raises OSError or `Unreadable`."""
    if not is_url(plan.raw):
        return Opened(plan, relative)
    from flows.raw.remote import RemoteOpened  # and with it fsspec

    return RemoteOpened(plan, relative)


class Opened:
    """A raw file, open for reading. Never waits: what is no regular file is refused."""

    def __init__(self, plan: Plan, relative: str) -> None:
        flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC
        self._descriptor = os.open(os.path.join(plan.raw, relative), flags)
        self._signature, self._changed = signature_of(self._descriptor)
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
        with self.stream() as file:
            content = file.read(limit + 1)
        return content if len(content) <= limit else None

    def stream(self) -> io.BufferedReader:
        """The content from its beginning."""
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        return open(self._descriptor, "rb", closefd=False)

    def hash_all(self) -> str:
        """SHA-256 of the content, without having it in memory."""
        with self.stream() as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def rested_signature(self) -> str:
        """The signature, if the file is the same as when it was opened and has been at rest for a while, else ''."""
        now, _ = signature_of(self._descriptor)
        rested = self._changed < time.time_ns() - FRESH_NS
        return self._signature if now == self._signature and rested else ""
