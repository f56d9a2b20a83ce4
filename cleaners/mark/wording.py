"""The words of a text, and a line as rules compare it: neither case nor spacing nor punctuation at its ends counts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from cleaners.mark.vocabulary import HEAD, words_of

_WORD = re.compile(r"\w+")
_LINK = re.compile(r"!?\[([^\[\]\n]*)\]\(([^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?:\s+[\"'][^\n]*?[\"'])?\s*\)")
"""A link or a picture of Markdown that holds no other one."""
_BEHIND = re.compile(r"(?<=\w) (?:\( ?https?://[^\s()]+ ?\)|< ?https?://[^\s<>]+ ?>|\[ ?https?://[^\s\[\]]+ ?\])")
_OPENING = frozenset("""_"'`“”‘’„<>=/{}#$@&""")
"""Signs that count at the start of a line, beside letters and digits."""
_CLOSING = _OPENING - set("„>") | set(map(chr, range(0x900, 0x964)))
"""And at its end, with the vowel signs of Devanagari, which end many words and are no letters."""
_APART = bytes(point if point > 127 or _WORD.match(chr(point)) else 32 for point in range(256))
"""What stands between ASCII words → a space, in the bytes of UTF-8."""
_CAPITALS = str.maketrans("άέήίόύώı", "αεηιουωi", "\u0307")
"""Greek capitals stand without their accents, and `lower` makes i of the Turkish I and two signs of the İ; so case
counts for nothing only if these do not either."""
_CAPITAL = tuple(map(chr, _CAPITALS))


def shown(line: str) -> str:
    """A line as one reads it: links of Markdown into the web or the site without their targets, words of a mail without
    the address in brackets behind them. Links to a file beside it or to a heading of the same name are a document's
    own; they stay as they are, and so does any other line.

    >>> shown("*   [News](https://post.example/news)"), shown("[ ![Share](/i.svg) ](https://x.example/s)")
    ('*   News', ' Share ')
    >>> shown("* [Search](search.md)"), shown("[Settings](#settings)"), shown("[Skip to content](#main)")
    ('* [Search](search.md)', '[Settings](#settings)', 'Skip to content')
    >>> shown("Unsubscribe ( https://post.example/u ) | Help"), shown("https://post.example/u")
    ('Unsubscribe | Help', 'https://post.example/u')
    """
    if "://" in line:
        line = _BEHIND.sub("", line)
    while "](" in line and (plain := _LINK.sub(_as_shown, line)) != line:
        line = plain
    return line


def _as_shown(link: re.Match[str]) -> str:
    text, target = link[1], link[2]
    foreign = target[:1] == "/" or ":" in target or (target[:1] == "#" and bare(text).replace(" ", "-") != target[1:])
    return text if foreign else link[0]


def words_in(text: str) -> list[str]:
    r"""The words of a text: the runs of ``\w``, in no particular order.

    >>> words_in("to be, or not to be")
    ['to', 'be', 'or', 'not', 'to', 'be']
    """
    pieces = _pieces(text)
    return pieces if text.isascii() else [*filter(str.isascii, pieces), *_beyond(pieces)]


def words_of_line(line: str, lower: str) -> Sequence[str]:
    """The words of a line in lower case, `lower`; where the model is told the same words, they are found once."""
    same = lower.isascii() and len(line) <= HEAD and "'" not in lower and "_" not in lower
    return words_of(line) if same else words_in(lower)


def different_words(text: str) -> set[str]:
    """The same, each once: of a long text, in half the time."""
    pieces = set(_pieces(text))
    return pieces if text.isascii() else {*filter(str.isascii, pieces), *_beyond(pieces)}


def _pieces(text: str) -> list[str]:
    """What stands between the ASCII signs that are part of no word."""
    return text.encode("utf-8", "surrogatepass").translate(_APART).decode("utf-8", "surrogatepass").split()


def _beyond(pieces: Iterable[str]) -> list[str]:
    """The words in those pieces that are not ASCII, which other signs may part."""
    return _WORD.findall(" ".join(piece for piece in pieces if not piece.isascii()))


def folded(text: str) -> str:
    """Text in which case counts for nothing."""
    return unaccented(text.lower())


def unaccented(lower: str) -> str:
    """Lower-case text in which capitals have left no trace: `folded`, for a text in lower case already."""
    plain = lower.isascii() or not any(map(lower.__contains__, _CAPITAL))
    return lower if plain else lower.translate(_CAPITALS)


def bare(text: str) -> str:
    """What `lines` are compared with: lower case, single spaces, no punctuation at either end.

    >>> bare("» Share  this: ")
    'share this'
    """
    line = " ".join(folded(text).split())
    if line[:1].isalnum() and line[-1:].isalnum():
        return line
    start, end = 0, len(line)
    while start < end and not (line[start].isalnum() or line[start] in _OPENING):
        start += 1
    while start < end and may_be_dropped(line[end - 1]):
        end -= 1
    return line[start:end]


def may_be_dropped(sign: str) -> bool:
    """Does a sign not count at the end of a line? A space does not."""
    return not (sign.isalnum() or sign in _CLOSING)


bare_line = lru_cache(maxsize=1 << 13)(bare)
"""`bare`, remembered: a line is compared when rules are asked of it, by each that it may belong to, and once more when
it is asked which rules can reach it."""
