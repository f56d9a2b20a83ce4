"""Markdown, one document a file. Front matter (YAML between two lines of ``---``, TOML between two of ``+++``) is
metadata, not text."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any, BinaryIO

from cleaners.decode import decode_bytes
from cleaners.document import RawDocument
from flows.readers.fields import Columns, guessed
from flows.readers.opened import RawFile, whole
from flows.readers.rows import facts

SUFFIXES = (".md", ".markdown", ".mdown", ".mkd", ".mdx", ".qmd", ".rmd")

_FRONT = re.compile(
    rb"\A(?:\xef\xbb\xbf)?(---|\+\+\+)[ \t]*\r?\n(.{0,20000}?)^(?:\1|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.S | re.M
)
_BARE = re.compile(r"""^([A-Za-z_][\w .-]{0,60}:)[ \t]+(?!"[^"]*"\s*$|'[^']*'\s*$|[\[{|>])(\S.*?)[ \t]*$""", re.M)
"""Words that scrapers write without quotes, whatever is in them: ``title: Rents: what now``."""
_NAME = re.compile(r"[A-Za-z_][\w .-]{0,60}")


def read(stream: BinaryIO, file: RawFile) -> Iterator[RawDocument]:
    """The one document."""
    body = whole(stream, file)
    match = _FRONT.match(body)
    known = front_matter(_decoded(match[2], body), toml=match[1] == b"+++") if match else {}
    if match is None or not known:
        yield RawDocument(body, file.source, "text/markdown", file.url, file.hints)
        return
    url, hints = facts(known, Columns(guessed([known]).facts, ()), file, body={})
    last = match[0].count(b"\n")
    hints["fields"] = {"front matter": f"lines 1 to {last}"}
    yield RawDocument(body[match.end() :], file.source, "text/markdown", url, hints)


def _decoded(front: bytes, body: bytes) -> str:
    try:
        return front.decode()
    except UnicodeDecodeError:
        return front.decode(decode_bytes(body)[1], "replace")


def front_matter(text: str, *, toml: bool = False) -> dict[str, Any]:
    """The fields of front matter, YAML's as words, lists and objects of words. Nothing if it is no such thing, for then
    it may be text between two rules.

    >>> front_matter('title: "Rents: rise" # again\\ntags:\\n  - city\\nsummary: >\\n  By a\\n  tenth\\nlang: no\\n')
    {'title': 'Rents: rise', 'tags': ['city'], 'summary': 'By a tenth\\n', 'lang': 'no'}
    >>> front_matter("title: Rents: what now\\nauthor: 'Jane' Roe")
    {'title': 'Rents: what now', 'author': "'Jane' Roe"}
    >>> front_matter("A first paragraph: so it begins,\\nand goes on."), front_matter('title = "Rents"', toml=True)
    ({}, {'title': 'Rents'})
    """
    found = _toml(text) if toml else _yaml(text)
    named = isinstance(found, dict) and all(isinstance(name, str) and _NAME.fullmatch(name) for name in found)
    return found if named else {}


def _toml(text: str) -> Any:
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError:
        return None


def _yaml(text: str) -> Any:
    """Every value as it is written: a language `no` is no False. Aliases, which nobody writes, can be a bomb."""
    import yaml

    for attempt in (text, _BARE.sub(_quoted, text)):
        try:
            if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(attempt, yaml.BaseLoader)):
                return None
            return yaml.load(attempt, yaml.BaseLoader)
        except (yaml.YAMLError, ValueError, RecursionError):
            continue
    return None


def _quoted(match: re.Match[str]) -> str:
    return f"{match[1]} '{match[2].replace(chr(39), 2 * chr(39))}'"
