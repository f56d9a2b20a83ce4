"""HTML, one page a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from cleaners.document import RawDocument
from flows.readers.opened import RawFile, whole

SUFFIXES = (".html", ".htm", ".xhtml")


def read(stream: BinaryIO, file: RawFile) -> Iterator[RawDocument]:
    """The one page."""
    yield RawDocument(whole(stream, file), source=file.source, media_type="text/html", url=file.url, hints=file.hints)
