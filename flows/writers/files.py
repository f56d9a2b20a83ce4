"""The default format: one ``.txt`` (or ``.md``) and one ``.json`` per document, and its removals beside them if there
are any."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from cleaners.document import CleanDocument, Removal, Span
from flows.books.receipts import Receipt
from flows.raw.names import OUTPUTS, file_key, stem

DOCUMENTS = "documents"
QUARANTINE = "quarantine"
SUFFIXES = {"text/plain": ".txt", "text/markdown": ".md"}
"""Of the text of a document, by its format."""
_quoted = json.encoder.encode_basestring
NEXT_STEP = (
    "Replace the raw file or relax the policy, then run winnow ingest again; raw/ still holds the file as it was."
)
IN_METADATA: tuple[str, ...] = (
    "id",
    "source",
    "sha256_text",
    "sha256_raw",
    "removed_chars",
    "fingerprint",
    "cleaned_at",
)
IN_QUARANTINE: tuple[str, ...] = ("id", "source", "reason", "detail", "sha256_raw")
"""What a document's metadata, or its entry in quarantine, and its receipt both say."""


def again(source: str) -> str:
    """What to do about a document that is no longer as it was written.

    >>> again("news/rows.jsonl#12")
    'touch the raw file news/rows.jsonl and run winnow ingest again'
    """
    return f"touch the raw file {file_key(source)} and run winnow ingest again"


def unreadable(error: Exception, source: str) -> str:
    """What is wrong with a file of the document from `source` that could not be read (`OSError`) or understood
    (`ValueError`), and what to do.

    >>> unreadable(PermissionError(13, "Permission denied"), "a.txt"), unreadable(ValueError(), "a.txt")[:37]
    ('cannot be read (Permission denied); check its permissions and the disk', 'is not what a run writes there; touch')
    """
    if isinstance(error, FileNotFoundError):
        return f"is gone; {again(source)}"
    if isinstance(error, OSError):
        return f"cannot be read ({error.strerror}); check its permissions and the disk"
    return f"is not what a run writes there; {again(source)}"


class Edited(ValueError):
    """A clean text is not the one that was written."""

    def __init__(self, source: str) -> None:
        super().__init__(f"the text is not the one that was cleaned: its hash differs; {again(source)}")


def document_files(clean: CleanDocument, receipt: Receipt) -> Iterator[tuple[str, bytes]]:
    """Path below clean/ and content of every file of a cleaned document; the text comes last."""
    if clean.removals:
        yield removals_path(receipt.source), b"".join(map(_removal, clean.removals))
    known = {name: getattr(receipt, name) for name in ("sha256_raw", "cleaned_at", "fingerprint")}
    yield metadata_path(receipt.source), pretty({"id": receipt.id, **clean.metadata, **known})
    yield text_path(receipt.source, clean), clean.text.encode() + b"\n"


def text_path(source: str, clean: CleanDocument) -> str:
    """Where the text of a document lies below clean/."""
    return f"{DOCUMENTS}/{stem(source)}{SUFFIXES[clean.metadata['text_format']]}"


def metadata_path(source: str) -> str:
    """Where its metadata lie."""
    return f"{DOCUMENTS}/{stem(source)}.json"


def removals_path(source: str) -> str:
    """Where what was taken out of it lies."""
    return f"{DOCUMENTS}/{stem(source)}.removals.jsonl"


def quarantine_path(source: str) -> str:
    """Where the entry of a document in quarantine lies below clean/."""
    return f"{QUARANTINE}/{stem(source)}.json"


def quarantine_file(receipt: Receipt) -> tuple[str, bytes]:
    """Path and content of the entry of a document that is set aside."""
    record = {name: getattr(receipt, name) for name in IN_QUARANTINE}
    return quarantine_path(receipt.source), pretty(record | {"next": NEXT_STEP})


def possible_paths(source: str) -> set[str]:
    """Every path below clean/ that a document can occupy, in whatever outcome."""
    return {f"{DOCUMENTS}/{stem(source)}{suffix}" for suffix in OUTPUTS} | {quarantine_path(source)}


def expected_paths(receipt: Receipt) -> set[str]:
    """The paths that a document with this receipt does occupy."""
    if receipt.outcome == "quarantined":
        return {quarantine_path(receipt.source)}
    if receipt.outcome == "duplicate":
        return set()
    paths = {str(receipt.path), metadata_path(receipt.source)}
    return paths | {removals_path(receipt.source)} if receipt.removed_chars else paths


def sha256_beside(paths: Iterable[str], content: Callable[[str], bytes]) -> str:
    """Of a document's files at these paths, without its text: one hash over all, in the order of their paths."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        if not path.endswith(tuple(SUFFIXES.values())):
            digest.update(content(path))
    return digest.hexdigest()


def lies_beside(root: Path, receipt: Receipt) -> str:
    """The same of what lies in clean/. Raises `OSError`."""
    return sha256_beside(expected_paths(receipt), lambda path: (root / path).read_bytes())


def read_back(root: Path, receipt: Receipt) -> tuple[str, list[Removal]]:
    """The clean text of a published document, and what was taken out of it. Raises `OSError`, or `ValueError` if the
    files are not what they were."""
    return text_of(root, receipt), removals_of(root, receipt.source) if receipt.removed_chars else []


def text_of(root: Path, receipt: Receipt) -> str:
    """The clean text of a published document. Raises `OSError`, or `ValueError`: `Edited` if it is another text."""
    text = (root / str(receipt.path)).read_bytes().decode().removesuffix("\n")
    if hashlib.sha256(text.encode()).hexdigest() != receipt.sha256_text:
        raise Edited(receipt.source)
    return text


def removals_of(root: Path, source: str) -> list[Removal]:
    """What was taken out of a document. Raises `OSError`, or `ValueError` for a line that is no removal."""
    path = root / removals_path(source)
    found = [json.loads(line) for line in path.read_bytes().splitlines()] if path.exists() else []
    return list(map(_removal_of, found))


def _removal_of(record: Any) -> Removal:
    try:
        removal = Removal(Span(record.pop("start"), record.pop("end")), **record)
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError("no removal") from error
    numbers = (*removal.span, removal.at, removal.line)
    if not isinstance(removal.text, str) or not all(isinstance(number, int) for number in numbers):
        raise ValueError("no removal")
    return removal


def pretty(record: Mapping[str, Any]) -> bytes:
    """JSON for people and tools, in UTF-8; a half of a surrogate pair (a scraper's mistake) stays escaped."""
    try:
        return json.dumps(record, ensure_ascii=False, indent=1, default=str).encode() + b"\n"
    except UnicodeEncodeError:
        return json.dumps(record, indent=1, default=str).encode() + b"\n"


def _removal(removal: Removal) -> bytes:
    """A line of JSON; thousands are written of a long menu, so it is not left to the encoder of any value."""
    start, end = removal.span
    text, label, origin, reason = map(_quoted, (removal.text, removal.label, removal.origin, removal.reason))
    place = f'"start": {start}, "end": {end}, "at": {removal.at}, "line": {removal.line}'
    why = f'"label": {label}, "origin": {origin}, "reason": {reason}, "score": {round(removal.score, 4)}'
    return f'{{{place}, "text": {text}, {why}}}\n'.encode()
