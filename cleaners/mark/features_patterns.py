"""What stands in a line beside its words: dates, links, code, the start of a list. In numbers, by `NAMES`.

A pattern is tried only on lines that hold a sign of it; the signs of all lines are looked up at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

NAMES = ("date", "clock", "year", "link", "at", "table", "code", "list", "number", "question", "hash")

_FIRST = r"\d(?<!\w\d)"
"""A digit at the start of a word, in such terms that digits are looked for first."""
_DATE = re.compile(_FIRST + r"(?:\d?[./-]\d{1,2}[./-]\d{2,4}|\d{3}[./-]\d{1,2}[./-]\d{1,2}|\d{3}\s?年)")
_CLOCK = re.compile(_FIRST + r"\d?[:.]\d\d\b")
_YEAR = re.compile(r"(?<![\d.,$€£])(?:19|20)\d\d(?![\d%])")
_LINKED = re.compile(r"://|www\.|\.(?:com|org|net|io|co|de|fr|uk|gov|edu)\b")
_LINK = re.compile(r"https?://|www\.|\b[\w-]+\.(?:com|org|net|io|co|de|fr|uk|gov|edu)\b")
_TABLE = re.compile(r"\|.*\||\t")
_CODE = re.compile(r"[{}<>;=]\s*$|^\s*(?:[{}<>$#]|//|\w+\()|[=!]=|=>|->|\)\s*;|\w\(\w*\)")
_LIST = re.compile(r"\s*(?:[-*•‣▪●○◦·–+►✓✔]|\(?\d{1,3}[.)]|[a-z][.)])\s")
_LETTER = re.compile(r"[^\W\d_]")

_SIGNS = ("0123456789", ".", ":", "/-年", "@", "|\t", "{}<>;=$#/(", "?？", "#")
DIGIT, DOT, COLON, BETWEEN, AT, BAR, CODED, QUESTION, HASH = (1 << place for place in range(len(_SIGNS)))


def patterns(heads: Sequence[str]) -> NDArray[np.int64]:
    """The beginnings of lines → `NAMES` by lines. No line may have a line end in it."""
    signs = _signs(heads)
    sizes = np.fromiter(map(len, heads), dtype=np.int64, count=len(heads))
    found = np.zeros((len(NAMES), len(heads)), dtype=np.int64)

    def tell(name: str, where: NDArray[Any], told: Callable[[str], object]) -> None:
        lines = np.flatnonzero(where).tolist()
        found[NAMES.index(name), lines] = [bool(told(heads[line])) for line in lines]

    digit, pointed = signs & DIGIT > 0, signs & (DOT | COLON) > 0
    tell("date", digit & (signs & (DOT | BETWEEN) > 0), _DATE.search)
    tell("clock", digit & pointed, _CLOCK.search)
    tell("year", digit & (sizes >= 4), lambda head: ("19" in head or "20" in head) and _YEAR.search(head))
    tell("link", pointed, lambda head: _LINKED.search(head) and _LINK.search(head))
    tell("table", signs & BAR > 0, _TABLE.search)
    tell("code", (signs & CODED > 0) & (sizes < 200), _CODE.search)
    tell("list", sizes > 1, lambda head: not head[0].isupper() and _LIST.match(head))
    tell("number", digit & (sizes < 40), lambda head: not _LETTER.search(head))
    found[NAMES.index("at")] = signs & AT > 0
    found[NAMES.index("hash")] = signs & HASH > 0
    asking = np.flatnonzero(signs & QUESTION).tolist()
    found[NAMES.index("question"), asking] = [heads[line].count("?") + heads[line].count("？") for line in asking]
    return found


def _signs(heads: Sequence[str]) -> NDArray[np.uint16]:
    """Which of `_SIGNS` every line holds, as bits."""
    joined = "\n".join(heads) + "\n"
    points = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    stops = np.cumsum(np.fromiter((len(head) + 1 for head in heads), dtype=np.int64, count=len(heads)))
    starts = np.concatenate([[0], stops[:-1]])
    return np.bitwise_or.reduceat(_table().take(points, mode="clip"), starts)


@lru_cache(maxsize=1)
def _table() -> NDArray[np.uint16]:
    """Code point of the first plane → the bits of the signs that it is."""
    table = np.zeros(0x10000, dtype=np.uint16)
    for place, signs in enumerate(_SIGNS):
        table[list(map(ord, signs))] |= 1 << place
    return table
