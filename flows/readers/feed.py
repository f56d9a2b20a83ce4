"""Feeds (RSS, Atom), one document an entry, read one by one. The number behind the ``#`` of a source key is that of the
entry in its feed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any, BinaryIO

from cleaners.document import RawDocument
from cleaners.errors import Unreadable
from flows.readers.opened import RawFile, Unread
from flows.readers.rows import Row, documents

SUFFIXES = (".rss", ".atom")
CONTAINER = True

_CLOSED = re.compile(rb"</(?:\w+:)?(item|entry|rss|feed|rdf)\s*>", re.I)
ENTRIES = frozenset({"item", "entry"})
CONTENT = ("encoded", "content", "description", "summary")
"""What holds the text of an entry, the fullest first."""
_FACTS = {
    "title": "title", "pubDate": "published", "published": "published", "issued": "published", "date": "published",
    "updated": "modified", "modified": "modified", "author": "author", "creator": "author", "language": "language",
}  # fmt: skip


def read(stream: BinaryIO, file: RawFile) -> Iterator[RawDocument | Unread]:
    """One document an entry."""
    return documents(_rows(stream, file), file)


def _rows(stream: BinaryIO, file: RawFile) -> Iterator[Row]:
    from lxml import etree

    text = _Text(stream)
    number, size = 0, 0
    site: dict[str, str] = {}
    # Feeds are full of entities that no reader knows; nothing outside of the file is ever fetched.
    try:
        for _, element in etree.iterparse(
            text, recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True
        ):
            name = _local(element)
            size += len(element.text or "")
            if name in ENTRIES:
                if number == text.closed:  # the parser has closed an entry that is cut short
                    break
                number += 1
                yield f"#{number}", file.too_large() if size > file.max_bytes else {**site, **_entry(element)}
                size = 0
                element.clear()
                while (before := element.getprevious()) is not None:
                    element.getparent().remove(before)
            elif name in ("title", "language") and _local(element.getparent()) in ("channel", "feed"):
                site.setdefault("site" if name == "title" else name, _text(element))
    except etree.XMLSyntaxError:
        yield f"#{number + 1}", Unreadable("corrupt", "the feed is no XML from here on; fetch it again")
    except Unreadable as error:
        yield f"#{number + 1}", error
    else:
        if not text.ended:
            yield f"#{number + 1}", Unreadable("corrupt", "the feed is cut short; fetch it again")


class _Text:
    """What is read of the feed, and what ends in it: the parser mends what is cut short, and does not say so."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._last = b""
        self.closed = 0
        self.ended = False

    def read(self, size: int) -> bytes:
        piece = self._stream.read(size)
        text = self._last + piece.replace(b"\0", b"")  # which every other byte of UTF-16 is
        found = list(_CLOSED.finditer(text))
        self.closed += sum(one[1].lower() in (b"item", b"entry") for one in found)
        self.ended = self.ended or any(one[1].lower() not in (b"item", b"entry") for one in found)
        self._last = text[found[-1].end() if found else 0 :][-50:]
        return piece


def _entry(element: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    texts: dict[str, str] = {}
    tags: list[str] = []
    for child in element:
        name = _local(child)
        if name in CONTENT and (text := _markup(child)):
            texts.setdefault(name, text)
        elif name == "link" and child.get("rel", "alternate") == "alternate":
            found.setdefault("url", child.get("href") or _text(child))
        elif name == "guid" and child.get("isPermaLink") == "true":
            found.setdefault("url", _text(child))
        elif name == "category":
            tags.append(child.get("term") or _text(child))
        elif name in _FACTS:
            inner = next((one for one in child if _local(one) == "name"), child)
            found.setdefault(_FACTS[name], _text(inner))
    body = next((texts[name] for name in CONTENT if name in texts), "")
    return {"html" if re.search("[<&]", body) else "text": body, **found, "tags": [tag for tag in tags if tag]}


def _markup(element: Any) -> str:
    """What an element holds: text, in which a page may be written, or elements that are one themselves."""
    from lxml import etree

    inner = "".join(etree.tostring(child, encoding="unicode") for child in element)
    return f"{element.text or ''}{inner}".strip()


def _text(element: Any) -> str:
    return " ".join(unescape("".join(element.itertext())).split())


def _local(element: Any) -> str:
    tag = getattr(element, "tag", None)
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
