"""Microdata and RDFa: names, days and authors that a page states in attributes of the elements that show them."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from cleaners.page.metadata.elements import is_elsewhere, row_of, text_of

_WITH_ITEMPROP = etree.XPath("descendant-or-self::*[@itemprop]")
_WITH_AUTHOR = etree.XPath(
    "descendant-or-self::*[@itemprop[.='author' or .='creator'] or @property[contains(., 'author') or "
    "contains(., 'creator')] or @rel[contains(., 'has_creator')]][not(self::meta[@property])]"
)
_RDFA_AUTHOR = re.compile(r"(?:(?:schema|dc|dct|dcterms|sioc):)?(?:author|creator|has_creator)")
_BESIDE = ("Comment", "Comments", "Review", "Answer", "Rating", "ImageObject")
"""How types end of things that have authors of their own."""


def microdata(root: Any) -> dict[str, list[str]]:
    """Names and days by their ``itemprop``, with that of the element around it before a dot (``author.name``)."""
    found: dict[str, list[str]] = {}
    names = ("name", "datepublished", "datemodified", "headline", "publisher")
    for element in _WITH_ITEMPROP(root):
        name = element.get("itemprop")
        if name.lower() in names and element.tag != "meta" and not describes_a_part(element):
            value = element.get("content") or element.get("datetime") or text_of(element)
            inside = next((e.get("itemprop") for e in element.iterancestors() if e.get("itemprop")), None)
            key = f"{inside.lower()}.{name.lower()}" if inside else name.lower()
            found.setdefault(key, []).append(value)
    return found


def microdata_authors(root: Any) -> list[str]:
    """The authors that attributes name, several only if they stand side by side: what comes later leads elsewhere."""
    names: list[str] = []
    first: tuple[Any, Any] = (None, None)
    for element in _WITH_AUTHOR(root):
        told = element.get("itemprop") or element.get("property") or element.get("rel") or ""
        if not any(map(_RDFA_AUTHOR.fullmatch, told.split())):
            continue
        owner, kind = _owner(element)
        if kind.endswith(_BESIDE) or is_elsewhere(element):
            continue
        if names and (owner is None or owner is not first[0] or row_of(element) is not first[1]):
            continue
        if name := _named(element):
            first = (owner, row_of(element))
            names.append(name)
    return names


def _named(element: Any) -> str:
    """The name of the person that an element describes."""
    for inside in element.iter():
        told = f"{inside.get('itemprop') or ''} {inside.get('property') or ''}".split()
        if inside is not element and not {"name", "schema:name", "foaf:name"}.isdisjoint(told):
            return (inside.get("content") or "").strip() or text_of(inside)
    return (element.get("content") or "").strip() or text_of(element)


def _owner(element: Any) -> tuple[Any, str]:
    """The thing that an attribute of an element describes, and what kind of thing it is."""
    for up in element.iterancestors():
        if up.get("itemscope") is not None or up.get("typeof"):
            return up, up.get("itemtype") or up.get("typeof") or ""
    return None, ""


def describes_a_part(element: Any) -> bool:
    """Does an attribute describe a comment on the page's thing, a review or a picture of it? Posts of a forum, which
    call themselves comments on nothing, are the thing."""
    owner, kind = _owner(element)
    if not kind.endswith(_BESIDE):
        return False
    while owner is not None and kind.endswith(_BESIDE):
        owner, kind = _owner(owner)
    return owner is not None
