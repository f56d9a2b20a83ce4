"""Which legacy encoding is it? Every codec that fits is tried, and the text that reads like some language wins.

What charset-normalizer says of short texts depends on how little speaks against a reading: a windows-1252 text with one
accent is as good in windows-1250 for it. Here a reading has to make sense letter by letter: those beyond ASCII belong to
one alphabet, no Greek or Cyrillic letter stands inside a Latin word, no capital behind a small letter, and characters of
East Asia are common ones, some of them very common. Which characters an alphabet has is a fact of each language; which
ones are common is taken from the national standards, whose first level is that of everyday use.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

ENOUGH = 0.8
"""A reading with a lower score is not believed."""
SCORED_CHARS = 4000
"""So much of a text is looked at."""

LATIN = {
    "cp1252": (
        "àâäæçèéêëîïñôöœùûüÿß", "äöüßé", "áéíñóúüïç", "àèéìíîòóùú", "ãõáâàçéêíóôúü", "éëïóöüèêáúà", "åäöéü", "æøåéöü",
        "áðéíóúýþæö",
    ),
    "cp1250": ("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "čćđšž", "ăâîşţ", "ëç"),
    "cp1257": ("ąčęėįšųūž", "āčēģīķļņšūž", "äöõüšž"),
    "cp1254": ("çğıİöşüâîû",),
}  # fmt: skip
"""Codec → letters beyond ASCII, one language or group of languages each. The first is tried first."""
SCRIPTS = {
    "cp1251": ("\u0400", "\u04ff"), "koi8_r": ("\u0400", "\u04ff"), "cp1253": ("\u0370", "\u03ff"),
    "cp1255": ("\u05d0", "\u05ea"), "cp1256": ("\u0600", "\u06ff"),
}  # fmt: skip
"""Codec → the first and the last character of its script."""
EAST = {
    "gb18030": ("gb2312", 0xB0, 0xD7, "的一是不了在有人这中大来上个国我以要他时说们到和地出就会可也你对为年得"),
    "big5": ("big5", 0xA4, 0xC6, "的一是不了在有人這中大來上個國我以要他時說們到和地出就會可也你對為年得"),
    "cp932": ("euc_jp", 0xB0, 0xCF, "のにはをたがでてとしれさいるもなかっ"),
    "euc_jp": ("euc_jp", 0xB0, 0xCF, "のにはをたがでてとしれさいるもなかっ"),
    "cp949": ("euc_kr", 0xB0, 0xC8, "이다는의가에을하고지한로도를은사시대서기"),
}  # fmt: skip
"""Codec → where everyday characters have their place: in this standard, with these first bytes; and very common ones."""
LIKE = {"iso8859_2": "cp1250"}
"""Codec → the one with the same languages."""
ORDER = (*LATIN, "iso8859_2", *SCRIPTS, *EAST)
"""Which of two readings is taken that are as good as each other."""

_SIGNS = frozenset("’‘“”„‚–—…«»‹›€£§°·•©®™\u00a0½¼¾²³¹¡¿†ªº×№¢¥µ¶¨´±")
_WIDE = frozenset("、。「」『』（）！？：；，・ー〜～―…“”‘’《》【】　〈〉—·々〇")


def likely(body: bytes) -> list[tuple[str, float]]:
    """The codecs in which `body` makes sense, the likeliest first, with a score up to 1.

    >>> likely("Un café, une idée.".encode("cp1252"))[0][0], likely("Zażółć gęślą jaźń".encode("iso8859_2"))[0][0]
    ('cp1252', 'iso8859_2')
    """
    scored = [(codec, score) for codec in ORDER if (score := _score(body, codec)) >= ENOUGH]
    return sorted(scored, key=lambda found: -found[1])


def _score(body: bytes, codec: str) -> float:
    try:
        text = body.decode(codec)[:SCORED_CHARS]
    except UnicodeDecodeError:
        return 0.0
    beyond = sum(char > "\x7f" for char in text)
    if not beyond:
        return 0.0
    if codec in EAST:
        return _east(text, codec, beyond)
    wrong = sum(_misplaced(text))
    if codec in SCRIPTS:
        first, last = SCRIPTS[codec]
        known = sum(first <= char <= last or char in _SIGNS for char in text)
        if first == "\u0400" and known > 40 and not any("\u0400" <= char <= "\u042f" for char in text):
            wrong += beyond // 4  # Hebrew reads like Russian without capitals
        return (known - wrong) / beyond
    alphabets = LATIN[LIKE.get(codec, codec)]
    best = max(
        sum(char.lower() in letters or char in letters for char in text if char > "\x7f") for letters in alphabets
    )
    return (best + 0.9 * sum(char in _SIGNS for char in text) - wrong) / beyond


def _misplaced(text: str) -> Iterator[bool]:
    """Letters that cannot stand behind the one before: of another script, or a capital behind a small one."""
    for before, char in zip(text, text[1:], strict=False):
        if before.isalpha() and char.isalpha() and (before > "\x7f" or char > "\x7f"):
            yield _script(before) != _script(char) or (before.islower() and char.isupper())
        else:
            yield (before > "\x7f" and char.isalpha() and before in "°¶±¨´¹²³") or (
                char > "\x7f" and before.isalpha() and char in "¶±¨´¹ªº¡¿"
            )


def _script(char: str) -> int:
    """A number for the script of a letter."""
    point = ord(char)
    return 0 if point < 0x250 else point >> 8


def _east(text: str, codec: str, beyond: int) -> float:
    everyday, very = _everyday(codec), frozenset(EAST[codec][3])
    known = sum(char in everyday or char in _WIDE or "\u3041" <= char <= "\u30ff" for char in text)
    letters = sum(char.isalpha() and char > "\x7f" for char in text)
    often = sum(char in very for char in text)
    mixed = sum(
        (a < "\x80") != (b < "\x80") and a.isalpha() and b.isalpha() for a, b in zip(text, text[1:], strict=False)
    )
    return (known - mixed) / beyond * (0.75 + 0.25 * min(1.0, 12 * often / max(1, letters)))


@lru_cache(maxsize=len(EAST))
def _everyday(codec: str) -> frozenset[str]:
    """The characters that a standard holds for those of everyday use."""
    standard, first, last, _ = EAST[codec]
    rows = range(first, last + 1)
    seconds = range(0x40, 0xFF)
    pairs = (bytes((row, second)).decode(standard, "ignore") for row in rows for second in seconds)
    return frozenset(char for char in pairs if len(char) == 1)
