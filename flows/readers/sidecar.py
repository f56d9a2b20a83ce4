"""What a scraper wrote beside a page: ``page.html.meta.json`` with `url`, `fetched_at` and whatever else it knows.

A sidecar that cannot be read does not cost the document: it is cleaned without, and `extra.sidecar` says so.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterator, Mapping
from typing import Any

from cleaners.pipeline import STATED
from flows.readers import compression
from flows.readers.rows import FAILS, as_fact, jsonable

SUFFIX = ".meta.json"
MAX_BYTES = 1_000_000
_FACTS = frozenset({*STATED, "authors", "author", "url"})


def names_of(name: str) -> tuple[str, ...]:
    """What the sidecar of a file may be called, the nearest first.

    >>> names_of("a.html"), names_of("a.html.gz")
    (('a.html.meta.json',), ('a.html.gz.meta.json', 'a.html.meta.json'))
    """
    return tuple(owner + SUFFIX for owner in dict.fromkeys((name, compression.uncompressed_name(name))))


def has_owner(name: str, there: Container[str]) -> bool:
    """Is a file `there` that the sidecar called `name` belongs to?"""
    owner = name.removesuffix(SUFFIX)
    return any(owner + packed in there for packed in ("", *compression.SUFFIXES))


def parse(content: bytes) -> Mapping[str, Any] | None:
    """The sidecar's fields, or None if it is not a JSON object. Facts come as the pipeline wants them; a value that
    cannot be that fact is passed on under a name that says so.

    >>> parse(b'{"url": "https://example.org/a", "author": {"name": "Jane Roe"}}'), parse(b"[1]")
    ({'url': 'https://example.org/a', 'author': ['Jane Roe']}, None)
    >>> parse(b'{"language": "en-US", "title": {"main": "Rents"}}')
    {'language': 'en', 'title (sidecar)': {'main': 'Rents'}}
    """
    try:
        fields = json.loads(content)
        return dict(_usable(fields)) if isinstance(fields, dict) else None
    except FAILS:
        return None


def _usable(fields: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in fields.items():
        known = as_fact("authors" if name == "author" else name, value) if name in _FACTS else None
        if known is not None:
            yield name, known
        elif value not in (None, "", [], {}):
            yield (f"{name} (sidecar)" if name in _FACTS else name), jsonable(value)


def url(fields: Mapping[str, Any]) -> str | None:
    """The page's address, if the sidecar says one."""
    value = fields.get("url")
    return value if isinstance(value, str) and value else None
