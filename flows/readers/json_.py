"""JSON: one object is one document; a list of objects is read one by one, never as a whole.

The number behind the ``#`` of a source key is that of the object in its list. An object that only wraps such a list
(``{"articles": [ … ]}``) is taken for the list, if it is within the limit of one document.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from cleaners.document import RawDocument
from cleaners.errors import Unreadable
from flows.readers.fields import NAMES, mapping_for
from flows.readers.jsonl import as_object, value_of
from flows.readers.opened import RawFile, Unread, whole
from flows.readers.rows import Row, documents

SUFFIXES = (".json",)
CONTAINER = True
PIECE = 1 << 16

_SPACE = " \t\r\n\ufeff"


def read(stream: BinaryIO, file: RawFile) -> Iterator[RawDocument | Unread]:
    """The document, or those of the list."""
    first = _first(stream)
    if first == b"[":
        return documents(_listed(stream, file), file)
    return documents(_single(stream, file), file)


def _first(stream: BinaryIO) -> bytes:
    head: bytes = stream.peek(PIECE)  # type: ignore[attr-defined]
    return head.removeprefix(codecs.BOM_UTF8).lstrip()[:1]


def _single(stream: BinaryIO, file: RawFile) -> Iterator[Row]:
    found = value_of(whole(stream, file))
    wrapped = found if isinstance(found, list) else None  # one that did not look like it, being in UTF-16
    if wrapped is None:
        found = found if isinstance(found, Unreadable) else as_object(found)
        if isinstance(found, Unreadable):
            raise found
        wrapped = _wrapped(found, file)
    if wrapped is None:
        yield "", found
    for number, value in enumerate(wrapped or (), 1):
        yield f"#{number}", as_object(value)


def _wrapped(found: Mapping[str, Any], file: RawFile) -> list[Any] | None:
    """The one list of objects in an object that has no text of its own."""
    mapping = mapping_for(file.source, file.fields)
    stated = mapping.stated() if mapping else {}
    if any(name in found for name in (stated.get("text"), stated.get("html"))):
        return None
    if any(isinstance(found.get(name), str) for name in (*NAMES["text"], *NAMES["html"])):
        return None
    lists = [value for value in found.values() if isinstance(value, list) and value and isinstance(value[0], dict)]
    return lists[0] if len(lists) == 1 else None


def _listed(stream: BinaryIO, file: RawFile) -> Iterator[Row]:
    """The values of a list, one by one. After a value that is not JSON nothing can be told of the rest."""
    text = _Text(stream, file)
    number = 1
    try:
        text.take("[")
        while number > 1 or text.next() != "]":
            row = as_object(text.value())
            yield f"#{number}", row
            number += 1
            if text.next() == "]":
                break
            text.take(",")
        text.take("]")
        if text.next():
            raise Unreadable("bad-json", "something follows the end of the list; it is not read")
    except Unreadable as error:
        yield f"#{number}", error


class _Text:
    """A JSON text that is read as far as it is needed."""

    def __init__(self, stream: BinaryIO, file: RawFile) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")("strict")
        self._json = json.JSONDecoder(parse_constant=lambda _: None)
        self._file = file
        self._text = ""
        self._at = 0
        self._ended = False

    def next(self) -> str:
        """The next character that is no space, without taking it; nothing at the end."""
        while True:
            while self._at < len(self._text):
                if self._text[self._at] not in _SPACE:
                    return self._text[self._at]
                self._at += 1
            if not self._more(PIECE):
                return ""

    def take(self, char: str) -> None:
        """Take the next character, which has to be this one."""
        if self.next() != char:
            found = repr(self.next()) if self.next() else "the end"
            raise Unreadable("bad-json", f"{found} where {char!r} should be; the rest of the list is not read")
        self._at += 1

    def value(self) -> Any:
        """Take the next value, reading twice as much each time it turns out to be longer."""
        self.next()
        while True:
            try:
                value, end = self._json.raw_decode(self._text, self._at)
                if end < len(self._text) or self._ended or not self._more(PIECE):
                    self._at = end
                    return value
            except json.JSONDecodeError as error:
                broken = error.pos
            except (ValueError, RecursionError):
                raise Unreadable("bad-json", "a number too long or objects too deep; the rest is not read") from None
            size = len(self._text) - self._at
            if size > self._file.max_bytes:
                raise self._file.too_large()
            if not self._more(max(size, PIECE)):
                where = "the file is cut short" if broken >= len(self._text) - 1 else "not JSON"
                raise Unreadable("bad-json", f"{where}; the rest of the list is not read")

    def _more(self, size: int) -> bool:
        if self._ended:
            return False
        piece = self._stream.read(size)
        self._ended = not piece
        try:
            text = self._decoder.decode(piece, self._ended)
        except UnicodeDecodeError:
            raise Unreadable("undecodable", "JSON has to be UTF-8, and this is not; the rest is not read") from None
        self._text = self._text[self._at :] + text
        self._at = 0
        return not self._ended
