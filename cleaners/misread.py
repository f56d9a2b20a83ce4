"""Lines that somebody read in a wrong encoding before us, in ways that ftfy does not know.

UTF-8 that was read as an encoding of East Asia, of DOS or of Cyrillic (“銆”, “├Â”, “–Ь–Њ”) is read again as UTF-8: that
it can be is proof enough. Legacy text that was read as windows-1252, which servers assume where nothing is stated
(“Ìîñò îòêðûëè”, “Baþbakanlýðý”), has only letters that stand for others: there the text has to make sense as a
language in one encoding and none in windows-1252, by the measure of `charset`.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from cleaners.charset import EAST, LATIN, better

UTF8_AS = ("cp1251", "koi8_r", "cp866", "cp850", "mac_cyrillic", "mac_roman", "gb18030", "cp932")
"""What UTF-8 is read as where ftfy does not see it."""
MIN_WHOLE, MIN_WHOLE_EAST = 2, 4
"""So many characters at least must come out of a line: chance makes two of ideographs now and then."""
TORN = 3
"""For each character of which East Asian codecs have lost a byte so many must be whole."""
LETTERS = 8
"""So many letters beyond ASCII at least must a text have to be read once more."""

_BEYOND = re.compile("[^\x00-\x7f\ufffd]{1,2}")
_TORN = re.compile("[锛銆鈥鈧浠鐨涓鍦縺繧繝窶莠荳譁螟譛蜿]")
"""Everyday characters and signs that are half read so, and rare otherwise."""
_TOGETHER = frozenset({"CJK", "HIRAGANA", "KATAKANA", "FULLWIDTH", "HALFWIDTH", "IDEOGRAPHIC"})
_HIGH = re.compile("[À-ÖØ-öø-ÿŠšŽžŒœŸ]")
_LETTER = re.compile(r"[^\W\d_]")


def utf8_again(line: str) -> str:
    """A line of UTF-8 that was read as something else; any other line as it is.

    >>> utf8_again("鍏充簬鎴戜滑"), utf8_again("Gr├Â├ƒe"), utf8_again("Москва — Пермь")
    ('关于我们', 'Größe', 'Москва — Пермь')
    """
    first = _BEYOND.search(line)
    for codec in _suspects(first[0]) if first else ():
        lossy = codec in EAST and bool(_TORN.search(line))
        try:
            text = line.replace("\ufffd", "").encode(codec).decode("utf-8", "replace" if lossy else "strict")
        except UnicodeError:
            continue
        torn = text.count("\ufffd")
        whole = sum(char > "\x7f" for char in text) - torn
        if torn * TORN <= whole >= (MIN_WHOLE_EAST if codec in EAST else MIN_WHOLE) and _one_script(text):
            return text
    return line


@lru_cache(maxsize=1 << 13)
def _suspects(pair: str) -> tuple[str, ...]:
    """The codecs in which two characters may be the start of what UTF-8 has in the place of one."""
    found = []
    for codec in UTF8_AS:
        try:
            codecs.utf_8_decode(pair.encode(codec), "strict", False)  # noqa: FBT003
        except UnicodeError:
            continue
        found.append(codec)
    return tuple(found)


def _one_script(text: str) -> bool:
    """Are all letters beyond ASCII of one script, as far as their names tell?"""
    letters = {char for char in text if char > "\x7f" and char.isalpha()}
    scripts = {unicodedata.name(char, "?").partition(" ")[0].partition("-")[0] for char in letters}
    return len(scripts) <= 1 or scripts <= _TOGETHER


def legacy_again(text: str) -> Iterator[tuple[int, str]]:
    """The lines that were legacy text read as windows-1252, by number, as they should read. All lines of a text speak
    for its encoding together, those in other scripts than Latin apart from the rest.

    >>> list(legacy_again("Ìîñò îòêðûëè â ïîíåäåëüíèê.\\nWindows\\nÏîðò"))
    [(0, 'Мост открыли в понедельник.'), (2, 'Порт')]
    """
    low = {char.lower() for char in set(text) if _HIGH.match(char)}
    if not low or any(low <= set(alphabet) for alphabet in LATIN["cp1252"]):
        return
    lines = text.split("\n")
    read = {index: body for index, line in enumerate(lines) if not line.isascii() and (body := _bytes(line))}
    foreign = {index for index in read if 2 * len(_HIGH.findall(lines[index])) > len(_LETTER.findall(lines[index]))}
    for group in (foreign, read.keys() - foreign):
        body = b"\n".join(read[index] for index in sorted(group))
        if sum(byte > 0x7F for byte in body) < LETTERS or (found := better(body)) is None:
            continue
        for index in sorted(group):
            try:
                yield index, read[index].decode(found)
            except UnicodeDecodeError:
                continue


def _bytes(line: str) -> bytes | None:
    """A line as the bytes that are read so, also those that windows-1252 has no sign for."""
    try:
        return line.encode("cp1252")
    except UnicodeEncodeError:
        pass
    try:
        return b"".join(char.encode("latin-1" if "\x80" <= char <= "\x9f" else "cp1252") for char in line)
    except UnicodeEncodeError:
        return None
