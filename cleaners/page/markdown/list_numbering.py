"""What the entries of ordered lists begin with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_NUMBER = re.compile(r"\d{1,9}\Z")
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
LARGEST = 999
"""Numbers that are written in letters."""


@dataclass(slots=True)
class Numbering:
    """The state of an ordered list: the number of its next entry, how it goes on, and how it is written."""

    number: int = 1
    step: int = 1
    kind: str = ""

    def marker(self, value: str) -> str:
        """The marker of the next entry; `value` is the number that it states itself, if any.

        Markdown numbers with digits alone: letters stand behind the sign of a list without numbers.

        >>> letters = Numbering(kind="a")
        >>> letters.marker(""), letters.marker("27"), Numbering(4, -1, "I").marker(""), Numbering().marker("7")
        ('- a. ', '- aa. ', '- IV. ', '7. ')
        """
        if _NUMBER.match(value):
            self.number = int(value)
        number, self.number = self.number, self.number + self.step
        if number < 0 or (self.kind and not 0 < number <= LARGEST):
            return "- "
        return f"- {_lettered(number, self.kind)}. " if self.kind else f"{number}. "


def numbering_of(element: Any) -> Numbering:
    """How an ``<ol>`` numbers its entries."""
    start, kind = element.get("start") or "", element.get("type") or ""
    step = -1 if "reversed" in element.attrib else 1
    first = int(start) if _NUMBER.match(start) else 1 if step > 0 else sum(child.tag == "li" for child in element)
    return Numbering(first, step, kind if kind in ("a", "A", "i", "I") else "")


def _lettered(number: int, kind: str) -> str:
    text = ""
    if kind in "iI":
        for value, letters in _ROMAN:
            text += letters * (number // value)
            number %= value
    while number > 0:
        number, letter = divmod(number - 1, 26)
        text = chr(ord("a") + letter) + text
    return text.upper() if kind.isupper() else text
