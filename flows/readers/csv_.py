"""Tables in text, one document a record: comma, semicolon, tab or bar, with or without quotes, fields of any length.

The number behind the ``#`` of a source key is that of the record, the header not counted. The first record names the
columns.
"""

from __future__ import annotations

import codecs
import contextlib
import csv
import io
import re
from collections.abc import Iterator
from typing import BinaryIO, cast

from cleaners.decode import decode_bytes
from cleaners.document import RawDocument
from cleaners.errors import Unreadable
from flows.readers.compression import with_peek
from flows.readers.opened import RawFile, Unread
from flows.readers.rows import Row, column_names, documents

SUFFIXES = (".csv", ".tsv", ".tab")
CONTAINER = True
DELIMITERS = (",", ";", "\t", "|")
SAMPLE = 1 << 16
LONGEST_NAME = 200

ESCAPED = '\\"'
"""A quote in a field as MySQL and Spark write it; elsewhere it is doubled."""
_UNDECODED = re.compile("[\udc80-\udcff]")
_SEP = re.compile(r'"?sep=([^\r\n])"?\r?\n')
"""The first line by which Excel is told the delimiter."""
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read(stream: BinaryIO, file: RawFile) -> Iterator[RawDocument | Unread]:
    """One document a record."""
    return documents(_rows(with_peek(stream), file), file)


def _rows(stream: io.BufferedReader, file: RawFile) -> Iterator[Row]:
    head = stream.peek(SAMPLE)[:SAMPLE]
    if not head.strip():
        raise Unreadable("empty", "the file is empty; check the scraper that wrote it")
    codec = codec_of(head)
    text = io.TextIOWrapper(stream, encoding=codec, errors=_errors(codec), newline="")
    shown = head.decode(codec, "replace").lstrip("\ufeff")
    said = _SEP.match(shown)
    delimiter = said[1] if said else "\t" if file.suffix == ".tsv" else delimiter_of(shown)
    # The limit belongs to the whole process and every table here has the same; the default is too small for a page.
    csv.field_size_limit(file.max_bytes)
    records = Records(_lines(text, file), delimiter)
    try:
        if said:
            next(records)
        names = column_names(next((record for record in records if any(record)), []))
    except csv.Error as error:
        raise Unreadable("bad-csv", f"{error}; look for a quote that is not closed") from None
    except UnicodeDecodeError:
        raise Unreadable("undecodable", f"the table is not {codec} throughout; save it as UTF-8") from None
    if any(len(name) > LONGEST_NAME for name in names):
        raise Unreadable("no-header", "the first record is a text and not the names of the columns; put these above it")
    records.width = len(names)
    number = 0
    while True:
        number += 1
        try:
            record = next(records, None)
        except csv.Error as error:
            why = f"{error}; look for a quote that is not closed. The rest of the file is not read"
            yield f"#{number}", Unreadable("bad-csv", why)
            return
        except UnicodeDecodeError:
            why = f"the table is not {codec} throughout; save it as UTF-8. The rest of the file is not read"
            yield f"#{number}", Unreadable("undecodable", why)
            return
        except Unreadable as error:
            yield f"#{number}", error
            return
        if record is None:
            return
        yield from _row(number, record, names, delimiter)


def _errors(codec: str) -> str:
    """What becomes of bytes that are none of the codec's: in UTF-8 another encoding, else a mark, so that their record
    is set aside and no other. Where characters are two bytes wide, nothing can be told of the rest."""
    if codec.startswith("utf-8"):
        return "winnow-stray-byte"  # registered by cleaners.decode
    return "strict" if codec.startswith("utf") else "surrogateescape"


def _row(number: int, record: list[str], names: list[str], delimiter: str) -> Iterator[Row]:
    if not any(value.strip() for value in record):
        return
    if len(names) == 1:
        record = [delimiter.join(record)]
    while len(record) > len(names) and not record[-1]:
        record.pop()
    if len(record) != len(names):
        why = f"the record has {len(record)} fields and the header {len(names)}; look for an unquoted delimiter"
        yield f"#{number}", Unreadable("columns", why)
    elif any(not value.isascii() and _UNDECODED.search(value) for value in record):
        why = "the record has bytes that the encoding of the table has not; save it as UTF-8"
        yield f"#{number}", Unreadable("undecodable", why)
    else:
        yield f"#{number}", dict(zip(names, record, strict=True))


