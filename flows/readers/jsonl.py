"""JSON lines, one document a line. The number behind the ``#`` of a source key is that of the line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from typing import Any, BinaryIO

from cleaners.decode import decode_bytes
from cleaners.document import RawDocument
from cleaners.errors import Unreadable
from flows.readers.opened import RawFile, Unread
from flows.readers.rows import Row, documents
from flows.readers.wide import narrow

SUFFIXES = (".jsonl", ".ndjson")
CONTAINER = True

_KINDS = {list: "a list", str: "a string", int: "a number", float: "a number", bool: "a word", type(None): "null"}


def read(stream: BinaryIO, file: RawFile) -> Iterator[RawDocument | Unread]:
    """One document a line; blank lines are passed over."""
    return documents(_rows(narrow(stream), file), file)


def _rows(stream: BinaryIO, file: RawFile) -> Iterator[Row]:
    for number in count(1):
        try:
            line = stream.readline(file.max_bytes + 1)
            if not line:
                return
            if len(line) > file.max_bytes and not line.endswith(b"\n"):
                yield f"#{number}", file.too_large()
                while line and not line.endswith(b"\n"):
                    line = stream.readline(1 << 20)
                continue
            if not line.endswith(b"\n"):
                line += stream.readline()  # nothing more, unless the file is cut short here
        except Unreadable as error:
            yield f"#{number}", error
            return
        if line.strip(b" \t\r\n\x00\xef\xbb\xbf"):
            yield f"#{number}", parse(line)


def parse(line: bytes) -> dict[str, Any] | Unreadable:
    """The object on a line, or why there is none.

    >>> parse(b'{"text": "Words"}')
    {'text': 'Words'}
    >>> print(parse(b'{"text": "Wor'))
    bad-json: broken off or not JSON, at character 9 of the line
    """
    value = value_of(line)
    if isinstance(value, Unreadable) and (bare := line.rstrip()).endswith(b","):  # a list, written line by line
        again = value_of(bare[:-1])
        value = value if isinstance(again, Unreadable) else again
    return value if isinstance(value, Unreadable) else as_object(value)


def value_of(line: bytes) -> Any:
    """The JSON value, or `Unreadable` as a value."""
    try:
        return json.loads(text_of(line), parse_constant=lambda _: None, strict=False)
    except json.JSONDecodeError as error:
        return Unreadable("bad-json", f"broken off or not JSON, at character {error.pos} of the line")
    except (ValueError, RecursionError):
        return Unreadable("bad-json", "a number too long or objects too deep to read")
    except Unreadable as error:
        return error


def as_object(value: Any) -> dict[str, Any] | Unreadable:
    """The value if it is an object, with fields by name."""
    if isinstance(value, dict):
        return value
    return Unreadable("no-object", f"{_KINDS[type(value)]}, not an object with fields")


def text_of(line: bytes) -> str:
    """JSON is UTF-8; what is not goes the way of every raw text, by evidence."""
    line = line.removeprefix(b"\xef\xbb\xbf")
    try:
        return line.decode()
    except UnicodeDecodeError:
        return decode_bytes(line)[0]
