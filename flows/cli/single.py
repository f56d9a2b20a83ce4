"""``winnow clean``: one document, from a file or a pipe to stdout. No Prefect, no state."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from cleaners.decode import MEDIA_TYPES
from cleaners.document import CleanDocument, Label, RawDocument, Removal
from cleaners.errors import ConfigurationError, Quarantined
from cleaners.policy import Policy
from flows.cli import OK, say
from flows.config.configuration import configured
from flows.raw.names import readable
from flows.raw.places import is_url
from flows.raw.sites import host_of
from flows.readers import read as documents
from flows.readers import sidecar
from flows.readers.opened import RawFile, Unread


def read(file: str, media_type: str | None = None, url: str | None = None) -> RawDocument:
    """The document in a file with its sidecar, or in standard input for ``-``, as `winnow ingest` would read it; of a
    container one row or member, such as ``rows.jsonl#17``.

    Raises `ConfigurationError` if the file cannot be read or holds many documents, `Unreadable` if it holds none.
    """
    if url and not (host_of(url) or is_url(url)):
        raise ConfigurationError(f"--url: {url!r} is no address such as https://example.org/a.html")
    if is_url(file):
        raise ConfigurationError(f"{readable(file)} is an address; save the page, and name the file (and --url {file})")
    if media_type and media_type not in MEDIA_TYPES:
        raise ConfigurationError(f"--type: {media_type!r} is none of {', '.join(MEDIA_TYPES)}")
    path = file if file == "-" or Path(file).exists() else file.partition("#")[0]
    name = readable(path)
    try:
        content = _standard_input() if path == "-" else Path(path).read_bytes()
        beside = b"" if path == "-" else _beside(sidecar.names_of(path))
    except OSError as error:
        where = readable(str(error.filename or path))
        cure = f"; name one file in it, or clean them all: winnow ingest {where}" if Path(path).is_dir() else ""
        raise ConfigurationError(f"{where}: {(error.strerror or str(error)).lower()}{cure}") from None
    hints = sidecar.parse(beside) or {}
    limit = configured().max_bytes
    found = RawFile(name, limit, url or sidecar.url(hints), hints)
    raw = _chosen(documents(io.BytesIO(content), found), name, readable(file.removeprefix(path)))
    if isinstance(raw, Unread):
        raise raw.error
    return replace(raw, media_type=media_type or raw.media_type)


def _standard_input() -> bytes:
    """All of it. Raises `ConfigurationError` if there is none."""
    if sys.stdin is None:
        raise ConfigurationError("standard input is closed; pipe a document into it, or name a file")
    return sys.stdin.buffer.read()


def _chosen(documents: Iterator[RawDocument | Unread], file: str, inside: str) -> RawDocument | Unread:
    """The document of a file that is called like the file and, in a container, `inside` (``#17``). Raises
    `ConfigurationError` if there is none, which says what there is instead."""
    first = None
    for one in documents:
        if one.source == file + inside:
            return one
        first = first or one.source
    if first == file:
        raise ConfigurationError(f"{file} is one document and has no {inside}; name it as {file}")
    what = f"has no {inside}" if inside else "holds many documents"
    if first is None:
        raise ConfigurationError(f"{file} {what}; there is no document in it")
    like = f"-- {first}" if first.startswith("-") else first
    raise ConfigurationError(f"{file} {what}; name one like {like}, or run winnow ingest")


@contextmanager
def about(file: str) -> Iterator[None]:
    """Have what is said about a document that cannot be published name its file. Raises `say.NotPublished`."""
    try:
        yield
    except Quarantined as error:
        name = "standard input" if file == "-" else readable(file)
        raise say.NotPublished(f"{name}: not published: {error}") from error


def _beside(names: Sequence[str]) -> bytes:
    """What lies beside a file under the first of these names that there is, or nothing."""
    path = next((Path(name) for name in names if Path(name).is_file()), None)
    return path.read_bytes() if path else b""


def cleaned(raw: RawDocument, chosen: Policy) -> CleanDocument:
    """The document, cleaned. Raises `Quarantined`."""
    from cleaners.pipeline import clean_many

    result = next(clean_many([raw], chosen))
    if isinstance(result, Quarantined):
        raise result
    return result


def clean(raw: RawDocument, chosen: Policy, *, json: bool, report: bool) -> int:
    """Print one clean document, or its whole record; with `report`, tell on stderr what went."""
    say.as_filter()
    document = cleaned(raw, chosen)
    if report:
        tell(document)
    if json:
        say.record(record(document))
    else:
        say.out(document.text)
    return OK


def record(document: CleanDocument) -> dict[str, Any]:
    """Everything that is known about a clean document."""
    return {
        "text": document.text,
        "metadata": dict(document.metadata),
        "removals": [removal._asdict() | {"span": list(removal.span)} for removal in document.removals],
        "repairs": [asdict(repair) for repair in document.document.repairs],
    }


def tell(document: CleanDocument) -> None:
    """What was taken out of a document, on stderr."""
    say.note(summed(document))
    for removal in findings(document):
        head = f"{removal.line:>6}  {removal.label:<14}  {removal.origin}  "
        if (room := say.width() - len(head)) < 20:  # a narrow terminal
            head, room = f"{head.rstrip()}\n{' ' * 8}", say.width() - 8
        say.note(head + say.clipped(removal.text, room))
    if document.document.repairs:
        say.note(f"{say.plural(len(document.document.repairs), 'line')} repaired")


def summed(document: CleanDocument) -> str:
    """How much was taken out of a document."""
    pieces = len(findings(document))
    gone, total = sum(len(removal.text) for removal in document.removals), len(document.document.text)
    what = say.plural(pieces, "piece") if pieces else "nothing but space" if gone else "nothing"
    return f"{what} taken out" + (f", {gone:,} of {total:,} characters ({gone / total:.1%})" if gone else "")


def findings(document: CleanDocument) -> list[Removal]:
    """The removals that say something: all but left-over space."""
    return [removal for removal in document.removals if removal.label != Label.WHITESPACE]
