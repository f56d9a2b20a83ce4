"""Compressed streams: gzip, bzip2, xz and Zstandard, recognised by their first bytes, whatever the name says.

What is damaged, cut short or a bomb raises `Unreadable` at the moment it is read; what came before it is still good.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import tempfile
import zlib
from collections.abc import Callable
from typing import Any, BinaryIO, cast

from cleaners.errors import Unreadable

SUFFIXES = {".gz": "gzip", ".bz2": "bzip2", ".xz": "xz", ".lzma": "xz", ".zst": "Zstandard"}
RATIO = 200
"""A stream that unpacks to more than this times its size is a bomb, once it is past `FLOOR`. Text rarely reaches 20."""
FLOOR = 256_000_000
BUFFER = 1 << 16

LAYERS = 2
"""How often a file may be compressed: servers compress what is compressed already."""
DICTIONARY = b"\x5d\x2a\x4d\x18"
"""So begins the frame with the dictionary for all that follows, in web archives (``.warc.zst``)."""
LONGEST_DICTIONARY = 1 << 24

_MAGIC = re.compile(
    rb"(?P<gzip>\x1f\x8b)|(?P<bzip2>BZh[1-9])|(?P<xz>\xfd7zXZ\x00|\x5d\x00\x00[\x00-\xff]{2}\xff)"
    rb"|(?P<Zstandard>\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18)"
)


def uncompressed_name(name: str) -> str:
    """The name without the suffix of a compression.

    >>> uncompressed_name("a.html.gz"), uncompressed_name("pages.tgz"), uncompressed_name("a.txt")
    ('a.html', 'pages.tar', 'a.txt')
    """
    lower = name.lower()
    for short in (".tgz", ".tbz2", ".txz", ".tzst"):
        if lower.endswith(short):
            return name[: -len(short)] + ".tar"
    for suffix in SUFFIXES:
        if lower.endswith(suffix):
            return name[: -len(suffix)]
    return name


def unpacked(stream: BinaryIO) -> io.BufferedReader:
    """The stream without its compression, if it has one. Servers and scrapers mislabel it both ways, so names do not
    count."""
    buffered = with_peek(stream)
    for _ in range(LAYERS):
        found = _MAGIC.match(buffered.peek(8)[:8])
        if found is None:
            break
        buffered = _Plain(_Unpacking(buffered, str(found.lastgroup)), BUFFER)
    return buffered


def with_peek(stream: BinaryIO) -> io.BufferedReader:
    """The stream as one whose first bytes can be looked at without taking them."""
    if isinstance(stream, io.BufferedReader):
        return stream
    return io.BufferedReader(cast(io.RawIOBase, stream), BUFFER)


def on_disk(stream: BinaryIO) -> BinaryIO:
    """The same bytes as a stream that can go back and forth: itself, or a temporary file that nobody else sees."""
    packed = isinstance(getattr(stream, "raw", None), _Unpacking)
    if stream.seekable() and not packed:
        return stream
    copy = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 - its reader closes it
    while piece := stream.read(1 << 20):
        copy.write(piece)
    copy.seek(0)
    return copy


class _Plain(io.BufferedReader):
    """The unpacked stream. Unlike its parent it hands over what it has before it says that the rest is broken."""

    def read(self, size: int | None = -1, /) -> bytes:
        pieces: list[bytes] = []
        left = size if size is not None and size >= 0 else 1 << 62
        try:
            while left and (piece := self.read1(min(left, BUFFER))):
                pieces.append(piece)
                left -= len(piece)
        except Unreadable:
            if not pieces:
                raise
        return b"".join(pieces)


class _Unpacking(io.RawIOBase):
    """Reads one compressed stream; turns every way in which it can be broken into `Unreadable`."""

    def __init__(self, packed: io.BufferedReader, kind: str) -> None:
        counting = _Counting(packed)
        self._inner: Any = _opener(kind)(counting)
        outer = getattr(packed, "raw", None)
        self._packed: _Counting = outer._packed if isinstance(outer, _Unpacking) else counting
        self._errors = (zstd().ZstdError,) if kind == "Zstandard" else ()
        self._kind = kind
        self._out = 0
        self._broken: Unreadable | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._broken:
            raise self._broken
        try:
            piece = self._inner.read1(len(buffer))
        except (EOFError, zlib.error, lzma.LZMAError, *self._errors) as error:
            raise self._corrupt() from error
        except OSError as error:
            if error.errno is not None:  # the disk's trouble, not the stream's
                raise
            raise self._corrupt() from error
        self._out += len(piece)
        if self._out > max(FLOOR, RATIO * self._packed.count):
            why = f"unpacks to more than {RATIO} times its size; unpack it by hand if you trust where it is from"
            self._broken = Unreadable("bomb", why)
            raise self._broken
        buffer[: len(piece)] = piece
        return len(piece)

    def _corrupt(self) -> Unreadable:
        self._broken = Unreadable("corrupt", f"the {self._kind} stream is damaged or cut short; fetch the file again")
        return self._broken


class _Counting(io.RawIOBase):
    """Counts the bytes that are taken out of a stream."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream = stream
        self.count = 0

    def readable(self) -> bool:
        return True

    def peek(self, size: int) -> bytes:
        return self._stream.peek(size)[:size]

    def read(self, size: int = -1) -> bytes:
        piece = self._stream.read(size)
        self.count += len(piece)
        return piece

    def readinto(self, buffer: Any) -> int:
        piece = self.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)


