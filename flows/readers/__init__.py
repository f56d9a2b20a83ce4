"""From files to `RawDocument`s. One module a format, found by listing this package: adding a format is adding a file.

A reader module has ``SUFFIXES`` (lower case, with the dot; compression is taken off before) and
``read(stream, file) -> Iterator[RawDocument]``. It raises `Unreadable` when the file as a whole cannot be read.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache
from typing import BinaryIO, Protocol, cast

from cleaners.document import RawDocument
from cleaners.errors import Unreadable
from flows.readers.opened import RawFile


class Reader(Protocol):
    """What a reader module looks like."""

    SUFFIXES: tuple[str, ...]

    def read(self, stream: BinaryIO, file: RawFile) -> Iterator[RawDocument]:
        """The documents in `stream`, in order."""


UNSUPPORTED = {
    ".json": "JSON", ".jsonl": "JSON lines", ".ndjson": "JSON lines", ".csv": "a table", ".tsv": "a table",
    ".xml": "XML", ".warc": "a web archive", ".wet": "a web archive", ".mhtml": "a saved page archive",
    ".mht": "a saved page archive", ".eml": "a mail", ".zip": "an archive", ".tar": "an archive", ".pdf": "PDF",
    ".parquet": "a table", ".docx": "a Word document", ".epub": "an e-book",
}  # fmt: skip
"""Suffixes that are known not to be a text of their own, whatever their bytes look like."""


@cache
def readers() -> Mapping[str, Reader]:
    """Every suffix that some module of this package reads, with the module."""
    found: dict[str, Reader] = {}
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda m: m.name):
        loaded = importlib.import_module(f"{__name__}.{module.name}")
        for suffix in getattr(loaded, "SUFFIXES", ()):
            found[suffix] = cast(Reader, loaded)
    return found


def reader_for(file: RawFile) -> Reader:
    """The reader for a file by its suffix; a name that says nothing is read as text, which then shows what it is."""
    known = readers()
    if file.suffix in known:
        return known[file.suffix]
    if file.suffix in UNSUPPORTED:
        kind = UNSUPPORTED[file.suffix]
        raise Unreadable("unsupported-format", f"there is no reader for {file.suffix} ({kind}); unpack or convert it")
    return known[".txt"]
