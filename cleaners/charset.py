"""Which legacy encoding is it? Every codec that fits is tried, and the text that reads like a language wins.

What charset-normalizer says of a short text depends on how little speaks against a reading: windows-1252 with one
accent is as good in windows-1250 for it. Here a reading has to make sense letter by letter. Those beyond ASCII belong
to one alphabet, no Greek or Cyrillic letter stands inside a Latin word, no capital behind a small letter; characters
of East Asia are common ones, some of them very common. What an alphabet consists of is a fact of its language; which
characters are common is taken from the national standards, whose first level is that of everyday use. Readings that
are as good as each other are told apart by the language that they seem to be in.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from cleaners.identify import UNKNOWN, language_of

ENOUGH = 0.7
"""A reading with a lower score is not believed."""
CLOSE = 0.12
"""Readings whose scores lie no farther apart are told apart by language."""
SURE = 0.85
"""So well a second reading must score to be taken in place of the one that a text came in."""
SCORED_BYTES = 4000
"""So much of what is not ASCII is looked at, with the words around it."""

LATIN = {
    "cp1252": (
        "àâäæçèéêëîïñôöœùûüÿß", "äöüßé", "áéíñóúüïç", "àèéìíîòóùú", "ãõáâàçéêíóôúü", "éëïóöüèêáúà", "åäöéü", "æøåéöü",
        "áðéíóúýþæö",
    ),
    "cp1250": ("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "čćđšž", "ăâîşţ", "ëç"),
    "cp1257": ("ąčęėįšųūž", "āčēģīķļņšūž", "äöõüšž"),
    "cp1254": ("çğıiöşüâîû",),
}  # fmt: skip
"""Codec → letters beyond ASCII, one language or group of languages each."""
SCRIPTS = {
    "cp1255": ("\u05d0", "\u05ea", "יוהלאמרת"), "cp1256": ("\u0600", "\u06ff", "اليمونردته"),
    "cp1251": ("\u0400", "\u04ff", "оеаинтсрі"), "koi8_r": ("\u0400", "\u04ff", "оеаинтсрі"),
    "cp1253": ("\u0370", "\u03ff", "αοιετνση"), "cp874": ("\u0e01", "\u0e5b", "านรอกเง่ม"),
}  # fmt: skip
"""Codec → the first and the last character of its script; the letters that make up half of its texts."""
EAST = {
    "gb18030": ("gb2312", 0xB0, 0xD7, "的一是不了在有人这中大来上个国我以要他时说们到和地出就会可也你对为年得"),
    "big5": ("big5", 0xA4, 0xC6, "的一是不了在有人這中大來上個國我以要他時說們到和地出就會可也你對為年得"),
    "cp932": ("euc_jp", 0xB0, 0xCF, "のにはをたがでてとしれさいるもなかっ"),
    "euc_jp": ("euc_jp", 0xB0, 0xCF, "のにはをたがでてとしれさいるもなかっ"),
    "cp949": ("euc_kr", 0xB0, 0xC8, "이다는의가에을하고지한로도를은사시대서기"),
}  # fmt: skip
"""Codec → where everyday characters have their place (in this standard, with these first bytes); very common ones."""
LIKE = {"iso8859_2": "cp1250"}
"""Codec → the one for the same languages."""
LANGUAGES = {
    "cp1250": {"pl", "cs", "sk", "hu", "sl", "hr", "ro", "sq"}, "cp1257": {"lt", "lv", "et"}, "cp1254": {"tr"},
    "cp1255": {"he"}, "cp1256": {"ar", "fa", "ur"}, "cp1251": {"ru", "uk", "bg", "mk"}, "koi8_r": {"ru", "uk", "bg"},
    "cp1253": {"el"}, "cp874": {"th"}, "gb18030": {"zh"}, "big5": {"zh"}, "cp932": {"ja"}, "euc_jp": {"ja"},
    "cp949": {"ko"},
}  # fmt: skip
"""Codec → the languages that are written in it. All others are written in windows-1252."""
ORDER = (*LATIN, "iso8859_2", *SCRIPTS, *EAST)
"""Which of two readings is taken if nothing tells them apart."""

_TELLING = re.compile(rb"[^<>\n\r]*[\x80-\xff][^<>\n\r]*")
"""Text between tags or line ends with something beyond ASCII in it: no codec uses these bytes for anything else."""
_SIGNS = frozenset("’‘“”„‚–—…«»‹›€£§°·•©®™\u00a0½¼¾²³¹¡¿†ªº×№¢¥µ¶¨´±")
_NOT_IN_WORDS = frozenset("°¶±¨´¹²³ªº¼½¾¡¿£§©®")
_WIDE = frozenset("、。「」『』（）！？：；，・ー〜～―…“”‘’《》【】　〈〉—·々〇")


def likely(body: bytes) -> str | None:
    """The codec in which `body` makes most sense, or None if it makes little in any.

    >>> likely("Un café, une idée.".encode("cp1252")), likely("Zażółć gęślą jaźń".encode("iso8859_2"))
    ('cp1252', 'iso8859_2')
    """
    sample = _sample(body)
    scored = [(codec, score) for codec in ORDER if (score := _score(sample, codec)) >= ENOUGH]
    if not scored:
        return None
    best = max(score for _, score in scored)
    close = sorted((entry for entry in scored if entry[1] >= best - CLOSE), key=lambda entry: -entry[1])
    if len(close) > 1:
        for codec, _ in close:
            if _speaks(codec, language_of(sample.decode(codec)).code):
                return codec
    return close[0][0]


def better(body: bytes, read_as: str = "cp1252") -> str | None:
    """The codec in which text that was read in another makes sense, if it makes plainly less in that one; or None.

    >>> better("Мост открыли в понедельник утром".encode("cp1251")), better("Mötley Crüe en São José".encode("cp1252"))
    ('cp1251', None)
    """
    found = likely(body)
    if found is None or found == read_as:
        return None
    sample = _sample(body)
    as_found, as_read = _score(sample, found), _score(sample, read_as)
    sure = as_found >= SURE and as_found >= as_read + CLOSE
    return found if sure and _speaks(found, language_of(sample.decode(found)).code) else None


def _sample(body: bytes) -> bytes:
    """The pieces of a text or page that tell something."""
    pieces: list[bytes] = []
    size = 0
    for found in _TELLING.finditer(body):
        pieces.append(found[0])
        size += len(found[0])
        if size > SCORED_BYTES:
            break
    return b"\n".join(pieces)


def _speaks(codec: str, language: str) -> bool:
    """Is the language written in this codec?"""
    own = LANGUAGES.get(LIKE.get(codec, codec))
    return language in own if own else language != UNKNOWN and all(language not in set_ for set_ in LANGUAGES.values())


def _score(sample: bytes, codec: str) -> float:
    """How much sense it makes: 1 if every character beyond ASCII does, less than 0 if more do not than do."""
    try:
        text = sample.decode(codec)
    except UnicodeDecodeError:
        return 0.0
    beyond = [char for char in text if char > "\x7f"]
    if not beyond:
        return 0.0
    if codec in EAST:
        return _east(text, beyond, codec)
    misplaced = sum(_misplaced(a, b) for a, b in pairwise(text))
    if codec in SCRIPTS:
        first, last, common = SCRIPTS[codec]
        letters = "".join(char for char in beyond if first <= char <= last)
        if not letters or (len(letters) > 10 and letters.isupper()):
            return 0.0
        often = sum(map(letters.lower().count, common)) / len(letters)
        sense = (len(letters) + sum(char in _SIGNS for char in beyond) - 2 * misplaced) / len(beyond)
        return sense * (0.7 + 0.3 * min(1.0, 3 * often))
    alphabets = LATIN[LIKE.get(codec, codec)]
    known = max(sum(char.lower() in letters for char in beyond) for letters in alphabets)
    return (known + sum(char in _SIGNS for char in beyond) - 2 * misplaced) / len(beyond)


def _misplaced(before: str, char: str) -> bool:
    """Can these two not stand side by side? Letters of two scripts, a capital behind a small letter, a sign or a number
    behind or before a letter that it does not go with."""
    if before <= "\x7f" and char <= "\x7f":
        return False
    if before.isalpha() and char.isalpha():
        return (ord(before) < 0x250) != (ord(char) < 0x250) or (before.islower() and char.isupper())
    if before.isdigit() or char.isdigit():
        return (before > "\x7f" and before.isalpha()) or (char > "\x7f" and char.isalpha())
    return (before in _NOT_IN_WORDS and char.isalpha() and before not in "¡¿§©®£°") or (
        char in _NOT_IN_WORDS and before.isalpha() and char not in "²³ªº®©°"
    )


def _east(text: str, beyond: list[str], codec: str) -> float:
    """The same for a text in Chinese, Japanese or Korean."""
    everyday, very = _everyday(codec), frozenset(EAST[codec][3])
    known = sum(char in everyday or char in _WIDE or "\u3041" <= char <= "\u30ff" for char in beyond)
    letters = sum(map(str.isalpha, beyond))
    often = sum(char in very for char in beyond)
    mixed = sum((a <= "\x7f") != (b <= "\x7f") and a.isalpha() and b.isalpha() for a, b in pairwise(text))
    return (known - mixed) / len(beyond) * (0.7 + 0.3 * min(1.0, 10 * often / max(1, letters)))


@lru_cache(maxsize=len(EAST))
def _everyday(codec: str) -> frozenset[str]:
    """The characters that a standard holds for those of everyday use."""
    standard, first, last, _ = EAST[codec]
    pairs = (bytes((row, second)) for row in range(first, last + 1) for second in range(0x40, 0xFF))
    found = (pair.decode(standard, "ignore") for pair in pairs)
    return frozenset(char for char in found if len(char) == 1 and char > "\x7f")
