"""Everything a page says about itself in its markup, gathered once: meta elements, structured data, links, headings."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from lxml import etree

from cleaners.page.blocks.tokens import tokens_of
from cleaners.page.blocks.tree import HEADING, HEADINGS, HIDDEN, NAV, Page
from cleaners.page.listed import listed

DEEPEST_DATA = 60
"""Structured data nested deeper is not read."""
_ARTICLE_TYPES = ("Article", "BlogPosting", "NewsArticle", "Report", "TechArticle", "WebPage", "Posting", "Recipe")
_TRAILING_COMMA = re.compile(r",\s*([}\]])")
_WRAPPER = re.compile(r"(?:/\*|//)?\s*(?:<!\[CDATA\[|\]\]>)\s*(?:\*/)?|\A\s*<!--|(?://)?\s*-->\s*\Z")
"""What keeps a script from browsers that do not know it."""
_ESCAPE = re.compile(r'(\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))|\\(.|\Z)', re.S)
_ELSEWHERE = frozenset(listed("comment comments commentlist reply replies related teaser teasers"))
_OPENS = re.compile(r"[{\[]")
_AUTHOR_PAGE = re.compile(
    r"/(?:authors?|people|team|contributors?|writers?|profiles?|staff|by|autor(?:en)?|auteurs?|experts?)/[^/?#]{3,}",
    re.I,
)
_HOME = re.compile(r"(?:https?://[^/?#]+)?/?|\.{1,2}/|(?:\./|/)?(?:index|default)\.\w+", re.I)
"""Addresses of a site's front page."""
_WITH_ITEMPROP = etree.XPath("descendant-or-self::*[@itemprop]")
_WITH_AUTHOR = etree.XPath(
    "descendant-or-self::*[@itemprop[.='author' or .='creator'] or @property[contains(., 'author') or "
    "contains(., 'creator')] or @rel[contains(., 'has_creator')]][not(self::meta[@property])]"
)
_RDFA_AUTHOR = re.compile(r"(?:(?:schema|dc|dct|dcterms|sioc):)?(?:author|creator|has_creator)")
_WITH_CLASS = etree.XPath(
    "descendant::*"
    "[@class[contains(., 'uthor') or contains(., 'yline') or contains(., 'auteur') or contains(., 'autor')]]"
    "[self::span or self::a or self::b or self::strong or self::em or self::address or self::cite]"
)
_BESIDE = ("Comment", "Comments", "Review", "Answer", "Rating", "ImageObject")
"""How types end of things that have authors of their own."""
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
    links: dict[str, list[str]] = field(default_factory=dict)
    """``rel`` of a ``<link>`` or ``<a>`` → its targets."""
    title: str = ""
    language: str = ""
    headings: list[tuple[str, int]] = field(default_factory=list)
    """Level-one headings that can be seen, with the number of their block."""
    title_at: int | None = None
    """The block under which bylines and days are looked for: the first such heading, or one that the head repeats."""
    bylines: list[str] = field(default_factory=list)
    props: dict[str, list[str]] = field(default_factory=dict)
    """Microdata: ``itemprop`` → texts or ``content`` / ``datetime``."""
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
        return {kind for entry in self.data for kind in _as_list(entry.get("@type")) if isinstance(kind, str)}

    def articles(self) -> list[dict[str, Any]]:
        """Structured data about the page's own text, the most telling type first."""
        ranked = []
        for n, entry in enumerate(self.data):
            kinds = [kind for kind in _as_list(entry.get("@type")) if isinstance(kind, str)]
            best = min(
                (r for r, name in enumerate(_ARTICLE_TYPES) for kind in kinds if kind.endswith(name)), default=99
            )
            if best < 99:
                ranked.append((best == _ARTICLE_TYPES.index("WebPage"), n, entry))
        return [entry for _, _, entry in sorted(ranked, key=lambda row: row[:2])]


def read_embedded(root: Any, page: Page) -> EmbeddedMetadata:
    """Read the page's markup for what it says about itself."""
    embedded = EmbeddedMetadata(language=(root.get("lang") or root.get("xml:lang") or "").strip())
    for element in root.iter("meta", "link", "title", "script", "time", "a"):
        _SEEN[element.tag](embedded, element)
    for n, block in enumerate(page.blocks):
        if block.tag == "h1" and not block.flags & HIDDEN:
            embedded.headings.append((block.once, n))
    embedded.title_at = embedded.headings[0][1] if embedded.headings else _title_at(embedded, page)
    _microdata(embedded, root)
    embedded.microdata_authors = _microdata_authors(root)
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
            if name and not (key == "itemprop" and _is_of_a_part(element)):
                embedded.meta.setdefault(name.strip().lower(), []).append(content)
        if (element.get("name") or "").lower() == "parsely-page":
            _parsely(embedded, content)


