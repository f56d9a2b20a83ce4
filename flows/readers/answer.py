"""The body of a web server's answer, out of its chunks and its compression.

Some crawlers record an answer as it came, some record it unpacked under the headers that came with it. So the headers
say what may have been done to a body, and its bytes whether it still is. A body that breaks off is told, never cut.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Mapping
from typing import Any

from cleaners.errors import Unreadable
from flows.readers.compression import missing, zstd

_TORN = "the answer breaks off in the middle"
_DAMAGED = "the answer's compression is damaged"
_SIZE = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\r\n]*)?\r?\n")


def plain(body: bytes, *, transfer: str, content: str, limit: int) -> bytes:
    """The body as the page's author wrote it. `transfer` and `content` are the headers Transfer-Encoding and
    Content-Encoding; of what unpacks to more than `limit` bytes come `limit` + 1. Raises `Unreadable`.

    >>> plain(b"5\\r\\nWords\\r\\n0\\r\\n\\r\\n", transfer="Chunked", content="", limit=100)
    b'Words'
    """
    if "chunked" in transfer.lower():
        body = _without_chunks(body)
    for name in reversed(content.lower().split(",")):
        if unpack := _UNPACK.get(name.strip()):
            body = unpack(body, limit + 1)
    return body


def _without_chunks(body: bytes) -> bytes:
    pieces: list[bytes] = []
    at = 0
    while match := _SIZE.match(body, at):
        size = int(match[1], 16)
        if not size:
            return b"".join(pieces)
        at = match.end() + size
        if at > len(body):
            raise _bad(_TORN)
        pieces.append(body[match.end() : at])
        at += 2 if body[at : at + 2] == b"\r\n" else 1
    if not pieces:
        return body  # the crawler has put it together
    if at < len(body):
        raise _bad("the answer's chunks are not as long as they say")
    return b"".join(pieces)  # only the empty chunk at the end is missing


def _gzip(body: bytes, limit: int) -> bytes:
    """One member after the other; what follows them and is none is no part of the page."""
    pieces: list[bytes] = []
    left = limit
    while body.startswith(b"\x1f\x8b") and left > 0:
        try:
            piece, body = _inflated(zlib.decompressobj(31), body, left)
        except zlib.error:
            raise _bad(_DAMAGED) from None
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces) if pieces else body


def _deflate(body: bytes, limit: int) -> bytes:
    """With the header that the standard wants, or without, as some servers send it."""
    for window in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        try:
            return _inflated(zlib.decompressobj(window), body, limit)[0]
        except zlib.error:
            continue
    return _as_it_is(body)


def _inflated(inflate: Any, body: bytes, limit: int) -> tuple[bytes, bytes]:
    piece = inflate.decompress(body, limit)
    if not inflate.eof and len(piece) < limit:
        raise _bad(_TORN)
    return piece, inflate.unused_data


def _brotli(body: bytes, limit: int) -> bytes:
    try:
        import brotli
    except ImportError:
        raise missing("a page compressed with Brotli", "warc") from None
    unpack = brotli.Decompressor()
    try:
        pieces = [unpack.process(body, output_buffer_limit=limit)]
        while not unpack.is_finished() and sum(map(len, pieces)) < limit:
            if not (piece := unpack.process(b"", output_buffer_limit=limit)):
                raise _bad(_TORN)
            pieces.append(piece)
    except brotli.error:
        return _as_it_is(body)
    return b"".join(pieces)[:limit]


def _zstandard(body: bytes, limit: int) -> bytes:
    if not body.startswith(b"\x28\xb5\x2f\xfd"):
        return body
    module = zstd()
    unpack = module.ZstdDecompressor()
    try:
        piece: bytes = unpack.decompress(body, limit)
    except module.ZstdError:
        raise _bad(_DAMAGED) from None
    if not unpack.eof and len(piece) < limit:
        raise _bad(_TORN)
    return piece


def _as_it_is(body: bytes) -> bytes:
    """A body that is not compressed whatever the header says, which shows: it begins like a page or a text."""
    if body.lstrip()[:1] == b"<" or body[:1000].isascii():
        return body
    raise _bad(_DAMAGED)


_UNPACK: Mapping[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gzip, "x-gzip": _gzip, "deflate": _deflate, "br": _brotli, "zstd": _zstandard,
}  # fmt: skip


def _bad(what: str) -> Unreadable:
    return Unreadable("bad-encoding", f"{what}; fetch the page again")
