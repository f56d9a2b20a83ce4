"""First-level headings that hold more than the title: ``<h1><span>Theatre</span>A lamp in the storm</h1>``.

A style sheet sets the topic over the title. The head of the page tells which part is which: it repeats the title alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

LONGEST, LEAST = 40, 8
"""Characters of what stands before a title, and letters of a title that is known again in the head."""
_SIGNS = re.compile(r"[\W_]+")


def split_kickers(root: Any) -> None:
    """Move what stands in a heading before its title to a place of its own above it."""
    heads: list[str] = []
    for heading in root.iter("h1"):
        heads = heads or [key for key in map(_key, _heads(root)) if key]
        whole = _key("".join(heading.itertext()))
        kicker = _first(heading)
        if kicker is None or any(whole in head for head in heads):
            continue
        text = "".join(kicker.itertext()).strip()
        title = whole[len(_key(text)) :]
        if _key(text) and len(text) <= LONGEST and len(title) >= LEAST and any(title in head for head in heads):
            if kicker.getparent() is heading:
                heading.text, kicker.tail = kicker.tail, None
            else:
                heading.text = None
            kicker.tag = "div"
            heading.addprevious(kicker)


def _first(heading: Any) -> Any:
    """The element with which a heading begins, or its first words as one; none if it has no parts."""
    children = [child for child in heading if isinstance(child.tag, str)]
    if not children or not (heading.text or "").strip():
        return children[0] if children else None
    words = heading.makeelement("div")
    words.text = heading.text
    return words


def _heads(root: Any) -> Iterator[str]:
    """The titles in the page's head."""
    for element in root.iter("title", "meta"):
        if element.tag == "title":
            yield "".join(element.itertext())
        elif (element.get("property") or element.get("name") or "").lower() in ("og:title", "twitter:title"):
            yield element.get("content") or ""


def _key(text: str) -> str:
    return _SIGNS.sub("", text).casefold()