def _parsely(embedded: EmbeddedMetadata, content: str) -> None:
    """Read the one object in which older pages tell Parse.ly what newer ones say in an element each."""
    for value in _values(content)[:1]:
        about = value if isinstance(value, dict) else {}
        for key, name in (
            ("authors", "parsely-author"),
            ("author", "parsely-author"),
            ("pub_date", "parsely-pub-date"),
        ):
            embedded.meta.setdefault(name, []).extend(v for v in _as_list(about.get(key)) if isinstance(v, str) and v)


def _link(embedded: EmbeddedMetadata, element: Any) -> None:
    target, rel = element.get("href"), element.get("rel")
    if target and element.tag == "a" and _AUTHOR_PAGE.search(target) and len(embedded.props.get("author-link", ())) < 8:
        text = " ".join(" ".join(element.itertext()).split())[:500]
        if text:
            embedded.props.setdefault("author-link", []).append(text)
    if target and element.tag == "a" and _HOME.fullmatch(target.strip()) and _in_first_heading(element):
        embedded.home_headings.add(_text(element))
    if target and rel:
        for name in rel.lower().split():
            embedded.links.setdefault(name, []).append(target.strip())
            if name == "author" and element.tag == "a":
                embedded.props.setdefault("rel-author", []).append(_text(element))
            if name == "tag" and element.tag == "a" and not _is_elsewhere(element):
                _subject(embedded, element, "category" if "category" in rel.lower().split() else "tag")


def _subject(embedded: EmbeddedMetadata, element: Any, name: str) -> None:
    """Note what a link calls a subject of the text, if it stands in the first row of such links."""
    row, texts = embedded.subjects.setdefault(name, (_row(element), []))
    if _row(element) is row:
        texts.append(_text(element).lstrip("#"))


def _in_first_heading(element: Any) -> bool:
    """Does the element stand in an ``<h1>``, or around one?"""
    above = [up.tag for up in islice(element.iterancestors(), 3)]
    return "h1" in above or any(below.tag == "h1" for below in element)


def _title(embedded: EmbeddedMetadata, element: Any) -> None:
    if not embedded.title:
        embedded.title = _text(element)


def _time(embedded: EmbeddedMetadata, element: Any) -> None:
    moment = element.get("datetime") or element.get("content") or _text(element)
    around = f"{element.get('class') or ''} {element.get('itemprop') or ''}"
    parent = element.getparent()
    if parent is not None:
        around += f" {parent.get('class') or ''}"
    if moment and _is_elsewhere(element):
        embedded.days_elsewhere.add(moment.strip()[:10])
    elif moment and len(embedded.times) < 40:
        embedded.times.append((around.lower(), moment.strip()))


def _script(embedded: EmbeddedMetadata, element: Any) -> None:
    if "ld+json" not in (element.get("type") or "").lower() or not element.text or len(element.text) > 2_000_000:
        return
    for entry in _objects(_values(element.text)):
        embedded.data.append(entry)
        if isinstance(entry.get("@id"), str) and len(entry) > 1:
            embedded.by_id.setdefault(entry["@id"], entry)


def _is_elsewhere(element: Any) -> bool:
    """Does the element stand in a comment, or in what leads to another text?"""
    for up in islice(element.iterancestors(), 5):
        if up.tag in ("body", "main"):
            return False
        if not _ELSEWHERE.isdisjoint(tokens_of(f"{up.get('class') or ''} {up.get('id') or ''}")):
            return True
    return False


def _values(text: str) -> list[Any]:
    """The JSON values in a script, usually one. Wrappers, commas too many, escapes that JSON does not know and what
    follows the last whole value are passed over."""
    try:
        return [json.loads(text, strict=False)]
    except (ValueError, RecursionError):
        pass
    text = _TRAILING_COMMA.sub(r"\1", _WRAPPER.sub("", text))
    text = _ESCAPE.sub(lambda found: found[0] if found[1] else found[2], text)
    values, at, decoder = [], 0, json.JSONDecoder(strict=False)
    while start := _OPENS.search(text, at):
        try:
            value, at = decoder.raw_decode(text, start.start())
        except (ValueError, RecursionError):
            break
        values.append(value)
    return values


