"""Markdown, one document a file. Front matter between two lines of ``---`` is metadata, not text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from cleaners.document import RawDocument
from flows.readers.fields import Columns, guessed
from flows.readers.opened import RawFile, whole
from flows.readers.rows import facts

SUFFIXES = (".md", ".markdown", ".mdown")

_FRONT = re.compile(rb"\A(?:\xef\xbb\xbf)?---[ \t]*\r?\n(.{0,20000}?)^---[ \t]*\r?\n", re.S | re.M)
_FIELD = re.compile(r"([A-Za-z_][\w .-]{0,60}?):(?:[ \t]+(.*))?")
_ENTRY = re.compile(r"[ \t]*-[ \t]+(.*)")


def read(stream: BinaryIO, file: RawFile) -> Iterator[RawDocument]:
    """The one document."""
    body = whole(stream, file)
    match = _FRONT.match(body)
    known = front_matter(match[1].decode("utf-8", "replace")) if match else {}
    if match is None or not known:
        yield RawDocument(body, file.source, "text/markdown", file.url, file.hints)
        return
    url, hints = facts(known, Columns(guessed([known]).facts, ()), file, body={})
    last = match[0].count(b"\n")
    hints["fields"] = {"front matter": f"lines 1 to {last}"}
    yield RawDocument(body[match.end() :], file.source, "text/markdown", url, hints)


def front_matter(text: str) -> dict[str, Any]:
    """The fields of front matter: words, and lists of words. Nothing if it is anything more than that, for then it may
    be text between two rules.

    >>> front_matter('title: "Rents rise"\\ntags:\\n  - city\\n  - homes\\n')
    {'title': 'Rents rise', 'tags': ['city', 'homes']}
    >>> front_matter("A first paragraph: so it begins,\\nand goes on.")
    {}
    """
    found: dict[str, Any] = {}
    name = ""
    for line in text.splitlines():
        entry, field = _ENTRY.fullmatch(line), _FIELD.fullmatch(line)
        if not line.strip() or line.startswith("#"):
            continue
        if entry and name and (found[name] == "" or isinstance(found[name], list)):
            found[name] = [*(found[name] or []), _plain(entry[1])]
        elif field:
            name = field[1]
            value = (field[2] or "").strip()
            listed = value.startswith("[") and value.endswith("]")
            found[name] = [_plain(one) for one in value[1:-1].split(",") if one.strip()] if listed else _plain(value)
        else:
            return {}
    return found


def _plain(value: str) -> str:
    value = value.strip()
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value