class Records:
    """The records of a table. A quote that stands where none should costs its own record and no other: what came behind
    it is read again, and its line is taken as it stands if that gives as many fields as there are columns.
    """

    width = 0
    """How many columns there are, once that is known."""

    def __init__(self, lines: Iterator[str], delimiter: str) -> None:
        self._lines = lines
        self._delimiter = delimiter
        self._taken: list[str] = []
        """Lines of the record that is being read."""
        self._again: list[str] = []
        """Lines to be read once more, the next one last."""
        self._ended = False

    def __iter__(self) -> Iterator[list[str]]:
        return self

    def __next__(self) -> list[str]:
        try:
            return self._one()
        except csv.Error:
            taken = self._taken[:]
        if any(ESCAPED in line for line in taken):
            self._again += reversed(taken)
            with contextlib.suppress(csv.Error):
                if len(record := self._one(doubled=True)) == self.width:
                    return record
            taken = self._taken[:]
        first, *rest = taken
        if rest and self._bare(rest[0]):
            self._again += reversed(rest)
            return self._bare(first) or next(csv.reader([first], delimiter=self._delimiter))
        if not rest and first.endswith(("\n", "\r")) and (found := self._bare(first)):
            return found
        if self._ended:
            raise csv.Error("the file ends in a quoted field")
        self._again += reversed(taken)
        return self._one(strict=False)

    def _one(self, *, strict: bool = True, doubled: bool = False) -> list[str]:
        self._taken.clear()
        self._ended = False
        lines = self._taking()
        if doubled:
            lines = (line.replace(ESCAPED, '""') for line in lines)
        return next(csv.reader(lines, delimiter=self._delimiter, strict=strict))

    def _taking(self) -> Iterator[str]:
        while line := self._again.pop() if self._again else next(self._lines, ""):
            self._taken.append(line)
            yield line
        self._ended = True

    def _bare(self, line: str) -> list[str] | None:
        """The fields of a line in which quotes are characters like all others, if there are as many as columns."""
        found = next(csv.reader([line], delimiter=self._delimiter, quoting=csv.QUOTE_NONE))
        return found if len(found) == self.width else None


def _lines(text: io.TextIOWrapper, file: RawFile) -> Iterator[str]:
    """The lines of the file, none longer than one document may be."""
    while line := text.readline(file.max_bytes + 1):
        if len(line) > file.max_bytes:
            raise file.too_large()
        yield line


def codec_of(head: bytes) -> str:
    """The encoding of a table, by the evidence in its first bytes.

    >>> codec_of("a;größe".encode()), codec_of(b"\\xef\\xbb\\xbfa,b")
    ('utf-8', 'utf-8-sig')
    """
    for bom, codec in _BOMS:
        if head.startswith(bom):
            return codec
    # A character that the end of the sample cuts in two is no evidence.
    return decode_bytes(head[: head.rfind(b"\n") + 1 or len(head)])[1]


def delimiter_of(head: str) -> str:
    """The delimiter that cuts the first records into the same number of fields, as many as possible.

    >>> delimiter_of('url;text\\na;"one, two"\\nb;"three, four, five"\\n')
    ';'
    """
    best, score = ",", (0.0, 0)
    for delimiter in DELIMITERS:
        widths = _widths(head, delimiter)
        if widths and widths[0] > 1:
            same = sum(width == widths[0] for width in widths) / len(widths)
            if (same, widths[0]) > score:
                best, score = delimiter, (same, widths[0])
    return best


def _widths(head: str, delimiter: str) -> list[int]:
    lines = io.StringIO(head, newline="")
    widths = []
    try:
        for record in filter(None, csv.reader(cast(Iterator[str], lines), delimiter=delimiter)):
            widths.append(len(record))
            if len(widths) > 20:
                break
    except csv.Error:
        return widths
    # The last record may be cut by the end of the sample.
    return widths[:-1] if len(head) >= SAMPLE // 4 and 1 < len(widths) <= 20 else widths
