"""Rows of a table, of whatever format, as documents. The formats only have to find the rows."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import chain
from typing import Any, Final

from cleaners.document import RawDocument
from cleaners.errors import Unreadable
from cleaners.pipeline import STATED
from flows.readers.fields import Columns, address_of, body_of, choose, found, mapping_for
from flows.readers.opened import RawFile, Unread

Row = tuple[str, Mapping[str, Any] | Unreadable]
"""What comes behind the file's name in the source key (``"#17"``, or nothing), and the row or why there is none."""

SAMPLE_ROWS = 100
SAMPLE_BYTES = 8_000_000
MOST_COLUMNS = 1000
"""Columns beyond which a table is one whose keys are data, and new ones are not looked at."""
LONG = 10_000
"""Characters above which a value that nobody asked for is named, not copied into the metadata."""

DEEPEST = 50
"""Objects and lists in each other above which a value is named, not copied: the rest of the way has a limit, too."""
LEFT_OUT: Final = object()
"""Stands for a value that is there and that no reader can make anything of."""
FAILS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError)
"""What Python raises over a value that nobody thought of."""

_INTEGERS = range(-(2**63), 2**64)
"""Those that other programs can read."""
_RESERVED = frozenset({*STATED, "authors", "author", "url", "charset", "fields", "left_out"})
_SECONDS = re.compile(r"1\d{9}(?:\d{3})?")
"""A number of seconds or milliseconds as a text: of 2001 to 2033, and no day written in digits."""
_MEDIA = {"markdown": "text/markdown"}
"""Columns whose name says what their text is."""
_DATES = frozenset({"published", "modified", "fetched_at"})
_LANGUAGE = re.compile(r"([a-zA-Z]{2,3})(?:[-_][A-Za-z0-9-]+)?")


def column_names(said: Iterable[str]) -> list[str]:
    """The names of columns, each once: one without a name gets its number, one that comes twice its number behind.

    >>> column_names(["text", " ", "text"])
    ['text', 'column 2', 'text (3)']
    """
    names: list[str] = []
    for number, name in enumerate(said, 1):
        name = name.strip() or f"column {number}"
        names.append(f"{name} ({number})" if name in names else name)
    return names


def documents(rows: Iterable[Row], file: RawFile) -> Iterator[RawDocument | Unread]:
    """One document, or the reason why there is none, for each row, in order."""
    rows = iter(rows)
    sample = _sample(rows)
    readable = [row for _, row in sample if not isinstance(row, Unreadable)]
    mapping = mapping_for(file.source, file.fields)
    columns = choose(readable, mapping, source=file.source) if readable else None
    seen = {column for row in readable for column in row}
    for name, row in chain(sample, rows):
        if isinstance(row, Unreadable):
            yield Unread(file.source + name, row)
            continue
        if columns is None:
            columns = choose([row], mapping, source=file.source)
        elif len(seen) < MOST_COLUMNS and not seen.issuperset(row):
            columns = columns if mapping else columns.grown(row)
            seen.update(row)
        yield _guarded(name, row, columns, file)


def _guarded(name: str, row: Mapping[str, Any], columns: Columns, file: RawFile) -> RawDocument | Unread:
    """The document of a row. One that nobody thought of costs only itself."""
    try:
        return _document(name, row, columns, file)
    except FAILS as error:
        why = f"a value of the row cannot be read ({type(error).__name__}); correct it, or take it out of the row"
        return Unread(file.source + name, Unreadable("bad-row", why))


def _sample(rows: Iterator[Row]) -> list[Row]:
    sample: list[Row] = []
    size = 0
    for name, row in rows:
        sample.append((name, row))
        if not isinstance(row, Unreadable):
            size += sum(len(value) for value in row.values() if isinstance(value, str | bytes))
        if len(sample) >= SAMPLE_ROWS or size >= SAMPLE_BYTES:
            break
    return sample


def _document(name: str, row: Mapping[str, Any], columns: Columns, file: RawFile) -> RawDocument | Unread:
    source = file.source + name
    held = ((role, column, body) for role, column in columns.bodies if (body := body_of(found(row, column))))
    role, column, body = next(held, ("", "", None))
    if body is None:
        tried = " or ".join(repr(column) for _, column in columns.bodies)
        return Unread(source, Unreadable("no-text", f"the row has no text in column {tried}"))
    if len(body) > file.max_bytes:
        return Unread(source, file.too_large())
    url, hints = facts(row, columns, file, body={role: column})
    media_type = "text/html" if role == "html" else _MEDIA.get(column.rpartition(".")[2].lower())
    return RawDocument(body, source, media_type, url, hints)


