"""Raised and lowered characters: powers, indices, fractions, and the marks of footnotes, which are no text."""

from __future__ import annotations

import re
from typing import Any

_SUPERSCRIPTS = dict(zip("0123456789+-−()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ", strict=True))
_SUBSCRIPTS = dict(zip("0123456789+-−()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎", strict=True))
_SIMPLE = re.compile(r"\w+\Z")
_MARK = re.compile(r"(?:^|[\s_-])(?:reference|footnotes?|fn|fnref|noteref|citation|endnote)(?:[\s_-]|$)", re.I)
_RAISED = re.compile(r"(?:^|[\s_-])(?:footnote|fnref|noteref|endnote)(?:[\s_-]|$)", re.I)
_SIGNS = re.compile(r"[\W\d_]{1,16}\Z|\W{0,3}[a-z]{1,2}\W{0,3}\Z|\[[^\[\]]{1,30}\]\Z")
_POWER = re.compile(r"[+−-]?\d{1,3}\Z|n\Z")
_NUMBERS = re.compile(r"[+−-]?\d{1,3}(?:\s*[,–-]\s*\d{1,3})*,?\Z|\d[+−-]\Z")
"""What is raised behind a word: a power, a charge, notes by their numbers."""
_ENDS = "°µ%.,;:!?)]\"'”’»"
"""What a word may end with before a number of a note, besides letters."""
_BASE = re.compile(r"(?<![\d.,])(?:10|2)\Z")
"""Numbers that are raised to high powers; two digits above others are cents."""
_PRICE = re.compile(r"(?:[$€£¥₹]|\b(?:USD|EUR|GBP|CHF|kr|Rs)\b\.?)\s*[\d.,\s]*\Z", re.I)
_CURRENCY_BEHIND = re.compile(r"\s*(?:[$€£¥₹*]|USD|EUR|kr\b|zł|Kč|руб)")
_VULGAR = {
    "1/2": "½", "1/4": "¼", "3/4": "¾", "1/3": "⅓", "2/3": "⅔", "1/8": "⅛", "3/8": "⅜", "5/8": "⅝", "7/8": "⅞",
}  # fmt: skip


def as_superscript(text: str) -> str:
    """A raised text in Unicode's raised characters, or behind ``^`` if there are none for it.

    >>> as_superscript("−2"), as_superscript("x"), as_superscript("−kt")
    ('⁻²', '^x', '^(−kt)')
    """
    text = text.strip()
    if all(char in _SUPERSCRIPTS for char in text):
        return "".join(_SUPERSCRIPTS[char] for char in text)
    return f"^{text}" if _SIMPLE.match(text) else f"^({text})"


def as_subscript(text: str) -> str:
    """A lowered text, likewise.

    >>> as_subscript("0"), as_subscript("i"), as_subscript("i=1")
    ('₀', '_i', '_(i=1)')
    """
    text = text.strip()
    if all(char in _SUBSCRIPTS for char in text):
        return "".join(_SUBSCRIPTS[char] for char in text)
    return f"_{text}" if _SIMPLE.match(text) else f"_({text})"


def is_footnote_mark(element: Any) -> bool:
    """Is a ``<sup>`` nothing but the sign that leads to a footnote, or a link that a style sheet raises?"""
    if element.tag == "a" and not ((name := element.get("class")) and _RAISED.search(name)):
        return False
    text = "".join(element.itertext()).strip()
    if not text or not _SIGNS.match(text):
        return False
    if _MARK.search(element.get("class") or ""):
        return True
    links = list(element.iter("a"))
    linked = "".join("".join(link.itertext()) for link in links)
    rest = [char for char in text if char.isalnum()]
    return (
        bool(links)
        and sum(char.isalnum() for char in linked) == len(rest)
        and all((link.get("href") or "").startswith("#") for link in links)
    )


def superscript_after(before: str, element: Any) -> str:
    """A ``<sup>`` behind a digit as a power, so that 10⁵ is not read as 105, a number behind a word as a raised one;
    nothing if it is none: a price's cents, an ending as in "1st"."""
    text, last = "".join(element.itertext()).strip(), before[-1:]
    if _PRICE.search(before[-20:]) or _CURRENCY_BEHIND.match(element.tail or ""):
        return ""
    if last and (last.isalpha() or last in _ENDS) and _NUMBERS.match(text):
        # A sign between two numbers is none of theirs: notes 1-3.
        signed = (0, len(text) - 1)
        return "".join(
            _SUPERSCRIPTS.get(char, char) if char.isdigit() or n in signed else char for n, char in enumerate(text)
        )
    if not last.isdigit() or not _POWER.match(text):
        return ""
    return as_superscript(text) if len(text) == 1 or not text.isdigit() or _BASE.search(before[-4:]) else ""


def fraction_of(element: Any) -> str:
    """The fraction that begins with a ``<sup>`` and ends with the ``<sub>`` behind it, as one sign or as "5/16"."""
    below = element.getnext()
    if below is None or below.tag != "sub" or (element.tail or "").strip() not in ("/", "⁄"):
        return ""
    parts = ["".join(part.itertext()).strip() for part in (element, below)]
    if not all(part.isdecimal() for part in parts):
        return ""
    return _VULGAR.get("/".join(parts), "/".join(parts))
