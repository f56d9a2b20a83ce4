"""One raw file, opened: its suffix without compression, its hints, and a stream that never yields more than allowed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from cleaners.errors import Unreadable
from flows.readers.compression import uncompressed_name
from flows.readers.fields import FieldMapping


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
        limit = self.max_bytes / 1e6
        why = f"more than {limit:g} MB for one document; split it or raise max_chars in the policy"
        return Unreadable("too-large", why)


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
            raise file.too_large()
        pieces.append(piece)
    return b"".join(pieces)