def facts(
    row: Mapping[str, Any], columns: Columns, file: RawFile, *, body: Mapping[str, str]
) -> tuple[str | None, dict[str, Any]]:
    """Address and hints of a row whose text was found in the column of `body`: its facts by name, the rest as it is."""
    hints = dict(file.hints)
    used = dict(body)
    for fact, column in columns.facts.items():
        if value := as_fact(fact, found(row, column)):
            hints[fact] = value
            used[fact] = column
    url = hints.pop("url", None) or file.url
    hints.update(_others(row, columns, used))
    return url, hints


def _others(row: Mapping[str, Any], columns: Columns, used: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    """What the row holds besides, for `extra`; and, so that no guess is silent, where the rest was taken from."""
    yield "fields", dict(used)
    bodies = set(dict(reversed(columns.bodies)).values())  # the surest of each role
    left_out = []
    for column, value in row.items():
        rest = _without(value, column, frozenset(used.values()))
        if rest in (None, "", [], {}):
            continue
        plain = None if rest is LEFT_OUT else jsonable(rest)
        if rest is LEFT_OUT or column in bodies or (isinstance(plain, str) and len(plain) > LONG):
            left_out.append(column)
        else:
            yield (f"{column} (column)" if column in _RESERVED else column), plain
    if left_out:
        yield "left_out", left_out


def _without(value: Any, path: str, used: frozenset[str]) -> Any:
    """A value without what a fact was taken from."""
    if path in used:
        return None
    if isinstance(value, Mapping) and any(one.startswith(f"{path}.") for one in used):
        return {key: rest for key, one in value.items() if (rest := _without(one, f"{path}.{key}", used)) is not None}
    return value


def as_fact(role: str, value: Any) -> Any:
    """A value as the pipeline wants it for that fact, or None if it cannot be that."""
    if role == "authors":
        return _authors(value)
    if isinstance(value, list) and len(value) == 1:  # as Scrapy's loaders leave it
        value = value[0]
    if role in _DATES:
        return _date(value)
    if role == "language":
        return _language(value.strip()) if isinstance(value, str) else None
    if not isinstance(value, str):
        return None
    value = whole_characters(value).strip()
    return address_of(value) if role == "url" else value


def _language(tag: str) -> str | None:
    """The code of two letters that a language tag begins with or stands for; None if there is none. Both written forms
    of Norwegian are `no`, as for langdetect and our rules.

    >>> [_language(tag) for tag in ("en-US", "PT_br", "deu", "fre", "cmn", "iw", "nb", "und", "English")]
    ['en', 'pt', 'de', 'fr', 'zh', 'he', 'no', None, None]
    """
    from babel.core import get_global  # 40 ms, and most documents come without a language

    match = _LANGUAGE.fullmatch(tag)
    if match is None:
        return None
    code = match[1].lower()
    found = "no" if code in ("nb", "nn", "nob", "nno", "nor") else get_global("language_aliases").get(code, code)
    return next((one for one in (found, code) if len(one) == 2), None)


def _authors(value: Any) -> list[str] | None:
    if isinstance(value, str):
        value = value.split(";")
    elif isinstance(value, Mapping):
        value = [value]
    if not isinstance(value, list):
        return None
    names = [one.get("name") if isinstance(one, Mapping) else one for one in value]
    return [whole_characters(name).strip() for name in names if isinstance(name, str) and name.strip()] or None


def _date(value: Any) -> str | None:
    """ISO 8601; a bare number is seconds or milliseconds since 1970 if that falls between 1973 and 2100."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        if not 1e8 < value < 4.1e12:  # a whole number may be too long to be divided
            return None
        seconds = value / 1000 if value > 1e11 else value
        return datetime.fromtimestamp(seconds, UTC).isoformat() if 1e8 < seconds < 4.1e9 else None
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, str) and _SECONDS.fullmatch(value.strip()):
        return _date(int(value))
    if isinstance(value, Mapping):  # as MongoDB exports it
        return _date(value.get("$date"))
    return value.strip() or None if isinstance(value, str) else None


def jsonable(value: Any, depth: int = 0) -> Any:
    """A value of a table as one of JSON that every program can read: no NaN, no half characters, times as ISO 8601,
    very long numbers as texts, bytes by their number, nothing below `DEEPEST`.

    >>> jsonable([10**20, 0.5, float("nan"), b"abc"])
    ['100000000000000000000', 0.5, None, '(3 bytes)']
    """
    if isinstance(value, str):
        return whole_characters(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if value in _INTEGERS else str(value)
    if isinstance(value, Mapping | list | tuple | set):
        if depth == DEEPEST:
            return "(nested too deep)"
        if isinstance(value, Mapping):
            return {whole_characters(str(key)): jsonable(one, depth + 1) for key, one in value.items()}
        return [jsonable(one, depth + 1) for one in value]
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, bytes):
        return f"({len(value)} bytes)"
    return str(value) if isinstance(value, Decimal) else whole_characters(str(value))


def whole_characters(text: str) -> str:
    """Text without halves of surrogate pairs, which JSON lets through and no file can hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
