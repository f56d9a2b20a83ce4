"""Elements that are no text: what nobody sees, signs that link to a heading, numbers of lines of code."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from cleaners.page.listed import listed

SKIPPED = frozenset(
    listed(
        "script style template head title svg select datalist iframe object embed canvas audio video annotation",
        "annotation-xml map applet rt rp rtc",
    )
)
"""Elements whose text nobody sees, or which is no text."""
NUMBER_HOLDERS = frozenset(listed("td th div span pre code a i"))
"""Elements that may hold numbers of lines of code."""
_NUMBERS = re.compile(
    r"(?:^|[\s_-])(?:linenos?|linenodiv|lnt|ln|gutter|line-?numbers?|hljs-ln-numbers|crayon-nums)(?:[\s_-]|$)", re.I
)
_IN_CODE = re.compile(
    r"(?:^|[\s_-])(?:code|highlight\w*|chroma|rouge\w*|syntaxhighlighter|hljs|crayon-table)(?:[\s_-]|$)", re.I
)
_SIGNS = "#¶§∞🔗"
"""What leads to a heading, besides letters of a private font and what has no width."""
_BACK = "↩⏎⤴↑^"
"""What leads from a footnote back to the text."""
_TOOLS = frozenset(listed("mw-editsection mw-cite-backlink"))
"""Class words of what wikis put beside headings and footnotes for those who work on them."""
NEAR = 4
"""Elements around line numbers of which one holds the code, too."""


def is_not_rendered(tag: str, element: Any) -> bool:
    """Is this an element whose text nobody sees? A template that a browser turns into the page is none."""
    if tag in SKIPPED:
        return tag != "template" or "shadowrootmode" not in element.attrib
    if tag == "span":
        name = element.get("class")
        return bool(name) and not _TOOLS.isdisjoint(name.split())
    return tag == "noscript" and not _is_a_page_of_its_own(element)


def _is_a_page_of_its_own(noscript: Any) -> bool:
    """Does the element hold a whole text for readers without scripts (forums do this), not a hint or a pixel?"""
    return sum(len(text.strip()) for text in noscript.itertext()) >= 600


def is_anchor(element: Any, *, in_heading: bool) -> bool:
    """Does a link lead to the heading that it stands in, with a sign for its text, as in ``Soups¶``, or from a footnote
    back to the text?

    Its text may be a letter of a private font, too, or nothing that has a width. What a handbook explains has such
    links, too, and says so.
    """
    if not (element.get("href") or "").startswith("#"):
        return False
    signs = _SIGNS if in_heading or "headerlink" in (element.get("class") or "").split() else _BACK
    text = "".join(element.itertext()).strip()
    if not text or (signs is _BACK and text[0] not in signs):
        return False
    return all(char in signs or unicodedata.category(char) in ("Co", "Cf", "Mn") for char in text)


def is_line_numbers(element: Any, *, in_code: bool) -> bool:
    """Is this the column of numbers beside code, or the number of a line in it?"""
    name = element.get("class")
    if not name or not _NUMBERS.search(name):
        return False
    text = "".join("".join(element.itertext()).split())
    if not text or not text.isdigit():
        return False
    return in_code or next(element.iter("pre"), None) is not None or _is_beside_code(element)


def _is_beside_code(element: Any) -> bool:
    for _ in range(NEAR):
        element = element.getparent()
        if element is None:
            return False
        if _IN_CODE.search(element.get("class") or "") or element.tag == "pre":
            return True
    return False
