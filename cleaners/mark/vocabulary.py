"""The words of a line as the learned judges know them, and the classes that known words belong to."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

WORDS = Path(__file__).parent.parent / "model" / "text-words.toml"
HEAD = 600
"""Words are looked up in so many first characters of a line; a longer line is told by its shape."""
REMEMBERED = 1 << 13
"""Lines of which the words are remembered: most are asked about in several rounds."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_APART = bytes(point if point > 127 or chr(point).isalnum() or point == 39 else 32 for point in range(256))
"""What stands between ASCII words → a space, in the bytes of UTF-8; an apostrophe may be inside of one."""
_DENSE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")


def words_of(line: str) -> Sequence[str]:
    """The lower-case words of the first `HEAD` characters; scripts without spaces by pairs of characters."""
    return _words_of(line[:HEAD])


@lru_cache(maxsize=REMEMBERED)
def _words_of(head: str) -> Sequence[str]:
    lower = head.lower()
    apart = lower.encode("utf-8", "surrogatepass").translate(_APART).decode("utf-8", "surrogatepass").split()
    if lower.isascii() and "'" not in lower:
        return apart
    words: list[str] = []
    for piece in apart:
        if piece.isalnum():
            words.append(piece)
        else:
            words += _WORD.findall(piece)
    if head.isascii() or not _DENSE.search(head):
        return words
    pieces: list[str] = []
    for word in words:
        if _DENSE.search(word) and len(word) > 2:
            pieces.extend(word[at : at + 2] for at in range(len(word) - 1))
        else:
            pieces.append(word)
    return pieces


@lru_cache(maxsize=1)
def classes() -> tuple[str, ...]:
    """The names of the word classes, in the order of their bits."""
    return tuple(_lists())


@lru_cache(maxsize=1)
def word_bits() -> dict[str, int]:
    """Word → the classes it belongs to, as bits."""
    bits: dict[str, int] = {}
    for place, text in enumerate(_lists().values()):
        for word in text.split():
            bits[word] = bits.get(word, 0) | 1 << place
    return bits


@lru_cache(maxsize=1)
def _lists() -> dict[str, str]:
    return tomllib.loads(WORDS.read_text("utf-8"))
