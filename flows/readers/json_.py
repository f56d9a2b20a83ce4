"""JSON: one object is one document; a list of objects is read one by one, never as a whole.

The number behind the ``#`` of a source key is that of the object in its list. What is not JSON in a list is one such
object, too, up to where the next one begins: where a comma is followed by an object with the same first keys, and, if
objects begin on new lines, by the same indentation. An object that only wraps such a list
(``{"articles": [ … ]}``) is taken for the list, if it is within the limit of one document; broken in the list or behind
it, too.
"""

from __future__ import annotations

import codecs
import io
import json
import re
from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any, BinaryIO

from cleaners.document import RawDocument
from cleaners.errors import Unreadable
from flows.readers.fields import BODIES, NAMES, mapping_for
from flows.readers.jsonl import as_object, value_of
from flows.readers.opened import RawFile, Unread, whole
from flows.readers.rows import Row, documents

SUFFIXES = (".json",)
CONTAINER = True
PIECE = 1 << 16
LONGEST_WORD = 16
"""Characters at the end of what is held that may be the beginning of a word, a number or an escape."""
MOST_REFUSED = 1000
"""Values in a row that are no JSON; behind so many nothing is looked for any more."""
OVERLAP = 1000
"""Characters in which the beginning of a row is found."""
BODY_KEYS = (*NAMES["text"], *NAMES["html"])

_SPACE = " \t\r\n\ufeff"
_QUOTED = r'"(?:[^"\\]|\\.)*"'
_PLAIN = rf"\s*(?:{_QUOTED}|[\w.+-]+)"
_KEYS = re.compile(rf"\{{\s*({_QUOTED})\s*:(?:{_PLAIN}\s*,\s*({_QUOTED})\s*:)?")
"""The beginning of an object: its first key, and the second one if the first value is a text or a number."""
_LIST = re.compile(r"\[\s*(\S)")


def read(stream: BinaryIO, file: RawFile) -> Iterator[RawDocument | Unread]:
    """The document, or those of the list."""
    first = _first(stream)
    if first == b"[":
        return documents(_listed(_Text(stream, file, alone=True)), file)
    return documents(_single(stream, file), file)


def _first(stream: BinaryIO) -> bytes:
    head: bytes = stream.peek(PIECE)  # type: ignore[attr-defined]
    return head.removeprefix(codecs.BOM_UTF8).lstrip()[:1]


def _single(stream: BinaryIO, file: RawFile) -> Iterator[Row]:
    content = whole(stream, file)
    found = value_of(content)
    wrapped = found if isinstance(found, list) else None  # one that did not look like it, being in UTF-16
    if wrapped is None:
        entire = found if isinstance(found, Unreadable) else as_object(found)
        wrapped = _wrapped(_read_around(content, file) if isinstance(entire, Unreadable) else entire, file)
        if wrapped is None and isinstance(entire, Unreadable):
            raise entire
    if wrapped is None:
        yield "", found
    for number, value in enumerate(wrapped or (), 1):
        yield f"#{number}", value if isinstance(value, Unreadable) else as_object(value)


def _read_around(content: bytes, file: RawFile) -> Mapping[str, Any]:
    """What can be read of an object that is no JSON, with an error for each row of a list that is none, and for what
    is broken behind the list. Nothing if there may be a text of the object's own in that."""
    text = _Text(io.BytesIO(content), file)
    found: dict[str, Any] = {}
    try:
        for key in text.names():
            found[key] = ""  # the file may end here
            found[key] = [row for _, row in _listed(text)] if text.lists_objects() else text.value()
    except _Refused as error:
        behind = text.rest()
        if any(f'"{name}"' in behind for name in (*BODY_KEYS, *_stated(file))):
            return {}
        for rows in _lists(found) if behind else ():
            rows.append(error.told(None))
    return found


def _wrapped(found: Mapping[str, Any], file: RawFile) -> list[Any] | None:
    """The one list of objects in an object that has no text of its own."""
    if any(name in found for name in _stated(file)) or any(isinstance(found.get(name), str) for name in BODY_KEYS):
        return None
    lists = _lists(found)
    return lists[0] if len(lists) == 1 else None


def _stated(file: RawFile) -> list[str]:
    """The keys of a text that the user names."""
    mapping = mapping_for(file.source, file.fields)
    return [key for role, key in (mapping.stated() if mapping else {}).items() if role in BODIES]


def _lists(found: Mapping[str, Any]) -> list[list[Any]]:
    return [v for v in found.values() if isinstance(v, list) and v and isinstance(v[0], dict | Unreadable)]


def _listed(text: _Text) -> Iterator[Row]:
    """The values of a list, one by one."""
    refused = 0
    for number in count(1):
        try:
            if not text.another():
                return
            row = as_object(text.value())
            refused = 0
        except _Refused as error:
            refused += 1
            resumed = refused < MOST_REFUSED and text.resume(error.at)
            row = error.told(text.place() if resumed else None)
            yield f"#{number}", row
            if not resumed:
                return
        except Unreadable as error:
            yield f"#{number}", error
            return
        else:
            yield f"#{number}", row


class _Refused(Exception):
    """No JSON `at` an offset in the text that is held."""

    def __init__(self, what: Unreadable, at: int, place: str) -> None:
        super().__init__(what)
        self.what, self.at, self.place = what, at, place

    def told(self, resumed: str | None) -> Unreadable:
        """The error, with where it is and how far it reaches."""
        reach = f"the list is read on at {resumed}" if resumed else "the rest is not read"
        return Unreadable(self.what.reason, f"{self.what.detail}, at {self.place}; {reach}")


