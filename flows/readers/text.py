"""Plain text, one document a file. Whether it is a page after all is for `decode` to see."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from cleaners.document import RawDocument
from flows.readers.opened import RawFile, whole

SUFFIXES = (".txt", ".text")


def read(stream: BinaryIO, file: RawFile) -> Iterator[RawDocument]:
    """The one document."""
    yield RawDocument(whole(stream, file), source=file.source, url=file.url, hints=file.hints)
