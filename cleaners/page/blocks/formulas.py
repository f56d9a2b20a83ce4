"""Formulas as a line of text: MathML is read once, without the copies that scripts and pictures hold of it."""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

from cleaners.page.blocks.superscripts import as_subscript, as_superscript
from cleaners.page.listed import listed

LARGEST = 4000
"""Elements of a formula that is laid out; what is larger is read letter by letter."""
NEAR = 20
"""Elements in which a formula begins that another element shows once more."""
_UNREAD = frozenset(listed("annotation annotation-xml mphantom"))
_OPERATORS = str.maketrans("", "", "\u2061\u2062\u2063\u2064")
"""Signs that nobody sees: function application, invisible times, comma and plus."""
_WRAPPED = re.compile(r"\A\{\\(?:display|text)style\s+(.*)\}\Z", re.S)
_PICTURE = re.compile(r"(?:^|\s)(?:latex|tex|mwe-math-fallback-image-\w+)(?:\s|$)")
_SIMPLE = re.compile(r"\W?[\w.]*\Z")


def is_visual_copy(element: Any) -> bool:
    """Does the element show what a formula beside it says, hidden from those who listen?"""
    if element.get("aria-hidden") != "true":
        return False
    return _is_beside_mathml(element)


def formula_of(element: Any) -> str:
    """What a formula says: ``<math>``, a script that holds TeX, a picture of a formula. Nothing if it is none of them.

    MathML is read as it is seen, TeX only where nothing else is.
    """
    if element.tag == "math":
        return _line(element) or _source(element)
    if element.tag == "script":
        if not (element.get("type") or "").startswith("math/tex"):
            return ""
        shown = element.getprevious()
        rendered = shown is not None and "MathJax" in (shown.get("class") or "").split()
        return "" if rendered and "".join(shown.itertext()).strip() else _tex(element.text)
    if _PICTURE.search(element.get("class") or "") and not _is_beside_mathml(element):
        return _tex(element.get("alt"))
    return ""


def _is_beside_mathml(element: Any) -> bool:
    beside = (element.getprevious(), element.getnext())
    return any(inner.tag == "math" for other in beside if other is not None for inner in islice(other.iter(), NEAR))


def _source(element: Any) -> str:
    notes = (note.text for note in element.iter("annotation") if note.get("encoding") == "application/x-tex")
    return _tex(element.get("alttext") or next(notes, ""))


def _tex(text: str | None) -> str:
    found = " ".join((text or "").split())
    wrapped = _WRAPPED.match(found)
    return wrapped[1].strip() if wrapped else found


def _line(formula: Any) -> str:
    """MathML as one line: ``x²``, ``(a+b)/2``, ``√x``."""
    elements = list(formula.iter())
    if len(elements) > LARGEST:
        return ""
    said: dict[Any, str] = {}
    for element in reversed(elements):
        own = {child: said.pop(child) for child in element}
        parts = [text for child, text in own.items() if child.tag not in _UNREAD]
        said[element] = _LAYOUT.get(element.tag, _row)(parts) if parts else _own(element)
    return " ".join(said[formula].split())


def _own(element: Any) -> str:
    text = " ".join((element.text or "").translate(_OPERATORS).split())
    return f" {text} " if text and element.tag == "mtext" else text


def _row(parts: list[str]) -> str:
    return "".join(parts)


def _cells(parts: list[str]) -> str:
    return " ".join(parts)


def _fraction(parts: list[str]) -> str:
    return "/".join(part if _SIMPLE.match(part) else f"({part})" for part in parts)


def _root(parts: list[str]) -> str:
    inner = "".join(parts[:1])
    return f"√{inner}" if len(inner) == 1 else f"√({inner})"


def _square_root(parts: list[str]) -> str:
    return _root(["".join(parts)])


def _power(parts: list[str]) -> str:
    return parts[0] + "".join(map(as_superscript, parts[1:]))


def _index(parts: list[str]) -> str:
    return parts[0] + "".join(map(as_subscript, parts[1:2])) + "".join(map(as_superscript, parts[2:]))


_LAYOUT = {
    "mfrac": _fraction, "msqrt": _square_root, "mroot": _root, "msup": _power, "msub": _index, "msubsup": _index,
    "munderover": _index, "munder": _index, "mtr": _cells, "mtable": _cells,
}  # fmt: skip
