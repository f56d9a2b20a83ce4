"""What characters a text is made of: scripts that write without spaces, characters that are no space, words."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from itertools import islice

KANA_AND_HAN = "\u3040-\u30ff\u3400-\u9fff"
"""For a class of characters in a pattern, like those that follow. One of them says as much as several letters."""
EAST_ASIAN = f"{KANA_AND_HAN}\uac00-\ud7af"
"""With Hangul, which has spaces between words."""
THAI_AND_LAO = "\u0e00-\u0eff"
SOUTH_EAST_ASIAN = f"{THAI_AND_LAO}\u1000-\u109f\u1780-\u17ff"
"""With Burmese and Khmer: neither spaces between words nor marks at the end of sentences."""

_ASCII = bytes(range(128))
_SPACES = bytes(filter(lambda point: chr(point).isspace(), _ASCII))
_UNSPACED = re.compile(f"[{THAI_AND_LAO}{KANA_AND_HAN}]+")
_SCRIPTS = {"CJK": "Han", "HIRAGANA": "Japanese", "KATAKANA": "Japanese", "HANGUL": "Korean"}
"""What Unicode calls characters, and what people call the script."""


def beyond_ascii(text: str) -> str:
    """What is left of a text without its ASCII characters."""
    return text.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass")


def solid(text: str) -> int:
    r"""How many characters of a text are no space.

    >>> solid("one\n\t two\u00a0three")
    11
    """
    rest = text.encode("utf-8", "surrogatepass").translate(None, _SPACES).decode("utf-8", "surrogatepass")
    return sum(map(len, rest.split()))


def script(text: str) -> str | None:
    """The script that most letters of a sample are written in, such as ``Latin``, ``Cyrillic``, ``Han``.

    >>> script("Ночью шёл снег."), script("123")
    ('Cyrillic', None)
    """
    letters = list(islice(filter(str.isalpha, text[:2000]), 200))
    if letters and "".join(letters).isascii():
        return "Latin"
    names: Counter[str] = Counter()
    for char, count in Counter(letters).items():
        names[unicodedata.name(char, "UNKNOWN").split(" ", 1)[0]] += count
    if not names:
        return None
    if names["HIRAGANA"] + names["KATAKANA"] > 0.1 * len(letters):
        return "Japanese"
    best = names.most_common(1)[0][0]
    return _SCRIPTS.get(best, best.capitalize())


def word_count(text: str) -> int:
    """Words between spaces; in scripts that have none, two characters count as one word."""
    dense = sum(map(len, _UNSPACED.findall(beyond_ascii(text))))
    return len(text.split()) if dense * 5 < len(text) else dense // 2 + len(text.split())
