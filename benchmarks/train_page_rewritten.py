"""Annotated pages written another way: same texts in the same order, other names or none, other tags.

What the annotators kept stays what it is; only the markup around it no longer tells. Judges must do without it on sites
whose markup speaks another language, or none.
"""

from __future__ import annotations

from typing import Any
from zlib import crc32

NAMES = ("class", "id", "role", "itemprop", "itemtype", "itemscope")
"""Attributes whose words were chosen by the makers of a site."""
PARTS = frozenset({"header", "nav", "aside", "footer", "section", "article", "main", "ul", "ol", "li"})
"""Elements that say what stands in them, or that it is a list."""
WAYS = ("plain", "foreign")


def rewrite(root: Any, way: str) -> None:
    """Write the page another way, in place.

    ``plain``: without names, and all parts and lists are ``<div>``. ``foreign``: names that no one has seen, the same
    ones in the same places.
    """
    for element in root.iter():
        tag = element.tag
        if not isinstance(tag, str) or tag == "meta":
            continue
        attributes = element.attrib
        for name in NAMES:
            value = attributes.get(name)
            if value is None:
                continue
            if way == "foreign" and name in ("class", "id"):
                attributes[name] = " ".join(map(unheard, value.split()))
            else:
                del attributes[name]
        if way == "plain" and tag.lower() in PARTS:
            element.tag = "div"


def unheard(name: str) -> str:
    """A word of five to seven letters for a name, always the same one."""
    number = crc32(name.encode("utf-8", "replace"))
    letters = []
    for _ in range(5 + number % 3):
        number, letter = divmod(number, 26)
        letters.append(chr(ord("a") + letter))
    return "".join(letters)
