"""One raw file, opened: its suffix without compression, its hints, and a stream that never yields more than allowed."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from cleaners.errors import Unreadable
from flows.readers.compression import uncompressed_name, unpacked
from flows.readers.fields import FieldMapping

__all__ = ["RawFile", "Unread", "in_memory", "too_large", "unpacked", "whole"]


@dataclass(frozen=True, slots=True)
class RawFile:
    """What a reader needs to know about a file besides its bytes."""

    source: str
    """Its key. Of a member of a container: the container's, ``#``, and what the container calls it."""
    max_bytes: int
    url: str | None = None
    hints: Mapping[str, Any] = field(default_factory=dict)
    fields: tuple[FieldMapping, ...] = ()
    """The user's word on which columns of tables hold what; the first mapping that speaks of the file holds."""

    @property
    def suffix(self) -> str:
        """The suffix of the name in lower case, compression taken off.

        >>> RawFile("a/Page.HTML.gz", 1).suffix, RawFile("a.b/README", 1).suffix, RawFile("a.tgz#b/c.txt", 1).suffix
        ('.html', '', '.txt')
        """
        name = self.source.rpartition("#")[2].rpartition("/")[2]
        stem, dot, suffix = uncompressed_name(name).lower().rpartition(".")
        return dot + suffix if stem and dot else ""

    @property
    def inside(self) -> bool:
        """Is it a member of an archive?"""
        return "#" in self.source

    def too_large(self) -> Unreadable:
        """The error for one document that is more than one may be."""
        return too_large(self)


@dataclass(frozen=True, slots=True)
class Unread:
    """A document that a container should hold and that cannot be read. Its neighbours can."""

    source: str
    error: Unreadable


def whole(stream: BinaryIO, file: RawFile) -> bytes:
    """All bytes of a stream, or `Unreadable`: a compressed bomb is given up at the limit, not unpacked."""
    pieces, size = [], 0
    while piece := stream.read(1 << 20):
        size += len(piece)
        if size > file.max_bytes:
            raise too_large(file)
        pieces.append(piece)
    return b"".join(pieces)


def too_large(file: RawFile) -> Unreadable:
    """The error for a file that is more than one document may be."""
    limit = file.max_bytes / 1e6
    return Unreadable(
        "too-large", f"more than {limit:g} MB for one document; split it or raise max_chars in the policy"
    )


def in_memory(content: bytes) -> BinaryIO:
    """Bytes as a stream."""
    return io.BytesIO(content)
