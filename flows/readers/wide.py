"""Rows in UTF-16 or UTF-32, as PowerShell's ``>`` and Excel write them, as UTF-8: line ends are one byte wide there."""

from __future__ import annotations

import codecs
import io
from typing import Any, BinaryIO

from cleaners.decode import wide_codec
from flows.readers.compression import BUFFER, with_peek

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def narrow(stream: BinaryIO) -> io.BufferedReader:
    """The stream, or what it says in UTF-8 if its characters are two or four bytes wide."""
    buffered = with_peek(stream)
    head = buffered.peek(BUFFER)[:BUFFER]
    codec = next((codec for mark, codec in _MARKS if head.startswith(mark)), None) or wide_codec(head)
    return io.BufferedReader(_Narrow(buffered, codec), BUFFER) if codec else buffered


class _Narrow(io.RawIOBase):
    """Reads wide characters, gives UTF-8. What is broken shows as U+FFFD."""

    def __init__(self, stream: io.BufferedReader, codec: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(codec)("replace")
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._left and (piece := self._stream.read(BUFFER)):
            self._left = self._decoder.decode(piece).encode()
        self._left = self._left or self._decoder.decode(b"", final=True).encode()
        size = min(len(buffer), len(self._left))
        buffer[:size], self._left = self._left[:size], self._left[size:]
        return size
