"""One raw file, opened: its suffix without compression, its hints, and a stream that never yields more than allowed."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO, cast

from cleaners.errors import Unreadable

GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class RawFile:
    """What a reader needs to know about a file besides its bytes."""

    source: str
    max_bytes: int
    url: str | None = None
    hints: Mapping[str, Any] = field(default_factory=dict)

    @property
    def suffix(self) -> str:
        """The suffix of the name in lower case, compression taken off.

        >>> RawFile("a/Page.HTML.gz", 1).suffix, RawFile("a.b/README", 1).suffix
        ('.html', '')
        """
        name = self.source.rpartition("/")[2].lower()
        name = name.removesuffix(".gz")
        stem, dot, suffix = name.rpartition(".")
        return dot + suffix if stem and dot else ""


def unpacked(stream: BinaryIO) -> BinaryIO:
    """The stream without its compression, recognised by content: servers and scrapers mislabel it both ways."""
    head = stream.read(2)
    stream.seek(0)
    return cast(BinaryIO, gzip.GzipFile(fileobj=stream)) if head == GZIP else stream


def whole(stream: BinaryIO, file: RawFile) -> bytes:
    """All bytes of a stream, or `Unreadable`: a compressed bomb is given up at the limit, not unpacked."""
    pieces, size = [], 0
    try:
        while piece := stream.read(1 << 20):
            size += len(piece)
            if size > file.max_bytes:
                raise too_large(file)
            pieces.append(piece)
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise Unreadable("corrupt", "the compressed file is damaged or cut short; fetch it again") from None
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
