"""Everything a page says about itself in its markup, gathered once: meta elements, structured data, links, headings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from lxml import etree

from cleaners.page.blocks.tokens import tokens_of
from cleaners.page.blocks.tree import HEADING, HEADINGS, HIDDEN, NAV, Page
from cleaners.page.listed import listed
from cleaners.page.metadata.elements import is_elsewhere, row_of, text_of
from cleaners.page.metadata.json_ld import as_list, json_values, typed_objects
from cleaners.page.metadata.microdata import describes_a_part, microdata, microdata_authors

_ARTICLE_TYPES = ("Article", "BlogPosting", "NewsArticle", "Report", "TechArticle", "WebPage", "Posting", "Recipe")
_AUTHOR_PAGE = re.compile(
    r"/(?:authors?|people|team|contributors?|writers?|profiles?|staff|by|autor(?:en)?|auteurs?|experts?)/[^/?#]{3,}",
    re.I,
)
_HOME = re.compile(r"(?:https?://[^/?#]+)?/?|\.{1,2}/|(?:\./|/)?(?:index|default)\.\w+", re.I)
"""Addresses of a site's front page."""
_WITH_CLASS = etree.XPath(
    "descendant::*"
    "[@class[contains(., 'uthor') or contains(., 'yline') or contains(., 'auteur') or contains(., 'autor')]]"
    "[self::span or self::a or self::b or self::strong or self::em or self::address or self::cite]"
)
_BYLINE = frozenset(listed("byline author authors bylines autor auteur writer contributor"))
_NOT_BYLINE = frozenset(listed("bio avatar image img comment comments related box social description"))


@dataclass(slots=True)
class EmbeddedMetadata:
    """What a page says about itself, before anybody weighs it."""

    meta: dict[str, list[str]] = field(default_factory=dict)
    """Lower-case name, property or itemprop of a ``<meta>`` → its contents, in order."""
    data: list[dict[str, Any]] = field(default_factory=list)
    """Every object of the page's JSON-LD, outermost first."""
    by_id: dict[str, dict[str, Any]] = field(default_factory=dict)
    """The same objects by their ``@id``, to which others refer."""
    links: dict[str, list[str]] = field(default_factory=dict)
    """``rel`` of a ``<link>`` or ``<a>`` → its targets."""
    title: str = ""
    language: str = ""
    headings: list[tuple[str, int]] = field(default_factory=list)
    """Level-one headings that can be seen, with the number of their block."""
    title_at: int | None = None
    """The block under which bylines and days are looked for: the first such heading, or one that the head repeats."""
    bylines: list[str] = field(default_factory=list)
    """Texts of blocks whose class says that they name the author."""
    props: dict[str, list[str]] = field(default_factory=dict)
    """Microdata: ``itemprop`` → texts or ``content`` / ``datetime``; texts of links to authors, too, as ``rel-author``
    (the link says so) and ``author-link`` (its address does)."""
    microdata_authors: list[str] = field(default_factory=list)
    """Authors by microdata or RDFa of the first thing that has any and is no comment or review."""
    inline_authors: list[str] = field(default_factory=list)
    """Short texts of elements inside of a line whose class says that they name the author."""
    subjects: dict[str, tuple[Any, list[str]]] = field(default_factory=dict)
    """Texts of links to a ``tag`` or a ``category``, with the row that they stand in."""
    home_headings: set[str] = field(default_factory=set)
    """Texts of first-level headings that link to the site's front page."""
    days_elsewhere: set[str] = field(default_factory=set)
    """Days of `<time>` elements in comments and in links to other texts."""
    times: list[tuple[str, str]] = field(default_factory=list)
    """``<time>`` elements: what their class words say, and their moment."""

    def first(self, *names: str) -> str:
        """The first content of the first of these meta names that has any."""
        return next((value for name in names for value in self.meta.get(name, ())), "")

    def types(self) -> set[str]:
        """The types of all structured data."""
        return {kind for entry in self.data for kind in as_list(entry.get("@type")) if isinstance(kind, str)}

    def articles(self) -> list[dict[str, Any]]:
        """Structured data about the page's own text, the most telling type first."""
        ranked = []
        for n, entry in enumerate(self.data):
            kinds = [kind for kind in as_list(entry.get("@type")) if isinstance(kind, str)]
            best = min(
                (r for r, name in enumerate(_ARTICLE_TYPES) for kind in kinds if kind.endswith(name)), default=99
            )
            if best < 99:
                ranked.append((best == _ARTICLE_TYPES.index("WebPage"), n, entry))
        return [entry for _, _, entry in sorted(ranked, key=lambda row: row[:2])]

    def resolve(self, value: Any) -> list[Mapping[str, Any] | str]:
        """A value of structured data as a list of objects and texts; references by ``@id`` are followed."""
        found: list[Mapping[str, Any] | str] = []
        for entry in as_list(value):
            if isinstance(entry, dict):
                target = self.by_id.get(entry.get("@id", ""), entry) if "name" not in entry else entry
                found.append(target)
            elif isinstance(entry, list):
                found += [inner for inner in entry if isinstance(inner, dict | str)]
            elif isinstance(entry, str):
                found.append(entry)
        return found


