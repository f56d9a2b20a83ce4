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
    "html": (
        "html", "rawhtml", "pagehtml", "htmlcontent", "contenthtml", "bodyhtml", "htmlbody", "pagesource",
        "contentrendered",
    ),
    "text": (
        "text", "articletext", "articlebody", "fulltext", "maintext", "plaintext", "rawtext", "contenttext",
        "pagecontent", "content", "body", "bodytext", "selftext", "article", "markdown", "rawcontent", "rawcontents",
        "document", "story", "passage",
    ),
    "url": (
        "permalink", "url", "pageurl", "sourceurl", "articleurl", "weburl", "canonicalurl", "link", "uri", "href",
        "warctargeturi", "source",
    ),
    "title": ("title", "headline", "pagetitle", "articletitle", "heading", "titlerendered"),
    "published": (
        "published", "publishedat", "datepublished", "publisheddate", "publishdate", "datepublish", "publicationdate",
        "pubdate", "publishedtime", "date", "createdat", "createdutc", "created",
    ),
    "modified": (
        "modified", "modifiedat", "datemodified", "datemodify", "lastmodified", "updated", "updatedat", "dateupdated",
    ),
    "authors": (
        "authors", "author", "creator", "creators", "dccreator", "writer", "writers", "writtenby", "byline",
        "authorname", "authornames", "by",
    ),
    "language": ("language", "lang"),
    "site": ("site", "sitename", "publisher", "outlet"),
    "licence": ("licence", "license"),
    "description": ("description", "excerpt", "excerptrendered"),
    "fetched_at": (
        "fetchedat", "crawledat", "scrapedat", "retrievedat", "downloadedat", "datedownload", "crawldate", "warcdate",
    ),
}  # fmt: skip
"""What columns are called that hold a role, in lower case without punctuation, the surest first."""
AROUND = frozenset({
    "source", "doc", "document", "article", "page", "post", "item", "data", "attributes", "fields", "record", "meta",
    "metadata", "warcheaders",
})  # fmt: skip
"""Objects whose fields count as if they were columns, behind these: exports of databases and corpora have them."""
REDDIT, REDDIT_PATHS = "https://www.reddit.com", ("/r/", "/user/")
"""What Reddit leaves out of the permalinks of its threads, and how they begin then."""


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


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column holds what."""

    facts: Mapping[str, str]
    """Role → column."""
    bodies: tuple[tuple[str, str], ...]
    """Roles and columns; the text of a row is in the first that holds one."""

    def grown(self, row: Mapping[str, Any]) -> Columns:
        """With the columns that `row` has and the sample had not. What is known stays as it is."""
        new = guessed([row])
        return Columns({**new.facts, **self.facts}, tuple(dict.fromkeys((*self.bodies, *new.bodies))))


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
    chosen = guessed(rows, stated)
    if not chosen.bodies:
        raise Unreadable("unknown-columns", f"no column is known to hold a text; {_listed(columns)}; {HOW_TO}")
    if any(role in stated for role in BODIES):
        _check_sample(rows, [column for _, column in chosen.bodies], source=source, columns=columns)
    return chosen


def guessed(rows: Sequence[Mapping[str, Any]], stated: Mapping[str, str] | None = None) -> Columns:
    """Which column holds what, by their names, but for what the user says. The text is looked for in every column that
    is called like one, for tables are often made of several."""
    stated = stated or {}
    bodies = [(role, stated[role]) for role in BODIES if role in stated]
    named = _named(rows)
    bodies = bodies or [(role, column) for role in BODIES for column in _fullest_first(role, named, rows)]
    taken = {column for _, column in bodies} | set(stated.values())
    facts = {role: column for role, column in stated.items() if role not in BODIES}
    for role in (role for role in NAMES if role not in BODIES and role not in facts):
        column = next((column for column in _fullest_first(role, named, rows)), None)
        if column is not None and column not in taken:
            facts[role] = column
            taken.add(column)
    return Columns(facts, tuple(bodies))


def _named(rows: Sequence[Mapping[str, Any]]) -> Mapping[str, str]:
    """What columns are called, in lower case without punctuation → the first such column. Behind them come the fields
    of objects: by their own name if the object is one of `AROUND`, else by both."""
    plain: dict[str, str] = {}
    inner: dict[str, str] = {}
    for row in rows:
        for column, value in row.items():
            name = _plain(column)
            plain.setdefault(name, column)
            for key in value if isinstance(value, Mapping) and "." not in column else ():
                if isinstance(key, str) and "." not in key:
                    inner.setdefault(_plain(key) if name in AROUND else name + _plain(key), f"{column}.{key}")
    return {**inner, **plain}


def _plain(column: str) -> str:
    return re.sub(r"[^a-z0-9]", "", column.lower())


def _fullest_first(role: str, named: Mapping[str, str], rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The columns that are called like the role, the one that is filled most often first. Of texts each row has one of
    its own, so there the surest name comes first unless another is filled twice as often, and an empty column counts.
    """
    text = role in BODIES
    filled: dict[str, int] = {}
    for column in (named[name] for name in NAMES[role] if name in named):
        count = sum(_fits(role, column, found(row, column)) for row in rows)
        if count or (text and all(_absent(found(row, column)) for row in rows)):
            filled[column] = count
    most = max(filled.values(), default=0)
    # Sorting keeps the order of names where there is nothing to choose.
    return sorted(filled, key=lambda column: 2 * filled[column] < most if text else -filled[column])


def _fits(role: str, column: str, value: Any) -> bool:
    """Does the value fill its column? What is called a source may be anything, and a permalink may be a path only, so
    these have to be addresses."""
    if isinstance(value, Mapping) and role != "authors" and "$date" not in value:
        return False
    if role in BODIES:
        return body_of(value) is not None
    if role == "url" and _plain(column.rpartition(".")[2]) in ("source", "permalink"):
        return isinstance(value, str) and address_of(value).startswith(("http://", "https://"))
    return not _absent(value)


def _absent(value: Any) -> bool:
    return value is None or value == "" or value == []


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


def address_of(value: str) -> str:
    """An address as it is written, with what Reddit leaves out of it.

    >>> address_of("/r/ferries/comments/1a/b/"), address_of("https://example.org/a")
    ('https://www.reddit.com/r/ferries/comments/1a/b/', 'https://example.org/a')
    """
    return REDDIT + value if value.startswith(REDDIT_PATHS) else value


def _nearest(name: str, known: Iterable[str]) -> str:
    lower = {one.lower(): one for one in known}
    near = [one for one in get_close_matches(name.lower(), lower, n=1, cutoff=0.5) if len(one) <= LONGEST]
    return f"; did you mean {lower[near[0]]!r}?" if near else ""


def _listed(columns: Sequence[str]) -> str:
    # A table without a header has texts where the names should be, and messages quote no text.
    shown = ", ".join(repr(column) if len(column) <= LONGEST else "(a long one)" for column in columns[:20]) or "none"
    return f"its columns are {shown}" + (" …" if len(columns) > 20 else "")