_SEEN = {"meta": _meta, "link": _link, "a": _link, "title": _title, "script": _script, "time": _time}


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in some JSON that has a type, outermost first."""
    layer, depth = [value], 0
    while layer and depth < DEEPEST_DATA:
        inner: list[Any] = []
        for entry in layer:
            if isinstance(entry, dict):
                if "@type" in entry:
                    yield entry
                inner += entry.values()
            elif isinstance(entry, list):
                inner += entry
        layer, depth = [entry for entry in inner if isinstance(entry, dict | list)], depth + 1


def _microdata(embedded: EmbeddedMetadata, root: Any) -> None:
    names = ("name", "datepublished", "datemodified", "headline", "publisher")
    for element in _WITH_ITEMPROP(root):
        name = element.get("itemprop")
        if name.lower() in names and element.tag != "meta" and not _is_of_a_part(element):
            value = element.get("content") or element.get("datetime") or _text(element)
            inside = next((e.get("itemprop") for e in element.iterancestors() if e.get("itemprop")), None)
            key = f"{inside.lower()}.{name.lower()}" if inside else name.lower()
            embedded.props.setdefault(key, []).append(value)


def _microdata_authors(root: Any) -> list[str]:
    """The authors that attributes name, several only if they stand side by side: what comes later leads elsewhere."""
    names: list[str] = []
    first: tuple[Any, Any] = (None, None)
    for element in _WITH_AUTHOR(root):
        told = element.get("itemprop") or element.get("property") or element.get("rel") or ""
        if not any(map(_RDFA_AUTHOR.fullmatch, told.split())):
            continue
        owner, kind = _owner(element)
        if kind.endswith(_BESIDE) or _is_elsewhere(element):
            continue
        if names and (owner is None or owner is not first[0] or _row(element) is not first[1]):
            continue
        if name := _named(element):
            first = (owner, _row(element))
            names.append(name)
    return names


def _owner(element: Any) -> tuple[Any, str]:
    """The thing that an attribute of an element describes, and what kind of thing it is."""
    for up in element.iterancestors():
        if up.get("itemscope") is not None or up.get("typeof"):
            return up, up.get("itemtype") or up.get("typeof") or ""
    return None, ""


def _is_of_a_part(element: Any) -> bool:
    """Does an attribute describe a comment on the page's thing, a review or a picture of it? Posts of a forum, which
    call themselves comments on nothing, are the thing."""
    owner, kind = _owner(element)
    if not kind.endswith(_BESIDE):
        return False
    while owner is not None and kind.endswith(_BESIDE):
        owner, kind = _owner(owner)
    return owner is not None


def _row(element: Any) -> Any:
    """What holds the names of one byline: the parent of the elements, or of the items of their list."""
    parent = element.getparent()
    return parent.getparent() if parent is not None and parent.tag == "li" else parent


def _named(element: Any) -> str:
    """The name of the person that an element describes."""
    for inside in element.iter():
        told = f"{inside.get('itemprop') or ''} {inside.get('property') or ''}".split()
        if inside is not element and not {"name", "schema:name", "foaf:name"}.isdisjoint(told):
            return (inside.get("content") or "").strip() or _text(inside)
    return (element.get("content") or "").strip() or _text(element)


def _inline_authors(root: Any) -> list[str]:
    found = []
    for element in _WITH_CLASS(root)[:20]:
        words = set(tokens_of(element.get("class")))
        if words & _BYLINE and not words & _NOT_BYLINE and not _is_elsewhere(element):
            text = _text(element)
            if text and len(text) <= 60:
                found.append(text)
    return found


def _bylines(embedded: EmbeddedMetadata, page: Page) -> None:
    """Texts of elements whose class says that they name the author."""
    for block in page.blocks:
        words = page.words(block.node, 3)
        if words & _BYLINE and not words & _NOT_BYLINE and len(block.once) < 160 and not block.flags & HEADING:
            embedded.bylines.append(block.once)


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())[:500]


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def resolve(embedded: EmbeddedMetadata, value: Any) -> list[Mapping[str, Any] | str]:
    """A value of structured data as a list of objects and texts; references by ``@id`` are followed."""
    found: list[Mapping[str, Any] | str] = []
    for entry in _as_list(value):
        if isinstance(entry, dict):
            target = embedded.by_id.get(entry.get("@id", ""), entry) if "name" not in entry else entry
            found.append(target)
        elif isinstance(entry, list):
            found += [inner for inner in entry if isinstance(inner, dict | str)]
        elif isinstance(entry, str):
            found.append(entry)
    return found