class _Text:
    """A JSON text that is read as far as it is needed. `alone`: it is a list and nothing more."""

    def __init__(self, stream: BinaryIO, file: RawFile, *, alone: bool = False) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")("surrogateescape")
        self._json = json.JSONDecoder(parse_constant=lambda _: None, strict=False)
        self._file = file
        self._alone = alone
        self._text = ""
        self._at = 0
        self._ended = False
        self._begun = self._resumed = False
        self._gap = ""
        """The space before the next value."""
        self._lines = self._columns = 0
        """Lines, and characters of the last of them, before the text that is held."""

    def next(self) -> str:
        """The next character that is no space, without taking it; nothing at the end."""
        while True:
            while self._at < len(self._text):
                if self._text[self._at] not in _SPACE:
                    return self._text[self._at]
                self._gap += self._text[self._at]
                self._at += 1
            if not self._more(PIECE):
                return ""

    def another(self) -> bool:
        """Go to where the next value begins; False if the list has ended."""
        if self._resumed:
            self._resumed = False
            return True
        if self._begun and self.next() != "]":
            self._take(",")
            self.next()
            return True
        if not self._begun:
            self._take("[")
            self._begun = True
        if self.next() != "]":
            return True
        self._take("]")
        self._begun = False
        if self._alone and self.next():
            raise self._refused("something follows the end of the list")
        return False

    def names(self) -> Iterator[str]:
        """The keys of an object, one by one. The value of each is to be taken before the next."""
        self._take("{")
        while self.next() == '"':
            key = self.value()
            self._take(":")
            self.next()
            yield key
            if self.next() == ",":
                self._take(",")
        self._take("}")
        if self.next():
            raise self._refused("something follows the end of the object")

    def lists_objects(self) -> bool:
        """Is the value that begins here a list whose first entry is an object?"""
        while not (opening := _LIST.match(self._text, self._at)) and self.next() == "[" and self._more(PIECE):
            pass
        return opening is not None and opening[1] == "{"

    def value(self) -> Any:
        """Take the next value, reading twice as much each time it turns out to be longer."""
        while True:
            try:
                value, end = self._json.raw_decode(self._text, self._at)
                if end < len(self._text) or self._ended or not self._more(PIECE):
                    return self._taken(value, end)
            except json.JSONDecodeError as error:
                if error.pos < len(self._text) - LONGEST_WORD and not error.msg.startswith("Unterminated string"):
                    raise self._refused("not JSON", error.pos) from None
            except (ValueError, RecursionError):
                raise self._refused("a number too long or objects too deep") from None
            size = len(self._text) - self._at
            if size > self._file.max_bytes:
                raise _Refused(self._file.too_large(), len(self._text), self.place())
            if not self._more(max(size, PIECE)):
                raise self._refused("broken off or not JSON", len(self._text))

    def resume(self, refused: int) -> bool:
        """Go to the next value behind one that was refused at an offset; False if there is none to be found."""
        keys = _KEYS.match(self._text, self._at)
        told = "\n" in self._gap  # by what it stands behind, a row is told from an object in it
        before = re.escape(self._gap) if told else r"\s*"
        first, second = (keys[1], keys[2]) if keys else (None, None)
        begins = rf"\s*{re.escape(first)}\s*:" if first else r"\s*\""
        goes_on = rf"{_PLAIN}\s*,\s*{re.escape(second)}\s*:" if second else ""
        opening = re.compile(rf",{before}(?=\{{{begins}{goes_on})")
        at = self._at + 1 if told else refused
        while not (found := opening.search(self._text, at)):
            self._at, at = max(at, len(self._text) - OVERLAP), 0
            if not self._more(PIECE):
                self._at = len(self._text)
                return False
        self._at, self._resumed = found.end(), True
        return True

    def rest(self) -> str:
        """All that has not been taken, from its first character that is no space."""
        while self.next() and self._more(self._file.max_bytes):
            pass
        return self._text[self._at :]

    def place(self) -> str:
        """Where in the file that is."""
        return self._place(self._at)

    def _place(self, at: int) -> str:
        line = self._text.count("\n", 0, at)
        column = at - self._text.rfind("\n", 0, at) + (0 if line else self._columns)
        return f"line {self._lines + line + 1}, character {column}"

    def _refused(self, what: str, at: int | None = None) -> _Refused:
        at = self._at if at is None else at
        return _Refused(Unreadable("bad-json", what), at, self._place(at))

    def _take(self, char: str) -> None:
        """Take the next character, which has to be this one."""
        if self.next() != char:
            found = repr(self.next()) if self.next() else "the end"
            raise self._refused(f"{found} where {char!r} should be")
        self._at += 1
        self._gap = ""

    def _taken(self, value: Any, end: int) -> Any:
        """Go behind a value. What is not UTF-8 in it goes the way of every raw text, by evidence."""
        written = self._text[self._at : end]
        self._at, self._gap = end, ""
        try:
            written.encode()
        except UnicodeEncodeError:
            return value_of(written.encode("utf-8", "surrogateescape"))
        return value

    def _more(self, size: int) -> bool:
        """Hold more text, and none any more that was taken; False at the end."""
        if self._ended:
            return False
        piece = self._stream.read(size)
        self._ended = not piece
        line = self._text.count("\n", 0, self._at)
        self._columns = self._at - self._text.rfind("\n", 0, self._at) - 1 + (0 if line else self._columns)
        self._lines += line
        self._text = self._text[self._at :] + self._decoder.decode(piece, self._ended)
        self._at = 0
        return not self._ended
