"""From files to `RawDocument`s. One module a format, found by listing this package: adding a format is adding a file.

A reader module has ``SUFFIXES`` (lower case, with the dot; compression is taken off before) and
``read(stream, file) -> Iterator[RawDocument | Unread]``. It raises `Unreadable` when the file as a whole cannot be
read, and yields `Unread` for a row, member or record that cannot be while its neighbours can. A module whose files
hold many documents says ``CONTAINER = True``; their sources are the file's, ``#``, and a number or name.
"""

from __future__ import annotations

import importlib
import io
import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache
from typing import BinaryIO, Protocol, cast

from cleaners.document import RawDocument
from cleaners.errors import Unreadable
from flows.readers.compression import unpacked
from flows.readers.kinds import HEAD, kind_of
from flows.readers.opened import RawFile, Unread


class Reader(Protocol):
    """What a reader module looks like."""

    SUFFIXES: tuple[str, ...]

    def read(self, stream: BinaryIO, file: RawFile) -> Iterator[RawDocument | Unread]:
        """The documents in `stream`, in order."""


CONVERT, UNPACK, LEAVE = "convert it to text or HTML", "unpack it into raw/", "remove it from raw/"
UNSUPPORTED = {
    ".xml": ("XML that is neither a page nor a feed", CONVERT), ".pdf": ("PDF", CONVERT),
    ".docx": ("an Office document", CONVERT), ".odt": ("an Office document", CONVERT), ".rtf": ("rich text", CONVERT),
    ".epub": ("an e-book", CONVERT), ".svg": ("a drawing", LEAVE), ".css": ("a style sheet", LEAVE),
    ".js": ("a script", LEAVE), ".7z": ("an archive", UNPACK), ".rar": ("an archive", UNPACK),
    ".lz4": ("a compressed file", UNPACK),
}  # fmt: skip
"""Suffixes that are known not to be a text of their own, whatever their bytes look like; and what to do."""


@cache
def readers() -> Mapping[str, Reader]:
    """Every suffix that some module of this package reads, with the module."""
    found: dict[str, Reader] = {}
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda m: m.name):
        loaded = importlib.import_module(f"{__name__}.{module.name}")
        for suffix in getattr(loaded, "SUFFIXES", ()):
            found[suffix] = cast(Reader, loaded)
    return found


def reader_for(file: RawFile, head: bytes = b"") -> Reader:
    """The reader for a file by its first bytes and its suffix; what neither tells is read as text, which then shows
    what it is."""
    known = readers()
    kind = kind_of(head, file.suffix)
    if kind in known:
        return known[kind]
    if kind in UNSUPPORTED:
        what, how = UNSUPPORTED[kind]
        raise Unreadable("unsupported-format", f"there is no reader for {kind} ({what}); {how}")
    return known[".txt"]


def is_container(reader: Reader) -> bool:
    """Do the reader's files hold many documents?"""
    return bool(getattr(reader, "CONTAINER", False))


def open_file(stream: BinaryIO, file: RawFile) -> tuple[Reader, io.BufferedReader]:
    """The reader for an open file, and what it should read: the stream out of its compression."""
    plain = unpacked(stream)
    return reader_for(file, plain.peek(HEAD)[:HEAD]), plain


def read(stream: BinaryIO, file: RawFile) -> Iterator[RawDocument | Unread]:
    """The documents in an open file, by the reader for its kind. Raises `Unreadable`."""
    reader, plain = open_file(stream, file)
    yield from reader.read(plain, file)
