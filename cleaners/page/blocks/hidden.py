"""What nobody sees of a line: texts that a page hides inside of a sentence, hints for screen readers, names of icons.

A text that is hidden as a whole may be unfolded by whoever wants to read it, and so may a long one in a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import islice
from typing import Any

from cleaners.page.blocks.inline_elements import INLINE, is_text
from cleaners.page.blocks.non_text import SKIPPED

_LINKS = ("a", "button")
_UNFOLDING = ("button", "summary")
LONGEST_SIGN = 2
NEAR = 20
"""Elements beside a hint that are looked at."""
LONGEST_HIDDEN = 80
"""Characters; a longer text is one that a reader may unfold."""
_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_FOR_LISTENERS = re.compile(
    r"(?:^|[\s_-])(?:sr-only|visually-?hidden|hidden-?visually|screen-?reader(?:-text|-only|s)?|element-invisible"
    r"|assistive-text|show-for-sr)(?:[\s_-]|$)",
    re.I,
)
_NONE = re.compile(r"\A(?!.*\bd-(?:sm|md|lg|xl|xxl|print)-)(?:.*\s)?d-none(?:\s|\Z)", re.S)
"""The class word of the most common style sheets for what is never shown, unless another one shows it."""
_ICON = re.compile(r"(?:^|\s)material-(?:icons|symbols)(?:-\w+)?(?:\s|$)")
_ICON_NAME = re.compile(r"[a-z0-9_]+\Z")


def is_hidden_by_attributes(attributes: Mapping[str, str]) -> bool:
    """Do an element's own attributes hide it?"""
    if attributes.get("hidden", "until-found") != "until-found":
        return True
    return "style" in attributes and bool(_STYLE.search(attributes["style"]))


def hidden_inline_text(element: Any) -> str:
    """What an inline element says that nobody sees who reads the line; nothing if it is read like others."""
    attributes = dict(element.items())
    if not attributes:
        return ""
    unseen = is_hidden_by_attributes(attributes) or bool(_NONE.search(attributes.get("class", "")))
    if not unseen and attributes.get("aria-hidden") == "true" and _is_control(element):
        return _sign(element)
    for_listeners, icon = _called(attributes.get("class", ""))
    icon = icon and not unseen and _is_beside_text(element)
    if not (unseen or icon or (for_listeners and _is_hint(element))):
        return ""
    if any(inner.tag not in INLINE for inner in element.iter()):
        return ""
    text = " ".join("".join(element.itertext()).split())
    return "" if len(text) > LONGEST_HIDDEN or (icon and not _ICON_NAME.match(text)) else text


@lru_cache(maxsize=4096)
def _called(name: str) -> tuple[bool, bool]:
    """Do these class words say that a text is for screen readers, or that it is an icon's name?"""
    return bool(_FOR_LISTENERS.search(name)), bool(_ICON.search(name))


def _is_hint(element: Any) -> bool:
    """Does a text for screen readers stand at the end of a link that says something without it? Elsewhere such texts
    say what others see: the stars of a rating, which of two prices is the old one."""
    before = False
    while element.tag not in _LINKS:
        parent = element.getparent()
        if parent is None or not (parent.tag in INLINE or parent.tag in _LINKS):
            return False
        if is_text(element.tail) or any(map(_says, islice(element.itersiblings(), NEAR))):
            return False
        prior = list(islice(element.itersiblings(preceding=True), NEAR))
        if any(other.get("aria-hidden") == "true" and is_text("".join(other.itertext())) for other in prior[:1]):
            return False
        before = before or is_text(parent.text) or any(map(_says, prior))
        element = parent
    return before


def _is_control(element: Any) -> bool:
    """Does it stand in what unfolds a text: a question with a plus behind it?"""
    parent = element.getparent()
    for _ in range(3):
        if parent is None or parent.tag in _UNFOLDING or parent.tag not in INLINE:
            break
        parent = parent.getparent()
    return parent is not None and parent.tag in _UNFOLDING


def _sign(element: Any) -> str:
    text = "".join(element.itertext()).strip()
    return text if len(text) <= LONGEST_SIGN and not is_text(text) else ""


def _is_beside_text(element: Any) -> bool:
    """Does its parent say anything else? An icon alone in a cell stands for a word."""
    parent = element.getparent()
    if parent is None:
        return False
    return (
        is_text(parent.text)
        or is_text(element.tail)
        or any(_says(other) for other in islice(parent, NEAR) if other is not element)
    )


def _says(element: Any) -> bool:
    """Does text stand in an element or behind it?"""
    return is_text(element.tail) or (element.tag not in SKIPPED and is_text("".join(element.itertext())))
