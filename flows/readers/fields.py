"""Which column of a table or key of a JSON object holds what: as the user says it, or by the names that scrapers use.

A guess is never silent: every document carries under `extra.fields` which column its text and facts were taken from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import Any

from cleaners.errors import ConfigurationError, Unreadable

BODIES = ("html", "text")
"""The roles that make a document; a page tells more than its text."""

NAMES: Mapping[str, tuple[str, ...]] = {
    "html": ("html", "rawhtml", "pagehtml", "htmlcontent", "contenthtml", "bodyhtml", "htmlbody", "pagesource"),
    "text": (
        "text", "articletext", "articlebody", "fulltext", "maintext", "plaintext", "rawtext", "pagecontent", "content",
        "body", "article", "markdown", "rawcontent", "rawcontents", "document", "story", "passage",
    ),
    "url": ("url", "pageurl", "sourceurl", "articleurl", "weburl", "canonicalurl", "link", "permalink", "uri", "href"),
    "title": ("title", "headline", "pagetitle", "articletitle", "heading"),
    "published": (
        "published", "publishedat", "datepublished", "publisheddate", "publishdate", "publicationdate", "pubdate",
        "publishedtime", "date",
    ),
    "modified": ("modified", "modifiedat", "datemodified", "lastmodified", "updated", "updatedat"),
    "authors": ("authors", "author", "creator", "writer", "writers"),
    "language": ("language", "lang"),
    "site": ("site", "sitename", "publisher", "outlet"),
    "licence": ("licence", "license"),
    "description": ("description", "excerpt"),
    "fetched_at": ("fetchedat", "crawledat", "scrapedat", "retrievedat", "downloadedat", "datedownload", "crawldate"),
}  # fmt: skip
"""What columns are called that hold a role, in lower case without punctuation, the surest first."""


@dataclass(frozen=True, slots=True)
class FieldMapping:
    """The user's word on which column holds what; a role without a column is guessed. A dot leads into an object:
    ``text = "article.body"``."""

    text: str | None = None
    html: str | None = None
    url: str | None = None
    title: str | None = None
    published: str | None = None
    modified: str | None = None
    authors: str | None = None
    language: str | None = None
    site: str | None = None
    licence: str | None = None
    description: str | None = None
    fetched_at: str | None = None
    files: str = "*"
    """The files that it speaks of, as a pattern over their path below raw/: ``"*.csv"``."""

    @classmethod
    def of(cls, table: Mapping[str, str]) -> FieldMapping:
        """From a table of the configuration. Raises `ConfigurationError`, naming the nearest role.

        >>> FieldMapping.of({"text": "body", "url": "link"}).stated()
        {'text': 'body', 'url': 'link'}
        """
        known = [f.name for f in fields(cls)]
        for role, column in table.items():
            if role not in known:
                raise ConfigurationError(
                    f"fields: there is no role {role!r}{_nearest(role, known)}; roles: {', '.join(known)}"
                )
            if not isinstance(column, str) or not column:
                raise ConfigurationError(f"fields.{role}: name a column, not {column!r}")
        return cls(**table)

    def stated(self) -> dict[str, str]:
        """The roles that were given a column."""
        return {role: column for role, column in asdict(self).items() if column and role != "files"}


def mapping_for(source: str, mappings: Sequence[FieldMapping]) -> FieldMapping | None:
    """The first mapping that speaks of `source`; of a member of an archive, its own path counts as well."""
    parts = (source, source.rpartition("#")[2])
    return next((m for m in mappings if any(fnmatchcase(part, m.files) for part in parts)), None)


Columns = Mapping[str, str]
"""Role → column."""


def choose(rows: Sequence[Mapping[str, Any]], mapping: FieldMapping | None, *, source: str) -> Columns:
    """Which column holds what, judged by a sample of rows.

    Raises `ConfigurationError` if the user's mapping does not fit this file, `Unreadable` if there is no mapping and
    nothing looks like a text.
    """
    columns = list(dict.fromkeys(name for row in rows for name in row))
    stated = mapping.stated() if mapping else {}
    for role, column in stated.items():
        if not any(found(row, column) is not None for row in rows) and column not in columns:
            raise ConfigurationError(
                f"{source} has no column {column!r} (fields.{role}){_nearest(column, columns)}; {_listed(columns)}"
            )
    chosen = dict(stated)
    bodies_stated = any(role in stated for role in BODIES)
    for role, names in NAMES.items():
        if role in stated or (role in BODIES and bodies_stated):
            continue
        guess = _guess(names, columns, rows)
        if guess is not None and guess not in chosen.values():
            chosen[role] = guess
    bodies = [chosen[role] for role in BODIES if role in chosen]
    if not bodies:
        raise Unreadable("unknown-columns", f"no column is known to hold a text; {_listed(columns)}; {HOW_TO}")
    if bodies_stated:
        _check_sample(rows, bodies, source=source, columns=columns)
    return chosen


LONGEST = 40
"""Characters of a name that is shown in a message."""
HOW_TO = 'say which one does in the configuration: fields = {text = "…"}'


def _check_sample(rows: Sequence[Mapping[str, Any]], bodies: Sequence[str], *, source: str, columns: list[str]) -> None:
    without = sum(not any(body_of(found(row, column)) for column in bodies) for row in rows)
    if 2 * without > len(rows):
        names = " or ".join(repr(column) for column in bodies)
        raise ConfigurationError(
            f"{without} of the first {len(rows)} rows of {source} have no text in column {names}; {_listed(columns)}"
        )


def _guess(names: Sequence[str], columns: Iterable[str], rows: Sequence[Mapping[str, Any]]) -> str | None:
    """The column with one of these names that is filled most often, the surest name first."""
    plain = {re.sub(r"[^a-z0-9]", "", column.lower()): column for column in reversed(list(columns))}
    best, most = None, 0
    for column in (plain[name] for name in names if name in plain):
        filled = sum(row.get(column) not in (None, "", []) for row in rows)
        if filled > most:
            best, most = column, filled
    return best


def found(row: Mapping[str, Any], column: str) -> Any:
    """What stands under `column`, which may lead into objects by dots; None if nothing does."""
    if column in row:
        return row[column]
    value: Any = row
    for part in column.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(part)
    return value


def body_of(value: Any) -> str | bytes | None:
    """A value as the body of a document: text, bytes, or a list of paragraphs. None if it is no text or empty."""
    if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
        value = "\n\n".join(value)
    return value if isinstance(value, str | bytes) and value.strip() else None


def _nearest(name: str, known: Iterable[str]) -> str:
    lower = {one.lower(): one for one in known}
    near = [one for one in get_close_matches(name.lower(), lower, n=1, cutoff=0.5) if len(one) <= LONGEST]
    return f"; did you mean {lower[near[0]]!r}?" if near else ""


def _listed(columns: Sequence[str]) -> str:
    # A table without a header has texts where the names should be, and messages quote no text.
    shown = ", ".join(repr(column) if len(column) <= LONGEST else "(a long one)" for column in columns[:20]) or "none"
    return f"its columns are {shown}" + (" …" if len(columns) > 20 else "")
