"""What one line of text looks like, in whole numbers: its characters, patterns in it, and the kinds of its words.

Everything is counted, nothing is rounded: shares are per mille by whole-number division, so that the features of a text
are the same on every machine. No feature but the word classes knows what a word means, so they work in any language.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from cleaners.mark.features_context import quotient
from cleaners.mark.features_patterns import NAMES as PATTERNS
from cleaners.mark.vocabulary import classes

PROSE = 40
"""A line of so many quarter words that holds a sentence end counts as prose."""
_RUNS = re.compile(r"[^\W\d_]+")
_DIGITS = re.compile(r"\d+")

SPACE, LOWER, UPPER, OTHER, DIGIT, END, COMMA, QUOTE, BRACKET, PUNCTUATION, SYMBOL, DENSE, SYLLABLE, BAR = range(14)
"""Classes of characters. `DENSE` scripts write a word in one or two characters, `SYLLABLE` ones without spaces."""

CHARS = (
    "chars", "quarters", "word_chars", "upper", "caps", "digits", "symbols", "punctuation", "ends", "inner_ends",
    "commas", "quotes", "brackets", "bars", "first_class", "last_class", "ellipsis", "colon", "all_caps", "dense",
    "exclaims",
)  # fmt: skip
"""What is told of the characters of a line: `characters` gives it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One document as the model sees it: its blocks as lines, and what is known about each."""

    lines: tuple[str, ...]
    gaps: tuple[bool, ...]
    """Does an empty line come before this one?"""
    rules: tuple[int, ...] = ()
    """For every line the labels that rules gave it, as bits; empty if no rules were asked."""
    english: bool = False


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """What is said of a line by itself: its characters, the patterns in it, the classes of its words."""
    kinds = classes()
    words = (*(f"words {kind}" for kind in kinds), *(f"starts {kind}" for kind in kinds[1:]))
    return (*CHARS, *PATTERNS, *words)


@lru_cache(maxsize=1)
def character_classes() -> NDArray[np.uint8]:
    """Code point of the first plane → its class."""
    kinds = {"Lu": UPPER, "Lt": UPPER, "Ll": LOWER, "Nd": DIGIT, "Zs": SPACE, "Cc": SPACE, "Zl": SPACE, "Zp": SPACE}
    first = {"L": OTHER, "M": OTHER, "N": DIGIT, "S": SYMBOL, "P": PUNCTUATION, "Z": SPACE, "C": SYMBOL}
    table = bytearray(0x10000)
    for point in range(0x10000):
        category = unicodedata.category(chr(point))
        table[point] = kinds.get(category, first[category[0]])
    for begin, stop, kind in (
        (0x0E00, 0x0EFF, SYLLABLE),
        (0x1000, 0x109F, SYLLABLE),
        (0x1780, 0x17FF, SYLLABLE),
        (0x3040, 0x30FF, DENSE),
        (0x3400, 0x9FFF, DENSE),
        (0xAC00, 0xD7AF, SYLLABLE),
    ):
        table[begin : stop + 1] = bytes([kind]) * (stop + 1 - begin)
    for text, kind in (
        (".!?…。！？．؟۔।։", END),
        (",;:，；：、،؛", COMMA),
        ("\"'“”‘’„«»‹›「」『』", QUOTE),
        ("()[]{}（）【】", BRACKET),
        ("|•·→←↓↑/▸►▪●◦", BAR),
    ):
        for character in text:
            table[ord(character)] = kind
    return np.frombuffer(bytes(table), dtype=np.uint8)


def share(part: NDArray[np.int64], whole: NDArray[np.int64]) -> NDArray[np.int64]:
    """Per mille, in whole numbers."""
    return quotient(1000 * part, np.maximum(whole, 1))


def characters(lines: Sequence[str]) -> NDArray[np.int64]:
    """Lines → `CHARS` by lines. All characters of all lines are counted at once."""
    joined = "\n".join(lines) + "\n"
    points = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    table = character_classes()
    kind = table.take(points, mode="clip")
    if points.max() >= 0x1F000:
        kind[points >= 0x1F000] = SYMBOL
        kind[points >= 0x20000] = DENSE
    lengths = np.fromiter((len(line) + 1 for line in lines), dtype=np.int64, count=len(lines))
    stops = np.cumsum(lengths)
    row = np.repeat(np.arange(len(lines)), lengths)
    n = len(lines)

    def count(where: NDArray[np.bool_]) -> NDArray[np.int64]:
        return np.bincount(row[where], minlength=n)

    tally = np.bincount(row * 16 + kind, minlength=16 * n).reshape(n, 16)
    inside = (kind >= LOWER) & (kind <= DIGIT)
    after = np.append(kind[1:], np.uint8(SPACE))
    starts = inside.copy()
    starts[1:] &= ~inside[:-1]
    starts[2:] &= ~((kind[1:-1] == QUOTE) & inside[:-2])  # an apostrophe goes on with a word
    words = count(starts)
    quarters = 4 * words + 2 * tally[:, DENSE] + tally[:, SYLLABLE]
    caps = count(starts & (kind == UPPER))
    cased = tally[:, UPPER] + tally[:, LOWER]
    letters = cased + tally[:, OTHER] + tally[:, DENSE] + tally[:, SYLLABLE]
    solid = (kind != SPACE) & (kind != QUOTE) & (kind != BRACKET)
    at = np.flatnonzero(solid)
    last_solid = np.insert(at, 0, -1)[np.searchsorted(at, stops)]
    last_solid[last_solid < stops - lengths] = -1
    last = np.where(last_solid >= 0, kind[last_solid], SPACE)
    sentence = (kind == END) & ((after == SPACE) | (after == QUOTE) | (points > 0x2FFF))
    first = kind[stops - lengths]
    point_last = np.where(last_solid >= 0, points[last_solid], 0)
    point_before = np.where(last_solid > stops - lengths, points[np.maximum(last_solid - 1, 0)], 0)
    dots = (point_last == ord("…")) | ((point_last == ord(".")) & (point_before == ord(".")))
    columns = [
        lengths - 1,
        quarters,
        share(letters + tally[:, DIGIT], words + (tally[:, DENSE] + 1) // 2 + tally[:, SYLLABLE] // 4) // 10,
        share(tally[:, UPPER], cased),
        share(caps, words),
        share(tally[:, DIGIT], lengths - 1),
        share(tally[:, SYMBOL] + tally[:, BAR], lengths - 1),
        share(tally[:, PUNCTUATION] + tally[:, BRACKET], lengths - 1),
        count(sentence),
        count(sentence & (after == SPACE)) - (last == END),
        share(tally[:, COMMA], np.maximum(quarters // 4, 1)),
        tally[:, QUOTE],
        tally[:, BRACKET],
        tally[:, BAR],
        first.astype(np.int64),
        last.astype(np.int64),
        dots.astype(np.int64),
        ((point_last == ord(":")) | (point_last == ord("："))).astype(np.int64),
        ((tally[:, UPPER] > 1) & (tally[:, LOWER] == 0)).astype(np.int64),
        share(tally[:, DENSE] + tally[:, SYLLABLE], letters),
        count((points == ord("!")) | (points == ord("！"))),
    ]
    return np.stack(columns)


def word_classes(bits: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """Classes of words, as bits, line after line; how many words each line has → (share of every class, then the
    classes of the first word) by lines."""
    n, names = len(lengths), classes()
    row = np.repeat(np.arange(n), lengths)
    known = np.flatnonzero(bits)
    said, line = bits[known], row[known]
    columns = []
    for place in range(len(names)):
        found = np.bincount(line[(said >> place) & 1 == 1], minlength=n)
        columns.append(share(found, lengths) if place == 0 else np.minimum(found, 6))
    first = np.zeros(n, dtype=np.int64)
    full = np.flatnonzero(lengths)
    first[full] = bits[(np.cumsum(lengths) - lengths)[full]]
    columns += [(first >> place) & 1 for place in range(1, len(names))]
    return np.stack(columns)


def shapes(lines: Sequence[str]) -> Sequence[str]:
    """What lines share that differ in case and digits alone. No line may have a line end in it."""
    return _with_runs(_DIGITS, "0", "\n".join([line[:200] for line in lines]).lower()).split("\n")


def frames(lines: Sequence[str]) -> Sequence[str]:
    """What short lines share that differ in words and digits alone; "" for a longer line."""
    short = "\n".join([line if len(line) < 80 else "" for line in lines])
    return _with_runs(_DIGITS, "0", _with_runs(_RUNS, "a", short)).split("\n")


def _with_runs(pattern: re.Pattern[str], sign: str, text: str) -> str:
    """``pattern.sub(sign, text)`` for a pattern of one or more signs of a kind, all characters at once."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    is_in = _of_kind(pattern).take(points, mode="clip")
    beyond = np.flatnonzero(points > 0xFFFF)
    is_in[beyond] = [bool(pattern.match(chr(point))) for point in points[beyond].tolist()]
    first = is_in.copy()
    first[1:] &= ~is_in[:-1]
    points = np.where(is_in, np.uint32(ord(sign)), points)[first | ~is_in]
    return points.tobytes().decode("utf-32-le", "surrogatepass")


@lru_cache(maxsize=2)
def _of_kind(pattern: re.Pattern[str]) -> NDArray[np.bool_]:
    """Which code points of the first plane match."""
    found = np.zeros(0x10000, dtype=np.bool_)
    signs = np.arange(0x10000, dtype=np.uint32).tobytes().decode("utf-32-le", "surrogatepass")
    for run in pattern.finditer(signs):
        found[slice(*run.span())] = True
    return found