def _opener(kind: str) -> Callable[[Any], Any]:
    if kind == "gzip":
        return lambda stream: gzip.GzipFile(fileobj=stream)
    if kind == "Zstandard":
        return _zstandard
    return lambda stream: _Streams(stream, bz2.BZ2Decompressor if kind == "bzip2" else lzma.LZMADecompressor)


def _zstandard(stream: Any) -> Any:
    """With the dictionary that the file begins with, if it does, and windows as large as `zstd --long=31` has."""
    module, known = zstd(), None
    head = stream.peek(8)
    if head.startswith(DICTIONARY) and (size := int.from_bytes(head[4:8], "little")) <= LONGEST_DICTIONARY:
        words = stream.read(8 + size)[8:]
        try:
            known = module.ZstdDict(module.decompress(words) if _MAGIC.match(words) else words)
        except (module.ZstdError, ValueError):
            raise Unreadable(
                "corrupt", "the dictionary of the Zstandard file is damaged; fetch the file again"
            ) from None
    return module.ZstdFile(stream, options={module.DecompressionParameter.window_log_max: 31}, zstd_dict=known)


class _Streams:
    """bzip2 or xz, one stream after the other. The standard library's files end without a word where the next one is
    damaged."""

    def __init__(self, packed: Any, begin: Callable[[], Any]) -> None:
        self._packed = packed
        self._begin = begin
        self._stream = begin()

    def read1(self, size: int) -> bytes:
        while True:
            data = b""
            if self._stream.eof:
                data = self._stream.unused_data.lstrip(b"\0")  # by which streams of xz may be padded
                while not data:
                    if not (piece := self._packed.read(BUFFER)):
                        return b""
                    data = piece.lstrip(b"\0")
                self._stream = self._begin()
            elif self._stream.needs_input and not (data := self._packed.read(BUFFER)):
                raise EOFError
            if found := bytes(self._stream.decompress(data, size)):
                return found


def zstd() -> Any:
    """The module for Zstandard: the standard library's from Python 3.14 on, its backport before."""
    try:
        from backports import zstd as module
    except ImportError:
        raise missing("Zstandard", "zstd") from None
    return module


def missing(format_name: str, extra: str) -> Unreadable:
    """The error for a format whose package is not installed; such a file is tried again by every run."""
    return Unreadable("missing-package", f"{format_name} needs a package more: pip install 'winnow-text[{extra}]'")
