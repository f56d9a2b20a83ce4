"""Emphasis where Markdown sees it: ``**Note:**the`` is not bold, since a sign between punctuation and a letter closes
nothing. There the punctuation is left outside: ``**Note**:the``."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from cleaners.document import Sign


def visible_emphasis(text: str, signs: Sequence[Sign]) -> list[Sign]:
    """The signs, with those of emphasis where they are seen; where they cannot be, they are left out.

    >>> text = "Note:the end"
    >>> visible_emphasis(text, [Sign(0, 5, "**", "")])[0].end
    4
    """
    around = [sign for sign in signs if sign.sign in ("[", "`")]
    starts, ends = {sign.start: sign.end for sign in around}, {sign.end: sign.start for sign in around}
    found = []
    for sign in signs:
        if not sign.sign.startswith("*"):
            found.append(sign)
            continue
        start, end = sign.start, sign.end
        if _is_in_a_word(text[start - 1 : start]):
            start = _moved(text, start, by=1, held=start < starts.get(start, start) <= end)
        if _is_in_a_word(text[end : end + 1]):
            end = _moved(text, end, by=-1, held=end > ends.get(end, end) >= start)
        if 0 <= start < end:
            found.append(sign._replace(start=start, end=end))
    return found


def _moved(text: str, at: int, *, by: int, held: bool) -> int:
    """Where the edge of an emphasis stands that touches a word on its outer side; −1 if there is no place for it.
    `held`: a link or code begins or ends inside of it just here, so that it touches a sign."""
    edge = text[at] if by > 0 else text[at - 1]
    if held:
        return -1
    if not _is_punctuation(edge):
        return at
    at += by
    while 0 < at < len(text) and (text[at] if by > 0 else text[at - 1]).isspace():
        at += by
    return at


def _is_in_a_word(char: str) -> bool:
    return bool(char) and not char.isspace() and not _is_punctuation(char)


def _is_punctuation(char: str) -> bool:
    return unicodedata.category(char)[0] in "PS"
