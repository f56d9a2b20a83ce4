"""What is asked of single elements: their text, the row that they stand in, whether they belong to another text."""

from __future__ import annotations

from itertools import islice
from typing import Any

from cleaners.page.blocks.tokens import tokens_of
from cleaners.page.listed import listed

_ELSEWHERE = frozenset(listed("comment comments commentlist reply replies related teaser teasers"))


def text_of(element: Any) -> str:
    """An element's text on one line, cut where nothing is a name or a day any more."""
    return " ".join("".join(element.itertext()).split())[:500]


def is_elsewhere(element: Any) -> bool:
    """Does the element stand in a comment, or in what leads to another text?"""
    for up in islice(element.iterancestors(), 5):
        if up.tag in ("body", "main"):
            return False
        if not _ELSEWHERE.isdisjoint(tokens_of(f"{up.get('class') or ''} {up.get('id') or ''}")):
            return True
    return False


def row_of(element: Any) -> Any:
    """What holds the names of one byline: the parent of the elements, or of the items of their list."""
    parent = element.getparent()
    return parent.getparent() if parent is not None and parent.tag == "li" else parent