def read_embedded(root: Any, page: Page) -> EmbeddedMetadata:
    """Read the page's markup for what it says about itself."""
    embedded = EmbeddedMetadata(language=(root.get("lang") or root.get("xml:lang") or "").strip())
    for element in root.iter("meta", "link", "title", "script", "time", "a"):
        _READERS[element.tag](embedded, element)
    for n, block in enumerate(page.blocks):
        if block.tag == "h1" and not block.flags & HIDDEN:
            embedded.headings.append((block.once, n))
    embedded.title_at = embedded.headings[0][1] if embedded.headings else _title_at(embedded, page)
    for name, values in microdata(root).items():
        embedded.props.setdefault(name, []).extend(values)
    embedded.microdata_authors = microdata_authors(root)
    embedded.inline_authors = _inline_authors(root)
    _bylines(embedded, page)
    return embedded


def _title_at(embedded: EmbeddedMetadata, page: Page) -> int | None:
    """The first heading of a lower level that stands whole in the head's title."""
    heads = [" ".join(text.split()) for text in (embedded.title, embedded.first("og:title")) if text]
    for n, block in enumerate(page.blocks):
        seen = block.tag in HEADINGS and not block.flags & (HIDDEN | NAV) and len(block.once) >= 5
        if seen and any(block.once in head for head in heads):
            return n
    return None


def _meta(embedded: EmbeddedMetadata, element: Any) -> None:
    content = (element.get("content") or "").strip()
    if content:
        for key in ("name", "property", "itemprop", "http-equiv"):
            name = element.get(key)
            if name and not (key == "itemprop" and describes_a_part(element)):
                embedded.meta.setdefault(name.strip().lower(), []).append(content)
        if (element.get("name") or "").lower() == "parsely-page":
            _parsely(embedded, content)


def _parsely(embedded: EmbeddedMetadata, content: str) -> None:
    """Read the one object in which older pages tell Parse.ly what newer ones say in an element each."""
    for value in json_values(content)[:1]:
        about = value if isinstance(value, dict) else {}
        for key, name in (
            ("authors", "parsely-author"),
            ("author", "parsely-author"),
            ("pub_date", "parsely-pub-date"),
        ):
            embedded.meta.setdefault(name, []).extend(v for v in as_list(about.get(key)) if isinstance(v, str) and v)


def _link(embedded: EmbeddedMetadata, element: Any) -> None:
    target, rel = element.get("href"), element.get("rel")
    if target and element.tag == "a" and _AUTHOR_PAGE.search(target) and len(embedded.props.get("author-link", ())) < 8:
        text = " ".join(" ".join(element.itertext()).split())[:500]
        if text:
            embedded.props.setdefault("author-link", []).append(text)
    if target and element.tag == "a" and _HOME.fullmatch(target.strip()) and _in_first_heading(element):
        embedded.home_headings.add(text_of(element))
    if target and rel:
        for name in rel.lower().split():
            embedded.links.setdefault(name, []).append(target.strip())
            if name == "author" and element.tag == "a":
                embedded.props.setdefault("rel-author", []).append(text_of(element))
            if name == "tag" and element.tag == "a" and not is_elsewhere(element):
                _subject(embedded, element, "category" if "category" in rel.lower().split() else "tag")


def _subject(embedded: EmbeddedMetadata, element: Any, name: str) -> None:
    """Note what a link calls a subject of the text, if it stands in the first row of such links."""
    row, texts = embedded.subjects.setdefault(name, (row_of(element), []))
    if row_of(element) is row:
        texts.append(text_of(element).lstrip("#"))


def _in_first_heading(element: Any) -> bool:
    """Does the element stand in an ``<h1>``, or around one?"""
    above = [up.tag for up in islice(element.iterancestors(), 3)]
    return "h1" in above or any(below.tag == "h1" for below in element)


def _title(embedded: EmbeddedMetadata, element: Any) -> None:
    if not embedded.title:
        embedded.title = text_of(element)


def _time(embedded: EmbeddedMetadata, element: Any) -> None:
    moment = element.get("datetime") or element.get("content") or text_of(element)
    around = f"{element.get('class') or ''} {element.get('itemprop') or ''}"
    parent = element.getparent()
    if parent is not None:
        around += f" {parent.get('class') or ''}"
    if moment and is_elsewhere(element):
        embedded.days_elsewhere.add(moment.strip()[:10])
    elif moment and len(embedded.times) < 40:
        embedded.times.append((around.lower(), moment.strip()))


def _script(embedded: EmbeddedMetadata, element: Any) -> None:
    if "ld+json" not in (element.get("type") or "").lower() or not element.text or len(element.text) > 2_000_000:
        return
    for entry in typed_objects(json_values(element.text)):
        embedded.data.append(entry)
        if isinstance(entry.get("@id"), str) and len(entry) > 1:
            embedded.by_id.setdefault(entry["@id"], entry)


_READERS = {"meta": _meta, "link": _link, "a": _link, "title": _title, "script": _script, "time": _time}


def _inline_authors(root: Any) -> list[str]:
    found = []
    for element in _WITH_CLASS(root)[:20]:
        words = set(tokens_of(element.get("class")))
        if words & _BYLINE and not words & _NOT_BYLINE and not is_elsewhere(element):
            text = text_of(element)
            if text and len(text) <= 60:
                found.append(text)
    return found


def _bylines(embedded: EmbeddedMetadata, page: Page) -> None:
    """Texts of elements whose class says that they name the author."""
    for block in page.blocks:
        words = page.class_words(block.node, 3)
        if words & _BYLINE and not words & _NOT_BYLINE and len(block.once) < 160 and not block.flags & HEADING:
            embedded.bylines.append(block.once)
